"""Decisions of authorities, run against the packs of law: what our rules say of what was held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from clearance.app.checking import Checker, Choices
from clearance.app.citations import Article, Instruments
from clearance.errors import InputError, NothingToCheckError, Problem
from clearance.loading.campaign import CampaignReader
from clearance.loading.cases import read_case
from clearance.loading.reader import ReadingError
from clearance.loading.workspace import Workspace
from clearance.model.assessments import Assessment
from clearance.model.campaigns import Campaign
from clearance.model.cases import Case, Held
from clearance.model.outcomes import Outcome, Status
from clearance.model.places import Place
from clearance.model.rules import Rulebook

CASE, CAMPAIGN = "case.yaml", "campaign.yaml"
LEAST_RECALL = 0.9
"""Share of the provisions held violated that some rule must say."""


class Written(Struct, frozen=True):
    """A decision with its campaign, as they stand in a folder."""

    case: Case
    campaign: Campaign


def read_cases(folder: Path, rulebook: Rulebook) -> list[Written]:
    """Return the decisions below a folder, by name.

    Raises: NothingToCheckError where there is none, InputError with everything that is wrong in one of the files.
    """
    if not folder.is_dir():
        raise InputError(Problem(Place(str(folder), 0), "there is no such folder", "Name a folder of cases."))
    files = sorted(folder.glob(f"**/{CASE}"))
    if not files:
        remedy = f"A case is a folder with {CASE} and {CAMPAIGN}."
        raise NothingToCheckError(Problem(Place(str(folder), 0), f"no {CASE} stands below this folder", remedy))
    reader = CampaignReader(rulebook.vocabulary)
    found: list[Written] = []
    problems: list[Problem] = []
    for file in files:
        one = _read(file, reader, problems)
        if one is not None:
            found.append(one)
    if problems:
        raise InputError(problems)
    return found


def _read(file: Path, reader: CampaignReader, problems: list[Problem]) -> Written | None:
    workspace = Workspace(str(file.parent.resolve()))
    try:
        case, wrong = read_case(workspace.read(str(file), file.as_posix()), file.as_posix())
    except ReadingError as error:
        case, wrong = None, [error.problem]
    beside = file.parent / CAMPAIGN
    campaigns, more = reader.read_file(str(beside), beside.as_posix(), workspace)
    if len(campaigns) > 1:
        more = [Problem(Place(beside.as_posix(), 0), "a case has one campaign", "Keep one.")]
    problems += [*wrong, *more]
    return Written(case, campaigns[0]) if case and campaigns and not more else None


class Judged(Struct, frozen=True, dict=True):
    """A decision, and what the packs of law say of its facts on the day its law is taken from."""

    case: Case
    assessment: Assessment
    instruments: Instruments

    @cached_property
    def violated(self) -> Mapping[str, Sequence[Article]]:
        """Return the rules that come out violated for some subject, with the articles each one cites."""
        return {
            one.rule.id: self.instruments.articles(one.version.cite, one.rule.pack)
            for one in self.assessment.outcomes
            if one.status is Status.VIOLATED and not one.upcoming
        }

    @property
    def unexpected(self) -> set[str]:
        """Return the rules that are violated though nothing was held under them, and the case does not say why."""
        return {rule for rule in self.violated if rule not in self.case.listed and not self._is_explained(rule)}

    def _is_explained(self, rule: str) -> bool:
        """Tell whether the case says why a rule, or all rows of it, are violated beyond what was held."""
        return rule in self.case.beyond or rule.partition("@")[0] in self.case.beyond

    def outcomes(self, rule: str) -> list[Outcome]:
        """Return what one rule says, one outcome for each subject."""
        return [one for one in self.assessment.outcomes if one.rule.id == rule and not one.upcoming]

    def articles(self, held: Held) -> list[Article]:
        """Return the articles of a provision."""
        return self.instruments.articles(held.citation)

    def saying(self, held: Held) -> list[str]:
        """Return the violated rules that cite a provision, or a part of it."""
        wanted = self.articles(held)
        return [rule for rule, cited in self.violated.items() if any(_within(one, wanted) for one in cited)]

    def unnamed(self, held: Held) -> list[Article]:
        """Return the articles of a provision that no violated rule cites."""
        cited = [one for articles in self.violated.values() for one in articles]
        return [wanted for wanted in self.articles(held) if not any(one.lies_within(wanted) for one in cited)]


def _within(article: Article, wanted: Sequence[Article]) -> bool:
    return any(article.lies_within(one) for one in wanted)


class CaseRunner:
    """Decides cases against the packs of law of a rulebook."""

    def __init__(self, rulebook: Rulebook, engine: str = "both") -> None:
        self.rulebook = rulebook
        self.law = tuple(pack.name for pack in rulebook.packs.values() if pack.kind == "law")
        self.instruments = Instruments.of(rulebook.packs.values())
        self._engine = engine

    def judge(self, written: Written) -> Judged:
        """Return what the law of its own day says of one case."""
        choices = Choices(written.case.rules_as_of, engine=self._engine, packs=self.law)
        assessment = Checker(self.rulebook, choices).check(written.campaign)
        return Judged(written.case, assessment, self.instruments)

    def run(self, cases: Sequence[Written]) -> CaseReport:
        """Return what came of some cases."""
        judged = [self.judge(one) for one in cases]
        return CaseReport(tuple(judged), _Regimes(self.rulebook, self.instruments), len(self.law))


class _Regimes:
    """Names the regime of a provision: the title of the pack that encodes it, or the law's own name."""

    def __init__(self, rulebook: Rulebook, instruments: Instruments) -> None:
        self._titles = {name: pack.title for name, pack in rulebook.packs.items()}
        self._citing: dict[tuple[str, str], Counter[str]] = {}
        for rule in rulebook.rules.values():
            for version in rule.versions:
                for one in instruments.articles(version.cite, rule.pack):
                    self._citing.setdefault((one.law, "".join(one.path[:1])), Counter())[rule.pack] += 1

    def of(self, articles: Sequence[Article]) -> str:
        """Return the regime of some articles."""
        for one in articles:
            if one.law in self._titles:
                return self._titles[one.law]
            packs = self._citing.get((one.law, "".join(one.path[:1])))
            if packs:
                return self._titles[max(packs, key=lambda name: (packs[name], name))]
        return articles[0].law if articles else "not encoded"


