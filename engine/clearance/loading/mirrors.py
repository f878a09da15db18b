"""Mirrors: duties that one law took over from another, stated once and made into rules of both packs.

A pack's ``mirrors.yaml`` names the pack it takes over from, says what stands for what, and gives each duty a citation
of its own. Conditions and examples come from the other pack; nothing that belongs to that law alone comes with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from msgspec.structs import replace

from clearance.errors import Problem
from clearance.loading.conditions import Names
from clearance.loading.packs import (
    PackDraft,
    RuleReader,
    read_period,
    refuse_overlap,
    refuse_unknown,
    text_of,
    texts_of,
)
from clearance.loading.reader import Node, plain
from clearance.loading.swaps import Swaps
from clearance.model.figures import did_you_mean
from clearance.model.places import Place
from clearance.model.rules import Example, Exempt, Period, Review, Rule, Term, Version

_DAY = timedelta(days=1)
_TEXTS = ("title", "because", "remedy", "limits")
_OF_A_MIRROR = ("of", "in_force", "checked", "regions", "sets", "figures", "terms", "values", "words", "never", "rules")
_OF_A_VERSION = ("in_force", "as_of", "cite", "url", *_TEXTS, "review", "unless", "checked")
_KEYS: Mapping[str, tuple[str, ...]] = {
    "a mirror": (*_OF_A_MIRROR, "own", "note"),
    "a mirrored rule": (*_OF_A_VERSION, "versions", "without", "examples", "aliases", "from_catalogue", "note"),
    "a mirrored version": (*_OF_A_VERSION, "note"),
    "a mirrored term": ("as", "cite", "url", "title", "note"),
    "a mirrored exception": ("title", "cite", "url", "dropped", "note"),
}


@dataclass(frozen=True, slots=True)
class Lender:
    """The pack whose duties another one mirrors."""

    name: str
    rules: Mapping[str, Rule]
    terms: Mapping[str, Term]
    names: Names
    figures: frozenset[str]
    """The names of its own dated figures."""


def source_of(draft: PackDraft) -> str:
    """Return the name of the pack that a pack mirrors; empty if it mirrors none."""
    node = draft.mirrors
    return text_of(node.value, "of") if node is not None and node.kind == "map" else ""


def counterparts(draft: PackDraft) -> dict[str, str]:
    """Return the terms that are made from those of the mirrored pack: new name -> theirs."""
    node = draft.mirrors.value.get("terms") if draft.mirrors is not None and draft.mirrors.kind == "map" else None
    written = node.value.items() if node is not None and node.kind == "map" else ()
    return {text_of(child.value, "as"): name for name, child in written if child.kind == "map"}


class Mirror:
    """Reads the ``mirrors.yaml`` of one pack, and makes its terms and rules."""

    def __init__(self, draft: PackDraft, names: Names, lender: Lender) -> None:
        """Read what stands for what. Whatever is wrong is noted in the draft."""
        assert draft.mirrors is not None
        self.draft, self.names, self.lender, self.node = draft, names, lender, draft.mirrors
        self.file = f"{draft.folder}/mirrors.yaml"
        self.pack = draft.pack.name if draft.pack else ""
        self.swaps = self._swaps()
        self.in_force = self.period(self.node)
        refuse_unknown(self.node, _KEYS["a mirror"], "a mirror", self.file, draft.problems)
        self._refuse_unknown_duties()

    def _swaps(self) -> Swaps:
        written = self.node.value
        values = self.entries(written, "values")
        return Swaps(
            regions=self._words(written, "regions"),
            sets=self._words(written, "sets"),
            figures=self._words(written, "figures"),
            terms={
                name: text_of(child.value, "as") if child.kind == "map" else str(child.value)
                for name, child in self.entries(written, "terms").items()
            },
            values={fact: self._words(values, fact) for fact in values},
            words=self._words(written, "words"),
            never=texts_of(written.get("never"), "never", self.file, self.draft.problems),
            theirs=self.lender.names,
            ours=self.names,
            figures_of_theirs=self.lender.figures,
            terms_of_theirs=frozenset(self.lender.terms),
            place=self.node.place(self.file),
            problems=self.draft.problems,
        )

    def _words(self, written: Mapping[str, Node], key: str) -> dict[str, str]:
        return {name: str(child.value) for name, child in self.entries(written, key).items()}

    def entries(self, written: Mapping[str, Node], key: str) -> Mapping[str, Node]:
        """Return what stands under a key that holds a mapping; nothing where it is not there."""
        node = written.get(key)
        if node is not None and node.kind != "map":
            self.note(node.place(self.file), f"{key} is a mapping", "Write name: what stands for it.")
        return node.value if node is not None and node.kind == "map" else {}

    def _refuse_unknown_duties(self) -> None:
        """Note duties that the other pack does not have."""
        duties = {rule.partition("/")[2]: rule for rule in self.lender.rules}
        for group in ("rules", "own"):
            for duty in self.entries(self.node.value, group):
                if duty not in duties:
                    remedy = did_you_mean(duty, duties, f"Name a duty of {self.lender.name}.")
                    self.note(self.place_of(group, duty), f'{self.lender.name} has no duty "{duty}"', remedy)

    @property
    def left_to_own(self) -> tuple[str, ...]:
        """Return the duties of the other pack that this one does not repeat, as it says."""
        return tuple(self.entries(self.node.value, "own"))

    def terms(self) -> Iterator[Term]:
        """Return the terms made from those of the other pack."""
        for name, child in self.entries(self.node.value, "terms").items():
            place = self.place_of("terms", name)
            theirs = self.lender.terms.get(name)
            if theirs is None:
                remedy = did_you_mean(name, self.lender.terms, f"Name a term of {self.lender.name}.")
                self.note(place, f'{self.lender.name} has no term "{name}"', remedy)
            elif child.kind == "map":
                yield self._term(theirs, child, place)
            else:
                self._refuse_unlike(theirs, str(child.value), place)

    def _term(self, theirs: Term, node: Node, place: Place) -> Term:
        refuse_unknown(node, _KEYS["a mirrored term"], "a mirrored term", self.file, self.draft.problems)
        for key in ("as", "cite", "url"):
            if not text_of(node.value, key):
                self.note(place, f"the counterpart of {theirs.name} has no {key}", "State it.")
        return Term(
            name=text_of(node.value, "as"),
            pack=self.pack,
            title=self.text(node.value, "title", theirs.title, place),
            cite=text_of(node.value, "cite"),
            holds=self.swaps.condition(theirs.holds, theirs.name),
            place=place,
            url=text_of(node.value, "url"),
            for_each=theirs.for_each,
        )

    def _refuse_unlike(self, theirs: Term, name: str, place: Place) -> None:
        """Note a term that cannot stand for one of theirs."""
        if name not in self.names.terms:
            remedy = did_you_mean(name, self.names.terms, "Define it in terms.yaml, or write {as, cite, url}.")
            self.note(place, f'there is no term "{name}" to stand for {theirs.name}', remedy)
        elif self.names.terms[name] != theirs.for_each:
            about = f"one {theirs.for_each[0]}" if theirs.for_each else "the whole campaign"
            self.note(place, f"{theirs.name} is about {about}, and {name} is not", "Let both have the same for_each.")

    def rules(self, own: Mapping[str, Rule]) -> Iterator[Rule]:
        """Return the mirrored rules. One that the pack states itself too, for other days, holds both."""
        for duty, node in self.entries(self.node.value, "rules").items():
            place = self.place_of("rules", duty)
            theirs = self.lender.rules.get(f"{self.lender.name}/{duty}")
            if node.kind != "map":
                self.note(place, "a mirrored rule is a mapping", "Write {cite: ..., url: ...}.")
            elif theirs is not None and theirs.row:
                self.note(place, f"{theirs.id} runs across a table", "Only a rule of its own can be mirrored.")
            elif theirs is not None:
                before = len(self.draft.problems)
                rule = _MirroredRule(self, theirs, node, place).joined(own.get(f"{self.pack}/{duty}"))
                if len(self.draft.problems) == before:
                    yield rule

    def text(self, written: Mapping[str, Node], key: str, theirs: str, place: Place) -> str:
        """Return a text of one's own, or theirs in the words of this law; refuse what belongs to theirs alone."""
        if key in written:
            return text_of(written, key).strip()
        text = self.swaps.worded(theirs)
        found = self.swaps.foreign(text)
        if found:
            self.note(
                place, f'the {key} taken over from {self.lender.name} says "{found}"', f"Write {key} for this law."
            )
        return text.strip()

    def period(self, node: Node) -> Period | None:
        """Return the days a mirror, a rule of it or a version of that states; None where it states none."""
        written = node.value.get("in_force")
        if written is None:
            return None
        refuse_unknown(written, ("from", "until", "note"), "in_force", self.file, self.draft.problems)
        return read_period(plain(written), written.place(self.file), self.draft.problems)

    def place_of(self, *keys: str) -> Place:
        """Return where an entry stands."""
        node, place = self.node, self.node.place(self.file)
        for key in keys:
            place, node = Place(self.file, *node.keys[key]), node.value[key]
        return place

    def day(self, node: Node | None) -> date | None:
        """Return a day that is written; None where none is."""
        period = read_period({"from": plain(node)}, node.place(self.file), self.draft.problems) if node else None
        return period.first if period else None

    def note(self, place: Place, what: str, remedy: str) -> None:
        """Note what is wrong."""
        self.draft.problems.append(Problem(place, what, remedy))


