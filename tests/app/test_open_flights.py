"""A campaign that does not say when it begins or ends is not taken for a short one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from clearance.model.assessments import Assessment
from clearance.model.outcomes import Outcome
from practice import as_yaml, campaign_with, sections

Assess = Callable[..., Assessment]
CONFIRMED = "2025-01-15"
"""Less than two years before the first day of the small campaign, more than two years before the end of January."""


def aged(notice_of: str = "2026-01-01", **flight: Any) -> str:
    """Return a campaign file with a permission, a notice and a flight."""
    campaign = {"purpose": "promotion", **flight}
    channel = {**sections()["channels"][0], "consent": {"last_confirmed_on": CONFIRMED}}
    return as_yaml(sections(campaign=campaign, channels=[channel], notice={"updated_on": notice_of}))


def outcome(assessment: Assessment, rule: str) -> Outcome:
    """Return the only outcome of one rule."""
    (found,) = (one for one in assessment.outcomes if one.rule.id == f"practice-aged/{rule}")
    return found


@pytest.mark.parametrize(
    ("flight", "status"),
    [
        ({"starts_on": "2026-12-01", "ends_on": "2027-01-15"}, "satisfied"),
        ({"starts_on": "2026-12-01", "ends_on": "2027-01-16"}, "violated"),
        ({"starts_on": "2026-12-01"}, "needs_information"),
        ({"starts_on": "2027-01-16"}, "violated"),
        ({"ends_on": "2027-01-15"}, "satisfied"),
        ({"ends_on": "2027-01-16"}, "violated"),
        ({}, "needs_information"),
        ({"starts_on": "2026-12-01", "ongoing": True}, "satisfied"),
        ({"starts_on": "2026-12-01", "ongoing": False}, "needs_information"),
        ({"ongoing": True}, "needs_information"),
    ],
)
def test_what_must_be_fresh_is_judged_to_the_last_day(assess: Assess, flight: dict[str, Any], status: str) -> None:
    """Fresh on the last day is fresh before; without a last day nobody knows."""
    assert outcome(assess(aged(**flight), "practice-aged"), "fresh-permission").status.value == status


@pytest.mark.parametrize(
    ("flight", "status"),
    [
        ({"starts_on": "2026-02-01", "ends_on": "2026-02-01"}, "satisfied"),
        ({"starts_on": "2026-01-31", "ends_on": "2026-02-01"}, "violated"),
        ({"starts_on": "2026-02-01"}, "satisfied"),
        ({"starts_on": "2026-01-31"}, "violated"),
        ({"ends_on": "2026-02-01"}, "needs_information"),
        ({"ends_on": "2026-01-31"}, "violated"),
        ({}, "needs_information"),
    ],
)
def test_what_must_be_old_is_judged_from_the_first_day(assess: Assess, flight: dict[str, Any], status: str) -> None:
    """Old on the first day is old ever after; without a first day nobody knows."""
    assert outcome(assess(aged(**flight), "practice-aged"), "ripe-notice").status.value == status


@pytest.mark.parametrize(
    ("flight", "asked"),
    [
        ({"starts_on": "2026-12-01"}, ["campaign.ends_on"]),
        ({"ongoing": True}, ["campaign.starts_on"]),
        ({}, ["campaign.ends_on", "campaign.starts_on"]),
    ],
)
def test_the_question_is_for_the_days_not_for_the_fact_of_age(
    assess: Assess, flight: dict[str, Any], asked: list[str]
) -> None:
    """What is stated of the permission suffices."""
    assessment = assess(aged(**flight), "practice-aged")

    assert sorted(one.path for one in outcome(assessment, "fresh-permission").missing) == asked


def test_proof_says_that_days_are_missing(assess: Assess) -> None:
    """In the step that tests the age."""
    found = outcome(assess(aged(starts_on="2026-12-01"), "practice-aged"), "fresh-permission")
    (test,) = found.proof[-1].parts

    assert test.note.endswith("; decides once it is stated on which days the campaign runs")


def test_duty_that_begins_later_waits_for_the_last_day(assess: Assess) -> None:
    """Three contacts a week are too many from March on, if the campaign runs until then: so that is asked."""
    assessment = assess(campaign_with(contacts_per_week=3, ends_on=None), "practice-dated")
    coming = [one for one in assessment.outcomes if one.rule.id == "practice-dated/weekly-contacts" and one.upcoming]

    assert [(one.law_on.isoformat(), one.status.value) for one in coming] == [
        ("2027-03-01", "needs_information"),
        ("2027-01-01", "satisfied"),
    ]
    assert [[missing.path for missing in one.missing] for one in coming] == [["campaign.ends_on"], []]
    assert assessment.verdict.value == "undecided"


def test_ongoing_campaign_is_judged_by_the_law_of_today(assess: Assess) -> None:
    """What begins later is judged later: it is checked anew each day."""
    text = campaign_with(starts_on="2026-11-01", ends_on=None, ongoing=True, contacts_per_week=3)
    assessment = assess(text, "practice-dated")

    assert [one.rule.id for one in assessment.outcomes if one.upcoming] == []
    assert not assessment.open_ended
