"""``clearance explain``: the whole proof of one outcome, as a tree or as data."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from calls import EXAMPLES, Call

from clearance.rendering.schemas import report_schema
from practice import RULES, as_yaml, campaign_with_channel, sections

OPTIONS = ("--rules", str(RULES), "--as-of", "2026-11-24")
TWO = as_yaml(
    sections(
        channels=[
            {"id": "mail", "type": "email", "sender_true": False},
            {"id": "text", "type": "sms"},
            {"id": "ads", "type": "social_ad"},
        ]
    )
)


@pytest.fixture(autouse=True)
def _campaign(write: Callable[[str, str], Path]) -> None:
    write("two.yaml", TWO)


def test_tree_names_each_step_with_fact_and_place(clearance: Call) -> None:
    """Rule, status, source, reason, and the proof down to the line of the file."""
    result = clearance("explain", "two.yaml", "practice-law/true-sender", "mail", *OPTIONS)

    assert (result.code, result.err) == (0, "")
    assert result.lines[:2] == ["Name the true sender", "practice-law/true-sender, channel mail: violated"]
    assert "└── ✕ false  Requires" in result.lines
    assert any("channel.sender_true is true  [false]  two.yaml:4" in line for line in result.lines)
    assert "What to change: Name the true sender." in result.lines


@pytest.mark.parametrize(
    ("subject", "statuses"),
    [
        ("", ["violated", "needs_information", "not_applicable"]),
        ("mail", ["violated"]),
        ("channel mail", ["violated"]),
        ("text", ["needs_information"]),
        ("ads", ["not_applicable"]),
    ],
)
def test_subject_chooses_among_outcomes(clearance: Call, subject: str, statuses: list[str]) -> None:
    """By id or as it is called in reports; all of them without one."""
    words = ("explain", "two.yaml", "practice-law/true-sender", *([subject] if subject else []))
    result = clearance(*words, *OPTIONS, "--json")

    assert [one["status"] for one in json.loads(result.out)] == statuses


def test_json_is_a_finding_of_the_report_with_the_whole_proof(clearance: Call) -> None:
    """Also of a duty that does not apply, whose proof a report shortens."""
    schema = {**report_schema(), "$ref": "#/$defs/finding"}
    for key in ("type", "properties", "required", "additionalProperties"):
        schema.pop(key)
    validator = jsonschema.Draft202012Validator(schema)
    for finding in json.loads(clearance("explain", "two.yaml", "practice-law/true-sender", *OPTIONS, "--json").out):
        assert [error.message for error in validator.iter_errors(finding)] == []
        assert [step["kind"] for step in finding["proof"]] == ["applies", "requires"]


def test_missing_facts_are_named(clearance: Call) -> None:
    """Silence is shown as what it is."""
    result = clearance("explain", "two.yaml", "practice-law/true-sender", "text", *OPTIONS)

    assert "Missing: channel.sender_true of text (not stated)" in result.lines
    assert any("? unknown  channel.sender_true is true" in line and "not stated" in line for line in result.lines)


def test_former_name_of_a_rule_is_understood(clearance: Call) -> None:
    """Names last for ever."""
    result = clearance("explain", "two.yaml", "practice-judged/true-subject", "mail", *OPTIONS)

    assert result.lines[1].startswith("practice-judged/honest-subject, channel mail")


def test_rule_of_a_pack_that_does_not_govern_exits_with_three(clearance: Call) -> None:
    """Nothing was found, and why is said."""
    result = clearance("explain", "two.yaml", "practice-north/banner-shown", *OPTIONS)

    assert (result.code, result.raw) == (3, b"")
    assert result.err == (
        "practice-north/banner-shown says nothing here. Northern Practice Act was not looked at for this campaign, or "
        "the rule is not in force on the date.\n"
    )


def test_standard_input_is_read(clearance: Call) -> None:
    """As in check."""
    text = campaign_with_channel(sender_true=False)
    result = clearance("explain", "-", "practice-law/true-sender", *OPTIONS, "--stdin-filename", "x.yaml", stdin=text)

    assert any("x.yaml:4" in line for line in result.lines)


def test_every_violation_of_an_example_can_be_explained(clearance: Call) -> None:
    """Each finding of a report leads to its explanation."""
    example = EXAMPLES / "flash-sale.yaml"
    report = json.loads(clearance("check", example, "-f", "json", "--as-of", "2026-11-24").out)
    for finding in report["assessments"][0]["findings"]:
        if finding["status"] == "violated":
            words = ("explain", example, finding["rule"], finding["subject"]["label"], "--as-of", "2026-11-24")
            assert clearance(*words).lines[1].endswith(": violated")
