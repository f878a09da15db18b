"""What a pack asks before its rules: its examples, its mutants and what is idle in it count as those of a rule do."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

sys.path.insert(0, str(Path(__file__).parents[1]))

from clearance.app.examples import ExampleRunner
from clearance.app.lint import lint
from clearance.app.mutants import Mutator
from clearance.app.rules_view import rule_document
from clearance.loading.rulebook import load_rulebook
from clearance.model.rules import Rulebook
from loading.small import changed

DAY = date(2026, 11, 24)
RULE = "x/stop-in-time"
MAIL = "audience: {regions: [DE]}, channels: [{id: a, type: email}]"
BY_MAIL = "{some: channel in channels, where: {channel.type: [email, sms]}}"


def book_of(governs: str, *examples: tuple[str, str]) -> Rulebook:
    """Return the small packs, where x asks for something, with what comes of some campaigns."""
    listed = "".join(f"\n  - {{name: n, given: {{{given}}}, expect: {part}}}" for given, part in examples)
    more = f"governs: {governs}\n" + (f"examples:{listed}\n" if examples else "")
    return load_rulebook(changed("x/pack.yaml", "uses: [y]", f"{more}uses: [y]"))


@pytest.mark.parametrize(
    ("governs", "given", "part"),
    [
        (BY_MAIL, MAIL, "used"),
        (BY_MAIL, MAIL.replace("email", "post"), "not concerned"),
        (BY_MAIL, MAIL.replace("DE", "US"), "elsewhere"),
        (BY_MAIL, "audience: {regions: [DE]}", "waiting"),
        (BY_MAIL, "channels: [{id: a, type: email}]", "waiting"),
        ("{campaign.size: 3}", MAIL, "waiting"),
    ],
)
def test_example_of_a_pack_comes_out_as_it_takes_part(governs: str, given: str, part: str) -> None:
    """By its regions and by what else it asks, as in a report."""
    book = book_of(governs, (given, part))
    (result,) = ExampleRunner(book).run_packs([book.packs["x"]])

    assert (result.owner, result.got) == ("x", part)
    assert result.passed


def test_example_of_a_rule_says_nothing_of_its_pack() -> None:
    """It shows what the rule says once the pack governs."""
    book = book_of("{some: channel in channels, where: {channel.type: post}}")
    (result,) = ExampleRunner(book).run([book.rules[RULE]])

    assert result.got == "needs_review"


def test_changes_to_what_a_pack_asks_are_tried() -> None:
    """The word that no example needs is found; the one that decides is missed if it goes."""
    book = book_of(BY_MAIL, (MAIL, "used"), (MAIL.replace("email", "post"), "not concerned"))
    left = {one.change for one in Mutator(book).report("x").survivors if one.owner == "pack x"}

    assert left == {"governs: some -> every channel", "governs: channel.type in: without sms"}


def test_pack_that_shows_too_little_is_reported() -> None:
    """Lint wants to see it used, waiting, and not concerned."""
    book = book_of(BY_MAIL, (MAIL, "used"))
    said = [one for one in map(str, lint(book, ["x"])) if "no example of x comes out as" in one]

    assert [line.partition("comes out as ")[2] for line in said] == [
        "not concerned. Add one to its pack.yaml.",
        "waiting. Add one to its pack.yaml.",
    ]


def test_figure_that_only_a_pack_asks_for_is_not_idle() -> None:
    """What stands in the question of a pack is used."""
    asking = book_of("{some: channel in channels, where: {channel.opt_out.within: {at_most: $grace}}}")
    silent = load_rulebook(changed("x/pack.yaml", "uses: [y]", "uses: [y]"))
    said = [" ".join(map(str, lint(replace(book, rules={}), ["x"]))) for book in (asking, silent)]

    assert ["the figure grace" in one for one in said] == [False, True]


def test_reader_of_a_rule_sees_what_its_pack_asks() -> None:
    """In words, beside what the rule itself asks."""
    asking = rule_document(book_of("{campaign.size: 3}"), RULE, DAY)
    silent = rule_document(load_rulebook(changed("x/pack.yaml", "uses: [y]", "uses: [y]")), RULE, DAY)

    assert (asking["governs"]["text"], silent["governs"]) == ("campaign.size is 3", None)
