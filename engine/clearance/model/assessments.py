"""One campaign, one date, one rulebook: all outcomes, the questions they leave and the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum

from msgspec import Struct, field

from clearance.model.acceptance import Notice, Standing, Suppression
from clearance.model.campaigns import Campaign
from clearance.model.outcomes import Missing, Outcome, OutcomeKey
from clearance.model.places import Place
from clearance.model.rules import Pack
from clearance.model.vocabulary import FactType, Vocabulary


class Verdict(Enum):
    """The answer in a word. There is no score."""

    CLEAR = "clear"
    NOT_CLEAR = "not clear"
    UNDECIDED = "undecided"
    ACCEPTED = "accepted"
    """Violated, but every violation was waived or is in the baseline, and nothing else is open. Never called clear."""


class Question(Struct, frozen=True):
    """One fact that would decide something, asked once."""

    path: str
    ask: str
    help: str
    answered_by: str
    elements: tuple[str, ...]
    """Ids of the elements it is asked of; empty for a fact of the campaign."""
    section: str
    decides: tuple[int, ...]
    """Positions, in the assessment's outcomes, of what the answer helps to decide."""
    blockers: int
    """How many of these are blockers."""
    why: str
    """``not stated``, or why what is stated does not decide."""
    fact: FactType | None = None
    """None where a whole list is asked for."""
    region: str = ""
    packs: tuple[str, ...] = ()
    """Packs of which it decides whether they govern the campaign at all."""


class Attestation(Struct, frozen=True):
    """What a person answered to a review."""

    rule: str
    subject: str
    answer: bool
    """True: the duty is met in that person's judgement."""
    by: str
    on: date
    bound_to: str
    """Digest of the rule and facts the answer was based on."""
    note: str = ""
    place: Place | None = None
    campaign: str = ""
    """The campaign file it is about, from the folder of the answers; empty for every campaign there."""


class ReviewState(Struct, frozen=True):
    """Where the review of one outcome stands."""

    bound_to: str
    """Digest of the rule as worded and of the facts relied on: what an answer is given for."""
    answer: Attestation | None = None
    stale: str = ""
    """Why the last answer no longer holds; empty where it does, or where there is none."""


class PackUse(Struct, frozen=True):
    """How a pack took part."""

    pack: Pack
    in_force: int
    """Rules in force on the date."""
    official: int
    """Of all its rules, those checked against the official text."""
    total: int
    state: str = "used"
    """used; elsewhere (the campaign reaches none of its regions); not concerned (the campaign states that it does
    nothing the pack is about); waiting (one of the two is not known); or left out (not chosen in the settings)."""
    waits_for: tuple[Missing, ...] = ()
    """The facts that would tell whether it governs."""
    elsewhere: int = 0
    """Of a pack that takes part, the rules in force on the date that govern in other places only."""
    ended: int = 0
    """Rules in force on the date that end before the campaign starts."""

    @property
    def holds_up(self) -> bool:
        """Tell whether the verdict waits for it too. A code binds those who say that they follow it, and no others."""
        return self.state == "waiting" and self.pack.kind != "code"


class Assessment(Struct, frozen=True):
    """What we have to say about one campaign."""

    campaign: Campaign
    as_of: date
    days: tuple[date, date]
    """First and last day of the flight that was looked at."""
    outcomes: tuple[Outcome, ...]
    questions: tuple[Question, ...]
    verdict: Verdict
    packs: tuple[PackUse, ...]
    engine: tuple[str, ...]
    """The reasoners that decided, with their versions; more than one means that they agreed."""
    rulebook_digest: str
    vocabulary: Vocabulary
    fail_on_ethics: str
    reviews: Mapping[OutcomeKey, ReviewState]
    """By rule, subject label and date of the law, for every outcome that a person has to judge, or has judged."""
    open_ended: bool = False
    """The campaign does not state its last day, nor that it is ongoing."""
    suppressed: Mapping[OutcomeKey, Suppression] = field(default_factory=dict)
    """Why violations do not fail, by their outcome. Every other violation does."""
    notices: tuple[Notice, ...] = ()
    """What this assessment alone tells about what was accepted."""
    standings: tuple[Standing, ...] = ()
    """What it tells about waivers that others may need too."""
