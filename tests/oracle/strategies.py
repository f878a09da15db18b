"""Random vocabularies, packs and campaigns, as plain data and as the files our loaders read.

Everything is drawn from one ``Random``, so that a number is enough to see a case again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

import yaml
from hypothesis import strategies as st

Plain = dict[str, Any]

RELEASE, EARLIER, OLDEST = "2026.11", "2026.07", "2026.01"
WORDS = ("ash", "birch", "cedar", "elm", "fir", "18", "true north")
CODES = ("US", "US-CA", "US-NY", "FR", "FR-75", "DE", "GB", "CH", "CA", "CA-QC")
LISTED = ("US", "US-CA", "US-NY", "FR", "DE", "GB", "CH", "CA", "CA-QC")
GROUPS = ("EU", "EEA", "WORLD")
INTEGERS = ("0", "1", "2", "3", "5", "10")
DECIMALS = ("0", "0.25", "0.5", "1", "1.0", ".5")
AMOUNTS = ("0 EUR", "100 EUR", "100.00 EUR", "104 EUR", "106 USD", "110 USD", "114 USD", "90 GBP", "95 GBP", "7 XAU")
TIMES = ("00:00", "07:59", "08:00", "21:00", "21:01", "24:00")
DURATIONS = (
    "0 days",
    "90 minutes",
    "24 hours",
    "36 hours",
    "1 day",
    "1.5 days",
    "2 days",
    "3 days",
    "3 business days",
    "4 days",
    "5 days",
    "5 business days",
    "7 days",
    "1 week",
    "10 business days",
    "14 days",
    "2 weeks",
    "28 days",
    "29 days",
    "30 days",
    "31 days",
    "1 month",
    "59 days",
    "2 months",
    "62 days",
    "365 days",
    "12 months",
    "1 year",
    "366 days",
    "13 months",
    "23 business days",
    "never",
)
DAYS = (
    "2024-02-29",
    "2025-01-31",
    "2025-02-28",
    "2025-03-31",
    "2026-01-29",
    "2026-01-30",
    "2026-01-31",
    "2026-02-01",
    "2026-02-26",
    "2026-02-27",
    "2026-02-28",
    "2026-03-01",
    "2026-03-02",
    "2026-03-30",
    "2026-03-31",
    "2026-04-01",
    "2026-04-30",
    "2026-05-02",
)
LAW_DAYS = ("2025-12-31", "2026-01-01", "2026-03-31", "2026-04-01")
TURNS = ("2026-01-01", "2026-04-01")
POOLS: Mapping[str, tuple[str, ...]] = {
    "integer": INTEGERS,
    "number": DECIMALS,
    "ratio": DECIMALS,
    "money": AMOUNTS,
    "date": DAYS,
    "time": TIMES,
    "duration": DURATIONS,
    "text": WORDS,
}
BOUNDED = ("integer", "number", "ratio", "money", "duration")
DIRECTIONS = ("more than", "at least", "less than", "at most")
TYPES = (
    "boolean",
    "integer",
    "number",
    "ratio",
    "money",
    "date",
    "time",
    "duration",
    "text",
    "enum",
    "enum",
    "set_of_enum",
    "set_of_enum",
    "region",
    "set_of_regions",
    "set_of_regions",
    "map_region_integer",
    "reference",
)
ORDERED = ("at_most", "at_least", "less_than", "more_than")
SETS = ("overlaps", "includes", "within", "disjoint_from")


@dataclass
class Book:
    """A vocabulary and some packs: as the naive evaluator reads them, and as files."""

    plain: Plain
    rules: dict[str, list[Plain]]
    """By pack."""

    @property
    def facts(self) -> dict[str, Plain]:
        """Return the facts of the vocabulary."""
        return self.plain["facts"]  # type: ignore[no-any-return]

    def files(self) -> dict[str, bytes]:
        """Return the files that define all this."""
        return {name: _text(content) for name, content in (*_vocabulary_files(self.plain), *_pack_files(self))}


def campaign_text(campaign: Plain, rng: Random) -> bytes:
    """Return a campaign as YAML, in flow or block style."""
    if rng.random() < 0.7:
        return _text(campaign)
    return yaml.dump(campaign, Dumper=_Dumper, sort_keys=rng.random() < 0.5, allow_unicode=True).encode()


class _Dumper(yaml.SafeDumper):
    """Writes no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _vocabulary_files(plain: Plain) -> Iterator[tuple[str, Any]]:
    root = "rules/vocabulary"
    yield f"{root}/vocabulary.yaml", {"vocabulary": "x", "release": RELEASE, "sections": list(plain["sections"])}
    for name, each in plain["sections"].items():
        facts = [{"path": path, **one} for path, one in plain["facts"].items() if path.split(".")[0] in (name, each)]
        words = {"title": name, "about": name, "part": "x", "usually_in": "campaign"}
        yield (
            f"{root}/sections/{name}.yaml",
            {"section": name, **words, **({"each": each} if each else {}), "facts": facts},
        )
    yield f"{root}/blocks.yaml", []
    countries = {code: code for code in LISTED if "-" not in code}
    yield f"{root}/regions.yaml", {"countries": countries, "subdivisions": {c: c for c in LISTED if "-" in c}}
    yield f"{root}/sets.yaml", [{"set": name, **one} for name, one in plain["sets"].items()]
    yield f"{root}/rates.yaml", {"rates": plain["rates"]}


