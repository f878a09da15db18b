"""Conditions read through: the tests and terms that stand in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from clearance.model.conditions import Condition, Not, Quantified, TermRef, Test
from clearance.model.rules import Term, Version


def mentions_in(condition: Condition) -> list[TermRef]:
    """Return every mention of a term in a condition; terms are not looked into."""
    found: list[TermRef] = []
    _add_mentions(condition, found)
    return found


def _add_mentions(condition: Condition, found: list[TermRef]) -> None:
    if isinstance(condition, TermRef):
        found.append(condition)
    elif isinstance(condition, Not):
        _add_mentions(condition.part, found)
    elif isinstance(condition, Quantified):
        _add_mentions(condition.where, found)
    elif not isinstance(condition, Test):
        for part in condition.parts:
            if not isinstance(part, Test):
                _add_mentions(part, found)


def terms_in(condition: Condition) -> list[str]:
    """Return the name of every term that a condition mentions."""
    return [one.name for one in mentions_in(condition)]


def tests_in(condition: Condition) -> list[Test]:
    """Return every test in a condition, quantified ones included; terms are not looked into."""
    found: list[Test] = []
    _add_tests(condition, found)
    return found


def _add_tests(condition: Condition, found: list[Test]) -> None:
    if isinstance(condition, Test):
        found.append(condition)
    elif isinstance(condition, Not):
        _add_tests(condition.part, found)
    elif isinstance(condition, Quantified):
        _add_tests(condition.where, found)
    elif not isinstance(condition, TermRef):
        for part in condition.parts:
            _add_tests(part, found)


def conditions_of(version: Version) -> tuple[Condition, ...]:
    """Return every condition a version states."""
    return (version.applies, version.requires, *(one.when for one in version.unless))


def terms_needed(terms: Mapping[str, Term], conditions: Iterable[Condition]) -> list[Term]:
    """Return the terms that conditions rest on, each after those it rests on itself."""
    return terms_behind(terms, (name for condition in conditions for name in terms_in(condition)))


def terms_behind(terms: Mapping[str, Term], names: Iterable[str]) -> list[Term]:
    """Return terms by name and those they rest on, each after those it rests on itself."""
    ordered: dict[str, Term] = {}

    def visit(name: str) -> None:
        if name not in ordered:
            term = terms[name]
            for other in terms_in(term.holds):
                visit(other)
            ordered[name] = term

    for name in names:
        visit(name)
    return list(ordered.values())
