"""What is measured: the shipped packs on the example campaigns, and made-up rules on made-up campaigns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import closures
import shipped
import workload
from languages import Question, logic_question, made_question

from clearance.app.checking import Checker, Choices
from clearance.app.library import Sources, open_rulebook
from clearance.deciding.logic import Code, Vectors
from clearance.deciding.program import Program, compile_program
from clearance.deciding.reach import in_force
from clearance.deciding.reasoner import PlainReasoner
from clearance.deciding.run import Decider, reasoners_for
from clearance.loading.campaign import CampaignReader
from clearance.loading.rulebook import load_rulebook
from clearance.loading.workspace import Workspace
from clearance.model.campaigns import Campaign
from clearance.model.rules import Rulebook

ROOT: Final = Path(__file__).resolve().parent.parent
LAW_ON: Final = date(2026, 11, 24)
CAMPAIGNS: Final = 20
ENGINES: Final = ("python", "durable", "both")
Codes = list[list[int]]
Answer = Callable[[int], Codes]
"""From the number of a campaign to the code of each rule for each of its subjects."""


@dataclass(frozen=True)
class Subject:
    """One rulebook with campaigns, ready for every engine."""

    name: str
    rulebook: Rulebook
    program: Program
    campaigns: Sequence[Campaign]
    by_hand: Answer
    questions: Sequence[Question]
    """For the engines of others."""
    plain: Sequence[dict[str, Any]]
    """The campaigns for the engines of others."""
    truths: Sequence[Vectors] = ()
    """For each campaign the truth of every test and term, where the others are given them and have only logic to do."""

    @cached_property
    def deciders(self) -> Mapping[str, Decider]:
        """Return our engines."""
        return {engine: Decider(self.program, engine) for engine in ENGINES}

    def ours(self, engine: str) -> Answer:
        """Return what one of our engines answers."""
        decider = self.deciders[engine]
        return lambda number: decider.decide(self.campaigns[number], (LAW_ON, LAW_ON)).codes

    def like_others(self, engine: str) -> Answer:
        """Return what one of our engines answers, given what the engines of others are given."""
        if not self.truths:
            return self.ours(engine)
        (reasoner,) = reasoners_for(engine, self.program.plan)
        return lambda number: reasoner.decide(self.truths[number])

    def full(self, engine: str) -> Callable[[int], object]:
        """Return the whole assessment: outcomes, questions and verdict."""
        checker = Checker(self.rulebook, Choices(LAW_ON, engine))
        return lambda number: checker.check(self.campaigns[number])


def made_subject(number: int) -> Subject:
    """Return so many made-up rules."""
    made = workload.rules(number)
    rulebook = load_rulebook(workload.rulebook_files(made))
    plain = [workload.campaign(seed) for seed in range(CAMPAIGNS)]
    by_hand = closures.Closures(made)
    return Subject(
        name=f"{number:,} made-up rules",
        rulebook=rulebook,
        program=_program(rulebook),
        campaigns=[_read(workload.campaign_text(one), "made-up.yaml", rulebook) for one in plain],
        by_hand=lambda one: by_hand.decide(plain[one]),
        questions=[made_question(rule) for rule in made],
        plain=plain,
    )


def shipped_subject() -> Subject:
    """Return the shipped packs, all of whose rules are decided for every example campaign."""
    rulebook = open_rulebook(Sources())
    program = _program(rulebook)
    campaigns = [one for path in sorted((ROOT / "examples").glob("*.yaml")) for one in _campaigns(path, rulebook)]
    by_hand = shipped.ShippedClosures(rulebook, LAW_ON, program.rules)
    written = [shipped.plain_campaign(one, LAW_ON) for one in campaigns]
    slots = program.sizes[""]
    truths = [_truths(program, one) for one in campaigns]
    return Subject(
        name=f"shipped packs, {len(program.rules)} rules",
        rulebook=rulebook,
        program=program,
        campaigns=campaigns,
        by_hand=lambda one: by_hand.decide(written[one]),
        questions=[logic_question(duty, slots) for duty in program.plan.duties],
        plain=[_plain_truths(one, slots) for one in truths],
        truths=truths,
    )


def _program(rulebook: Rulebook) -> Program:
    return compile_program(rulebook, LAW_ON, in_force(rulebook.rules.values(), LAW_ON))


def _read(data: bytes, name: str, rulebook: Rulebook) -> Campaign:
    (campaign,), problems = CampaignReader(rulebook.vocabulary).read_bytes(data, name, name, Workspace(str(ROOT)))
    assert not problems
    return campaign


def _campaigns(path: Path, rulebook: Rulebook) -> Sequence[Campaign]:
    """Return the campaigns of an example; none for a company profile."""
    reader = CampaignReader(rulebook.vocabulary)
    return reader.read_file(str(path), str(path), Workspace(str(ROOT)))[0]


class _Listener(PlainReasoner):
    """The plain reasoner, with an ear for what it is asked last."""

    heard: Vectors

    def decide(self, vectors: Vectors) -> list[list[Code]]:
        """Return the code of each duty, for each subject of its scope, in order."""
        self.heard = vectors
        return super().decide(vectors)


def _truths(program: Program, campaign: Campaign) -> Vectors:
    decider, listener = Decider(program, "python"), _Listener(program.plan)
    decider._reasoners = (listener,)
    decider.decide(campaign, (LAW_ON, LAW_ON))
    return listener.heard


def _plain_truths(vectors: Vectors, slots: int) -> dict[str, Any]:
    own = {scope: [list(vector)[slots:] for vector in some] for scope, some in vectors.items() if scope}
    return {"truths": list(vectors[""][0]), **own}
