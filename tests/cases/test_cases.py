"""Decisions of authorities and courts: our rules must say what they held, for the articles they held violated.

Each campaign states the facts that were found and no others. Where a rule is missing, the rules or the vocabulary are
put right, not the case.
"""

from __future__ import annotations

import re
from datetime import date

import pytest
from citations import HOMES, Article, articles
from decisions import PACKS, Case, Held, all_cases, assessment_of, names_one_of, outcomes_of, rulebook, violated_in

from clearance.deciding.durable import durable_available
from clearance.model.outcomes import Status

CASES = all_cases()
HELD = [(case, held) for case in CASES for held in case.provisions]
CLEARED = [(case, held) for case in CASES for held in case.not_violated]
LEAST_RECALL = 0.9

each_case = pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
each_held = pytest.mark.parametrize(("case", "held"), HELD, ids=[f"{case.id}: {held.provision}" for case, held in HELD])
each_cleared = pytest.mark.parametrize(
    ("case", "held"), CLEARED, ids=[f"{case.id}: {held.provision}" for case, held in CLEARED]
)


def unnamed(case: Case, held: Held) -> list[Article]:
    """Return the articles of a provision that no rule listed for it names."""
    cited = [one for rule in held.rules for one in violated_in(case).get(rule, ())]
    return [wanted for wanted in held.articles if not any(wanted.meets(one) for one in cited)]


# What was held violated -----------------------------------------------------------------------------------------------


@each_held
def test_rules_of_a_provision_are_violated(case: Case, held: Held) -> None:
    """Every rule listed for a provision is violated for at least one subject."""
    statuses = {rule: [(one.status.value, one.subject.label) for one in outcomes_of(case, rule)] for rule in held.rules}

    assert {rule: statuses[rule] for rule in held.rules if rule not in violated_in(case)} == {}


@each_held
def test_rules_of_a_provision_cite_it(case: Case, held: Held) -> None:
    """The citation of every rule listed for a provision names an article of it."""
    cited = violated_in(case)

    assert [rule for rule in held.rules if not names_one_of(cited.get(rule, []), held)] == []


@each_held
def test_what_no_rule_says_is_explained(case: Case, held: Held) -> None:
    """A case says why an article that was held violated is named by no rule, and says so of no other."""
    assert bool(unnamed(case, held)) == bool(held.missed)


@each_case
def test_nothing_else_is_violated(case: Case) -> None:
    """A rule that nothing was held under comes out violated only where the case says why that is right."""
    assert set(violated_in(case)) - case.listed == set(case.beyond)


def test_recall_of_provisions() -> None:
    """At least nine in ten provisions that were held violated have a rule that says so."""
    said = [held for case, held in HELD if set(held.rules) & set(violated_in(case))]

    assert len(said) >= LEAST_RECALL * len(HELD), f"{len(said)} of {len(HELD)} provisions"


def test_recall_of_articles() -> None:
    """The same share of the single articles is named by such a rule."""
    wanted = sum(len(held.articles) for _, held in HELD)
    missing = sum(len(unnamed(case, held)) for case, held in HELD)

    assert wanted - missing >= LEAST_RECALL * wanted, f"{wanted - missing} of {wanted} articles"


# What was held not violated -------------------------------------------------------------------------------------------


@each_cleared
def test_a_provision_that_was_met_raises_nothing(case: Case, held: Held) -> None:
    """No rule that cites a provision found not violated comes out violated."""
    assert [rule for rule, cited in violated_in(case).items() if names_one_of(cited, held)] == []


@each_cleared
def test_a_provision_that_was_met_is_satisfied_where_the_facts_suffice(case: Case, held: Held) -> None:
    """Where the facts found decide a rule, it is satisfied."""
    statuses = {rule: {one.status for one in outcomes_of(case, rule)} for rule in held.satisfied}

    assert statuses == {rule: {Status.SATISFIED} for rule in held.satisfied}


# The case files -------------------------------------------------------------------------------------------------------


