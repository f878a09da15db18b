"""The durable-rules reasoner: always the plain reasoner's answer, or none at all."""

from __future__ import annotations

import gc
import importlib
import json
import os
import random
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import msgpack

from clearance.deciding import durable
from clearance.deciding.durable import DurableReasoner, durable_available
from clearance.deciding.logic import (
    NOT_APPLICABLE,
    OPEN,
    SATISFIED,
    VIOLATED,
    Code,
    Definition,
    Duty,
    Formula,
    LogicPlan,
    Reasoner,
    code_of,
    truth_of,
)
from clearance.deciding.reasoner import PlainReasoner
from clearance.errors import EngineFault, PackError
from clearance.model.places import Place
from clearance.model.truth import FALSE, TRUE, UNKNOWN, Truth

pytestmark = pytest.mark.skipif(
    sys.version_info >= (3, 13) and not durable_available(),
    reason="durable-rules 2.0.28 does not import on Python 3.13 and newer",
)

HERE = Place("rules/pack/duty.yaml", 7)
TRUTHS = (FALSE, UNKNOWN, TRUE)
LEAVES = {"": 4, "channel": 6}
"""How many leaves each scope has, in the plans that are made up at random."""

Vectors = dict[str, list[list[Truth]]]


# What the tests are about ---------------------------------------------------------------------------------------------


def slots(count: int, first: int = 0) -> list[Formula]:
    """Return so many different slots."""
    return [("slot", slot) for slot in range(first, first + count)]


def a_duty(applies: Formula, requires: Formula, scope: str = "") -> Duty:
    """Return a duty with this logic."""
    return Duty("pack/duty", HERE, scope, applies, requires)


def duties_only(*duties: Duty) -> LogicPlan:
    """Return a plan without terms."""
    return LogicPlan((), duties)


def a_term(holds: Formula, slot: int = 100) -> LogicPlan:
    """Return a plan that only defines one term of the campaign."""
    return LogicPlan(((Definition("pack/term", HERE, "", slot, holds),),), ())


Outcome = tuple[list[list[list[Truth]]], list[list[Code]]]
"""The truths of each layer, and the codes of the duties."""


def decided(reasoner: Reasoner, plan: LogicPlan, vectors: Vectors) -> Outcome:
    """Return what a reasoner makes of a plan, each layer reading the ones before it."""
    vectors = {scope: [list(vector) for vector in some] for scope, some in vectors.items()}
    layers = []
    for number, layer in enumerate(plan.layers):
        layers.append(reasoner.define(number, vectors))
        for term, row in zip(layer, layers[-1], strict=True):
            for vector, truth in zip(vectors[term.scope], row, strict=True):
                assert len(vector) == term.slot
                vector.append(truth)
    return layers, reasoner.decide(vectors)


class NaiveReasoner:
    """Reads every formula anew."""

    name = "naive"

    def __init__(self, plan: LogicPlan) -> None:
        self.plan = plan

    def define(self, layer: int, vectors: Any) -> list[list[Truth]]:
        """Return the truths of a layer."""
        return [[truth_of(term.holds, vector) for vector in vectors[term.scope]] for term in self.plan.layers[layer]]

    def decide(self, vectors: Any) -> list[list[Code]]:
        """Return the codes of the duties."""
        return [
            [code_of(truth_of(duty.applies, vector), truth_of(duty.requires, vector)) for vector in vectors[duty.scope]]
            for duty in self.plan.duties
        ]


@st.composite
def formulas(draw: st.DrawFn, count: int, depth: int = 3) -> Formula:
    """Return a formula over so many slots, nested at most so deep."""
    kind = draw(st.sampled_from(("slot", "slot", "slot", "const", "not", "all", "any", "all", "any", "at_least")))
    if kind == "const":
        return "const", draw(st.sampled_from(TRUTHS))
    if depth == 0 or kind == "slot":
        return "slot", draw(st.integers(0, count - 1))
    if kind == "not":
        return "not", draw(formulas(count, depth - 1))
    parts = draw(st.lists(formulas(count, depth - 1), max_size=4))
    return (kind, draw(st.integers(-1, 5)), *parts) if kind == "at_least" else (kind, *parts)


@st.composite
def plans(draw: st.DrawFn) -> LogicPlan:
    """Return a plan with up to three layers of terms and up to five duties."""
    sizes = dict(LEAVES)
    layers = []
    for _ in range(draw(st.integers(0, 3))):
        before, layer = dict(sizes), []
        for scope in draw(st.lists(st.sampled_from(list(LEAVES)), min_size=1, max_size=3)):
            layer.append(Definition("pack/term", HERE, scope, sizes[scope], draw(formulas(before[scope]))))
            sizes[scope] += 1
        layers.append(tuple(layer))
    scopes = draw(st.lists(st.sampled_from(list(LEAVES)), max_size=5))
    duties = (a_duty(draw(formulas(sizes[scope])), draw(formulas(sizes[scope])), scope) for scope in scopes)
    return LogicPlan(tuple(layers), tuple(duties))


