"""One stated value against one limit: every pair of a few dozen, every direction of a bound, every operator."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from itertools import combinations, product
from typing import Any

import pytest

from clearance.deciding.leaves import (
    counted,
    extent,
    figure_of,
    months_after,
    of_age,
    of_region,
    of_regions,
    of_set,
    of_two_sets,
)
from clearance.deciding.orders import ALLOWED, days_in_months, judged, orders_between
from clearance.deciding.regions import RegionTree
from clearance.model.figures import parse_duration, parse_exact
from clearance.model.truth import TRUE, WORDS, Truth
from clearance.model.values import Bound, KnownSet, RegionFigures
from clearance.model.vocabulary import FactType, NamedSet, Vocabulary
from oracle.naive import HOLDS, Law, month_lengths, months_later, related, settled, split, worlds
from oracle.strategies import AMOUNTS, BOUNDED, CODES, DAYS, DECIMALS, DIRECTIONS, DURATIONS, INTEGERS, LISTED, TIMES

LAW_ON = date(2026, 3, 31)
RATES = [{"from": "2000-01-01", "per_eur": {"EUR": "1", "USD": "1.0824", "GBP": "0.84662"}}]
GROUPS = {
    "EU": {"of": "region", "members": ["FR", "DE"], "dated_members": [{"region": "GB", "until": "2025-12-31"}]},
    "EEA": {"of": "region", "members": ["EU", "CH"]},
    "late": {"of": "region", "members": [], "dated_members": [{"region": "CH", "from": "2026-04-01"}]},
}
BOOK: dict[str, Any] = {
    "facts": {"a": {"since": ""}},
    "sections": {},
    "sets": GROUPS,
    "rates": RATES,
    "regions": LISTED,
}
LAW = Law(BOOK, LAW_ON, {})
SLOW = {True: "true", False: "false", None: "unknown"}
FIGURES = {
    "integer": INTEGERS, "number": DECIMALS, "money": AMOUNTS, "date": DAYS, "time": TIMES, "duration": DURATIONS,
}  # fmt: skip
WORD_SETS = ("a", "b", "c")


def written(type_: str) -> list[str]:
    """Return some values of a type, those known only as a bound included."""
    exact = list(FIGURES[type_])
    bounds = [f"{direction} {one}" for direction, one in product(DIRECTIONS, exact) if one != "never"]
    return exact + bounds if type_ in BOUNDED else exact


def parsed(type_: str, text: str) -> Any:
    """Return a figure or a bound as our loader reads it."""
    direction, figure = split(text)
    exact = parse_exact(type_, figure)
    return Bound(exact, direction) if direction else exact


def rates() -> tuple[tuple[str, str, str], ...]:
    """Return the rates as the vocabulary holds them."""
    return tuple(
        (table["from"], code, rate)
        for table in RATES
        for code, rate in table["per_eur"].items()  # type: ignore[attr-defined]
    )


def said(truth: Truth) -> str:
    """Return the word for a truth of the engine."""
    return WORDS[truth]


@pytest.mark.parametrize("type_", FIGURES)
def test_figures_stand_to_one_another_as_they_do_point_by_point(type_: str) -> None:
    """For each comparison, a value or bound against a limit: true, false or unknown as trying out points shows."""
    wrong = []
    for value, limit in product(written(type_), FIGURES[type_]):
        orders = orders_between(parsed(type_, value), parsed(type_, limit), rates(), LAW_ON)
        slow = LAW.orders((type_, type_), value, limit)
        for operator in ALLOWED:
            expected = SLOW[settled(one in HOLDS[operator] for one in slow)]
            if said(judged(orders, operator)) != expected:
                wrong.append((value, operator, limit, said(judged(orders, operator)), expected))

    assert not wrong


@pytest.mark.parametrize("type_", ["integer", "number", "duration"])
def test_bounds_stand_to_one_another_as_they_do_point_by_point(type_: str) -> None:
    """Two facts of which both are known only as bounds."""
    wrong = []
    for value, limit in product(written(type_)[::3], written(type_)[::2]):
        orders = orders_between(parsed(type_, value), parsed(type_, limit), rates(), LAW_ON)
        slow = LAW.orders((type_, type_), value, limit)
        for operator in ALLOWED:
            expected = SLOW[settled(one in HOLDS[operator] for one in slow)]
            if said(judged(orders, operator)) != expected:
                wrong.append((value, operator, limit, said(judged(orders, operator)), expected))

    assert not wrong


def test_months_are_as_long_as_the_calendar_has_them() -> None:
    """The fewest and the most days of so many months in a row, for up to ten years."""
    for months in (*range(15), 24, 36, 47, 48, 49, 120):
        assert days_in_months(months) == month_lengths(months)


def test_months_later_is_the_same_day_or_the_last() -> None:
    """31 January and a month is the last of February, in a leap year the 29th."""
    for day, months in product(map(date.fromisoformat, DAYS), (0, 1, 2, 11, 12, 13, 48)):
        assert months_after(day, months) == months_later(day, months)


@pytest.mark.parametrize("age", DURATIONS)
def test_age_is_that_of_each_day(age: str) -> None:
    """A day is older than so long from the day on which more than so long has passed."""
    law, wrong = Law(BOOK, LAW_ON, {}), []
    for value in map(date.fromisoformat, DAYS):
        judges = {name: of_age(name, parse_duration(age)) for name in ("older_than", "newer_than")}
        for days in (0, 1, 2, 3, 4, 5, 7, 14, 28, 29, 30, 31, 32, 59, 62, 364, 365, 366, 367, 396, 397):
            law.flown = value + timedelta(days=days)
            older = law.older(value, age)
            expected = {"older_than": SLOW[older], "newer_than": SLOW[None if older is None else not older]}
            found = {name: said(judge(value, law.flown)) for name, judge in judges.items()}
            wrong += [(value, law.flown, found, expected)] if found != expected else []

    assert not wrong


# Sets -----------------------------------------------------------------------------------------------------------------


def known_sets() -> list[KnownSet]:
    """Return every way in which a set of three words can be known: each word in, out, or open; or the set complete."""
    found = []
    for states in product(["in", "out", "open"], repeat=len(WORD_SETS)):
        has = frozenset(word for word, state in zip(WORD_SETS, states, strict=True) if state == "in")
        lacks = frozenset(word for word, state in zip(WORD_SETS, states, strict=True) if state == "out")
        found.append(KnownSet(has, lacks))
        if "open" not in states:
            found.append(KnownSet(has, None))
    return found


def slow_extent(value: KnownSet) -> tuple[set[str], set[str]]:
    """Return the words that a set has, and those of which it is not known."""
    return set(value.has), set() if value.lacks is None else set(WORD_SETS) - value.has - value.lacks


@pytest.mark.parametrize("operator", ["overlaps", "includes", "within", "disjoint_from"])
def test_sets_stand_as_in_all_their_completions(operator: str) -> None:
    """A set, known in whole or in part, against words, and against another such set."""
    universe, fact = frozenset(WORD_SETS), _fact_of(WORD_SETS)
    for value, other in product(known_sets(), known_sets()):
        ours, theirs = slow_extent(value), slow_extent(other)
        slow = SLOW[settled(related(operator, a, b) for a in worlds(ours, theirs) for b in worlds(theirs, ours))]

        assert said(of_two_sets(operator, extent(value, fact), extent(other, fact))) == slow, (value, other)
        if other.lacks is None:
            assert said(of_set(operator, other.has, universe)(value)) == slow, (value, other)


def test_sets_are_counted_as_in_all_their_completions() -> None:
    """How many words a set has, of which some may be open."""
    for value, operator, limit in product(known_sets(), ALLOWED, range(5)):
        has, maybe = slow_extent(value)
        sizes = range(len(has), len(has) + len(maybe) + 1)
        orders = ["=" if size == limit else "<" if size < limit else ">" for size in sizes]
        expected = SLOW[settled(one in HOLDS[operator] for one in orders)]

        assert said(counted(operator, limit, len(WORD_SETS), (), LAW_ON)(value)) == expected, (value, operator, limit)


def _fact_of(words: tuple[str, ...]) -> FactType:
    return FactType("a.b", "set_of_enum", "a", "?", values=tuple((word, word) for word in words))


# Regions and maps -----------------------------------------------------------------------------------------------------


@cache
def tree() -> RegionTree:
    """Return the regions on the day."""
    sets = {
        name: NamedSet(
            name,
            "region",
            name,
            tuple(one["members"]),
            tuple(_period(dated) for dated in one.get("dated_members", [])),  # type: ignore[arg-type]
        )
        for name, one in GROUPS.items()
    }
    return RegionTree(Vocabulary("", {}, {}, sets, {code: code for code in LISTED}), LAW_ON)


def _period(dated: dict[str, str]) -> tuple[str, date | None, date | None]:
    first, last = (date.fromisoformat(dated[key]) if key in dated else None for key in ("from", "until"))
    return dated["region"], first, last


REGIONS = (*CODES, *GROUPS, "WORLD")


@pytest.mark.parametrize("operator", ["overlaps", "includes", "within", "disjoint_from"])
def test_sets_of_regions_stand_as_the_places_in_them(operator: str) -> None:
    """Countries, their parts, groups and the world: sets of up to two against sets of up to two."""
    some = [frozenset(one) for size in (0, 1, 2) for one in combinations(REGIONS, size)]
    for value, limits in product(some[::2], some):
        slow = SLOW[LAW.regions("set_of_regions", sorted(value), operator, sorted(limits))]

        assert said(of_regions(operator, limits, tree())(KnownSet(value, None))) == slow, (value, limits)


@pytest.mark.parametrize(
    "operator", ["is", "is_not", "in", "not_in", "overlaps", "includes", "within", "disjoint_from"]
)
def test_region_stands_as_the_places_in_it(operator: str) -> None:
    """One region against sets of up to two; where only a part of it meets the test, nobody knows."""
    for value, limits in product(REGIONS, [*combinations(REGIONS, 1), *combinations(REGIONS, 2)]):
        slow = SLOW[LAW.regions("region", value, operator, list(limits))]

        assert said(of_region(operator, frozenset(limits), tree())(value)) == slow, (value, limits)


@pytest.mark.parametrize("region", ["US", "US-CA", "DE", "WORLD"])
def test_map_says_what_its_entries_say(region: str) -> None:
    """What is stated, or the sum of what is stated for the parts as a lower bound; an empty map says zero."""
    entries = [
        ("US", "3"),
        ("US", "at most 2"),
        ("US-CA", "1"),
        ("US-CA", "more than 1"),
        ("US-NY", "at least 4"),
        ("DE", "0"),
    ]
    for size in range(4):
        for some in combinations(entries, size):
            figures = tuple(sorted((code, parsed("integer", figure)) for code, figure in dict(some).items()))
            found = figure_of(RegionFigures(figures), region)

            assert found == _slow_figure(dict(some), region), (some, region)


def _slow_figure(figures: dict[str, str], region: str) -> Any:
    try:
        return parsed("integer", LAW.figure_in_map(figures, region))
    except Exception:
        return None


def test_truth_has_three_words() -> None:
    """The words used here are those of the model."""
    assert set(WORDS) == set(SLOW.values())
    assert said(TRUE) == "true"
