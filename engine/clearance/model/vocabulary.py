"""Every fact a campaign can state: what it is called, what it can say, and the question that asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field


class FactType(Struct, frozen=True, array_like=True):
    """One fact a campaign can state."""

    path: str
    """For example ``channel.opt_out.offered``; facts of list elements begin with the singular name of the element."""
    type: str
    """boolean, integer, number, ratio, money, date, time, duration, text, enum, set_of_enum, region, set_of_regions,
    map_region_integer or reference."""
    section: str
    ask: str
    """The question, put to a marketer as it stands."""
    help: str = ""
    group: str = ""
    unit: str = ""
    values: tuple[tuple[str, str], ...] = ()
    """Allowed words with their glosses, in order; for enum and set_of_enum."""
    value_since: tuple[tuple[str, str], ...] = ()
    """Words that came in a later release than the fact, with that release."""
    of: str = ""
    """The list section a reference points into."""
    inherits: str = ""
    """The fact this one reads as when it is not stated."""
    answered_by: str = ""
    """legal, engineering or vendor, where a marketer usually does not know."""
    since: str = ""
    dpv: str = ""
    low: int | None = None
    """Least allowed figure, where there is one."""
    high: int | None = None
    """Greatest allowed figure, where there is one."""
    origin: str = ""
    """The pack that added the fact; empty for the common vocabulary."""
    written_otherwise: tuple[tuple[str, str], ...] = ()
    """What people write instead of an allowed word, with that word: it is never read, only suggested."""


class Section(Struct, frozen=True, array_like=True):
    """One key of a campaign file."""

    name: str
    title: str
    about: str
    part: str
    usually_in: str
    each: str = ""
    """The singular name of an element, where the section is a list."""
    ask: str = ""
    """The question that asks for a list that is not stated at all."""
    groups: tuple[tuple[str, str], ...] = ()


class NamedSet(Struct, frozen=True, array_like=True):
    """A set that rules name as ``$name``: words of one fact, or regions whose membership has dates."""

    name: str
    of: str
    """The path whose words these are, or ``region``."""
    title: str
    members: tuple[str, ...]
    dated: tuple[tuple[str, date | None, date | None], ...] = ()
    """Members for part of the time: region, first day, last day."""
    origin: str = ""

    def members_on(self, day: date) -> frozenset[str]:
        """Return the members on one day, both ends of a membership included."""
        some = {
            member
            for member, first, last in self.dated
            if (first is None or first <= day) and (last is None or day <= last)
        }
        return frozenset(self.members) | some


class Vocabulary(Struct, frozen=True, array_like=True):
    """All facts, sections, named sets and regions of one release."""

    release: str
    facts: Mapping[str, FactType]
    sections: Mapping[str, Section]
    sets: Mapping[str, NamedSet]
    regions: Mapping[str, str]
    """ISO 3166 codes with their English names, subdivisions included where they are listed."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Former paths with the path that replaced them."""
    rates: tuple[tuple[str, str, str], ...] = ()
    """Rates of exchange: first day, currency, units of it for one EUR."""

    def section_of(self, variable: str) -> str | None:
        """Return the list section whose elements are called ``variable``."""
        return next((s.name for s in self.sections.values() if s.each == variable), None)
