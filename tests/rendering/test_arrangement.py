"""How findings, questions and packs are arranged for reading."""

from __future__ import annotations

from typing import Any

import pytest
from documents import big, realistic

from clearance.rendering.arrangement import Entry, Fold, Group, arrange, labels_in_words, regime_in_words, split_numbers
from clearance.rendering.words import KINDS, cleaned, day_in_words, place_words


def group(groups: tuple[Group, ...], regime: str) -> Group:
    """Return the group of one regime."""
    return next(one for one in groups if one.regime == regime)


def fold(one: Group, key: str) -> Fold:
    """Return the fold of a group that has a key."""
    return next(fold for fold in one.folds if fold.key == key)


def numbers(entries: tuple[Entry, ...]) -> list[int]:
    """Return the numbers of findings."""
    return [entry.finding["number"] for entry in entries]


def waiting(count: int, letters: str) -> dict[str, Any]:
    """Return a document of one regime in which ``count`` findings wait, one letter each, over and over."""
    document = realistic()
    model = document["findings"][1]
    document["findings"] = [
        {
            **model,
            "number": number,
            "anchor": f"a--{number}",
            "missing": [{**model["missing"][0], "question": letters[number % len(letters)]}],
        }
        for number in range(1, count + 1)
    ]
    return document


def test_law_comes_first_and_kinds_never_mix() -> None:
    """Groups follow the order of kinds, each of one kind only."""
    kinds = [one.kind for one in arrange(realistic()).groups]

    assert kinds == sorted(kinds, key=list(KINDS).index)


def test_findings_that_wait_for_the_same_answer_share_one_line() -> None:
    """Four findings lack the same fact and nothing else."""
    found = fold(group(arrange(realistic()).groups, "General Data Protection Regulation"), "waiting")

    assert numbers(found.entries) == [6, 7, 8, 9]
    assert [ask.letter for ask in found.asks] == ["D"]
    assert found.blockers == 1


def test_two_findings_that_wait_for_the_same_answer_are_spelled_out() -> None:
    """A fold for two would save nothing."""
    arranged = arrange(waiting(2, "A")).groups[0]

    assert numbers(arranged.open) == [1, 2]
    assert arranged.folds == ()


def test_many_findings_that_wait_for_different_answers_take_a_line_each() -> None:
    """The first five are spelled out."""
    document = waiting(10, "ABCDE")
    for finding in document["findings"]:
        finding["missing"].append({**finding["missing"][0], "question": "", "path": f"fact.{finding['number']}"})
    arranged = arrange(document).groups[0]

    assert numbers(arranged.open) == [1, 2, 3, 4, 5]
    assert numbers(fold(arranged, "more").entries) == [6, 7, 8, 9, 10]


def test_what_is_settled_is_folded() -> None:
    """Satisfied and not applicable take one line in their regime."""
    found = fold(group(arrange(realistic()).groups, "ePrivacy Directive"), "settled")

    assert [tally.words for tally in found.tallies] == ["1 satisfied", "1 not applicable"]


def test_a_duty_that_begins_during_the_campaign_is_upcoming() -> None:
    """It says what it will be, and is counted apart."""
    arranged = arrange(realistic())
    entry = group(arranged.groups, "Telephone Consumer Protection Act").open[0]

    assert entry.mark.key == "upcoming"
    assert entry.later is not None
    assert entry.later.key == "violated"
    assert [(begin.day, begin.words, begin.numbers) for begin in arranged.begins] == [
        ("2027-01-31", "1 duty of law", (16,))
    ]


def test_an_upcoming_duty_that_will_be_met_is_folded() -> None:
    """What will be satisfied asks nothing of the reader."""
    document = realistic()
    document["findings"][15]["status"] = "satisfied"
    found = group(arrange(document).groups, "Telephone Consumer Protection Act")

    assert found.open == ()
    assert [tally.words for tally in fold(found, "settled").tallies] == ["1 upcoming", "1 satisfied"]


def test_not_applicable_says_why() -> None:
    """Of an alternative, each part that fails is a reason."""
    found = fold(group(arrange(realistic()).groups, "General Data Protection Regulation"), "settled")
    reasons = [step["text"] for entry in found.entries for step in entry.reasons]

    assert reasons == ["item.category is health, belief or sexuality", "item.hints_at_sensitive is true"]


