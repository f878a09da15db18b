"""The checklist, arranged for reading: what every page shows, in its order and its groups.

Nothing is decided here. Order, numbers and verdict are those of the document; what would fill pages without
telling more is put into folds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from clearance.rendering.words import (
    ACCEPTED,
    DUTIES,
    KINDS,
    MARKS,
    PRINCIPLES,
    SEVERITIES,
    Mark,
    cleaned,
    listed,
    numbered,
    state_of,
)

Document = Mapping[str, Any]
"""The published form of an assessment, ``clearance-assessment`` version 1, or a part of it."""

FIRST_CHANGES = 12
FIRST_ACCEPTED = 7
FIRST_NOTICES = 7
FIRST_QUESTIONS = 7
FIRST_REVIEWS = 7
FIRST_NUMBERS = 12
"""So many links to findings stand in a row before the rest is folded."""
FIRST_ASKS = 3
"""So many questions are spelled out inside one finding."""
FIRST_LABELS = 4
FIRST_REASONS = 3
FIRST_FACTS = 6
"""So many facts are shown before those on whether a rule applies are folded."""
WAITING_AT_LEAST = 3
"""From so many on, findings of a regime that wait for the same answers share one line."""
OPEN_WAITING = 5
"""So many findings of a regime that lack information are spelled out; the rest take a line each."""


class Split(Struct, frozen=True):
    """A list of which the first part is shown and the rest folded."""

    first: tuple[Any, ...]
    rest: tuple[Any, ...]
    blockers: int = 0
    """How many of the rest are blockers."""


class Tally(Struct, frozen=True):
    """How many findings have a status."""

    mark: Mark
    number: int
    words: str
    """Number, status, and how many of them are blockers."""


class KindTally(Struct, frozen=True):
    """The tallies of one kind of rule. Kinds are never added up."""

    title: str
    tallies: tuple[Tally, ...]


class Ask(Struct, frozen=True):
    """A question that would help decide a finding."""

    letter: str
    words: str


class Entry(Struct, frozen=True):
    """One finding, with the words that a page sets around it."""

    finding: Document
    mark: Mark
    later: Mark | None
    """For an upcoming finding: the status it will have."""
    principle: str
    kind: str
    """Title of its kind."""
    asks: tuple[Ask, ...]
    other_asks: tuple[Ask, ...]
    """Questions that are named by their letters alone."""
    unasked: tuple[Document, ...]
    """What is missing and no question asks for."""
    facts: Split
    """Those that the duty itself turns on; folded, where there are many: those on whether it applies."""
    reasons: tuple[Document, ...]
    """For a finding that does not apply: the steps of the proof that decide it."""
    regime: int
    """Number of its regime in the filter."""
    channels: tuple[int, ...]
    """Numbers of its channels in the filter."""
    settled: bool
    """Satisfied or not applicable, now or for the days to come."""

    @property
    def letters(self) -> tuple[str, ...]:
        """Letters of all the questions it waits for."""
        return tuple(ask.letter for ask in (*self.asks, *self.other_asks))


class Fold(Struct, frozen=True):
    """Findings that take one line until somebody opens them."""

    key: str
    """``known``, since before; ``waiting``, for the same answers; ``more``, for different ones; ``settled``."""
    entries: tuple[Entry, ...]
    tallies: tuple[Tally, ...]
    blockers: int
    asks: tuple[Ask, ...] = ()
    """The questions all of them wait for."""


class Group(Struct, frozen=True):
    """The findings of one regime."""

    regime: str
    kind: str
    kind_title: str
    open: tuple[Entry, ...]
    folds: tuple[Fold, ...]


class Begins(Struct, frozen=True):
    """Duties that begin on one day of the campaign."""

    day: str
    words: str
    """Number and noun: ``2 duties of law``."""
    number: int
    numbers: tuple[int, ...]


class Option(Struct, frozen=True):
    """One value that findings can be filtered by."""

    value: str
    words: str
    number: int
    mark: Mark | None = None


class Filters(Struct, frozen=True):
    """What the findings can be filtered by: only what occurs among them."""

    statuses: tuple[Option, ...]
    severities: tuple[Option, ...]
    regimes: tuple[tuple[str, tuple[Option, ...]], ...]
    """By title of kind."""
    principles: tuple[Option, ...]
    channels: tuple[Option, ...]


class PackKind(Struct, frozen=True):
    """The packs of one kind that took part."""

    title: str
    packs: tuple[Document, ...]


class Checklist(Struct, frozen=True):
    """One assessment, arranged for reading."""

    document: Document
    anchors: Mapping[int, str]
    """Of each finding, by its number."""
    kinds: Mapping[str, str]
    """Titles of the kinds."""
    tallies: tuple[KindTally, ...]
    begins: tuple[Begins, ...]
    changes: Split
    accepted: Split
    """What is violated and was accepted."""
    notices: Split
    columns: tuple[tuple[str, Mark], ...]
    """The counts that a table of them shows: what was accepted only where something was."""
    questions: Split
    reviews: Split
    undecided: int
    """How many findings lack information today."""
    groups: tuple[Group, ...]
    principles: tuple[tuple[str, tuple[int, ...]], ...]
    """Open findings by principle."""
    filters: Filters
    packs: tuple[PackKind, ...]
    skipped: tuple[Document, ...]
    """The packs that took no part."""


def arrange(document: Document) -> Checklist:
    """Return a document arranged for reading."""
    document = cleaned(document)
    kinds = {**KINDS, **{kind["kind"]: kind["title"] for kind in document["kinds"]}}
    entries = _entries(document, kinds)
    now = [entry for entry in entries if entry.later is None]
    return Checklist(
        document=document,
        anchors={finding["number"]: finding["anchor"] for finding in document["findings"]},
        kinds=kinds,
        tallies=tuple(KindTally(kind["title"], _kind_tallies(kind["counts"])) for kind in document["kinds"]),
        begins=_begins(document["findings"]),
        changes=_split(document["to_do"], FIRST_CHANGES),
        accepted=_split(document["accepted"], FIRST_ACCEPTED),
        notices=_split(document["notices"], FIRST_NOTICES),
        columns=tuple(_columns(document["kinds"])),
        questions=_split(document["questions"], FIRST_QUESTIONS),
        reviews=_split(document["reviews"], FIRST_REVIEWS),
        undecided=sum(entry.mark.key == "needs-information" for entry in now),
        groups=_groups(entries, kinds),
        principles=_by_principle(entries),
        filters=_filters(entries, kinds),
        packs=_pack_kinds(document["packs"], kinds),
        skipped=tuple(pack for pack in document["packs"] if pack["skipped"]),
    )


def split_numbers(numbers: Sequence[int]) -> Split:
    """Return numbers of findings, the first ones apart; a rest of one or two is not worth a fold."""
    if len(numbers) <= FIRST_NUMBERS + 2:
        return Split(tuple(numbers), ())
    return Split(tuple(numbers[:FIRST_NUMBERS]), tuple(numbers[FIRST_NUMBERS:]))


def labels_in_words(labels: Sequence[str]) -> str:
    """Return what something is about, the first few by name."""
    if len(labels) <= FIRST_LABELS + 1:
        return listed(labels)
    return f"{', '.join(labels[:FIRST_LABELS])} and {len(labels) - FIRST_LABELS} more"


def regime_in_words(regime: str, kind: str, kinds: Mapping[str, str]) -> str:
    """Return a regime, and that it is not law where it is not."""
    if kind == "law":
        return regime
    return f"{regime} ({kinds[kind].lower()}, not law)"


def _split(items: Sequence[Document], first: int) -> Split:
    if len(items) <= first + 1:
        return Split(tuple(items), ())
    rest = tuple(items[first:])
    return Split(tuple(items[:first]), rest, sum(item.get("severity") == "blocker" for item in rest))


def _entries(document: Document, kinds: Mapping[str, str]) -> tuple[Entry, ...]:
    words = {question["letter"]: question["ask"] for question in document["questions"]}
    regimes = _positions(_regime(finding) for finding in _by_kind(document["findings"]))
    channels = _positions(channel for finding in document["findings"] for channel in finding["channels"])
    return tuple(
        _entry(
            finding,
            kind=kinds[finding["kind"]],
            words=words,
            regime=regimes[_regime(finding)],
            channels=tuple(channels[channel] for channel in finding["channels"]),
        )
        for finding in _by_kind(document["findings"])
    )


def _by_kind(findings: Iterable[Document]) -> list[Document]:
    order = list(KINDS)
    return sorted(findings, key=lambda finding: order.index(finding["kind"]))


def _regime(finding: Document) -> tuple[str, str]:
    return finding["kind"], finding["regime"]


def _positions(values: Iterable[Any]) -> dict[Any, int]:
    return {value: position for position, value in enumerate(dict.fromkeys(values))}


def _entry(finding: Document, *, kind: str, words: Mapping[str, str], regime: int, channels: tuple[int, ...]) -> Entry:
    status, upcoming = MARKS[state_of(finding)], finding["upcoming"] is not None
    letters = dict.fromkeys(missing["question"] for missing in finding["missing"])
    asks = tuple(Ask(letter, words[letter]) for letter in letters if letter in words)
    return Entry(
        finding=finding,
        mark=MARKS["upcoming"] if upcoming else status,
        later=status if upcoming else None,
        principle=PRINCIPLES[finding["principle"]],
        kind=kind,
        asks=asks[:FIRST_ASKS],
        other_asks=asks[FIRST_ASKS:],
        unasked=tuple(missing for missing in finding["missing"] if missing["question"] not in words),
        facts=_facts(finding),
        reasons=_reasons(finding) if status.key == "not-applicable" else (),
        regime=regime,
        channels=channels,
        settled=status.key in ("satisfied", "not-applicable"),
    )


def _facts(finding: Document) -> Split:
    facts = finding["facts"]
    if len(facts) <= FIRST_FACTS + 1:
        return Split(tuple(facts), ())
    asked = {_spot(step) for part in finding["proof"] if part["kind"] == "requires" for step in _steps(part)}
    first = [fact for fact in facts if _spot(fact) in asked or not fact["stated"]] or facts[:FIRST_FACTS]
    return Split(tuple(first), tuple(fact for fact in facts if fact not in first))


def _spot(one: Document) -> tuple[str, str, int]:
    return one["path"], one["file"], one["line"]


def _steps(step: Document) -> Iterator[Document]:
    yield step
    for part in step["parts"]:
        yield from _steps(part)


def _reasons(finding: Document) -> tuple[Document, ...]:
    """Return the steps that keep a rule from applying; none where an exception does."""
    for step in finding["proof"]:
        if step["kind"] == "applies" and step["truth"] == "false":
            return tuple(_deciding(step["parts"]) or [step])[:FIRST_REASONS]
    return ()


def _deciding(parts: Sequence[Document]) -> list[Document]:
    """Return what makes a conjunction false: its first false part, taken apart as far as words need it."""
    part = next((part for part in parts if part["truth"] == "false"), None)
    if part is None:
        return []
    if part["kind"] == "all":
        return _deciding(part["parts"])
    if part["kind"] in ("any", "at_least"):
        return [step for inner in part["parts"] for step in _deciding([inner])]
    if part["kind"] == "not":
        return list(part["parts"])
    return [part]


def _kind_tallies(counts: Document) -> tuple[Tally, ...]:
    tallies = []
    for key, mark in MARKS.items():
        number = counts[key]
        if key == "upcoming" or (not number and key != "violated"):
            continue
        blockers = counts["blockers"] if key == "violated" else 0
        tallies.append(Tally(mark, number, _with_blockers(numbered(number, mark.one, mark.many), blockers)))
    return tuple(tallies)


def _columns(kinds: Sequence[Document]) -> Iterator[tuple[str, Mark]]:
    for key, mark in MARKS.items():
        if key != "upcoming" and (key not in ACCEPTED.values() or any(kind["counts"][key] for kind in kinds)):
            yield key, mark


def _with_blockers(words: str, blockers: int) -> str:
    return f"{words} ({numbered(blockers, 'blocker', 'blockers')})" if blockers else words


def _begins(findings: Sequence[Document]) -> tuple[Begins, ...]:
    days: dict[tuple[str, int], list[int]] = {}
    for finding in findings:
        if finding["upcoming"] is not None:
            place = finding["upcoming"]["from"], list(KINDS).index(finding["kind"])
            days.setdefault(place, []).append(finding["number"])
    kinds = list(KINDS)
    return tuple(
        Begins(day, numbered(len(numbers), *DUTIES[kinds[kind]]), len(numbers), tuple(numbers))
        for (day, kind), numbers in sorted(days.items())
    )


def _groups(entries: Sequence[Entry], kinds: Mapping[str, str]) -> tuple[Group, ...]:
    regimes: dict[int, list[Entry]] = {}
    for entry in entries:
        regimes.setdefault(entry.regime, []).append(entry)
    return tuple(_group(regimes[regime], kinds) for regime in sorted(regimes))


def _group(entries: Sequence[Entry], kinds: Mapping[str, str]) -> Group:
    known = [entry for entry in entries if (entry.later or entry.mark).key == "known"]
    waiting, others = _waiting([entry for entry in entries if not entry.settled and entry not in known])
    shown, more = _spelled_out(others)
    settled = [entry for entry in entries if entry.settled]
    folds = [_fold("known", known)] if known else []
    folds += [_fold("waiting", group) for group in waiting]
    folds += [_fold("more", more)] if more else []
    folds += [_fold("settled", settled)] if settled else []
    first = entries[0].finding
    return Group(first["regime"], first["kind"], kinds[first["kind"]], tuple(shown), tuple(folds))


def _lacks_information(entry: Entry) -> bool:
    return entry.mark.key == "needs-information" and not entry.settled


def _waiting(entries: Sequence[Entry]) -> tuple[list[list[Entry]], list[Entry]]:
    """Return findings that wait for the same answers, group by group, and all others."""
    groups: dict[tuple[str, ...], list[Entry]] = {}
    for entry in entries:
        if _lacks_information(entry) and entry.letters and not entry.unasked:
            groups.setdefault(tuple(sorted(entry.letters)), []).append(entry)
    large = [group for group in groups.values() if len(group) >= WAITING_AT_LEAST]
    taken = {entry.finding["number"] for group in large for entry in group}
    return large, [entry for entry in entries if entry.finding["number"] not in taken]


def _spelled_out(entries: Sequence[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Return the findings to spell out, and those that lack information and take a line each."""
    lacking = [entry for entry in entries if _lacks_information(entry)]
    if len(lacking) <= OPEN_WAITING + 1:
        return list(entries), []
    more = lacking[OPEN_WAITING:]
    numbers = {entry.finding["number"] for entry in more}
    return [entry for entry in entries if entry.finding["number"] not in numbers], more


