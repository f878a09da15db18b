"""A slow and obvious evaluator of the rule language, written from its description alone.

It imports nothing of Clearance, not even the nouns. Rules, terms, sets, figures and campaigns are the plain data that
YAML gives; what a figure may be worth is tried out point by point, a set known in part is completed in every possible
way, a region is the set of places in it, and every day of the flight is looked at.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache, lru_cache
from itertools import product
from typing import Any

Truth = bool | None
"""True, false, or ``None`` for unknown."""
Plain = Mapping[str, Any]
Env = Mapping[str, Plain | None]
"""Elements that can be read, by singular name; ``None`` stands for the unknown element of a list nobody stated."""

GRAVEST_FIRST = ("violated", "needs_information", "satisfied", "not_applicable")
UNSTATED = "?"
"""Names the subject of a rule about the elements of a list that is not stated."""
QUANTIFIERS = ("some", "every", "no")
FIGURES = ("integer", "number", "ratio", "money", "date", "time", "duration")
DIRECTIONS = ("more than", "at least", "less than", "at most")
HOLDS = {
    "is": "=",
    "is_not": "<>",
    "at_most": "<=",
    "at_least": "=>",
    "less_than": "<",
    "more_than": ">",
}
"""The orders between value and limit with which each comparison holds."""
_CLOSE = Fraction(1, 10**24)


class Missing(Exception):
    """Something that is needed is not stated, or not in force."""


# Three values ---------------------------------------------------------------------------------------------------------


def negation(truth: Truth) -> Truth:
    """Return the mirror image."""
    return None if truth is None else not truth


def conjunction(truths: Iterable[Truth]) -> Truth:
    """Return false if one is false, true if all are true, else unknown."""
    known = list(truths)
    if any(one is False for one in known):
        return False
    return None if any(one is None for one in known) else True


def disjunction(truths: Iterable[Truth]) -> Truth:
    """Return true if one is true, false if all are false, else unknown."""
    return negation(conjunction(negation(one) for one in truths))


def at_least(number: int, truths: Iterable[Truth]) -> Truth:
    """Return whether so many are true, whatever the unknown ones turn out to be."""
    known = list(truths)
    unknown = known.count(None)
    worlds = {known.count(True) + more >= number for more in range(unknown + 1)}
    return settled(worlds)


def settled(worlds: Iterable[bool]) -> Truth:
    """Return what holds in all possible worlds, or unknown where they differ."""
    found = set(worlds)
    return found.pop() if len(found) == 1 else None


# Days and months ------------------------------------------------------------------------------------------------------


def days_between(first: date, last: date) -> Iterator[date]:
    """Return every day of a flight, both ends included."""
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)


def months_later(day: date, months: int) -> date:
    """Return the day of the same number so many months later, or that month's last day where it is shorter."""
    year, month = day.year, day.month
    for _ in range(months):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    number = day.day
    while year <= date.max.year:
        try:
            return date(year, month, number)
        except ValueError:
            number -= 1
    return date.max


@cache
def month_lengths(months: int) -> tuple[int, int]:
    """Return the fewest and the most days of so many months in a row, trying every month of four centuries."""
    lengths = set()
    for year in range(2000, 2400):
        for month in range(1, 13):
            start = date(year, month, 1)
            lengths.add((months_later(start, months) - start).days)
    return min(lengths), max(lengths)


# Figures --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Range:
    """All that a figure may be worth."""

    low: Any
    high: Any
    low_in: bool = True
    high_in: bool = True
    whole: bool = False
    """Only whole numbers."""

    def holds(self, point: Any) -> bool:
        """Tell whether the figure may be worth so much."""
        if self.whole and point != math.inf and Fraction(point).denominator != 1:
            return False
        above = point > self.low or (point == self.low and self.low_in)
        below = point < self.high or (point == self.high and self.high_in)
        return above and below


def split(written: str) -> tuple[str, str]:
    """Return the direction of a bound, if it is one, and the figure."""
    for direction in DIRECTIONS:
        if written.startswith(direction):
            return direction, written.removeprefix(direction).strip()
    return "", written


def family(duration: str) -> str:
    """Return whether a duration is counted in months, business days or plain time; or is never."""
    unit = duration.split(" ", 1)[-1]
    if unit.startswith(("month", "year")):
        return "months"
    return "business days" if unit.startswith("business") else "never" if unit == "never" else "time"