def vectors_of(scope: str, most: int) -> st.SearchStrategy[list[list[Truth]]]:
    """Return vectors of leaves for up to so many subjects."""
    vector = st.lists(st.sampled_from(TRUTHS), min_size=LEAVES[scope], max_size=LEAVES[scope])
    return st.lists(vector, min_size=0 if scope else 1, max_size=most)


all_vectors = st.fixed_dictionaries({"": vectors_of("", 1), "channel": vectors_of("channel", 3)})


def some_vector(count: int, seed: int) -> list[Truth]:
    """Return truths of every mixture, from nearly all known to nearly none."""
    dice = random.Random(seed)
    weights = dice.choice([(5, 1, 5), (1, 0, 30), (30, 0, 1), (1, 9, 1), (1, 0, 1), (1, 3, 12)])
    return dice.choices(TRUTHS, weights, k=count)


def some_tree(dice: random.Random, nodes: int, count: int) -> Formula:
    """Return a formula of so many nodes over so many slots."""
    if nodes <= 2:
        slot: Formula = ("slot", dice.randrange(count))
        return slot if nodes < 2 else ("not", slot)
    sizes = [1] * min(dice.randint(2, 6), nodes - 1)
    for _ in range(nodes - 1 - len(sizes)):
        sizes[dice.randrange(len(sizes))] += 1
    parts = [some_tree(dice, size, count) for size in sizes]
    kind = dice.choice(("all", "any", "at_least"))
    return (kind, dice.randint(1, len(parts)), *parts) if kind == "at_least" else (kind, *parts)


class Spy:
    """The engine, with a record of what it was told; a test may put its own function in the place of any of these."""

    def __init__(self) -> None:
        self.engine = importlib.import_module("durable_rules_engine")
        self.rules: list[dict[str, Any]] = []
        self.batches: list[list[dict[str, int]]] = []
        self.calls = 0

    def create_ruleset(self, name: str, rules: str) -> Any:
        """Record the rules."""
        self.rules.append(json.loads(rules))
        return self.engine.create_ruleset(name, rules)

    def assert_facts(self, handle: int, facts: str) -> Any:
        """Record the facts."""
        self.calls += 1
        self.batches.append(json.loads(facts))
        return self.engine.assert_facts(handle, facts)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)


@pytest.fixture
def spy(monkeypatch: pytest.MonkeyPatch) -> Spy:
    """Return an engine that keeps a record."""
    one = Spy()
    monkeypatch.setattr(durable, "_engine", lambda: one)
    return one


# The same answers -----------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=150)
@given(plans(), all_vectors)
def test_any_plan_is_decided_as_the_other_reasoners_decide_it(plan: LogicPlan, vectors: Vectors) -> None:
    """Terms in layers, nested formulas, constants, thresholds, elements: three reasoners, one answer."""
    outcome = decided(DurableReasoner(plan), plan, vectors)

    assert outcome == decided(PlainReasoner(plan), plan, vectors) == decided(NaiveReasoner(plan), plan, vectors)


@settings(deadline=None, max_examples=75)
@given(plans(), all_vectors)
def test_splitting_wherever_possible_changes_no_answer(plan: LogicPlan, vectors: Vectors) -> None:
    """Where nearly every part of every formula becomes a helper, the answers are the same."""
    with pytest.MonkeyPatch.context() as patch:
        limits = {"MAX_WAYS": 2, "MAX_SLOTS": 2, "MAX_PENDING": 4, "SHAPES_PER_RULESET": 2, "FACTS_PER_SESSION": 3}
        for name, limit in {**limits, "TAILS_KEPT": 2}.items():
            patch.setattr(durable, name, limit)
        outcome = decided(DurableReasoner(plan), plan, vectors)

    assert outcome == decided(NaiveReasoner(plan), plan, vectors)


KINDS: dict[str, Formula] = {
    "slot": ("slot", 0),
    "not": ("not", ("slot", 0)),
    "twice not": ("not", ("not", ("slot", 0))),
    "all": ("all", *slots(3)),
    "any": ("any", *slots(3)),
    "not all": ("not", ("all", *slots(3))),
    "not any": ("not", ("any", *slots(3))),
    "all of one": ("all", ("slot", 0)),
    "all of none": ("all",),
    "any of none": ("any",),
    "at least two": ("at_least", 2, *slots(3)),
    "not at least two": ("not", ("at_least", 2, *slots(3))),
    "at least none": ("at_least", 0, *slots(3)),
    "at least fewer than none": ("at_least", -1, *slots(3)),
    "at least more than there are": ("at_least", 4, *slots(3)),
    "at least very many": ("at_least", 10**12, *slots(3)),
    "a slot and its opposite": ("all", ("slot", 0), ("not", ("slot", 0))),
    "a slot or its opposite": ("any", ("slot", 0), ("not", ("slot", 0))),
    "the same slot twice": ("at_least", 2, ("slot", 0), ("slot", 0), ("slot", 1)),
    "always": ("const", TRUE),
    "never": ("const", FALSE),
    "never known": ("const", UNKNOWN),
    "known or not": ("any", ("const", UNKNOWN), ("slot", 0)),
    "any of all": ("any", ("all", ("slot", 0), ("slot", 1)), ("all", ("slot", 1), ("not", ("slot", 2)))),
    "all of any": ("all", ("any", ("slot", 0), ("slot", 1)), ("any", ("slot", 1), ("not", ("slot", 2)))),
}


