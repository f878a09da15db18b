"""Decisions of authorities and courts: our rules must say what they held, for the articles they held violated.

Each campaign states the facts that were found and no others. Where a rule is missing, the rules or the vocabulary are
put right, not the case.
"""

from __future__ import annotations

from datetime import date

import pytest
from decisions import HERE, judged, report, rulebook

from clearance.app.cases import LEAST_RECALL, Judged
from clearance.deciding.durable import durable_available

CASES = sorted(file.parent.name for file in HERE.glob("*/case.yaml"))

each_case = pytest.mark.parametrize("case", [pytest.param(name, id=name) for name in CASES])


@pytest.fixture
def one(case: str) -> Judged:
    """Return what came of a case."""
    return judged(case)


# What came of them ----------------------------------------------------------------------------------------------------


@each_case
def test_case_comes_out_as_its_file_says(one: Judged) -> None:
    """Every rule listed is violated and cites its provision, what none says is explained, and nothing else is.

    A provision that was held met raises nothing, and is satisfied where the facts found decide a rule of it.
    """
    file = one.case.place.file

    assert [str(fault) for fault in report().faults if fault.place and fault.place.file == file] == []


def test_recall_of_provisions() -> None:
    """At least nine in ten provisions that were held violated have a rule that says so."""
    total = report().total

    assert total.said >= LEAST_RECALL * total.held, f"{total.said} of {total.held} provisions"


def test_recall_of_articles() -> None:
    """The same share of the single articles is named by such a rule."""
    total = report().total

    assert total.named >= LEAST_RECALL * total.articles, f"{total.named} of {total.articles} articles"


def test_no_false_alarm() -> None:
    """No rule that cites a provision found not violated comes out violated."""
    assert report().total.alarms == 0


@each_case
def test_case_is_decided_by_every_reasoner_there_is(one: Judged) -> None:
    """Where durable-rules is available, both reasoners decided the case and agreed."""
    assert len(one.assessment.engine) == (2 if durable_available() else 1)


# The case files -------------------------------------------------------------------------------------------------------


def test_there_are_enough_cases() -> None:
    """All 37 decisions, and the five reference cases that held nothing violated."""
    assert len([name for name in CASES if not name.startswith("clean-")]) >= 37
    assert len([name for name in CASES if name.startswith("clean-")]) >= 5


@each_case
def test_case_file_says_where_it_comes_from(one: Judged) -> None:
    """Each file names itself as its folder does, two days in their order, and where to read on."""
    case = one.case

    assert case.id == HERE.joinpath(case.place.file).parent.name
    assert date(1990, 1, 1) < case.rules_as_of <= case.date
    assert case.urls
    assert all(url.startswith("https://") for url in case.urls)
    assert case.provisions or case.not_violated


@each_case
def test_every_rule_named_exists(one: Judged) -> None:
    """A case names no rule that was renamed or never was."""
    case = one.case
    named = {*case.listed, *case.beyond, *(rule for held in case.not_violated for rule in held.satisfied)}

    known = {name for rule in rulebook().rules for name in (rule, rule.partition("@")[0])}

    assert named - known == set()
