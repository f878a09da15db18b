"""Violations as a Code Quality report of GitLab."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from documents import big, empty, hostile, realistic
from jsonschema import Draft202012Validator
from practised import golden_document

from clearance.rendering.codequality import render_codequality

SCHEMA = json.loads((Path(__file__).parents[1] / "schemas" / "gitlab-codequality.json").read_text(encoding="utf-8"))
DOCUMENTS = [realistic, empty, hostile, big, golden_document]


def issues_of(*documents: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the issues of a report."""
    issues: list[dict[str, Any]] = json.loads(render_codequality(documents))
    return issues


@pytest.mark.parametrize("document", DOCUMENTS)
def test_report_keeps_to_what_gitlab_documents(document: Callable[[], dict[str, Any]]) -> None:
    """Every field it needs, in its words."""
    problems = [
        f"{one.json_path}: {one.message[:200]}"
        for one in Draft202012Validator(SCHEMA).iter_errors(issues_of(document()))
    ]

    assert problems == []


def test_violation_that_fails_is_an_issue() -> None:
    """In the order in which to put them right; what was accepted is none."""
    issues = issues_of(golden_document())

    assert [(one["check_name"], one["severity"]) for one in issues] == [
        ("practice-law/true-sender", "blocker"),
        ("practice-dated/weekly-contacts", "major"),
        ("practice-dated/weekly-contacts", "major"),
        ("practice-law/recorded-purpose", "minor"),
        ("practice-ethics/plain-advertising", "critical"),
        ("clearance/undecided", "info"),
    ]


def test_issue_stands_where_the_finding_does() -> None:
    """Path from the folder of the call on, first and last line."""
    issue, finding = issues_of(golden_document())[0], golden_document()["findings"][0]

    assert issue["location"] == {"path": "campaigns/spring offers.yaml", "lines": {"begin": 16, "end": 16}}
    assert issue["fingerprint"] == finding["fingerprint"]


def test_fingerprints_are_all_different() -> None:
    """GitLab takes two issues with the same one for the same issue."""
    fingerprints = [one["fingerprint"] for one in issues_of(golden_document())]

    assert len(set(fingerprints)) == len(fingerprints)


def test_what_is_clear_is_no_issue() -> None:
    """An empty report says that nothing is wrong."""
    document = realistic()
    document |= {"findings": [], "to_do": [], "questions": [], "verdict": {**document["verdict"], "status": "clear"}}

    assert issues_of(document) == []