@pytest.mark.parametrize("formula", KINDS.values(), ids=KINDS.keys())
def test_each_kind_of_formula_has_its_truth_for_all_truths_of_its_slots(formula: Formula) -> None:
    """Every kind of formula, over every vector of three slots."""
    vectors = [list(vector) for vector in product(TRUTHS, repeat=3)]
    reasoner = DurableReasoner(a_term(formula, slot=3))

    rows = reasoner.define(0, {"": vectors})

    assert rows == [[truth_of(formula, vector) for vector in vectors]]


HALVES: list[Formula] = [
    ("slot", 0),
    ("all", ("slot", 0)),
    ("any", ("slot", 0)),
    ("all", ("not", ("not", ("slot", 0)))),
    ("not", ("slot", 2)),
    ("all", ("not", ("slot", 2))),
]
"""Ways to write a half whose truth is that of slot 0; slot 2 holds its opposite."""


@pytest.mark.parametrize("applies", HALVES)
@pytest.mark.parametrize("requires", [("slot", 1), ("any", ("slot", 1)), ("not", ("not", ("slot", 1)))])
def test_every_pair_of_halves_comes_to_its_code(applies: Formula, requires: Formula) -> None:
    """All nine pairs of truths, however the halves are written: also where one slot refutes in advance."""
    pairs = list(product(TRUTHS, TRUTHS))
    reasoner = DurableReasoner(duties_only(a_duty(applies, requires)))

    rows = reasoner.decide({"": [[one, other, TRUE - one] for one, other in pairs]})

    assert rows == [[code_of(one, other) for one, other in pairs]]


BIG: dict[str, Formula] = {
    "fifteen of thirty": ("at_least", 15, *slots(30)),
    "thirty-two of sixty-four": ("at_least", 32, *slots(64)),
    "ten of thirty that are more than slots": (
        "at_least",
        10,
        *(("all", ("slot", slot), ("any", ("slot", slot + 1), ("not", ("slot", slot + 5)))) for slot in range(30)),
    ),
    "all of two thousand": ("all", *slots(2000)),
    "any of two thousand": ("any", *slots(2000)),
    "all of forty any of fifty": ("all", *(("any", *slots(50, first=50 * part)) for part in range(40))),
    "any of forty all of fifty": ("any", *(("all", *slots(50, first=50 * part)) for part in range(40))),
    "two thousand nodes over fifty slots": some_tree(random.Random(1), 2000, 50),
    "two thousand nodes over three hundred slots": some_tree(random.Random(2), 2000, 300),
}


@pytest.mark.parametrize("formula", BIG.values(), ids=BIG.keys())
def test_a_big_formula_is_split_and_has_the_same_truth(formula: Formula) -> None:
    """What no single pattern could hold is decided in stages, as applicability, as requirement and as term."""
    plan = LogicPlan(
        ((Definition("pack/term", HERE, "", 2000, formula),),),
        (a_duty(formula, ("slot", 1)), a_duty(("slot", 1), formula), a_duty(formula, ("not", formula))),
    )
    vectors = {"": [some_vector(2000, seed) for seed in range(40)]}

    outcome = decided(DurableReasoner(plan), plan, vectors)

    assert outcome == decided(PlainReasoner(plan), plan, vectors)


def test_three_hundred_different_duties_are_decided_in_several_rulesets(spy: Spy) -> None:
    """Many duties of many shapes, for a campaign and its elements."""
    dice = random.Random(3)
    plan = duties_only(
        *(a_duty(some_tree(dice, 6, 40), some_tree(dice, 9, 40), dice.choice(("", "channel"))) for _ in range(300))
    )
    reasoner, plain = DurableReasoner(plan), PlainReasoner(plan)
    for seed in range(20):
        vectors = {"": [some_vector(40, seed)], "channel": [some_vector(40, 100 * seed + one) for one in range(5)]}
        assert reasoner.decide(vectors) == plain.decide(vectors)
    assert len(spy.rules) > 3


def test_the_engine_is_told_a_shape_when_facts_first_ask_for_it(spy: Spy) -> None:
    """What one slot alone refutes needs no rules, and what was told once is not told again."""
    plan = duties_only(
        a_duty(("all", ("slot", 0), ("any", ("slot", 1), ("slot", 2))), ("slot", 3)),
        a_duty(("slot", 0), ("all", ("slot", 1), ("any", ("slot", 2), ("slot", 3)))),
        a_duty(("slot", 4), ("slot", 1)),
    )
    reasoner, told = DurableReasoner(plan), []
    for vector in ([FALSE] * 5, [FALSE] * 4 + [TRUE], [TRUE] * 5, [FALSE] * 5, [TRUE, FALSE, TRUE, TRUE, UNKNOWN]):
        assert reasoner.decide({"": [vector]}) == PlainReasoner(plan).decide({"": [vector]})
        told.append(len(spy.rules))

    assert told == [0, 1, 2, 2, 2]


