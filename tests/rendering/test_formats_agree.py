"""Formats never differ in what they say: each is read back, and tells the same."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from documents import big, realistic
from practised import golden_document

from clearance.rendering.codequality import render_codequality
from clearance.rendering.comment import render_comment
from clearance.rendering.github import render_github
from clearance.rendering.junit import render_junit
from clearance.rendering.line import render_lines
from clearance.rendering.oscal import render_oscal
from clearance.rendering.sarif import render_sarif
from clearance.rendering.table import render_csv

Document = dict[str, Any]
Statuses = Counter[tuple[str, str]]
KINDS = {"fail": "violated", "open": "needs_information", "review": "needs_review", "pass": "satisfied"}


def expected(document: Document) -> Statuses:
    """Return how often each rule has each status; an accepted violation is one of its own."""
    return Counter((one["rule"], "accepted" if one["suppressed"] else one["status"]) for one in document["findings"])


def in_sarif(document: Document) -> Statuses:
    """Return what SARIF says."""
    results = json.loads(render_sarif([document]))["runs"][0]["results"]
    return Counter(
        (one["ruleId"], "accepted" if one["suppressions"] else KINDS.get(one["kind"], "not_applicable"))
        for one in results
    )


def in_junit(document: Document) -> Statuses:
    """Return what JUnit says: the type of what is skipped is its status."""
    found: Statuses = Counter()
    for case in Xml.fromstring(render_junit([document])).iter("testcase"):
        skipped = case.find("skipped")
        status = "violated" if case.find("failure") is not None else "satisfied"
        if skipped is not None:
            status = "accepted" if skipped.get("type") == "violated" else str(skipped.get("type"))
        found[str(case.get("name")).rsplit("[", 1)[1].rstrip("]"), status] += 1
    return found


def in_csv(document: Document) -> Statuses:
    """Return what the table says."""
    rows = csv.DictReader(io.StringIO(render_csv([document]), newline=""))
    return Counter((row["rule"], "accepted" if row["accepted_by"] else row["status"]) for row in rows)


def in_oscal(document: Document) -> Statuses:
    """Return what the observations of OSCAL say."""
    found: Statuses = Counter()
    for one in json.loads(render_oscal([document]))["assessment-results"]["results"][0]["observations"]:
        own = {prop["name"]: prop["value"] for prop in one["props"]}
        found[own["rule"], "accepted" if "accepted-by" in own else own["status"]] += 1
    return found


@pytest.mark.parametrize("read", [in_sarif, in_junit, in_csv, in_oscal])
@pytest.mark.parametrize("document", [realistic, golden_document, big])
def test_formats_with_all_findings_agree(
    document: Callable[[], Document], read: Callable[[Document], Statuses]
) -> None:
    """The same rules with the same statuses, as often."""
    assert read(document()) == expected(document())


@pytest.mark.parametrize("document", [realistic, golden_document])
def test_formats_with_what_fails_agree(document: Callable[[], Document]) -> None:
    """GitHub, GitLab and comments show the violations that nobody accepted, and no others."""
    failing = sum(number for (_, status), number in expected(document()).items() if status == "violated")
    issues = [one for one in json.loads(render_codequality([document()])) if one["severity"] != "info"]
    commands = [one for one in render_github([document()]).splitlines() if not one.startswith("::notice")]
    changes = [one for one in render_comment([document()]).splitlines() if one.startswith("- ■ ")]

    assert [len(issues), len(commands), len(changes)] == [failing] * 3


@pytest.mark.parametrize("document", [realistic, golden_document, big])
def test_every_format_gives_the_verdict(document: Callable[[], Document]) -> None:
    """The same word in all of them."""
    verdict = document()["verdict"]["status"]
    sarif = json.loads(render_sarif([document()]))["runs"][0]["properties"]["campaigns"][0]["verdict"]["status"]
    junit = {one.get("value") for one in Xml.fromstring(render_junit([document()])).iter("property")
             if one.get("name") == "verdict"}  # fmt: skip

    assert (sarif, junit) == (verdict, {verdict})
    assert f": {verdict}: " in render_lines([document()])
    assert f"%3A {verdict}::" in render_github([document()])
    assert f"**{document()['verdict']['headline']}**" in render_comment([document()])
    assert {row["verdict"] for row in csv.DictReader(io.StringIO(render_csv([document()]), newline=""))} == {verdict}
