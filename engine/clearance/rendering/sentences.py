"""The sentences an assessment is told in: verdict, counts in words, what was not assessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import count
from string import ascii_uppercase
from typing import Any

from clearance.model.acceptance import Suppression
from clearance.model.assessments import Assessment, PackUse, Verdict
from clearance.model.flights import ENDS, STARTS
from clearance.model.outcomes import Outcome, Status
from clearance.model.rules import SEVERITIES
from clearance.rendering.words import DUTIES

DISCLAIMER = (
    "Clearance is an aid to legal work. It is not legal advice and does not replace it. It reads what a campaign file "
    "declares and holds it against rules written by people, who can be wrong; the linked text of the law decides. "
    "“Satisfied” means that the facts stated meet the rule as written, and no more."
)
_HEADLINES = {
    Verdict.CLEAR: "Clear.",
    Verdict.NOT_CLEAR: "Not clear.",
    Verdict.UNDECIDED: "Undecided.",
    Verdict.ACCEPTED: "Accepted, though not clear.",
}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def letters() -> Iterator[str]:
    """Return A to Z, then AA, AB and so on."""
    for number in count():
        first, last = divmod(number, 26)
        yield (ascii_uppercase[first - 1] if first else "") + ascii_uppercase[last] if first <= 26 else str(number)


def headline(verdict: Verdict) -> str:
    """Return the verdict as a sentence of its own."""
    return _HEADLINES[verdict]


def in_words(number: int) -> str:
    """Return a number as people write it in a sentence."""
    return _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"


def several(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun."""
    return f"{in_words(number)} {one if number == 1 else many or f'{one}s'}"


def capitalised(sentence: str) -> str:
    """Return a sentence with a capital letter at its beginning, and the rest as it stands."""
    return f"{sentence[:1].upper()}{sentence[1:]}"


def verdict_sentence(assessment: Assessment) -> str:
    """Return the verdict in one or two sentences, with numbers in words. Law and ethics are never added up."""
    kinds = {use.pack.name: use.pack.kind for use in assessment.packs}
    now = [one for one in assessment.outcomes if not one.upcoming]
    law = [one for one in now if kinds[one.rule.pack] != "ethics"]
    ethics = [one for one in now if kinds[one.rule.pack] == "ethics"]
    waiting = any(use.holds_up for use in assessment.packs)
    said = [*_of_law(law, kinds, assessment, waiting=waiting), *_of_waiting(assessment.packs)]
    return " ".join((*said, *_of_ethics(ethics, assessment), *_of_upcoming(assessment)))


def _with(outcomes: list[Outcome], status: Status) -> list[Outcome]:
    return [one for one in outcomes if one.status is status]


def _duties(outcomes: list[Outcome], kinds: Mapping[str, str]) -> str:
    """Return how many duties of each kind these are, each under its own name: law and codes are never added up."""
    numbers = Counter(kinds[one.rule.pack] for one in outcomes)
    parts = [several(numbers[kind], *DUTIES[kind]) for kind in DUTIES if numbers[kind]]
    return " and ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else "".join(parts)


def _accepted_of(outcomes: list[Outcome], assessment: Assessment, by: str) -> list[tuple[Outcome, Suppression]]:
    """Return the violations among some outcomes that a waiver or a baseline accepts, each with why."""
    found = ((one, assessment.suppressed.get(one.key)) for one in _with(outcomes, Status.VIOLATED))
    return [(one, why) for one, why in found if why is not None and why.by == by]


def _failing(outcomes: list[Outcome], assessment: Assessment) -> list[Outcome]:
    """Return the violations that nobody accepted."""
    return [one for one in _with(outcomes, Status.VIOLATED) if one.key not in assessment.suppressed]


def _of_law(law: list[Outcome], kinds: Mapping[str, str], assessment: Assessment, *, waiting: bool) -> Iterator[str]:
    """Return what is said of law, and beside it of the rules of platforms and codes that bind as well."""
    violated = _failing(law, assessment)
    accepted = [*_of_accepted(law, kinds, assessment, more=bool(violated))]
    open_ones = _with(law, Status.NEEDS_INFORMATION)
    reviews = _with(law, Status.NEEDS_REVIEW)
    satisfied = _with(law, Status.SATISFIED)
    if violated:
        blockers = sum(one.version.severity == "blocker" for one in violated)
        noun = capitalised(_duties(violated, kinds))
        verb = "is" if len(violated) == 1 else "are"
        yield f"{noun} {verb} violated{_blockers(blockers, len(violated))}."
    yield from accepted
    if open_ones or reviews:
        yield _open_sentence(open_ones, reviews, kinds, more=bool(violated or accepted))
    if violated or open_ones or reviews:
        return
    if satisfied:
        yield _satisfied_sentence(satisfied, kinds, other=bool(accepted))
    elif not accepted and not waiting:
        yield "No duty of law was found to apply, so there is nothing to be clear about."