def test_an_exception_is_its_own_reason() -> None:
    """Where an exception holds, the conditions of the rule are no reason."""
    found = fold(group(arrange(realistic()).groups, "ePrivacy Directive"), "settled")

    assert found.entries[1].finding["exception"] == "The recipient has consented"
    assert found.entries[1].reasons == ()


def test_few_facts_are_all_shown() -> None:
    """Seven facts need no fold."""
    assert all(entry.facts.rest == () for one in arrange(realistic()).groups for entry in one.open)


def test_a_fact_that_is_not_stated_is_never_folded() -> None:
    """What is missing stays in sight, also where it decides whether a rule applies."""
    document = realistic()
    finding = document["findings"][5]
    stated, missing = finding["facts"]
    finding["facts"] = [stated | {"line": number} for number in range(1, 9)] + [missing]
    found = fold(group(arrange(document).groups, "General Data Protection Regulation"), "waiting").entries[0]

    assert [fact["path"] for fact in found.facts.first] == ["controller.status"]
    assert len(found.facts.rest) == 8


def test_zero_violated_is_said() -> None:
    """Each kind says how many were violated, even none; other zeros are left out."""
    platform = arrange(realistic()).tallies[1]

    assert [tally.words for tally in platform.tallies] == ["0 violated", "1 satisfied"]


def test_blockers_are_counted_with_the_violated() -> None:
    """Law says how many of its violations are blockers."""
    assert arrange(realistic()).tallies[0].tallies[0].words == "2 violated (1 blocker)"


def test_filters_offer_what_occurs() -> None:
    """No option of the filter leads to an empty page."""
    filters = arrange(realistic()).filters

    assert [option.words for option in filters.channels] == ["sale-ads", "club-text", "club-email"]
    assert [title for title, _ in filters.regimes] == ["Law", "Platform rules", "Industry codes", "Ethics"]
    assert all(option.number for option in (*filters.statuses, *filters.severities, *filters.principles))


def test_a_long_list_shows_its_first_part() -> None:
    """Forty questions show seven; thirty changes show twelve and say what is among the rest."""
    arranged = arrange(big())

    assert (len(arranged.questions.first), len(arranged.questions.rest)) == (7, 33)
    assert (len(arranged.changes.first), len(arranged.changes.rest), arranged.changes.blockers) == (12, 18, 0)


@pytest.mark.parametrize(("length", "first", "rest"), [(7, 7, 0), (8, 8, 0), (9, 7, 2)])
def test_a_fold_of_one_is_no_fold(length: int, first: int, rest: int) -> None:
    """Eight questions are all shown: a line saying that there is one more is as long as the one."""
    questions = arrange(big(questions=length)).questions

    assert (len(questions.first), len(questions.rest)) == (first, rest)


def test_long_rows_of_numbers_are_cut() -> None:
    """The first twelve numbers stand in the row, where at least three more follow."""
    assert split_numbers(range(14)).rest == ()
    assert len(split_numbers(range(15)).first) == 12


def test_labels_are_named_as_far_as_they_fit() -> None:
    """Six labels name four and count the rest."""
    assert labels_in_words(["a", "b"]) == "a and b"
    assert labels_in_words([*"abcdef"]) == "a, b, c, d and 2 more"


def test_what_is_not_law_says_so() -> None:
    """A regime that is not law is never mistaken for one."""
    assert regime_in_words("House pack", "ethics", KINDS) == "House pack (ethics, not law)"
    assert regime_in_words("GDPR", "law", KINDS) == "GDPR"


@pytest.mark.parametrize(("day", "words"), [("2026-12-01", "1 December 2026"), ("", ""), ("soon", "soon")])
def test_days_are_words(day: str, words: str) -> None:
    """A day is written out; what is none is left as it stands."""
    assert day_in_words(day) == words


@pytest.mark.parametrize(
    ("file", "line", "home", "words"),
    [
        ("a/b.yaml", 3, "", "b.yaml:3"),
        ("a/b.yaml", 3, "a/b.yaml", "line 3"),
        ("a\\b.yaml", 0, "", "b.yaml"),
        ("", 3, "", ""),
    ],
)
def test_places_are_short(file: str, line: int, home: str, words: str) -> None:
    """A place names its file only where that is news."""
    assert place_words(file, line, home=home) == words


def test_what_prints_nothing_or_misleads_is_taken_out() -> None:
    """Control characters go; characters that turn the reading direction around become visible."""
    assert cleaned({"a": ["x\x00\x1b\r\ny\u202ez\ud800"]}) == {"a": ["x\ny\ufffdz\ufffd"]}