def _pack_files(book: Book) -> Iterator[tuple[str, Any]]:
    for pack, written in book.plain["packs"].items():
        head = {"pack": pack, "title": pack, "release": RELEASE, "instrument": {"name": pack}, "kind": "law"}
        yield f"rules/{pack}/pack.yaml", {**head, "uses": written["uses"], "touched_by": ["audience.regions"]}
        yield f"rules/{pack}/changes.yaml", [{"release": RELEASE}]
        figures = {name: {"title": name, "values": one["values"]} for name, one in written["parameters"].items()}
        for kind, content in (("terms", written["terms"]), ("parameters", figures), ("sets", written["sets"])):
            yield f"rules/{pack}/{kind}.yaml", content
        for rule in book.rules[pack]:
            yield f"rules/{rule['id']}.yaml", rule


# Vocabularies ---------------------------------------------------------------------------------------------------------


def random_book(rng: Random, *, rules: int = 8) -> Book:
    """Return a small vocabulary with packs that use one another, and some rules in each."""
    plain: Plain = {"sections": {"campaign": "", "audience": "", "items": "item", "links": "link"}, "regions": LISTED}
    if rng.random() < 0.5:
        plain["sections"]["crowd"] = "face"
    plain["facts"] = _facts(rng, plain["sections"])
    plain["sets"] = _vocabulary_sets(rng, plain["facts"])
    plain["rates"] = _rates(rng)
    plain["packs"] = {}
    book = Book(plain, {})
    for number in range(rng.choice((1, 2, 3))):
        pack = f"p{number}"
        plain["packs"][pack] = {"uses": [f"p{number - 1}"] if number else [], "terms": {}, "parameters": {}, "sets": {}}
        _PackMaker(rng, book, pack).fill(rules)
    return book


def _facts(rng: Random, sections: Mapping[str, str]) -> dict[str, Plain]:
    facts: dict[str, Plain] = {
        "campaign.starts_on": _fact("date", "campaign"),
        "campaign.ends_on": _fact("date", "campaign"),
        "audience.regions": _fact("set_of_regions", "audience"),
        "item.regions": _fact("set_of_regions", "items"),
    }
    facts["item.regions"]["inherits"] = "audience.regions"
    for section, each in sections.items():
        for number in range(rng.randint(3, 6)):
            type_ = rng.choice(TYPES)
            group = rng.choice(("", "", "inner.", "inner.deep."))
            path = f"{each or section}.{group}w{number}"
            facts[path] = _fact(type_, section)
            _complete(rng, facts, path, sections)
    return facts


def _fact(type_: str, section: str) -> Plain:
    return {"type": type_, "section": section, "ask": "?", "since": OLDEST}


