"""Whether a person's answer to a review holds: for these facts, and not for longer than the rule allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from hashlib import sha256

from clearance.model.assessments import Attestation, ReviewState
from clearance.model.figures import months_after, parse_duration
from clearance.model.outcomes import Outcome, Proof, Status

_DAYS = {"days": 1, "weeks": 7}


def is_reviewable(outcome: Outcome) -> bool:
    """Tell whether the facts satisfy a duty that a person has still to judge."""
    return outcome.version.review is not None and outcome.status is Status.SATISFIED


def review_of(outcome: Outcome, attestations: Sequence[Attestation], as_of: date) -> ReviewState:
    """Return where the review of an outcome stands, by the newest answer given for it up to the date."""
    bound = digest_of(outcome)
    names = (outcome.rule.id, *outcome.rule.aliases)
    about = outcome.subject.label
    answers = [one for one in attestations if one.rule in names and one.subject == about and one.on <= as_of]
    if not answers:
        return ReviewState(bound)
    newest = max(answers, key=lambda one: one.on)
    return ReviewState(bound, newest, _stale(newest, outcome, bound, as_of))


def _stale(answer: Attestation, outcome: Outcome, bound: str, as_of: date) -> str:
    review = outcome.version.review
    assert review is not None
    if answer.bound_to != bound:
        return "the facts or the rule have changed since"
    last = last_day(answer.on, review.valid_for)
    return f"an answer holds for {review.valid_for}" if as_of > last else ""


def last_day(on: date, valid_for: str) -> date:
    """Return the last day on which an answer holds."""
    duration = parse_duration(valid_for)
    if duration.unit == "never":
        return date.max
    if duration.unit in ("months", "years"):
        return months_after(on, int(duration.amount) * (12 if duration.unit == "years" else 1))
    return on + timedelta(days=int(duration.amount * _DAYS.get(duration.unit, 1)))


def digest_of(outcome: Outcome) -> str:
    """Return the digest of a duty as worded and of the facts relied on, to which an answer is bound."""
    review = outcome.version.review
    total = sha256(f"{outcome.rule.id}\0{outcome.subject.label}\0{review.question if review else ''}".encode())
    for step in _facts_in(outcome.proof):
        total.update(f"\0{step.path}\0{step.value}".encode())
    return total.hexdigest()[:16]


def _facts_in(proofs: Sequence[Proof]) -> Iterator[Proof]:
    for proof in proofs:
        if proof.path and proof.value:
            yield proof
        yield from _facts_in(proof.parts)
