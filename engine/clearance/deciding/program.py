"""The rules of one day, compiled: each distinct test once, the logic of terms and duties over numbered slots."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct, field

from clearance.deciding.frames import Frame
from clearance.deciding.leaves import (
    Judge,
    comparison,
    counted,
    equality,
    extent,
    figure_of,
    of_age,
    of_figures,
    of_region,
    of_regions,
    of_set,
    of_two_sets,
    over_days,
)
from clearance.deciding.logic import Definition, Duty, Formula, LogicPlan, settled_by, some_of
from clearance.deciding.orders import judged, orders_between
from clearance.deciding.regions import RegionTree
from clearance.model.campaigns import Fact
from clearance.model.conditions import All, AnyOf, AtLeast, Condition, Not, Operand, Quantified, Scalar, TermRef, Test
from clearance.model.figures import parse_duration, parse_exact
from clearance.model.reading import conditions_of, terms_behind, terms_in, tests_in
from clearance.model.rules import DatedValue, Pack, Rule, Rulebook, Term, Version
from clearance.model.truth import FALSE, TRUE, UNKNOWN, Truth
from clearance.model.values import KnownSet, RegionFigures
from clearance.model.vocabulary import FactType, NamedSet

AGES = ("older_than", "newer_than")
"""Operators of tests that turn with the day."""
Probe = Callable[[Frame], Truth]
"""From what can be seen to a truth; for tests that read more than one fact."""


class Leaf(Struct, frozen=True):
    """One distinct test, and the slot its truth goes to."""

    scope: str
    """Section of the element it reads; empty where it reads the campaign alone."""
    slot: int
    """In the vectors of its scope."""
    path: str
    """The one fact it reads, if it reads but one; else the list that it looks through, if it is about a list."""
    simple: bool
    """It reads one fact and nothing else."""
    condition: Test | Quantified
    pack: str
    stage: int
    """Terms of earlier layers that it reads must be decided first."""


class RuleOnDay(Struct, frozen=True):
    """A rule in the version of one day."""

    rule: Rule
    version: Version


class Program(Struct, frozen=True):
    """Everything needed to decide one set of rules under the law of one day."""

    law_on: date
    rules: tuple[RuleOnDay, ...]
    plan: LogicPlan
    sizes: Mapping[str, int]
    """Slots of each scope of its own: ``""`` for the campaign."""
    grouped: Mapping[str, tuple[tuple[str, TestsOfFact], ...]]
    """Simple tests by scope and fact."""
    probed: tuple[tuple[Leaf, ...], ...]
    """Tests that read more, by stage."""
    slots: Mapping[tuple[str, int], tuple[str, str, int]]
    """By pack and identity of a test: its scope, the name of the element it reads, and its slot in the scope's own."""
    ages: tuple[tuple[str, Callable[[Any, date], Truth]], ...]
    """Tests that turn with the day: the fact and the test."""
    meanings: Meanings


