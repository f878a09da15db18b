"""The shipped rules: each is cited, checked and shown by examples that would notice if it changed."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml

from clearance.app.examples import ExampleRunner
from clearance.app.library import Sources, open_rulebook
from clearance.app.lint import lint
from clearance.app.mutants import Mutator
from clearance.model.rules import CHECKED_AGAINST, PRINCIPLES, Rule, Rulebook, Version
from clearance.resources import rules_root

LEAST_RULES = {"eu-gdpr": 25, "eu-eprivacy": 6, "us-ca-ccpa": 20, "us-can-spam": 8, "ethics": 60}
LEAST_BY_PRINCIPLE = 10
LEAST_NOTICED = 0.95
BANNED = re.compile(r"\b(non-)?complian(t|ce)\b", re.IGNORECASE)


@cache
def rulebook() -> Rulebook:
    """Return the shipped rules, with their examples."""
    return open_rulebook(Sources(examples=True))


def rules_of(pack: str) -> list[Rule]:
    """Return the rules of one pack."""
    return [rule for rule in rulebook().rules.values() if rule.pack == pack]


def all_versions() -> list[tuple[Rule, Version]]:
    """Return every version of every rule."""
    return [(rule, version) for rule in rulebook().rules.values() for version in rule.versions]


def asked_by(version: Version) -> str:
    """Return what a rule asks a person, if it asks anything."""
    return version.review.question if version.review else ""


def explained_survivors(pack: str) -> set[tuple[str, str]]:
    """Return the changes that a pack file says no example can notice, by rule and change."""
    file = rules_root().parent / rulebook().packs[pack].place.file
    listed = yaml.safe_load(Path(file).read_text(encoding="utf-8")).get("survivors", ())
    return {(one["rule"], one["change"]) for one in listed if one["why"]}


PACKS = sorted({rule.pack for rule in rulebook().rules.values()})
each_pack = pytest.mark.parametrize("pack", PACKS)


@each_pack
def test_lint_has_nothing_to_say(pack: str) -> None:
    """No shipped rule is suspicious."""
    assert [str(problem) for problem in lint(rulebook(), [pack])] == []


@each_pack
def test_every_example_comes_out_as_it_says(pack: str) -> None:
    """Examples are part of the rule."""
    runner = ExampleRunner(rulebook())
    results = [*runner.run(rules_of(pack)), *runner.run_packs([rulebook().packs[pack]])]

    assert results
    assert [f"{one.example.place}: {one.got}" for one in results if not one.passed] == []


@each_pack
def test_examples_notice_changes(pack: str) -> None:
    """Nineteen in twenty changes to a pack make some example fail, and the pack file explains each of the others."""
    report = Mutator(rulebook()).report(pack)

    assert report.noticed >= LEAST_NOTICED * report.total
    assert {(one.owner, one.change) for one in report.survivors} == explained_survivors(pack)


@pytest.mark.parametrize(("pack", "least"), LEAST_RULES.items())
def test_pack_has_enough_rules(pack: str, least: int) -> None:
    """No pack shrinks unseen."""
    assert len(rules_of(pack)) >= least


def test_ethics_pack_serves_every_principle() -> None:
    """Each of the six principles has several rules."""
    counted = Counter(rule.versions[-1].principle for rule in rules_of("ethics"))

    assert {principle: counted[principle] for principle in PRINCIPLES if counted[principle] < LEAST_BY_PRINCIPLE} == {}


def test_every_rule_is_cited_and_linked() -> None:
    """A reader can go to the text a rule rests on."""
    wrong = [rule.id for rule, version in all_versions() if not version.cite or not version.url.startswith("https://")]

    assert wrong == []


def test_every_rule_was_checked() -> None:
    """A rule says when it was held against what."""
    assert [rule.id for rule, version in all_versions() if version.checked.against not in CHECKED_AGAINST] == []


def test_no_rule_says_that_anything_complies() -> None:
    """We say what was violated, never that a campaign is in order."""
    found = [
        f"{rule.id}: {text}"
        for rule, version in all_versions()
        for text in (version.title, version.because, version.remedy, version.limits, asked_by(version))
        if BANNED.search(text)
    ]

    assert found == []
