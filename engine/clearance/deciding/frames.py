"""What a condition can see while it is tested: the campaign, the elements bound so far, the terms, the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from clearance.model.campaigns import Campaign, Element, Fact
from clearance.model.places import Place
from clearance.model.truth import Truth

NOTHING: Mapping[str, Fact] = MappingProxyType({})
PHANTOM = Element("", "", NOTHING, Place("", 0))
"""Stands for the unknown elements of a list that is not stated."""


@dataclass(frozen=True, slots=True)
class Bound:
    """One element a condition reads."""

    element: Element
    position: int
    """In its list."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One campaign on one day, with some elements bound."""

    campaign: Campaign
    day: date
    terms: Mapping[str, Sequence[Truth]]
    """Truths of the terms decided so far, one for each subject of their scope."""
    bound: Mapping[str, Bound] = field(default_factory=dict)

    def fact(self, path: str) -> Fact | None:
        """Return what is stated at a path; None where nothing is."""
        bound = self.bound.get(path.split(".", 1)[0])
        facts = self.campaign.facts if bound is None else bound.element.facts
        return facts.get(path)

    def with_element(self, variable: str, element: Element, position: int) -> Frame:
        """Return the same view with one more element bound."""
        return replace(self, bound={**self.bound, variable: Bound(element, position)})

    def elements(self, section: str) -> Sequence[Element] | None:
        """Return the elements of a list; None where it is not stated."""
        return self.campaign.lists.get(section)

    def term(self, name: str, variable: str | None) -> Truth:
        """Return the truth of a term, for the element bound as ``variable`` or the campaign."""
        return self.terms[name][self.bound[variable].position if variable else 0]