class _MirroredRule:
    """One duty of the other pack, as a rule of this one."""

    def __init__(self, mirror: Mirror, theirs: Rule, node: Node, place: Place) -> None:
        self._mirror, self._theirs, self._node, self._place = mirror, theirs, node, place
        self._problems = mirror.draft.problems
        self._reader = RuleReader(mirror.draft, mirror.names, mirror.file, node, None)
        self._sources: list[Version] = []
        refuse_unknown(node, _KEYS["a mirrored rule"], "a mirrored rule", mirror.file, self._problems)

    def joined(self, own: Rule | None) -> Rule:
        """Return the rule, with the versions and examples that the pack states itself."""
        versions = tuple(self._versions())
        both = sorted((*versions, *(own.versions if own else ())), key=lambda one: one.in_force.first or date.min)
        what = f"the versions of {self._theirs.id.partition('/')[2]}"
        refuse_overlap([one.in_force for one in both], what, self._place, self._problems)
        if own and own.for_each != self._theirs.for_each:
            what = f"{own.id} and {self._theirs.id} are not about the same element"
            self._mirror.note(self._place, what, "Give the own rule another name.")
        examples = (*self._examples(versions, both), *self._reader.examples(self._node.value.get("examples")))
        return Rule(
            id=f"{self._mirror.pack}/{self._theirs.id.partition('/')[2]}",
            pack=self._mirror.pack,
            place=self._place,
            versions=tuple(both),
            for_each=self._theirs.for_each,
            examples=(*examples, *(own.examples if own else ())),
            aliases=(*self._texts("aliases"), *(own.aliases if own else ())),
            from_catalogue=self._origins(own.from_catalogue if own else ()),
            mirrors=self._theirs.id,
        )

    def _origins(self, own: tuple[str, ...]) -> tuple[str, ...]:
        """Return the obligations it was written from: theirs, those named here, those of its own versions."""
        return tuple(dict.fromkeys((*self._theirs.from_catalogue, *self._texts("from_catalogue"), *own)))

    def _texts(self, key: str) -> tuple[str, ...]:
        return texts_of(self._node.value.get(key), key, self._mirror.file, self._problems)

    def _versions(self) -> Iterator[Version]:
        listed = self._node.value.get("versions")
        nodes = listed.value if listed is not None and listed.kind == "list" else [self._node]
        for node in nodes:
            if node.kind != "map":
                self._mirror.note(node.place(self._mirror.file), "a version is a mapping", "Begin it with in_force.")
                continue
            if node is not self._node:
                what = "a mirrored version"
                refuse_unknown(node, _KEYS[what], what, self._mirror.file, self._problems)
            yield self._version({**self._node.value, **node.value}, self._mirror.period(node))

    def _version(self, written: Mapping[str, Node], period: Period | None) -> Version:
        mirror, place = self._mirror, self._place
        in_force = period or mirror.period(self._node) or mirror.in_force or Period(None, None)
        if in_force.first is None:
            mirror.note(place, "nothing says since which day the duty binds", "Write in_force: {from: ...}.")
        theirs = self._source(written, in_force)
        self._sources.append(theirs)
        checked = written.get("checked", mirror.node.value.get("checked"))
        for key, given in (("cite", written), ("url", written), ("checked", {"checked": checked})):
            if given.get(key) is None or (key != "checked" and not text_of(written, key).strip()):
                mirror.note(place, f"the mirrored rule has no {key}", "State that of this law.")
        texts = {key: mirror.text(written, key, getattr(theirs, key), place) for key in _TEXTS}
        return replace(
            theirs,
            **texts,
            in_force=in_force,
            cite=text_of(written, "cite").strip(),
            url=text_of(written, "url").strip(),
            checked=self._reader.checked(checked),
            applies=mirror.swaps.condition(theirs.applies, self._theirs.id),
            requires=mirror.swaps.condition(theirs.requires, self._theirs.id),
            unless=tuple(self._exceptions(written, theirs)),
            review=self._review(written, theirs.review),
        )

    def _source(self, written: Mapping[str, Node], in_force: Period) -> Version:
        """Return the text of the other law that stands for one version."""
        chosen = self._mirror.day(written.get("as_of"))
        days = Period(chosen, chosen) if chosen else in_force
        found = [one for one in self._theirs.versions if _meet(one.in_force, days)]
        if len(found) != 1:
            what = f"{self._theirs.id} has {len(found) or 'no'} {'versions' if len(found) != 1 else 'version'} then"
            self._mirror.note(self._place, what, "Write as_of: DATE, a day on which it read as it does here.")
        return found[0] if found else self._theirs.versions[-1]

    def _exceptions(self, written: Mapping[str, Node], theirs: Version) -> Iterator[Exempt]:
        mirror = self._mirror
        said = mirror.entries(written, "unless")
        titles = [one.title for one in theirs.unless]
        for title, written_here in said.items():
            refuse_unknown(
                written_here, _KEYS["a mirrored exception"], "a mirrored exception", mirror.file, self._problems
            )
            if title not in titles:
                remedy = did_you_mean(title, titles, "Name an exception by its title there.")
                mirror.note(self._place, f'{self._theirs.id} has no exception "{title}"', remedy)
        for one in theirs.unless:
            node = said.get(one.title)
            own = node.value if node is not None and node.kind == "map" else {}
            if text_of(own, "dropped") == "true":
                continue
            cite = mirror.text(own, "cite", one.cite, self._place)
            title = mirror.text(own, "title", one.title, self._place)
            url = text_of(own, "url") if own else one.url
            yield Exempt(title, cite, mirror.swaps.condition(one.when, self._theirs.id), url)

    def _review(self, written: Mapping[str, Node], theirs: Review | None) -> Review | None:
        if "review" in written:
            return self._reader.review(written["review"])
        if theirs is None:
            return None
        mirror, place = self._mirror, self._place
        question = mirror.text({}, "question", theirs.question, place)
        evidence = tuple(mirror.text({}, "evidence", one, place) for one in theirs.evidence)
        return Review(question, evidence, theirs.valid_for)

    def _examples(self, versions: tuple[Version, ...], every: Sequence[Version]) -> Iterator[Example]:
        """Return their examples, each for every version whose text it is about."""
        left_out = self._texts("without")
        known = {one.name for one in self._theirs.examples}
        for name in left_out if known else ():
            if name not in known:
                remedy = did_you_mean(name, known, "Name an example as it is named there.")
                self._mirror.note(self._place, f'{self._theirs.id} has no example "{name}"', remedy)
        for example in self._theirs.examples:
            if example.name not in left_out:
                yield from self._instances(example, versions, every)

    def _instances(
        self, example: Example, versions: tuple[Version, ...], every: Sequence[Version]
    ) -> Iterator[Example]:
        swaps, owner = self._mirror.swaps, f'the example "{example.name}" of {self._theirs.id}'
        swapped = replace(example, name=swaps.worded(example.name), given=swaps.given(example.given, owner), row="")
        for version, source in zip(versions, self._sources, strict=True):
            day = _moved(example.on, source.in_force, version.in_force)
            if day is None and version is not every[-1]:
                day = version.in_force.last
            if day is None or self._is_of(version, day, versions, every):
                name = f"{swapped.name}, on {day}" if day and len(versions) > 1 else swapped.name
                yield replace(swapped, name=name, on=day)

    def _is_of(self, version: Version, day: date, versions: tuple[Version, ...], every: Sequence[Version]) -> bool:
        """Tell whether an example of a day is about a version: the one in force then, or else the nearest.

        What the other law said long before the duty came here is no example of it.
        """
        if any(one.in_force.covers(day) for one in every):
            return version.in_force.covers(day)
        first = versions[0].in_force.first
        if first and day < first:
            return version is versions[0] and day == first - _DAY
        return version is versions[-1]


def _meet(one: Period, other: Period) -> bool:
    ends = (one.last or date.max) >= (other.first or date.min)
    return ends and (other.last or date.max) >= (one.first or date.min)


def _moved(day: date | None, source: Period, target: Period) -> date | None:
    """Return the day that stands to the days of a version here as ``day`` does to theirs, at their ends."""
    for theirs, ours in ((source.first, target.first), (source.last, target.last)):
        if day and theirs and ours and abs(day - theirs) <= _DAY:
            return ours + (day - theirs)
    return day
