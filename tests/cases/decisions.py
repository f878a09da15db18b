"""Real decisions, written as campaigns: what an authority held, and which rules should say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from citations import HOMES, Article, articles

from clearance.app.checking import Checker, Choices
from clearance.app.library import Sources, open_rulebook
from clearance.loading.campaign import CampaignReader
from clearance.loading.workspace import Workspace
from clearance.model.assessments import Assessment
from clearance.model.campaigns import Campaign
from clearance.model.outcomes import Outcome, Status
from clearance.model.rules import Rulebook

HERE = Path(__file__).resolve().parent
PACKS = tuple(HOMES)


@dataclass(frozen=True, slots=True)
class Held:
    """One provision that an authority held violated, or not violated."""

    provision: str
    """As the authority names it."""
    gist: str
    articles: tuple[Article, ...]
    """Where it stands in an instrument of our packs; for national law, in the directive it carries out."""
    rules: tuple[str, ...]
    """Those that must be violated and cite it."""
    missed: str
    """Why no rule says it, or not all of it; empty where the rules say it all."""
    satisfied: tuple[str, ...]
    """Rules that the facts must satisfy, for a provision that was not violated."""


@dataclass(frozen=True, slots=True)
class Case:
    """One decision."""

    id: str
    written: Mapping[str, Any]
    """The case file, as it stands."""
    rules_as_of: date
    """The law is that of this day."""
    provisions: tuple[Held, ...]
    not_violated: tuple[Held, ...]
    beyond: Mapping[str, str]
    """Rules that come out violated though nothing was held under them, and why that is right."""

    @property
    def listed(self) -> frozenset[str]:
        """Return the rules that serve some provision."""
        return frozenset(rule for held in self.provisions for rule in held.rules)


@cache
def all_cases() -> tuple[Case, ...]:
    """Return every decision of this folder, by name."""
    return tuple(_case(file.parent) for file in sorted(HERE.glob("*/case.yaml")))


def _case(folder: Path) -> Case:
    written = yaml.safe_load((folder / "case.yaml").read_text(encoding="utf-8"))
    return Case(
        id=folder.name,
        written=written,
        rules_as_of=written["rules_as_of"],
        provisions=tuple(_held(one) for one in written.get("provisions", ())),
        not_violated=tuple(_held(one) for one in written.get("not_violated", ())),
        beyond={one["rule"]: one["why"] for one in written.get("beyond", ())},
    )


def _held(written: Mapping[str, Any]) -> Held:
    return Held(
        provision=written["provision"],
        gist=written["gist"],
        articles=tuple(articles(written.get("under", written["provision"]))),
        rules=tuple(written.get("rules", ())),
        missed=written.get("missed", ""),
        satisfied=tuple(written.get("satisfied", ())),
    )


@cache
def rulebook() -> Rulebook:
    """Return the shipped rules."""
    return open_rulebook(Sources())


def campaign_of(case: Case) -> Campaign:
    """Return the campaign of a case. Raises: AssertionError with what is wrong in the file."""
    folder = HERE / case.id
    reader = CampaignReader(rulebook().vocabulary)
    campaigns, problems = reader.read_file(str(folder / "campaign.yaml"), f"{case.id}.yaml", Workspace(str(folder)))
    assert not problems, "\n".join(map(str, problems))
    (campaign,) = campaigns
    return campaign


@cache
def _assessed(name: str) -> Assessment:
    (case,) = [one for one in all_cases() if one.id == name]
    return Checker(rulebook(), Choices(case.rules_as_of, engine="both", packs=PACKS)).check(campaign_of(case))


def assessment_of(case: Case) -> Assessment:
    """Return what the law packs say about a case, on the day its rules are taken from. Decided once."""
    return _assessed(case.id)


def outcomes_of(case: Case, rule: str) -> list[Outcome]:
    """Return what a rule says about a case, one outcome for each subject."""
    return [one for one in assessment_of(case).outcomes if one.rule.id == rule]


def violated_in(case: Case) -> dict[str, list[Article]]:
    """Return the rules that come out violated for some subject, with the articles each one cites."""
    return {
        one.rule.id: articles(one.version.cite, HOMES[one.rule.pack])
        for one in assessment_of(case).outcomes
        if one.status is Status.VIOLATED
    }


def names_one_of(cited: list[Article], held: Held) -> bool:
    """Tell whether a citation names an article of a provision."""
    return any(one.meets(other) for one in cited for other in held.articles)