def _fold(key: str, entries: Sequence[Entry]) -> Fold:
    blockers = sum(entry.finding["severity"] == "blocker" for entry in entries)
    same = (*entries[0].asks, *entries[0].other_asks) if key == "waiting" else ()
    return Fold(key, tuple(entries), _tallies(entries), blockers, same)


def _tallies(entries: Sequence[Entry]) -> tuple[Tally, ...]:
    numbers = [(mark, sum(entry.mark == mark for entry in entries)) for mark in MARKS.values()]
    return tuple(Tally(mark, number, numbered(number, mark.one, mark.many)) for mark, number in numbers if number)


def _by_principle(entries: Sequence[Entry]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    numbers = {
        words: tuple(sorted(one.finding["number"] for one in entries if one.principle == words and not one.settled))
        for words in PRINCIPLES.values()
    }
    return tuple((words, found) for words, found in numbers.items() if found)


def _filters(entries: Sequence[Entry], kinds: Mapping[str, str]) -> Filters:
    findings = [entry.finding for entry in entries]
    return Filters(
        statuses=tuple(Option(one.mark.key, one.mark.word, one.number, one.mark) for one in _tallies(entries)),
        severities=_options(SEVERITIES, [finding["severity"] for finding in findings]),
        regimes=_regime_options(entries, kinds),
        principles=_options(PRINCIPLES, [finding["principle"] for finding in findings]),
        channels=_channel_options(entries),
    )


def _options(words: Mapping[str, str], found: Sequence[str]) -> tuple[Option, ...]:
    return tuple(Option(key, text, found.count(key)) for key, text in words.items() if key in found)


def _regime_options(entries: Sequence[Entry], kinds: Mapping[str, str]) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    options: dict[str, dict[int, Option]] = {}
    numbers = Counter(entry.regime for entry in entries)
    for entry in entries:
        option = Option(str(entry.regime), entry.finding["regime"], numbers[entry.regime])
        options.setdefault(kinds[entry.finding["kind"]], {})[entry.regime] = option
    return tuple((title, tuple(found.values())) for title, found in options.items())


def _channel_options(entries: Sequence[Entry]) -> tuple[Option, ...]:
    names = {
        number: name
        for entry in entries
        for number, name in zip(entry.channels, entry.finding["channels"], strict=True)
    }
    numbers = Counter(number for entry in entries for number in entry.channels)
    return tuple(Option(str(number), names[number], numbers[number]) for number in sorted(names))


def _pack_kinds(packs: Sequence[Document], kinds: Mapping[str, str]) -> tuple[PackKind, ...]:
    used = [(kind, tuple(p for p in packs if p["kind"] == kind and not p["skipped"])) for kind in KINDS]
    return tuple(PackKind(kinds[kind], found) for kind, found in used if found)
