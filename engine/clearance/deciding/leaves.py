"""One fact held against one figure, word or set: true, false or unknown. Never called where the fact is not stated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from clearance.deciding.orders import EQUAL, GREATER, LESS, Rates, judged, orders_between, seconds
from clearance.deciding.regions import RegionTree
from clearance.model.figures import months_after
from clearance.model.truth import FALSE, TRUE, UNKNOWN, Truth
from clearance.model.values import Bound, Duration, Exact, KnownSet, RegionFigures, Value
from clearance.model.vocabulary import FactType

Judge = Callable[[Any], Truth]
"""From the stated value to a truth."""


def equality(words: frozenset[Any], *, negated: bool) -> Judge:
    """Return a test whether a truth value, word, text or reference is one of some."""
    hit, miss = (FALSE, TRUE) if negated else (TRUE, FALSE)
    if len(words) == 1:
        (word,) = words
        return lambda value: hit if value == word else miss
    return lambda value: hit if value in words else miss


def comparison(operator: str, limits: tuple[Exact, ...], rates: Rates, day: date) -> Judge:
    """Return a test of a figure against a limit, or against several for ``in`` and ``not_in``."""
    if operator in ("in", "not_in"):
        tests = [comparison("is", (limit,), rates, day) for limit in limits]
        if operator == "in":
            return lambda value: max(test(value) for test in tests)
        return lambda value: TRUE - max(test(value) for test in tests)
    (limit,) = limits

    def slow(value: Exact | Bound) -> Truth:
        return judged(orders_between(value, limit, rates, day), operator)

    if type(limit) is not int:
        return slow
    less, equal, greater = (judged(order, operator) for order in (LESS, EQUAL, GREATER))

    def fast(value: Any) -> Truth:
        if type(value) is int:
            return less if value < limit else greater if value > limit else equal
        return slow(value)

    return fast


def of_set(operator: str, words: frozenset[str], universe: frozenset[str]) -> Judge:
    """Return a test of a set of words that may be known only in part. ``universe`` holds all its words."""
    if operator == "disjoint_from":
        overlaps = of_set("overlaps", words, universe)
        return lambda value: TRUE - overlaps(value)
    if operator == "overlaps":
        return lambda value: _overlaps(value, words)
    if operator == "includes":
        return lambda value: _includes(value, words)
    return lambda value: _within(value, words, universe)


def _overlaps(value: KnownSet, words: frozenset[str]) -> Truth:
    if value.has & words:
        return TRUE
    return FALSE if value.lacks is None or words <= value.lacks else UNKNOWN


def _includes(value: KnownSet, words: frozenset[str]) -> Truth:
    if words <= value.has:
        return TRUE
    return FALSE if value.lacks is None or words & value.lacks else UNKNOWN


def _within(value: KnownSet, words: frozenset[str], universe: frozenset[str]) -> Truth:
    if value.has - words:
        return FALSE
    return TRUE if value.lacks is None or universe - words <= value.lacks else UNKNOWN


def extent(value: KnownSet | str, fact: FactType) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words a set, or a single word, has at least and at most."""
    if isinstance(value, str):
        return frozenset((value,)), frozenset((value,))
    if value.lacks is None:
        return value.has, value.has
    return value.has, frozenset(word for word, _ in fact.values) - value.lacks


def of_two_sets(
    operator: str, ours: tuple[frozenset[str], frozenset[str]], theirs: tuple[frozenset[str], frozenset[str]]
) -> Truth:
    """Return how two sets of words stand, each given by what it has at least and at most."""
    if operator in ("is_not", "not_in", "disjoint_from"):
        return TRUE - of_two_sets("overlaps", ours, theirs)
    if operator == "overlaps":
        return TRUE if ours[0] & theirs[0] else UNKNOWN if ours[1] & theirs[1] else FALSE
    inner, outer = (theirs, ours) if operator == "includes" else (ours, theirs)
    return TRUE if inner[1] <= outer[0] else UNKNOWN if inner[0] <= outer[1] else FALSE


