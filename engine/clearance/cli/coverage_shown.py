"""What stands behind ``clearance rules coverage``."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import to_builtins

from clearance.app.coverage import Changes, Coverage, CoverageReport
from clearance.app.rules_use import coverage_of
from clearance.cli.shared import day_of, note, say, width

_OBLIGATIONS, _RULES, _EXAMPLES, _OFFICIAL, _CHANGES = 13, 7, 10, 15, 9
"""Columns that the figures of a row take."""


def print_coverage(packs: Sequence[Path], own: Sequence[Path], *, mutate: bool, as_json: bool) -> None:
    """Print how much of what was set out to be encoded is rules, and how far they are tried."""
    if mutate:
        note("Changing one thing at a time in every rule. This takes minutes.")
    report = coverage_of(packs, own, day_of(None), mutate=mutate)
    say(_as_json(report) if as_json else "\n".join(_page(report)) + "\n")


def _as_json(report: CoverageReport) -> str:
    return json.dumps(to_builtins(report), ensure_ascii=False, indent=2) + "\n"


def _page(report: CoverageReport) -> Iterator[str]:
    parts = (
        ("BY CATALOGUE", report.catalogues),
        ("BY PLACE", report.places),
        ("BY PRINCIPLE", report.principles),
        ("IN ALL", (report.total,)),
    )
    for title, rows in parts:
        yield _heads(title, report)
        for row in rows:
            yield from _row(row)
        yield ""
    yield from _notes(report)


def _heads(title: str, report: CoverageReport) -> str:
    changes = f"{'NOTICED':>{_CHANGES}}" if report.total.changes else ""
    return (
        f"{title:<{_room(report.total)}}{'OBLIGATIONS':>{_OBLIGATIONS}}{'RULES':>{_RULES}}{'EXAMPLES':>{_EXAMPLES}}"
        f"{changes}{'OFFICIAL TEXT':>{_OFFICIAL}}"
    )


def _room(row: Coverage) -> int:
    return width() - _OBLIGATIONS - _RULES - _EXAMPLES - _OFFICIAL - (_CHANGES if row.changes else 0)


def _row(row: Coverage) -> Iterator[str]:
    room = _room(row)
    title = f"{row.name}  {row.title}" if row.name and row.name != row.title else row.title
    *before, last = textwrap.wrap(title, room - 1, subsequent_indent="  ") or [""]
    yield from before
    obligations = str(row.obligations) if row.of is None else f"{row.obligations} of {row.of}"
    changes = f"{_share(row.changes):>{_CHANGES}}" if row.changes else ""
    official = f"{row.official:,} ({row.official / max(row.rules, 1):.0%})"
    yield (
        f"{last:<{room}}{obligations:>{_OBLIGATIONS}}{row.rules:>{_RULES},}{row.examples:>{_EXAMPLES},}"
        f"{changes}{official:>{_OFFICIAL}}"
    )


def _share(changes: Changes) -> str:
    return f"{changes.noticed / changes.tried:.1%}" if changes.tried else "–"


def _notes(report: CoverageReport) -> Iterator[str]:
    if report.total.of is not None:
        yield from _wrapped(_obligations(report.total, report.total.of))
        number = len(report.left_out)
        yield from _wrapped(
            f"{number} things were looked at and are no rule, such as bills: --json lists them with the reason."
        )
    yield from _wrapped(
        "Official text: rules of which every version was checked against it. A rule may stand in several rows."
    )
    if report.total.changes is None:
        yield from _wrapped(
            "How many changes to the rules their examples notice is told with --mutate; it takes minutes."
        )
    else:
        yield from _wrapped("Noticed: of the changes to the rules themselves; those of terms and packs are not in it.")


def _obligations(total: Coverage, of: int) -> str:
    """Return what became of the obligations that the rules were written from."""
    missing = of - total.obligations - total.left_out
    if total.obligations == of:
        return "Every obligation of the lists that the rules were written from is a rule."
    without = f"; {missing} are neither" if missing else ""
    return f"Of the obligations that are no rule, {total.left_out} are left out with a reason{without}."


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, width(), break_on_hyphens=False)
