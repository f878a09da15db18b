"""What a fact can say, as frozen values that can be compared without guessing.

Booleans, whole numbers, decimals, days and words are Python's own. The rest stands here.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec import Struct


class Duration(Struct, frozen=True):
    """A length of time, in the unit it was stated in."""

    amount: Decimal
    unit: str
    """One of minutes, hours, days, weeks, business days, months, years; or never, which is longer than any."""


class Money(Struct, frozen=True):
    """An amount in one currency."""

    amount: Decimal
    currency: str
    """ISO 4217 code."""


class ClockTime(Struct, frozen=True):
    """A local time of day at the recipient."""

    minutes: int
    """Since midnight; 24:00 is 1440."""


class Bound(Struct, frozen=True):
    """A figure, duration or amount of which only a limit is known."""

    limit: Exact
    direction: str
    """``more than``, ``at least``, ``less than`` or ``at most``."""


class KnownSet(Struct, frozen=True):
    """A set of words of which all, or only a part, is known."""

    has: frozenset[str]
    lacks: frozenset[str] | None
    """Known to be absent. ``None`` means the set is complete: whatever is not in ``has`` is absent."""


class RegionFigures(Struct, frozen=True):
    """Whole numbers by region, as stated."""

    figures: tuple[tuple[str, int | Bound], ...]


Exact = int | Decimal | Duration | Money | date | ClockTime
Value = bool | str | Exact | Bound | KnownSet | RegionFigures
"""``str`` stands for text, one word of an enum, one region and the id of a reference."""