class Miss(Struct, frozen=True):
    """A provision, or some articles of it, that no rule says was violated."""

    case: str
    provision: str
    articles: tuple[str, ...]
    """What no violated rule cites."""
    whole: bool
    """True: no rule says anything of the provision."""
    why: str
    """As the case explains it."""


class Row(Struct, frozen=True):
    """What our rules say of one regime."""

    regime: str
    held: int
    """Provisions that were held violated."""
    said: int
    """Those of which some rule says so."""
    articles: int
    named: int
    """Articles of these provisions that such a rule cites."""
    met: int
    """Provisions that were held not violated."""
    alarms: int
    """Rules that say otherwise."""


class CaseReport(Struct, frozen=True, dict=True):
    """What came of running cases."""

    judged: tuple[Judged, ...]
    regimes: _Regimes
    packs: int
    """Packs of law that each case was held against."""

    @cached_property
    def rows(self) -> list[Row]:
        """Return one row for each regime, by name."""
        sums: dict[str, list[int]] = {}
        for one in self.judged:
            for held in one.case.provisions:
                articles = one.articles(held)
                named = len(articles) - len(one.unnamed(held))
                _add(sums, self.regimes.of(articles), (1, bool(one.saying(held)), len(articles), named, 0, 0))
            for held in one.case.not_violated:
                _add(sums, self.regimes.of(one.articles(held)), (0, 0, 0, 0, 1, len(one.saying(held))))
        return [Row(regime, *numbers) for regime, numbers in sorted(sums.items())]

    @property
    def total(self) -> Row:
        """Return the sum of all regimes."""
        names = ("held", "said", "articles", "named", "met", "alarms")
        return Row("All", *(sum(getattr(row, name) for row in self.rows) for name in names))

    @property
    def misses(self) -> Iterator[Miss]:
        """Return every provision, or part of one, that no rule says was violated."""
        for one in self.judged:
            for held in one.case.provisions:
                unnamed = one.unnamed(held)
                if unnamed:
                    whole = not one.saying(held)
                    yield Miss(one.case.id, held.provision, tuple(map(str, unnamed)), whole, held.missed)

    @property
    def faults(self) -> Iterator[Problem]:
        """Return everything that does not come out as the cases say."""
        for one in self.judged:
            for held in one.case.provisions:
                yield from _held_faults(one, held)
            for held in one.case.not_violated:
                yield from _met_faults(one, held)
            yield from _other_faults(one)

    @property
    def passed(self) -> bool:
        """Tell whether enough is said, no alarm is false, and each case holds what its file says."""
        total = self.total
        return total.said >= LEAST_RECALL * total.held and not total.alarms and not any(self.faults)


