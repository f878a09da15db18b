"""The decisions of this folder, each decided once by both reasoners."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from clearance.app.cases import CaseReport, CaseRunner, Judged, read_cases
from clearance.app.library import Sources, open_rulebook
from clearance.model.rules import Rulebook

HERE = Path(__file__).resolve().parent


@cache
def rulebook() -> Rulebook:
    """Return the shipped rules."""
    return open_rulebook(Sources())


@cache
def runner() -> CaseRunner:
    """Return what decides cases against them."""
    return CaseRunner(rulebook())


@cache
def report() -> CaseReport:
    """Return what came of all of them."""
    return runner().run(read_cases(HERE, rulebook()))


def judged(name: str) -> Judged:
    """Return what came of one."""
    (found,) = (one for one in report().judged if one.case.id == name)
    return found