def test_terms_in_three_layers_reach_the_duties() -> None:
    """A layer reads leaves and earlier layers, in the campaign's scope and in an element's."""
    layers = (
        (Definition("first", HERE, "", 2, ("any", *slots(2))), Definition("one", HERE, "channel", 2, ("slot", 1))),
        (Definition("second", HERE, "", 3, ("not", ("slot", 2))),),
        (Definition("third", HERE, "channel", 3, ("all", ("slot", 0), ("slot", 2))),),
    )
    plan = LogicPlan(layers, (a_duty(("slot", 2), ("slot", 3)), a_duty(("slot", 0), ("slot", 3), "channel")))
    vectors = {"": [[TRUE, UNKNOWN]], "channel": [[TRUE, TRUE], [TRUE, FALSE], [UNKNOWN, TRUE], [FALSE, FALSE]]}

    layered, codes = decided(DurableReasoner(plan), plan, vectors)

    assert layered == [[[TRUE], [TRUE, FALSE, TRUE, FALSE]], [[FALSE]], [[TRUE, FALSE, UNKNOWN, FALSE]]]
    assert codes == [[VIOLATED], [SATISFIED, VIOLATED, OPEN, NOT_APPLICABLE]]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(st.sampled_from(TRUTHS), min_size=6, max_size=6), min_size=1, max_size=900))
@example([[TRUE] * 6] * (2 * durable.FACTS_PER_SESSION))
@example([[TRUE] * 6] * (durable.FACTS_PER_SESSION + 1))
@example([[UNKNOWN] * 6])
def test_every_subject_gets_its_own_answer_however_many_there_are(vectors: list[list[Truth]]) -> None:
    """More subjects than one session takes are decided in several."""
    duty = a_duty(("any", *slots(3)), ("at_least", 2, *slots(3, first=3)), "channel")

    (row,) = DurableReasoner(duties_only(duty)).decide({"channel": vectors})

    assert row == [code_of(truth_of(duty.applies, one), truth_of(duty.requires, one)) for one in vectors]


# What is handed over --------------------------------------------------------------------------------------------------


def brackets(pattern: dict[str, Any]) -> int:
    """Return how many entries of the engine's list of expressions the "$and" and "$or" of a pattern take."""
    inner = [part for key in pattern if key in ("$and", "$or") for part in pattern[key]]
    return sum(map(brackets, inner), 2 if inner else 0)


def firsts(pattern: dict[str, Any]) -> str:
    """Return the first condition of a pattern."""
    return firsts(pattern["$and"][0]) if "$and" in pattern else json.dumps(pattern)


def test_no_ruleset_goes_past_a_limit_of_the_engine(spy: Spy) -> None:
    """Rules, first conditions, patterns and expressions stay below what the engine bears, for big and many formulas."""
    dice = random.Random(4)
    DurableReasoner(duties_only(*(a_duty(some_tree(dice, 9, 30), some_tree(dice, 12, 30)) for _ in range(200))))
    for formula in BIG.values():
        DurableReasoner(duties_only(a_duty(("slot", 0), formula)))

    for rules in spy.rules:
        patterns = [rule["all"][0]["m"] for rule in rules.values()]
        assert len(rules) < 200
        assert len(set(map(firsts, patterns))) <= durable.SHAPES_PER_RULESET + 1
        assert all(len(rule["all"]) == 1 and rule["cap"] == 65535 for rule in rules.values())
        assert max(map(brackets, patterns)) < 32


def test_facts_are_flat_and_hold_nothing_but_small_integers_and_our_own_names(spy: Spy) -> None:
    """No text of a user reaches the engine, and each fact and batch stays well below its limits."""
    dice = random.Random(5)
    trees = [some_tree(dice, 30, 60) for _ in range(60)]
    reasoner = DurableReasoner(duties_only(*(a_duty(("any", tree), tree) for tree in trees)))

    reasoner.decide({"": [some_vector(60, seed) for seed in range(20)]})

    for batch in spy.batches:
        assert [fact["id"] for fact in batch] == list(range(1, len(batch) + 1))
        assert len(batch) <= durable.FACTS_PER_SESSION
    for fact in (fact for batch in spy.batches for fact in batch):
        assert len(fact) < 40
        assert all(type(value) is int and 0 <= value < 100_000 for value in fact.values())
        assert all(re.fullmatch("id|t|[ar][0-9]+", name) for name in fact)


def test_unknown_slots_are_left_out_of_the_fact(spy: Spy) -> None:
    """An absent fact is absent: the engine cannot take it for false."""
    reasoner = DurableReasoner(duties_only(a_duty(("any", *slots(2)), ("any", *slots(3, first=2)))))

    reasoner.decide({"": [[UNKNOWN, TRUE, FALSE, UNKNOWN, TRUE]]})

    ((fact,),) = spy.batches
    assert {name: value for name, value in fact.items() if name[0] == "a"} == {"a1": 1, "a2": 0, "a4": 1}


@pytest.mark.parametrize("truths", [[FALSE, FALSE], [TRUE, TRUE], [UNKNOWN, TRUE], [FALSE, UNKNOWN]])
def test_what_one_slot_refutes_is_not_handed_over(spy: Spy, truths: list[Truth]) -> None:
    """A needed slot that is false, or a barred one that is true, settles the matter."""
    duty = a_duty(("all", ("slot", 0), ("not", ("slot", 1))), ("slot", 2))
    reasoner = DurableReasoner(duties_only(duty))

    rows = reasoner.decide({"": [[*truths, TRUE]]})

    assert rows == [[NOT_APPLICABLE]]
    assert spy.calls == 0


