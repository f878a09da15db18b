"""What somebody should look at in waivers and baselines, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clearance.model.acceptance import Known, Notice, Waiver
from clearance.model.figures import did_you_mean

_UPDATE = 'Run "clearance baseline update" to take it out.'
_SHOWN = 6


def gone(known: Known) -> Notice:
    """Return the notice of a line whose violation is no longer there."""
    what = f"{known.rule}, {known.subject}, is known since {known.since}, and no longer violated"
    return _of_known(known, what)


def lost_document(known: Known) -> Notice:
    """Return the notice of a line about a document that its file no longer has."""
    return _of_known(known, f"{known.campaign} has no document {known.document} any more, which this line is about")


def lost_campaign(lines: Sequence[Known]) -> Notice:
    """Return the notice of the lines about a file that is gone."""
    first, more = lines[0], len(lines) - 1
    verb = "this line is" if not more else f"this line and {more} more are"
    return _of_known(first, f"{verb} about {first.campaign}, which is no longer there")


def _of_known(known: Known, what: str) -> Notice:
    return Notice("baseline-gone", what, _UPDATE, known.rule, known.subject, known.place, known.fingerprint)


def lost_waiver(waiver: Waiver) -> Notice:
    """Return the notice of a waiver that is bound to a file which is not there."""
    what = f"the waiver is bound to {waiver.campaign}, which is not there, so it has no effect"
    return _of_waiver(waiver, "waiver-unknown-campaign", what, "Look at the path, or take the waiver out.")


def dated(waiver: Waiver, state: str) -> Notice:
    """Return the notice of a waiver that does not hold on the date: expired, or not begun."""
    if state == "expired":
        what = f"the waiver of {_named(waiver)} ended on {waiver.ends_on}"
        return _of_waiver(waiver, "waiver-expired", what, "Take it out, or let somebody approve it anew.")
    what = f"the waiver of {_named(waiver)} does not hold before {waiver.begins_on}"
    return _of_waiver(waiver, "waiver-not-begun", what, "Until then a violation fails.")


def unknown_rule(waiver: Waiver, rules: Iterable[str]) -> Notice:
    """Return the notice of a waiver of a rule that no pack in use has."""
    remedy = did_you_mean(waiver.rule, rules, 'Run "clearance rules list".')
    what = f'there is no rule "{waiver.rule}", so the waiver has no effect'
    return _of_waiver(waiver, "waiver-unknown-rule", what, remedy)


def unknown_subject(waiver: Waiver, subjects: Sequence[str]) -> Notice:
    """Return the notice of a waiver for a subject that its rule has in no campaign."""
    some = ", ".join(subjects[:_SHOWN])
    remedy = did_you_mean(waiver.subject, subjects, f"It speaks of: {some}." if some else "Look at its subject.")
    what = f'{waiver.rule} says nothing about "{waiver.subject}", so the waiver has no effect'
    return _of_waiver(waiver, "waiver-unknown-subject", what, remedy)


def undecided(waiver: Waiver) -> Notice:
    """Return the notice of a waiver of what is not violated, but open."""
    what = f"the waiver of {_named(waiver)} has no effect: facts or a judgement are missing"
    return _of_waiver(waiver, "waiver-undecided", what, "Only a violation can be waived; give the answers first.")


def unused(waiver: Waiver) -> Notice:
    """Return the notice of a waiver that nothing needs."""
    what = f"nothing is violated that the waiver of {_named(waiver)} could be for"
    return _of_waiver(waiver, "waiver-unused", what, "Take it out.")


def _named(waiver: Waiver) -> str:
    return f"{waiver.rule}, {waiver.subject},"


def _of_waiver(waiver: Waiver, kind: str, what: str, remedy: str) -> Notice:
    return Notice(kind, what, remedy, waiver.rule, waiver.subject, waiver.place)
