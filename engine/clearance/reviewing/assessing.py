"""Outcomes and people's answers joined into one assessment, in the order in which people read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    reviewed = [_reviewed(one, reviews.get(one.key)) for one in known]
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


def _reviewed(outcome: Outcome, review: ReviewState | None) -> Outcome:
    """Return what the facts satisfy but a person has still to judge, as just that; or as the person judged it."""
    if review is None or outcome.status is not Status.SATISFIED:
        return outcome
    if review.answer is None or review.stale:
        return replace(outcome, status=Status.NEEDS_REVIEW)
    return outcome if review.answer.answer else replace(outcome, status=Status.VIOLATED)


def _ordered(outcomes: list[Outcome], packs: tuple[PackUse, ...]) -> list[Outcome]:
    """Law first, then platforms, codes, ethics; regimes with the gravest findings first, and in each what is open."""
    by_name = {use.pack.name: use.pack for use in packs}
    gravest: dict[str, tuple[int, int]] = {}
    for one in outcomes:
        gravity = (_GRAVITY[one.status], _SEVERITY[one.version.severity])
        gravest[one.rule.pack] = min(gravest.get(one.rule.pack, gravity), gravity)

    def rank(one: Outcome) -> tuple[object, ...]:
        pack = by_name[one.rule.pack]
        return (
            KINDS.index(pack.kind),
            gravest[pack.name],
            pack.name,
            _GRAVITY[one.status],
            one.upcoming,
            _SEVERITY[one.version.severity],
            one.rule.id,
            one.subject.section,
            one.subject.id,
            one.law_on,
        )

    return sorted(outcomes, key=rank)