def test_an_empty_batch_is_never_handed_over(spy: Spy) -> None:
    """The engine crashes on one, so nothing is asked about no subject."""
    plan = LogicPlan(
        ((Definition("pack/term", HERE, "channel", 2, ("any", *slots(2))),),),
        (a_duty(("any", *slots(2)), BIG["fifteen of thirty"], "channel"),),
    )
    reasoner = DurableReasoner(plan)

    assert reasoner.define(0, {"": [[]], "channel": []}) == [[]]
    assert reasoner.decide({"": [[]], "channel": []}) == [[]]
    assert spy.calls == 0


def test_a_plan_of_nothing_is_decided() -> None:
    """No duties, no terms, no rulesets."""
    assert DurableReasoner(LogicPlan((), ())).decide({"": [[]]}) == []


# At the limits --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", range(durable.MAX_SLOTS - 1, durable.MAX_SLOTS + 2))
@pytest.mark.parametrize("kind", ["all", "any"])
def test_formulas_at_the_limit_and_beyond_it_are_right(kind: str, count: int) -> None:
    """With as many slots as fit, all true, all false, and one more."""
    formula = (kind, *slots(count))
    vectors: list[list[Truth]] = [[one] * count for one in TRUTHS]
    vectors += [[*[one] * (count - 1), other] for one in TRUTHS for other in TRUTHS]

    rows = DurableReasoner(a_term(formula)).define(0, {"": vectors})

    assert rows == [[truth_of(formula, vector) for vector in vectors]]


@pytest.mark.parametrize("pending", [63, 64])
def test_the_bound_on_pending_conditions_is_the_engine_s_own(monkeypatch: pytest.MonkeyPatch, pending: int) -> None:
    """Our count of conditions true at once is exact: with the one that all facts share, the engine bears 64, not 65."""
    for name in ("MAX_PENDING", "MAX_SLOTS", "MAX_WAYS"):
        monkeypatch.setattr(durable, name, 1_000)
    reasoner = DurableReasoner(a_term(("any", *slots(pending))))
    vectors = {"": [[TRUE] * pending]}

    if pending == 63:
        assert reasoner.define(0, vectors) == [[TRUE]]
    else:
        with pytest.raises(EngineFault, match="error code: 303"):
            reasoner.define(0, vectors)


def deep(levels: int) -> Formula:
    """Return a formula nested so deep."""
    formula: Formula = ("slot", 0)
    for level in range(levels - 1):
        formula = (("all", "any")[level % 2], ("slot", level % 20), formula)
    return formula


def test_a_formula_nested_as_deep_as_allowed_is_decided() -> None:
    """A hundred levels are fine."""
    formula = deep(durable.MAX_DEPTH)
    vectors = [some_vector(20, seed) for seed in range(50)]

    rows = DurableReasoner(a_term(formula)).define(0, {"": vectors})

    assert rows == [[truth_of(formula, vector) for vector in vectors]]


@pytest.mark.parametrize(
    ("formula", "complaint"),
    [
        (deep(durable.MAX_DEPTH + 1), "is nested more than 100 deep"),
        (deep(5_000), "is nested more than 100 deep"),
        (("any", *slots(durable.MAX_NODES)), "has more than 20000 parts"),
        (("at_least", 3, *slots(durable.MAX_CHOICE + 1)), "asks for some of more than 64 things"),
        (("all", ("slot", 0), ("either", ("slot", 1))), 'has a part "either" that the engine cannot be told'),
        (("not", ("slot", -1)), 'has a part "slot" that the engine cannot be told'),
        (("const", 3), 'has a part "const" that the engine cannot be told'),
    ],
)
@pytest.mark.parametrize("half", ["applies", "requires", "holds"])
def test_what_cannot_be_handed_over_is_refused_with_its_place(formula: Formula, complaint: str, half: str) -> None:
    """A pack that asks too much is refused when it is loaded, and the message says where and what to do."""
    fine: Formula = ("slot", 0)
    duty = a_duty(formula, fine) if half == "applies" else a_duty(fine, formula)
    plan = a_term(formula) if half == "holds" else duties_only(duty)

    with pytest.raises(PackError) as refusal:
        DurableReasoner(plan)

    name = "pack/term" if half == "holds" else "pack/duty"
    advice = "Make terms of its parts, and refer to them."
    assert str(refusal.value) == f'rules/pack/duty.yaml:7: the logic of "{name}" {complaint}. {advice}'


