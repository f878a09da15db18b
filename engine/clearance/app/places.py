"""Where rules bind: the regions of their packs, or those of the rows of a table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from clearance.deciding.regions import WORLD, RegionTree
from clearance.errors import InputError, Problem
from clearance.loading.values import region
from clearance.model.figures import Misfit
from clearance.model.rules import Rule, Rulebook
from clearance.model.vocabulary import Vocabulary


class Places:
    """Knows where each rule binds, and which places lie in which on one day."""

    def __init__(self, rulebook: Rulebook, on: date) -> None:
        self._rulebook = rulebook
        self._tree = RegionTree(rulebook.vocabulary, on)

    def of(self, rule: Rule) -> tuple[str, ...]:
        """Return the regions where a rule binds: that of its row, else those of its pack. Empty: everywhere."""
        columns = dict(rule.row)
        for code in (str(columns.get("region", "")), rule.id.partition("@")[2]):
            if code and is_place(code, self._rulebook.vocabulary):
                return (code,)
        return self._rulebook.packs[rule.pack].regions

    def meets(self, regions: Iterable[str], place: str) -> bool:
        """Tell whether what binds in some regions, or everywhere, can bind in a place or in parts of it."""
        bound = frozenset(regions)
        return not bound or self._tree.overlap(bound, frozenset((place,)))

    def lies_in(self, place: str, other: str) -> bool:
        """Tell whether all of a place lies in another."""
        return self._tree.lies_in(frozenset((place,)), frozenset((other,)))

    def members(self, group: str) -> list[str]:
        """Return the members of a group of countries; of anything else, itself."""
        return sorted(self._tree.expanded((group,)))


def is_place(code: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a code is that of a place."""
    try:
        return bool(region(code, vocabulary))
    except Misfit:
        return False


def place_named(code: str, vocabulary: Vocabulary) -> str:
    """Return a code that someone wrote, if it is that of a place. Raises: InputError."""
    try:
        return region(code, vocabulary)
    except Misfit as misfit:
        raise InputError(Problem(None, f"--place: {misfit.what}", misfit.remedy)) from None


def place_title(code: str, vocabulary: Vocabulary) -> str:
    """Return the English name of a place; a code without one is its own name."""
    if code == WORLD:
        return "Everywhere"
    named = vocabulary.sets.get(code)
    return named.title if named is not None else vocabulary.regions.get(code, code)
