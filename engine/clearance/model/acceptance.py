"""What teams accepted although it is violated: for a while and with a reason, or since they started."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from clearance.model.places import Place


class Waiver(Struct, frozen=True):
    """A violation that somebody answers for until a day."""

    rule: str
    subject: str
    """Its label, such as ``channel newsletter``, or the id of the element alone."""
    reason: str
    """Shown in the report, word for word."""
    approved_by: str
    begins_on: date
    ends_on: date
    """Last day the waiver holds. One without an end would be a repeal, and we cannot repeal."""
    campaign: str
    """The only file it is for, as seen from its own; empty where it is for all."""
    place: Place
    source: str = ""
    """Path at which its file stands, its folder resolved: tells waivers apart however a call names files."""


class Known(Struct, frozen=True):
    """A violation that was there when a team started: one line of a baseline."""

    fingerprint: str
    rule: str
    subject: str
    campaign: str
    """Path of its file, as seen from the baseline."""
    document: int
    """Which document of the file it is in."""
    since: date
    place: Place
    begins: date | None = None
    """For a duty that was upcoming when the line was written: the day it begins to bind."""


class Accepted(Struct, frozen=True):
    """All that was accepted of one campaign, if it is violated."""

    waivers: tuple[Waiver, ...] = ()
    known: tuple[Known, ...] = ()


NOTHING_ACCEPTED = Accepted()


class Suppression(Struct, frozen=True):
    """Why a violation does not fail. It stays a violation."""

    by: str
    """waiver or baseline."""
    reason: str
    approved_by: str
    """Empty for what a baseline knows: nobody approved it."""
    since: date
    until: date | None
    """The last day; None for what a baseline knows, which has to be put right all the same."""
    place: Place


class Notice(Struct, frozen=True):
    """Something about what was accepted that somebody should look at. It changes no verdict."""

    kind: str
    """Such as ``waiver-expired``; the schema of the report lists all of them."""
    what: str
    """As a sentence without its full stop."""
    remedy: str
    rule: str
    subject: str
    place: Place
    fingerprint: str = ""
    """For a line of a baseline."""


class Standing(Struct, frozen=True):
    """What one campaign tells about a waiver that may be for it."""

    waiver: Waiver
    state: str
    """used; open (facts or a judgement are missing); idle (it is not violated); absent (the rule has no such subject
    there); untouched (the rule says nothing there); unseen (its pack was not looked at); unknown (no such rule); or
    expired, or not begun."""
    subjects: tuple[str, ...] = ()
    """The subjects the rule has in the campaign, for one that is absent."""
