"""Checking without the command line: practice packs, small campaigns, and no file but those of a test."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "practice"))

from clearance.app.campaigns import CampaignFiles, Loaded
from clearance.app.checking import Checker, Choices
from clearance.app.library import Sources, open_rulebook
from clearance.model.assessments import Assessment
from clearance.model.rules import Rulebook
from practice import AS_OF, RULES

DAY = date.fromisoformat(AS_OF)
PRACTICE = ("practice-law", "practice-ethics", "practice-judged", "practice-dated", "practice-north")


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """Return the shipped packs and the practice packs."""
    return open_rulebook(Sources(own=(RULES,)))


@pytest.fixture
def read(rulebook: Rulebook, tmp_path: Path) -> Callable[[str], list[Loaded]]:
    """Return the campaigns of a text that stands alone in a folder."""
    return lambda text: CampaignFiles(rulebook.vocabulary).load_text(
        text.encode(), tmp_path / "small.yaml", "small.yaml"
    )


@pytest.fixture
def assess(rulebook: Rulebook, read: Callable[[str], list[Loaded]]) -> Callable[..., Assessment]:
    """Return the assessment of the only campaign of a text, by practice packs if no others are named."""

    def assess_text(text: str, *packs: str, on: date = DAY, fail_on_ethics: str = "high") -> Assessment:
        (loaded,) = read(text)
        choices = Choices(on, packs=packs or PRACTICE, fail_on_ethics=fail_on_ethics)
        return Checker(rulebook, choices).check(loaded.campaign, loaded.attestations)

    return assess_text
