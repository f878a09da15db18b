"""Findings as CSV, and campaigns in a line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from documents import big, empty, hostile, realistic
from practised import golden_document

from clearance.rendering.line import render_lines
from clearance.rendering.table import cell, render_csv

DOCUMENTS = [realistic, empty, hostile, big, golden_document]


def rows_of(*documents: dict[str, Any]) -> list[dict[str, str]]:
    """Return the lines of a table, as a program reads them."""
    return list(csv.DictReader(io.StringIO(render_csv(documents), newline=""), strict=True))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_one_line_for_each_finding(document: Callable[[], dict[str, Any]]) -> None:
    """Really one line, and each with all its cells."""
    text = render_csv([document()])

    assert text.count("\r\n") == text.count("\n") == len(document()["findings"]) + 1
    assert all(None not in row.values() and None not in row for row in rows_of(document()))


def test_cells_hold_what_the_finding_says() -> None:
    """Under a name that needs no key."""
    row, finding = rows_of(golden_document())[1], golden_document()["findings"][1]

    assert (row["rule"], row["status"], row["severity"]) == (finding["rule"], "violated", "medium")
    assert (row["file"], row["line"], row["column"]) == ("campaigns/spring offers.yaml", "6", "22")
    assert (row["accepted_by"], row["accepted_until"]) == ("waiver", "2026-12-15")
    assert row["fingerprint"] == finding["fingerprint"]
    assert row["checked_against"] == "official text"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠a"]
)
def test_no_text_is_a_formula(text: str) -> None:
    """What a spreadsheet would calculate gets a quote in front."""
    assert cell(text).startswith("'")


@pytest.mark.parametrize("text", ["a=1", "1-1", "", "'", "half price -50%"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    """Nothing is changed that need not be."""
    assert cell(text) == text


def test_no_cell_of_a_hostile_campaign_begins_a_formula() -> None:
    """In no column."""
    rows = rows_of(hostile("=cmd|' /C calc'!A0\r\n@x"))

    assert not [value for row in rows for value in row.values() if value[:1] in ("=", "+", "-", "@", "\t", "\r", "\n")]


def test_campaign_in_a_line() -> None:
    """File, verdict, name and counts, kinds apart."""
    assert render_lines([golden_document()]) == (
        "campaigns/spring offers.yaml: not clear: Spring offers, @everyone [half price] (Law: 3 violated, "
        "1 violated and waived, 1 needs information, 2 need review, 2 upcoming, 3 satisfied; "
        "Ethics pack: 1 violated, 2 satisfied)\n"
    )


@pytest.mark.parametrize("document", DOCUMENTS)
def test_line_is_one_line(document: Callable[[], dict[str, Any]]) -> None:
    """Whatever the campaign is called."""
    text = render_lines([document(), document()])

    assert text.count("\n") == 2
    assert text.replace("\n", "").isprintable()
