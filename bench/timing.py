"""How long things take against each other: alternately, in one process, so that noise meets both.

Processor time of the calling thread is what counts: on a busy machine the clock on the wall runs on while others work,
and more so for whoever takes longer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

Call = Callable[[int], object]
"""Does the work on the campaign of a number."""
FEWEST_ROUNDS: Final = 5


@dataclass(frozen=True, slots=True)
class Compared:
    """Two ways to do the same."""

    ratio: float
    """Of ours to theirs; the median over all rounds."""
    ours_ms: float
    theirs_ms: float


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    ratio: float
    limit: float | None = None
    at_least: bool = False
    """The limit is the least ratio allowed, not the greatest."""
    note: str = ""

    @property
    def holds(self) -> bool:
        """Tell whether the ratio keeps its limit."""
        if self.limit is None:
            return True
        return self.ratio >= self.limit if self.at_least else self.ratio <= self.limit


def compare(ours: Call, theirs: Call, *, campaigns: int, seconds: float) -> Compared:
    """Return how long ours takes for one campaign against theirs. In each round each of the two does all campaigns."""
    rounds: list[tuple[float, float]] = []
    _round(ours, campaigns)
    _round(theirs, campaigns)
    ends = time.perf_counter() + seconds
    while len(rounds) < FEWEST_ROUNDS or time.perf_counter() < ends:
        if len(rounds) % 2:
            spent_theirs, spent_ours = _round(theirs, campaigns), _round(ours, campaigns)
        else:
            spent_ours, spent_theirs = _round(ours, campaigns), _round(theirs, campaigns)
        rounds.append((spent_ours, spent_theirs))
    return compared(rounds)


def compared(rounds: Sequence[tuple[float, float]]) -> Compared:
    """Return the medians over rounds, each with the seconds of ours and of theirs."""
    ratio = median(ours / theirs for ours, theirs in rounds)
    ours, theirs = (median(each) * 1000 for each in zip(*rounds, strict=True))
    return Compared(ratio, ours, theirs)


def _round(call: Call, campaigns: int) -> float:
    """Return the seconds that one campaign takes on average."""
    began = time.thread_time()
    for number in range(campaigns):
        call(number)
    return (time.thread_time() - began) / campaigns