def _satisfied_sentence(satisfied: list[Outcome], kinds: Mapping[str, str], *, other: bool) -> str:
    only_law = all(kinds[one.rule.pack] == "law" for one in satisfied)
    every = "Every other" if other else "Every"
    noun, number = (
        ("duty of law", f"{in_words(len(satisfied))} in all") if only_law else ("duty", _duties(satisfied, kinds))
    )
    return f"{every} {noun} that applies is satisfied by what the file states: {number}."


def _of_accepted(law: list[Outcome], kinds: Mapping[str, str], assessment: Assessment, *, more: bool) -> Iterator[str]:
    """Say what is violated all the same: waived and until when, or known and since when."""
    waived = _accepted_of(law, assessment, "waiver")
    if waived:
        ends = min(why.until for _, why in waived if why.until).isoformat()
        until = f"waived until {ends}" if len(waived) == 1 else f"waived, the first of them until {ends}"
        yield f"{_so_many([one for one, _ in waived], kinds, more=more)} violated and {until}."
    known = _accepted_of(law, assessment, "baseline")
    if known:
        since = min(why.since for _, why in known).isoformat()
        noun = _so_many([one for one, _ in known], kinds, more=more or bool(waived))
        yield f"{noun} violated and in the baseline, known since {since}."


def _so_many(outcomes: list[Outcome], kinds: Mapping[str, str], *, more: bool) -> str:
    noun = f"{in_words(len(outcomes))} more" if more else _duties(outcomes, kinds)
    return f"{capitalised(noun)} {'is' if len(outcomes) == 1 else 'are'}"


def _blockers(blockers: int, of: int) -> str:
    if not blockers:
        return ""
    if blockers == of:
        return ", and it is a blocker" if of == 1 else ", all of them blockers"
    return f", {in_words(blockers)} of them {'a blocker' if blockers == 1 else 'blockers'}"


def _open_sentence(open_ones: list[Outcome], reviews: list[Outcome], kinds: Mapping[str, str], *, more: bool) -> str:
    parts = []
    if open_ones:
        noun = f"{in_words(len(open_ones))} more" if more else _duties(open_ones, kinds)
        parts.append(f"{noun} cannot be decided from the file")
    if reviews:
        verb = "waits" if len(reviews) == 1 else "wait"
        noun = in_words(len(reviews)) if parts or more else _duties(reviews, kinds)
        parts.append(f"{noun} {verb} for a person’s judgement")
    return capitalised(f"{', and '.join(parts)}.")


def _of_waiting(packs: tuple[PackUse, ...]) -> Iterator[str]:
    waiting = sum(use.holds_up for use in packs)
    if waiting:
        noun = several(waiting, "set of rules", "sets of rules")
        verb = "governs" if waiting == 1 else "govern"
        yield f"Whether {noun} {verb} the campaign at all is not known yet."
    codes = sum(use.state == "waiting" and not use.holds_up for use in packs)
    if codes:
        noun = several(codes, "industry code").capitalize()
        verb = "binds" if codes == 1 else "bind"
        them = "it" if codes == 1 else "them"
        yield f"{noun} {verb} only those who follow {them}, and the file does not say whether you do."


def _of_ethics(ethics: list[Outcome], assessment: Assessment) -> Iterator[str]:
    violated = _with(ethics, Status.VIOLATED)
    level = SEVERITIES.index(assessment.fail_on_ethics)
    failing = _failing(ethics, assessment)
    grave = [one for one in failing if SEVERITIES.index(one.version.severity) <= level]
    if violated:
        verb = "is" if len(violated) == 1 else "are"
        noun = several(len(violated), "measure")
        tail = "" if grave or not failing else ", none of them grave enough to fail this check"
        accepted = _tally_of_accepted(ethics, assessment, of=len(violated))
        yield f"Of the ethics pack, which is not law, {noun} {verb} not met{accepted or tail}."
    undecided = [
        one
        for one in ethics
        if one.status in (Status.NEEDS_INFORMATION, Status.NEEDS_REVIEW)
        and SEVERITIES.index(one.version.severity) <= level
    ]
    if undecided and assessment.verdict is Verdict.UNDECIDED:
        yield f"Of the ethics pack, {several(len(undecided), 'grave measure')} cannot be decided yet."


