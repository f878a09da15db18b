"""Conditions read through: the tests and terms that stand in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from clearance.model.conditions import Condition, Not, Quantified, TermRef, Test
from clearance.model.rules import Term, Version


def mentions_in(condition: Condition) -> Iterator[TermRef]:
    """Return every mention of a term in a condition; terms are not looked into."""
    if isinstance(condition, TermRef):
        yield condition
    elif isinstance(condition, Not):
        yield from mentions_in(condition.part)
    elif isinstance(condition, Quantified):
        yield from mentions_in(condition.where)
    elif not isinstance(condition, Test):
        for part in condition.parts:
            yield from mentions_in(part)


def terms_in(condition: Condition) -> Iterator[str]:
    """Return the name of every term that a condition mentions."""
    return (one.name for one in mentions_in(condition))


def tests_in(condition: Condition) -> Iterator[Test]:
    """Return every test in a condition, quantified ones included; terms are not looked into."""
    if isinstance(condition, Test):
        yield condition
    elif isinstance(condition, Not):
        yield from tests_in(condition.part)
    elif isinstance(condition, Quantified):
        yield from tests_in(condition.where)
    elif not isinstance(condition, TermRef):
        for part in condition.parts:
            yield from tests_in(part)


def conditions_of(version: Version) -> tuple[Condition, ...]:
    """Return every condition a version states."""
    return (version.applies, version.requires, *(one.when for one in version.unless))


def terms_needed(terms: Mapping[str, Term], conditions: Iterable[Condition]) -> list[Term]:
    """Return the terms that conditions rest on, each after those it rests on itself."""
    ordered: dict[str, Term] = {}

    def visit(condition: Condition) -> None:
        for name in terms_in(condition):
            if name not in ordered:
                term = terms[name]
                visit(term.holds)
                ordered[name] = term

    for condition in conditions:
        visit(condition)
    return list(ordered.values())
