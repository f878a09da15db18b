"""The bare logic of terms and duties: formulas over numbered slots, with everything else taken away.

Both reasoners are given one ``LogicPlan`` and the truths of its slots; what they bring back must be the same.

A slot holds the truth of one leaf or one term. Slots of the campaign come first in every vector; the vector of an
element goes on with the slots of its section.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol, TypeVar

from msgspec import Struct

from clearance.model.places import Place
from clearance.model.truth import FALSE, TRUE, UNKNOWN, Truth

Formula = tuple[Any, ...]
"""``("slot", 3)``, ``("const", 2)``, ``("all", f, ...)``, ``("any", f, ...)``, ``("not", f)`` or
``("at_least", 2, f, ...)``; nested as deep as the rule was."""
Vector = Sequence[Truth]
Vectors = Mapping[str, Sequence[Vector]]
"""For each scope, one vector per subject. The scope of the whole campaign is ``""`` and has one subject."""

Seen = TypeVar("Seen")
"""What a truth is read from."""

NOT_APPLICABLE: Final = 0
SATISFIED: Final = 1
VIOLATED: Final = 2
OPEN: Final = 3
"""Not decided: a fact is missing."""
Code = int
"""One of NOT_APPLICABLE, SATISFIED, VIOLATED and OPEN."""


class Definition(Struct, frozen=True):
    """The logic of one term."""

    name: str
    place: Place
    scope: str
    slot: int
    """Where its truth goes, in the vectors of its scope."""
    holds: Formula


class Duty(Struct, frozen=True):
    """The logic of one rule."""

    name: str
    place: Place
    scope: str
    applies: Formula
    """Exceptions included: applies, and no exception holds."""
    requires: Formula


class LogicPlan(Struct, frozen=True):
    """Terms in layers, then duties. A layer reads only leaves and earlier layers."""

    layers: tuple[tuple[Definition, ...], ...]
    duties: tuple[Duty, ...]


class Reasoner(Protocol):
    """Whoever decides a plan."""

    name: str

    def define(self, layer: int, vectors: Vectors) -> list[list[Truth]]:
        """Return the truth of each term of a layer, for each subject of its scope, in order."""

    def decide(self, vectors: Vectors) -> list[list[Code]]:
        """Return the code of each duty, for each subject of its scope, in order."""


def truth_of(formula: Formula, vector: Vector) -> Truth:
    """Return the truth of a formula, the slow and plain way; for proofs and for what is asked rarely."""
    kind = formula[0]
    if kind == "slot":
        return vector[formula[1]]
    if kind == "const":
        return int(formula[1])
    if kind == "not":
        return TRUE - truth_of(formula[1], vector)
    if kind == "all":
        return min((truth_of(part, vector) for part in formula[1:]), default=TRUE)
    if kind == "any":
        return max((truth_of(part, vector) for part in formula[1:]), default=FALSE)
    truths = [truth_of(part, vector) for part in formula[2:]]
    if truths.count(TRUE) >= formula[1]:
        return TRUE
    return FALSE if len(truths) - truths.count(FALSE) < formula[1] else UNKNOWN


def code_of(applies: Truth, requires: Truth) -> Code:
    """Return what the truths of the two halves of a duty come to."""
    if applies == FALSE:
        return NOT_APPLICABLE
    if requires == TRUE:
        return SATISFIED
    return VIOLATED if applies == TRUE and requires == FALSE else OPEN


def settled_by(decisive: Truth, parts: Sequence[Callable[[Seen], Truth]]) -> Callable[[Seen], Truth]:
    """Return "all" of some parts, for which FALSE is decisive, or "any", for which TRUE is; it stops where it can."""

    def truth(seen: Seen) -> Truth:
        found = TRUE - decisive
        for part in parts:
            one = part(seen)
            if one == decisive:
                return decisive
            if one == UNKNOWN:
                found = UNKNOWN
        return found

    return truth


def some_of(number: int, parts: Sequence[Callable[[Seen], Truth]]) -> Callable[[Seen], Truth]:
    """Return "at least so many" of some parts."""

    def truth(seen: Seen) -> Truth:
        truths = [part(seen) for part in parts]
        if truths.count(TRUE) >= number:
            return TRUE
        return FALSE if len(truths) - truths.count(FALSE) < number else UNKNOWN

    return truth
