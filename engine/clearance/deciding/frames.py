"""What a condition can see while it is tested: the campaign, the elements bound so far, the terms, the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from msgspec import Struct, field

from clearance.model.campaigns import Campaign, Element, Fact
from clearance.model.places import Place
from clearance.model.truth import Truth

NOTHING: Mapping[str, Fact] = MappingProxyType({})
PHANTOM = Element("", "", NOTHING, Place("", 0))
"""Stands for the unknown elements of a list that is not stated."""


class Bound(Struct, frozen=True):
    """One element a condition reads."""

    element: Element
    position: int
    """In its list."""


class Leaves(Struct, frozen=True, eq=False):
    """The truths of all distinct tests of a program, for one campaign on one day or span of days."""

    slots: Mapping[tuple[str, int], tuple[str, str, int]]
    """By pack and identity of the test as written: its scope, the name of the element it reads, and its slot."""
    rows: Mapping[str, Sequence[Sequence[Truth]]]
    """For each scope, the truths of each subject by slot."""

    def truth(self, pack: str, test: object, bound: Mapping[str, Bound]) -> Truth | None:
        """Return what a test came to for the elements bound; None for one that stands inside another."""
        found = self.slots.get((pack, id(test)))
        if found is None:
            return None
        scope, variable, slot = found
        if not scope:
            return self.rows[""][0][slot]
        element = bound.get(variable)
        return None if element is None else self.rows[scope][element.position][slot]


class Frame(Struct, frozen=True, eq=False):
    """One campaign on one day, or on some days of a span, with some elements bound."""

    campaign: Campaign
    days: tuple[date, date]
    """One day twice; or the first and last of days on any of which the campaign may run."""
    terms: Mapping[str, Sequence[Truth]]
    """Truths of the terms decided so far, one for each subject of their scope."""
    bound: Mapping[str, Bound] = field(default_factory=dict)
    leaves: Leaves | None = None
    """What tests came to, where they have been decided already."""
    _views: dict[str, Sequence[Frame]] = field(default_factory=dict)
    """What ``each`` made, to be made once."""

    def fact(self, path: str) -> Fact | None:
        """Return what is stated at a path; None where nothing is."""
        bound = self.bound.get(path.split(".", 1)[0])
        facts = self.campaign.facts if bound is None else bound.element.facts
        return facts.get(path)

    def with_element(self, variable: str, element: Element, position: int) -> Frame:
        """Return the same view with one more element bound."""
        return Frame(
            self.campaign, self.days, self.terms, {**self.bound, variable: Bound(element, position)}, self.leaves
        )

    def each(self, variable: str, section: str) -> Sequence[Frame] | None:
        """Return the same view for each element of a list, that element bound; None where the list is not stated."""
        views = self._views.get(variable)
        elements = self.campaign.lists.get(section)
        if views is None and elements is not None:
            views = [self.with_element(variable, element, position) for position, element in enumerate(elements)]
            self._views[variable] = views
        return views

    def subjects(self, variable: str, section: str) -> Sequence[Frame]:
        """Return the same view for each subject of a list: for one unknown element where the list is not stated."""
        views = self.each(variable, section)
        return (self.with_element(variable, PHANTOM, 0),) if views is None else views

    def elements(self, section: str) -> Sequence[Element] | None:
        """Return the elements of a list; None where it is not stated."""
        return self.campaign.lists.get(section)

    def term(self, name: str, variable: str | None) -> Truth:
        """Return the truth of a term, for the element bound as ``variable`` or the campaign."""
        return self.terms[name][self.bound[variable].position if variable else 0]
