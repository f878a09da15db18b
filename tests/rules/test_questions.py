"""What a campaign is asked: about the law of the places it reaches, and about the channels it uses. Nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest
import yaml

from clearance.app.campaigns import CampaignFiles
from clearance.app.checking import Checker, Choices
from clearance.app.library import Sources, open_rulebook
from clearance.deciding.frames import Frame
from clearance.deciding.program import Meanings
from clearance.deciding.regions import RegionTree
from clearance.loading.campaign import node_of
from clearance.loading.conditions import ConditionReader, Names
from clearance.model.assessments import Assessment, Verdict
from clearance.model.campaigns import Campaign
from clearance.model.conditions import Condition
from clearance.model.places import Place
from clearance.model.rules import Rulebook
from clearance.model.truth import FALSE
from clearance.rendering.starter import STARTER
from clearance.resources import rules_root

LAW_ON = date(2026, 11, 24)
PLACES = ("DE", "FR", "GB", "CH", "US-TX", "US-CA", "CA", "AU", "BR", "JP", "IN", "ZA")
CHANNELS = ("email", "sms", "call_live", "push", "post", "social_ad", "display")
NOWHERE = Place("test.yaml", 1)
Reads = Callable[[str], Campaign]


@cache
def rulebook() -> Rulebook:
    """Return the shipped rules."""
    return open_rulebook(Sources())


@cache
def checker() -> Checker:
    """Return what checks against all of them."""
    return Checker(rulebook(), Choices(LAW_ON, engine="python"))


@cache
def groups() -> dict[tuple[str, str], Condition]:
    """Return the groups of facts that a form shows only under a condition, with it, by section and group."""
    found = {}
    for file in sorted((rules_root() / "vocabulary" / "sections").glob("*.yaml")):
        written = yaml.safe_load(file.read_text(encoding="utf-8"))
        for name, group in (written.get("groups") or {}).items():
            if "only_when" in group:
                found[written["section"], name] = _condition(group["only_when"])
    return found


def _condition(written: dict[str, Any]) -> Condition:
    vocabulary = rulebook().vocabulary
    reader = ConditionReader("test.yaml", Names(vocabulary, vocabulary.sets, {}, {}), [])
    for section in vocabulary.sections.values():
        if section.each:
            reader.bound[section.each] = section.name
    return reader.read(node_of(written, NOWHERE))


def assessed(campaign: dict[str, Any], tmp_path: Any) -> Assessment:
    """Return what all packs say of a campaign."""
    text = yaml.safe_dump(campaign, allow_unicode=True).encode()
    return assessed_text(text, tmp_path)


def assessed_text(text: bytes, tmp_path: Any) -> Assessment:
    """Return what all packs say of the text of a campaign file."""
    (loaded,) = CampaignFiles(rulebook().vocabulary).load_text(text, tmp_path / "small.yaml", "small.yaml")
    return checker().check(loaded.campaign)


def small(place: str, channel: str) -> dict[str, Any]:
    """Return a campaign that reaches one place by one channel, by a company at home there."""
    return {
        "vocabulary": "2026.11",
        "campaign": {"name": "Small", "purpose": "promotion", "starts_on": "2026-12-01", "ends_on": "2026-12-20"},
        "controller": {"establishments": [place]},
        "audience": {"regions": [place]},
        "channels": [{"id": "one", "type": channel, "purpose": "promotional"}],
    }


def _shut_groups(assessment: Assessment) -> Iterator[str]:
    """Return the questions of groups that cannot concern the campaign."""
    meanings = Meanings(rulebook(), LAW_ON)
    frame = Frame(assessment.campaign, (LAW_ON, LAW_ON), {})
    for question in assessment.questions:
        shown = groups().get((question.section, question.fact.group)) if question.fact else None
        if shown is None:
            continue
        each = rulebook().vocabulary.sections[question.section].each
        views = frame.subjects(each, question.section) if each else (frame,)
        if all(meanings.truth(shown, "", view) == FALSE for view in views):
            yield question.path


def test_groups_with_conditions_are_found() -> None:
    """So that the claims below are about something."""
    assert ("channels", "calls") in groups()


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("place", PLACES)
def test_nothing_is_asked_about_a_channel_that_is_not_used(place: str, channel: str, tmp_path: Any) -> None:
    """No call centre for a newsletter, no e-mail technology for a letter."""
    assert list(_shut_groups(assessed(small(place, channel), tmp_path))) == []


@pytest.mark.parametrize("place", PLACES)
def test_a_campaign_at_home_in_one_place_is_not_asked_about_laws_of_others(place: str, tmp_path: Any) -> None:
    """Every law that is looked at governs there, none waits, and no figure of another place is asked for."""
    assessment = assessed(small(place, "email"), tmp_path)
    tree = RegionTree(rulebook().vocabulary, LAW_ON)
    here = frozenset((place,))
    foreign = [
        use.pack.name
        for use in assessment.packs
        if use.state in ("used", "waiting")
        and use.pack.kind == "law"
        and use.pack.regions
        and not tree.overlap(here, frozenset(use.pack.regions))
    ]

    figures = {one.region for one in assessment.questions if one.region}

    assert foreign == []
    assert [one for one in figures if not tree.overlap(here, frozenset((one,)))] == []


@pytest.mark.parametrize("text", [b"campaign: {}\n", STARTER.encode()], ids=["the empty campaign", "the starter"])
def test_what_says_little_is_never_clear(text: bytes, tmp_path: Any) -> None:
    """Silence is no answer."""
    assert assessed_text(text, tmp_path).verdict is Verdict.UNDECIDED