class Meanings:
    """What the words of conditions mean on one day: operands resolved, tests made, each once."""

    def __init__(self, rulebook: Rulebook, law_on: date) -> None:
        self._rulebook = rulebook
        self.vocabulary = rulebook.vocabulary
        self.law_on = law_on
        self.tree = RegionTree(rulebook.vocabulary, law_on)
        self._rates = rulebook.vocabulary.rates
        self.each = {one.each: one.name for one in self.vocabulary.sections.values() if one.each}
        self._facts: dict[str, FactType | None] = {}
        self._probes: dict[tuple[str, int], Probe] = {}

    def probed(self, condition: Test | Quantified, pack: str) -> Probe:
        """Return a test as one function of a frame, made once."""
        key = (pack, id(condition))
        if key not in self._probes:
            self._probes[key] = self.probe(condition, pack)
        return self._probes[key]

    def truth(self, condition: Condition, pack: str, frame: Frame) -> Truth:
        """Return the truth of a condition of the rulebook, one way for every use; for proofs."""
        known = None if frame.leaves is None else frame.leaves.truth(pack, condition, frame.bound)
        if known is not None:
            return known
        if not isinstance(condition, (Test, Quantified)):
            return self._of_parts(condition, pack, frame)
        return self.probed(condition, pack)(frame)

    def _of_parts(self, condition: All | AnyOf | AtLeast | Not | TermRef, pack: str, frame: Frame) -> Truth:
        if isinstance(condition, TermRef):
            about = self.term(condition.name).for_each
            return frame.term(condition.name, about[0] if about else None)
        if isinstance(condition, Not):
            return TRUE - self.truth(condition.part, pack, frame)
        truths = [self.truth(part, pack, frame) for part in condition.parts]
        if isinstance(condition, All):
            return min(truths, default=TRUE)
        if isinstance(condition, AnyOf):
            return max(truths, default=FALSE)
        return sorted(truths, reverse=True)[condition.number - 1] if condition.number <= len(truths) else FALSE

    def fact(self, path: str) -> FactType | None:
        """Return the fact a path names, a region in brackets and one step through a reference allowed for."""
        base = path.split("[", 1)[0]
        if base not in self._facts:
            self._facts[base] = self.vocabulary.facts.get(base) or self._through_reference(base)
        return self._facts[base]

    def _through_reference(self, path: str) -> FactType | None:
        parts = path.split(".")
        for cut in range(2, len(parts)):
            reference = self.vocabulary.facts.get(".".join(parts[:cut]))
            if reference is not None and reference.type == "reference":
                each = self.vocabulary.sections[reference.of].each
                return self.vocabulary.facts.get(".".join((each, *parts[cut:])))
        return None

    def variable(self, path: str) -> str | None:
        """Return the element a path reads; None for facts of the campaign."""
        head = path.split(".", 1)[0]
        return head if head in self.each and head != path else None

    def term(self, name: str) -> Term:
        """Return a term."""
        return self._rulebook.terms[name]

    def pack(self, name: str) -> Pack:
        """Return a pack."""
        return self._rulebook.packs[name]

    def parameter(self, name: str, pack: str) -> DatedValue | None:
        """Return a pack's figure on the day; None where none is in force yet."""
        for owner in (pack, *sorted(self._rulebook.visible.get(pack, frozenset()) - {pack})):
            found = self._rulebook.parameters.get(f"{owner}:{name}")
            if found is not None:
                return found.on(self.law_on)
        return None

    def scalars(self, operand: Operand, pack: str) -> tuple[Scalar, ...] | None:
        """Return the words or figures an operand stands for; None where a figure is not in force on the day."""
        if not isinstance(operand, tuple) and not (isinstance(operand, str) and operand.startswith("$")):
            return (operand,)
        found: list[Scalar] = []
        for one in operand if isinstance(operand, tuple) else (operand,):
            if not isinstance(one, str) or not one.startswith("$"):
                found.append(one)
                continue
            named = self.named_set(one[1:], pack)
            if named is not None:
                found += sorted(named.members_on(self.law_on))
                continue
            figure = self.parameter(one[1:], pack)
            if figure is None:
                return None
            found += figure.value if isinstance(figure.value, tuple) else (figure.value,)
        return tuple(found)

    def named_set(self, name: str, pack: str) -> NamedSet | None:
        """Return the set a pack means by a name: its own, then those of packs it uses, then the vocabulary's."""
        for owner in (pack, *sorted(self._rulebook.visible.get(pack, frozenset()) - {pack})):
            named = self.vocabulary.sets.get(f"{owner}:{name}")
            if named is not None:
                return named
        return self.vocabulary.sets.get(name)

    def is_simple(self, test: Test) -> bool:
        """Tell whether a test reads one fact and nothing else, not even the day."""
        if isinstance(test.operand, str) and test.operand.startswith("$path:"):
            return False
        return test.operator not in AGES and self.fact(test.path) is not None

    def judge(self, test: Test, pack: str) -> Judge | None:
        """Return a test of one stated value; None where more than one fact must be read."""
        fact = self.fact(test.path)
        if fact is None or not self.is_simple(test):
            return None
        if test.operator == "stated":
            region = test.path.partition("[")[2].rstrip("]")
            return lambda value: TRUE if not region or figure_of(value, region) is not None else UNKNOWN
        scalars = self.scalars(test.operand, pack)
        if scalars is None:
            return lambda _: UNKNOWN
        return self._made(test, fact, scalars)

    def _made(self, test: Test, fact: FactType, scalars: tuple[Scalar, ...]) -> Judge:
        operator = test.operator
        if test.counted:
            return counted(operator, int(scalars[0]), len(fact.values), self._rates, self.law_on)
        if fact.type in ("boolean", "text", "enum", "reference"):
            return equality(frozenset(scalars), negated=operator in ("is_not", "not_in"))
        words = frozenset(str(scalar) for scalar in scalars)
        if fact.type == "set_of_enum":
            return of_set(operator, words, frozenset(word for word, _ in fact.values))
        if fact.type == "set_of_regions":
            return of_regions(operator, words, self.tree)
        if fact.type == "region":
            return of_region(operator, words, self.tree)
        type_ = "integer" if fact.type == "map_region_integer" else fact.type
        limits = tuple(parse_exact(type_, str(scalar)) for scalar in scalars)
        if fact.type == "map_region_integer":
            region = test.path.split("[", 1)[1].rstrip("]")
            return of_figures(operator, region, limits, self._rates, self.law_on)
        return comparison(operator, limits, self._rates, self.law_on)

    def age(self, test: Test, pack: str) -> Callable[[Any, date], Truth] | None:
        """Return a test that turns with the day; None for every other, or where its figure is not in force."""
        if test.operator not in AGES:
            return None
        scalars = self.scalars(test.operand, pack)
        return of_age(test.operator, parse_duration(str(scalars[0]))) if scalars else None

    def against(self, one: Any, other: Any, test: Test) -> Truth:
        """Return how two stated values compare."""
        fact, second = self.fact(test.path), self.fact(str(test.operand).removeprefix("$path:"))
        assert fact is not None
        assert second is not None
        if "set_of_enum" in (fact.type, second.type):
            return of_two_sets(test.operator, extent(one, fact), extent(other, second))
        if fact.type in ("boolean", "text", "enum", "reference"):
            return equality(frozenset((other,)), negated=test.operator in ("is_not", "not_in"))(one)
        if fact.type in ("region", "set_of_regions"):
            regions = other.has if isinstance(other, KnownSet) else frozenset((other,))
            return (of_region if fact.type == "region" else of_regions)(test.operator, regions, self.tree)(one)
        operator = {"in": "is", "not_in": "is_not"}.get(test.operator, test.operator)
        return judged(orders_between(one, other, self._rates, self.law_on), operator)

    def probe(self, condition: Condition, pack: str) -> Probe:
        """Return a condition as one function of a frame; for what stands inside quantifiers."""
        if isinstance(condition, Test):
            return self._test_probe(condition, pack)
        if isinstance(condition, TermRef):
            name = condition.name
            about = self.term(name).for_each
            variable = about[0] if about else None
            return lambda frame: frame.term(name, variable)
        if isinstance(condition, Quantified):
            return self._quantified_probe(condition, pack)
        if isinstance(condition, Not):
            inner = self.probe(condition.part, pack)
            return lambda frame: TRUE - inner(frame)
        parts = [self.probe(part, pack) for part in condition.parts]
        if isinstance(condition, AtLeast):
            return some_of(condition.number, parts)
        return settled_by(FALSE if isinstance(condition, All) else TRUE, parts)

    def _test_probe(self, test: Test, pack: str) -> Probe:
        path = test.path.split("[", 1)[0]
        if self.fact(path) is None:
            return self._count_probe(test, pack)
        read, age, judge = self._reader(path), self.age(test, pack), self.judge(test, pack)
        if age is not None:
            return lambda frame: UNKNOWN if (fact := read(frame)) is None else over_days(age, fact.value, frame.days)
        if judge is not None:
            return lambda frame: UNKNOWN if (fact := read(frame)) is None else judge(fact.value)
        if not isinstance(test.operand, str) or not test.operand.startswith("$path:"):
            return lambda _: UNKNOWN
        read_one, read_other = (self._value_reader(one) for one in (test.path, test.operand.removeprefix("$path:")))

        def compare(frame: Frame) -> Truth:
            one, other = read_one(frame), read_other(frame)
            return UNKNOWN if one is None or other is None else self.against(one, other, test)

        return compare

    def _value_reader(self, path: str) -> Callable[[Frame], Any]:
        """Return a function that brings the value at a path, or the figure of one region; None if there is none."""
        base, _, region = path.partition("[")
        read = self._reader(base)
        if not region:
            return lambda frame: None if (fact := read(frame)) is None else fact.value

        def figure(frame: Frame) -> Any:
            fact = read(frame)
            return figure_of(fact.value, region.rstrip("]")) if fact and isinstance(fact.value, RegionFigures) else None

        return figure

    def _reader(self, path: str) -> Callable[[Frame], Fact | None]:
        """Return a function that brings what is stated at a path; None where nothing is, or nothing is bound."""
        variable = self.variable(path)
        if variable is None:
            return lambda frame: frame.campaign.facts.get(path)
        return lambda frame: None if (bound := frame.bound.get(variable)) is None else bound.element.facts.get(path)

    def _count_probe(self, test: Test, pack: str) -> Probe:
        scalars = self.scalars(test.operand, pack)
        if scalars is None:
            return lambda _: UNKNOWN
        judge = comparison(test.operator, (int(scalars[0]),), self._rates, self.law_on)
        section = test.path

        def count(frame: Frame) -> Truth:
            elements = frame.elements(section)
            return UNKNOWN if elements is None else judge(len(elements))

        return count

    def _quantified_probe(self, condition: Quantified, pack: str) -> Probe:
        where = self.probe(condition.where, pack)
        variable, section, quantifier = condition.variable, condition.section, condition.quantifier
        decisive = FALSE if quantifier == "every" else TRUE
        settled = TRUE if quantifier == "some" else FALSE

        def quantified(frame: Frame) -> Truth:
            views = frame.each(variable, section)
            if views is None:
                return UNKNOWN
            found = TRUE - decisive
            for view in views:
                one = where(view)
                if one == decisive:
                    return settled
                if one == UNKNOWN:
                    found = UNKNOWN
            return TRUE - found if quantifier == "no" else found

        return quantified