def test_logic_that_needs_too_many_helpers_is_refused_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Splitting has an end, too."""
    monkeypatch.setattr(durable, "MAX_HELPERS", 100)

    with pytest.raises(PackError, match=r'^rules/pack/duty.yaml:7: .* "pack/duty" needs more than 100 intermediate'):
        DurableReasoner(duties_only(a_duty(("slot", 0), BIG["fifteen of thirty"])))


def test_all_that_is_refused_is_reported_at_once() -> None:
    """Whoever repairs a pack learns of all its faults together."""
    bad: Formula = ("const", 7)
    layer = (Definition("one", Place("a.yaml", 1), "", 1, bad), Definition("two", Place("b.yaml", 2), "", 2, bad))

    with pytest.raises(PackError) as refusal:
        DurableReasoner(LogicPlan((layer,), (a_duty(bad, bad),)))

    assert [str(problem.place) for problem in refusal.value.problems] == ["a.yaml:1", "b.yaml:2", str(HERE)]


def test_names_that_the_engine_cannot_tell_apart_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine knows names by 32 bits of hash; a rule on one of two alike would match the other."""
    hashed = durable._hash
    monkeypatch.setattr(durable, "_hash", lambda name: hashed("a1" if name == "a2" else name))
    durable._refuse_collisions.cache_clear()

    with pytest.raises(EngineFault, match='cannot tell the names "a1" and "a2" apart'):
        DurableReasoner(a_term(("slot", 0))).define(0, {"": [[TRUE]]})


def test_the_hash_is_the_engine_s() -> None:
    """These two words are one to durable-rules."""
    assert durable._hash("liquid") == durable._hash("costarring") == 0x5E4DAA9D


def test_no_two_ids_of_a_session_are_one_to_the_engine() -> None:
    """Nor is any of them the id of the fact that the engine adds itself."""
    ids = [*map(str, range(1, 2 * durable.FACTS_PER_SESSION)), "sid-0"]

    assert len(set(map(durable._hash, ids))) == len(ids)


# When the engine fails ------------------------------------------------------------------------------------------------


def without_the_last(facts: str) -> str:
    """Return a batch less its last fact."""
    return json.dumps(json.loads(facts)[:-1], separators=(",", ":"))


TWO_SUBJECTS: Vectors = {"": [[TRUE, TRUE, FALSE], [TRUE, UNKNOWN, TRUE]]}


@pytest.fixture
def reasoner(spy: Spy) -> DurableReasoner:
    """Return a reasoner on a duty that hands over one fact for each subject."""
    return DurableReasoner(duties_only(a_duty(("any", ("slot", 0)), ("any", ("slot", 1), ("slot", 2)))))


