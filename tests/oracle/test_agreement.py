"""The engine says what a slow and obvious reading of the rule language says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from clearance.deciding.durable import durable_available
from clearance.model.outcomes import Outcome
from clearance.model.truth import FALSE, TRUE
from oracle.agreement import ENGINES, Court, cases, compared, tried, whole_run
from oracle.shrinking import described, smallest
from oracle.strategies import seeds

LONG_AGO = (date(2020, 2, 29), date(2020, 2, 29))


@given(seeds)
@settings(max_examples=110)
def test_engine_and_naive_evaluator_agree(seed: int) -> None:
    """Every rule has the same status for every subject, whoever decides it: about 35,000 answers."""
    decided, found = tried(seed)

    assert decided
    assert not found, f"seed {seed}\n{described(smallest(found[0], ENGINES))}"


@given(seeds)
@settings(max_examples=12)
def test_long_flights_agree(seed: int) -> None:
    """A duty that turns in the middle of a long flight is found by halving as by looking at every day."""
    (case,) = cases(seed, campaigns=1, rules=8)
    long = replace(case, flight=whole_run(date(2026, 1, 15), date(2026, 4, 5)))

    _, differing = compared(long, Court(case.book, ENGINES[:1]))
    assert not differing, described(differing[0])


@given(seeds)
@settings(max_examples=25)
def test_proof_bears_its_status_out(seed: int) -> None:
    """What applies, what excepts and what is required come, by the table of the rule language, to the status."""
    court = None
    for case in cases(seed, campaigns=4, rules=6):
        court = court or Court(case.book)
        for outcome in court.outcomes(case, "python"):
            assert outcome.status.value in _borne_out(outcome), outcome


@given(seeds)
@settings(max_examples=25)
def test_open_outcomes_name_what_is_missing(seed: int) -> None:
    """Whatever needs information says which facts, or which list, would help; all others name none."""
    court = None
    for drawn in cases(seed, campaigns=4, rules=6):
        case = replace(drawn, flight=whole_run(*(drawn.flight.sure or LONG_AGO)))
        court = court or Court(case.book)
        known = {*court.rulebook.vocabulary.facts, *court.rulebook.vocabulary.sections}
        for outcome in court.outcomes(case, "python"):
            named = {one.path.partition("[")[0] for one in outcome.missing}
            assert bool(named) == (outcome.status.value == "needs_information"), outcome
            assert named <= known, outcome


@pytest.mark.skipif(not durable_available(), reason="durable-rules does not work with this Python")
def test_durable_rules_took_part() -> None:
    """On a Python that has it, all comparisons above are made with durable-rules too."""
    assert ENGINES == ("python", "durable", "both")


def _borne_out(outcome: Outcome) -> set[str]:
    """Return the statuses that a proof allows."""
    steps = {
        kind: [step.truth for step in outcome.proof if step.kind == kind]
        for kind in ("applies", "exception", "requires")
    }
    applies = min([*steps["applies"], *(TRUE - truth for truth in steps["exception"])])
    if applies == FALSE:
        return {"not_applicable"}
    (requires,) = steps["requires"]
    if requires == TRUE:
        return {"satisfied"}
    if applies == TRUE and requires == FALSE:
        return {"violated"} if outcome.subject.stated else {"needs_information"}
    return {"needs_information"}