class TestsOfFact(Struct):
    """The simple tests of one fact. They are made when some campaign states it, and few campaigns state many facts."""

    leaves: Sequence[Leaf]
    meanings: Meanings
    _made: tuple[tuple[int, Judge], ...] = ()

    def made(self) -> tuple[tuple[int, Judge], ...]:
        """Return each test with its slot in the scope's own slots."""
        if not self._made:
            self._made = tuple(_judged(self.leaves, self.meanings))
        return self._made


def _judged(leaves: Iterable[Leaf], meanings: Meanings) -> Iterator[tuple[int, Judge]]:
    for leaf in leaves:
        assert isinstance(leaf.condition, Test)
        judge = meanings.judge(leaf.condition, leaf.pack)
        assert judge is not None
        yield leaf.slot, judge


def free_variables(condition: Condition, meanings: Meanings) -> frozenset[str]:
    """Return the elements a condition reads that it does not bind itself."""
    if isinstance(condition, Test):
        one, other = meanings.variable(condition.path), None
        if isinstance(condition.operand, str) and condition.operand.startswith("$path:"):
            other = meanings.variable(condition.operand.removeprefix("$path:"))
        return frozenset(filter(None, (one, other)))
    if isinstance(condition, TermRef):
        about = meanings.term(condition.name).for_each
        return frozenset((about[0],)) if about else frozenset()
    if isinstance(condition, Not):
        return free_variables(condition.part, meanings)
    if isinstance(condition, Quantified):
        return free_variables(condition.where, meanings) - {condition.variable}
    return frozenset().union(*(free_variables(part, meanings) for part in condition.parts))


