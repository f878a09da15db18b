"""Where a finding is shown: the place a reader should look at first."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from calls import Call

from practice import BASIC, choosing

CAMPAIGN = """\
vocabulary: "2026.11"
campaign: {name: Größe, purpose: promotion, purpose_recorded: false, contacts_per_week: 9}
audience:
  regions:
    - DE
    - AT  # and no more
channels:
  - id: post
    type: post
    recognisable_as_ad: true
  - id: mail
    type: email
    sender_true: false
    subject: |
      Hello
    recognisable_as_ad: true
"""


@pytest.fixture
def findings(clearance: Call, write: Callable[[str, str], Path]) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the findings about the campaign, by duty and subject."""
    write("small.yaml", CAMPAIGN)
    report = json.loads(clearance("check", "small.yaml", "-f", "json", *choosing(*BASIC)).out)
    found = report["assessments"][0]["findings"]
    return {(one["rule"].split("/")[1], one["subject"]["label"]): one for one in found}


def shown(finding: dict[str, Any]) -> str:
    """Return the text at the place of a finding, or the bare place where its end is not known."""
    place = finding["place"]
    if place["end_line"] != place["line"]:
        return f"{place['line']}:{place['column']}"
    return CAMPAIGN.splitlines()[place["line"] - 1][place["column"] - 1 : place["end_column"] - 1]


def test_violated_duty_points_at_the_fact_that_violates_it(findings: dict[tuple[str, str], dict[str, Any]]) -> None:
    """From its first to its last character, counted in characters."""
    assert shown(findings["few-contacts", "whole campaign"]) == "9"
    assert shown(findings["recorded-purpose", "whole campaign"]) == "false"
    assert shown(findings["true-sender", "channel mail"]) == "false"


def test_duty_that_lacks_a_fact_points_at_its_subject(findings: dict[tuple[str, str], dict[str, Any]]) -> None:
    """That is where the answer is written."""
    assert shown(findings["way-out", "channel mail"]) == "11:5"


def test_duty_about_what_is_nowhere_points_at_what_it_rests_on(findings: dict[tuple[str, str], dict[str, Any]]) -> None:
    """Here the purpose, which makes the duty apply."""
    assert shown(findings["published-notice", "whole campaign"]) == "promotion"


def test_duty_that_does_not_apply_points_at_its_subject(findings: dict[tuple[str, str], dict[str, Any]]) -> None:
    """It is about the letter."""
    assert shown(findings["true-sender", "channel post"]) == "8:5"
