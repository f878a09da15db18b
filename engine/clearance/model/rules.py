"""What the law says: packs of rules, the terms they use, and figures with dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import Struct, field

from clearance.model.conditions import Condition, Scalar
from clearance.model.places import Place
from clearance.model.vocabulary import Vocabulary

KINDS = ("law", "platform", "code", "ethics")
"""Never mixed in a report, never on one scale."""
SHARED = "shared"
"""The kind of a pack without duties: it holds sets, figures and terms that other packs name."""
SEVERITIES = ("blocker", "high", "medium", "low")
"""Gravest first."""
PRINCIPLES = ("privacy", "accuracy-transparency", "fairness", "intrusiveness", "opt-out", "monitoring")
CHECKED_AGAINST = ("official text", "secondary source", "memory")
PARTS = ("used", "elsewhere", "not concerned", "waiting")
"""How a pack can take part in an assessment, by what the campaign states."""


class Period(Struct, frozen=True, array_like=True):
    """Days on which something is in force, both ends included."""

    first: date | None
    last: date | None

    def covers(self, day: date) -> bool:
        """Tell whether ``day`` lies in the period."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


class Exempt(Struct, frozen=True, array_like=True):
    """An exception to a duty, with its own source."""

    title: str
    cite: str
    when: Condition
    url: str = ""


class Review(Struct, frozen=True, array_like=True):
    """What only a person can judge."""

    question: str
    evidence: tuple[str, ...]
    valid_for: str = "12 months"
    """How long an answer holds."""


class Checked(Struct, frozen=True, array_like=True):
    """Against what, and when, the encoding was held."""

    on: date
    against: str
    """One of CHECKED_AGAINST."""


class Version(Struct, frozen=True, array_like=True):
    """What a rule says during one period."""

    in_force: Period
    title: str
    cite: str
    url: str
    severity: str
    principle: str
    applies: Condition
    requires: Condition
    because: str
    remedy: str
    checked: Checked
    unless: tuple[Exempt, ...] = ()
    review: Review | None = None
    limits: str = ""


class Example(Struct, frozen=True, array_like=True):
    """A campaign in small, and the status the rule must give it."""

    name: str
    given: Mapping[str, Any]
    """As written, in the form of a campaign file."""
    expect: str
    """A status; for an example of a pack, one of PARTS."""
    place: Place
    on: date | None = None
    """The day on which it is judged; the day the rule was checked where it is left out."""
    row: str = ""
    """The row of the table it is about, for rules that run across one; the first where it is left out."""


class Rule(Struct, frozen=True, array_like=True):
    """One duty, in all its versions."""

    id: str
    """``pack/duty``, with ``@ROW`` for one row of a table."""
    pack: str
    place: Place
    versions: tuple[Version, ...]
    """Oldest first; their periods do not overlap."""
    for_each: tuple[str, str] | None = None
    """Name of the element and its section: one outcome for each."""
    examples: tuple[Example, ...] = ()
    aliases: tuple[str, ...] = ()
    from_catalogue: tuple[str, ...] = ()
    row: tuple[tuple[str, Scalar | tuple[Scalar, ...]], ...] = ()
    """The columns of its row, for a rule that runs across a table."""
    mirrors: str = ""
    """The rule of another law whose conditions it takes over; empty for a rule that stands alone."""
    regions: tuple[str, ...] = ()
    """Where it governs, if in less than the places of its pack."""
    changes: tuple[date, ...] = ()
    """The days, in order, from which it may say something else than on the day before, figures and sets included."""

    def version_on(self, day: date) -> Version | None:
        """Return the version in force on ``day``."""
        for version in self.versions:
            if version.in_force.covers(day):
                return version
        return None


class Term(Struct, frozen=True, array_like=True):
    """A definition of the law that rules can ask for by name."""

    name: str
    pack: str
    title: str
    cite: str
    holds: Condition
    place: Place
    url: str = ""
    for_each: tuple[str, str] | None = None


class DatedValue(Struct, frozen=True, array_like=True):
    """A figure of the law during one period."""

    in_force: Period
    value: Scalar | tuple[Scalar, ...]
    cite: str


class Parameter(Struct, frozen=True, array_like=True):
    """A dated figure of the law."""

    name: str
    pack: str
    title: str
    values: tuple[DatedValue, ...]
    place: Place

    def on(self, day: date) -> DatedValue | None:
        """Return the figure in force on ``day``."""
        return next((value for value in self.values if value.in_force.covers(day)), None)


class RulesByPack(Mapping[str, Rule]):
    """Rules by id, as in any mapping; those of a pack are read when they are first asked for."""

    def __init__(self, packs: Mapping[str, Callable[[], Mapping[str, Rule]]]) -> None:
        """Know for each pack how to read its rules."""
        self._unread = dict(packs)
        self._read: dict[str, Mapping[str, Rule]] = {}

    def of_pack(self, pack: str) -> Mapping[str, Rule]:
        """Return the rules of one pack; none for a pack that is not there."""
        if pack not in self._read:
            self._read[pack] = self._unread[pack]() if pack in self._unread else {}
        return self._read[pack]

    def __getitem__(self, rule: str) -> Rule:
        return self.of_pack(rule.partition("/")[0])[rule]

    def __iter__(self) -> Iterator[str]:
        for pack in self._unread:
            yield from self.of_pack(pack)

    def __len__(self) -> int:
        return sum(len(self.of_pack(pack)) for pack in self._unread)


class Outline(Struct, frozen=True, array_like=True):
    """What is said of a rule whose pack does not take part."""

    periods: tuple[Period, ...]
    """Of its versions."""
    official: bool
    """It was checked against the official text."""


class Pack(Struct, frozen=True, array_like=True):
    """One instrument, encoded."""

    name: str
    title: str
    release: str
    """Of our encoding; moves when the meaning of any rule moves."""
    kind: str
    """One of KINDS, or SHARED."""
    instrument: str
    short: str
    url: str
    regions: tuple[str, ...]
    """Where it governs. Empty: everywhere."""
    touched_by: tuple[str, ...]
    """The region facts through which a campaign can come under it."""
    uses: tuple[str, ...]
    digest: str
    """SHA-256 over its files, and those of the pack it mirrors."""
    place: Place
    governs: Condition | None = None
    """What else a campaign must state to come under it, such as a code that was adopted or a platform that is used.
    None: nothing."""
    examples: tuple[Example, ...] = ()
    """Campaigns in small, and how it takes part in their assessment."""
    mirrors: str = ""
    """The pack whose duties it takes over; empty if it takes over none."""
    not_mirrored: tuple[str, ...] = ()
    """Duties of that pack which it does not repeat, as it says itself."""
    outline: tuple[Outline, ...] = ()
    """Its rules in short."""


class Rulebook(Struct, frozen=True, array_like=True):
    """Every pack that was loaded, ready to decide with."""

    vocabulary: Vocabulary
    packs: Mapping[str, Pack]
    rules: Mapping[str, Rule]
    terms: Mapping[str, Term]
    """By name; names are unique over all packs."""
    parameters: Mapping[str, Parameter]
    digest: str
    """SHA-256 over the digests of vocabulary and packs."""
    visible: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Pack -> the packs whose terms, sets and parameters it may name, itself included."""

    def rules_of(self, pack: str) -> Mapping[str, Rule]:
        """Return the rules of one pack by id."""
        if isinstance(self.rules, RulesByPack):
            return self.rules.of_pack(pack)
        return {name: rule for name, rule in self.rules.items() if rule.pack == pack}