def key_of(condition: Condition) -> tuple[Any, ...]:
    """Return what makes two conditions of one pack the same, wherever they stand."""
    if isinstance(condition, Test):
        operand = condition.operand
        typed = _typed(operand) if isinstance(operand, tuple) else (operand.__class__, operand)
        return (condition.path, condition.operator, condition.counted, *typed)
    if isinstance(condition, TermRef):
        return ("term", condition.name)
    if isinstance(condition, Not):
        return ("not", key_of(condition.part))
    if isinstance(condition, Quantified):
        return (condition.quantifier, condition.section, key_of(condition.where))
    number = condition.number if isinstance(condition, AtLeast) else 0
    return (type(condition).__name__, number, *(key_of(part) for part in condition.parts))


def _names_something(condition: Test | Quantified) -> bool:
    """Tell whether a set, a figure or another fact is named in a test."""
    if isinstance(condition, Quantified):
        return any(map(_names_something, tests_in(condition)))
    operand = condition.operand
    if isinstance(operand, str):
        return operand.startswith("$")
    return isinstance(operand, tuple) and any(isinstance(one, str) and one.startswith("$") for one in operand)


def _typed(operands: tuple[Scalar, ...]) -> tuple[Any, ...]:
    """Return words so that 1 and true differ."""
    return tuple([(one.__class__, one) for one in operands])


