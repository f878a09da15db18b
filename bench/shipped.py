"""The shipped packs as closures: what one would write by hand with the same definitions and the same typed tests.

A test of one value (is this duration at most ten business days?) is the engine's own, for by hand it would be no other.
What differs is everything around it: here each rule asks each fact itself, and stops as soon as it knows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from clearance.deciding.leaves import comparison
from clearance.deciding.logic import NOT_APPLICABLE, OPEN, SATISFIED, VIOLATED
from clearance.deciding.program import Meanings, RuleOnDay
from clearance.model.campaigns import Campaign
from clearance.model.conditions import All, AtLeast, Condition, Not, Quantified, TermRef, Test
from clearance.model.rules import Rulebook
from clearance.model.truth import FALSE, TRUE, UNKNOWN, Truth

Facts = Mapping[str, Any]
"""Values by path."""


@dataclass(slots=True)
class PlainCampaign:
    """A campaign as plain data."""

    facts: Facts
    lists: Mapping[str, Sequence[Facts]]
    day: date
    known: dict[tuple[str, int], Truth] = field(default_factory=dict)
    """Definitions already looked at, by the element they are about."""


Bound = Mapping[str, Facts]
"""The elements a condition reads, by their singular name."""
Judge = Callable[[PlainCampaign, Bound], Truth]
Verdict = Callable[[PlainCampaign, Bound], int]


def plain_campaign(campaign: Campaign, day: date) -> PlainCampaign:
    """Return a campaign without the places and words that only reports need."""
    lists = {name: [_values(one.facts) for one in elements] for name, elements in campaign.lists.items()}
    return PlainCampaign(_values(campaign.facts), lists, day)


def _values(facts: Mapping[str, Any]) -> Facts:
    return {path: fact.value for path, fact in facts.items()}


class ShippedClosures:
    """Rules in force on one day, written by hand."""

    def __init__(self, rulebook: Rulebook, law_on: date, rules: Sequence[RuleOnDay]) -> None:
        self._writer = _Writer(Meanings(rulebook, law_on))
        self._verdicts = [(one.rule.for_each, self._writer.verdict(one)) for one in rules]

    def decide(self, campaign: PlainCampaign) -> list[list[int]]:
        """Return the code of each rule for each of its subjects."""
        campaign.known.clear()
        lists, nothing = campaign.lists, [dict[str, Any]()]
        return [
            [verdict(campaign, {each[0]: one}) for one in lists.get(each[1], nothing)]
            if each
            else [verdict(campaign, {})]
            for each, verdict in self._verdicts
        ]


class _Writer:
    """Writes the closures of conditions."""

    def __init__(self, meanings: Meanings) -> None:
        self._meanings = meanings
        self._terms: dict[str, Judge] = {}

    def verdict(self, rule: RuleOnDay) -> Verdict:
        pack, version = rule.rule.pack, rule.version
        exceptions = [self._not(self.judge(one.when, pack)) for one in version.unless]
        applies = _all([self.judge(version.applies, pack), *exceptions])
        requires = self.judge(version.requires, pack)

        def verdict(campaign: PlainCampaign, bound: Bound) -> int:
            applied = applies(campaign, bound)
            if applied == FALSE:
                return NOT_APPLICABLE
            required = requires(campaign, bound)
            if required == TRUE:
                return SATISFIED
            return VIOLATED if applied == TRUE and required == FALSE else OPEN

        return verdict

    def judge(self, condition: Condition, pack: str) -> Judge:
        if isinstance(condition, Test):
            return self._test(condition, pack)
        if isinstance(condition, TermRef):
            return self._term(condition.name)
        if isinstance(condition, Not):
            return self._not(self.judge(condition.part, pack))
        if isinstance(condition, Quantified):
            return self._quantified(condition, pack)
        parts = [self.judge(part, pack) for part in condition.parts]
        if isinstance(condition, AtLeast):
            return _at_least(condition.number, parts)
        return _all(parts) if isinstance(condition, All) else _any(parts)

    def _not(self, part: Judge) -> Judge:
        return lambda campaign, bound: TRUE - part(campaign, bound)

    def _term(self, name: str) -> Judge:
        term = self._meanings.term(name)
        if name not in self._terms:
            self._terms[name] = self.judge(term.holds, term.pack)
        holds, each = self._terms[name], term.for_each[0] if term.for_each else ""

        def known(campaign: PlainCampaign, bound: Bound) -> Truth:
            key = (name, id(bound[each]) if each else 0)
            truth = campaign.known.get(key)
            if truth is None:
                truth = campaign.known[key] = holds(campaign, bound)
            return truth

        return known

    def _quantified(self, condition: Quantified, pack: str) -> Judge:
        where, variable, section = self.judge(condition.where, pack), condition.variable, condition.section
        decisive = FALSE if condition.quantifier == "every" else TRUE

        def quantified(campaign: PlainCampaign, bound: Bound) -> Truth:
            elements = campaign.lists.get(section)
            if elements is None:
                return UNKNOWN
            found = TRUE - decisive
            for element in elements:
                one = where(campaign, {**bound, variable: element})
                if one == decisive:
                    return decisive
                found = UNKNOWN if one == UNKNOWN else found
            return found

        return self._not(quantified) if condition.quantifier == "no" else quantified

    def _test(self, test: Test, pack: str) -> Judge:
        path, meanings = test.path.split("[", 1)[0], self._meanings
        if meanings.fact(path) is None:
            return self._count(test, pack)
        read, age, judge = self._reader(path), meanings.age(test, pack), meanings.judge(test, pack)
        if age is not None:
            return lambda campaign, bound: (
                UNKNOWN if (value := read(campaign, bound)) is None else age(value, campaign.day)
            )
        if judge is not None:
            return lambda campaign, bound: UNKNOWN if (value := read(campaign, bound)) is None else judge(value)
        other = self._reader(str(test.operand).removeprefix("$path:"))

        def compared(campaign: PlainCampaign, bound: Bound) -> Truth:
            one, another = read(campaign, bound), other(campaign, bound)
            return UNKNOWN if one is None or another is None else meanings.against(one, another, test)

        return compared

    def _reader(self, path: str) -> Callable[[PlainCampaign, Bound], Any]:
        variable = self._meanings.variable(path)
        if variable is None:
            return lambda campaign, _: campaign.facts.get(path)
        return lambda _, bound: bound[variable].get(path)

    def _count(self, test: Test, pack: str) -> Judge:
        scalars = self._meanings.scalars(test.operand, pack) or (0,)
        judge, section = comparison(test.operator, (int(scalars[0]),), (), self._meanings.law_on), test.path
        return lambda campaign, _: (
            UNKNOWN if (elements := campaign.lists.get(section)) is None else judge(len(elements))
        )


def _all(parts: Sequence[Judge]) -> Judge:
    return parts[0] if len(parts) == 1 else _until(FALSE, parts)


def _any(parts: Sequence[Judge]) -> Judge:
    return parts[0] if len(parts) == 1 else _until(TRUE, parts)


def _until(decisive: Truth, parts: Sequence[Judge]) -> Judge:
    def truth(campaign: PlainCampaign, bound: Bound) -> Truth:
        found = TRUE - decisive
        for part in parts:
            one = part(campaign, bound)
            if one == decisive:
                return one
            if one == UNKNOWN:
                found = UNKNOWN
        return found

    return truth


def _at_least(number: int, parts: Sequence[Judge]) -> Judge:
    def at_least(campaign: PlainCampaign, bound: Bound) -> Truth:
        truths = [part(campaign, bound) for part in parts]
        if truths.count(TRUE) >= number:
            return TRUE
        return FALSE if len(truths) - truths.count(FALSE) < number else UNKNOWN

    return at_least
