"""The shipped rules as plain data for the naive evaluator, and changed copies of the example campaigns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from clearance.app.checking import Checker, Choices
from clearance.app.library import SHIPPED
from clearance.errors import PackError
from clearance.loading.campaign import CampaignReader
from clearance.loading.reader import plain, read_documents
from clearance.loading.rulebook import chosen_files, load_rulebook
from clearance.loading.sources import Files, read_tree
from clearance.model.assessments import Assessment
from clearance.model.campaigns import Campaign
from clearance.model.reading import conditions_of, tests_in
from clearance.model.rules import Rulebook
from clearance.model.vocabulary import FactType
from clearance.resources import rules_root
from oracle.agreement import NOWHERE
from oracle.strategies import AMOUNTS, BOUNDED, DIRECTIONS, DURATIONS, TIMES, campaign_text

Plain = dict[str, Any]

LAW_ON = date(2026, 12, 1)
"""The date of the law for the example campaigns."""
EXAMPLES = ("campaign-example.yaml", "campaign-minimal.yaml")
REGIONS = (
    "DE",
    "FR",
    "IE",
    "NO",
    "EEA",
    "GB",
    "CH",
    "US",
    "US-CA",
    "US-TX",
    "US-NY",
    "PR",
    "CA",
    "CA-QC",
    "BR",
    "WORLD",
)
DAYS = ("2023-05-04", "2024-12-01", "2025-02-10", "2025-12-01", "2026-01-31", "2026-11-30", "2026-12-01", "2027-06-01")
_DATA = Path(__file__).parent.parent / "data"
_ROW = re.compile(r"\$row\.(\w+)")
_SHARED = ("pack.yaml", "changes.yaml", "terms.yaml", "parameters.yaml", "tables.yaml", "sets.yaml", "facts.yaml")


@dataclass(frozen=True)
class Shipped:
    """Everything that is shipped, as the engine and as the naive evaluator read it."""

    rulebook: Rulebook
    plain: Plain
    rules: dict[str, list[Plain]]
    """By pack; those of tables once for each row."""

    @property
    def own_words(self) -> tuple[str, ...]:
        """Return the packs that say all they mean themselves; those that mirror another are not read slowly here."""
        return tuple(name for name, pack in self.rulebook.packs.items() if not pack.mirrors and self.rules[name])

    @property
    def facts(self) -> dict[str, Plain]:
        """Return the facts of vocabulary and packs."""
        return self.plain["facts"]  # type: ignore[no-any-return]

    @property
    def sections(self) -> dict[str, str]:
        """Return the sections, each with the singular name of its elements."""
        return self.plain["sections"]  # type: ignore[no-any-return]


@cache
def shipped() -> Shipped:
    """Return everything that is shipped."""
    sources = _as_far_as_they_load(read_tree(rules_root(), SHIPPED))
    rulebook = load_rulebook(sources, SHIPPED)
    files = {name: _plain(data, name) for name, data in sources.items()}
    vocabulary = rulebook.vocabulary
    heads = [(name, head["pack"]) for name, head in files.items() if name.endswith("/pack.yaml")]
    packs = {pack: _Files(files, name.removesuffix("/pack.yaml")) for name, pack in heads}
    book: Plain = {
        "facts": {path: _fact(fact) for path, fact in vocabulary.facts.items()},
        "sections": {name: section.each for name, section in vocabulary.sections.items()},
        "sets": {one["set"]: one for one in files[f"{SHIPPED}/vocabulary/sets.yaml"]},
        "rates": files[f"{SHIPPED}/vocabulary/rates.yaml"]["rates"],
        "regions": tuple(vocabulary.regions),
        "packs": {name: pack.law() for name, pack in packs.items()},
    }
    return Shipped(rulebook, book, {name: list(pack.rules()) for name, pack in packs.items()})


def _plain(data: bytes, name: str) -> Any:
    documents = read_documents(data, name)
    return plain(documents[0]) if documents else None


def _as_far_as_they_load(files: Files) -> Files:
    """Return the files without the packs that do not load; that all do is another test's claim."""
    folders = [name.removesuffix("/pack.yaml") for name in files if name.endswith("/pack.yaml")]
    sound = tuple(folder for folder in folders if _loads(chosen_files(files, SHIPPED, (folder,))))
    return chosen_files(files, SHIPPED, sound)


