"""The questions an assessment leaves: each missing fact once, what decides most and gravest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct, field

from clearance.model.assessments import PackUse, Question
from clearance.model.outcomes import Missing, Outcome, Status
from clearance.model.vocabulary import Vocabulary


class _Gathering(Struct):
    """What speaks for one question."""

    elements: dict[str, None] = field(default_factory=dict)
    decides: dict[int, None] = field(default_factory=dict)
    blockers: set[int] = field(default_factory=set)
    packs: dict[str, None] = field(default_factory=dict)
    of_law: int = 0
    """Rules of the packs of law that wait for it."""
    of_others: int = 0
    """Rules of platforms that wait for it; codes that nobody said they follow weigh nothing."""
    why: str = "not stated"


def questions_for(
    outcomes: Sequence[Outcome], packs: Iterable[PackUse], vocabulary: Vocabulary
) -> tuple[Question, ...]:
    """Return the facts that would decide what is undecided, each once.

    First comes what tells which law governs, then what decides most blockers, then most duties.
    """
    gathered: dict[tuple[str, str], _Gathering] = {}
    for position, outcome in enumerate(outcomes):
        if outcome.status is Status.NEEDS_INFORMATION:
            for missing in outcome.missing:
                _gather(gathered.setdefault((missing.path, missing.region), _Gathering()), missing, position, outcome)
    _waiting(gathered, packs)
    ordered = sorted(gathered.items(), key=lambda pair: _rank(*pair))
    return tuple(_question(path, region, found, vocabulary) for (path, region), found in ordered)


def _gather(found: _Gathering, missing: Missing, position: int, outcome: Outcome) -> None:
    _note(found, missing)
    found.decides[position] = None
    if outcome.version.severity == "blocker":
        found.blockers.add(position)


def _note(found: _Gathering, missing: Missing) -> None:
    if missing.element:
        found.elements[missing.element] = None
    if missing.why != "not stated":
        found.why = missing.why


def _waiting(gathered: dict[tuple[str, str], _Gathering], packs: Iterable[PackUse]) -> None:
    """Add the facts that tell whether a pack governs at all; they decide all its rules."""
    for use in packs:
        for missing in use.waits_for if use.state == "waiting" else ():
            found = gathered.setdefault((missing.path, missing.region), _Gathering())
            _note(found, missing)
            if use.pack.name not in found.packs:
                found.packs[use.pack.name] = None
                size = use.total if use.holds_up else 0
                found.of_law += size if use.pack.kind == "law" else 0
                found.of_others += 0 if use.pack.kind == "law" else size


def _rank(key: tuple[str, str], found: _Gathering) -> tuple[int, int, int, str, str]:
    return (-found.of_law, -len(found.blockers), -len(found.decides) - found.of_others, *key)


def _question(path: str, region: str, found: _Gathering, vocabulary: Vocabulary) -> Question:
    fact = vocabulary.facts.get(path)
    section = vocabulary.sections[fact.section if fact else path]
    ask = fact.ask if fact else section.ask or f"What belongs under {section.name}: {section.about}"
    if region:
        ask = f"{vocabulary.regions.get(region, region)}: {ask[0].lower()}{ask[1:]}"
    return Question(
        path=path,
        ask=ask,
        help=fact.help if fact else section.about,
        answered_by=fact.answered_by if fact else "",
        elements=tuple(found.elements),
        section=section.name,
        decides=tuple(found.decides),
        blockers=len(found.blockers),
        why=found.why,
        fact=fact,
        region=region,
        packs=tuple(found.packs),
    )
