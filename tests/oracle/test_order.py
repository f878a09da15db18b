"""The same words give the same answer, whatever order they stand in and however often they are asked."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import given, settings
from msgspec.structs import asdict

from clearance.model.assessments import Question
from clearance.model.outcomes import Outcome
from oracle.agreement import ENGINES, Court, cases
from oracle.shipped import EXAMPLES, changed, checked, example
from oracle.strategies import Book, seeds

_ANY_ORDER = ("all", "any", "of", "in", "not_in", "members", "values", "dated_members", "has", "lacks", "unless")
"""Lists in which the order says nothing."""


@given(seeds)
@settings(max_examples=25)
def test_order_says_nothing(seed: int) -> None:
    """Keys, elements, parts of conditions, rules and files may stand in any order."""
    rng, court, other = Random(seed), None, None
    for case in cases(seed, campaigns=3, rules=6):
        court = court or Court(case.book, ENGINES)
        other = other or _ShuffledCourt(case.book, rng)
        campaign = shuffled(case.campaign, rng)
        turned = replace(case, campaign=campaign, text=json.dumps(campaign).encode())

        for engine in ENGINES:
            assert other.statuses(turned, engine) == court.statuses(case, engine), f"seed {seed}"


def _told(outcome: Outcome) -> dict[str, object]:
    """Return everything an outcome holds but the function that makes its proof."""
    return {name: value for name, value in asdict(outcome).items() if name != "prove"}


@given(seeds)
@settings(max_examples=15)
def test_asking_again_gives_the_same(seed: int) -> None:
    """Statuses, proofs, places and missing facts are the same for the same files, in the same order."""
    court = None
    for case in cases(seed, campaigns=2, rules=6):
        court = court or Court(case.book, ENGINES)
        afresh = Court(case.book, ENGINES)
        for engine in ENGINES:
            first, second = (one.outcomes(case, engine) for one in (court, afresh))

            assert [_told(one) for one in first] == [_told(one) for one in second]
            assert [one.proof for one in first] == [one.proof for one in second]
        assert court.rulebook.digest == afresh.rulebook.digest


@given(seeds)
@settings(max_examples=12)
def test_order_of_a_campaign_does_not_reach_the_report(seed: int) -> None:
    """An assessment lists the same outcomes and asks the same questions, in the same order."""
    rng = Random(seed)
    campaign = changed(rng, example(EXAMPLES[seed % 2]), times=10)

    first, second = (checked(one, rng) for one in (campaign, shuffled(campaign, rng)))

    assert [_line(one) for one in first.outcomes] == [_line(one) for one in second.outcomes], f"seed {seed}"
    assert [_asked(one) for one in first.questions] == [_asked(one) for one in second.questions], f"seed {seed}"


def _line(outcome: Outcome) -> tuple[object, ...]:
    missing = {(one.path, one.element) for one in outcome.missing}
    return outcome.rule.id, outcome.subject, outcome.status, outcome.law_on, frozenset(missing)


def _asked(question: Question) -> tuple[object, ...]:
    return question.path, question.region, frozenset(question.elements), question.decides, question.blockers


class _ShuffledCourt(Court):
    """Reads the same book with everything in another order."""

    def __init__(self, book: Book, rng: Random) -> None:
        plain = {**book.plain, "packs": shuffled(book.plain["packs"], rng)}
        rules = {
            pack: rng.sample([shuffled(rule, rng) for rule in some], len(some)) for pack, some in book.rules.items()
        }
        super().__init__(_Turned(plain, rules, rng), ENGINES)


class _Turned(Book):
    """A book whose files come in another order."""

    def __init__(self, plain: dict[str, Any], rules: dict[str, list[dict[str, Any]]], rng: Random) -> None:
        super().__init__(plain, rules)
        self._rng = rng

    def files(self) -> dict[str, bytes]:
        """Return the files, in any order."""
        files = list(super().files().items())
        return dict(self._rng.sample(files, len(files)))


def shuffled(data: Any, rng: Random, key: str = "") -> Any:
    """Return plain data that says the same in another order."""
    if isinstance(data, dict):
        return {name: shuffled(data[name], rng, name) for name in rng.sample(list(data), len(data))}
    if isinstance(data, list):
        parts = [shuffled(one, rng) for one in data]
        elements = parts and all(isinstance(one, dict) and "id" in one for one in parts)
        return rng.sample(parts, len(parts)) if key in _ANY_ORDER or elements else parts
    return deepcopy(data)
