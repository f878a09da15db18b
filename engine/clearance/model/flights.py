"""The days on which a campaign runs, as far as it states them."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from clearance.model.campaigns import Campaign

STARTS, ENDS, ONGOING = "campaign.starts_on", "campaign.ends_on", "campaign.ongoing"


class Flight(Struct, frozen=True):
    """The days on which a campaign runs. What it does not state of them is unknown, and never taken for a short run."""

    sure: tuple[date, date] | None
    """First and last of the days on which it runs for certain; None where no such day is known."""
    earliest: date
    """It does not run before; ``date.min`` where that is not stated."""
    latest: date
    """It does not run after; ``date.max`` where that is not stated."""
    shown: tuple[date, date]
    """The days a report names: those that are certain, and the date of the law where an end is open."""

    @property
    def possible(self) -> tuple[date, date]:
        """Return the first and last day on which it may run."""
        return self.earliest, self.latest

    def within(self, first: date, last: date) -> Flight:
        """Return the part of the flight that lies in a span of days it may run in."""
        sure = (max(first, self.sure[0]), min(last, self.sure[1])) if self.sure else None
        known = sure if sure and sure[0] <= sure[1] else None
        span = max(first, self.earliest), min(last, self.latest)
        return Flight(known, *span, span)


def whole_flight(first: date, last: date) -> Flight:
    """Return a flight of which both ends are known."""
    return Flight((first, last), first, last, (first, last))


def flight_of(campaign: Campaign, as_of: date) -> Flight:
    """Return the days of a campaign, looked at on one day.

    One that is stated to go on until further notice is judged for that day, or for its first day if that comes later.
    """
    starts, ends = campaign.day(STARTS), campaign.day(ENDS)
    if starts is not None and ends is not None:
        return whole_flight(starts, max(starts, ends))
    if starts is not None and _is_ongoing(campaign):
        day = max(starts, as_of)
        return whole_flight(day, day)
    if starts is not None:
        return Flight((starts, starts), starts, date.max, (starts, max(starts, as_of)))
    if ends is not None:
        return Flight((ends, ends), date.min, ends, (min(as_of, ends), ends))
    return Flight(None, date.min, date.max, (as_of, as_of))


def unstated_days(campaign: Campaign) -> tuple[str, ...]:
    """Return the facts that would tell on which days a campaign runs, and are not stated."""
    asked = (STARTS,) if _is_ongoing(campaign) else (STARTS, ENDS)
    return tuple(path for path in asked if path not in campaign.facts)


def _is_ongoing(campaign: Campaign) -> bool:
    fact = campaign.facts.get(ONGOING)
    return fact is not None and fact.value is True
