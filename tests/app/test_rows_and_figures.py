"""A law of one state is looked at where the campaign reaches that state, and figures of the law have a source."""

from __future__ import annotations

from pathlib import Path

import pytest

from clearance.app.campaigns import CampaignFiles
from clearance.app.checking import Checker, Choices
from clearance.app.library import Sources, open_rulebook
from clearance.app.lint import lint
from clearance.model.assessments import Assessment, PackUse
from practice import AS_OF, as_yaml, sections

PACK = """
pack: states
title: Acts of states
release: "2026.11"
instrument: {name: Acts made up for tests}
kind: law
regions: [US]
"""
TABLES = """
acts:
  regions: region
  rows:
    US-TX: {region: US-TX, people: Texas}
    US-CO: {region: US-CO, people: Colorado}
"""
RULE = """
id: states/notice
title: Publish a notice in {row.people}
across: acts
cite: Art. 1
url: https://example.com/act
in_force: {from: 2020-01-01}
severity: high
principle: privacy
applies: {audience.regions: {overlaps: [$row.region]}}
requires: {notice.published: true}
because: Made up for tests.
remedy: Publish one.
checked: {on: 2026-11-24, against: official text}
"""
CHANGES = "- {release: '2026.11', date: 2026-11-24, changes: []}"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Return the folder of a pack with one rule across two rows."""
    folder = tmp_path / "pack"
    folder.mkdir()
    for name, text in {"pack": PACK, "tables": TABLES, "notice": RULE, "changes": CHANGES}.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def assessed(pack: Path, regions: list[str] | None) -> Assessment:
    """Return what the pack says of a campaign that reaches some regions."""
    from datetime import date

    rulebook = open_rulebook(Sources(own=(pack,), only=("states",)))
    text = as_yaml(sections(audience={"regions": regions} if regions else None))
    (loaded,) = CampaignFiles(rulebook.vocabulary).load_text(text.encode(), pack / "small.yaml", "small.yaml")
    return Checker(rulebook, Choices(date.fromisoformat(AS_OF), packs=("states",))).check(loaded.campaign)


def use_of(assessment: Assessment) -> PackUse:
    """Return how the pack took part."""
    (use,) = (one for one in assessment.packs if one.pack.name == "states")
    return use


@pytest.mark.parametrize(
    ("regions", "rules", "elsewhere"),
    [
        (["US-TX"], ["states/notice@US-TX"], 1),
        (["US-CO", "DE"], ["states/notice@US-CO"], 1),
        (["US"], ["states/notice@US-CO", "states/notice@US-TX"], 0),
        (["WORLD"], ["states/notice@US-CO", "states/notice@US-TX"], 0),
        (["US-NY"], [], 2),
    ],
)
def test_only_rows_that_the_campaign_reaches_are_looked_at(
    pack: Path, regions: list[str], rules: list[str], elsewhere: int
) -> None:
    """The others are counted, not forgotten."""
    found = assessed(pack, regions)

    assert sorted(one.rule.id for one in found.outcomes) == rules
    assert (use_of(found).elsewhere, use_of(found).in_force) == (elsewhere, 2)


def test_where_nothing_is_said_of_regions_the_pack_waits(pack: Path) -> None:
    """No row is passed over for want of an answer."""
    assert use_of(assessed(pack, None)).state == "waiting"


def test_row_without_a_region_is_refused(pack: Path) -> None:
    """The message names the row."""
    from clearance.errors import PackError

    text = TABLES.replace("{region: US-TX, people: Texas}", "{people: Texas}")
    (pack / "tables.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(PackError, match=r"tables.yaml:3:3: the rows US-TX of acts have no region\. Add it, or"):
        open_rulebook(Sources(own=(pack,), only=("states",)))


def test_example_that_applies_elsewhere_is_reported(pack: Path) -> None:
    """It would promise what checking does not do."""
    rule = RULE.replace(
        "applies: {audience.regions: {overlaps: [$row.region]}}", "applies: {campaign.purpose: promotion}"
    )
    examples = """
examples:
  - name: in New York
    given: {audience: {regions: [US-NY]}, campaign: {purpose: promotion}, notice: {published: true}}
    expect: satisfied
"""
    (pack / "notice.yaml").write_text(rule + examples, encoding="utf-8")
    said = [str(one) for one in lint(open_rulebook(Sources(own=(pack,), only=("states",), examples=True)), ["states"])]

    assert any('"in New York" applies outside of US-TX, where the rule is not looked at' in one for one in said)


@pytest.mark.parametrize(
    ("figure", "reported"),
    [("3", True), ("$weekly", False), ("0", False)],
    ids=["a figure in the rule", "a dated one", "none at all"],
)
def test_figure_of_the_law_that_stands_in_a_rule_is_reported(pack: Path, figure: str, reported: bool) -> None:
    """It has no source there, and no first day."""
    rule = RULE.replace("{notice.published: true}", f"{{campaign.contacts_per_week: {{at_most: {figure}}}}}")
    (pack / "notice.yaml").write_text(rule, encoding="utf-8")
    values = "weekly: {title: Contacts, values: [{from: 2020-01-01, value: 3, cite: Art. 1}]}"
    (pack / "parameters.yaml").write_text(values, encoding="utf-8")
    said = [str(one) for one in lint(open_rulebook(Sources(own=(pack,), only=("states",), examples=True)), ["states"])]

    assert any("stands in the rule" in one for one in said) == reported
