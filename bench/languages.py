"""The same questions in the languages of the engines we are measured against: CEL, Zen's expressions and Rego.

A question comes to the code of one rule for one subject: 0 not applicable, 1 satisfied, 2 violated, 3 open. It is a
choice between conditions, the first that holds giving the code, as a careful user of those languages would write it:
inverse operators instead of negation, and no look for a fact that is always there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Final

from workload import Comparison, MadeRule

from clearance.deciding.logic import NOT_APPLICABLE, OPEN, SATISFIED, VIOLATED, Duty, Formula
from clearance.model.truth import FALSE, TRUE

Condition = tuple[Any, ...]
"""``("all", ...)``, ``("any", ...)``, ``("test", comparison, wanted)``, ``("stated", comparison)`` or
``("slot", of_element, number, truth)``."""
_INVERSE: Final = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_SIGNS: Final = {"is": "==", "is_not": "!=", "less_than": "<", "at_most": "<=", "more_than": ">", "at_least": ">="}


@dataclass(frozen=True, slots=True)
class Question:
    """One rule, asked of each of its subjects."""

    section: str
    """List of its subjects; empty for the campaign."""
    steps: tuple[tuple[int, Condition], ...]
    """Codes with their conditions; the first that holds decides, and none means open."""


# What is asked --------------------------------------------------------------------------------------------------------


def made_question(rule: MadeRule) -> Question:
    """Return a made-up rule as a question about plain data."""
    known = [("stated", one) for one in rule.applies if one.field.optional]
    violated = ("all", *known, ("any", *(_tested(one, wanted=False) for one in rule.requires)))
    refuted = ("any", *(_tested(one, wanted=False) for one in rule.applies))
    satisfied = ("all", *(_tested(one, wanted=True) for one in rule.requires))
    return Question(rule.section, ((NOT_APPLICABLE, refuted), (SATISFIED, satisfied), (VIOLATED, violated)))


def _tested(one: Comparison, *, wanted: bool) -> Condition:
    test = ("test", one, wanted)
    return ("all", ("stated", one), test) if one.field.optional else test


def logic_question(duty: Duty, campaign_slots: int) -> Question:
    """Return a rule of a compiled program as a question about truths: those of its tests and terms are given."""
    refuted = _expanded(duty.applies, FALSE, campaign_slots)
    satisfied = _expanded(duty.requires, TRUE, campaign_slots)
    both = _expanded(duty.applies, TRUE, campaign_slots), _expanded(duty.requires, FALSE, campaign_slots)
    return Question(duty.scope, ((NOT_APPLICABLE, refuted), (SATISFIED, satisfied), (VIOLATED, ("all", *both))))


def _expanded(formula: Formula, truth: int, campaign_slots: int) -> Condition:
    """Return the condition that a formula is true, or false, with nothing in it but slots, "all" and "any"."""
    kind = formula[0]
    if kind == "slot":
        of_element = formula[1] >= campaign_slots
        return ("slot", of_element, formula[1] - (campaign_slots if of_element else 0), truth)
    if kind == "const":
        return ("all",) if formula[1] == truth else ("any",)
    if kind == "not":
        return _expanded(formula[1], TRUE - truth, campaign_slots)
    parts = [_expanded(part, truth, campaign_slots) for part in formula[1:] if isinstance(part, tuple)]
    if kind == "at_least":
        needed = formula[1] if truth == TRUE else len(parts) - formula[1] + 1
        return ("any", *(("all", *chosen) for chosen in combinations(parts, needed)))
    return ("all" if (kind == "all") == (truth == TRUE) else "any", *parts)


# How it is written ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Infix:
    """A language with operators and a choice ``condition ? one : other``."""

    every: str
    """"And", between conditions."""
    either: str
    element: str
    """The element a rule is about."""
    not_: str
    stated: str
    """With ``{}`` for the fact."""
    mapping: str
    """With ``{section}`` and ``{expression}``: the expression for each element of a list."""

    def question(self, question: Question) -> str:
        """Return the expression for the code, or for the list of codes where the subjects are elements."""
        expression = str(OPEN)
        for code, condition in reversed(question.steps):
            expression = f"({self._condition(condition)} ? {code} : {expression})"
        if not question.section:
            return expression
        return self.mapping.format(section=f"c.{question.section}", expression=expression)

    def _condition(self, condition: Condition) -> str:
        kind = condition[0]
        if kind in ("all", "any"):
            sign = self.every if kind == "all" else self.either
            parts = [self._condition(part) for part in condition[1:]]
            return f"({sign.join(parts)})" if parts else str(kind == "all").lower()
        if kind == "slot":
            _, of_element, number, truth = condition
            return f"({f'{self.element}[{number}]' if of_element else f'c.truths[{number}]'} == {truth})"
        fact = _fact(condition[1], "c", self.element)
        if kind == "stated":
            return self.stated.format(fact)
        return _test(condition[1], fact, self.not_, wanted=condition[2])


CEL: Final = Infix(" && ", " || ", "e", "!", "has({})", "{section}.map(e, {expression})")
ZEN: Final = Infix(" and ", " or ", "#", "not ", "({} != null)", "map({section}, {expression})")


def _fact(one: Comparison, campaign: str, element: str) -> str:
    section, name = one.field.section, one.field.name
    return f"{element}.{name}" if one.about_element else f"{campaign}.{section}.{name}"


def _test(one: Comparison, fact: str, not_: str, *, wanted: bool) -> str:
    operand = json.dumps(one.operand)
    if one.operator in ("in", "includes"):
        inside = f"({fact} in {operand})" if one.operator == "in" else f"({operand} in {fact})"
        return inside if wanted else f"{not_}{inside}"
    sign = _SIGNS[one.operator]
    return f"({fact} {sign if wanted else _INVERSE[sign]} {operand})"


@dataclass(slots=True)
class Rego:
    """One module, with ``out``: the codes of all rules. "Any" inside "all" becomes a function with several bodies."""

    lines: list[str] = field(default_factory=lambda: ["package bench", "import rego.v1"])
    _helpers: int = 0

    def module(self, questions: Sequence[Question]) -> str:
        """Return the text of the module."""
        for number, question in enumerate(questions):
            self._rule(number, question)
        names = ",\n".join(f"r{number}" for number in range(len(questions)))
        return "\n".join((*self.lines, f"out := [{names}]", ""))

    def _rule(self, number: int, question: Question) -> None:
        of_element = bool(question.section)
        bodies = [
            f":= {code} if {{ {body} }}"
            for code, condition in question.steps
            for body in self._bodies(condition, of_element=of_element)
        ]
        head = f"f{number}(e)" if of_element else f"r{number}"
        self.lines.append(f"{head} {' else '.join((*bodies, f':= {OPEN}'))}")
        if of_element:
            self.lines.append(f"r{number} := [f{number}(e) | some e in input.{question.section}]")

    def _bodies(self, condition: Condition, *, of_element: bool) -> Iterator[str]:
        """Return bodies of which one must hold."""
        for part in condition[1:] if condition[0] == "any" else [condition]:
            yield "; ".join(self._body(part, of_element=of_element)) or "true"

    def _body(self, condition: Condition, *, of_element: bool) -> Iterator[str]:
        kind = condition[0]
        if kind == "all":
            for part in condition[1:]:
                yield from self._body(part, of_element=of_element)
        elif kind == "any":
            yield self._helper(condition, of_element=of_element)
        elif kind == "slot":
            _, of_own, number, truth = condition
            yield f"{'e' if of_own else 'input.truths'}[{number}] == {truth}"
        elif kind == "stated":
            yield f"_ = {_fact(condition[1], 'input', 'e')}"
        else:
            yield _test(condition[1], _fact(condition[1], "input", "e"), "not ", wanted=condition[2])

    def _helper(self, condition: Condition, *, of_element: bool) -> str:
        if len(condition) == 2:
            return "; ".join(self._body(condition[1], of_element=of_element))
        self._helpers += 1
        name = f"any{self._helpers}{'(e)' if of_element else ''}"
        bodies = list(self._bodies(condition, of_element=of_element))
        self.lines += [f"{name} if {{ {body} }}" for body in bodies] or [f"{name} if {{ false }}"]
        return name
