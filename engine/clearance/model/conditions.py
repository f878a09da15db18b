"""What a rule asks of a campaign, as it was written: words and figures, not yet compared with anything."""

from __future__ import annotations

from msgspec import Struct

from clearance.model.places import Place

Scalar = str | int | bool
"""A literal as written; decimals, durations, amounts and days stay text until they meet their fact's type."""
Operand = Scalar | tuple[Scalar, ...]
"""One literal or a list of them. Text that begins with ``$`` names something.

``$EEA`` is a set, ``$grace`` a dated parameter, ``$path:campaign.starts_on`` another fact, and ``$row.column`` a column
of the table the rule runs across.
"""

OPERATORS = (
    "is",
    "is_not",
    "in",
    "not_in",
    "at_most",
    "at_least",
    "less_than",
    "more_than",
    "overlaps",
    "includes",
    "within",
    "disjoint_from",
    "older_than",
    "newer_than",
    "stated",
)
"""Tests of one fact. ``count`` wraps an operator of numbers: ``count at_most``."""


class Test(Struct, frozen=True, array_like=True, tag=True):
    """One fact held against one figure, word, set or other fact."""

    path: str
    """May end in a region in brackets: ``controller.people_by_region[US-CA]``. A list section's name where it is
    counted or asked whether it is stated."""
    operator: str
    operand: Operand
    place: Place
    counted: bool = False
    """The test is of the number of elements or words, not of themselves."""


class TermRef(Struct, frozen=True, array_like=True, tag=True):
    """Whether a term of the law holds."""

    name: str
    place: Place


class All(Struct, frozen=True, array_like=True, tag=True):
    """Every part holds."""

    parts: tuple[Condition, ...]
    place: Place


class AnyOf(Struct, frozen=True, array_like=True, tag=True):
    """At least one part holds."""

    parts: tuple[Condition, ...]
    place: Place


class Not(Struct, frozen=True, array_like=True, tag=True):
    """The part does not hold."""

    part: Condition
    place: Place


class AtLeast(Struct, frozen=True, array_like=True, tag=True):
    """At least ``number`` of the parts hold."""

    number: int
    parts: tuple[Condition, ...]
    place: Place


class Quantified(Struct, frozen=True, array_like=True, tag=True):
    """Some, every or no element of a list meets a condition."""

    quantifier: str
    """some, every or no."""
    variable: str
    section: str
    where: Condition
    place: Place


Condition = Test | TermRef | All | AnyOf | Not | AtLeast | Quantified