def _complete(rng: Random, facts: dict[str, Plain], path: str, sections: Mapping[str, str]) -> None:
    """Add what facts of some types need."""
    fact = facts[path]
    if fact["type"] == "reference":
        fact["of"] = rng.choice([name for name, each in sections.items() if each])
        if not sections[fact["section"]]:
            fact["type"], _ = "boolean", fact.pop("of")
    if fact["type"] in ("enum", "set_of_enum"):
        lenders = [other for other, one in facts.items() if "values" in one]
        if lenders and rng.random() < 0.3:
            fact["values_from"] = rng.choice(lenders)
        else:
            words = rng.sample(WORDS[:5], rng.randint(2, 5))
            fact["values"] = {word: _gloss(rng, word) for word in words}


def _gloss(rng: Random, word: str) -> Any:
    return {"gloss": word, "since": EARLIER} if rng.random() < 0.15 else word


def _vocabulary_sets(rng: Random, facts: Mapping[str, Plain]) -> Plain:
    dated = [{"region": "GB", "until": "2025-12-31"}, {"region": "CH", "from": TURNS[1]}]
    sets: Plain = {
        "EU": {"of": "region", "title": "EU", "members": ["FR", "DE"], "dated_members": dated[:1]},
        "EEA": {"of": "region", "title": "EEA", "members": ["EU", "CH"], "dated_members": []},
        "late": {"of": "region", "title": "late", "members": [], "dated_members": dated[1:]},
    }
    for path, fact in facts.items():
        if "values" in fact and rng.random() < 0.3:
            sets[f"common_{path.rsplit('.', 1)[1]}"] = word_set(rng, path, fact)
    return sets


def word_set(rng: Random, path: str, fact: Plain) -> Plain:
    """Return a named set of words of a fact."""
    words = list(fact["values"])
    return {"of": path, "title": path, "values": rng.sample(words, rng.randint(1, len(words)))}


def _rates(rng: Random) -> list[Plain]:
    first = {"from": "2000-01-01", "per_eur": {"EUR": "1", "USD": "1.0824", "GBP": "0.84662"}}
    later = {"from": TURNS[1], "per_eur": {"EUR": "1", "USD": "1.2", "GBP": "0.9"}}
    return [first, later] if rng.random() < 0.3 else [first]


# Packs ----------------------------------------------------------------------------------------------------------------


