"""What one would write by hand instead of an engine: each comparison a closure, each rule a closure over those.

They give the codes of ``clearance.deciding.logic``: 0 not applicable, 1 satisfied, 2 violated, 3 open.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from workload import Comparison, MadeRule, Plain

Holds = bool | None
"""None where the fact is not stated."""
Judge = Callable[[Plain, Plain], Holds]
"""From a campaign and the element the rule is about, which only rules about elements read."""
Verdict = Callable[[Plain, Plain], int]

OPERATORS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "is": operator.eq,
    "is_not": operator.ne,
    "less_than": operator.lt,
    "at_most": operator.le,
    "more_than": operator.gt,
    "at_least": operator.ge,
    "in": lambda value, words: value in words,
    "includes": lambda value, word: word in value,
}


class Closures:
    """The rules of a made-up workload, written by hand."""

    def __init__(self, made: Sequence[MadeRule]) -> None:
        self._verdicts = [(rule.section, _verdict(rule)) for rule in made]

    def decide(self, campaign: Plain) -> list[list[int]]:
        """Return the code of each rule for each of its subjects."""
        return [
            [verdict(campaign, element) for element in campaign[section]] if section else [verdict(campaign, campaign)]
            for section, verdict in self._verdicts
        ]


def _verdict(rule: MadeRule) -> Verdict:
    applies, requires = _all_of(rule.applies), _all_of(rule.requires)

    def verdict(campaign: Plain, element: Plain) -> int:
        applied = applies(campaign, element)
        if applied is False:
            return 0
        required = requires(campaign, element)
        if required:
            return 1
        return 2 if applied and required is False else 3

    return verdict


def _all_of(comparisons: Sequence[Comparison]) -> Judge:
    judges = tuple(_judge(one) for one in comparisons)

    def holds(campaign: Plain, element: Plain) -> Holds:
        known = True
        for judge in judges:
            one = judge(campaign, element)
            if one is False:
                return False
            if one is None:
                known = False
        return True if known else None

    return holds


def _judge(one: Comparison) -> Judge:
    compare, section, name = OPERATORS[one.operator], one.field.section, one.field.name
    operand = frozenset(one.operand) if one.operator == "in" else one.operand

    def of_element(campaign: Plain, element: Plain) -> Holds:  # noqa: ARG001
        value = element.get(name)
        return None if value is None else compare(value, operand)

    def of_campaign(campaign: Plain, element: Plain) -> Holds:  # noqa: ARG001
        value = campaign[section].get(name)
        return None if value is None else compare(value, operand)

    return of_element if one.about_element else of_campaign
