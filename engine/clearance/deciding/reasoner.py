"""The plain reasoner: each formula becomes one small Python function over a vector of truths."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter

from clearance.deciding.logic import (
    NOT_APPLICABLE,
    OPEN,
    SATISFIED,
    VIOLATED,
    Code,
    Duty,
    Formula,
    LogicPlan,
    Vector,
    Vectors,
    settled_by,
    some_of,
)
from clearance.model.truth import FALSE, TRUE, UNKNOWN, Truth

Judge = Callable[[Vector], Truth]


class PlainReasoner:
    """Decides a plan in Python alone."""

    name = "python"

    def __init__(self, plan: LogicPlan) -> None:
        self._layers = [[(term.scope, _judge(term.holds)) for term in layer] for layer in plan.layers]
        self._duties = [(duty.scope, _verdicts(duty)) for duty in plan.duties]

    def define(self, layer: int, vectors: Vectors) -> list[list[Truth]]:
        """Return the truth of each term of a layer, for each subject of its scope, in order."""
        return [[judge(vector) for vector in vectors[scope]] for scope, judge in self._layers[layer]]

    def decide(self, vectors: Vectors) -> list[list[Code]]:
        """Return the code of each duty, for each subject of its scope, in order."""
        return [verdicts(vectors[scope]) for scope, verdicts in self._duties]


def _verdicts(duty: Duty) -> Callable[[Sequence[Vector]], list[Code]]:
    """Return a function from the vectors of all subjects to the code of each.

    Most duties do not apply to most subjects, and most often one slot alone says so: two of them are looked at first.
    """
    parts = duty.applies[1:] if duty.applies[0] == "all" else (duty.applies,)
    needed = [part[1] for part in parts if part[0] == "slot"]
    if not needed:
        verdict = _verdict(duty)
        return lambda vectors: [verdict(vector) for vector in vectors]
    one, other = needed[0], needed[-1]
    made: list[Callable[[Vector], Code]] = []

    def verdicts(vectors: Sequence[Vector]) -> list[Code]:
        if not made:
            if all(vector[one] == FALSE or vector[other] == FALSE for vector in vectors):
                return [NOT_APPLICABLE] * len(vectors)
            made.append(_verdict(duty))
        (verdict,) = made
        return [
            NOT_APPLICABLE if vector[one] == FALSE or vector[other] == FALSE else verdict(vector) for vector in vectors
        ]

    return verdicts


def _picker(slots: Sequence[int]) -> Callable[[Vector], tuple[Truth, ...]]:
    """Return a function that brings the truths of some slots. A single one comes twice, so that it is a tuple too."""
    return itemgetter(*slots) if len(slots) > 1 else itemgetter(slots[0], slots[0])


def _verdict(duty: Duty) -> Callable[[Vector], Code]:
    applies, requires = _judge(duty.applies), _judge(duty.requires)

    def verdict(vector: Vector) -> Code:
        applied = applies(vector)
        if applied == FALSE:
            return NOT_APPLICABLE
        required = requires(vector)
        if required == TRUE:
            return SATISFIED
        return VIOLATED if applied == TRUE and required == FALSE else OPEN

    return verdict


def _judge(formula: Formula) -> Judge:
    kind = formula[0]
    if kind == "slot":
        return itemgetter(formula[1])
    if kind == "const":
        constant = int(formula[1])
        return lambda _: constant
    if kind == "not":
        part = _judge(formula[1])
        return lambda vector: TRUE - part(vector)
    if kind == "at_least":
        return some_of(formula[1], [_judge(part) for part in formula[2:]])
    return _least(formula[1:]) if kind == "all" else _greatest(formula[1:])


def _least(parts: tuple[Formula, ...]) -> Judge:
    """Return a function for "all": the least truth wins."""
    if not parts:
        return lambda _: TRUE
    if len(parts) == 1:
        return _judge(parts[0])
    if all(part[0] == "slot" for part in parts):
        pick = _picker([part[1] for part in parts])
        return lambda vector: FALSE if FALSE in (truths := pick(vector)) else UNKNOWN if UNKNOWN in truths else TRUE
    return settled_by(FALSE, [_judge(part) for part in parts])


def _greatest(parts: tuple[Formula, ...]) -> Judge:
    """Return a function for "any": the greatest truth wins."""
    if not parts:
        return lambda _: FALSE
    if len(parts) == 1:
        return _judge(parts[0])
    if all(part[0] == "slot" for part in parts):
        pick = _picker([part[1] for part in parts])
        return lambda vector: TRUE if TRUE in (truths := pick(vector)) else UNKNOWN if UNKNOWN in truths else FALSE
    return settled_by(TRUE, [_judge(part) for part in parts])
