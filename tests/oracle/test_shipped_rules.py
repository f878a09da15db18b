"""The shipped rules, decided by both reasoners and by the naive evaluator, on changed example campaigns."""

from __future__ import annotations

from hypothesis import given, settings

from oracle.checks import parted_on_shipped_rules
from oracle.strategies import seeds


@given(seeds)
@settings(max_examples=24)
def test_shipped_rules_mean_what_they_say(seed: int) -> None:
    """The naive evaluator gives every shipped rule the status that each reasoner gives it."""
    assert not parted_on_shipped_rules(seed), f"seed {seed}"
