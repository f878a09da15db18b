"""The naive evaluator held against the engine, with each of its reasoners."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from clearance.deciding.durable import durable_available
from clearance.deciding.outcomes import outcomes_of
from clearance.deciding.program import compile_program
from clearance.deciding.reach import in_force
from clearance.deciding.run import Decider
from clearance.loading.campaign import CampaignReader
from clearance.loading.rulebook import load_rulebook
from clearance.loading.workspace import Workspace
from clearance.model.campaigns import Campaign
from clearance.model.flights import Flight
from clearance.model.outcomes import Outcome
from clearance.model.rules import Rulebook
from oracle.naive import UNSTATED, Law, Run
from oracle.strategies import LAW_DAYS, Book, campaign_text, random_book, random_campaign, random_flight

ENGINES = ("python", "durable", "both") if durable_available() else ("python",)
"""Where durable-rules does not work, the plain reasoner decides alone."""
NOWHERE = Workspace("/nowhere")
Statuses = dict[tuple[str, str], str]
"""By rule and subject."""


@dataclass(frozen=True)
class Case:
    """One campaign held against all rules of one book on one day of the law."""

    book: Book
    campaign: dict[str, Any]
    text: bytes
    law_on: date
    flight: Run


@dataclass(frozen=True)
class Difference:
    """Where the engine and the naive evaluator part."""

    case: Case
    rule: str
    subject: str
    said: Mapping[str, str]
    """What each says, by its name."""

    def __str__(self) -> str:
        said = ", ".join(f"{who}: {status}" for who, status in self.said.items())
        return f"{self.rule} for {self.subject or 'the campaign'}, law of {self.case.law_on}: {said}"


def cases(seed: int, *, campaigns: int, rules: int) -> Iterator[Case]:
    """Return the cases that a number stands for: one book, and campaigns held against it."""
    rng = Random(seed)
    book = random_book(rng, rules=rules)
    law_days = [date.fromisoformat(day) for day in rng.sample(LAW_DAYS, 2)]
    for _ in range(campaigns):
        campaign = random_campaign(rng, book)
        yield Case(book, campaign, campaign_text(campaign, rng), rng.choice(law_days), random_run(rng))


def whole_run(first: date, last: date) -> Run:
    """Return a flight of which both ends are known."""
    return Run((first, last), (first, last))


def random_run(rng: Random) -> Run:
    """Return a flight, sometimes with an end that is open, or both."""
    first, last = random_flight(rng)
    kind = rng.random()
    if kind < 0.7:
        return whole_run(first, last)
    if kind < 0.8:
        return Run((first, first), (first, date.max))
    if kind < 0.9:
        return Run((last, last), (date.min, last))
    return Run(None, (date.min, date.max))


class Court:
    """Has the cases of one book decided by the engine, each program compiled once."""

    def __init__(self, book: Book, engines: tuple[str, ...] = ENGINES) -> None:
        self.engines = engines
        self.rulebook: Rulebook = load_rulebook(book.files())
        self._reader = CampaignReader(self.rulebook.vocabulary)
        self._deciders: dict[tuple[date, str], Decider] = {}

    def campaign(self, text: bytes) -> Campaign:
        """Return a campaign as our loader reads it."""
        campaigns, problems = self._reader.read_bytes(text, "/nowhere/c.yaml", "c.yaml", NOWHERE)
        assert not problems, problems
        return campaigns[0]

    def outcomes(self, case: Case, engine: str) -> list[Outcome]:
        """Return what the engine makes of a case."""
        return list(outcomes_of(self._decider(case.law_on, engine), self.campaign(case.text), flown(case.flight)))

    def statuses(self, case: Case, engine: str) -> Statuses:
        """Return the status of each rule and subject."""
        return {(one.rule.id, subject_of(one)): one.status.value for one in self.outcomes(case, engine)}

    def _decider(self, law_on: date, engine: str) -> Decider:
        if (law_on, engine) not in self._deciders:
            rules = in_force(self.rulebook.rules.values(), law_on)
            self._deciders[law_on, engine] = Decider(compile_program(self.rulebook, law_on, rules), engine)
        return self._deciders[law_on, engine]


def flown(run: Run) -> Flight:
    """Return a flight as the engine takes it."""
    return Flight(run.sure, *run.possible, run.sure or run.possible)


def subject_of(outcome: Outcome) -> str:
    """Return the id of the subject, as the naive evaluator names it."""
    return outcome.subject.id if outcome.subject.stated else UNSTATED


def naive_statuses(case: Case) -> Statuses:
    """Return the status of each rule and subject, the slow way."""
    law = Law(case.book.plain, case.law_on, case.campaign)
    return {
        (rule["id"], subject): status
        for pack, rules in case.book.rules.items()
        for rule in rules
        for subject, status in law.statuses(rule, pack, case.flight).items()
    }


def compared(case: Case, court: Court) -> tuple[int, list[Difference]]:
    """Return how many rules were decided for how many subjects, and where the naive evaluator and the engine part."""
    said = {"naive": naive_statuses(case), **{engine: court.statuses(case, engine) for engine in court.engines}}
    keys = sorted(set[tuple[str, str]]().union(*said.values()))
    answers = {key: {who: statuses.get(key, "no outcome") for who, statuses in said.items()} for key in keys}
    differing = [Difference(case, *key, each) for key, each in answers.items() if len(set(each.values())) > 1]
    return len(keys), differing


def tried(
    seed: int, *, campaigns: int = 12, rules: int = 8, engines: tuple[str, ...] = ENGINES
) -> tuple[int, list[Difference]]:
    """Return how many answers a number stands for, and where they differ."""
    decided, found, court = 0, list[Difference](), None
    for case in cases(seed, campaigns=campaigns, rules=rules):
        court = court or Court(case.book, engines)
        answers, differing = compared(case, court)
        decided += answers
        found += differing
    return decided, found
