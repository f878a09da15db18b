"""Which violations were accepted: waived until a day, or known since a team started. They stay violations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from clearance.model.acceptance import Accepted, Known, Notice, Standing, Suppression, Waiver
from clearance.model.assessments import PackUse
from clearance.model.campaigns import Campaign
from clearance.model.fingerprints import fingerprint_of
from clearance.model.outcomes import Outcome, OutcomeKey, Status
from clearance.model.rules import Rulebook
from clearance.reviewing.noticing import gone

_OPEN = frozenset((Status.NEEDS_INFORMATION, Status.NEEDS_REVIEW))
_NOT_LOOKED_AT = frozenset(("left out", "waiting"))


class Acceptance(Struct, frozen=True):
    """What was accepted of one campaign, and what is to be said about it."""

    suppressed: Mapping[OutcomeKey, Suppression]
    notices: tuple[Notice, ...]
    standings: tuple[Standing, ...]


class _Scene(Struct, frozen=True):
    """What acceptance is judged by: one campaign's outcomes, rule by rule."""

    campaign: Campaign
    outcomes: Mapping[str, Sequence[Outcome]]
    """By every name of their rules."""
    states: Mapping[str, str]
    """How each pack took part."""
    rulebook: Rulebook
    as_of: date


def accept(
    outcomes: Sequence[Outcome],
    accepted: Accepted,
    *,
    campaign: Campaign,
    packs: Sequence[PackUse],
    rulebook: Rulebook,
    as_of: date,
) -> Acceptance:
    """Return which violations were accepted on a day. A waiver counts before a baseline, for it says more."""
    if not accepted.waivers and not accepted.known:
        return Acceptance({}, (), ())
    states = {use.pack.name: use.state for use in packs}
    scene = _Scene(campaign, _by_name(outcomes), states, rulebook, as_of)
    suppressed = dict(_waived(accepted.waivers, scene))
    standings = tuple(Standing(one, *_standing(one, scene)) for one in accepted.waivers)
    left = _recognised(outcomes, accepted.known, suppressed, scene)
    return Acceptance(suppressed, tuple(gone(one) for one in left if _is_gone(one, scene)), standings)


def _by_name(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    found: dict[str, list[Outcome]] = {}
    for one in outcomes:
        for name in (one.rule.id, *one.rule.aliases):
            found.setdefault(name, []).append(one)
    return found


def is_about(waiver: Waiver, outcome: Outcome) -> bool:
    """Tell whether a waiver names the subject of an outcome, by its label or by the id of the element."""
    return waiver.subject in (outcome.subject.label, outcome.subject.id)


def holds_on(waiver: Waiver, day: date) -> bool:
    """Tell whether a waiver holds on a day, its first and its last one included."""
    return waiver.begins_on <= day <= waiver.ends_on


def _waived(waivers: Sequence[Waiver], scene: _Scene) -> Iterator[tuple[OutcomeKey, Suppression]]:
    """Return what is waived. Of several waivers of one violation the one that ends last comes last, and counts."""
    for waiver in sorted(waivers, key=lambda one: (one.ends_on, one.source, one.place.line)):
        for outcome in scene.outcomes.get(waiver.rule, ()) if holds_on(waiver, scene.as_of) else ():
            if outcome.status is Status.VIOLATED and is_about(waiver, outcome):
                yield outcome.key, _by_waiver(waiver)


def _by_waiver(waiver: Waiver) -> Suppression:
    return Suppression(
        by="waiver",
        reason=waiver.reason,
        approved_by=waiver.approved_by,
        since=waiver.begins_on,
        until=waiver.ends_on,
        place=waiver.place,
    )


def _by_baseline(known: Known) -> Suppression:
    return Suppression(
        by="baseline",
        reason=f"known since {known.since.isoformat()}, in the baseline",
        approved_by="",
        since=known.since,
        until=None,
        place=known.place,
    )


def _standing(waiver: Waiver, scene: _Scene) -> tuple[str, tuple[str, ...]]:
    """Return what a campaign tells about a waiver, and the subjects its rule has there."""
    if scene.as_of > waiver.ends_on:
        return "expired", ()
    if scene.as_of < waiver.begins_on:
        return "not begun", ()
    named = scene.outcomes.get(waiver.rule, ())
    if not named:
        return _without_outcomes(waiver.rule, scene), ()
    statuses = {one.status for one in named if is_about(waiver, one)}
    if Status.VIOLATED in statuses:
        return "used", ()
    if statuses:
        return "open" if statuses & _OPEN else "idle", ()
    labels = (one.subject.label for one in named if one.subject.id or not one.subject.section)
    return "absent", tuple(dict.fromkeys(labels))


def _without_outcomes(rule: str, scene: _Scene) -> str:
    pack = pack_of(rule, scene.rulebook)
    if not pack:
        return "unknown"
    return "unseen" if scene.states.get(pack) in _NOT_LOOKED_AT else "untouched"


def pack_of(rule: str, rulebook: Rulebook) -> str:
    """Return the pack of a rule by any of its names; empty where no pack has such a rule."""
    pack = rule.partition("/")[0]
    if rule in rulebook.rules_of(pack):
        return pack
    named = (one.pack for one in rulebook.rules.values() if rule in one.aliases)
    return next(named, "")


def _recognised(
    outcomes: Sequence[Outcome],
    known: Sequence[Known],
    suppressed: dict[OutcomeKey, Suppression],
    scene: _Scene,
) -> list[Known]:
    """Suppress the violations that a baseline knows, each line one of them; return the lines that are left over."""
    lines: dict[str, list[Known]] = {}
    for one in known:
        lines.setdefault(one.fingerprint, []).append(one)
    for outcome in outcomes if lines else ():
        if outcome.status is Status.VIOLATED or outcome.status in _OPEN:
            line = _line_for(outcome, lines, scene.campaign)
            if line is not None and outcome.status is Status.VIOLATED:
                suppressed.setdefault(outcome.key, _by_baseline(line))
    return [one for waiting in lines.values() for one in waiting]


def _line_for(outcome: Outcome, lines: Mapping[str, list[Known]], campaign: Campaign) -> Known | None:
    """Take the line that is about an outcome, under its name or a former one."""
    for name in (outcome.rule.id, *outcome.rule.aliases):
        waiting = lines.get(fingerprint_of(campaign, outcome, rule=name))
        if waiting:
            return waiting.pop(0)
    return None


def _is_gone(known: Known, scene: _Scene) -> bool:
    """Tell whether a violation is no longer there for certain, of a line that fits nothing violated or open."""
    state = scene.states.get(known.rule.partition("/")[0])
    return state is not None and state not in _NOT_LOOKED_AT
