"""What a pack asks before its rules: its examples, its mutants and what is idle in it count as those of a rule do."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

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
GOOD = "given: {channels: [{id: a, type: email, opt_out: {offered: true, within: 1 hours}}]}"


def book_of(governs: str, given: str = "") -> Rulebook:
    """Return the small packs, where x asks for something, and perhaps an example states something else."""
    files = changed("x/pack.yaml", "uses: [y]", f"governs: {governs}\nuses: [y]")
    text = files[f"rules/{RULE}.yaml"].decode().replace("expect: satisfied", "expect: needs_review")
    files[f"rules/{RULE}.yaml"] = text.replace(GOOD, f"given: {given}" if given else GOOD).encode()
    return load_rulebook(files)


def status_of(book: Rulebook) -> str:
    """Return what the one example of the rule comes out as."""
    (result,) = ExampleRunner(book).run([book.rules[RULE]])
    return result.got


@pytest.mark.parametrize(
    ("governs", "status"),
    [
        ("{some: channel in channels, where: {channel.type: email}}", "needs_review"),
        ("{some: channel in channels, where: {channel.type: sms}}", "not_applicable"),
        ("{campaign.size: 3}", "needs_information"),
    ],
)
def test_example_comes_out_as_a_report_would_say(governs: str, status: str) -> None:
    """A pack that does not govern leaves nothing to decide, and one that may leaves everything open."""
    assert status_of(book_of(governs)) == status


def test_rule_that_does_not_apply_needs_no_answer_about_its_pack() -> None:
    """Whatever the pack waits for."""
    assert status_of(book_of("{campaign.size: 3}", "{channels: [{id: a, type: sms}]}")) == "not_applicable"


def test_changes_to_what_a_pack_asks_are_tried() -> None:
    """The word that no example needs is found; the one that decides is missed if it goes."""
    report = Mutator(book_of("{some: channel in channels, where: {channel.type: [email, sms]}}")).report("x")
    left = {one.change for one in report.survivors if one.owner == "pack x"}

    assert left == {"governs: some -> every channel", "governs: channel.type in: without sms"}


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
