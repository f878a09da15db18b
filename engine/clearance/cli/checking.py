"""What stands behind ``check`` and ``explain``, imported only when one of them runs."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from clearance.app.campaigns import STDIN, CampaignFiles, Loaded
from clearance.app.check import Check, exit_code
from clearance.app.checking import Checker, Choices, outcomes_about
from clearance.app.filed import Files
from clearance.app.finding import Found, find_files
from clearance.app.ledger import Checked
from clearance.app.library import keep_logic, recall_logic
from clearance.app.settings import Settings
from clearance.app.ways import refuse_ways_out
from clearance.app.writing import FORMATS, PAGES, Output, Rendering, Writer, parse_outputs
from clearance.cli.shared import (
    cache_folder,
    day_of,
    is_terminal,
    note,
    rulebook_for,
    say,
    settings_for,
    use_color,
    version,
    width,
)
from clearance.errors import ClearanceError, InputError, NothingToCheckError, Problem
from clearance.loading.reader import MAX_BYTES
from clearance.model.assessments import Assessment
from clearance.model.figures import did_you_mean
from clearance.model.rules import SHARED, Pack, Rule, Rulebook
from clearance.rendering.document import document_of, proof_document
from clearance.rendering.terminal import notice_line, one_line, render_line, render_notice, render_terminal

MANY = 5
"""More campaigns than this get one line each in the terminal."""
_PATIENCE = 1.0
"""Seconds of work ahead from which on a progress bar is worth showing."""
_LEAST = 0.2
"""Seconds of work behind us that tell how much is ahead."""

Document = dict[str, Any]


class _Told(Struct):
    """What is said at the end of many campaigns that took a line each."""

    verdicts: list[str] = field(default_factory=list)
    notices: dict[str, None] = field(default_factory=dict)
    """Each once, however many campaigns they stand beside."""

    def add(self, document: Document) -> None:
        """Keep what one campaign adds to it."""
        self.verdicts.append(document["verdict"]["status"])
        self.notices.update(dict.fromkeys(map(notice_line, document["notices"])))

    def summary(self, columns: int) -> str:
        """Return how many campaigns are clear, how many accepted, and what to look at in waivers and baseline."""
        clear, accepted = self.verdicts.count("clear"), self.verdicts.count("accepted")
        but = f", {accepted} accepted though not clear" if accepted else ""
        lines = [f"{len(self.verdicts)} campaigns checked, {clear} of them clear{but}."]
        lines += [render_notice(one, width=columns) for one in self.notices]
        return "\n".join(lines) + "\n"


class CheckCall(Struct):
    """One call of ``clearance check``."""

    paths: tuple[str, ...]
    outputs: tuple[str, ...]
    format: str
    as_of: str | None
    options: dict[str, Any]
    config: Path | None
    stdin_filename: str | None
    jobs: int
    color: str
    quiet: bool
    verbose: bool
    sarif_only_failures: bool = False
    changed_since: str | None = None
    baseline: bool = True
    _codes: list[int] = field(default_factory=list)
    _told: _Told = field(default_factory=lambda: _Told())

    def run(self) -> int:
        """Check, print and write; return the exit code. Raises: ClearanceError."""
        self._refuse_what_cannot_take_effect()
        outputs = parse_outputs(self.outputs)
        self._refuse_idle_sarif(outputs)
        colored = use_color(self.color)
        settings = settings_for(start_of(self.paths, self.stdin_filename), self.config, self.options)
        check, found = self._prepared(settings), self._found(settings)
        if self.changed_since is not None:
            found = self._changed(found, check, settings)
        if not outputs and (self.quiet or self.format in ("terminal", "line")):
            check.detail = "line" if self.quiet or self.format == "line" or self._many(found) else "list"
        unused = self._begin_to_keep(check, found, settings)
        writer = Writer(outputs, self._rendering)
        printed: list[Document] = []
        with closing(self._shown_progress(check, found)) as results:
            for checked in results:
                self._codes.append(checked.code)
                writer.add(checked.document)
                if not self.quiet:
                    self._print(checked.document, printed, many=self._many(found))
        if not self._codes and self.changed_since is None:
            raise NothingToCheckError(Problem(None, "no campaign was found", 'Run "clearance new" to begin one.'))
        keep_logic(cache_folder())
        self._end_keeping(check, unused)
        self._print_rest(printed, found, colored=colored)
        writer.close()
        for path in writer.written if not self.quiet else ():
            note(f"Wrote {one_line(str(path))}.")
        return exit_code(self._codes) if self._codes else 0

    def _refuse_what_cannot_take_effect(self) -> None:
        if self.format not in FORMATS:
            remedy = did_you_mean(self.format, FORMATS, f"Use one of: {', '.join(FORMATS)}.")
            raise InputError(Problem(None, f'--format: there is no format "{self.format}"', remedy))
        if self.quiet and self.verbose:
            raise InputError(Problem(None, "--quiet and --verbose contradict each other", "Give one of them."))
        if self.quiet and self.format != "terminal":
            raise InputError(Problem(None, "--format has no effect with --quiet", "Leave one of them out."))
        if self.verbose and self.format != "terminal":
            raise InputError(Problem(None, "--verbose has no effect on this format", "Leave it out."))
        if self.color == "always" and (self.quiet or self.format != "terminal"):
            raise InputError(Problem(None, "--color has no effect on what is printed", "Leave it out."))
        refuse_idle_filename(self.stdin_filename, self.paths)
        if "-" in self.paths and self.jobs > 1:
            raise InputError(Problem(None, "--jobs has no effect on standard input", "Leave it out."))
        if "-" in self.paths and len(self.paths) > 1:
            raise InputError(Problem(None, "- stands alone", "Check files in another call."))
        if "-" in self.paths and self.options["cache"]:
            raise InputError(Problem(None, "--cache has no effect on standard input", "Leave it out."))
        if "-" in self.paths and self.changed_since is not None:
            raise InputError(Problem(None, "--changed-since has no effect on standard input", "Leave it out."))

    def _refuse_idle_sarif(self, outputs: Sequence[Output]) -> None:
        if self.sarif_only_failures and "sarif" not in (self.format, *(one.format for one in outputs)):
            what = "--sarif-only-failures has no effect without SARIF"
            raise InputError(Problem(None, what, "Add --output sarif=report.sarif, or leave it out."))

    def _refuse_idle_levels(self, settings: Settings, rulebook: Rulebook) -> None:
        kinds = {rulebook.packs[name].kind == "ethics" for name in settings.values["packs"]}
        for key, meant in (("fail-on", False), ("fail-on-ethics", True)):
            if self.options[key] is not None and kinds == {not meant}:
                what = f"--{key} has no effect on the packs chosen"
                raise InputError(Problem(None, what, "Leave it out, or choose other packs."))

    def _prepared(self, settings: Settings) -> Check:
        rulebook = rulebook_for(settings)
        recall_logic(cache_folder())
        refuse_unknown_packs(settings, rulebook.packs)
        self._refuse_idle_levels(settings, rulebook)
        checker = Checker(rulebook, choices_of(settings, self.as_of))
        return Check(checker, files_for(rulebook, settings, baseline=self.baseline), version(), self.jobs)

    def _found(self, settings: Settings) -> list[Found]:
        if self.paths == ("-",):
            return []
        return find_files(self._named(settings))

    def _named(self, settings: Settings) -> tuple[str, ...]:
        return self.paths or tuple(str(path) for path in settings.paths("campaigns")) or (".",)

    def _changed(self, found: Sequence[Found], check: Check, settings: Settings) -> list[Found]:
        """Return the campaigns that have changed since the commit of the call, and say what is left out."""
        from clearance.cli.since import changed_since

        campaigns = check.campaigns(found)
        start = start_of(self.paths, None)
        chosen, said = changed_since(self.changed_since or "", campaigns, self._named(settings), settings, start)
        for line in said if not self.quiet else ():
            note(line)
        return chosen

    def _checked(self, check: Check, found: Sequence[Found]) -> Iterator[Checked]:
        if self.paths == ("-",):
            named = Path(self.stdin_filename) if self.stdin_filename else None
            return check.run_text(stdin_campaigns(check.files, self.stdin_filename), named)
        return check.run(check.campaigns(found))

    def _begin_to_keep(self, check: Check, found: Sequence[Found], settings: Settings) -> str:
        """Let a check take what earlier ones found, where that is asked for; return why it cannot, if so."""
        if not settings.values["cache"] or self.paths == ("-",) or check.detail != "line":
            return ""
        from clearance.app.keeping import is_within_reach, keeper_for

        folder = cache_folder()
        if folder is None:
            return "no folder is set for it. Look at CLEARANCE_CACHE_DIR."
        if is_within_reach(folder, check.files, found, settings.root):
            return "its folder lies in what is checked, so that anybody could bring outcomes along. Move it elsewhere."
        check.keeper = keeper_for(
            check.checker, check.files, folder=folder, version=version(), detail=check.detail, today=day_of(None)
        )
        return "" if check.keeper else "the code of Clearance cannot be read. Install Clearance again."

    def _end_keeping(self, check: Check, unused: str) -> None:
        """Keep what was found for later calls; say in a line if nothing can be kept."""
        if check.keeper is not None:
            why = check.keeper.close()
            unused = f"its folder cannot be written ({why}). Look at the folder and the space left." if why else ""
        if unused and not self.quiet:
            note(f"The cache is not used: {unused}")

    def _shown_progress(self, check: Check, found: Sequence[Found]) -> Generator[Checked]:
        """Return what is checked, with a bar on standard error once more than a second of work remains."""
        watched = is_terminal(sys.stderr) and not self.quiet
        with ExitStack() as shown:
            total, began, advance = len(found), time.monotonic(), None
            for number, checked in enumerate(self._checked(check, found), 1):
                spent = time.monotonic() - began
                if watched and advance is None and spent > _LEAST and spent / number * (total - number) > _PATIENCE:
                    advance = shown.enter_context(progress_bar(total))
                if advance is not None:
                    advance(number)
                yield checked

    def _many(self, found: Sequence[Found]) -> bool:
        return len(found) > MANY and not self.verbose

    def _print(self, document: Document, printed: list[Document], *, many: bool) -> None:
        """Print what can be printed at once; keep what must be printed together."""
        if self.format == "terminal" and many:
            say(f"{render_line(document, width=width())}\n")
            self._told.add(document)
        else:
            printed.append(document)

    def _print_rest(self, printed: list[Document], found: Sequence[Found], *, colored: bool) -> None:
        if self.quiet or (self.format in PAGES and not self._codes):
            return
        if self.format == "terminal" and self._many(found):
            say(self._told.summary(width()))
            return
        if self.format == "terminal":
            say(render_terminal(printed, width=width(), color=colored, verbose=self.verbose))
            return
        if self.format == "html" and len(printed) > 1:
            what = f"one HTML page cannot hold {len(printed)} campaigns"
            raise InputError(Problem(None, what, "Write them to a folder: --output html=checklists."))
        say(self._rendering.render(self.format, printed))

    @property
    def _rendering(self) -> Rendering:
        return Rendering(self._as_text, self.sarif_only_failures)

    def _as_text(self, documents: Sequence[Document]) -> str:
        return render_terminal(documents, width=80, color=False, verbose=True)


@contextmanager
def progress_bar(total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar on standard error; what it yields is called with how many are done. No thread keeps it moving."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task("Checking", total=total)
        yield lambda done: bar.update(task, completed=done, refresh=True)


def files_for(rulebook: Rulebook, settings: Settings, *, baseline: bool = True) -> CampaignFiles:
    """Return the reader of campaigns. A settings file says where their project begins."""
    root = settings.root if settings.file else None
    return CampaignFiles(rulebook.vocabulary, root, Files(baseline))


def choices_of(settings: Settings, as_of: str | None) -> Choices:
    """Return how to check, from settings and the call."""
    values = settings.values
    return Choices(
        as_of=day_of(as_of),
        engine=values["engine"],
        packs=tuple(values["packs"]),
        fail_on=values["fail-on"],
        fail_on_ethics=values["fail-on-ethics"],
        allow_undecided=values["allow-undecided"],
    )


def start_of(paths: Sequence[str], filename: str | None) -> Path:
    """Return where the search for settings begins: in the innermost folder that holds all that is checked.

    Raises: InputError where a link leads there out of a repository.
    """
    refuse_ways_out(*(one if os.path.isdir(one) else os.path.dirname(one) for one in (*paths, filename or "")))
    if filename:
        return Path(filename)
    there = [os.path.abspath(one) for one in paths if os.path.exists(one)]
    return Path(os.path.commonpath(there)) if there else Path()


def refuse_idle_filename(filename: str | None, paths: Sequence[str]) -> None:
    """Refuse a name for standard input where it is not read. Raises: InputError."""
    if filename is not None and "-" not in paths:
        raise InputError(Problem(None, "--stdin-filename has no effect without -", "Add - or leave it out."))


def refuse_unknown_packs(settings: Settings, packs: Mapping[str, Pack]) -> None:
    """Refuse packs that were chosen and are not there. Raises: InputError."""
    known = [name for name, pack in packs.items() if pack.kind != SHARED]
    problems = [
        Problem(
            None,
            f'{settings.origins["packs"]}: there is no pack "{name}"{" that holds rules" if name in packs else ""}',
            did_you_mean(name, known, 'Run "clearance rules list".'),
        )
        for name in settings.values["packs"]
        if name not in known
    ]
    if problems:
        raise InputError(problems)


def stdin_campaigns(files: CampaignFiles, filename: str | None) -> list[Loaded]:
    """Return the campaigns on standard input. Raises: InputError."""
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    path = Path(filename) if filename else Path("stdin.yaml")
    return files.load_text(data, path, filename or STDIN)


class ExplainCall(Struct):
    """One call of ``clearance explain``."""

    campaign: str
    rule: str
    subject: str
    json: bool
    as_of: str | None
    options: dict[str, Any]
    config: Path | None
    stdin_filename: str | None
    color: str

    def run(self) -> None:
        """Print the outcomes asked for. Raises: ClearanceError."""
        self._refuse_what_cannot_take_effect()
        start = start_of((self.campaign,), self.stdin_filename)
        settings = settings_for(start, self.config, self.options)
        rulebook = rulebook_for(settings)
        rule = self._rule(rulebook.rules)
        files = files_for(rulebook, settings)
        checker = Checker(rulebook, choices_of(settings, self.as_of))
        loaded = self._loaded(files)
        assessments = [checker.check(one.campaign, one.attestations, one.accepted) for one in loaded]
        findings = [finding for one in assessments for finding in self._findings(one, rule)]
        if not findings:
            about = [outcome.subject.label for one in assessments for outcome in outcomes_about(one, rule, "")]
            raise self._nothing(rulebook, rule, about)
        self._print(findings)

    def _refuse_what_cannot_take_effect(self) -> None:
        refuse_idle_filename(self.stdin_filename, (self.campaign,))
        if self.json and self.color == "always":
            raise InputError(Problem(None, "--color has no effect on JSON", "Leave it out."))

    def _findings(self, assessment: Assessment, rule: str) -> Iterator[Document]:
        document = document_of(assessment, version(), proofs=False)
        wanted = {id(one) for one in outcomes_about(assessment, rule, self.subject)}
        for outcome, finding in zip(assessment.outcomes, document["findings"], strict=True):
            if id(outcome) in wanted:
                yield {**finding, **proof_document(outcome)}

    def _rule(self, rules: Mapping[str, Rule]) -> str:
        names = {alias: rule.id for rule in rules.values() for alias in (rule.id, *rule.aliases)}
        if self.rule not in names:
            remedy = did_you_mean(self.rule, names, 'Run "clearance rules list".')
            raise InputError(Problem(None, f'there is no rule "{self.rule}"', remedy))
        return names[self.rule]

    def _loaded(self, files: CampaignFiles) -> list[Loaded]:
        if self.campaign == "-":
            return stdin_campaigns(files, self.stdin_filename)
        return [one for found in find_files([self.campaign]) for one in files.load_one(found)]

    def _nothing(self, rulebook: Rulebook, rule: str, about: Sequence[str]) -> ClearanceError:
        if about:
            what = f'{rule} says nothing about "{self.subject}"'
            return InputError(Problem(None, what, f"It speaks of: {', '.join(dict.fromkeys(about))}."))
        pack = rulebook.packs[rulebook.rules[rule].pack].title
        remedy = f"{pack} was not looked at for this campaign, or the rule is not in force on the date."
        return NothingToCheckError(Problem(None, f"{rule} says nothing here", remedy))

    def _print(self, findings: list[Document]) -> None:
        import json

        from clearance.rendering.explained import render_explanation

        if self.json:
            say(json.dumps(findings, ensure_ascii=False, indent=2) + "\n")
            return
        colored = use_color(self.color)
        say("\n".join(render_explanation(one, width=width(), color=colored) for one in findings))