def counted(operator: str, limit: int, universe: int, rates: Rates, day: date) -> Judge:
    """Return a test of how many words a set has."""

    def judge(value: KnownSet) -> Truth:
        fewest = len(value.has)
        most = fewest if value.lacks is None else max(universe - len(value.lacks), fewest)
        orders = 0
        for count in (fewest, most):
            orders |= orders_between(count, limit, rates, day)
        if fewest < limit < most:
            orders |= EQUAL
        return judged(orders, operator)

    return judge


def of_regions(operator: str, regions: frozenset[str], tree: RegionTree) -> Judge:
    """Return a test of a set of regions."""
    if operator == "overlaps":
        return lambda value: TRUE if tree.overlap(value.has, regions) else FALSE
    if operator == "disjoint_from":
        return lambda value: FALSE if tree.overlap(value.has, regions) else TRUE
    if operator == "within":
        return lambda value: TRUE if tree.lies_in(value.has, regions) else FALSE
    return lambda value: TRUE if tree.lies_in(regions, value.has) else FALSE


def of_region(operator: str, regions: frozenset[str], tree: RegionTree) -> Judge:
    """Return a test of one region. Where only part of it meets the test, the answer is unknown."""

    def inside(value: str) -> Truth:
        stated = frozenset((value,))
        if tree.lies_in(stated, regions):
            return TRUE
        return UNKNOWN if tree.overlap(stated, regions) else FALSE

    if operator in ("is", "in", "within"):
        return inside
    if operator in ("is_not", "not_in"):
        return lambda value: TRUE - inside(value)
    if operator == "includes":
        return lambda value: TRUE if tree.lies_in(regions, frozenset((value,))) else FALSE
    as_set = of_regions(operator, regions, tree)
    return lambda value: as_set(KnownSet(frozenset((value,)), None))


def of_figures(operator: str, region: str, limits: tuple[Exact, ...], rates: Rates, day: date) -> Judge:
    """Return a test of the figure of one region in a map.

    If the region itself is missing, the sum of its stated subdivisions is a lower bound. An empty map says zero.
    """
    test = comparison(operator, limits, rates, day)

    def judge(value: RegionFigures) -> Truth:
        figure = figure_of(value, region)
        return UNKNOWN if figure is None else test(figure)

    return judge


def figure_of(value: RegionFigures, region: str) -> int | Bound | None:
    """Return what a map says about a region, if it says anything."""
    if not value.figures:
        return 0
    stated = dict(value.figures)
    if region in stated:
        return stated[region]
    parts = [figure for code, figure in value.figures if code.startswith(f"{region}-")]
    least = sum(_least(part) for part in parts)
    return Bound(least, "at least") if parts else None


def _least(figure: int | Bound) -> int:
    if isinstance(figure, int):
        return figure
    if figure.direction in ("at least", "more than") and isinstance(figure.limit, int):
        return figure.limit + (figure.direction == "more than")
    return 0


def of_age(operator: str, age: Duration) -> Callable[[Value, date], Truth]:
    """Return a test of how old a day is, seen from another day. A day exactly so old is not yet older."""
    older, newer = (TRUE, FALSE) if operator == "older_than" else (FALSE, TRUE)

    def judge(value: Value, seen_from: date) -> Truth:
        assert isinstance(value, date)
        earliest, latest = _days_after(value, age)
        if seen_from > latest:
            return older
        return newer if seen_from <= earliest else UNKNOWN

    return judge


def over_days(age: Callable[[Value, date], Truth], value: Value, days: tuple[date, date]) -> Truth:
    """Return a test of age for every day of a span: unknown where it turns within. An age only grows."""
    first, last = days
    truth = age(value, first)
    return truth if first == last or age(value, last) == truth else UNKNOWN


def _days_after(day: date, age: Duration) -> tuple[date, date]:
    """Return the earliest and latest day on which ``day`` may be exactly so old; the last one, where a part is left."""
    if age.unit == "never":
        return date.max, date.max
    if age.unit in ("months", "years"):
        exact = months_after(day, int(age.amount) * (12 if age.unit == "years" else 1))
        return exact, exact
    fewest, most = (int(bound // Decimal(86400)) for bound in seconds(age))
    return _later(day, fewest), _later(day, most)


def _later(day: date, days: int) -> date:
    return day + timedelta(days=days) if days <= date.max.toordinal() - day.toordinal() else date.max