def _tally_of_accepted(outcomes: list[Outcome], assessment: Assessment, *, of: int) -> str:
    """Return how many of some violations were accepted, as a tail of a sentence; nothing where none was."""
    waived = len(_accepted_of(outcomes, assessment, "waiver"))
    known = len(_accepted_of(outcomes, assessment, "baseline"))
    parts = [f"{in_words(waived)} of them waived"] if waived else []
    parts += [f"{in_words(known)} of them in the baseline"] if known else []
    if parts and of in (waived, known):
        whole = "it is" if of == 1 else "all of them are"
        return f", and {whole} waived" if waived else f", and {whole} in the baseline"
    return f", {' and '.join(parts)}" if parts else ""


def days_note(assessment: Assessment) -> str:
    """Return why other days than those between a first and a last one were looked at; empty where both are stated."""
    starts, ends = (assessment.campaign.day(path) for path in (STARTS, ENDS))
    if ends is None and not assessment.open_ended:
        return "the campaign runs until further notice, so it is judged for the day of the check"
    lacks = [word for word, day in (("first", starts), ("last", ends)) if day is None]
    return f"the file states no {' and no '.join(lacks)} day" if lacks else ""


def _of_upcoming(assessment: Assessment) -> Iterator[str]:
    coming = [one for one in assessment.outcomes if one.upcoming and one.status is Status.VIOLATED]
    if coming:
        first = min(one.law_on for one in coming)
        noun = several(len(coming), "duty", "duties").capitalize()
        verb = "begins" if len(coming) == 1 else "begin"
        accepted = _tally_of_accepted(coming, assessment, of=len(coming))
        day = first.isoformat()
        yield f"{noun} that {verb} to bind during the campaign, the first on {day}, would be violated{accepted}."


def not_assessed(assessment: Assessment) -> list[dict[str, Any]]:
    """Return what the assessment does not speak about, and why."""
    notes = []
    by_state: dict[str, list[PackUse]] = {}
    for use in assessment.packs:
        by_state.setdefault(use.state, []).append(use)
    for state, (title, text) in _STATES.items():
        uses = by_state.get(state, [])
        if uses:
            names = [use.pack.name for use in uses]
            notes.append({"title": title, "text": _state_text(text, uses), "packs": names})
    others = sum(use.elsewhere for use in by_state.get("used", []))
    if others:
        text = f"{several(others, 'rule').capitalize()} of laws that govern only where this campaign does not reach."
        notes.append({"title": "Laws of other places.", "text": text, "packs": []})
    ended = sum(use.ended for use in by_state.get("used", []))
    if ended:
        rules = several(ended, "rule").capitalize()
        text = f"{rules} in force on the date of the law, but no longer when the campaign starts."
        notes.append({"title": "Rules that end before the campaign starts.", "text": text, "packs": []})
    notes.append(
        {
            "title": "What really happens.",
            "text": "No e-mail, page, consent record or send record was looked at. Every answer rests on what the file "
            "declares.",
            "packs": [],
        }
    )
    return notes


_STATES = {
    "left out": (
        "Packs this campaign may come under, left out by choice.",
        "Not chosen in the settings or on the command line. Nothing here is an answer under these laws.",
    ),
    "waiting": (
        "Packs that wait for an answer.",
        "It is not known whether they govern this campaign; {facts} would tell. Their rules were not looked at yet.",
    ),
    "elsewhere": (
        "Packs of regions this campaign does not reach.",
        "The campaign states where it reaches people, and names none of the regions of these packs.",
    ),
    "not concerned": (
        "Packs about what this campaign does not do.",
        "By what the file states, it uses none of the channels, platforms or codes that these packs are about.",
    ),
}


def _state_text(text: str, uses: list[PackUse]) -> str:
    facts = dict.fromkeys(missing.path for use in uses for missing in use.waits_for)
    return text.replace("{facts}", " and ".join(facts))