@dataclass
class _PackMaker:
    """Fills one pack with sets, figures, terms and rules."""

    rng: Random
    book: Book
    pack: str
    meant_for: dict[str, str] = field(default_factory=dict)
    """Figure -> the fact it is meant for."""

    def fill(self, rules: int) -> None:
        """Make everything in the pack."""
        self._sets()
        self._parameters()
        for number in range(self.rng.randint(1, 6)):
            self._term(number)
        self.book.rules[self.pack] = [self._rule(number) for number in range(rules)]

    @property
    def written(self) -> Plain:
        """Return the pack as plain data."""
        return self.book.plain["packs"][self.pack]  # type: ignore[no-any-return]

    @property
    def visible(self) -> list[Plain]:
        """Return the packs whose words may be used, its own first."""
        packs = self.book.plain["packs"]
        return [packs[one] for one in (self.pack, *self.written["uses"])]

    def _sets(self) -> None:
        codes = self.rng.sample([*CODES, "EU"], self.rng.randint(1, 4))
        dated = [_dated({"region": code}, self.rng) for code in self.rng.sample(CODES, self.rng.randint(0, 2))]
        self.written["sets"]["covered"] = {"of": "region", "title": "x", "members": codes, "dated_members": dated}
        for path, fact in self.book.facts.items():
            if "values" in fact and self.rng.random() < 0.3:
                self.written["sets"][f"set_{path.rsplit('.', 1)[1]}"] = word_set(self.rng, path, fact)

    def _parameters(self) -> None:
        paths = [path for path, fact in self.book.facts.items() if fact["type"] in POOLS or fact["type"] == "enum"]
        for name in ("grace", "age", "threshold"):
            path = self.rng.choice(paths)
            type_ = self.book.facts[path]["type"]
            many = self.rng.random() < 0.2
            self.meant_for[name] = path
            values = [self._figure(path, type_, many=many) for _ in range(2)]
            self.written["parameters"][name] = {"for": path, "many": many, "values": _periods(values, self.rng)}
        self.meant_for["months"] = "duration"
        values = [self.rng.choice(DURATIONS) for _ in range(2)]
        self.written["parameters"]["months"] = {"for": "", "many": False, "values": _periods(values, self.rng)}

    def _figure(self, path: str, type_: str, *, many: bool) -> Any:
        pool = list(universe(self.book, path)) if type_ == "enum" else POOLS[type_]
        if many:
            return [literal(type_, one) for one in self.rng.sample(list(pool), 2)]
        return literal(type_, self.rng.choice(pool))

    def _term(self, number: int) -> None:
        about = self.rng.choice(("", "", "item in items", "link in links"))
        bound = dict([about.split(" in ")]) if about else {}
        holds = _Conditions(self).condition(bound, depth=2, stated=False)
        term = {"title": "x", "cite": "x", "holds": holds, **({"for_each": about} if about else {})}
        self.written["terms"][f"{self.pack}.t{number}"] = term

    def _rule(self, number: int) -> Plain:
        about = self.rng.choice(("", "item in items", "item in items", "link in links"))
        bound = dict([about.split(" in ")]) if about else {}
        rule: Plain = {
            "id": f"{self.pack}/rule-{'abcdefghijklmnopqrstuvwxyz'[number]}",
            "title": "x",
            "cite": "x",
            "url": "x",
            "in_force": {"from": "2020-01-01"},
            "severity": "high",
            "principle": "privacy",
            "because": "x",
            "remedy": "x",
            "checked": {"on": "2026-01-01", "against": "memory"},
            **self._duty(bound),
        }
        if about:
            rule["for_each"] = about
        if self.rng.random() < 0.25:
            until, since = "2026-03-31", "2026-04-01"
            rule["versions"] = [
                {"in_force": {"from": "2020-01-01", "until": until}},
                {"in_force": {"from": since}, **_some(self._duty(bound), self.rng)},
            ]
        return rule

    def _duty(self, bound: dict[str, str]) -> Plain:
        make = _Conditions(self).condition
        duty: Plain = {
            "applies": make(bound, depth=self.rng.randint(1, 3), stated=False),
            "requires": make(bound, depth=self.rng.randint(1, 3), stated=True),
        }
        if self.rng.random() < 0.4:
            whens = [make(bound, depth=1, stated=False) for _ in range(self.rng.randint(1, 2))]
            duty["unless"] = [{"title": "x", "cite": "x", "when": when} for when in whens]
        return duty


def _some(duty: Plain, rng: Random) -> Plain:
    kept = {key: value for key, value in duty.items() if rng.random() < 0.6}
    return kept or duty


def _dated(one: Plain, rng: Random) -> Plain:
    turn = rng.choice(TURNS)
    day = date.fromisoformat(turn) - timedelta(days=1)
    return {**one, **rng.choice(({"from": turn}, {"until": day.isoformat()}))}


def _periods(values: list[Any], rng: Random) -> list[Plain]:
    """Return a figure in force from always or from some day on, perhaps changed later."""
    style = rng.random()
    if style < 0.5:
        return [{"from": "2000-01-01", "value": values[0], "cite": "x"}]
    turn = rng.choice(TURNS)
    if style < 0.6:
        return [{"from": turn, "value": values[0], "cite": "x"}]
    before = (date.fromisoformat(turn) - timedelta(days=1)).isoformat()
    return [{"until": before, "value": values[0], "cite": "x"}, {"from": turn, "value": values[1], "cite": "x"}]


def literal(type_: str, written: str) -> Any:
    """Return a figure as YAML would have it: whole numbers as numbers."""
    return int(written) if type_ == "integer" else written


def universe(book: Book, path: str) -> Plain:
    """Return the words a fact can have."""
    fact = book.facts[path]
    return fact["values"] if "values" in fact else book.facts[fact["values_from"]]["values"]  # type: ignore[no-any-return]


# Conditions -----------------------------------------------------------------------------------------------------------


