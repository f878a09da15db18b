"""Checking campaigns: from a rulebook and a campaign to its assessment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct, field
from msgspec.structs import replace

from clearance.deciding.outcomes import outcomes_of
from clearance.deciding.program import RuleOnDay, compile_program
from clearance.deciding.reach import Reach, in_force, upcoming
from clearance.deciding.run import Decider
from clearance.model.acceptance import NOTHING_ACCEPTED, Accepted
from clearance.model.assessments import Assessment, Attestation, PackUse
from clearance.model.campaigns import Campaign
from clearance.model.flights import Flight, flight_of
from clearance.model.outcomes import Missing, Outcome
from clearance.model.rules import Pack, Period, Rule, Rulebook
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


class _Sum(Struct, frozen=True):
    """What is known of the rules of one pack on the date of the law, whatever the campaign."""

    in_force: int
    official: int
    """How many of all were checked against the official text."""
    ending: tuple[tuple[Period, ...], ...]
    """The versions of those in force whose version ends one day."""


def _sum(pack: Pack, as_of: date) -> _Sum:
    today = [(one.periods, period) for one in pack.outline for period in one.periods if period.covers(as_of)]
    return _Sum(
        in_force=len(today),
        official=sum(one.official for one in pack.outline),
        ending=tuple(periods for periods, period in today if period.last is not None),
    )


def _is_over(periods: Iterable[Period], day: date) -> bool:
    """Tell whether a rule that is in force on the date of the law says nothing any more on a later day."""
    return not any(period.covers(day) for period in periods)


class Checker(Struct):
    """Checks campaigns against one rulebook on one date. Compiled programs are kept from one to the next."""

    rulebook: Rulebook
    choices: Choices
    _deciders: dict[tuple[date, tuple[str, ...]], Decider] = field(default_factory=dict)
    """The least recently used first."""
    _reach: Reach | None = None
    _by_pack: dict[str, list[Rule]] = field(default_factory=dict)
    _sums: dict[str, _Sum] = field(default_factory=dict)

    def check(
        self, campaign: Campaign, attestations: Sequence[Attestation] = (), accepted: Accepted = NOTHING_ACCEPTED
    ) -> Assessment:
        """Return the assessment of one campaign. Raises: EngineFault, PackError."""
        as_of = self.choices.as_of
        flight = flight_of(campaign, as_of)
        days = flight.shown
        reach = self._reach = self._reach or Reach(self.rulebook, as_of)
        uses = tuple(self._uses(reach, campaign, days))
        used = {use.pack.name: self._reaching(reach, use.pack, campaign) for use in uses if use.state == "used"}
        today = self._today((one for rules in used.values() for one in rules), days)
        outcomes = list(outcomes_of(today, campaign, flight))
        for law_on, span, group in self._ahead((one for rules in used.values() for one in rules), flight):
            outcomes += outcomes_of(self._decider(law_on, group), campaign, flight.within(*span), upcoming=True)
        uses = tuple(self._with_elsewhere(use, used.get(use.pack.name)) for use in uses)
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
            accepted=accepted,
        )

    def _uses(self, reach: Reach, campaign: Campaign, days: tuple[date, date]) -> Iterator[PackUse]:
        for pack in self.rulebook.packs.values():
            if pack.outline:
                yield self._use(pack, *reach.of(pack, campaign), days)

    def _reaching(self, reach: Reach, pack: Pack, campaign: Campaign) -> list[Rule]:
        """Return the rules of a pack that may govern a campaign: those of other states than it reaches do not."""
        own = self._rules(pack.name)
        places = {regions: reach.reaches(regions, pack, campaign) for regions in {rule.regions for rule in own}}
        return own if all(places.values()) else [rule for rule in own if places[rule.regions]]

    def _with_elsewhere(self, use: PackUse, rules: list[Rule] | None) -> PackUse:
        if rules is None or len(rules) == use.total:
            return use
        here = sum(rule.version_on(self.choices.as_of) is not None for rule in rules)
        return replace(use, elsewhere=use.in_force - here)

    def _use(self, pack: Pack, state: str, missing: tuple[Missing, ...], days: tuple[date, date]) -> PackUse:
        if self.choices.packs and pack.name not in self.choices.packs and state in ("used", "waiting"):
            state = "left out"
        if pack.name not in self._sums:
            self._sums[pack.name] = _sum(pack, self.choices.as_of)
        known = self._sums[pack.name]
        return PackUse(
            pack=pack,
            in_force=known.in_force,
            official=known.official,
            total=len(pack.outline),
            state=state,
            waits_for=missing if state == "waiting" else (),
            ended=sum(_is_over(periods, days[0]) for periods in known.ending) if days[0] > self.choices.as_of else 0,
        )

    def _rules(self, pack: str) -> list[Rule]:
        if pack not in self._by_pack:
            self._by_pack[pack] = list(self.rulebook.rules_of(pack).values())
        return self._by_pack[pack]

    def _today(self, rules: Iterable[Rule], days: tuple[date, date]) -> Decider:
        as_of = self.choices.as_of
        return self._decider(as_of, in_force((one for one in rules if not self._is_superseded(one, days)), as_of))

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
        self, rules: Iterable[Rule], flight: Flight
    ) -> Iterator[tuple[date, tuple[date, date], list[RuleOnDay]]]:
        if flight.latest <= self.choices.as_of:
            return
        yield from upcoming(rules, self.choices.as_of, flight.possible)

    def _is_superseded(self, rule: Rule, days: tuple[date, date]) -> bool:
        """Tell whether what a rule says on the date of the law is no longer what it says when the campaign starts."""
        as_of = self.choices.as_of
        return days[0] > as_of and any(as_of < day <= days[0] for day in rule.changes)


def outcomes_about(assessment: Assessment, rule: str, subject: str) -> list[Outcome]:
    """Return the outcomes of one rule, about one subject where it is named by id or label."""
    return [
        one
        for one in assessment.outcomes
        if rule in (one.rule.id, *one.rule.aliases) and subject in ("", one.subject.id, one.subject.label)
    ]
