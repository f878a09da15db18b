"""Which packs a campaign can come under, and from which days on their rules change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from clearance.deciding.frames import Frame
from clearance.deciding.program import Meanings, RuleOnDay
from clearance.deciding.proof import missing_in
from clearance.model.campaigns import Campaign, Fact
from clearance.model.outcomes import Missing
from clearance.model.rules import Pack, Rule, Rulebook
from clearance.model.truth import FALSE, TRUE, UNKNOWN, Truth
from clearance.model.values import KnownSet
from clearance.model.vocabulary import Vocabulary

_DAY = timedelta(days=1)


Told = tuple[Truth, tuple[Missing, ...]]
"""An answer, and the facts that are missing to give one."""


class Reach:
    """Knows which packs a campaign comes under on a day: by its regions, and by what else a pack asks."""

    def __init__(self, rulebook: Rulebook, law_on: date) -> None:
        self._law_on = law_on
        self._meanings = Meanings(rulebook, law_on)
        self._campaign: Campaign | None = None
        self._told: dict[tuple[tuple[str, ...], tuple[str, ...]], Told] = {}
        """What was found out about the campaign that was asked about last, by places and by the facts that tell."""
        self._stated: dict[str, frozenset[str]] = {}
        """Its regions by the fact that states them."""

    def of(self, pack: Pack, campaign: Campaign) -> tuple[str, tuple[Missing, ...]]:
        """Return how a pack takes part (used, elsewhere, not concerned or waiting), and the facts it waits for."""
        touched, regions = self.touched(pack, campaign)
        if touched == FALSE:
            return "elsewhere", ()
        governed, facts = self.governed(pack, campaign)
        if governed == FALSE:
            return "not concerned", ()
        return ("used", ()) if touched == governed == TRUE else ("waiting", (*regions, *facts))

    def touched(self, pack: Pack, campaign: Campaign) -> Told:
        """Return whether a campaign touches a region of the pack. Without regions a pack governs everywhere.

        What a channel does not say of its own, the audience says.
        """
        return self._touches(pack.regions, pack, campaign)

    def reaches(self, places: tuple[str, ...], pack: Pack, campaign: Campaign) -> bool:
        """Tell whether a campaign may touch some places of a pack, or all of them where none are named."""
        return not places or self._touches(places, pack, campaign)[0] != FALSE

    def _touches(self, places: tuple[str, ...], pack: Pack, campaign: Campaign) -> Told:
        if not places:
            return TRUE, ()
        if self._campaign is not campaign:
            self._campaign, self._told, self._stated = campaign, {}, {}
        key = places, pack.touched_by
        if key not in self._told:
            self._told[key] = self._find_out(frozenset(places), pack.touched_by, campaign)
        return self._told[key]

    def _find_out(self, regions: frozenset[str], touched_by: tuple[str, ...], campaign: Campaign) -> Told:
        missing: dict[str, None] = {}
        for path in touched_by:
            if self._meanings.tree.overlap(self._regions(path, campaign), regions):
                return TRUE, ()
            missing.update(dict.fromkeys(_left_open(campaign, path, self._meanings.vocabulary)))
        return (UNKNOWN, tuple(map(self._missing, missing))) if missing else (FALSE, ())

    def _regions(self, path: str, campaign: Campaign) -> frozenset[str]:
        """Return all regions that a campaign states at a path, for itself or for elements of a list."""
        if path not in self._stated:
            parts = (_regions(fact) for fact in _stated(campaign, path))
            self._stated[path] = frozenset[str]().union(*parts)
        return self._stated[path]

    def _missing(self, path: str) -> Missing:
        fact = self._meanings.vocabulary.facts.get(path)
        return Missing(path, fact.section if fact else path, "", "not stated")

    def governed(self, pack: Pack, campaign: Campaign) -> Told:
        """Return whether a campaign does what the pack is about, such as using a platform; regions apart."""
        if pack.governs is None:
            return TRUE, ()
        frame = Frame(campaign, (self._law_on, self._law_on), {})
        missing = missing_in(pack.governs, frame, pack.name, self._meanings)
        return self._meanings.truth(pack.governs, pack.name, frame), missing


def _left_open(campaign: Campaign, path: str, vocabulary: Vocabulary) -> Iterator[str]:
    """Return what would have to be stated for the regions at a path to be known."""
    fact = vocabulary.facts[path]
    section = vocabulary.sections[fact.section]
    elements = campaign.lists.get(section.name)
    if not section.each:
        if path not in campaign.facts:
            yield path
    elif fact.inherits not in campaign.facts:
        if elements is None:
            yield fact.inherits or section.name
        elif not all(path in element.facts for element in elements):
            yield fact.inherits or path


def _stated(campaign: Campaign, path: str) -> Iterator[Fact]:
    if path in campaign.facts:
        yield campaign.facts[path]
    for elements in campaign.lists.values():
        for element in elements:
            if path in element.facts:
                yield element.facts[path]


def _regions(fact: Fact) -> frozenset[str]:
    return fact.value.has if isinstance(fact.value, KnownSet) else frozenset((str(fact.value),))


def in_force(rules: Iterable[Rule], law_on: date) -> list[RuleOnDay]:
    """Return the rules in force on a day, in the version of that day."""
    found = ((rule, rule.version_on(law_on)) for rule in rules)
    return [RuleOnDay(rule, version) for rule, version in found if version is not None]


def upcoming(
    rules: Iterable[Rule], law_on: date, flight: tuple[date, date]
) -> Iterator[tuple[date, tuple[date, date], list[RuleOnDay]]]:
    """Return what begins to bind after the date of the law and before the flight ends.

    Each group is a day of the law, the days of the flight it governs, and the rules in their version of that day.
    """
    first, last = flight
    groups: dict[tuple[date, date, date], list[RuleOnDay]] = {}
    for rule in rules:
        if not rule.changes or rule.changes[-1] <= law_on:
            continue
        ahead = [day for day in rule.changes if law_on < day <= last]
        for day, ends in zip(ahead, [*(one - _DAY for one in ahead[1:]), last], strict=False):
            version = rule.version_on(day)
            begins = max(first, day)
            if version is not None and begins <= ends:
                groups.setdefault((day, begins, ends), []).append(RuleOnDay(rule, version))
    for (day, begins, ends), group in sorted(groups.items()):
        yield day, (begins, ends), group
