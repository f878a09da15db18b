"""Findings as JUnit XML: valid, whole, and read by others as it is meant."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from documents import MARKUP, big, empty, hostile, realistic
from junitparser import JUnitXml
from practised import golden_document, practised
from xmlschema import XMLSchema

from clearance.rendering.junit import render_junit
from clearance.rendering.words import cleaned

SCHEMA = XMLSchema(str(Path(__file__).parents[1] / "schemas" / "junit-10.xsd"))
DOCUMENTS = [realistic, empty, hostile, big, golden_document]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_report_keeps_to_the_schema(document: Callable[[], dict[str, Any]]) -> None:
    """That of the Jenkins plugin, whatever the campaign says."""
    problems = [str(one.reason) for one in SCHEMA.iter_errors(render_junit([document(), document()]))]

    assert problems == []


def test_suite_for_each_campaign_and_regime_and_case_for_each_finding() -> None:
    """In the order of the document."""
    root = Xml.fromstring(render_junit([realistic()]))
    regimes = list(dict.fromkeys(one["regime"] for one in realistic()["findings"]))

    assert [suite.get("name") for suite in root] == [
        f"{realistic()['campaign']['name']}: {regime}" for regime in regimes
    ]
    assert len(root.findall(".//testcase")) == len(realistic()["findings"])


def test_violation_fails_and_what_is_open_or_accepted_is_skipped() -> None:
    """Only what is satisfied passes without a word."""
    found = {"failure": [], "skipped": [], "passed": []}
    for case in Xml.fromstring(render_junit([golden_document()])).iter("testcase"):
        state = "failure" if case.find("failure") is not None else "skipped" if case.find("skipped") is not None else ""
        found[state or "passed"].append(str(case.get("name")).rsplit("[", 1)[1].rstrip("]"))

    expected = {"failure": [], "skipped": [], "passed": []}
    for finding in golden_document()["findings"]:
        violated = finding["status"] == "violated" and not finding["suppressed"]
        passed = finding["status"] == "satisfied"
        expected["failure" if violated else "passed" if passed else "skipped"].append(finding["rule"])
    assert {key: sorted(rules) for key, rules in found.items()} == {
        key: sorted(rules) for key, rules in expected.items()
    }


def test_numbers_are_those_of_the_cases() -> None:
    """For each suite and for all of them."""
    root = Xml.fromstring(render_junit([golden_document(), realistic()]))
    for suite in root:
        assert int(suite.get("tests", "")) == len(suite.findall("testcase"))
        assert int(suite.get("failures", "")) == len(suite.findall("testcase/failure"))
        assert int(suite.get("skipped", "")) == len(suite.findall("testcase/skipped"))

    assert int(root.get("failures", "")) == len(root.findall(".//failure"))


def test_others_read_the_same() -> None:
    """A library that reads such reports counts what we count."""
    report = JUnitXml.fromstring(render_junit([golden_document()]).encode())
    failures = [one for one in golden_document()["findings"] if one["status"] == "violated" and not one["suppressed"]]

    assert sum(suite.failures for suite in report) == len(failures)
    assert sum(suite.errors for suite in report) == 0


def test_cases_are_told_apart_by_class_and_name() -> None:
    """GitLab knows them by nothing else, also where two campaigns share a name."""
    other = practised()
    other["campaign"]["file"] = other["campaign"]["path"] = "campaigns/other.yaml"
    root = Xml.fromstring(render_junit([practised(), other]))
    cases = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]

    assert len(set(cases)) == len(cases)


def test_verdict_and_what_is_not_part_of_it_are_said() -> None:
    """Once for each campaign, also where nothing was assessed."""
    said = [one.text or "" for one in Xml.fromstring(render_junit([realistic(), empty()])).findall("./*/system-out")]

    assert [one.split(". ")[0] for one in said] == ["Not clear", "Undecided"]


def test_texts_come_back_as_they_went_in() -> None:
    """Markup is text, and characters that XML cannot hold are taken out."""
    document = hostile(f"{MARKUP}\ufffe\x01\ud800")
    root = Xml.fromstring(render_junit([document]))
    value = next(one.get("value") for one in root.iter("property") if one.get("name") == "campaign")

    assert value == cleaned(MARKUP) + "\ufffd\ufffd"
    assert {one.tag for one in root.iter()} <= {
        "testsuites", "testsuite", "properties", "property", "testcase", "failure", "skipped", "system-out",
    }  # fmt: skip
