"""What stands behind ``clearance baseline``, imported only when it runs."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from msgspec import Struct

from clearance.app.baselines import Renewal, only_root, renewal, write_baseline
from clearance.app.check import Check
from clearance.app.checking import Checker
from clearance.app.filed import BASELINE, Filed, Files, path_from
from clearance.app.finding import Found, find_files
from clearance.app.settings import Settings
from clearance.cli.checking import choices_of, files_for, refuse_unknown_packs, start_of
from clearance.cli.shared import rulebook_for, say, settings_for, version
from clearance.errors import InputError, NothingToCheckError, Problem
from clearance.model.acceptance import Known
from clearance.model.places import Place
from clearance.rendering.terminal import one_line
from clearance.rendering.words import numbered


class BaselineCall(Struct):
    """One call that writes or updates a baseline."""

    paths: tuple[str, ...]
    as_of: str | None
    options: dict[str, Any]
    config: Path | None
    jobs: int

    def write(self, *, force: bool) -> None:
        """Write a baseline; with ``force`` also where there is one. Raises: ClearanceError."""
        check, campaigns, root = self._prepared()
        shown = _near(root / BASELINE)
        there = os.path.lexists(root / BASELINE)
        if there and not force:
            what = "there is a baseline already, and what is new would become known unseen"
            remedy = 'Run "clearance baseline update" to take out what is gone, or add to it with --force.'
            raise InputError(Problem(Place(shown, 0), what, remedy))
        old = _read(root)
        if old.problems:
            check.files.filed.baseline = False
            say(f"{shown} could not be read, and is written anew: {old.problems[0].what}.\n")
        found = self._renewal(check, campaigns, root, _lines(old))
        if not there and not found.new:
            say(f"Nothing is violated that is not waived, so there is nothing to write.{_waived(found)}\n")
            return
        write_baseline(root, [*found.kept, *found.new])
        say(_written(shown, found))

    def update(self) -> None:
        """Take out of a baseline what is gone. Raises: ClearanceError."""
        check, campaigns, root = self._prepared()
        shown = _near(root / BASELINE)
        known = _lines(_readable(root, shown))
        found = self._renewal(check, campaigns, root, known)
        if found.gone:
            write_baseline(root, found.kept)
        say(_updated(shown, found))

    def _prepared(self) -> tuple[Check, list[Found], Path]:
        if "-" in self.paths:
            raise InputError(Problem(None, "a baseline is about files, not about standard input", "Name the files."))
        settings = settings_for(start_of(self.paths, None), self.config, self.options)
        rulebook = rulebook_for(settings)
        refuse_unknown_packs(settings, rulebook.packs)
        files = files_for(rulebook, settings)
        found = find_files(_named(self.paths, settings))
        campaigns = [one for one in found if one.named or not files.is_profile(one)]
        if not campaigns:
            raise NothingToCheckError(Problem(None, "no campaign was found", 'Run "clearance new" to begin one.'))
        check = Check(Checker(rulebook, choices_of(settings, self.as_of)), files, version(), self.jobs, "list")
        return check, campaigns, only_root(files, campaigns, settings.root, _near)

    def _renewal(self, check: Check, campaigns: Sequence[Found], root: Path, old: Sequence[Known]) -> Renewal:
        documents = (one.document for one in check.run(campaigns))
        return renewal(old, documents, root=root, on=check.checker.choices.as_of)


def _named(paths: Sequence[str], settings: Settings) -> tuple[str, ...]:
    return tuple(paths) or tuple(str(path) for path in settings.paths("campaigns")) or (".",)


def _near(path: Path) -> str:
    return os.path.relpath(path).replace(os.sep, "/")


def _read(root: Path) -> Filed:
    return Files().baseline_at(root, os.path.relpath(root))


def _readable(root: Path, shown: str) -> Filed:
    if not os.path.lexists(root / BASELINE):
        raise InputError(Problem(Place(shown, 0), "there is no baseline", 'Run "clearance baseline write".'))
    filed = _read(root)
    if filed.problems:
        raise InputError(filed.problems)
    return filed


def _lines(filed: Filed) -> list[Known]:
    return [one for lines in filed.known.values() for one in lines]


def _line(known: Known) -> str:
    document = f", document {known.document}" if known.document > 1 else ""
    return one_line(f"{known.campaign}{document}: {known.rule}, {known.subject}, since {known.since}")


def _violations(number: int) -> str:
    return numbered(number, "violation", "violations")


def _waived(found: Renewal) -> str:
    return f" {_violations(found.waived)} left to waivers." if found.waived else ""


def _written(shown: str, found: Renewal) -> str:
    known = [*found.kept, *found.new]
    campaigns = numbered(len({one.campaign for one in known}), "campaign", "campaigns")
    lines = [f"Wrote {shown}: {_violations(len(known))} of {campaigns} known, {len(found.new)} of them new."]
    lines += [f"  gone: {_line(one)}" for one in found.gone]
    lines.append(f"They stay violations and no longer fail; what is new fails.{_waived(found)}")
    return "\n".join(lines) + "\n"


def _updated(shown: str, found: Renewal) -> str:
    if found.gone:
        lines = [f"Took {_violations(len(found.gone))} out of {shown}; {len(found.kept)} left."]
        lines += [f"  gone: {_line(one)}" for one in found.gone]
        lines += [] if found.kept else [f"Nothing is known any more: delete {shown}."]
    else:
        lines = [f"Nothing is gone that {shown} knows, so it stays as it is."]
    if found.new:
        lines.append(f"{_violations(len(found.new))} not in it; an update never adds any.")
    return "\n".join(lines) + "\n"


def show_baseline(paths: Sequence[str], config: Path | None, *, as_json: bool) -> None:
    """Print what a baseline knows, of all campaigns or of some. Raises: InputError."""
    settings = settings_for(start_of(paths, None), config, {})
    root = settings.root.resolve()
    shown = _near(root / BASELINE)
    known = _lines(_readable(root, shown))
    if paths:
        named = {path_from(root, os.path.realpath(one.path)) for one in find_files(paths)}
        known = [one for one in known if one.campaign in named]
    say(_as_json(known) if as_json else _as_list(shown, known))


def _as_list(shown: str, known: Sequence[Known]) -> str:
    lines = [f"{shown}: {_violations(len(known))} known"]
    for campaign, group in groupby(known, key=lambda one: (one.campaign, one.document)):
        document = f", document {campaign[1]}" if campaign[1] > 1 else ""
        lines += ["", one_line(f"{campaign[0]}{document}")]
        lines += [f"  {one_line(_said(one))}" for one in group]
    return "\n".join(lines) + "\n"


def _said(known: Known) -> str:
    begins = f", begins on {known.begins}" if known.begins else ""
    return f"{known.rule}, {known.subject}{begins}, since {known.since}"


def _as_json(known: Sequence[Known]) -> str:
    listed = [
        {
            "campaign": one.campaign,
            "document": one.document,
            "rule": one.rule,
            "subject": one.subject,
            "begins": one.begins.isoformat() if one.begins else "",
            "since": one.since.isoformat(),
            "fingerprint": one.fingerprint,
        }
        for one in known
    ]
    return json.dumps(listed, ensure_ascii=False, indent=2) + "\n"
