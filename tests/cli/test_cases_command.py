"""``clearance rules cases``: decisions of authorities, held against packs of law."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from calls import Call, Result

from clearance import resources
from practice import RULES

Write = Callable[[str, str], Path]

CAMPAIGN = """\
vocabulary: "2026.11"
campaign: {name: Mails of a shop, purpose: promotion, purpose_recorded: false, contacts_per_week: 2}
audience: {regions: [FJ]}
channels:
  - {id: mail, type: email, sender_true: true, opt_out: {offered: false}}
"""
HEAD = """\
id: small
authority: An authority
respondent: A shop
date: 2025-02-01
rules_as_of: 2024-12-01
outcome: A fine
urls: [https://example.com/decision]
"""
HELD = """\
provisions:
  - {provision: Practice Act Art. 2, gist: No way out., rules: [practice-law/way-out]}
not_violated:
  - {provision: Practice Act Art. 1, gist: The sender was true., satisfied: [practice-law/true-sender]}
beyond:
  - {rule: practice-law/recorded-purpose, why: The authority was not asked about the record.}
"""


@pytest.fixture
def run(clearance: Call, write: Write) -> Callable[..., Result]:
    """Run the command on one case."""

    def run_case(case: str, *options: str, campaign: str = CAMPAIGN) -> Result:
        write("cases/small/campaign.yaml", campaign)
        write("cases/small/case.yaml", HEAD + case)
        return clearance("rules", "cases", "cases", "--rules", str(RULES), *options)

    return run_case


def test_table_says_by_regime_what_our_rules_say(run: Callable[..., Result]) -> None:
    """Held and said, alarms, and nothing more where all is as the case says; it fits into 80 columns."""
    result = run(HELD)

    assert (result.code, result.err) == (0, "")
    assert result.lines[0].startswith("1 decision held against all ")
    assert [line.split() for line in result.lines if line.startswith(("Practice", "All"))] == [
        ["Practice", "Act", "1", "of", "1", "0", "in", "1"],
        ["All", "1", "of", "1", "0", "in", "1"],
    ]
    assert not any(line.isupper() for line in result.lines)
    assert max(map(len, result.lines)) <= 80


def test_json_holds_the_same(run: Callable[..., Result]) -> None:
    """Rates, rows, what is beyond with its reason, and whether it is enough."""
    document = json.loads(run(HELD, "--json").out)

    assert document["recall"] == {"provisions": 1.0, "articles": 1.0}
    assert document["false_alarms"] == 0
    assert document["misses"] == document["faults"] == []
    assert [one["rule"] for one in document["beyond"]] == ["practice-law/recorded-purpose"]
    assert document["passed"] is True


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (HELD.replace("Art. 2", "Art. 3"), "practice-law/way-out does not cite Practice Act Art. 3"),
        (HELD.replace("way-out]", "few-contacts]"), "practice-law/few-contacts is satisfied, not violated"),
        (HELD.replace("Art. 2", "Art. 2 and 9"), "no violated rule cites practice-law 9"),
        (HELD.replace("way out.,", "way out., missed: Nothing.,"), "Practice Act Art. 2 is said in full"),
        (HELD.partition("beyond")[0], "practice-law/recorded-purpose is violated, and nothing was held under it"),
        (HELD.replace("recorded-purpose", "true-sender"), "beyond: practice-law/true-sender is not violated"),
        (HELD.replace("Art. 1,", "Art. 2,"), "false alarm: practice-law/way-out is violated"),
        (HELD.replace("true-sender", "way-out"), "practice-law/way-out is violated, not satisfied"),
        (HELD.replace("Practice Act Art. 2", "no article"), 'no article can be read from "no article"'),
    ],
)
def test_what_is_not_as_the_case_says_is_named(run: Callable[..., Result], case: str, said: str) -> None:
    """With the place in the case, what to do, and exit code 5."""
    result = run(case)

    assert (result.code, result.err) == (5, "")
    assert "NOT AS THE CASES SAY" in result.lines
    assert said in " ".join(result.lines)


def test_a_miss_is_shown_with_its_explanation(run: Callable[..., Result]) -> None:
    """What no rule says stands below the table, and too much of it is not enough."""
    missed = "  - {provision: Practice Act Art. 9, gist: Something else., missed: No rule reads it.}\n"
    result = run(HELD.replace("not_violated:", f"{missed}not_violated:"))
    text = " ".join(result.lines)

    assert result.code == 5
    assert "small: Practice Act Art. 9     No rule reads it." in text
    assert "NOT AS THE CASES SAY" not in text


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ("provision: []\n", 'cases/small/case.yaml:8:1: a case: there is no "provision". Did you mean "provisions"?\n'),
        (
            "provisions: [{provision: Art. 1}]\n",
            "cases/small/case.yaml:8:14: an entry of provisions: gist is missing. State it.\n",
        ),
        ("beyond: {}\n", "cases/small/case.yaml:8:9: beyond is not a list. Write one entry for each, with a dash.\n"),
    ],
)
def test_case_that_cannot_be_read_is_refused(run: Callable[..., Result], case: str, message: str) -> None:
    """With its place, as any other file."""
    result = run(case)

    assert (result.code, result.out, result.err) == (2, "", message)


def test_problems_of_campaign_and_case_are_reported_together(run: Callable[..., Result]) -> None:
    """All of them at once."""
    result = run("", campaign=CAMPAIGN.replace("email", "letter"))
    shown = run("wrong: 1\n", campaign=CAMPAIGN.replace("email", "letter"))

    assert result.code == shown.code == 2
    assert [line.split(":")[0] for line in shown.err.splitlines()] == [
        "cases/small/case.yaml",
        "cases/small/campaign.yaml",
    ]


def test_folder_must_be_there_and_hold_cases(clearance: Call, project: Path) -> None:
    """A folder without any has nothing to check."""
    (project / "empty").mkdir()

    assert clearance("rules", "cases", "nowhere").err == "nowhere: there is no such folder. Name a folder of cases.\n"
    assert clearance("rules", "cases", "nowhere").code == 2
    assert clearance("rules", "cases", "empty").code == 3


def test_without_a_folder_an_installation_asks_for_one(
    clearance: Call, project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A checkout brings its cases; an installed package does not, and says what to do."""
    monkeypatch.setattr(resources, "_CHECKOUT", tmp_path)
    result = clearance("rules", "cases")

    assert result.code == 2
    assert result.err == (
        "no folder of cases is named, and this installation brings none. Name one: clearance rules cases FOLDER.\n"
    )


def test_checkout_brings_its_cases() -> None:
    """The folder of the tests."""
    folder = resources.shipped_cases()

    assert folder is not None
    assert (folder / "us-wa-sc-2025-old-navy" / "case.yaml").is_file()
