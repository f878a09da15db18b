"""An answer to a review may be for one campaign alone; without a name it is for every campaign beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from clearance.app.campaigns import CampaignFiles
from clearance.app.finding import find_files
from clearance.model.rules import Rulebook
from practice import as_yaml, sections

ANSWER = """
reviews:
  - {{rule: practice-law/notice, {campaign}answer: met, by: A, on: 2026-11-20, facts: "0123456789abcdef"}}
"""


@pytest.mark.parametrize(
    ("campaign", "spring", "autumn"),
    [
        ("", 1, 1),
        ("campaign: spring.yaml, ", 1, 0),
        ("campaign: ./spring.yaml, ", 1, 0),
        ("campaign: autumn.yaml, ", 0, 1),
        ("campaign: winter.yaml, ", 0, 0),
    ],
)
def test_answer_counts_for_the_campaign_it_names(
    rulebook: Rulebook, tmp_path: Path, campaign: str, spring: int, autumn: int
) -> None:
    """Seen from its own folder."""
    (tmp_path / "clearance.reviews.yaml").write_text(ANSWER.format(campaign=campaign), encoding="utf-8")
    for name in ("spring", "autumn"):
        (tmp_path / f"{name}.yaml").write_text(as_yaml(sections()), encoding="utf-8")
    files = CampaignFiles(rulebook.vocabulary)
    answers = {
        name: len(loaded.attestations)
        for name in ("spring", "autumn")
        for loaded in files.load(find_files((str(tmp_path / f"{name}.yaml"),)))
    }

    assert answers == {"spring": spring, "autumn": autumn}
