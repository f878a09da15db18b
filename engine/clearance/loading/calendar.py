"""From which days on rules say something else: a version, a figure or a membership begins or ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from msgspec.structs import replace

from clearance.model.reading import conditions_of, terms_needed, tests_in
from clearance.model.rules import Period, Rule, Rulebook, Version

_DAY = timedelta(days=1)


def with_changes(rulebook: Rulebook) -> Iterator[Rule]:
    """Return each rule with the days from which it may say something else than on the day before."""
    calendar = _Calendar(rulebook)
    for rule in rulebook.rules.values():
        yield replace(rule, changes=tuple(sorted(set(calendar.days(rule)))))


class _Calendar:
    """Looks up each name once."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._named: dict[tuple[str, str], tuple[date, ...]] = {}
        self._terms: dict[str, tuple[date, ...]] = {}

    def days(self, rule: Rule) -> Iterator[date]:
        """Return the days of one rule."""
        for version in rule.versions:
            yield from _first_days((version.in_force,))
            yield from self._named_in(rule, version)

    def _named_in(self, rule: Rule, version: Version) -> Iterator[date]:
        """Return the days of every set and figure a version rests on."""
        conditions = conditions_of(version)
        asked = [(one, rule.pack) for one in conditions]
        asked += [(term.holds, term.pack) for term in terms_needed(self._rulebook.terms, conditions)]
        for condition, pack in asked:
            for test in tests_in(condition):
                operands = test.operand if isinstance(test.operand, tuple) else (test.operand,)
                for operand in operands:
                    if isinstance(operand, str) and operand.startswith("$") and not operand.startswith("$path:"):
                        yield from self._of_name(operand[1:], pack)

    def _of_name(self, name: str, pack: str) -> tuple[date, ...]:
        if (name, pack) not in self._named:
            self._named[name, pack] = tuple(_first_days(_periods(self._rulebook, name, pack)))
        return self._named[name, pack]


def _first_days(periods: Iterable[Period]) -> Iterator[date]:
    for period in periods:
        if period.first is not None:
            yield period.first
        if period.last is not None and period.last < date.max:
            yield period.last + _DAY


def _periods(rulebook: Rulebook, name: str, pack: str) -> Iterator[Period]:
    for owner in sorted(rulebook.visible.get(pack, frozenset())):
        parameter = rulebook.parameters.get(f"{owner}:{name}")
        if parameter is not None:
            yield from (value.in_force for value in parameter.values)
    for key in (name, *(f"{owner}:{name}" for owner in rulebook.visible.get(pack, ()))):
        named = rulebook.vocabulary.sets.get(key)
        if named is not None:
            yield from (Period(first, last) for _, first, last in named.dated)
