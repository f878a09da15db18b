"""The plain reasoner against the slow and plain way of reading a formula."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.deciding.logic import Code, Definition, Duty, Formula, LogicPlan, Reasoner, code_of, truth_of
from clearance.deciding.reasoner import PlainReasoner
from clearance.model.places import Place
from clearance.model.truth import FALSE, TRUE, UNKNOWN, Truth

HERE = Place("duty.yaml", 1)
SLOTS = 5
TRUTHS = (FALSE, UNKNOWN, TRUE)

vectors = st.lists(st.sampled_from(TRUTHS), min_size=SLOTS, max_size=SLOTS)


def joined(parts: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    """Return formulas made of others; "all" and "any" of nothing among them, and thresholds no list can reach."""
    several = st.lists(parts, max_size=4)
    return st.one_of(
        several.map(lambda some: ("all", *some)),
        several.map(lambda some: ("any", *some)),
        parts.map(lambda part: ("not", part)),
        st.tuples(st.integers(-1, 5), several).map(lambda drawn: ("at_least", drawn[0], *drawn[1])),
    )


leaves = st.one_of(
    st.integers(0, SLOTS - 1).map(lambda slot: ("slot", slot)), st.sampled_from(TRUTHS).map(lambda one: ("const", one))
)
formulas = st.recursive(leaves, joined, max_leaves=25)


def defined(formula: Formula, vector: list[Truth]) -> Truth:
    """Return what the plain reasoner makes of a formula."""
    plan = LogicPlan(((Definition("term", HERE, "", SLOTS, formula),),), ())
    return PlainReasoner(plan).define(0, {"": [vector]})[0][0]


def decided(applies: Formula, requires: Formula, vector: list[Truth]) -> Code:
    """Return what the plain reasoner makes of a duty."""
    plan = LogicPlan((), (Duty("duty", HERE, "", applies, requires),))
    return PlainReasoner(plan).decide({"": [vector]})[0][0]


@given(formulas, vectors)
def test_a_term_has_the_truth_of_its_formula(formula: Formula, vector: list[Truth]) -> None:
    """However a formula is nested, its function says what reading it says."""
    assert defined(formula, vector) == truth_of(formula, vector)


@given(formulas, formulas, vectors)
def test_a_duty_has_the_code_of_its_two_halves(applies: Formula, requires: Formula, vector: list[Truth]) -> None:
    """A duty comes to what the truths of its applicability and its requirement come to."""
    code = decided(applies, requires, vector)

    assert code == code_of(truth_of(applies, vector), truth_of(requires, vector))


@given(formulas, vectors, st.integers(0, SLOTS - 1), st.sampled_from((FALSE, TRUE)))
def test_learning_a_fact_never_changes_what_was_decided(
    formula: Formula, vector: list[Truth], slot: int, learned: Truth
) -> None:
    """What is true or false while a fact is unknown stays so, whatever the fact turns out to be."""
    before = defined(formula, [*vector[:slot], UNKNOWN, *vector[slot + 1 :]])
    after = defined(formula, [*vector[:slot], learned, *vector[slot + 1 :]])

    assert before in (UNKNOWN, after)


@pytest.mark.parametrize(("applies", "requires"), [*product(TRUTHS, TRUTHS)])
def test_every_pair_of_halves_comes_to_its_code(applies: Truth, requires: Truth) -> None:
    """All nine pairs of truths are decided as the table says."""
    code = decided(("slot", 0), ("slot", 1), [applies, requires])

    assert code == code_of(applies, requires)


def test_answers_stand_in_the_order_of_terms_and_subjects() -> None:
    """One row for each term, one answer in it for each subject of the term's scope."""
    terms = (
        Definition("one", HERE, "channel", 2, ("slot", 0)),
        Definition("other", HERE, "", 2, ("not", ("slot", 1))),
    )
    reasoner: Reasoner = PlainReasoner(LogicPlan((terms,), ()))

    rows = reasoner.define(0, {"": [[UNKNOWN, TRUE]], "channel": [[TRUE, FALSE], [UNKNOWN, TRUE], [FALSE, FALSE]]})

    assert rows == [[TRUE, UNKNOWN, FALSE], [FALSE]]


def test_no_subject_gives_an_empty_row() -> None:
    """A rule about vendors says nothing about a campaign that has none."""
    reasoner = PlainReasoner(LogicPlan((), (Duty("duty", HERE, "vendor", ("all",), ("slot", 0)),)))

    rows = reasoner.decide({"": [[TRUE]], "vendor": []})

    assert rows == [[]]
