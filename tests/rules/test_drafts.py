"""Packs in ``drafts/`` are not shipped, but must not rot: they lint without a word and pass their own examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from clearance.app.rules_use import lint_packs, run_examples

DRAFTS = Path(__file__).resolve().parents[2] / "drafts"


@pytest.mark.slow
def test_drafts_lint_without_a_word() -> None:
    """All of them together, so that they also agree on the facts they add."""
    assert [str(problem) for problem in lint_packs([DRAFTS])] == []


@pytest.mark.slow
def test_examples_of_drafts_come_out_as_they_say() -> None:
    """As for shipped rules."""
    run = run_examples([DRAFTS])

    assert run.total > 0
    assert [f"{one.example.place}: {one.example.name}" for one in run.failed] == []
