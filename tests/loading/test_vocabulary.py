"""The shipped vocabulary: borrowed words, questions that differ, sets that say what an empty list means."""

from __future__ import annotations

from functools import cache

import pytest

from clearance.app.library import Sources, open_rulebook
from clearance.loading.reader import read_documents
from clearance.loading.values import Misplaced, parse_value
from clearance.model.figures import Misfit
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


def test_words_written_otherwise_lead_to_words_there_are() -> None:
    """What is suggested for a word that many write is a value of the fact, and no value is taken for another."""
    for one in vocabulary().facts.values():
        words = {word for word, _ in one.values}

        assert {meant for _, meant in one.written_otherwise} <= words, one.path
        assert not {word for word, _ in one.written_otherwise} & words, one.path


@pytest.mark.parametrize(
    ("path", "written", "meant"),
    [
        ("channel.type", "newsletter", "email"),
        ("channel.type", "WhatsApp", "messaging_app"),
        ("channel.type", "letter", "post"),
        ("channel.platform", "Facebook", "meta"),
        ("channel.purpose", "marketing", "promotional"),
        ("item.legal_basis", "legitimate interests", "legitimate_interest"),
        ("audience.regions", "UK", "GB"),
        ("audience.regions", "california", "US-CA"),
        ("audience.regions", "Österreich", "AT"),
        ("audience.regions", "south korea", "KR"),
    ],
)
def test_usual_word_is_understood_and_ours_suggested(path: str, written: str, meant: str) -> None:
    """A word a marketer would use is refused with ours: it is never read as if it stood there."""
    several = fact(path).type.startswith("set")
    (node,) = read_documents(f"[{written}]".encode() if several else written.encode(), "c.yaml")

    with pytest.raises(Misfit) as refused:
        parse_value(fact(path), node, vocabulary(), vocabulary().release)

    assert refused.value.remedy == f'Did you mean "{meant}"?'


def test_how_people_agreed_is_never_guessed() -> None:
    """A box may have been ticked beforehand: nobody is led to the answer that suits him."""
    (node,) = read_documents(b"checkbox", "c.yaml")

    with pytest.raises(Misfit) as refused:
        parse_value(fact("channel.consent.action"), node, vocabulary(), vocabulary().release)

    assert refused.value.remedy.startswith("Write one of: ticked_empty_box")


def test_every_item_that_does_not_fit_is_named() -> None:
    """One look at the messages is enough to put a whole list right."""
    (node,) = read_documents(b"[UK, DE, Germany, DE]", "c.yaml")

    with pytest.raises(Misplaced) as refused:
        parse_value(fact("audience.regions"), node, vocabulary(), vocabulary().release)

    assert [one.what for one in (refused.value, *refused.value.others)] == [
        '"UK" is not a region we know',
        '"Germany" is not a region we know',
        '"DE" stands in the list twice',
    ]
