"""The tree of regions on one day: world, groups, countries, subdivisions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from clearance.model.vocabulary import Vocabulary

WORLD = "WORLD"


class RegionTree:
    """Answers which regions lie in which, with the group memberships of one day."""

    def __init__(self, vocabulary: Vocabulary, day: date) -> None:
        named = (one for one in vocabulary.sets.values() if one.of == "region" and not one.origin)
        groups = {one.name: one.members_on(day) for one in named}
        self._groups = groups
        self.overlap = lru_cache(maxsize=8192)(self._overlap)
        self.lies_in = lru_cache(maxsize=8192)(self._lies_in)

    def expanded(self, regions: Iterable[str]) -> frozenset[str]:
        """Return regions with each group replaced by its members, those of groups within it included."""
        found, groups, waiting = set[str](), set[str](), list(regions)
        while waiting:
            region = waiting.pop()
            members = self._groups.get(region)
            if members is None:
                found.add(region)
            elif region not in groups:
                groups.add(region)
                waiting += members
        return frozenset(found)

    def _overlap(self, ones: frozenset[str], others: frozenset[str]) -> bool:
        """Tell whether some region of one set contains, or lies in, some region of the other."""
        left, right = self.expanded(ones), self.expanded(others)
        return any(_within(one, other) or _within(other, one) for one in left for other in right)

    def _lies_in(self, ones: frozenset[str], others: frozenset[str]) -> bool:
        """Tell whether every region of one set lies inside the other."""
        left, right = self.expanded(ones), self.expanded(others)
        return all(any(_within(one, other) for other in right) for one in left)


def _within(one: str, other: str) -> bool:
    return one == other or other == WORLD or one.startswith(f"{other}-")