def own_unit(duration: str) -> Any:
    """Return a duration in the unit of its family: months, business days or seconds."""
    if duration == "never":
        return math.inf
    number, unit = duration.split(" ", 1)
    units = {"minute": 60, "hour": 3600, "day": 86400, "week": 604800, "month": 1, "year": 12, "business day": 1}
    return Fraction(number) * units[unit.removesuffix("s")]


def seconds(duration: str) -> tuple[Any, Any]:
    """Return the fewest and the most seconds a duration can last."""
    amount = own_unit(duration)
    if family(duration) == "months":
        return tuple(days * 86400 for days in month_lengths(int(amount)))  # type: ignore[return-value]
    if family(duration) == "business days":
        weeks_begun = -(-int(amount) // 5)
        return amount * 86400, (amount + 2 * weeks_begun) * 86400
    return amount, amount


def duration_ends(duration: str, rival: str) -> tuple[Any, Any]:
    """Return the least and the most a duration is worth, in a unit in which it can be held against ``rival``."""
    families = {family(duration), family(rival)} - {"never"}
    if len(families) == 1:
        return own_unit(duration), own_unit(duration)
    return seconds(duration)


def ends(type_: str, figure: str, rival: str) -> tuple[Any, Any]:
    """Return the least and the most an exact figure is worth."""
    if type_ == "duration":
        return duration_ends(figure, rival)
    if type_ == "date":
        exact = Fraction(date.fromisoformat(figure).toordinal())
    elif type_ == "time":
        hours, minutes = figure.split(":")
        exact = Fraction(int(hours) * 60 + int(minutes))
    else:
        exact = Fraction(figure.split(" ")[0] if type_ == "money" else figure)
    return exact, exact


def range_of(type_: str, written: str, rival: str) -> Range:
    """Return all that a figure, or a bound, may be worth."""
    direction, figure = split(written)
    low, high = ends(type_, figure, split(rival)[1])
    whole = type_ == "integer"
    endless = type_ == "duration"
    if direction in ("more than", "at least"):
        return Range(low, math.inf, direction == "at least", endless, whole)
    if direction in ("less than", "at most"):
        return Range(-math.inf, high, low_in=False, high_in=direction == "at most", whole=whole)
    return Range(low, high, whole=whole)


def points(one: Range, other: Range) -> list[Any]:
    """Return enough values of one figure to show every way it can stand to the other."""
    edges = [edge for edge in (one.low, one.high, other.low, other.high) if abs(edge) != math.inf]
    tried = {edge + shift for edge in edges for shift in (0, 1, -1, _CLOSE, -_CLOSE)} | {math.inf}
    tried |= {Fraction(math.floor(edge) + shift) for edge in edges for shift in range(-2, 4)}
    return [point for point in tried if one.holds(point)]


def order(value: Any, limit: Any, *, foreign: bool) -> str:
    """Return how two amounts stand; all three ways where two currencies are too close to tell."""
    if foreign and abs(value - limit) <= limit * Fraction(5, 100):
        return "<=>"
    return "=" if value == limit else "<" if value < limit else ">"


@lru_cache(maxsize=4096)
def ways(one: Range, other: Range, *, foreign: bool) -> frozenset[str]:
    """Return every way in which one figure can stand to another, trying points of both."""
    pairs = ((a, b) for a in points(one, other) for b in points(other, one))
    return frozenset(way for a, b in pairs for way in order(a, b, foreign=foreign))


# The campaign and the law ---------------------------------------------------------------------------------------------


def flat(written: Plain, head: str, facts: Plain) -> dict[str, Any]:
    """Return the facts below one path, however they are nested."""
    found: dict[str, Any] = {}
    for key, value in written.items():
        path = f"{head}.{key}"
        if path in facts:
            found[path] = value
        elif isinstance(value, Mapping):
            found.update(flat(value, path, facts))
    return found


@dataclass(frozen=True)
class Run:
    """The days of a flight: those that are certain, and the first and last that are possible."""

    sure: tuple[date, date] | None
    possible: tuple[date, date]


class Law:
    """A book of rules on one day, held against one campaign."""

    def __init__(self, book: Plain, law_on: date, campaign: Plain) -> None:
        self.book, self.law_on, self.campaign = book, law_on, campaign
        self.facts: Plain = book["facts"]
        self.each = {each: section for section, each in book["sections"].items() if each}
        self.release = campaign.get("vocabulary") or min(fact["since"] for fact in self.facts.values())
        self.flown = law_on
        """The day of the flight that is looked at."""
        self.perhaps: tuple[date, ...] = ()
        """Where that day is not known: the first and the last that it may be."""
        self._read: dict[int, Plain] = {}
        self._parts = [code for code in book["regions"] if "-" in code]

    # What is stated

    def elements(self, section: str) -> Sequence[Plain] | None:
        """Return the elements of a list; ``None`` where it is not stated."""
        return self.campaign.get(section)  # type: ignore[no-any-return]

    def stated(self, path: str, env: Env) -> tuple[Plain, Any]:
        """Return the type of a fact and what is stated. Raises: Missing."""
        head = path.split(".")[0]
        written = env[head] if head in self.each else self.campaign.get(head)
        if written is None:
            raise Missing(path)
        if id(written) not in self._read:
            self._read[id(written)] = flat(written, head, self.facts)
        return self._looked_up(path, self._read[id(written)], env)

    def _looked_up(self, path: str, found: Plain, env: Env) -> tuple[Plain, Any]:
        if path in found:
            return self.facts[path], found[path]
        if path not in self.facts:
            return self._through_reference(path, found)
        if "inherits" in self.facts[path]:
            return self.facts[path], self.stated(self.facts[path]["inherits"], env)[1]
        raise Missing(path)

    def _through_reference(self, path: str, found: Plain) -> tuple[Plain, Any]:
        for reference, name in found.items():
            if self.facts[reference]["type"] == "reference" and path.startswith(f"{reference}."):
                section = self.facts[reference]["of"]
                each = self.book["sections"][section]
                (target,) = [one for one in self.campaign[section] if one["id"] == name]
                return self.stated(each + path.removeprefix(reference), {each: target})
        raise Missing(path)

    def figure_in_map(self, figures: Plain, region: str) -> str:
        """Return what a map says about a region. Raises: Missing."""
        if not figures:
            return "0"
        if region in figures:
            return str(figures[region])
        parts = [str(figure) for code, figure in figures.items() if code.startswith(f"{region}-")]
        if not parts:
            raise Missing(region)
        least = 0
        for part in parts:
            direction, figure = split(part)
            least += {"": int(figure), "at least": int(figure), "more than": int(figure) + 1}.get(direction, 0)
        return f"at least {least}"

    # What the law says

    def visible(self, pack: str) -> list[str]:
        """Return the packs whose words a pack may use, its own first."""
        return [pack, *self.book["packs"][pack]["uses"]]

    def literals(self, operand: Any, pack: str) -> list[Any]:
        """Return the words or figures an operand stands for. Raises: Missing."""
        found: list[Any] = []
        for one in operand if isinstance(operand, list) else [operand]:
            if not (isinstance(one, str) and one.startswith("$")):
                found.append(one)
                continue
            members = self.members(one[1:], pack)
            found += self.parameter(one[1:], pack) if members is None else members
        return found

    def members(self, name: str, pack: str) -> list[Any] | None:
        """Return the members of a named set on the day; ``None`` if there is no such set."""
        for sets in (*(self.book["packs"][one]["sets"] for one in self.visible(pack)), self.book["sets"]):
            if name in sets:
                named = sets[name]
                dated = [one["region"] for one in named.get("dated_members", []) if self._in_force(one)]
                return [*named.get("members", named.get("values", [])), *dated]
        return None

    def parameter(self, name: str, pack: str) -> list[Any]:
        """Return a dated figure. Raises: Missing, where none is in force on the day."""
        for one in self.visible(pack):
            if name in self.book["packs"][one]["parameters"]:
                for dated in self.book["packs"][one]["parameters"][name]["values"]:
                    if self._in_force(dated):
                        value = dated["value"]
                        return value if isinstance(value, list) else [value]
                raise Missing(name)
        raise KeyError(name)

    def _in_force(self, dated: Plain) -> bool:
        first, last = dated.get("from", "0001-01-01"), dated.get("until", "9999-12-31")
        return str(first) <= self.law_on.isoformat() <= str(last)

    # Conditions

    def truth(self, condition: Plain, pack: str, env: Env) -> Truth:
        """Return whether a condition holds."""
        truths: list[Truth] = []
        for key, value in condition.items():
            if key in ("all", "any"):
                parts = [self.truth(part, pack, env) for part in value]
                truths.append(conjunction(parts) if key == "all" else disjunction(parts))
            elif key == "not":
                truths.append(negation(self.truth(value, pack, env)))
            elif key == "at_least":
                truths.append(at_least(value, [self.truth(part, pack, env) for part in condition["of"]]))
            elif key == "term":
                truths.append(self.term(value, env))
            elif key in QUANTIFIERS:
                truths.append(self.quantified(key, value, condition["where"], pack, env))
            elif key not in ("of", "where"):
                truths += self.tests(key, value, pack, env)
        return conjunction(truths)

    def term(self, name: str, env: Env) -> Truth:
        """Return whether a term of the law holds, for the element it is about."""
        for pack, written in self.book["packs"].items():
            if name in written["terms"]:
                term = written["terms"][name]
                variable = term["for_each"].split(" in ")[0] if "for_each" in term else None
                return self.truth(term["holds"], pack, {variable: env[variable]} if variable else {})
        raise KeyError(name)

    def quantified(self, quantifier: str, about: str, where: Plain, pack: str, env: Env) -> Truth:
        """Return whether some, every or no element meets a condition."""
        variable, section = about.split(" in ")
        elements = self.elements(section)
        if elements is None:
            return None
        truths = [self.truth(where, pack, {**env, variable: element}) for element in elements]
        if quantifier == "every":
            return conjunction(truths)
        return disjunction(truths) if quantifier == "some" else negation(disjunction(truths))

    def tests(self, path: str, written: Any, pack: str, env: Env) -> Iterator[Truth]:
        """Return the truth of each test of one path."""
        if not isinstance(written, Mapping):
            written = {"in" if self.is_many(written, pack) else "is": written}
        for operator, operand in written.items():
            try:
                yield self.test(path, operator, operand, pack, env)
            except Missing:
                yield None

    def is_many(self, operand: Any, pack: str) -> bool:
        """Return whether a list, a named set or a figure that is a list stands alone: then it means one of these."""
        if not (isinstance(operand, str) and operand.startswith("$")):
            return isinstance(operand, list)
        figures = [self.book["packs"][one]["parameters"].get(operand[1:]) for one in self.visible(pack)]
        dated = next((figure["values"] for figure in figures if figure), [])
        many = any(isinstance(one["value"], list) for one in dated)
        return many or self.members(operand[1:], pack) is not None

    def test(self, path: str, operator: str, operand: Any, pack: str, env: Env) -> Truth:
        """Return the truth of one test. Raises: Missing."""
        if operator == "count":
            return self.counted(path, operand, pack, env)
        fact, value = self.value(path, env)
        if operator == "stated":
            return True
        if isinstance(operand, str) and operand.startswith("$path:"):
            other, against = self.value(operand.removeprefix("$path:"), env)
            return self.compared(fact, value, operator, [against], other)
        return self.compared(fact, value, operator, self.literals(operand, pack), None)

    def value(self, path: str, env: Env) -> tuple[Plain, Any]:
        """Return the type of a fact and what is stated, a region in brackets allowed for. Raises: Missing."""
        base, _, region = path.partition("[")
        fact, value = self.stated(base, env)
        if region:
            return {"type": "integer"}, self.figure_in_map(value, region.rstrip("]"))
        return fact, value

    def counted(self, path: str, test: Plain, pack: str, env: Env) -> Truth:
        """Return the truth of a test of how many there are. Raises: Missing."""
        ((operator, operand),) = test.items()
        (limit,) = self.literals(operand, pack)
        if path in self.book["sections"]:
            elements = self.elements(path)
            sizes = None if elements is None else {len(elements)}
        else:
            has, maybe = self.extent(*self.stated(path, env))
            sizes = {len(has) + more for more in range(len(maybe) + 1)}
        if sizes is None:
            raise Missing(path)
        return settled(order(size, int(limit), foreign=False) in HOLDS[operator] for size in sizes)

    # Values against values

    def compared(self, fact: Plain, value: Any, operator: str, limits: list[Any], other: Plain | None) -> Truth:
        """Return how a stated value stands to literals, or to one other stated value."""
        if operator in ("older_than", "newer_than"):
            older = self.older(date.fromisoformat(str(value)), str(limits[0]))
            return older if operator == "older_than" else negation(older)
        if fact["type"] in FIGURES:
            types = (fact["type"], fact["type"] if other is None else other["type"])
            return self.figures(types, str(value), operator, [str(limit) for limit in limits])
        if fact["type"] in ("region", "set_of_regions"):
            return self.regions(fact["type"], value, operator, listed(limits))
        ours, theirs = self.extent(fact, value), ({str(limit) for limit in limits}, set[str]())
        if other is not None:
            theirs = self.extent(other, limits[0])
        if fact["type"] == "set_of_enum":
            pairs = ((mine, rival) for mine in worlds(ours, theirs) for rival in worlds(theirs, ours))
            return settled(related(operator, mine, rival) for mine, rival in pairs)
        return settled((str(value) in rival) == (operator in ("is", "in")) for rival in worlds(theirs, ours))

    def extent(self, fact: Plain, value: Any) -> tuple[set[str], set[str]]:
        """Return the words that a set has, and those of which it is not known; a single word is a set of one."""
        if fact["type"] == "set_of_regions":
            return set(value), set()
        if fact["type"] != "set_of_enum":
            return {str(value)}, set()
        universe = self.universe(fact)
        if isinstance(value, Mapping):
            has, lacks = set(value.get("has", [])), set(value.get("lacks", []))
        else:
            later = {word for word, gloss in universe.items() if self._later(gloss)}
            has, lacks = set(value), set(universe) - set(value) - later
        return has, set(universe) - has - lacks

    def universe(self, fact: Plain) -> Plain:
        """Return the words a set can have, with their glosses."""
        return fact["values"] if "values" in fact else self.facts[fact["values_from"]]["values"]  # type: ignore[no-any-return]

    def _later(self, gloss: Any) -> bool:
        return isinstance(gloss, Mapping) and str(gloss.get("since", "")) > self.release

    def figures(self, types: tuple[str, str], value: str, operator: str, limits: list[str]) -> Truth:
        """Return how a figure stands to one limit, or to any of several."""
        if operator == "not_in":
            return negation(self.figures(types, value, "in", limits))
        if operator == "in":
            return disjunction(self.figures(types, value, "is", [limit]) for limit in limits)
        (limit,) = limits
        return settled(one in HOLDS[operator] for one in self.orders(types, value, limit))

    def orders(self, types: tuple[str, str], value: str, limit: str) -> frozenset[str]:
        """Return the ways in which a figure can stand to a limit."""
        one, other = range_of(types[0], value, limit), range_of(types[1], limit, value)
        foreign = types[0] == "money" and value.split(" ")[-1] != limit.split(" ")[-1]
        if foreign:
            try:
                rate = self.rate(limit.split(" ")[-1]) / self.rate(value.split(" ")[-1])
            except Missing:
                return frozenset("<=>")
            one = Range(one.low * rate, one.high * rate)  # the figure stated counts as near, though it is a bound
        return ways(one, other, foreign=foreign)

    def rate(self, currency: str) -> Fraction:
        """Return how much of a currency one euro bought, by the latest table. Raises: Missing."""
        tables = [one for one in self.book["rates"] if str(one["from"]) <= self.law_on.isoformat()]
        tables = [one for one in tables if currency in one["per_eur"]]
        if not tables:
            raise Missing(currency)
        return Fraction(max(tables, key=lambda one: str(one["from"]))["per_eur"][currency])

    def older(self, day: date, age: str) -> Truth:
        """Return whether a day lies more than so long before the day of the flight."""
        if self.perhaps:
            said = {self.older_on(one, day, age) for one in self.perhaps}
            return said.pop() if len(said) == 1 else None
        return self.older_on(self.flown, day, age)

    @staticmethod
    def older_on(flown: date, day: date, age: str) -> Truth:
        """Return whether a day lies more than so long before a day of the flight."""
        if family(age) == "never":
            return False
        if family(age) == "months":
            return months_later(day, int(own_unit(age))) < flown
        fewest, most = seconds(age)
        passed = (flown - day).days * 86400
        return settled(passed > worth for worth in {fewest, most})

    # Regions

    def places(self, region: str, mentioned: set[str]) -> set[str]:
        """Return all the places in a region, as far as anyone mentions them."""
        if region == "WORLD":
            codes = {*self.book["regions"], *mentioned}
            return {"elsewhere"}.union(*(self.places(code, mentioned) for code in codes - {"WORLD"}))
        if region in self.book["sets"]:
            return set().union(*(self.places(code, mentioned) for code in self.members_of_group(region)))
        parts = {code for code in (*self._parts, *mentioned) if code.startswith(f"{region}-")}
        return {region} if "-" in region else {f"rest of {region}", *parts}

    def members_of_group(self, group: str) -> list[Any]:
        """Return the members of a region group of the vocabulary on the day."""
        named = self.book["sets"][group]
        dated = [one["region"] for one in named.get("dated_members", []) if self._in_force(one)]
        return [*named.get("members", []), *dated]

    def regions(self, type_: str, value: Any, operator: str, limits: list[str]) -> Truth:
        """Return how one region, or a set of them, stands to others."""
        stated = listed([value])
        mentioned = {*stated, *limits}
        ours = set().union(*(self.places(code, mentioned) for code in stated))
        theirs = set().union(*(self.places(code, mentioned) for code in limits))
        if type_ == "region" and operator in ("is", "in", "within"):
            return True if ours <= theirs else None if ours & theirs else False
        if operator in ("is_not", "not_in"):
            return negation(self.regions(type_, value, "is", limits))
        return related(operator, ours, theirs)

    # Rules

    def statuses(self, rule: Plain, pack: str, flight: Run) -> dict[str, str]:
        """Return the gravest status over the days of the flight, by the id of the subject; empty for the campaign."""
        version = self.version(rule)
        if version is None:
            return {}
        if "for_each" not in rule:
            return {"": self.gravest(version, pack, {}, flight)}
        variable, section = rule["for_each"].split(" in ")
        elements = self.elements(section)
        if elements is None:
            return {UNSTATED: self.gravest(version, pack, {variable: None}, flight)}
        if not elements:
            return {"": "not_applicable"}
        return {one["id"]: self.gravest(version, pack, {variable: one}, flight) for one in elements}

    def version(self, rule: Plain) -> Plain | None:
        """Return what the rule says on the day; ``None`` where it is not in force."""
        for version in rule.get("versions", [{}]):
            merged = {**rule, **version}
            if self._in_force(merged["in_force"]):
                return merged
        return None

    def gravest(self, version: Plain, pack: str, env: Env, flight: Run) -> str:
        """Return the gravest status over every day of the flight; where an end is open, days unknown count as one."""
        found, self.perhaps = set(), ()
        for self.flown in days_between(*flight.sure) if flight.sure else ():
            found.add(self.status(version, pack, env))
        if flight.sure != flight.possible:
            self.perhaps = flight.possible
            found.add(self.status(version, pack, env))
        return next(status for status in GRAVEST_FIRST if status in found)

    def status(self, version: Plain, pack: str, env: Env) -> str:
        """Return the status on one day, by the table of the rule language."""
        exceptions = [negation(self.truth(one["when"], pack, env)) for one in version.get("unless", [])]
        nobody = [None] if None in env.values() else []  # the list may turn out to be empty
        applies = conjunction([self.truth(version["applies"], pack, env), *exceptions, *nobody])
        requires = self.truth(version["requires"], pack, env)
        if applies is False:
            return "not_applicable"
        if requires is True:
            return "satisfied"
        return "violated" if applies is True and requires is False else "needs_information"


def related(operator: str, ours: set[str], theirs: set[str]) -> bool:
    """Return how two sets stand."""
    if operator == "overlaps":
        return bool(ours & theirs)
    if operator == "disjoint_from":
        return not ours & theirs
    return theirs <= ours if operator == "includes" else ours <= theirs


def worlds(extent: tuple[set[str], set[str]], rival: tuple[set[str], set[str]]) -> list[set[str]]:
    """Return the sets that a set known in part may be; of words alike to a rival none, one or all are added."""
    has, maybe = extent
    alike = (maybe & rival[0], maybe & rival[1], maybe - rival[0] - rival[1])
    added = [[set[str](), {min(group)}, group] if group else [group] for group in alike]
    return [has.union(*more) for more in product(*added)]


def listed(values: Iterable[Any]) -> list[str]:
    """Return values and lists of values as one list of words."""
    found: list[str] = []
    for value in values:
        found += [str(one) for one in value] if isinstance(value, list) else [str(value)]
    return found
