"""Findings as CSV, a line for each: for spreadsheets, which are kept from taking any text for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from clearance.rendering.reported import Document, acceptance_of, missing_words, path_shown
from clearance.rendering.words import cleaned

_FORMULAS = ("=", "+", "-", "@", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}",
             "\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}")  # fmt: skip
"""What a cell must not begin with; tabs and line breaks are blanks by then."""


def render_csv(documents: Sequence[Document]) -> str:
    """Return one table for all campaigns, as RFC 4180 has it."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for document in cleaned(documents):
        for finding in document["findings"]:
            writer.writerow(cell(column(document, finding)) for column in _COLUMNS.values())
    return stream.getvalue()


def cell(value: object) -> str:
    """Return a value on one line, with a quote before what a spreadsheet would calculate."""
    text = " ".join(str(value).split())
    return f"'{text}" if text.startswith(_FORMULAS) else text


def _of_finding(*keys: str) -> Callable[[Document, Document], Any]:
    def value(_: Document, finding: Document) -> Any:
        found: Any = finding
        for key in keys:
            found = found[key]
        return found

    return value


def _of_acceptance(key: str) -> Callable[[Document, Document], Any]:
    def value(_: Document, finding: Document) -> Any:
        accepted = acceptance_of(finding)
        return (accepted.get(key) or "") if accepted else ""

    return value


_COLUMNS: Mapping[str, Callable[[Document, Document], Any]] = {
    "campaign": lambda document, _: document["campaign"]["name"],
    "campaign_file": lambda document, _: path_shown(document, document["campaign"]["file"]),
    "document": lambda document, _: document["campaign"]["document"],
    "verdict": lambda document, _: document["verdict"]["status"],
    "number": _of_finding("number"),
    "status": _of_finding("status"),
    "upcoming_from": lambda _, finding: finding["upcoming"]["from"] if finding["upcoming"] else "",
    "severity": _of_finding("severity"),
    "kind": _of_finding("kind"),
    "regime": _of_finding("regime"),
    "rule": _of_finding("rule"),
    "title": _of_finding("title"),
    "subject": _of_finding("subject", "label"),
    "channels": lambda _, finding: " ".join(finding["channels"]),
    "principle": _of_finding("principle"),
    "remedy": _of_finding("remedy"),
    "because": _of_finding("because"),
    "cite": _of_finding("cite"),
    "url": _of_finding("url"),
    "missing": lambda document, finding: "; ".join(missing_words(document, finding)),
    "to_judge": lambda _, finding: finding["review"]["question"] if finding["review"] else "",
    "exception": _of_finding("exception"),
    "file": lambda document, finding: path_shown(document, finding["place"]["file"]),
    "line": lambda _, finding: finding["place"]["line"] or "",
    "column": lambda _, finding: finding["place"]["column"] or "",
    "accepted_by": _of_acceptance("by"),
    "accepted_reason": _of_acceptance("reason"),
    "accepted_approved_by": _of_acceptance("approved_by"),
    "accepted_since": _of_acceptance("since"),
    "accepted_until": _of_acceptance("until"),
    "checked_on": _of_finding("checked", "on"),
    "checked_against": _of_finding("checked", "against"),
    "limits": _of_finding("limits"),
    "day": _of_finding("day"),
    "law_on": _of_finding("law_on"),
    "release": _of_finding("release"),
    "fingerprint": _of_finding("fingerprint"),
}
