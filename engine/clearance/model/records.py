"""What stands beside the rules: what they were written from, what was left out, what each release changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from clearance.model.rules import Checked

STATES = (
    "proposed",
    "passed, not signed",
    "not in force yet",
    "waits for rules",
    "before a court",
    "blocked by a court",
    "set aside by a court",
    "repealed before it bound",
    "vetoed",
    "withdrawn",
    "guidance not final",
    "national law not read",
    "no duty of the advertiser",
)
"""Why something that was looked at is no rule."""


class Catalogue(Struct, frozen=True):
    """One list of obligations that rules were written from."""

    name: str
    title: str
    as_of: date
    obligations: tuple[str, ...]
    """Their ids. A rule names those it covers as ``from_catalogue``."""
    national_variations: tuple[str, ...] = ()
    """Countries whose own law was noted beside a directive; covered by whatever pack governs there."""


class LeftOut(Struct, frozen=True):
    """Something that was looked at and is no rule."""

    id: str
    """Of an obligation or a national variation; empty where it has none."""
    name: str
    catalogue: str
    state: str
    """One of STATES."""
    since: date | None
    cite: str
    why: str
    near: tuple[str, ...]
    """Rules that touch the same subject."""
    checked: Checked


class Change(Struct, frozen=True):
    """One thing that a release changed."""

    what: str
    rules: tuple[str, ...]
    """Ids, or words such as ``all``."""
    effect: str
    authority: str


class Release(Struct, frozen=True):
    """What one release of a pack changed."""

    name: str
    day: date | None
    changes: tuple[Change, ...]


class PackRecord(Struct, frozen=True):
    """What a pack says about itself that decides nothing."""

    note: str = ""
    releases: tuple[Release, ...] = ()
    """Newest first."""


class Records(Struct, frozen=True):
    """All of this for the packs that were read."""

    catalogues: Mapping[str, Catalogue] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    packs: Mapping[str, PackRecord] = field(default_factory=dict)

    def catalogue_of(self, id_: str) -> str:
        """Return the name of the catalogue that holds an id; empty where none does."""
        for one in self.catalogues.values():
            if id_ in one.obligations or id_ in one.national_variations:
                return one.name
        return ""
