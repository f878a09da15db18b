"""What a fact can say, as frozen values that can be compared without guessing.

Booleans, whole numbers, decimals, days and words are Python's own. The rest stands here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time, in the unit it was stated in."""

    amount: Decimal
    unit: str
    """One of minutes, hours, days, weeks, business days, months, years; or never, which is longer than any."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency."""

    amount: Decimal
    currency: str
    """ISO 4217 code."""


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A local time of day at the recipient."""

    minutes: int
    """Since midnight; 24:00 is 1440."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure, duration or amount of which only a limit is known."""

    limit: Exact
    direction: str
    """``more than``, ``at least``, ``less than`` or ``at most``."""


@dataclass(frozen=True, slots=True)
class KnownSet:
    """A set of words of which all, or only a part, is known."""

    has: frozenset[str]
    lacks: frozenset[str] | None
    """Known to be absent. ``None`` means the set is complete: whatever is not in ``has`` is absent."""


@dataclass(frozen=True, slots=True)
class RegionFigures:
    """Whole numbers by region, as stated."""

    figures: tuple[tuple[str, int | Bound], ...]


Exact = int | Decimal | Duration | Money | date | ClockTime
Value = bool | str | Exact | Bound | KnownSet | RegionFigures
"""``str`` stands for text, one word of an enum, one region and the id of a reference."""