def test_there_are_enough_cases() -> None:
    """At least fourteen decisions that held something violated, and three reference cases that held nothing so."""
    assert len([case for case in CASES if case.provisions]) >= 14
    assert len([case for case in CASES if case.id.startswith("clean-")]) >= 3


@each_case
def test_case_file_says_where_it_comes_from(case: Case) -> None:
    """Each file names itself, the authority, the respondent, two dates and where to read on."""
    written = case.written

    assert written["id"] == case.id
    assert written["authority"]
    assert written["respondent"]
    assert isinstance(written["date"], date)
    assert isinstance(written["rules_as_of"], date)
    assert written["urls"]
    assert all(url.startswith("https://") for url in written["urls"])


@each_case
def test_provisions_can_be_found_in_our_packs(case: Case) -> None:
    """Each provision in scope names an article of an instrument of ours; each one out of scope says why it is."""
    assert [held.provision for held in (*case.provisions, *case.not_violated) if not held.articles] == []
    assert [one["provision"] for one in case.written.get("out_of_scope", ()) if not one["why"]] == []


@each_case
def test_case_is_decided_by_every_reasoner_there_is(case: Case) -> None:
    """Where durable-rules is available, both reasoners decided the case and agreed."""
    assert len(assessment_of(case).engine) == (2 if durable_available() else 1)


# Citations ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "home", "expected"),
    [
        ("Art. 6(1)(a), (f); CJEU C-252/21", "GDPR", {"GDPR 6.1.a", "GDPR 6.1.f"}),
        ("Art. 12(2)-(3), 15-17; Recital 42", "GDPR", {"GDPR 12.2", "GDPR 12.3", "GDPR 15", "GDPR 16", "GDPR 17"}),
        ("Art. 13(1)(b), (d), 13(2)(b)-(c)", "GDPR", {"GDPR 13.1.b", "GDPR 13.1.d", "GDPR 13.2.b", "GDPR 13.2.c"}),
        ("Art. 5(3) with Art. 4(11), 7 GDPR", "ePrivacy", {"ePrivacy 5.3", "GDPR 4.11", "GDPR 7"}),
        ("Art. 95; Directive 2002/58/EC Art. 13(2)", "GDPR", {"GDPR 95", "ePrivacy 13.2"}),
        ("Art. 13(2), not taken over by Art. 398 of the Polish law", "ePrivacy", {"ePrivacy 13.2"}),
        (
            "Cal. Civ. Code §§ 1798.120(a), 1798.135(c)(4); 11 CCR § 7025(b)-(c)(1)",
            "CCPA",
            {"CCPA 1798.120.a", "CCPA 1798.135.c.4", "CCPA regulations 7025.b", "CCPA regulations 7025.c.1"},
        ),
        ("GDPR Art. 5(1)(a) with Art. 6, 9 and 13", "", {"GDPR 5.1.a", "GDPR 6", "GDPR 9", "GDPR 13"}),
        ("French Data Protection Act Art. 82", "", set()),
    ],
)
def test_articles_named_by_a_citation(text: str, home: str, expected: set[str]) -> None:
    """Lists, ranges and instruments are read; recitals, judgments and other laws are not."""
    assert {f"{one.law} {'.'.join(one.path)}" for one in articles(text, home)} == expected


def test_an_article_meets_what_lies_within_it() -> None:
    """Article 6 and Article 6(1)(a) meet; two points of one article do not, nor one number in two laws."""
    whole, point, other = articles("Art. 6, 6(1)(a), 6(1)(f)", "GDPR")

    assert whole.meets(point)
    assert point.meets(whole)
    assert not point.meets(other)
    assert not whole.meets(Article("ePrivacy", ("6",)))


def test_every_rule_of_these_packs_cites_something_that_can_be_read() -> None:
    """The matcher finds an article in the citation of every rule it may have to judge."""
    unread = [
        rule.id
        for rule in rulebook().rules.values()
        if rule.pack in PACKS
        for version in rule.versions
        if not articles(re.sub(r"^former ", "", version.cite), HOMES[rule.pack])
    ]

    assert unread == []
