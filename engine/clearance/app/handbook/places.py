"""The pages of places: what binds there, in what they lie in, and in their parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from clearance.app.handbook.listing import Listing
from clearance.app.places import Places, place_title
from clearance.model.rules import KINDS, SHARED, Pack, Rulebook

Document = dict[str, Any]

AREAS = (
    "European Union and European Economic Area",
    "Countries of the European Economic Area",
    "United Kingdom",
    "United States",
    "States of the United States",
    "Other countries",
    "Everywhere",
)
"""Where laws govern, as the front page groups them."""
_GROUPS = ("EEA", "EU")


class PlacePages:
    """Makes the documents of places."""

    def __init__(self, rulebook: Rulebook, on: date, listing: Listing) -> None:
        """Note for each place the rules that bind there."""
        self._rulebook, self._listing = rulebook, listing
        self._places = Places(rulebook, on)
        self._rules: dict[str, list[str]] = {}
        for rule in rulebook.rules.values():
            for place in self._places.of(rule):
                self._rules.setdefault(place, []).append(rule.id)
        members = [one for group in _GROUPS if group in self._rules for one in self._places.members(group)]
        self.codes = sorted(
            {*self._rules, *members, *(one for pack in rulebook.packs.values() for one in pack.regions)}
        )

    def documents(self) -> Iterator[Document]:
        """Return a document for each place that a rule binds in, and for each member of a group of countries."""
        for code in self.codes:
            around = [one for one in self.codes if one != code and self._places.lies_in(code, one)]
            parts = [one for one in self.codes if one != code and self._places.lies_in(one, code)]
            yield {
                **self._brief(code),
                "kinds": self._listing.by_kind(self._rules.get(code, [])),
                "around": [{**self._brief(one), "packs": self._in_short(one)} for one in around if one in self._rules],
                "parts": [self._brief(one) for one in parts],
                "everywhere": [self._listing.pack(one) for one in self._listing.packs if _is_everywhere(one)],
            }

    def _brief(self, code: str) -> Document:
        title = place_title(code, self._rulebook.vocabulary)
        return {"place": code, "title": title, "rules": len(self._rules.get(code, []))}

    def _in_short(self, code: str) -> list[Document]:
        """Return the packs that bind in a place, with the number of their rules that do."""
        return [{**one, "entries": []} for one in self._listing.by_pack(self._rules[code])]

    def index(self) -> Iterator[Document]:
        """Return the packs as the front page lists them: by kind, laws by where they govern."""
        for kind in (*KINDS, SHARED):
            packs = [one for one in self._listing.packs if one.kind == kind]
            groups = self._by_area(packs) if kind == "law" else {"": packs}
            if packs:
                yield {
                    "kind": kind,
                    "groups": [
                        {"area": area, "packs": [self._listing.pack(one) for one in found]}
                        for area, found in groups.items()
                        if found
                    ],
                }

    def _by_area(self, packs: Iterable[Pack]) -> Mapping[str, list[Pack]]:
        found: dict[str, list[Pack]] = {area: [] for area in AREAS}
        for pack in packs:
            found[self._area(pack)].append(pack)
        return found

    def _area(self, pack: Pack) -> str:
        first = pack.regions[0] if pack.regions else ""
        if first in _GROUPS:
            return AREAS[0]
        if first and self._places.lies_in(first, "EEA"):
            return AREAS[1]
        named = {"": AREAS[6], "GB": AREAS[2], "US": AREAS[3]}
        return named.get(first, AREAS[4] if first.startswith("US-") else AREAS[5])


def _is_everywhere(pack: Pack) -> bool:
    return not pack.regions and pack.kind != SHARED
