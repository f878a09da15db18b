"""Real decisions: what an authority or court held, and what our rules should say of the same facts."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from msgspec import Struct

from clearance.model.places import Place


class Held(Struct, frozen=True):
    """One provision that was held violated, or not violated."""

    provision: str
    """As the authority names it."""
    gist: str
    under: str
    """The citation our rules are held against, where it is not the one the authority names."""
    rules: tuple[str, ...]
    """Those that must be violated and cite it."""
    satisfied: tuple[str, ...]
    """Rules that the facts must satisfy, for a provision that was not violated."""
    missed: str
    """Why no rule says it, or not all of it; empty where the rules say it all."""
    place: Place

    @property
    def citation(self) -> str:
        """Return the citation our rules are held against."""
        return self.under or self.provision


class Outside(Struct, frozen=True):
    """A provision that is no law about campaigns, and why."""

    provision: str
    gist: str
    why: str


class Case(Struct, frozen=True):
    """One decision; its campaign stands beside it."""

    id: str
    place: Place
    authority: str
    respondent: str
    date: datetime.date
    rules_as_of: datetime.date
    """The law is that of this day."""
    outcome: str
    urls: tuple[str, ...]
    provisions: tuple[Held, ...]
    not_violated: tuple[Held, ...]
    out_of_scope: tuple[Outside, ...]
    beyond: Mapping[str, str]
    """Rules that come out violated though nothing was held under them, and why that is right."""
    cannot_say: tuple[str, ...]
    """What was found and cannot be stated in a campaign."""

    @property
    def listed(self) -> frozenset[str]:
        """Return the rules that serve some provision."""
        return frozenset(rule for held in self.provisions for rule in held.rules)
