"""Checking campaigns: from a rulebook and a campaign to its assessment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct, field

from clearance.deciding.outcomes import outcomes_of
from clearance.deciding.program import RuleOnDay, compile_program
from clearance.deciding.reach import Reach, in_force, upcoming
from clearance.deciding.run import Decider
from clearance.model.assessments import Assessment, Attestation, PackUse
from clearance.model.campaigns import Campaign
from clearance.model.flights import Flight, flight_of
from clearance.model.outcomes import Missing, Outcome
from clearance.model.rules import Pack, Rule, Rulebook
from clearance.reviewing.assessing import assess

_KEPT = 64
"""Compiled programs that are kept, so that a long run does not grow."""


class Choices(Struct, frozen=True):
    """How to check."""

    as_of: date
    """The date of the law."""
    engine: str = "both"
    packs: tuple[str, ...] = ()
    """Packs to check against; all that matter where it is empty."""
    fail_on: str = "low"
    fail_on_ethics: str = "high"
    allow_undecided: bool = False


class _PackRules(Struct, frozen=True):
    """The rules of one pack, and what is known of them on the date of the law, whatever the campaign."""

    all: tuple[Rule, ...]
    today: tuple[RuleOnDay, ...]
    """Those in force."""
    ending: tuple[RuleOnDay, ...]
    """Of these, those whose version ends one day."""
    official: int
    """How many were checked against the official text."""


def _pack_rules(rules: Iterable[Rule], as_of: date) -> _PackRules:
    every = tuple(rules)
    today = tuple(in_force(every, as_of))
    return _PackRules(
        all=every,
        today=today,
        ending=tuple(one for one in today if one.version.in_force.last is not None),
        official=sum(rule.versions[-1].checked.against == "official text" for rule in every),
    )


class Checker(Struct):
    """Checks campaigns against one rulebook on one date. Compiled programs are kept from one to the next."""

    rulebook: Rulebook
    choices: Choices
    _deciders: dict[tuple[date, tuple[str, ...]], Decider] = field(default_factory=dict)
    """The least recently used first."""
    _reach: Reach | None = None
    _by_pack: dict[str, _PackRules] = field(default_factory=dict)

    def check(self, campaign: Campaign, attestations: Sequence[Attestation] = ()) -> Assessment:
        """Return the assessment of one campaign. Raises: EngineFault, PackError."""
        as_of = self.choices.as_of
        flight = flight_of(campaign, as_of)
        days = flight.shown
        uses = tuple(self._uses(campaign, days))
        used = tuple(use.pack.name for use in uses if use.state == "used")
        today = self._today(used, days)
        outcomes = list(outcomes_of(today, campaign, flight))
        for law_on, span, group in self._ahead(used, flight):
            outcomes += outcomes_of(self._decider(law_on, group), campaign, flight.within(*span), upcoming=True)
        return assess(
            campaign,
            outcomes,
            rulebook=self.rulebook,
            packs=uses,
            as_of=as_of,
            days=days,
            engine=today.names,
            fail_on_ethics=self.choices.fail_on_ethics,
            attestations=attestations,
        )

    def _uses(self, campaign: Campaign, days: tuple[date, date]) -> Iterator[PackUse]:
        reach = self._reach = self._reach or Reach(self.rulebook, self.choices.as_of)
        for pack in self.rulebook.packs.values():
            if self._rules(pack.name).all:
                yield self._use(pack, *reach.of(pack, campaign), days)

    def _use(self, pack: Pack, state: str, missing: tuple[Missing, ...], days: tuple[date, date]) -> PackUse:
        if self.choices.packs and pack.name not in self.choices.packs and state in ("used", "waiting"):
            state = "left out"
        rules = self._rules(pack.name)
        return PackUse(
            pack=pack,
            in_force=len(rules.today),
            official=rules.official,
            total=len(rules.all),
            state=state,
            waits_for=missing if state == "waiting" else (),
            ended=sum(_ended(one, days) for one in rules.ending) if days[0] > self.choices.as_of else 0,
        )

    def _rules(self, pack: str) -> _PackRules:
        if not self._by_pack:
            by_pack: dict[str, list[Rule]] = {name: [] for name in self.rulebook.packs}
            for rule in self.rulebook.rules.values():
                by_pack[rule.pack].append(rule)
            self._by_pack = {name: _pack_rules(rules, self.choices.as_of) for name, rules in by_pack.items()}
        return self._by_pack[pack]

    def _today(self, packs: tuple[str, ...], days: tuple[date, date]) -> Decider:
        rules = [one for pack in packs for one in self._rules(pack).today if not self._is_superseded(one.rule, days)]
        return self._decider(self.choices.as_of, rules)

    def _decider(self, law_on: date, rules: list[RuleOnDay]) -> Decider:
        """Return the decider of some rules under the law of a day: the one kept, or a new one for the oldest."""
        key = (law_on, tuple(one.rule.id for one in rules))
        found = self._deciders.pop(key, None)
        if found is None:
            found = Decider(compile_program(self.rulebook, law_on, rules), self.choices.engine)
            if len(self._deciders) >= _KEPT:
                del self._deciders[next(iter(self._deciders))]
        self._deciders[key] = found
        return found

    def _ahead(
        self, packs: tuple[str, ...], flight: Flight
    ) -> Iterator[tuple[date, tuple[date, date], list[RuleOnDay]]]:
        if flight.latest <= self.choices.as_of:
            return
        rules = [rule for pack in packs for rule in self._rules(pack).all]
        yield from upcoming(rules, self.rulebook.changes, self.choices.as_of, flight.possible)

    def _is_superseded(self, rule: Rule, days: tuple[date, date]) -> bool:
        """Tell whether what a rule says on the date of the law is no longer what it says when the campaign starts."""
        as_of = self.choices.as_of
        return days[0] > as_of and any(as_of < day <= days[0] for day in self.rulebook.changes[rule.id])


def _ended(one: RuleOnDay, days: tuple[date, date]) -> bool:
    """Tell whether a rule in force on the date of the law says nothing any more when the campaign starts."""
    last = one.version.in_force.last
    return last is not None and last < days[0] and one.rule.version_on(days[0]) is None


def outcomes_about(assessment: Assessment, rule: str, subject: str) -> list[Outcome]:
    """Return the outcomes of one rule, about one subject where it is named by id or label."""
    return [
        one
        for one in assessment.outcomes
        if rule in (one.rule.id, *one.rule.aliases) and subject in ("", one.subject.id, one.subject.label)
    ]