def _loads(files: Files) -> bool:
    try:
        return bool(load_rulebook(files, SHIPPED))
    except PackError:
        return False


def _fact(fact: FactType) -> Plain:
    since = dict(fact.value_since)
    glosses = {word: {"gloss": gloss, "since": since[word]} if word in since else gloss for word, gloss in fact.values}
    found: Plain = {"type": fact.type, "section": fact.section, "of": fact.of, "since": fact.since, "values": glosses}
    found["ends"] = (fact.low, fact.high if fact.high is not None else 1 if fact.type == "ratio" else None)
    return {**found, **({"inherits": fact.inherits} if fact.inherits else {})}


@dataclass
class _Files:
    """The files of one pack."""

    files: Plain
    folder: str

    def _one(self, name: str) -> Plain:
        return self.files.get(f"{self.folder}/{name}.yaml") or {}

    def law(self) -> Plain:
        """Return what the rules of a pack may name."""
        uses = self._one("pack").get("uses", [])
        return {"uses": uses, **{kind: self._one(kind) for kind in ("terms", "parameters", "sets")}}

    def rules(self) -> Iterator[Plain]:
        """Return the rules of the pack, each row of a table filled in."""
        for name, written in self.files.items():
            folder, _, short = name.rpartition("/")
            if folder != self.folder or short in _SHARED or "id" not in (written or {}):
                continue
            if "across" not in written:
                yield written
                continue
            wanted = set(_ROW.findall(str(written))) | set(re.findall(r"\{row\.(\w+)\}", str(written)))
            for key, row in self._one("tables")[written["across"]]["rows"].items():
                if wanted <= {"key", *row}:
                    yield {**_filled(written, {"key": key, **row}), "id": f"{written['id']}@{key}"}


def _filled(data: Any, row: Plain) -> Any:
    """Return plain data with the columns of a row filled in."""
    if isinstance(data, dict):
        return {_ROW.sub(lambda match: str(row[match[1]]), key): _filled(value, row) for key, value in data.items()}
    if isinstance(data, list):
        return [_filled(one, row) for one in data]
    whole = _ROW.fullmatch(data) if isinstance(data, str) else None
    return row[whole[1]] if whole else data


# Campaigns ------------------------------------------------------------------------------------------------------------


def example(name: str) -> Plain:
    """Return an example campaign as plain data."""
    return _plain((_DATA / name).read_bytes(), name)  # type: ignore[no-any-return]


def read(campaign: Plain, rng: Random) -> Campaign:
    """Return a campaign as our loader reads it."""
    reader = CampaignReader(shipped().rulebook.vocabulary)
    campaigns, problems = reader.read_bytes(campaign_text(campaign, rng), "/nowhere/c.yaml", "c.yaml", NOWHERE)
    assert not problems, problems
    return campaigns[0]


def checked(campaign: Plain, rng: Random) -> Assessment:
    """Return the assessment of a campaign by the shipped rules."""
    return _checker().check(read(campaign, rng))


@cache
def _checker() -> Checker:
    return Checker(shipped().rulebook, Choices(as_of=LAW_ON, engine="python"))


@cache
def thresholds() -> dict[str, tuple[str, ...]]:
    """Return the words and figures with which the shipped rules compare each fact."""
    book, found = shipped().rulebook, dict[str, dict[str, None]]()
    conditions = [one for rule in book.rules.values() for version in rule.versions for one in conditions_of(version)]
    conditions += [term.holds for term in book.terms.values()]
    for condition in conditions:
        for test in tests_in(condition):
            operands = test.operand if isinstance(test.operand, tuple) else (test.operand,)
            for one in operands:
                for value in _figures(book, one):
                    found.setdefault(test.path.partition("[")[0], {})[str(value)] = None
    return {path: tuple(values) for path, values in found.items()}


