"""Which of less, equal and greater are possible between two figures, when one may be known only in part.

The semantics are those the vocabulary states under ``durations``, ``bounds`` and ``money``.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from operator import sub
from typing import Final

from clearance.model.truth import FALSE, TRUE, UNKNOWN, Truth
from clearance.model.values import Bound, ClockTime, Duration, Exact, Money

LESS: Final = 1
EQUAL: Final = 2
GREATER: Final = 4
ANY: Final = LESS | EQUAL | GREATER

ALLOWED: Mapping[str, int] = {
    "is": EQUAL,
    "is_not": LESS | GREATER,
    "at_most": LESS | EQUAL,
    "at_least": EQUAL | GREATER,
    "less_than": LESS,
    "more_than": GREATER,
}
"""The orders with which each comparison holds."""

MARGIN: Final = Decimal("0.05")
"""Share of a limit within which amounts in two currencies are not told apart; see ``semantics: money``."""

_FROM_BELOW = ("more than", "at least")
_TOUCHING = ("at least", "at most")
_SECONDS = {"minutes": 60, "hours": 3600, "days": 86400, "weeks": 7 * 86400}
_DAY = Decimal(86400)
_CYCLE_MONTHS = 4800
_CYCLE_DAYS = 146_097

Rates = tuple[tuple[str, str, str], ...]


def judged(orders: int, operator: str) -> Truth:
    """Return whether a comparison holds, given the orders that are possible."""
    allowed = ALLOWED[operator]
    if not orders & ~allowed:
        return TRUE
    return UNKNOWN if orders & allowed else FALSE


def orders_between(value: Exact | Bound, limit: Exact | Bound, rates: Rates, day: date) -> int:
    """Return the orders that are possible between a stated value and a limit."""
    if isinstance(limit, Bound):
        if isinstance(value, Bound):
            return _between_bounds(value, limit, rates, day)
        return _mirrored(_bounded(limit, value, rates, day))
    if isinstance(value, Bound):
        return _bounded(value, limit, rates, day)
    return _exact(value, limit, rates, day)


def _mirrored(orders: int) -> int:
    return (orders & EQUAL) | (GREATER if orders & LESS else 0) | (LESS if orders & GREATER else 0)


def _between_bounds(value: Bound, limit: Bound, rates: Rates, day: date) -> int:
    """Return the orders that are possible between two figures of which only limits are known."""
    value, limit = _whole(value), _whole(limit)
    from_below, other_from_below = (one.direction in _FROM_BELOW for one in (value, limit))
    if from_below == other_from_below:
        return ANY
    edge = _exact(value.limit, limit.limit, rates, day)
    away, back = (GREATER, LESS) if from_below else (LESS, GREATER)
    if edge & back:
        return ANY
    touching = edge & EQUAL and value.direction in _TOUCHING and limit.direction in _TOUCHING
    return away | EQUAL if touching else away


def _whole(bound: Bound) -> Bound:
    """Return a bound of whole numbers so that it touches its limit: more than 2 is at least 3."""
    if type(bound.limit) is not int or bound.direction in _TOUCHING:
        return bound
    if bound.direction == "more than":
        return Bound(bound.limit + 1, "at least")
    return Bound(bound.limit - 1, "at most")


def _bounded(value: Bound, limit: Exact, rates: Rates, day: date) -> int:
    value = _whole(value)
    edge = _exact(value.limit, limit, rates, day)
    from_below = value.direction in _FROM_BELOW
    away, back = (GREATER, LESS) if from_below else (LESS, GREATER)
    orders = 0
    if edge & away:
        orders |= away
    if edge & EQUAL:
        orders |= away | EQUAL if value.direction in _TOUCHING else away
    if edge & back:
        orders |= ANY
    if isinstance(limit, Duration) and limit.unit == "never":
        orders &= ~GREATER
    if type(value.limit) is int and isinstance(limit, Decimal) and limit % 1:
        orders &= ~EQUAL
    return orders


def _exact(value: Exact, limit: Exact, rates: Rates, day: date) -> int:
    if isinstance(value, Duration) and isinstance(limit, Duration):
        return _durations(value, limit)
    if isinstance(value, Money) and isinstance(limit, Money):
        return _amounts(value, limit, rates, day)
    if isinstance(value, ClockTime) and isinstance(limit, ClockTime):
        return _order(value.minutes, limit.minutes)
    return _order(value, limit)


def _order(one: object, other: object) -> int:
    if one == other:
        return EQUAL
    return LESS if one < other else GREATER  # type: ignore[operator]


def _durations(value: Duration, limit: Duration) -> int:
    if "never" in (value.unit, limit.unit):
        if value.unit == limit.unit:
            return EQUAL
        return GREATER if value.unit == "never" else LESS
    one, other = _in_base(value), _in_base(limit)
    if one[0] == other[0]:
        return _order(one[1], other[1])
    low, high = seconds(value)
    least, most = seconds(limit)
    orders = (LESS if low < most else 0) | (GREATER if high > least else 0)
    return orders | (EQUAL if low <= most and least <= high else 0)


def _in_base(duration: Duration) -> tuple[str, Decimal]:
    """Return a duration in the unit of its family, so that like is compared with like exactly."""
    if duration.unit in ("months", "years"):
        return "months", duration.amount * (12 if duration.unit == "years" else 1)
    if duration.unit == "business days":
        return "business days", duration.amount
    return "seconds", duration.amount * _SECONDS[duration.unit]


@lru_cache(maxsize=4096)
def seconds(duration: Duration) -> tuple[Decimal, Decimal]:
    """Return the fewest and the most seconds a duration can last."""
    family, amount = _in_base(duration)
    if family == "seconds":
        return amount, amount
    if family == "business days":
        weekends = 2 * -(-int(amount) // 5)
        return amount * _DAY, (amount + weekends) * _DAY
    fewest, most = days_in_months(int(amount))
    return fewest * _DAY, most * _DAY


@lru_cache(maxsize=1024)
def days_in_months(months: int) -> tuple[int, int]:
    """Return the fewest and the most days that so many months in a row can have, over the whole calendar cycle."""
    cycles, rest = divmod(months, _CYCLE_MONTHS)
    starts = _month_starts()
    spans = list(map(sub, starts[rest : rest + _CYCLE_MONTHS], starts[:_CYCLE_MONTHS]))
    return min(spans) + cycles * _CYCLE_DAYS, max(spans) + cycles * _CYCLE_DAYS


@lru_cache(maxsize=1)
def _month_starts() -> tuple[int, ...]:
    """Return the day on which each month of two calendar cycles starts, counted from the first."""
    lengths = [
        days for year in range(2000, 2400) for days in (31, 28 + isleap(year), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    ]
    return tuple(accumulate(lengths * 2, initial=0))


def _amounts(value: Money, limit: Money, rates: Rates, day: date) -> int:
    if value.currency == limit.currency:
        return _order(value.amount, limit.amount)
    here, there = (_per_euro(currency, rates, day) for currency in (value.currency, limit.currency))
    if here is None or there is None:
        return ANY
    converted = value.amount / here * there
    if abs(converted - limit.amount) <= limit.amount * MARGIN:
        return ANY
    return _order(converted, limit.amount)


def _per_euro(currency: str, rates: Rates, day: date) -> Decimal | None:
    """Return how much of a currency one euro bought by the latest table not after ``day``."""
    found = [rate for rate in rates if rate[1] == currency and rate[0] <= day.isoformat()]
    return Decimal(max(found)[2]) if found else None
