"""What stands behind ``clearance rules cases``."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

import typer
from msgspec.structs import asdict

from clearance.app.cases import LEAST_RECALL, CaseReport, CaseRunner, Row, read_cases
from clearance.app.library import Sources, open_rulebook
from clearance.cli.shared import cache_folder, say, width
from clearance.errors import InputError, Problem
from clearance.resources import shipped_cases

_NUMBERS = 35
"""Columns that the figures of a row take."""


def print_cases(folder: Path | None, own: Sequence[Path], *, as_json: bool) -> None:
    """Print what our rules say of the decisions of a folder, and end with the exit code it means."""
    rulebook = open_rulebook(Sources(own=tuple(own), cache=cache_folder()))
    report = CaseRunner(rulebook).run(read_cases(_meant(folder), rulebook))
    say(_as_json(report) if as_json else "\n".join(_page(report)) + "\n")
    raise typer.Exit(0 if report.passed else 5)


def _meant(folder: Path | None) -> Path:
    found = folder or shipped_cases()
    if folder is None and found is not None and found.is_relative_to(Path.cwd()):
        found = found.relative_to(Path.cwd())
    if found is None:
        what = "no folder of cases is named, and this installation brings none"
        raise InputError(Problem(None, what, "Name one: clearance rules cases FOLDER."))
    return found


def _as_json(report: CaseReport) -> str:
    total = report.total
    document = {
        "cases": [one.case.id for one in report.judged],
        "packs_of_law": report.packs,
        "least_recall": LEAST_RECALL,
        "recall": {"provisions": _share(total.said, total.held), "articles": _share(total.named, total.articles)},
        "false_alarms": total.alarms,
        "regimes": [asdict(row) for row in report.rows],
        "misses": [asdict(one) for one in report.misses],
        "beyond": [
            {"case": one.case.id, "rule": rule, "why": why}
            for one in report.judged
            for rule, why in one.case.beyond.items()
        ],
        "faults": [str(one) for one in report.faults],
        "passed": report.passed,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _page(report: CaseReport) -> Iterator[str]:
    total = report.total
    number = len(report.judged)
    yield from _wrapped(
        f"{number} {'decision' if number == 1 else 'decisions'} held against all {report.packs} packs of law, as they"
        " stood on the day of the facts."
    )
    yield ""
    yield from _table(report.rows, total)
    yield ""
    for line in (
        f"Said: {_percent(total.said, total.held)} of the provisions held violated are cited by a rule that is"
        f" violated; {_percent(total.named, total.articles)} of their single articles.",
        "False alarms: rules that are violated for a provision held met.",
        f"Beyond: {sum(len(one.case.beyond) for one in report.judged)} times a rule is violated under which nothing"
        " was held; the case says why.",
    ):
        yield from _wrapped(line)
    yield from _misses(report)
    yield from _faults(report)


def _table(rows: Sequence[Row], total: Row) -> Iterator[str]:
    room = width() - _NUMBERS
    yield " " * room + f"{'said of held':>14}{'false alarms':>21}"
    for row in (*rows, total):
        *before, last = textwrap.wrap(row.regime, room - 1) or [""]
        yield from before
        said = f"{row.said} of {row.held}" if row.held else "–"
        alarms = f"{row.alarms} in {row.met}" if row.met else "–"
        yield f"{last:<{room}}{said:>14}{alarms:>21}"


def _misses(report: CaseReport) -> Iterator[str]:
    for number, miss in enumerate(report.misses):
        if not number:
            yield ""
            yield "NOT SAID"
        part = "" if miss.whole else f", in part: {', '.join(miss.articles)}"
        yield from _wrapped(f"{miss.case}: {miss.provision}{part}")
        yield from _wrapped(miss.why or "No explanation.", 4)


def _faults(report: CaseReport) -> Iterator[str]:
    for number, fault in enumerate(report.faults):
        if not number:
            yield ""
            yield "NOT AS THE CASES SAY"
        yield from _wrapped(str(fault))


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "none"


def _wrapped(text: str, indent: int = 0) -> list[str]:
    return textwrap.wrap(
        text, width(), initial_indent=" " * indent, subsequent_indent=" " * indent, break_on_hyphens=False
    )