class _Conditions:
    """Makes conditions of one pack."""

    def __init__(self, maker: _PackMaker) -> None:
        self.maker, self.rng, self.book = maker, maker.rng, maker.book
        self.each = {each: name for name, each in self.book.plain["sections"].items() if each}

    def condition(self, bound: dict[str, str], *, depth: int, stated: bool) -> Plain:
        """Return a random condition that may read the elements in ``bound``."""
        kind = self.rng.random() if depth else 1.0
        if kind < 0.28:
            return {self.rng.choice(("all", "any")): self._parts(bound, depth, stated=stated)}
        if kind < 0.36:
            return {"not": self.condition(bound, depth=depth - 1, stated=False)}
        if kind < 0.44:
            parts = self._parts(bound, depth, stated=stated)
            return {"at_least": self.rng.randint(1, len(parts)), "of": parts}
        if kind < 0.56:
            return self._quantified(bound, depth, stated=stated)
        if kind < 0.7:
            return self._term(bound) or self._test(bound, stated=stated)
        if kind < 0.8:
            return {**self._test(bound, stated=stated), **self.condition(bound, depth=depth - 1, stated=stated)}
        return self._test(bound, stated=stated)

    def _parts(self, bound: dict[str, str], depth: int, *, stated: bool) -> list[Plain]:
        number = self.rng.randint(1, 4)
        return [self.condition(bound, depth=depth - 1, stated=stated) for _ in range(number)]

    def _quantified(self, bound: dict[str, str], depth: int, *, stated: bool) -> Plain:
        variable = self.rng.choice(sorted(self.each))
        quantifier = self.rng.choice(("some", "every", "no"))
        inner = {**bound, variable: self.each[variable]}
        where = self.condition(inner, depth=depth - 1, stated=stated and quantifier != "no")
        return {quantifier: f"{variable} in {self.each[variable]}", "where": where}

    def _term(self, bound: dict[str, str]) -> Plain | None:
        fitting = [
            name
            for pack in self.maker.visible
            for name, term in pack["terms"].items()
            if "for_each" not in term or term["for_each"].split(" in ")[0] in bound
        ]
        return {"term": self.rng.choice(fitting)} if fitting else None

    # One test

    def _test(self, bound: dict[str, str], *, stated: bool) -> Plain:
        if self.rng.random() < 0.08:
            return self._list_count()
        path, type_, fact = self._path(bound)
        if stated and self.rng.random() < 0.1:
            return {path: {"stated": True}}
        written = self._written(path, type_, fact, bound)
        return {path: written}

    def _list_count(self) -> Plain:
        operator = self.rng.choice((*ORDERED, "is", "is_not"))
        return {self.rng.choice(sorted(self.each.values())): {"count": {operator: self.rng.randint(0, 3)}}}

    def _path(self, bound: dict[str, str]) -> tuple[str, str, str]:
        """Return a path that can be read, the type of what is read, and the fact that defines it."""
        readable = list(self.readable(bound))
        path, fact = self.rng.choice(readable)
        type_ = self.book.facts[fact]["type"]
        if type_ == "map_region_integer":
            return f"{path}[{self.rng.choice(CODES)}]", "integer", fact
        return path, type_, fact

    def readable(self, bound: dict[str, str]) -> Iterator[tuple[str, str]]:
        """Return the paths that can be read, each with the fact that defines it; those of elements twice."""
        for path, fact in self.book.facts.items():
            head = path.split(".")[0]
            if head not in self.each:
                yield path, path
            elif head in bound:
                yield from ((path, path), (path, path))
                if fact["type"] == "reference":
                    yield from self._through(path, fact)

    def _through(self, path: str, fact: Plain) -> Iterator[tuple[str, str]]:
        each = self.book.plain["sections"][fact["of"]]
        for other in self.book.facts:
            if other.startswith(f"{each}."):
                yield path + other.removeprefix(each), other

    def _written(self, path: str, type_: str, fact: str, bound: dict[str, str]) -> Any:
        """Return the test of a path: an operator with its operand, or a value alone."""
        if type_.startswith("set_of") and self.rng.random() < 0.2:
            return {"count": {self.rng.choice((*ORDERED, "is", "is_not")): self.rng.randint(0, 3)}}
        if type_ == "date" and self.rng.random() < 0.6:
            limit = "$months" if self.rng.random() < 0.2 else self.rng.choice(DURATIONS)
            return {self.rng.choice(("older_than", "newer_than")): limit}
        if self.rng.random() < 0.2:
            other = self._other(path, type_, bound)
            if other:
                return {self._operator(type_, many=False): f"$path:{other}"}
        many = self.rng.random() < 0.4
        operand = self._named(type_, fact, many=many) if self.rng.random() < 0.3 else None
        if operand is None:
            operand = self._literals(type_, fact, many=many)
        if not type_.startswith("set_of") and self.rng.random() < 0.3:
            return operand
        many = isinstance(operand, list) or self._is_many(operand)
        operators = {self._operator(type_, many=many): operand}
        if type_ in BOUNDED and not many and self.rng.random() < 0.2:
            operators[self.rng.choice(ORDERED)] = self._literals(type_, fact, many=False)
        return operators

    def _operator(self, type_: str, *, many: bool) -> str:
        if type_.startswith("set_of"):
            return self.rng.choice(SETS)
        if type_ == "region" and self.rng.random() < 0.5:
            return self.rng.choice(SETS)
        if many or (type_ != "boolean" and self.rng.random() < 0.15):
            return self.rng.choice(("in", "not_in"))
        ordered = ORDERED if type_ in (*BOUNDED, "date", "time") else ()
        return self.rng.choice(("is", "is_not", *ordered, *ordered))

    def _other(self, path: str, type_: str, bound: dict[str, str]) -> str | None:
        """Return another path that can be compared with this one."""
        figures = ("integer", "number", "ratio")
        pairs = {"enum": "set_of_enum", "set_of_enum": "enum", "region": "set_of_regions", "set_of_regions": "region"}
        fitting = []
        for other, fact in self.readable(bound):
            found = self.book.facts[fact]["type"]
            if found == "map_region_integer" and type_ in figures:
                fitting.append(f"{other}[{self.rng.choice(CODES)}]")
            elif other != path and (
                found == type_ or (found in figures and type_ in figures) or pairs.get(type_) == found
            ):
                fitting.append(other)
        return self.rng.choice(fitting) if fitting else None

    def _literals(self, type_: str, fact: str, *, many: bool) -> Any:
        if type_ == "boolean":
            return self.rng.random() < 0.7
        if type_ in ("region", "set_of_regions"):
            pool: list[str] = [*CODES, *GROUPS]
        elif type_ in ("enum", "set_of_enum"):
            pool = list(universe(self.book, fact))
        else:
            pool = ["one", "two"] if type_ == "reference" else list(POOLS[type_])
        if not many:
            return literal(type_, self.rng.choice(pool))
        return [literal(type_, one) for one in self.rng.sample(pool, self.rng.randint(1, min(3, len(pool))))]

    def _named(self, type_: str, fact: str, *, many: bool) -> str | None:
        """Return the name of a set or figure that fits."""
        if type_ in ("region", "set_of_regions"):
            return self.rng.choice(("$EU", "$EEA", "$late", "$covered", "$covered"))
        names = list(self._sets_for(fact)) if type_ in ("enum", "set_of_enum") else []
        names += self._parameters_for(type_, fact, many=many)
        return self.rng.choice(names) if names else None

    def _sets_for(self, fact: str) -> Iterator[str]:
        words = set(universe(self.book, fact))
        for sets in (*(one["sets"] for one in self.maker.visible), self.book.plain["sets"]):
            for name, one in sets.items():
                if one["of"] != "region" and set(one["values"]) <= words and self._meant(name) is one:
                    yield f"${name}"

    def _meant(self, name: str) -> Plain:
        """Return the set that a name means in this pack."""
        for sets in (*(one["sets"] for one in self.maker.visible), self.book.plain["sets"]):
            if name in sets:
                return sets[name]  # type: ignore[no-any-return]
        raise KeyError(name)

    def _parameters_for(self, type_: str, fact: str, *, many: bool) -> list[str]:
        own, found = self.maker.written["parameters"], []
        for pack in self.maker.visible:
            for name, one in pack["parameters"].items():
                hidden = pack is not self.maker.written and name in own
                path = one["for"]
                fits = path == fact or (path and type_ in POOLS and self.book.facts[path]["type"] == type_)
                if fits and not hidden and one["many"] == many:
                    found.append(f"${name}")
        return found

    def _is_many(self, operand: Any) -> bool:
        if not (isinstance(operand, str) and operand.startswith("$")):
            return False
        named = [one["parameters"][operand[1:]] for one in self.maker.visible if operand[1:] in one["parameters"]]
        return named[0]["many"] if named else True


