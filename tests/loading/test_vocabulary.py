"""The shipped vocabulary: borrowed words, questions that differ, sets that say what an empty list means."""

from __future__ import annotations

from functools import cache

import pytest

from clearance.app.library import Sources, open_rulebook
from clearance.model.vocabulary import FactType, Vocabulary


@cache
def vocabulary() -> Vocabulary:
    """Return the shipped vocabulary."""
    return open_rulebook(Sources()).vocabulary


def fact(path: str) -> FactType:
    """Return a fact of the shipped vocabulary."""
    return vocabulary().facts[path]


@pytest.mark.parametrize(
    ("path", "lender"),
    [
        ("notice.vague_on", "notice.states"),
        ("choices.without_effect", "choices.opt_out.methods"),
        ("recipient.data_categories", "item.category"),
    ],
)
def test_borrowed_words_are_those_of_the_lender(path: str, lender: str) -> None:
    """A fact with ``values_from`` has the words of the other fact, also where that one comes from a block."""
    assert fact(path).values == fact(lender).values


@pytest.mark.parametrize("section", ["channels", "data"])
def test_what_is_lost_is_asked_wherever_permission_may_be_tied(section: str) -> None:
    """A section that asks whether agreeing is required also asks whether only a discount is lost."""
    paths = {path for path, one in vocabulary().facts.items() if one.section == section}

    assert {path.rsplit(".", 1)[0] for path in paths if path.endswith(".required_to_buy")} == {
        path.rsplit(".", 1)[0] for path in paths if path.endswith(".only_discount_lost")
    }


def test_no_question_is_asked_twice() -> None:
    """Two facts of one section never put the same question."""
    asked = [(one.section, one.ask) for one in vocabulary().facts.values()]

    assert sorted({pair for pair in asked if asked.count(pair) > 1}) == []


@pytest.mark.parametrize(
    "path",
    [
        "notice.vague_on",
        "choices.without_effect",
        "choices.agent_demands",
        "rights.demands",
        "rights.failures",
        "security.weaknesses",
        "governance.tool_checks",
    ],
)
def test_help_says_what_an_empty_list_means(path: str) -> None:
    """Where nothing wrong, or nothing done, is a statement of its own, the help says so."""
    assert "n empty list says" in fact(path).help
