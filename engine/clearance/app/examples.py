"""The examples of rules, run: each must come out as it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct

from clearance.deciding.outcomes import outcomes_of
from clearance.deciding.program import RuleOnDay, compile_program
from clearance.deciding.reach import Reach
from clearance.deciding.run import Decider
from clearance.errors import PackError
from clearance.loading.campaign import CampaignReader, node_of
from clearance.model.campaigns import Campaign
from clearance.model.flights import ENDS, STARTS, Flight, flight_of, whole_flight
from clearance.model.outcomes import GRAVITY, Status
from clearance.model.places import Place
from clearance.model.rules import Example, Pack, Rule, Rulebook, Version


class ExampleResult(Struct, frozen=True):
    """What came of one example."""

    owner: str
    """Id of the rule, or name of the pack."""
    example: Example
    got: str
    """A status; of a pack, how it takes part."""

    @property
    def passed(self) -> bool:
        """Tell whether it came out as it says."""
        return self.got == self.example.expect


class ExampleRunner:
    """Runs examples against the rules and packs of a rulebook, or against changed copies of them."""

    def __init__(self, rulebook: Rulebook, engine: str = "python") -> None:
        self._rulebook = rulebook
        self._engine = engine
        self._reader = CampaignReader(rulebook.vocabulary)
        self._campaigns: dict[tuple[Place, str, str], Campaign] = {}
        """By place, name and content: two packs that share a duty share the place of its examples."""

    def run(self, rules: Iterable[Rule]) -> Iterator[ExampleResult]:
        """Return the result of every example of ``rules``."""
        for rule, examples in own_examples(rules):
            for example in examples:
                yield ExampleResult(rule.id, example, self.status(rule, example))

    def run_packs(self, packs: Iterable[Pack]) -> Iterator[ExampleResult]:
        """Return the result of every example of ``packs`` themselves."""
        for pack in packs:
            for example in pack.examples:
                yield ExampleResult(pack.name, example, self.part(pack, example))

    def status(self, rule: Rule, example: Example, rulebook: Rulebook | None = None) -> str:
        """Return the gravest status a rule gives an example, whether or not its pack governs it."""
        day = judged_on(rule, example)
        version = rule.version_on(day)
        if version is None:
            return Status.NOT_APPLICABLE.value
        book = rulebook or self._rulebook
        campaign = self.campaign(example)
        decider = self._decider(book, day, rule, version)
        statuses = [_reviewed(one.status, version) for one in outcomes_of(decider, campaign, _flight(campaign, day))]
        return min(statuses, key=GRAVITY.index).value

    def part(self, pack: Pack, example: Example) -> str:
        """Return how a pack takes part in the assessment of an example."""
        reach = Reach(self._rulebook, example.on or self._newest(pack))
        return reach.of(pack, self.campaign(example))[0]

    def _newest(self, pack: Pack) -> date:
        """Return the day on which a rule of a pack was last checked."""
        rules = (rule for rule in self._rulebook.rules.values() if rule.pack == pack.name)
        return max((rule.versions[-1].checked.on for rule in rules), default=date.max)

    def _decider(self, rulebook: Rulebook, day: date, rule: Rule, version: Version) -> Decider:
        return Decider(compile_program(rulebook, day, [RuleOnDay(rule, version)]), self._engine)

    def campaign(self, example: Example) -> Campaign:
        """Return the campaign an example describes. Raises: PackError."""
        key = example.place, example.name, str(example.given)
        if key not in self._campaigns:
            campaign, problems = self._reader.read_given(node_of(example.given, example.place), example.place.file)
            if campaign is None:
                raise PackError(problems)
            self._campaigns[key] = campaign
        return self._campaigns[key]


def _flight(campaign: Campaign, day: date) -> Flight:
    """Return the days an example states; the one day it is judged on where it states none."""
    return flight_of(campaign, day) if STARTS in campaign.facts or ENDS in campaign.facts else whole_flight(day, day)


def own_examples(rules: Iterable[Rule]) -> Iterator[tuple[Rule, list[Example]]]:
    """Return each rule with the examples that are about it: of a table's rows, the one named, or the first."""
    first_rows: dict[str, str] = {}
    for rule in rules:
        stem, _, row = rule.id.partition("@")
        first = first_rows.setdefault(stem, row)
        mine = [one for one in rule.examples if one.row == row or (not one.row and row == first)]
        yield rule, mine


def judged_on(rule: Rule, example: Example) -> date:
    """Return the day of the law for an example: its own, or the day the rule was checked if it is in force then."""
    if example.on is not None:
        return example.on
    newest = rule.versions[-1]
    day = newest.checked.on
    period = newest.in_force
    if period.first is not None and day < period.first:
        return period.first
    return period.last if period.last is not None and day > period.last else day


def _reviewed(status: Status, version: Version) -> Status:
    return Status.NEEDS_REVIEW if status is Status.SATISFIED and version.review else status
