"""What must hold for every number: each check draws its case from one, and returns what is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from clearance.deciding.outcomes import outcomes_of
from clearance.deciding.program import compile_program
from clearance.deciding.reach import in_force
from clearance.deciding.run import Decider
from clearance.model.assessments import Assessment
from clearance.reviewing.verdict import exit_code_of
from oracle.agreement import ENGINES, UNSTATED, Court, Statuses, cases, flown, subject_of, tried, whole_run
from oracle.forgetting import EXIT_MAY_BECOME, MAY_BECOME, VERDICT_MAY_BECOME, forget
from oracle.naive import Law, Run
from oracle.shipped import EXAMPLES, LAW_ON, Plain, changed, checked, example, read, shipped
from oracle.shrinking import described, smallest
from oracle.strategies import Book, campaign_text, universe


def parted(seed: int) -> list[str]:
    """Return where the engine and the naive evaluator part on random rules."""
    _, found = tried(seed)
    return [described(smallest(found[0], ENGINES))] if found else []


def gained_on_random_rules(seed: int, *, campaigns: int = 4, steps: int = 6) -> list[str]:
    """Return what became more favourable by forgetting, on random rules."""
    rng, court, found = Random(seed), None, list[str]()
    for case in cases(seed, campaigns=campaigns, rules=8):
        court = court or Court(case.book, ENGINES[:1])
        before = court.statuses(case, "python")
        for _ in range(steps):
            poorer, what = forget(rng, case.campaign, facts_of(case.book), case.book.plain["sections"])
            case = replace(case, campaign=poorer, text=campaign_text(poorer, rng))
            after = court.statuses(case, "python")
            found += [f"without {what}: {one}" for one in gained(before, after)]
            before = after
    return found


def gained(before: Statuses, after: Statuses) -> list[str]:
    """Return what became more favourable.

    The elements of a list that is no longer stated are held against the one unknown element that stands for them.
    """
    found = []
    for (rule, subject), was in before.items():
        now = after.get((rule, subject)) or after.get((rule, UNSTATED), "no outcome")
        if now not in MAY_BECOME[was]:
            found.append(f"{rule} for {subject or 'the campaign'}: {was} became {now}")
    return found


def facts_of(book: Book) -> dict[str, Plain]:
    """Return the facts of a book, borrowed words filled in."""
    words = ("enum", "set_of_enum")
    return {
        path: {**fact, "values": universe(book, path)} if fact["type"] in words else fact
        for path, fact in book.facts.items()
    }


# The shipped rules ----------------------------------------------------------------------------------------------------


def parted_on_shipped_rules(seed: int) -> list[str]:
    """Return where the engine and the naive evaluator part on some shipped packs and a changed example campaign."""
    rng = Random(seed)
    packs = tuple(sorted(rng.sample(shipped().own_words, _PACKS)))
    campaign = changed(rng, example(EXAMPLES[seed % 2]), times=rng.choice((3, 20, 120)))
    first = LAW_ON + timedelta(days=rng.randint(0, 70))
    last = first + timedelta(days=rng.choice((0, 0, 2)))
    flight = rng.choice((whole_run(first, last), Run((first, first), (first, date.max))))
    slow, found = _slow_statuses(packs, campaign, flight), list[str]()
    for engine in ENGINES:
        fast = _fast_statuses(packs, campaign, flight, engine, rng)
        differing = [key for key in {**slow, **fast} if slow.get(key) != fast.get(key)]
        found += [f"{key}: naive {slow.get(key)}, {engine} {fast.get(key)}" for key in differing]
    return found


_PACKS = 12
"""How many packs one number is about: the naive evaluator takes its time."""


def _decider(packs: tuple[str, ...], engine: str) -> Decider:
    book = shipped().rulebook
    rules = [rule for pack in packs for rule in book.rules_of(pack).values()]
    return Decider(compile_program(book, LAW_ON, in_force(rules, LAW_ON)), engine)


def _fast_statuses(packs: tuple[str, ...], campaign: Plain, flight: Run, engine: str, rng: Random) -> Statuses:
    outcomes = outcomes_of(_decider(packs, engine), read(campaign, rng), flown(flight))
    return {(one.rule.id, subject_of(one)): one.status.value for one in outcomes}


def _slow_statuses(packs: tuple[str, ...], campaign: Plain, flight: Run) -> Statuses:
    book = shipped()
    law = Law(book.plain, LAW_ON, campaign)
    return {
        (rule["id"], subject): status
        for pack in packs
        for rule in book.rules[pack]
        for subject, status in law.statuses(rule, pack, flight).items()
    }


def gained_on_shipped_rules(seed: int, *, steps: int = 8) -> list[str]:
    """Return what became more favourable by forgetting: statuses, verdict or exit code."""
    rng, found = Random(seed), list[str]()
    campaign = changed(rng, example(EXAMPLES[seed % 2]), times=rng.choice((0, 10, 60)))
    before = checked(campaign, rng)
    for _ in range(steps):
        campaign, what = forget(rng, campaign, shipped().facts, shipped().sections)
        after = checked(campaign, rng)
        found += [f"without {what}: {one}" for one in _gained_in(before, after)]
        before = after
    return found


def _gained_in(before: Assessment, after: Assessment) -> list[str]:
    """Return what became more favourable; a pack of which it is no longer known whether it governs keeps waiting.

    Nobody waits for a code: it binds who says that he follows it, and what it said is gone with that statement.
    """
    waiting = {use.pack.name for use in after.packs if use.state == "waiting"}
    unsaid = any(use.pack.kind == "code" and use.pack.name in waiting and use.state == "used" for use in before.packs)
    was = {key: status for key, status in _statuses(before).items() if key[0].partition("/")[0] not in waiting}
    found = gained(was, _statuses(after))
    if unsaid:
        return found
    verdicts, codes = (before.verdict.value, after.verdict.value), (_exit(before), _exit(after))
    if verdicts[1] not in VERDICT_MAY_BECOME[verdicts[0]]:
        found.append(f"the verdict: {verdicts[0]} became {verdicts[1]}")
    if codes[1] not in EXIT_MAY_BECOME[codes[0]]:
        found.append(f"the exit code: {codes[0]} became {codes[1]}")
    return found


def _statuses(assessment: Assessment) -> Statuses:
    """Return the status of each rule, under the law of each day, and subject."""
    return {(f"{one.rule.id} ({one.law_on})", subject_of(one)): one.status.value for one in assessment.outcomes}


def _exit(assessment: Assessment) -> int:
    return exit_code_of([assessment], fail_on="low", fail_on_ethics="high", allow_undecided=False)


CHECKS: dict[str, Any] = {
    "parted": parted,
    "gained-on-random-rules": gained_on_random_rules,
    "parted-on-shipped-rules": parted_on_shipped_rules,
    "gained-on-shipped-rules": gained_on_shipped_rules,
}
"""By the name under which the soak reports a number."""
