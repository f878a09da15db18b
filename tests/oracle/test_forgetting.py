"""Saying less never makes an outcome more favourable."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given, settings

from oracle.agreement import ENGINES, Court, cases
from oracle.checks import gained, gained_on_random_rules, gained_on_shipped_rules
from oracle.strategies import campaign_text, seeds


@given(seeds)
@settings(max_examples=60)
def test_forgetting_is_never_favourable(seed: int) -> None:
    """No violation and no open question of a random rule is answered by leaving facts or lists out."""
    assert not gained_on_random_rules(seed), f"seed {seed}"


@given(seeds)
@settings(max_examples=60)
def test_forgetting_is_never_favourable_to_shipped_rules(seed: int) -> None:
    """Nor is one of a shipped rule, for a changed example campaign; nor does verdict or exit code improve."""
    assert not gained_on_shipped_rules(seed), f"seed {seed}"


@given(seeds)
@settings(max_examples=40)
def test_file_for_an_earlier_release_says_less(seed: int) -> None:
    """A file that was written before some words existed leaves them open."""
    rng, court = Random(seed), None
    for case in cases(seed, campaigns=3, rules=8):
        court = court or Court(case.book, ENGINES[:1])
        newer = {**case.campaign, "vocabulary": "2026.11"}
        older = {**case.campaign, "vocabulary": "2026.01"}
        both = [replace(case, campaign=one, text=campaign_text(one, rng)) for one in (newer, older)]

        assert not gained(*(court.statuses(one, "python") for one in both)), f"seed {seed}"