class _Slots(Struct):
    """Gives each distinct leaf, and each term, its slot."""

    meanings: Meanings
    leaves: dict[tuple[Any, ...], Leaf] = field(default_factory=dict)
    terms: dict[str, tuple[str, int]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=lambda: {"": 0})
    layers: dict[str, int] = field(default_factory=dict)
    known: dict[tuple[str, int], Leaf] = field(default_factory=dict)
    """By pack and identity of the condition; conditions outlive their compiling."""

    def new(self, scope: str) -> int:
        slot = self.sizes.setdefault(scope, 0)
        self.sizes[scope] += 1
        return slot

    def leaf(self, condition: Test | Quantified, pack: str) -> Leaf:
        """Return the leaf of a test; the same for tests that mean the same."""
        place = (pack, id(condition))
        known = self.known.get(place)
        if known is None:
            key = key_of(condition)
            home = pack if _names_something(condition) else ""  # which may be something else in another pack
            known = self.leaves.get((home, key))
            if known is None:
                known = self.leaves[home, key] = self._made(condition, pack)
            self.known[place] = known
        return known

    def _made(self, condition: Test | Quantified, pack: str) -> Leaf:
        variables = free_variables(condition, self.meanings)
        assert len(variables) <= 1, "a leaf outside a quantifier reads one element at most"
        scope = self.meanings.each[next(iter(variables))] if variables else ""
        if isinstance(condition, Test):
            path, stage = condition.path.partition("[")[0], 0
            simple = self.meanings.is_simple(condition)
        else:
            path, simple = condition.section, False
            stage = max((self.layers[name] + 1 for name in terms_in(condition)), default=0)
        return Leaf(scope, self.new(scope), path, simple, condition, pack, stage)


def compile_program(rulebook: Rulebook, law_on: date, rules: Iterable[RuleOnDay]) -> Program:
    """Return the program that decides ``rules`` under the law of one day."""
    chosen = tuple(rules)
    meanings = Meanings(rulebook, law_on)
    slots = _Slots(meanings)
    read = [(rule, [_read(one) for one in conditions_of(rule.version)]) for rule in chosen]
    needed = terms_behind(rulebook.terms, (name for _, parts in read for one in parts for name in one.mentions))
    terms = [(term, _read(term.holds)) for term in needed]
    for term, parts in terms:
        scope = term.for_each[1] if term.for_each else ""
        leaves = [slots.leaf(leaf, term.pack) for leaf in parts.leaves]
        mentioned = [slots.layers[name] + 1 for name in parts.mentions]
        slots.layers[term.name] = max([0, *mentioned, *(leaf.stage for leaf in leaves)])
        slots.terms[term.name] = (scope, slots.new(scope))
    for rule, conditions in read:
        slots.sizes.setdefault(rule.rule.for_each[1] if rule.rule.for_each else "", 0)
        for one in conditions:
            for leaf in one.leaves:
                slots.leaf(leaf, rule.rule.pack)
    stages = 1 + max([leaf.stage for leaf in slots.leaves.values()] + list(slots.layers.values()), default=0)
    return Program(
        law_on=law_on,
        rules=chosen,
        plan=_plan(chosen, needed, slots, stages),
        sizes=slots.sizes,
        grouped=_grouped(slots),
        probed=tuple(_staged(slots, stage) for stage in range(stages)),
        slots=_known(slots),
        ages=tuple(_ages(_tests_of_age(read, terms), meanings)),
        meanings=meanings,
    )


def _known(slots: _Slots) -> dict[tuple[str, int], tuple[str, str, int]]:
    each = {name: section.each for name, section in slots.meanings.vocabulary.sections.items()}
    return {key: (leaf.scope, each.get(leaf.scope, ""), leaf.slot) for key, leaf in slots.known.items()}


class _Parts(Struct, frozen=True):
    """What stands in one condition; terms are not looked into."""

    leaves: list[Test | Quantified] = field(default_factory=list)
    """Tests that stand for themselves, not inside another."""
    mentions: list[str] = field(default_factory=list)
    """Terms, those inside quantified tests included."""
    ages: list[Test] = field(default_factory=list)
    """Tests that turn with the day, quantified ones included."""


