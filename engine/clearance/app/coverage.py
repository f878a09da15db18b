"""How much of what was set out to be encoded is rules, how far they are tried, and against what they were checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct

from clearance.app.examples import own_examples
from clearance.app.mutants import MutationReport
from clearance.app.places import Places, place_title
from clearance.model.records import LeftOut, Records
from clearance.model.rules import PRINCIPLES, Rule, Rulebook

OFFICIAL = "official text"


class Changes(Struct, frozen=True):
    """What came of changing rules one thing at a time."""

    noticed: int
    tried: int


class Coverage(Struct, frozen=True):
    """What stands behind one catalogue, place or principle."""

    name: str
    """A catalogue, the codes of places, a principle; empty for rules written from no catalogue, or everywhere."""
    title: str
    obligations: int
    """Obligations of catalogues that are rules here."""
    of: int | None
    """Obligations in all; None where they are not counted by this."""
    left_out: int
    """Obligations that are left out with a reason."""
    rules: int
    examples: int
    official: int
    """Rules of which every version was checked against the official text."""
    changes: Changes | None
    """None where rules were not changed to see it."""


class CoverageReport(Struct, frozen=True):
    """The rule library, counted three ways."""

    total: Coverage
    catalogues: tuple[Coverage, ...]
    places: tuple[Coverage, ...]
    principles: tuple[Coverage, ...]
    left_out: tuple[LeftOut, ...]


class Counting:
    """Counts the rules of some packs of a rulebook that was read with its examples."""

    def __init__(
        self,
        rulebook: Rulebook,
        records: Records,
        packs: Iterable[str],
        on: date,
        mutations: Iterable[MutationReport] | None = None,
        *,
        whole: bool,
    ) -> None:
        """Know what is to be counted.

        ``mutations`` is what came of changing the rules, where that was tried; ``whole`` that all packs are counted, so
        that what is missing is missing.
        """
        self._whole = whole
        self._rulebook, self._records = rulebook, records
        self._places = Places(rulebook, on)
        rules = [rule for pack in sorted(packs) for rule in rulebook.rules_of(pack).values()]
        self._rules = {rule.id: rule for rule in rules}
        self._examples = {rule.id: len(examples) for rule, examples in own_examples(rules)}
        self._changes = None if mutations is None else _changes_by_rule(mutations)

    def report(self) -> CoverageReport:
        """Return the counts."""
        return CoverageReport(
            total=self._row("", "All of them", self._rules, of=self._of()),
            catalogues=tuple(self._catalogues()),
            places=tuple(self._by_place()),
            principles=tuple(self._principles()),
            left_out=self._records.left_out,
        )

    def _of(self) -> int | None:
        return sum(len(one.obligations) for one in self._records.catalogues.values()) if self._whole else None

    def _catalogues(self) -> Iterator[Coverage]:
        homes = {id_: self._records.catalogue_of(id_) for id_ in self._ids(self._rules)}
        for one in self._records.catalogues.values():
            found = [
                rule.id for rule in self._rules.values() if any(homes[id_] == one.name for id_ in rule.from_catalogue)
            ]
            if found or self._whole:
                of = len(one.obligations) if self._whole else None
                yield self._row(one.name, one.title, found, of=of, within=frozenset(one.obligations))
        beyond = [rule.id for rule in self._rules.values() if not any(homes[id_] for id_ in rule.from_catalogue)]
        if beyond:
            yield self._row("", "In none of them", beyond)

    def _by_place(self) -> Iterator[Coverage]:
        """Return a row for each place; places with the very same rules share one."""
        rules: dict[str, dict[str, None]] = {}
        for rule in self._rules.values():
            for place in self._places.of(rule) or ("",):
                rules.setdefault(place, {})[rule.id] = None
        shared: dict[tuple[str, ...], list[str]] = {}
        for place, found in rules.items():
            shared.setdefault(tuple(found), []).append(place)
        for found_ids, places in sorted(shared.items(), key=lambda one: one[1]):
            title = place_title(places[0], self._rulebook.vocabulary) if places[0] else "Everywhere"
            more = f" and {len(places) - 1} more" if len(places) > 1 else ""
            yield self._row(", ".join(places), f"{title}{more}", found_ids)

    def _principles(self) -> Iterator[Coverage]:
        for name in PRINCIPLES:
            found = [rule.id for rule in self._rules.values() if rule.versions[-1].principle == name]
            if found:
                yield self._row(name, name, found)

    def _ids(self, rules: Iterable[str]) -> set[str]:
        return {id_ for rule in rules for id_ in self._rules[rule].from_catalogue}

    def _row(
        self,
        name: str,
        title: str,
        rules: Iterable[str],
        *,
        of: int | None = None,
        within: frozenset[str] | None = None,
    ) -> Coverage:
        rules = list(rules)
        known = within if within is not None else self._obligations
        left_out = {one.id for one in self._records.left_out} & known if of is not None else ()
        return Coverage(
            name=name,
            title=title,
            obligations=len(self._ids(rules) & known),
            of=of,
            left_out=len(left_out),
            rules=len(rules),
            examples=sum(self._examples[rule] for rule in rules),
            official=sum(_is_official(self._rules[rule]) for rule in rules),
            changes=self._changed(rules),
        )

    @property
    def _obligations(self) -> frozenset[str]:
        return frozenset(id_ for one in self._records.catalogues.values() for id_ in one.obligations)

    def _changed(self, rules: Iterable[str]) -> Changes | None:
        if self._changes is None:
            return None
        found = [self._changes[rule] for rule in rules if rule in self._changes]
        return Changes(sum(one.noticed for one in found), sum(one.tried for one in found))


def _is_official(rule: Rule) -> bool:
    return all(version.checked.against == OFFICIAL for version in rule.versions)


def _changes_by_rule(mutations: Iterable[MutationReport]) -> Mapping[str, Changes]:
    found: dict[str, Changes] = {}
    for report in mutations:
        survived = Counter(mutant.owner for mutant in report.survivors)
        found.update({owner: Changes(tried - survived[owner], tried) for owner, tried in report.tried})
    return found
