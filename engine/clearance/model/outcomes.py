"""What was decided, and how one can see that it is right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import Enum

from msgspec import Struct

from clearance.model.places import Place
from clearance.model.rules import Rule, Version
from clearance.model.truth import Truth


class Status(Enum):
    """What a rule says about a subject."""

    SATISFIED = "satisfied"
    VIOLATED = "violated"
    NEEDS_INFORMATION = "needs_information"
    NEEDS_REVIEW = "needs_review"
    NOT_APPLICABLE = "not_applicable"


GRAVITY = (
    Status.VIOLATED,
    Status.NEEDS_INFORMATION,
    Status.NEEDS_REVIEW,
    Status.SATISFIED,
    Status.NOT_APPLICABLE,
)
"""Gravest first."""


class Subject(Struct, frozen=True):
    """What an outcome is about: the campaign, or one element of a list."""

    section: str = ""
    """Empty for the whole campaign."""
    id: str = ""
    """Empty where the list is not stated (``stated`` false) or is stated to be empty."""
    stated: bool = True
    singular: str = ""

    @property
    def label(self) -> str:
        """Return the subject in words: ``whole campaign``, ``channel newsletter``."""
        if not self.section:
            return "whole campaign"
        if self.id:
            return f"{self.singular} {self.id}"
        return f"no {self.section}" if self.stated else f"{self.section}, not stated"


class Missing(Struct, frozen=True):
    """A fact that would help decide."""

    path: str
    """Path in the vocabulary, or the name of a list section that is not stated."""
    section: str
    element: str
    """Id of the element it is missing from; empty for facts of the campaign."""
    why: str
    """``not stated``, or why what is stated does not decide."""
    region: str = ""
    """For a map: the region whose figure is missing."""


class Proof(Struct, frozen=True):
    """One step of the reasoning, with the steps it rests on."""

    kind: str
    """applies, requires, exception, review, all, any, not, at_least, term, some, every, no, element or test."""
    truth: Truth
    text: str
    """In plain English."""
    path: str = ""
    value: str = ""
    """What the campaign states, as written; empty where it states nothing."""
    place: Place | None = None
    cite: str = ""
    name: str = ""
    """Of the term."""
    note: str = ""
    """Such as the figure's date, or that a fact is not stated."""
    parts: tuple[Proof, ...] = ()


OutcomeKey = tuple[str, str, date]
"""What an outcome is found by in its assessment: rule, label of the subject, date of the law."""


class Outcome(Struct, frozen=True, eq=False):
    """Rule, subject, status, and the proof of it."""

    rule: Rule
    version: Version
    subject: Subject
    status: Status
    day: date
    """The day of the flight for which it was decided; the gravest where days differ."""
    law_on: date
    """The date of the law it was decided under."""
    prove: Callable[[], tuple[Proof, ...]]
    """Makes the proof; kept apart because few readers want all of them."""
    missing: tuple[Missing, ...] = ()
    exception: str = ""
    """Title of the exception that holds, if one does."""
    upcoming: bool = False
    """The version is not yet in force on the date of the assessment, but will be during the flight."""
    days: tuple[date, date] | None = None
    """For an upcoming outcome: the first and last day of the flight that it will govern."""

    @property
    def key(self) -> OutcomeKey:
        """Return what it is found by: a duty that is upcoming stands beside the one in force."""
        return self.rule.id, self.subject.label, self.law_on

    @property
    def proof(self) -> tuple[Proof, ...]:
        """Return the steps of the reasoning: applies, exceptions, requires."""
        return self.prove()
