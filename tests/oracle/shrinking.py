"""A difference made small enough to read: whatever can be left out without losing it is left out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

from clearance.errors import ClearanceError
from oracle.agreement import Case, Court, Difference, compared
from oracle.naive import Run

_LOGIC = ("all", "any", "of")
_PATIENCE = 300
"""Cases tried in each stage."""


def smallest(difference: Difference, engines: tuple[str, ...], *, rounds: int = 1) -> Difference:
    """Return the difference in the smallest case found."""
    best = difference
    for shortened in (_one_rule, _fewer_facts, _less_logic, _less_law, _fewer_facts, *[_less_logic] * rounds):
        best = _reduced(best, shortened, engines)
    return best


def described(difference: Difference) -> str:
    """Return the case in full, for people."""
    case = difference.case
    rules = [rule for some in case.book.rules.values() for rule in some if rule["id"] == difference.rule]
    parts = {
        "rule": {
            key: rules[0][key] for key in ("for_each", "applies", "unless", "requires", "versions") if key in rules[0]
        },
        "packs": {name: pack for name, pack in case.book.plain["packs"].items() if any(pack.values())},
        "campaign": case.campaign,
    }
    written = [f"{name}: {json.dumps(part, ensure_ascii=False)}" for name, part in parts.items()]
    facts = {path: fact for path, fact in case.book.facts.items() if path in json.dumps(parts)}
    return "\n".join([str(difference), f"flight: {case.flight}", *written, f"facts: {json.dumps(facts)}"])


def _reduced(
    best: Difference, shortened: Callable[[Difference], Iterator[Case]], engines: tuple[str, ...]
) -> Difference:
    tries = _PATIENCE
    while tries:
        for case in sorted(shortened(best), key=_size):
            found = _still(best, case, engines)
            tries -= 1
            if found or not tries:
                best = found or best
                break
        else:
            return best
    return best


def _size(case: Case) -> int:
    plain = [case.campaign, case.book.rules, case.book.plain["packs"]]
    first, last = case.flight.sure or (date.min, date.max)
    return len(json.dumps(plain)) + (last - first).days


def _still(difference: Difference, case: Case, engines: tuple[str, ...]) -> Difference | None:
    """Return the same difference in a smaller case, if it is still there."""
    text = json.dumps(case.campaign, ensure_ascii=False).encode()
    case = replace(case, text=text)
    try:
        _, found = compared(case, Court(case.book, engines))
    except (ClearanceError, AssertionError, LookupError, TypeError, ValueError, AttributeError, StopIteration):
        return None
    return next((one for one in found if (one.rule, one.subject) == (difference.rule, difference.subject)), None)


def _one_rule(difference: Difference) -> Iterator[Case]:
    case = difference.case
    rules = {pack: [rule for rule in some if rule["id"] == difference.rule] for pack, some in case.book.rules.items()}
    if sum(map(len, rules.values())) < sum(map(len, case.book.rules.values())):
        yield replace(case, book=replace(case.book, rules=rules))


def _fewer_facts(difference: Difference) -> Iterator[Case]:
    case = difference.case
    for campaign in without_one(case.campaign):
        yield replace(case, campaign=campaign)
    first, last = case.flight.sure or (date.max, date.min)
    if first < last:
        yield replace(case, flight=Run((last, last), (last, last)))
        yield replace(case, flight=Run((first, first), (first, first)))


def _less_logic(difference: Difference) -> Iterator[Case]:
    case = difference.case
    for pack, rules in case.book.rules.items():
        for rule in rules:
            for smaller in simpler(rule):
                changed = {**case.book.rules, pack: [smaller]}
                yield replace(case, book=replace(case.book, rules=changed))


def _less_law(difference: Difference) -> Iterator[Case]:
    case = difference.case
    for name, pack in case.book.plain["packs"].items():
        for smaller in (*without_one(pack), *simpler(pack)):
            packs = {
                **case.book.plain["packs"],
                name: {"uses": [], "terms": {}, "parameters": {}, "sets": {}, **smaller},
            }
            yield replace(case, book=replace(case.book, plain={**case.book.plain, "packs": packs}))


def without_one(data: Any) -> Iterator[Any]:
    """Return copies of plain data, each with one entry or element left out somewhere."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield {other: kept for other, kept in data.items() if other != key}
            for smaller in without_one(value):
                yield {**data, key: smaller}
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield data[:place] + data[place + 1 :]
            for smaller in without_one(value):
                yield [*data[:place], smaller, *data[place + 1 :]]


def simpler(data: Any) -> Iterator[Any]:
    """Return copies of plain data, each with one condition replaced by a part of it, or with less in it."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key in _LOGIC or key in ("not", "where"):
                yield from deepcopy(value if isinstance(value, list) else [value])
            if key not in ("id", "title", "cite", "url"):
                yield {other: kept for other, kept in data.items() if other != key}
            for smaller in simpler(value):
                yield {**data, key: smaller}
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield data[:place] + data[place + 1 :]
            for smaller in simpler(value):
                yield [*data[:place], smaller, *data[place + 1 :]]
