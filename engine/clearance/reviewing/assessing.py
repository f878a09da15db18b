"""Outcomes and people's answers joined into one assessment, in the order in which people read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec.structs import replace

from clearance.model.acceptance import NOTHING_ACCEPTED, Accepted
from clearance.model.assessments import Assessment, Attestation, PackUse, ReviewState
from clearance.model.campaigns import Campaign
from clearance.model.flights import ENDS, unstated_days
from clearance.model.outcomes import GRAVITY, Outcome, Status
from clearance.model.rules import KINDS, SEVERITIES, Rulebook
from clearance.reviewing.accepting import accept
from clearance.reviewing.attesting import is_reviewable, review_of
from clearance.reviewing.questions import questions_for
from clearance.reviewing.verdict import verdict_of

_GRAVITY = {status: place for place, status in enumerate(GRAVITY)}
_SEVERITY = {word: place for place, word in enumerate(SEVERITIES)}


def assess(
    campaign: Campaign,
    outcomes: Iterable[Outcome],
    *,
    rulebook: Rulebook,
    packs: tuple[PackUse, ...],
    as_of: date,
    days: tuple[date, date],
    engine: tuple[str, ...],
    fail_on_ethics: str,
    attestations: Sequence[Attestation] = (),
    accepted: Accepted = NOTHING_ACCEPTED,
) -> Assessment:
    """Return the assessment of one campaign."""
    known = list(outcomes)
    reviews = {one.key: review_of(one, attestations, as_of) for one in known if is_reviewable(one)}
    reviewed = [_reviewed(one, reviews[one.key]) if is_reviewable(one) else one for one in known]
    ordered = tuple(_ordered(reviewed, packs))
    found = accept(ordered, accepted, campaign=campaign, packs=packs, rulebook=rulebook, as_of=as_of)
    return Assessment(
        campaign=campaign,
        as_of=as_of,
        days=days,
        outcomes=ordered,
        questions=questions_for(ordered, packs, rulebook.vocabulary),
        verdict=verdict_of(ordered, packs, fail_on_ethics, found.suppressed),
        packs=packs,
        engine=engine,
        rulebook_digest=rulebook.digest,
        vocabulary=rulebook.vocabulary,
        fail_on_ethics=fail_on_ethics,
        reviews=reviews,
        open_ended=ENDS in unstated_days(campaign),
        suppressed=found.suppressed,
        notices=found.notices,
        standings=found.standings,
    )


def _reviewed(outcome: Outcome, review: ReviewState) -> Outcome:
    """Return what the facts satisfy but a person has still to judge, as just that; or as the person judged it."""
    if review.answer is None or review.stale:
        return replace(outcome, status=Status.NEEDS_REVIEW)
    return outcome if review.answer.answer else replace(outcome, status=Status.VIOLATED)


def _ordered(outcomes: list[Outcome], packs: tuple[PackUse, ...]) -> Iterator[Outcome]:
    """Law first, then platforms, codes, ethics; regimes with the gravest findings first, and in each what is open."""
    by_pack: dict[str, list[Outcome]] = {}
    for one in outcomes:
        by_pack.setdefault(one.rule.pack, []).append(one)
    places = {use.pack.name: KINDS.index(use.pack.kind) for use in packs}
    gravest = {name: min(map(_gravity, own)) for name, own in by_pack.items()}
    for name in sorted(by_pack, key=lambda name: (places[name], gravest[name], name)):
        yield from sorted(by_pack[name], key=_rank)


def _gravity(outcome: Outcome) -> tuple[int, int]:
    return _GRAVITY[outcome.status], _SEVERITY[outcome.version.severity]


def _rank(outcome: Outcome) -> tuple[object, ...]:
    """Return what sorts the outcomes of one pack."""
    status, subject = outcome.status, outcome.subject
    gravity = _GRAVITY[status], outcome.upcoming, _SEVERITY[outcome.version.severity]
    return *gravity, outcome.rule.id, subject.section, subject.id, outcome.law_on
