"""``--cache``: what has not changed is not worked out again, and nobody can tell from what is said."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from acceptance import baseline, known, waiver, waivers
from calls import Call, Result, shell

import clearance as package
from clearance.app import keeping
from clearance.app.checking import Checker
from clearance.app.writing import FORMATS
from clearance.cli import shared
from clearance.deciding.durable import durable_available
from clearance.errors import EngineFault, Problem
from clearance.loading import kept
from clearance.model.campaigns import Campaign
from practice import RULES, as_yaml, campaign_with, campaign_with_channel, sections

Write = Callable[[str, str], Path]
ON = "2026-11-24"
PACKS = ("practice-law", "practice-ethics", "practice-judged")
NUMBER = 8
COMPANY = 'vocabulary: "2026.11"\ncontroller: {name: Acme}\nprice: {total_shown: true}\n'


def campaign(number: int) -> str:
    """Return one of the campaigns: some clear, some not, some of two documents, some with the company profile."""
    text = (as_yaml(sections()), campaign_with_channel(sender_true=False), campaign_with(purpose_recorded=None))[
        number % 3
    ].replace('"Small"', f'"Campaign {number}"')
    if number % 2:
        facts = {key: value for key, value in sections().items() if key != "price"}
        text = f"includes: [../company.yaml]\n{as_yaml(facts)}"
    return f"{text}---\n{text}" if number == 4 else text


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return a cache folder for this test alone."""
    monkeypatch.setenv("CLEARANCE_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def many(write: Write, project: Path, folder: Path) -> Path:
    """Return a project with campaigns, a profile, packs of its own, answers, waivers and a baseline."""
    for number in range(NUMBER):
        write(f"campaigns/{number}.yaml", campaign(number))
    write("company.yaml", COMPANY)
    for pack in ("law", "ethics", "judged", "code"):
        shutil.copytree(RULES / pack, project / "own" / pack)
    write("clearance.toml", 'rules = ["own"]\n')
    write("campaigns/clearance.waivers.yaml", waivers(waiver(campaign="1.yaml"), waiver(subject="channel none")))
    write("clearance.baseline.json", baseline(known(campaign="campaigns/4.yaml")))
    assert not folder.exists()
    return project


Check = Callable[..., Result]


@pytest.fixture
def check(clearance: Call, many: Path) -> Check:
    """Return a way to check the project, a line for each campaign."""
    packs = [word for pack in PACKS for word in ("--pack", pack)]

    def run(*words: object, on: str = ON, form: str = "line") -> Result:
        return clearance("check", "campaigns", *packs, "--as-of", on, "-f", form, *words)

    return run


@pytest.fixture
def worked_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the campaigns that are worked out from now on, by their files."""
    files: list[str] = []
    whole = Checker.check

    def watched(self: Checker, one: Campaign, *given: Any) -> Any:
        files.append(Path(one.file).stem)
        return whole(self, one, *given)

    monkeypatch.setattr(Checker, "check", watched)
    return files


def shelves(folder: Path) -> list[Path]:
    """Return the files in which outcomes are kept."""
    return sorted(folder.glob("checks-*"))


def one_shelf(folder: Path) -> Path:
    """Return the only one."""
    (found,) = shelves(folder)
    return found


# The same answers, sooner ---------------------------------------------------------------------------------------------


def test_what_has_not_changed_is_not_worked_out_again(check: Check, many: Path, worked_out: list[str]) -> None:
    """One campaign that has changed is the only one."""
    first = check("--cache")
    all_of_them = list(worked_out)
    del worked_out[:]
    again = check("--cache")
    none_of_them = list(worked_out)
    (many / "campaigns" / "3.yaml").write_text(campaign(3) + "# noted\n", encoding="utf-8")
    with_one = check("--cache")

    assert all_of_them == [str(number) for number in (0, 1, 2, 3, 4, 4, 5, 6, 7)]
    assert (none_of_them, worked_out) == ([], ["3"])
    assert first == again == with_one == check()
    assert first.code == 1


def test_nothing_is_kept_unless_it_is_asked_for(check: Check, folder: Path, worked_out: list[str]) -> None:
    """Neither read nor written."""
    check("--cache")
    whole = one_shelf(folder).read_bytes()
    del worked_out[:]
    check()
    check("--no-cache")

    assert len(worked_out) == 2 * (NUMBER + 1)
    assert one_shelf(folder).read_bytes() == whole


def test_project_can_ask_for_it(check: Check, many: Path, folder: Path, worked_out: list[str]) -> None:
    """And a call can say no."""
    (many / "clearance.toml").write_text('rules = ["own"]\ncache = true\n', encoding="utf-8")
    check()
    del worked_out[:]
    check()
    with_setting = list(worked_out)
    check("--no-cache")

    assert (with_setting, len(worked_out)) == ([], NUMBER + 1)


@pytest.mark.parametrize("jobs", ["1", pytest.param("2", marks=pytest.mark.slow)])
@pytest.mark.parametrize("form", FORMATS)
def test_every_format_says_the_same_with_and_without(
    check: Check, tmp_path: Path, worked_out: list[str], form: str, jobs: str
) -> None:
    """Printed or written; before anything is kept, after, and where a part of it is."""

    def said(name: str, *words: object) -> tuple[Result, dict[str, bytes]]:
        to = tmp_path / name
        printed = check("--jobs", jobs, *words, form="terminal" if form == "html" else form)
        written = check("--jobs", jobs, *words, "-o", f"{form}={to}", "-q", form="terminal")
        assert written.err == ""
        files = {path.name: path.read_bytes() for path in sorted(to.iterdir())}
        return printed, files

    without = said("without")
    cold = said("cold", "--cache")
    some = Path("campaigns/5.yaml")
    some.write_text(campaign(5) + "# noted\n", encoding="utf-8")
    partly = said("partly", "--cache")
    del worked_out[:]
    warm = said("warm", "--cache")
    all_anew = said("anew", "--no-cache")

    assert without == cold
    assert partly == warm == all_anew
    assert len(without[1]) >= 1


def test_pages_in_the_terminal_are_the_same(check: Check, worked_out: list[str]) -> None:
    """For few campaigns, for many with everything, and for nobody who reads."""
    for words in (["-v"], ["-q"], []):
        found = [check(*words, *cached, form="terminal") for cached in ([], ["--cache"], ["--cache"])]
        assert found[0] == found[1] == found[2]
    del worked_out[:]
    check("-q", "--cache", form="terminal")
    check("--cache", form="terminal")

    assert worked_out == []


def test_jobs_share_what_is_kept(check: Check, many: Path, worked_out: list[str]) -> None:
    """What several processes worked out, one need not."""
    first = check("--cache", "--jobs", "2")
    again = check("--cache")

    assert worked_out == []
    assert first == again


def test_what_changed_since_a_commit_is_taken_from_it_too(check: Check, many: Path, worked_out: list[str]) -> None:
    """The two ways to do less work do not disturb each other."""
    import subprocess

    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    (many / ".git").rmdir()
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "All"]):
        subprocess.run([*git, *words], check=True, cwd=many)
    (many / "campaigns" / "3.yaml").write_text(campaign(3) + "# noted\n", encoding="utf-8")
    first = check("--cache", "--changed-since", "HEAD")
    again = check("--cache", "--changed-since", "HEAD")

    assert worked_out == ["3"]
    assert first == again
    assert len(first.lines) == 1


# Whatever has changed counts ------------------------------------------------------------------------------------------


def _replaced(file: str, old: str, new: str) -> Callable[[Path], None]:
    def change(project: Path) -> None:
        path = project / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def _written(file: str, text: str) -> Callable[[Path], None]:
    def change(project: Path) -> None:
        (project / file).parent.mkdir(parents=True, exist_ok=True)
        (project / file).write_text(text, encoding="utf-8")

    return change


def _reviews(**changes: str) -> str:
    answer = {
        "rule": "practice-judged/fair-design", "answer": "met", "by": "A. Weber", "on": "2026-11-20", "facts": "x",
        **changes,
    }  # fmt: skip
    return f"reviews:\n  - {json.dumps(answer)}\n"


ALL = tuple(str(number) for number in (0, 1, 2, 3, 4, 4, 5, 6, 7))
CHANGES: dict[str, tuple[Callable[[Path], None], tuple[str, ...]]] = {
    "a fact": (_replaced("campaigns/0.yaml", '"contacts_per_week": 2', '"contacts_per_week": 9'), ("0",)),
    "a comment": (_replaced("campaigns/0.yaml", "vocabulary", "# noted\nvocabulary"), ("0",)),
    "a second document": (_replaced("campaigns/4.yaml", "Campaign 4", "Campaign four"), ("4", "4")),
    "the profile": (_replaced("company.yaml", "total_shown: true", "total_shown: false"), ("1", "3", "5", "7")),
    "a rule": (_replaced("own/law/parameters.yaml", "value: 4", "value: 1"), ALL),
    "words of a rule": (_replaced("own/law/true-sender.yaml", "title: ", "title: Now "), ALL),
    "a new rule": (
        lambda project: (
            shutil.copy(project / "own/law/way-out.yaml", project / "own/law/x.yaml")
            and _replaced("own/law/x.yaml", "id: practice-law/way-out", "id: practice-law/x")(project)
        ),
        ALL,
    ),
    "a rule that is gone": (lambda project: (project / "own/law/way-out.yaml").unlink(), ALL),
    "answers": (_written("campaigns/clearance.reviews.yaml", _reviews()), ALL),
    "an answer for one": (_written("campaigns/clearance.reviews.yaml", _reviews(campaign="2.yaml")), ("2",)),
    "answers at the root": (_written("clearance.reviews.yaml", _reviews()), ALL),
    "a waiver for one": (_replaced("campaigns/clearance.waivers.yaml", "in December", "in January"), ("1",)),
    "a waiver that ends": (_replaced("campaigns/clearance.waivers.yaml", "2026-12-31", "2026-11-23"), ("1",)),
    "a waiver for all": (_replaced("campaigns/clearance.waivers.yaml", "channel none", "channel mail"), ALL),
    "no waivers": (lambda project: (project / "campaigns/clearance.waivers.yaml").unlink(), ALL),
    "waivers at the root": (_written("clearance.waivers.yaml", waivers(waiver())), ALL),
    "the baseline": (
        _written("clearance.baseline.json", baseline(known(campaign="campaigns/7.yaml"))),
        ("4", "4", "7"),
    ),
    "a baseline of what is gone": (
        _written("clearance.baseline.json", baseline(known(campaign="campaigns/4.yaml"), known(campaign="gone.yaml"))),
        (),
    ),
    "a baseline of a document that is gone": (
        _written(
            "clearance.baseline.json",
            baseline(known(campaign="campaigns/4.yaml"), known(campaign="campaigns/4.yaml", document=3)),
        ),
        ("4", "4"),
    ),
    "a waiver of what is gone": (
        _written(
            "campaigns/clearance.waivers.yaml",
            waivers(waiver(campaign="1.yaml"), waiver(subject="channel none"), waiver(campaign="gone.yaml")),
        ),
        (),
    ),
    "no baseline": (lambda project: (project / "clearance.baseline.json").unlink(), ("4", "4")),
    "another name": (
        lambda project: (project / "campaigns/0.yaml").rename(project / "campaigns/9.yaml") and None,
        ("9",),
    ),
    "a name that another had": (
        lambda project: shutil.copy(project / "campaigns/0.yaml", project / "campaigns/2.yaml") and None,
        ("2",),
    ),
    "a project without the profile": (_written("campaigns/clearance.toml", 'rules = ["../own"]\n'), ()),
    "a waiver that says too little": (
        _replaced("campaigns/clearance.waivers.yaml", "waivers:\n", 'waivers:\n  - {"rule": "practice-law/x"}\n'),
        (),
    ),
    "a file of waivers with a wrong name": (_written("clearance.waivers.yml", ""), ()),
    "one less": (lambda project: (project / "campaigns/0.yaml").unlink(), ()),
    "another file": (_written("campaigns/notes.yaml", "notes: none\n"), ()),
}
"""What changes, and the campaigns that are worked out again because of it; none where something is wrong then."""


@pytest.mark.parametrize(("change", "again"), CHANGES.values(), ids=CHANGES)
def test_whatever_has_changed_is_worked_out_anew(
    check: Check, many: Path, worked_out: list[str], change: Callable[[Path], None], again: tuple[str, ...]
) -> None:
    """And what comes of it is what comes of it without anything kept."""
    check("--cache")
    change(many)
    del worked_out[:]
    found = check("--cache")
    done = tuple(worked_out)

    assert found == check("--no-cache")
    assert check("--cache", form="terminal") == check("--no-cache", form="terminal")
    assert done == again


OPTIONS: dict[str, tuple[str, ...]] = {
    "the date": ("--as-of", "2026-12-01"),
    "the reasoner": ("--engine", "python"),
    "the packs": ("--pack", "practice-code"),
    "the level": ("--fail-on", "blocker"),
    "the level of ethics": ("--fail-on-ethics", "low"),
    "what is forgiven": ("--allow-undecided",),
    "the baseline": ("--no-baseline",),
    "the rules": ("--rules", str(RULES)),
}


@pytest.mark.parametrize("words", OPTIONS.values(), ids=OPTIONS)
def test_other_options_have_outcomes_of_their_own(check: Check, worked_out: list[str], words: tuple[str, ...]) -> None:
    """Nothing of one call is taken for another; both are kept side by side."""
    first = check("--cache")
    del worked_out[:]
    other = check("--cache", *words)
    anew = len(worked_out)
    del worked_out[:]
    kept_both = check("--cache", *words), check("--cache")

    assert (anew, worked_out) == (NUMBER + 1, [])
    assert kept_both == (other, first)
    assert other == check(*words)


OTHER_PROGRAMS: dict[str, Callable[[pytest.MonkeyPatch], object]] = {
    "version": lambda patch: patch.setattr(package, "__version__", "9.9.9"),
    "code": lambda patch: patch.setattr(keeping, "program_digest", lambda: "other code"),
    "format": lambda patch: patch.setattr(kept, "_FORMAT", "clearance-kept-999"),
    "reasoners": lambda patch: patch.setattr(keeping, "reasoner_names", lambda _: ("python", "durable-rules 9.9")),
}


@pytest.mark.parametrize("change", OTHER_PROGRAMS.values(), ids=OTHER_PROGRAMS)
def test_other_program_knows_nothing_of_it(
    check: Check,
    worked_out: list[str],
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[pytest.MonkeyPatch], object],
) -> None:
    """Another version, other code of the same version, other reasoners."""
    check("--cache")
    del worked_out[:]
    change(monkeypatch)
    check("--cache")

    assert len(worked_out) == NUMBER + 1


@pytest.mark.skipif(not durable_available(), reason="durable-rules does not work here")
def test_reasoner_that_is_gone_is_noticed(check: Check, worked_out: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What two agreed on is not shown as what one decided."""
    check("--cache")
    del worked_out[:]
    monkeypatch.setattr("clearance.deciding.durable.durable_available", lambda: False)
    check("--cache")

    assert len(worked_out) == NUMBER + 1


def test_same_files_in_another_place_are_seen_there(
    clearance: Call, many: Path, worked_out: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What a profile in a project may be read from is asked anew, though every byte is the same."""
    words = ("check", "campaigns", "--cache", "-f", "line", "--rules", many / "own", "--pack", "practice-law")
    first = clearance(*words, "--as-of", ON)
    copied = tmp_path / "copied"
    shutil.copytree(many / "campaigns", copied / "campaigns")
    shutil.copy(many / "company.yaml", copied)
    (copied / "campaigns" / ".git").mkdir()  # the profile lies outside of this project
    monkeypatch.chdir(copied)
    del worked_out[:]
    found = clearance(*words, "--as-of", ON)

    assert first.code == 1
    assert (found.code, worked_out) == (2, [])
    assert "company.yaml: the file is outside the project folder" in found.err


def test_way_to_a_file_in_its_project_counts(check: Check, many: Path, worked_out: list[str]) -> None:
    """Findings are known again by it, so it is part of what is kept, though no line shows it."""
    (many / "company.yaml").unlink()
    for path in (many / "campaigns").glob("*.yaml"):
        path.write_text(path.read_text(encoding="utf-8").replace("includes: [../company.yaml]\n", ""), encoding="utf-8")
    check("--cache", "--rules", "own")
    (many / "campaigns" / "clearance.toml").write_text("", encoding="utf-8")
    del worked_out[:]
    check("--cache", "--rules", "own")

    assert len(worked_out) == NUMBER + 1


def test_two_files_of_one_content_are_two(clearance: Call, write: Write, folder: Path) -> None:
    """Each is shown by its name."""
    for number in range(2):
        write(f"{number}/same.yaml", as_yaml(sections()))
    words = ("check", ".", "-f", "line", "--cache", "--rules", RULES, "--pack", "practice-law", "--as-of", ON)
    clearance(*words)

    assert [line.split(":")[0] for line in clearance(*words).lines] == ["0/same.yaml", "1/same.yaml"]


def test_named_and_found_files_are_the_same(clearance: Call, check: Check, worked_out: list[str]) -> None:
    """What was kept in one way of asking is there in the other; a profile that is named is still refused."""
    check("--cache")
    del worked_out[:]
    packs = [word for pack in PACKS for word in ("--pack", pack)]
    words = ("check", "campaigns/0.yaml", "--cache", *packs, "--as-of", ON, "-f", "line")
    found = clearance(*words)

    assert (len(found.lines), worked_out) == (1, [])
    assert clearance(*words, "company.yaml").code == 2


STEPS: tuple[Callable[[Path, random.Random], None], ...] = (
    lambda project, dice: _written(f"campaigns/{dice.randrange(NUMBER)}.yaml", campaign(dice.randrange(NUMBER)))(
        project
    ),
    lambda project, dice: _written("company.yaml", COMPANY.replace("true", dice.choice(("true", "false"))))(project),
    lambda project, dice: _written(
        "own/law/parameters.yaml",
        "contacts:\n  title: Contacts in a week\n"
        f"  values: [{{from: 2020-01-01, value: {dice.randint(1, 4)}, cite: Art. 3}}]\n",
    )(project),
    lambda project, dice: _written(
        "clearance.reviews.yaml", _reviews(answer=dice.choice(("met", "not met")), campaign="campaigns/2.yaml")
    )(project),
    lambda project, dice: _written(
        "campaigns/clearance.waivers.yaml",
        waivers(*(waiver(campaign=f"{number}.yaml") for number in range(NUMBER) if dice.random() < 0.5)),
    )(project),
    lambda project, dice: _written(
        "clearance.baseline.json",
        baseline(*(known(campaign=f"campaigns/{number}.yaml") for number in range(NUMBER) if dice.random() < 0.5)),
    )(project),
    lambda project, dice: (project / "campaigns" / f"{dice.randrange(NUMBER)}.yaml").unlink(missing_ok=True),
    lambda project, dice: _written(f"campaigns/{dice.randrange(NUMBER)}.yaml", "campaign: {nmae: X}\n")(project),
)
CALLS = ((), ("--as-of", "2026-12-24"), ("--engine", "python"), ("--fail-on", "blocker"), ("--no-baseline",),
         ("--jobs", "2"), ("--allow-undecided",), ("-f", "terminal"), ("--pack", "practice-code"))  # fmt: skip


@pytest.mark.parametrize("seed", [0, *(pytest.param(one, marks=pytest.mark.slow) for one in (1, 2, 3))])
def test_after_any_changes_it_says_what_it_says_without(check: Check, many: Path, seed: int) -> None:
    """Whatever is edited, taken away or broken, and however the call is made: back and forth, at random."""
    dice = random.Random(seed)
    check("--cache")
    for _ in range(25):
        for step in dice.sample(STEPS, dice.randint(0, 2)):
            step(many, dice)
        words = dice.choice(CALLS)
        assert check("--cache", *words) == check(*words)


# What is not kept -----------------------------------------------------------------------------------------------------


def test_mistake_in_a_file_is_not_kept(check: Check, many: Path, folder: Path, worked_out: list[str]) -> None:
    """It is told again each time, with those of all other files, before anything else is said."""
    check("--cache")
    for number in (2, 5):
        (many / f"campaigns/{number}.yaml").write_text("campaign: {nmae: X}\n", encoding="utf-8")
    before = one_shelf(folder).read_bytes()
    del worked_out[:]
    found = check("--cache")

    assert (found.code, found.raw, len(found.err.splitlines())) == (2, b"", 2)
    assert found == check("--cache") == check("--cache", "--jobs", "2") == check()
    assert one_shelf(folder).read_bytes() == before
    assert worked_out == []


def test_mistake_in_waivers_is_told_though_campaigns_are_known(check: Check, many: Path) -> None:
    """What is filed is read each time."""
    check("--cache")
    (many / "campaigns/clearance.waivers.yaml").write_text("waivers: [{}]\n", encoding="utf-8")
    found = check("--cache")

    assert found.code == 2
    assert found == check()


def test_fault_of_the_engine_is_not_kept(
    check: Check, many: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of that call is."""
    whole = Checker.check

    def failing(self: Checker, one: Campaign, *given: Any) -> Any:
        if one.file.endswith("6.yaml"):
            raise EngineFault(Problem(None, "the reasoners differ", "Report it."))
        return whole(self, one, *given)

    with monkeypatch.context() as patch:
        patch.setattr(Checker, "check", failing)
        codes = [check("--cache").code, check("--cache", "--jobs", "2").code]
    after = shelves(folder)

    assert (codes, after) == ([5, 5], [])
    assert check("--cache") == check()


def test_what_cannot_be_read_back_as_it_is_is_not_kept(
    check: Check, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A value of a kind that would come back as another."""
    from clearance.app import check as module

    whole = module.summary_of
    monkeypatch.setattr(module, "summary_of", lambda one: {**whole(one), "days": (1, 2)})
    check("--cache")

    assert shelves(folder) == []


# Harm -----------------------------------------------------------------------------------------------------------------


def test_damage_anywhere_is_seen_and_repaired(check: Check, folder: Path) -> None:
    """Nothing is said about it, and nothing comes out otherwise."""
    fresh = check("--cache")
    file = one_shelf(folder)
    whole = file.read_bytes()
    for place in range(0, len(whole), len(whole) // 12):
        turned = bytearray(whole)
        turned[place] ^= 1 << place % 8
        file.write_bytes(turned)
        assert check("--cache") == fresh
        assert file.read_bytes() == whole


def test_outcomes_of_other_circumstances_are_not_taken_under_our_name(check: Check, folder: Path) -> None:
    """Though the file is whole."""
    fresh = check("--cache")
    file = one_shelf(folder)
    whole = file.read_bytes()
    forgiving = check("--cache", "--no-baseline")
    (other,) = [one for one in shelves(folder) if one != file]
    file.write_bytes(other.read_bytes())

    assert fresh != forgiving
    assert check("--cache") == fresh
    assert file.read_bytes() == whole


def test_folder_that_cannot_be_written_is_told_in_a_line(
    check: Check, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """And everything comes out all the same."""
    fresh = check()
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("CLEARANCE_CACHE_DIR", str(tmp_path / "file"))
    found = check("--cache")

    assert (found.code, found.raw) == (fresh.code, fresh.raw)
    assert found.err == (
        "The cache is not used: its folder cannot be written (File exists). Look at the folder and the space left.\n"
    )
    assert check("--cache", "-q", form="terminal").err == ""


def test_full_disk_is_told_in_a_line(check: Check, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is there stays as it is."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    fresh = check("--cache")
    whole = one_shelf(folder).read_bytes()
    monkeypatch.setattr(kept, "write_whole", full)
    Path("campaigns/0.yaml").write_text(campaign(0) + "# noted\n", encoding="utf-8")
    found = check("--cache")

    assert (found.code, found.raw) == (fresh.code, fresh.raw)
    assert found.err.splitlines() == [
        "The cache is not used: its folder cannot be written (No space left on device). "
        "Look at the folder and the space left."
    ]
    assert one_shelf(folder).read_bytes() == whole


def test_where_caching_is_turned_off_that_is_told(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the environment."""
    monkeypatch.setenv("CLEARANCE_CACHE_DIR", "")
    found = check("--cache")

    assert found.raw == check().raw
    assert found.err == "The cache is not used: no folder is set for it. Look at CLEARANCE_CACHE_DIR.\n"


def test_repository_cannot_bring_outcomes_along(
    check: Check, many: Path, folder: Path, worked_out: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lies in it may have been put there by whoever proposes a change."""
    fresh = check("--cache")
    shutil.copytree(folder, many / ".cache")
    (many / "deep").mkdir()
    (many / "deep" / "link").symlink_to(folder)
    for place in (many / ".cache", many / "campaigns" / ".." / ".cache", many / "deep" / "link", Path(".cache")):
        monkeypatch.setenv("CLEARANCE_CACHE_DIR", str(place))
        before = {path: path.read_bytes() for path in shelves(place)}
        del worked_out[:]
        found = check("--cache")

        assert before
        assert (found.code, found.raw, len(worked_out)) == (fresh.code, fresh.raw, NUMBER + 1)
        assert found.err == (
            "The cache is not used: its folder lies in what is checked, so that anybody could bring outcomes along. "
            "Move it elsewhere.\n"
        )
        assert {path: path.read_bytes() for path in shelves(place)} == before


def test_settings_cannot_name_a_folder(clearance: Call, write: Write) -> None:
    """Only whoever makes the call can."""
    write("clearance.toml", 'cache = ".cache"\n')

    assert "clearance.toml:1: cache is true or false. Write cache = true." in clearance("config").err


def test_standard_input_has_nothing_to_keep(clearance: Call, write: Write, folder: Path) -> None:
    """The option says so; the setting waits for files."""
    text = as_yaml(sections()).encode()
    words = ("check", "-", "--rules", RULES, "--pack", "practice-law", "--as-of", ON, "-f", "line")
    refused = clearance(*words, "--cache", stdin=text)
    write("clearance.toml", "cache = true\n")
    found = clearance(*words, stdin=text)

    assert (refused.code, refused.err) == (2, "--cache has no effect on standard input. Leave it out.\n")
    assert (found.code, found.err, shelves(folder)) == (0, "", [])


def test_calls_at_the_same_time_do_not_disturb_each_other(many: Path, folder: Path) -> None:
    """Each says the same, and what is left is whole."""
    packs = [word for pack in PACKS for word in ("--pack", pack)]
    words = ("check", "campaigns", *packs, "--as-of", ON, "-f", "line", "--cache")
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda _: shell(*words), range(4)))

    assert len(set(runs)) == 1
    assert (runs[0].code, runs[0].err) == (1, "")
    assert shell(*words) == runs[0]
    assert len(shelves(folder)) == 1
    assert [path.name for path in folder.iterdir() if path.name.startswith(".clearance-")] == []


def test_entries_that_nobody_needs_go(check: Check, many: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the clock of the machine, not by the date of the law."""

    sizes = []
    for days in (0, 20, 31):

        class Clock(datetime):
            @classmethod
            def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
                return datetime(2030, 1, 1, 12, tzinfo=UTC) + timedelta(days)  # noqa: B023

        monkeypatch.setattr(shared, "datetime", Clock)
        check("--cache")
        sizes.append(one_shelf(folder).stat().st_size)
        (many / "campaigns/0.yaml").unlink(missing_ok=True)

    assert sizes[0] == sizes[1] > sizes[2]


@pytest.fixture(autouse=True)
def nothing_in_the_project(project: Path) -> Iterator[None]:
    """Nothing of it is ever left in the project."""
    yield
    assert [path for path in project.rglob("checks-*.kept") if ".cache" not in path.parts] == []
    assert not any(name.startswith(".clearance-") for name in os.listdir(project))