# Campaigns ------------------------------------------------------------------------------------------------------------


def random_campaign(rng: Random, book: Book) -> Plain:
    """Return a campaign that states some facts, all or few."""
    share = rng.choice((0.2, 0.6, 0.9, 1.0))
    campaign: Plain = {"campaign": {}}
    ids = {section: _ids(rng) for section, each in book.plain["sections"].items() if each}
    if rng.random() < 0.5:
        campaign["vocabulary"] = rng.choice((RELEASE, EARLIER, OLDEST))
    for section, each in book.plain["sections"].items():
        paths = [path for path in book.facts if path.startswith(f"{each or section}.")]
        if not each:
            written = _stated(rng, book, paths, ids, share)
            if written or section == "campaign":
                campaign[section] = written
        elif ids[section] is not None:
            elements = [{"id": name, **_stated(rng, book, paths, ids, share)} for name in ids[section] or ()]
            campaign[section] = elements
    _in_order(campaign["campaign"])
    return campaign


def _ids(rng: Random) -> list[str] | None:
    kind = rng.random()
    if kind < 0.15:
        return None
    return [] if kind < 0.25 else ["one", "two", "three"][: rng.randint(1, 3)]


def _in_order(campaign: Plain) -> None:
    days = [campaign.get("starts_on"), campaign.get("ends_on")]
    if None not in days and days[0] > days[1]:
        campaign["starts_on"], campaign["ends_on"] = days[1], days[0]