def _add(sums: dict[str, list[int]], regime: str, numbers: Sequence[int]) -> None:
    before = sums.setdefault(regime, [0] * len(numbers))
    sums[regime] = [first + second for first, second in zip(before, numbers, strict=True)]


def _held_faults(judged: Judged, held: Held) -> Iterator[Problem]:
    """Return what is wrong with what a case says of a provision that was held violated."""
    wanted = judged.articles(held)
    if not wanted:
        remedy = "Name it in words that our rules cite, under."
        yield Problem(held.place, f'no article can be read from "{held.citation}"', remedy)
    for rule in held.rules:
        if rule not in judged.violated:
            remedy = "Put the rule or the vocabulary right, not the case."
            yield Problem(held.place, f"{rule} is {_statuses(judged, rule)}, not violated", remedy)
        elif not any(_within(one, wanted) for one in judged.violated[rule]):
            yield Problem(
                held.place, f"{rule} does not cite {held.citation}", "Cite it at that depth, or list another."
            )
    unnamed = judged.unnamed(held)
    if unnamed and not held.missed:
        what = f"no violated rule cites {', '.join(map(str, unnamed))}"
        yield Problem(held.place, what, "Write the rule, or say under missed why there is none.")
    if held.missed and wanted and not unnamed:
        yield Problem(held.place, f"{held.provision} is said in full", "Take missed out.")


def _met_faults(judged: Judged, held: Held) -> Iterator[Problem]:
    """Return what is wrong with what a case says of a provision that was held not violated."""
    if not judged.articles(held):
        remedy = "Name it in words that our rules cite, under."
        yield Problem(held.place, f'no article can be read from "{held.citation}"', remedy)
    for rule in judged.saying(held):
        yield Problem(held.place, f"false alarm: {rule} is violated", "Put the rule right, not the case.")
    for rule in held.satisfied:
        statuses = {one.status for one in judged.outcomes(rule)}
        if statuses != {Status.SATISFIED}:
            remedy = "Put the rule right, or take it out of the list."
            yield Problem(held.place, f"{rule} is {_statuses(judged, rule)}, not satisfied", remedy)


def _other_faults(judged: Judged) -> Iterator[Problem]:
    for rule in sorted(judged.unexpected):
        remedy = "Say under beyond why that is right, or put the rule right."
        yield Problem(judged.case.place, f"{rule} is violated, and nothing was held under it", remedy)
    others = {name for rule in judged.violated if rule not in judged.case.listed for name in (rule, rule.split("@")[0])}
    for rule in judged.case.beyond:
        if rule not in others:
            yield Problem(judged.case.place, f"beyond: {rule} is not violated, or is listed", "Take it out.")


def _statuses(judged: Judged, rule: str) -> str:
    found = sorted({one.status.value for one in judged.outcomes(rule)})
    return " and ".join(found) or "not asked: no such rule in force there"