def test_a_lost_fact_is_a_fault(reasoner: DurableReasoner, spy: Spy, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine drops facts and says that all is well; we count."""
    whole = spy.assert_facts
    monkeypatch.setattr(spy, "assert_facts", lambda handle, facts: whole(handle, without_the_last(facts)))

    with pytest.raises(EngineFault, match="was given 2 facts and brought back 1"):
        reasoner.decide(TWO_SUBJECTS)


def test_all_facts_lost_is_a_fault(reasoner: DurableReasoner, spy: Spy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing fired is not "everything is open"."""
    monkeypatch.setattr(spy, "start_action_for_state", lambda *_: None, raising=False)

    with pytest.raises(EngineFault, match="was given 2 facts and brought back 0"):
        reasoner.decide(TWO_SUBJECTS)


@pytest.mark.parametrize("productions", [0, 1, 2])
def test_stopping_half_way_is_a_fault(
    reasoner: DurableReasoner, spy: Spy, monkeypatch: pytest.MonkeyPatch, productions: int
) -> None:
    """The production that counts comes last, so that none before it can be missing unnoticed."""
    left = iter(range(productions - 1))
    complete = spy.engine.complete_and_start_action
    stopping = lambda *at: complete(*at) if next(left, None) is not None else None  # noqa: E731
    monkeypatch.setattr(spy, "complete_and_start_action", stopping, raising=False)

    with pytest.raises(EngineFault, match="was given 4 facts and brought back 0"):
        reasoner.decide({"": [[TRUE, TRUE, TRUE], [FALSE, TRUE, TRUE], [TRUE, FALSE, FALSE], [UNKNOWN] * 3]})


@pytest.mark.parametrize("status", [1, 2, 3])
def test_a_status_that_is_not_zero_is_a_fault(
    reasoner: DurableReasoner, spy: Spy, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    """Not handled, observed before, deferred: none of these may happen."""
    whole = spy.assert_facts
    monkeypatch.setattr(spy, "assert_facts", lambda handle, facts: (status, whole(handle, facts)[1]))

    with pytest.raises(EngineFault, match=f"did not take all facts \\(status {status}\\)"):
        reasoner.decide(TWO_SUBJECTS)


IMPOSSIBLE = {
    "an answer to a fact never handed over": (['{"0.1":[{"m":{"id":1}},{"m":{"id":3}}]}'], "contradicts itself"),
    "a requirement both true and false": (
        ['{"0.1":[{"m":{"id":1}}]}', '{"0.2":[{"m":{"id":1}}]}'],
        "contradicts itself",
    ),
    "violated and not applicable": (['{"0.0":[{"m":{"id":2}}]}', '{"0.2":[{"m":{"id":2}}]}'], "contradicts itself"),
    "a rule never told": (['{"5.1":[{"m":{"id":1}}]}'], 'fired "5.1", which it was never told'),
    "no message": (["nonsense"], 'fired "", which it was never told'),
    "a fact counted twice": (['{"t":[{"m":{"id":2}}]}'], "was given 2 facts and brought back 3"),
}
"""Messages that the engine might put among its own, and what we say to them."""


@pytest.mark.parametrize(("messages", "complaint"), IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_an_answer_that_cannot_be_is_a_fault(
    reasoner: DurableReasoner, spy: Spy, monkeypatch: pytest.MonkeyPatch, messages: list[str], complaint: str
) -> None:
    """What contradicts what was asked is no answer."""
    reported, complete = iter(messages), spy.engine.complete_and_start_action
    tampered = lambda *at: next(reported, None) or complete(*at)  # noqa: E731
    monkeypatch.setattr(spy, "complete_and_start_action", tampered, raising=False)

    with pytest.raises(EngineFault, match=re.escape(complaint)):
        reasoner.decide(TWO_SUBJECTS)


CALLS = ["assert_facts", "start_action_for_state", "complete_and_start_action", "delete_state"]


def failing(error: BaseException) -> Callable[..., Any]:
    """Return a function that only fails."""

    def fail(*_: object) -> Any:
        raise error

    return fail


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("error", [RuntimeError("error code: 303"), MemoryError(), SystemError("NULL without error")])
def test_an_exception_of_the_engine_is_a_fault(
    reasoner: DurableReasoner, spy: Spy, monkeypatch: pytest.MonkeyPatch, call: str, error: Exception
) -> None:
    """None of the engine's own exceptions leaves the module, and the cause is kept."""
    monkeypatch.setattr(spy, call, failing(error), raising=False)

    with pytest.raises(EngineFault, match="durable-rules failed") as fault:
        reasoner.decide(TWO_SUBJECTS)

    assert fault.value.__cause__ is error


@pytest.mark.parametrize("before", [0, 1], ids=["at once", "later"])
@pytest.mark.parametrize("call", CALLS)
def test_an_engine_that_failed_is_not_called_again(
    reasoner: DurableReasoner, spy: Spy, monkeypatch: pytest.MonkeyPatch, call: str, before: int
) -> None:
    """After an error it may free its memory twice: it is neither asked, nor closed."""
    for _ in range(before):
        reasoner.decide(TWO_SUBJECTS)
    with monkeypatch.context() as patch:
        patch.setattr(spy, call, failing(RuntimeError("error code: 303")), raising=False)
        with pytest.raises(EngineFault):
            reasoner.decide(TWO_SUBJECTS)
    spy.calls = 0
    monkeypatch.setattr(spy, "delete_ruleset", failing(AssertionError("freed")), raising=False)

    with pytest.raises(EngineFault, match="was closed, or has failed before"):
        reasoner.decide(TWO_SUBJECTS)
    reasoner.close()
    assert spy.calls == 0


def test_an_interruption_passes_and_the_reasoner_is_not_used_again(
    reasoner: DurableReasoner, spy: Spy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control-C in the middle of a session leaves no half-filled session to the next campaign."""
    with monkeypatch.context() as patch:
        patch.setattr(spy, "complete_and_start_action", failing(KeyboardInterrupt()), raising=False)
        with pytest.raises(KeyboardInterrupt):
            reasoner.decide(TWO_SUBJECTS)

    with pytest.raises(EngineFault):
        reasoner.decide(TWO_SUBJECTS)


def test_rules_that_the_engine_does_not_take_are_a_fault(spy: Spy, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error when rules are compiled is not the pack's: all that a pack may do wrong was checked before."""
    monkeypatch.setattr(spy, "create_ruleset", failing(RuntimeError("error code: 113")))

    with pytest.raises(EngineFault, match="did not take its rules: error code: 113"):
        DurableReasoner(a_term(("slot", 0))).define(0, {"": [[TRUE]]})


# Memory, threads, processes -------------------------------------------------------------------------------------------


def resident_kb() -> int:
    """Return the memory of this process that is resident, in kB."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        pytest.skip("needs /proc to measure memory")
    gc.collect()
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


def a_small_plan() -> tuple[LogicPlan, list[Vectors]]:
    """Return a plan of some duties, a few of them split, and campaigns to decide."""
    dice = random.Random(6)
    trees = [("all", ("slot", number), some_tree(dice, 8, 12)) for number in range(6)]
    plan = duties_only(*(a_duty(tree, some_tree(dice, 7, 12), "channel") for tree in trees))
    return plan, [{"": [[]], "channel": [some_vector(12, 10 * seed + one) for one in range(4)]} for seed in range(50)]


def grown_kb(work: Callable[[], object], times: int) -> int:
    """Return by how much memory grew over so many rounds, after a tenth of them."""
    for _ in range(times // 10):
        work()
    before = resident_kb()
    for _ in range(times):
        work()
    return resident_kb() - before


@pytest.mark.parametrize("times", [20_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_memory_does_not_grow_with_campaigns(times: int) -> None:
    """Each session is given back when its campaign is decided."""
    plan, campaigns = a_small_plan()
    reasoner, turn = DurableReasoner(plan), iter(range(10**9))

    grown = grown_kb(lambda: reasoner.decide(campaigns[next(turn) % len(campaigns)]), times)

    assert grown < 1_024


@pytest.mark.parametrize("times", [1_000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_memory_does_not_grow_with_reasoners_built_and_forgotten(times: int) -> None:
    """Rulesets go when their reasoner goes, closed or not, used or not."""
    plan, campaigns = a_small_plan()
    DurableReasoner(plan).close()

    grown = grown_kb(lambda: DurableReasoner(plan).decide(campaigns[0]), times)

    assert grown < 2_048


def test_a_closed_reasoner_decides_nothing(reasoner: DurableReasoner) -> None:
    """Closing gives the memory back; closing again is harmless."""
    reasoner.close()
    reasoner.close()

    with pytest.raises(EngineFault, match="was closed"):
        reasoner.decide(TWO_SUBJECTS)


def test_deciding_leaves_no_thread_behind() -> None:
    """No Host, so none of its timers."""
    tasks = Path("/proc/self/task")
    before = threading.active_count(), len(list(tasks.iterdir())) if tasks.exists() else 0
    plan, campaigns = a_small_plan()

    DurableReasoner(plan).decide(campaigns[0])

    assert (threading.active_count(), len(list(tasks.iterdir())) if tasks.exists() else 0) == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_child_process_decides_with_its_parent_s_reasoner() -> None:
    """A server that loads its rules and then forks gets right answers in the child, and still in the parent."""
    plan, campaigns = a_small_plan()
    reasoner, expected = DurableReasoner(plan), [PlainReasoner(plan).decide(campaign) for campaign in campaigns]

    child = os.fork()
    if not child:
        os._exit(0 if [reasoner.decide(campaign) for campaign in campaigns] == expected else 1)
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    assert [reasoner.decide(campaign) for campaign in campaigns] == expected


def test_two_threads_may_share_a_reasoner() -> None:
    """A ruleset has one session: whoever comes second waits."""
    plan, campaigns = a_small_plan()
    reasoner, plain = DurableReasoner(plan), PlainReasoner(plan)
    expected = [plain.decide(campaign) for campaign in campaigns]
    rounds: list[bool] = []

    def work() -> None:
        rounds.extend([reasoner.decide(campaign) for campaign in campaigns] == expected for _ in range(20))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert rounds == [True] * 60


# Where the engine is, and where it is not -----------------------------------------------------------------------------


def test_its_name_says_which_engine_and_which_version() -> None:
    """Reports name who decided."""
    reasoner: Reasoner = DurableReasoner(LogicPlan((), ()))

    assert re.fullmatch(r"durable-rules \d+\.\d+\.\d+", reasoner.name)


@pytest.fixture
def no_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make durable-rules impossible to import."""
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    durable._engine.cache_clear()
    yield
    durable._engine.cache_clear()


@pytest.mark.usefixtures("no_engine")
def test_without_the_engine_it_says_so() -> None:
    """On a Python without durable-rules the caller can know before, and is told what to do."""
    assert not durable_available()

    with pytest.raises(EngineFault, match=r'does not import on this Python\. Decide with "--engine python"'):
        DurableReasoner(LogicPlan((), ()))


def test_the_engine_is_loaded_only_when_needed() -> None:
    """The module can be imported anywhere, and starts no slower for it."""
    code = "import sys, clearance.deciding.durable as d; sys.exit('durable_rules_engine' in sys.modules)"
    path = os.pathsep.join(filter(None, sys.path))

    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path}, check=False)

    assert done.returncode == 0


# Shapes that were worked out before -----------------------------------------------------------------------------------


def test_learned_shapes_decide_as_worked_out_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process takes them over and need not work them out."""
    plan, vectors = duties_only(a_duty(("all", *slots(2)), ("any", *slots(2)))), {"": [[TRUE, FALSE], [TRUE, TRUE]]}
    monkeypatch.setattr(durable, "_worked_out", {})
    monkeypatch.setattr(durable, "_learned", {})
    fresh = DurableReasoner(plan).decide(vectors)
    known = durable.new_shapes()
    monkeypatch.setattr(durable, "_worked_out", {})
    durable.learn_shapes(known)
    monkeypatch.setattr(durable, "_work_out", None)

    assert DurableReasoner(plan).decide(vectors) == fresh
    assert durable.new_shapes() == b""


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x93\x01\x02\x03", msgpack.encode({"a": 7})])
def test_damaged_shapes_are_not_learned(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """Nothing is said about it."""
    monkeypatch.setattr(durable, "_learned", {})
    durable.learn_shapes(data)

    assert durable._learned == {}


def test_learned_shape_that_the_engine_cannot_bear_is_worked_out_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would corrupt the engine's memory."""
    plan = duties_only(a_duty(("all", *slots(2)), ("any", *slots(2))))
    monkeypatch.setattr(durable, "_worked_out", {})
    monkeypatch.setattr(durable, "_learned", {})
    DurableReasoner(plan)
    sound = dict(durable._worked_out)
    monster = (((2, (tuple(range(1, 99, 2)),)),), tuple(range(49)))
    monkeypatch.setattr(durable, "_learned", dict.fromkeys(sound, monster))
    monkeypatch.setattr(durable, "_worked_out", {})
    DurableReasoner(plan)

    assert durable._worked_out == sound