def _read(condition: Condition) -> _Parts:
    """Return what stands in a condition, in one reading."""
    found = _Parts()
    _add_parts(condition, found)
    return found


def _add_parts(condition: Condition, found: _Parts) -> None:
    if isinstance(condition, Test):
        found.leaves.append(condition)
        if condition.operator in AGES:
            found.ages.append(condition)
    elif isinstance(condition, TermRef):
        found.mentions.append(condition.name)
    elif isinstance(condition, Quantified):
        inner = _read(condition.where)
        found.leaves.append(condition)
        found.mentions.extend(inner.mentions)
        found.ages.extend(inner.ages)
    elif isinstance(condition, Not):
        _add_parts(condition.part, found)
    else:
        for part in condition.parts:
            _add_parts(part, found)


def _plan(rules: tuple[RuleOnDay, ...], terms: list[Term], slots: _Slots, stages: int) -> LogicPlan:
    layers: list[list[Definition]] = [[] for _ in range(stages)]
    for term in terms:
        scope, slot = slots.terms[term.name]
        offset = slots.sizes[""] if scope else 0
        holds = formula_of(term.holds, term.pack, slots)
        layers[slots.layers[term.name]].append(Definition(term.name, term.place, scope, slot + offset, holds))
    return LogicPlan(tuple(tuple(layer) for layer in layers), tuple(_duty(rule, slots) for rule in rules))


def _duty(on_day: RuleOnDay, slots: _Slots) -> Duty:
    rule, version = on_day.rule, on_day.version
    applies = formula_of(version.applies, rule.pack, slots)
    exceptions = tuple(("not", formula_of(one.when, rule.pack, slots)) for one in version.unless)
    if exceptions:
        parts = applies[1:] if applies[0] == "all" else (applies,)
        applies = ("all", *parts, *exceptions)
    scope = rule.for_each[1] if rule.for_each else ""
    return Duty(rule.id, rule.place, scope, applies, formula_of(version.requires, rule.pack, slots))


def formula_of(condition: Condition, pack: str, slots: _Slots) -> Formula:
    """Return the bare logic of a condition."""
    if isinstance(condition, (Test, Quantified)):
        leaf = slots.known[pack, id(condition)]
        return ("slot", leaf.slot + (slots.sizes[""] if leaf.scope else 0))
    if isinstance(condition, TermRef):
        scope, slot = slots.terms[condition.name]
        return ("slot", slot + (slots.sizes[""] if scope else 0))
    if isinstance(condition, Not):
        return ("not", formula_of(condition.part, pack, slots))
    parts = [formula_of(part, pack, slots) for part in condition.parts]
    if isinstance(condition, AtLeast):
        return ("at_least", condition.number, *parts)
    return ("all" if isinstance(condition, All) else "any", *parts)


def _grouped(slots: _Slots) -> dict[str, tuple[tuple[str, TestsOfFact], ...]]:
    by_scope: dict[str, dict[str, list[Leaf]]] = {scope: {} for scope in slots.sizes}
    for leaf in slots.leaves.values():
        if leaf.simple:
            by_scope[leaf.scope].setdefault(leaf.path, []).append(leaf)
    return {
        scope: tuple((path, TestsOfFact(leaves, slots.meanings)) for path, leaves in paths.items())
        for scope, paths in by_scope.items()
    }


def _staged(slots: _Slots, stage: int) -> tuple[Leaf, ...]:
    return tuple(leaf for leaf in slots.leaves.values() if not leaf.simple and leaf.stage == stage)


def _tests_of_age(
    rules: Iterable[tuple[RuleOnDay, list[_Parts]]], terms: Iterable[tuple[Term, _Parts]]
) -> Iterator[tuple[Test, str]]:
    """Return the tests that turn with the day, each with its pack: those of rules, then those of terms."""
    for rule, conditions in rules:
        for parts in conditions:
            yield from ((test, rule.rule.pack) for test in parts.ages)
    for term, parts in terms:
        yield from ((test, term.pack) for test in parts.ages)


def _ages(tests: Iterable[tuple[Test, str]], meanings: Meanings) -> Iterator[tuple[str, Callable[[Any, date], Truth]]]:
    seen = set()
    for test, pack in tests:
        age = meanings.age(test, pack)
        if age is not None and (pack, test.path, test.operand) not in seen:
            seen.add((pack, test.path, test.operand))
            yield test.path, age
