"""The table of exit codes: the same for every format."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from acceptance import baseline, known, waiver, waivers
from calls import EXAMPLES, Call

from clearance.app.checking import Checker
from clearance.app.writing import FORMATS
from clearance.deciding.reasoner import PlainReasoner
from practice import BASIC, as_yaml, campaign_with, campaign_with_channel, choosing, sections

LISTS = ("codequality", "csv")
"""Formats that are empty where there is nothing to list."""
CLEAR = as_yaml(sections())
PURPOSE_NOT_RECORDED = campaign_with(purpose_recorded=False)
SENDER_UNTRUE = campaign_with_channel(sender_true=False)
SENDER_UNTRUE_NO_OPT_OUT = campaign_with_channel(sender_true=False, opt_out=None)
NO_WAY_OUT = campaign_with_channel(opt_out={"offered": False})
NOT_MARKED = campaign_with_channel(recognisable_as_ad=False)
NO_NOTICE = as_yaml(sections(notice={"published": False}))
SENDER_UNKNOWN = campaign_with_channel(sender_true=None)
NO_REGIONS = as_yaml(sections(audience=None))
SERVICE = as_yaml(
    sections(campaign={"name": "Small", "purpose": "service"}, channels=[{"id": "ads", "type": "social_ad"}])
)


@dataclass(frozen=True, slots=True)
class Case:
    """A campaign, how it is checked, and what must come of it."""

    name: str
    text: str
    code: int
    options: tuple[str, ...] = ()
    packs: tuple[str, ...] = field(default=BASIC)
    beside: tuple[tuple[str, str], ...] = ()
    """Files that stand beside the campaign, by name."""


WAIVED = (("clearance.waivers.yaml", waivers(waiver())),)
EXPIRED = (("clearance.waivers.yaml", waivers(waiver(until="2026-11-23"))),)
UNUSED = (("clearance.waivers.yaml", waivers(waiver(rule="practice-law/way-out"))),)
KNOWN = (("clearance.baseline.json", baseline(known())),)
GONE = (("clearance.baseline.json", baseline(known(rule="practice-law/way-out"))),)

CASES = (
    Case("clear", CLEAR, 0),
    Case("a blocker is violated", SENDER_UNTRUE, 1),
    Case("a low duty is violated", PURPOSE_NOT_RECORDED, 1),
    Case("a low duty is violated, medium fails", PURPOSE_NOT_RECORDED, 0, ("--fail-on", "medium")),
    Case("a high duty is violated, high fails", NO_WAY_OUT, 1, ("--fail-on", "high")),
    Case("a high duty is violated, blockers fail", NO_WAY_OUT, 0, ("--fail-on", "blocker")),
    Case("a high measure of ethics is not met", NOT_MARKED, 1),
    Case("a high measure of ethics is not met, blockers fail", NOT_MARKED, 0, ("--fail-on-ethics", "blocker")),
    Case("a medium measure of ethics is not met", NO_NOTICE, 0),
    Case("a medium measure of ethics is not met, medium fails", NO_NOTICE, 1, ("--fail-on-ethics", "medium")),
    Case("--fail-on does not reach ethics", NO_NOTICE, 0, ("--fail-on", "low")),
    Case("a fact is missing", SENDER_UNKNOWN, 4),
    Case("a fact is missing, allowed", SENDER_UNKNOWN, 0, ("--allow-undecided",)),
    Case("a review is missing", CLEAR, 4, packs=("practice-judged",)),
    Case("a review is missing, allowed", CLEAR, 0, ("--allow-undecided",), ("practice-judged",)),
    Case("whether a pack governs is not known", NO_REGIONS, 4, packs=("practice-law", "practice-north")),
    Case("whether a code binds is not known", CLEAR, 0, packs=("practice-law", "practice-code")),
    Case("whether a code binds is not known, and nothing else is looked at", CLEAR, 4, packs=("practice-code",)),
    Case("no pack concerns the campaign", CLEAR, 3, packs=("practice-platform",)),
    Case("nothing applies", SERVICE, 4),
    Case("nothing but ethics", CLEAR, 4, packs=("practice-ethics",)),
    Case("nothing is in force here", CLEAR, 3, packs=("practice-north",)),
    Case("a blocker is waived", SENDER_UNTRUE, 0, beside=WAIVED),
    Case("a blocker is waived, and a fact missing", SENDER_UNTRUE_NO_OPT_OUT, 4, beside=WAIVED),
    Case("the waiver expired", SENDER_UNTRUE, 1, beside=EXPIRED),
    Case("the waiver is unused", CLEAR, 0, beside=UNUSED),
    Case("a blocker is known", SENDER_UNTRUE, 0, beside=KNOWN),
    Case("a blocker is known, and the baseline left aside", SENDER_UNTRUE, 1, ("--no-baseline",), beside=KNOWN),
    Case("what was known is gone", CLEAR, 0, beside=GONE),
    Case("a blocker is new", SENDER_UNTRUE, 1, beside=GONE),
    Case("violated and a fact missing", campaign_with_channel(sender_true=None, opt_out={"offered": False}), 1),
)
_WRITTEN = ("clear", "a blocker is violated", "a fact is missing", "a blocker is waived", "a blocker is known")
WRITTEN = [case for case in CASES if case.name in _WRITTEN]
FAULTS = (
    Case("no YAML", "campaign: [", 2),
    Case("no such fact", "campaign: {nmae: Small}\n", 2),
    Case("no campaign", as_yaml(sections(campaign=None)), 2),
    Case("no such option", CLEAR, 2, ("--fail-no", "low")),
    Case("no such level", CLEAR, 2, ("--fail-on", "grave")),
    Case("no such pack", CLEAR, 2, ("--pack", "practice-lwa")),
    Case("no such folder of rules", CLEAR, 2, ("--rules", "nowhere")),
    Case("no such day", CLEAR, 2, ("--as-of", "2026-02-30")),
    Case("a malformed waiver", CLEAR, 2, beside=(("clearance.waivers.yaml", waivers(waiver(until=None))),)),
    Case("a damaged baseline", CLEAR, 2, beside=(("clearance.baseline.json", "{"),)),
)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_code_is_that_of_the_outcome_whatever_the_format(
    clearance: Call, write: Callable[[str, str], Path], case: Case, form: str
) -> None:
    """Results go to standard output, and nothing to standard error."""
    for name, text in case.beside:
        write(name, text)
    result = clearance("check", write("small.yaml", case.text), "-f", form, *choosing(*case.packs), *case.options)

    assert (result.code, result.err) == (case.code, "")
    assert "Small" in result.out or form in LISTS


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("case", WRITTEN, ids=lambda case: case.name)
def test_code_is_the_same_for_what_is_written_to_files(
    clearance: Call, write: Callable[[str, str], Path], case: Case, form: str
) -> None:
    """Quiet, with an output: nothing is printed, the file is there, the code stays."""
    for name, text in case.beside:
        write(name, text)
    path = write("small.yaml", case.text)
    options = (*choosing(*case.packs), *case.options)
    result = clearance("check", path, "-q", "-o", f"{form}={path.parent / 'out'}", *options)

    assert (result.code, result.raw, result.err) == (case.code, b"", "")
    assert len(list((path.parent / "out").iterdir())) == (4 if form == "oscal" else 1)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("case", FAULTS, ids=lambda case: case.name)
def test_wrong_calls_and_files_exit_with_two(
    clearance: Call, write: Callable[[str, str], Path], case: Case, form: str
) -> None:
    """Nothing goes to standard output, and a message without a traceback to standard error."""
    for name, text in case.beside:
        write(name, text)
    result = clearance("check", write("small.yaml", case.text), "-f", form, *choosing(*case.packs), *case.options)

    assert (result.code, result.raw) == (2, b"")
    assert result.err
    assert "Traceback" not in result.err


@pytest.mark.parametrize("form", FORMATS)
def test_missing_file_exits_with_two(clearance: Call, project: Path, form: str) -> None:
    """What cannot be found cannot be read."""
    result = clearance("check", project / "nowhere.yaml", "-f", form)

    assert (result.code, result.raw) == (2, b"")
    assert result.err.endswith("nowhere.yaml: there is no such file, folder or match. Look at the path.\n")


@pytest.mark.parametrize("form", FORMATS)
def test_empty_folder_exits_with_three(clearance: Call, project: Path, form: str) -> None:
    """Nothing was checked, which is not the same as clear."""
    result = clearance("check", project, "-f", form)

    assert (result.code, result.raw) == (3, b"")
    assert "no campaign was found" in result.err


@pytest.mark.parametrize("form", FORMATS)
def test_faulty_pack_exits_with_five(clearance: Call, write: Callable[[str, str], Path], form: str) -> None:
    """A pack that is wrong decides nothing; the message names file and line."""
    write("own/pack.yaml", "pack: own\ntitle: Own\nrelease: '1'\ninstrument: {name: Own}\nkind: lwa\n")
    result = clearance("check", write("small.yaml", CLEAR), "-f", form, "--rules", "own")

    assert (result.code, result.raw) == (5, b"")
    assert 'own/pack.yaml:5:1: there is no kind "lwa". Use one of: law, platform, code, ethics, shared.' in result.err


@pytest.mark.parametrize("form", FORMATS)
def test_disagreement_of_the_reasoners_exits_with_five(
    clearance: Call, write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """Two reasoners that differ decide nothing."""
    pytest.importorskip("durable_rules_engine", reason="durable-rules does not work with this Python")
    decide = PlainReasoner.decide
    monkeypatch.setattr(PlainReasoner, "decide", lambda self, vectors: decide(self, vectors)[::-1])
    result = clearance("check", write("small.yaml", SENDER_UNTRUE), "-f", form, *choosing(*BASIC))

    assert (result.code, result.raw) == (5, b"")
    assert "disagree" in result.err


@pytest.mark.parametrize("form", FORMATS)
def test_unforeseen_fault_exits_with_five(
    clearance: Call, write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """A fault of our own never looks like a violation."""
    monkeypatch.setattr(Checker, "check", lambda *_: 1 / 0)
    result = clearance("check", write("small.yaml", CLEAR), "-f", form, *choosing(*BASIC))

    assert (result.code, result.raw) == (5, b"")
    assert result.err.endswith("nothing was decided. Report it with the lines above.\n")


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ((CLEAR, SENDER_UNKNOWN, SENDER_UNTRUE), 1),
        ((CLEAR, SENDER_UNKNOWN), 4),
        ((CLEAR, CLEAR), 0),
        ((CLEAR, SERVICE), 4),
    ],
)
def test_several_campaigns_exit_with_the_gravest(
    clearance: Call, write: Callable[[str, str], Path], texts: tuple[str, ...], code: int
) -> None:
    """A violation counts before what is undecided, whatever the order."""
    for number, text in enumerate(texts):
        write(f"{number}.yaml", text)

    assert clearance("check", ".", *choosing(*BASIC)).code == code


def test_wrong_file_keeps_all_others_from_being_checked(clearance: Call, write: Callable[[str, str], Path]) -> None:
    """All problems of all files are reported, each once, before anything is checked."""
    write("a.yaml", SENDER_UNTRUE)
    write("b.yaml", "campaign: {nmae: B}\n")
    write("c.yaml", "campaign: {nmae: C}\n")
    result = clearance("check", ".", *choosing(*BASIC))

    assert (result.code, result.raw) == (2, b"")
    assert [line.split(": ")[0] for line in result.err.splitlines()] == ["b.yaml:1:12", "c.yaml:1:12"]


def test_help_tells_the_codes(clearance: Call) -> None:
    """Whoever writes a pipeline finds the table where they look first."""
    text = " ".join(clearance("check", "--help").out.split())

    for said in ("0 clear", "1 violation at or above --fail-on", "2 usage", "3 nothing was checked", "4 undecided"):
        assert said in text
    assert "5 fault of a pack or the engine" in text


def test_json_says_what_the_code_says(clearance: Call, write: Callable[[str, str], Path]) -> None:
    """The verdict in the report and the exit code do not contradict each other at the default levels."""
    meant = {0: ("clear", "accepted"), 1: ("not clear",), 3: ("undecided",), 4: ("undecided",)}
    for case in CASES:
        if not case.options:
            beside = [write(name, text) for name, text in case.beside]
            result = clearance("check", write("small.yaml", case.text), "-f", "json", *choosing(*case.packs))
            (assessment,) = json.loads(result.out)["assessments"]
            assert assessment["verdict"]["status"] in meant[case.code], case.name
            for path in beside:
                path.unlink()


def test_examples_show_every_verdict(clearance: Call) -> None:
    """Whoever tries them sees what clear, not clear and undecided look like; no answer beside them is stale."""
    report = json.loads(clearance("check", EXAMPLES, "-f", "json", "--as-of", "2026-11-24").out)
    answers = [
        finding["review"]["answer"]
        for assessment in report["assessments"]
        for finding in assessment["findings"]
        if finding["review"] and finding["review"]["answer"]
    ]

    assert {one["verdict"]["status"] for one in report["assessments"]} == {"clear", "not clear", "undecided"}
    assert answers
    assert [one for one in answers if one["stale"]] == []