def _figures(book: Rulebook, operand: Any) -> Iterator[Any]:
    if not (isinstance(operand, str) and operand.startswith("$")):
        yield operand
    for name, parameter in book.parameters.items():
        if name.endswith(f":{str(operand)[1:]}"):
            for dated in parameter.values:
                yield from dated.value if isinstance(dated.value, tuple) else (dated.value,)


def changed(rng: Random, campaign: Plain, times: int) -> Plain:
    """Return a campaign in which some facts are stated differently, newly, or no more."""
    book, other = shipped(), deepcopy(campaign)
    for _ in range(times):
        path = rng.choice(list(book.facts))
        fact, steps = book.facts[path], path.split(".")[1:]
        section = book.sections[fact["section"]]
        if section:
            if not other.get(fact["section"]):
                continue
            holder = rng.choice(other[fact["section"]])
        else:
            holder = other.setdefault(fact["section"], {})
        value = _value(rng, path, fact, other)
        for step in steps[:-1]:
            holder = holder.setdefault(step, {})
        if value is None or rng.random() < 0.15:
            holder.pop(steps[-1], None)
        else:
            holder[steps[-1]] = value
    _order_days(other)
    return other


def _order_days(campaign: Plain) -> None:
    written = campaign.get("campaign", {})
    days = [str(written.get(key)) for key in ("starts_on", "ends_on")]
    if "None" not in days and days[0] > days[1]:
        written["starts_on"], written["ends_on"] = days[1], days[0]
    if written.get("ends_on") and written.get("ongoing"):
        del written["ongoing"]


def _value(rng: Random, path: str, fact: Plain, campaign: Plain) -> Any:
    type_, words = fact["type"], list(fact["values"])
    if type_ == "boolean":
        return rng.random() < 0.5
    if type_ == "enum":
        return rng.choice(words)
    if type_ == "set_of_enum":
        return _set(rng, words)
    if type_ == "region":
        return rng.choice(REGIONS)
    if type_ == "set_of_regions":
        return rng.sample(REGIONS, rng.randint(0, 4))
    if type_ == "reference":
        names = [one["id"] for one in campaign.get(fact["of"]) or ()]
        return rng.choice(names) if names else None
    if type_ == "map_region_integer":
        return {code: _figure(rng, path, fact, "integer") for code in rng.sample(REGIONS[:-1], rng.randint(0, 3))}
    return _figure(rng, path, fact, type_)


def _set(rng: Random, words: list[str]) -> Any:
    has = rng.sample(words, rng.randint(0, min(4, len(words))))
    if rng.random() < 0.7:
        return has
    return {"has": has, "lacks": [word for word in words if word not in has and rng.random() < 0.5]}


def _figure(rng: Random, path: str, fact: Plain, type_: str) -> Any:
    pools = {
        "integer": ("0", "1", "7", "50000", "1000000"),
        "number": ("0.5", "3"),
        "ratio": ("0", "0.001", "0.5", "1"),
        "money": ("1000 USD", "26625000 EUR", *AMOUNTS),
        "date": DAYS,
        "time": TIMES,
        "duration": DURATIONS,
        "text": ("Sale", "Newsletter"),
    }
    limits = [one for one in thresholds().get(path, ()) if type_ not in ("date", "text") or one in DAYS]
    figure = rng.choice([*limits, *limits, *pools[type_]])
    if type_ == "integer" and rng.random() < 0.5:
        figure = str(max(0, int(figure) + rng.choice((-1, 0, 1))))
    figure = _within(figure, *fact["ends"]) if type_ in ("integer", "number", "ratio") else figure
    if type_ in BOUNDED and figure != "never" and rng.random() < 0.15:
        return f"{rng.choice(DIRECTIONS)} {figure}"
    return figure


def _within(figure: str, low: int | None, high: int | None) -> str:
    """Return the figure, or the end of the range that it lies outside of."""
    if high is not None and Decimal(figure) > high:
        return str(high)
    return str(low) if low is not None and Decimal(figure) < low else figure