def _stated(rng: Random, book: Book, paths: list[str], ids: Mapping[str, list[str] | None], share: float) -> Plain:
    written: Plain = {}
    for path in paths:
        if rng.random() < share:
            value = random_value(rng, book, path, ids)
            if value is not None:
                _put(written, path.split(".")[1:], value)
    return written


def _put(written: Plain, steps: list[str], value: Any) -> None:
    for step in steps[:-1]:
        written = written.setdefault(step, {})
    written[steps[-1]] = value


def random_value(rng: Random, book: Book, path: str, ids: Mapping[str, list[str] | None]) -> Any:
    """Return what a campaign may state; nothing for a reference into a list without elements."""
    fact = book.facts[path]
    type_ = fact["type"]
    if type_ == "boolean":
        return rng.random() < 0.5
    if type_ == "reference":
        names = ids[fact["of"]]
        return rng.choice(names) if names else None
    if type_ == "enum":
        return rng.choice(list(universe(book, path)))
    if type_ == "set_of_enum":
        return _some_words(rng, list(universe(book, path)))
    if type_ == "region":
        return rng.choice((*CODES, *GROUPS, "late"))
    if type_ == "set_of_regions":
        return rng.sample([*CODES, *GROUPS, "late"], rng.choice((0, 1, 1, 2, 3)))
    if type_ == "map_region_integer":
        codes = rng.sample(CODES, rng.choice((0, 1, 2, 4)))
        return {code: _bounded(rng, "integer", rng.choice(INTEGERS)) for code in codes}
    return _bounded(rng, type_, rng.choice(POOLS[type_]))


def _bounded(rng: Random, type_: str, figure: str) -> Any:
    if type_ in BOUNDED and rng.random() < 0.25 and figure != "never":
        return f"{rng.choice(DIRECTIONS)} {figure}"
    return literal(type_, figure)


def _some_words(rng: Random, words: list[str]) -> Any:
    chosen = rng.sample(words, rng.randint(0, len(words)))
    if rng.random() < 0.6:
        return chosen
    lacks = [word for word in words if word not in chosen and rng.random() < 0.6]
    return {"has": chosen, "lacks": lacks} if rng.random() < 0.7 else {"has": chosen}


def random_flight(rng: Random) -> tuple[date, date]:
    """Return the first and last day of a flight: mostly short ones, near the ends of months."""
    first = date.fromisoformat(rng.choice(DAYS[9:]))
    kind = rng.random()
    days = 0 if kind < 0.6 else rng.randint(1, 5) if kind < 0.92 else rng.randint(20, 40)
    return first, first + timedelta(days=days)


seeds = st.integers(0, 2**48)
"""Each number stands for a book of rules and the campaigns held against it."""
