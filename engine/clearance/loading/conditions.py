"""Conditions of rules and terms: read, and refused where they could not be decided."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct, field

from clearance.errors import Problem
from clearance.loading.reader import Node, core_value
from clearance.loading.values import listed, refuse_out_of_range, region
from clearance.model.conditions import All, AnyOf, AtLeast, Condition, Not, Operand, Quantified, Scalar, TermRef, Test
from clearance.model.figures import Misfit, did_you_mean, parse_duration, parse_exact
from clearance.model.places import Place
from clearance.model.rules import Parameter
from clearance.model.vocabulary import FactType, NamedSet, Vocabulary

_QUANTIFIERS = ("some", "every", "no")
_EACH = re.compile(r"(\w+) in (\w+)\Z")
_MAPPED = re.compile(r"([\w.]+)\[([^\]]+)\]\Z")
_ORDERED = ("is", "is_not", "in", "not_in", "at_most", "at_least", "less_than", "more_than")
_WORDS = ("is", "is_not", "in", "not_in")
_SETS = ("overlaps", "includes", "within", "disjoint_from")
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "boolean": ("is", "is_not"),
    "integer": _ORDERED,
    "number": _ORDERED,
    "ratio": _ORDERED,
    "money": _ORDERED,
    "duration": _ORDERED,
    "time": _ORDERED,
    "date": (*_ORDERED, "older_than", "newer_than"),
    "text": _WORDS,
    "enum": _WORDS,
    "reference": _WORDS,
    "region": (*_WORDS, *_SETS),
    "set_of_enum": _SETS,
    "set_of_regions": _SETS,
}
"""Operators that fit each type; ``stated`` fits all."""
_ONE_VALUE = ("is", "is_not", "at_most", "at_least", "less_than", "more_than", "older_than", "newer_than")
"""Operators that take one value; the others take one or several."""
_ALL_OPERATORS = (*_ORDERED, *_SETS, "older_than", "newer_than", "stated", "count")


class Names(Struct, frozen=True):
    """What a condition of one pack may name."""

    vocabulary: Vocabulary
    sets: Mapping[str, NamedSet]
    parameters: Mapping[str, Parameter]
    terms: Mapping[str, tuple[str, str] | None]
    """Term -> the element it is about, or None for the campaign."""
    row: Mapping[str, Any] | None = None
    """Columns of the row, in a rule that runs across a table."""


class ConditionReader(Struct):
    """Reads the conditions of one file; what is wrong is noted in ``problems``."""

    file: str
    names: Names
    problems: list[Problem]
    bound: dict[str, str] = field(default_factory=dict)
    """Elements that can be read here: singular name -> section."""
    may_ask_stated: bool = False
    before_rules: bool = False
    """It is asked once, when no term is decided and no day of the flight chosen: of a pack, not of a rule."""

    def read(self, node: Node) -> Condition:
        """Return the condition a node states."""
        if node.kind != "map" or not node.value:
            self._wrong(node, "a condition is a mapping", "Write path: test, all: [...], any: [...] or term: name.")
            return All((), node.place(self.file))
        used: set[str] = set()
        parts = [self._part(key, node, used) for key in node.value if key not in used]
        if len(parts) == 1:
            return parts[0]
        return All(tuple(parts), node.place(self.file))

    def _part(self, key: str, node: Node, used: set[str]) -> Condition:
        child = node.value[key]
        place = Place(self.file, *node.keys.get(key, (node.line, node.column)))
        if key in ("all", "any"):
            parts = self._list(child, place)
            return All(parts, place) if key == "all" else AnyOf(parts, place)
        if key == "not":
            allowed, self.may_ask_stated = self.may_ask_stated, False
            part = self.read(child)
            self.may_ask_stated = allowed
            return Not(part, place)
        if key in ("at_least", "of"):
            used |= {"at_least", "of"}
            return self._at_least(node, place)
        if key == "term":
            return self._term(child, place)
        if key in (*_QUANTIFIERS, "where"):
            used |= {*_QUANTIFIERS, "where"}
            return self._quantified(node, place)
        return self._test(key, child, place)

    def _list(self, node: Node, place: Place) -> tuple[Condition, ...]:
        if node.kind != "list" or not node.value:
            self._note(place, "this takes a list of conditions", "Begin each with a hyphen.")
            return ()
        return tuple(self.read(item) for item in node.value)

    def _at_least(self, node: Node, place: Place) -> Condition:
        number, of = node.value.get("at_least"), node.value.get("of")
        if number is None or of is None:
            self._note(place, "at_least and of belong together", "Write {at_least: 2, of: [...]}.")
            return All((), place)
        parts = self._list(of, place)
        figure = core_value(number) if number.kind == "text" else None
        if not isinstance(figure, int) or isinstance(figure, bool) or not 1 <= figure <= len(parts):
            self._note(place, f"at_least takes a whole number from 1 to {len(parts)}", "Correct the number.")
            return All((), place)
        return AtLeast(figure, parts, place)

    def _term(self, node: Node, place: Place) -> Condition:
        name = str(self._scalar(node))
        if self.before_rules:
            self._note(place, "a pack asks for facts here, and terms are decided later", "Write what the term holds.")
        elif name not in self.names.terms:
            remedy = did_you_mean(name, self.names.terms, "Define it in terms.yaml, or name its pack in uses.")
            self._note(place, f'there is no term "{name}"', remedy)
        else:
            about = self.names.terms[name]
            if about and self.bound.get(about[0]) != about[1]:
                what = f"the term {name} is about one {about[0]}, and none is bound here"
                self._note(
                    place, what, f'Add for_each: {about[0]} in {about[1]}, or ask "some: {about[0]} in {about[1]}".'
                )
        return TermRef(name, place)

    def _quantified(self, node: Node, place: Place) -> Condition:
        named = [word for word in _QUANTIFIERS if word in node.value]
        if len(named) != 1 or "where" not in node.value:
            remedy = "Write {some: item in data, where: {...}}."
            self._note(place, "some, every or no goes with one where", remedy)
            return All((), place)
        about = self.element(node.value[named[0]])
        if about is None:
            return All((), place)
        before, allowed = dict(self.bound), self.may_ask_stated
        self.bound[about[0]] = about[1]
        self.may_ask_stated = allowed and named[0] != "no"
        where = self.read(node.value["where"])
        self.bound, self.may_ask_stated = before, allowed
        return Quantified(named[0], about[0], about[1], where, place)

    def element(self, node: Node) -> tuple[str, str] | None:
        """Return the name and section of ``item in data``."""
        match = _EACH.match(str(node.value)) if node.kind == "text" else None
        sections = {section.each: section.name for section in self.names.vocabulary.sections.values() if section.each}
        if match and sections.get(match[1]) == match[2]:
            return match[1], match[2]
        known = [f"{each} in {name}" for each, name in sections.items()]
        self._wrong(
            node, f'"{node.value}" names no list', did_you_mean(str(node.value), known, f"Use: {listed(known)}.")
        )
        return None

    def _test(self, path: str, node: Node, place: Place) -> Condition:
        fact, region_of_map = self.fact(path, place)
        section = self.names.vocabulary.sections.get(path)
        if fact is None and not (section and section.each):
            return All((), place)
        shown = self._with_region(path, region_of_map)
        if node.kind == "map":
            return self._operators(shown, fact, node, place)
        operand = self._operand(node, fact)
        operator = "in" if self._is_many(operand) else "is"
        return self._checked(Test(shown, operator, operand, node.place(self.file)), fact, node)

    def _is_many(self, operand: Operand) -> bool:
        """Tell whether an operand stands for several words or figures: a list, a named set or a figure that is one."""
        if isinstance(operand, tuple):
            return True
        if not isinstance(operand, str) or not operand.startswith("$"):
            return False
        parameter = self.names.parameters.get(operand[1:])
        dated = parameter.values if parameter else ()
        return operand[1:] in self.names.sets or any(isinstance(one.value, tuple) for one in dated)

    def _with_region(self, path: str, region_of_map: str) -> str:
        if not region_of_map.startswith("$row.") or self.names.row is None:
            return path
        column = region_of_map.removeprefix("$row.")
        return path.replace(region_of_map, str(self.names.row.get(column, region_of_map)))

    def _operators(self, path: str, fact: FactType | None, node: Node, place: Place) -> Condition:
        tests: list[Condition] = []
        if not node.value:
            self._note(place, f"nothing is asked of {path}", "Write a value, or a test such as {at_most: 3}.")
        for operator, child in node.value.items():
            where = Place(self.file, *node.keys[operator])
            if operator not in _ALL_OPERATORS:
                remedy = did_you_mean(operator, _ALL_OPERATORS, f"Use one of: {listed(_ALL_OPERATORS)}.")
                self._note(where, f'there is no test "{operator}"', remedy)
            elif operator == "count":
                tests.append(self._count(path, fact, child, where))
            else:
                tests.append(self._checked(Test(path, operator, self._operand(child, fact), where), fact, child))
        return tests[0] if len(tests) == 1 else All(tuple(tests), place)

    def _count(self, path: str, fact: FactType | None, node: Node, place: Place) -> Condition:
        if fact is not None and not fact.type.startswith("set_of"):
            self._note(place, f"{path} is no list, so it has no count", "Count a section or a set.")
        if node.kind != "map" or len(node.value) != 1:
            self._note(place, "count takes one test of a number", "Write {count: {at_most: 3}}.")
            return All((), place)
        operator, child = next(iter(node.value.items()))
        if operator not in ("is", "is_not", "at_most", "at_least", "less_than", "more_than"):
            self._note(place, f'"{operator}" is no test of a number', "Use at_most, at_least, less_than or more_than.")
        operand = self._operand(child)
        self._fits("integer", None, operand, child)
        self._refuse_other_facts(operand, child, alone=False)
        test = Test(path, operator, operand, place, counted=True)
        self._refuse_many(test, child)
        return test

    def _refuse_many(self, test: Test, node: Node) -> None:
        """Note a list where a test takes one value."""
        if test.operator in _ONE_VALUE and self._is_many(test.operand):
            self._wrong(
                node, f'"{test.operator}" takes one value', "Write one, or ask whether it is in or not_in several."
            )

    def _refuse_other_facts(self, operand: Operand, node: Node, *, alone: bool) -> None:
        """Note another fact where it cannot be compared: in a list of values and, unless ``alone``, by itself."""
        allowed = alone and not isinstance(operand, tuple)
        for scalar, where in _each_scalar(operand, node):
            if not allowed and isinstance(scalar, str) and scalar.startswith("$path:"):
                self._wrong(where, "another fact cannot stand here", "Compare with one fact alone, or write a figure.")

    def fact(self, path: str, place: Place) -> tuple[FactType | None, str]:
        """Return the fact a path names, and the region in brackets behind it."""
        vocabulary = self.names.vocabulary
        mapped = _MAPPED.match(path)
        base, inside = (mapped[1], mapped[2]) if mapped else (path, "")
        fact = vocabulary.facts.get(base) or _through_reference(base, vocabulary)
        head = base.split(".", 1)[0]
        sections = {section.each: section for section in vocabulary.sections.values() if section.each}
        if fact is None:
            section = vocabulary.sections.get(base)
            if section is None or not section.each:
                remedy = did_you_mean(
                    base, vocabulary.facts, "Define it in the vocabulary, or in the pack's facts.yaml."
                )
                self._note(place, f'there is no fact "{base}"', remedy)
            return None, ""
        if head in sections and head not in self.bound:
            one = f"{head} in {sections[head].name}"
            remedy = f"Add for_each: {one}, or ask some, every or no {one}."
            self._note(place, f"{base} is about one {head}, and none is bound here", remedy)
        if (fact.type == "map_region_integer") != bool(mapped):
            remedy = f"Write {base}[US-CA]." if fact.type == "map_region_integer" else f"Write {base}."
            self._note(place, f"{path} is {'a map' if not mapped else 'no map'}", remedy)
        if mapped and not inside.startswith("$row."):
            self._region(inside, place)
        return fact, inside

    def _region(self, code: str, place: Place) -> None:
        try:
            region(code, self.names.vocabulary)
        except Misfit as misfit:
            self._note(place, misfit.what, misfit.remedy)

    def _operand(self, node: Node, fact: FactType | None = None) -> Operand:
        as_written = fact is not None and fact.type in ("text", "reference")
        if node.kind == "list":
            return tuple(self._scalar(item, as_written=as_written) for item in node.value)
        return self._scalar(node, as_written=as_written)

    def _scalar(self, node: Node, *, as_written: bool = False) -> Scalar:
        if node.kind != "text" or node.is_null:
            self._wrong(node, "a value is missing here", "Write a word, a figure, or a name that begins with $.")
            return ""
        value = core_value(node)
        if isinstance(value, str) and value.startswith("$row."):
            return self._column(value, node)
        figure = isinstance(value, Decimal) or (as_written and isinstance(value, int) and not isinstance(value, bool))
        return str(node.value) if figure else value

    def _column(self, written: str, node: Node) -> Scalar:
        column = written.removeprefix("$row.")
        if self.names.row is None or column not in self.names.row:
            known = list(self.names.row or ())
            self._wrong(node, f'there is no column "{column}"', did_you_mean(column, known, "Add it to the table."))
            return ""
        value = self.names.row[column]
        return value if isinstance(value, (bool, int, str)) else str(value)

    def _checked(self, test: Test, fact: FactType | None, node: Node) -> Test:
        if fact is None:
            self._note(
                test.place, f"{test.path} is a list", "Ask for its count, or for some, every or no element of it."
            )
            return test
        if test.operator == "stated":
            if test.operand is not True or not self.may_ask_stated:
                what = "stated: true stands only in requires, and never under not"
                self._note(test.place, what, "Ask what the fact says instead.")
            return test
        type_ = _read_as(fact)
        if test.operator not in ALLOWED[type_]:
            remedy = f"Use one of: {listed(ALLOWED[type_])}."
            self._note(test.place, f'"{test.operator}" is no test of {test.path}, a {type_.replace("_", " ")}', remedy)
            return test
        age = test.operator in ("older_than", "newer_than")
        if age and self.before_rules:
            what = f'a pack is asked once, and what is "{test.operator}" turns with the day'
            self._note(test.place, what, "Compare with a date, or ask in a rule.")
        if age:
            self._fits("duration", None, test.operand, node)
        else:
            self._fits(type_, fact, test.operand, node)
        self._refuse_other_facts(test.operand, node, alone=not age)
        if test.operand == () and test.operator != "within":
            self._wrong(node, "an empty list decides nothing", "Name what it is held against.")
        self._refuse_many(test, node)
        return test

    def _fits(self, type_: str, fact: FactType | None, operand: Operand, node: Node) -> None:
        for scalar, where in _each_scalar(operand, node):
            if isinstance(scalar, str) and scalar.startswith("$"):
                self._named_fits(type_, fact, scalar, where)
            else:
                self._literal_fits(type_, fact, scalar, where)

    def _named_fits(self, type_: str, fact: FactType | None, written: str, node: Node) -> None:
        name = written[1:]
        if written.startswith("$path:"):
            other, _ = self.fact(written.removeprefix("$path:"), node.place(self.file))
            if other is not None and not _comparable(type_, _read_as(other)):
                types = f"{other.type}, not {type_}".replace("_", " ")
                self._wrong(node, f"{other.path} is of type {types}", "Compare facts of one type.")
        elif name in self.names.sets:
            self._set_fits(type_, fact, self.names.sets[name], node)
        elif name in self.names.parameters:
            for dated in self.names.parameters[name].values:
                values = dated.value if isinstance(dated.value, tuple) else (dated.value,)
                for value in values:
                    self._literal_fits(type_, fact, value, node)
        else:
            known = [f"${word}" for word in (*self.names.parameters, *self.names.sets)]
            remedy = did_you_mean(
                written, known, "Define it in parameters.yaml or sets.yaml, or name its pack in uses."
            )
            self._wrong(node, f'"{written}" names nothing', remedy)

    def _set_fits(self, type_: str, fact: FactType | None, named: NamedSet, node: Node) -> None:
        if named.of == "region":
            if type_ not in ("region", "set_of_regions"):
                self._wrong(
                    node, f"${named.name} holds regions", f"Use a set of words of {fact.path if fact else type_}."
                )
            return
        words = {word for word, _ in fact.values} if fact else set()
        strange = sorted(set(named.members) - words)
        if strange:
            what = f'${named.name} holds "{strange[0]}", which {fact.path if fact else type_} cannot be'
            self._wrong(node, what, "Use a set of words of the same fact.")

    def _literal_fits(self, type_: str, fact: FactType | None, scalar: Scalar, node: Node) -> None:
        try:
            parse_literal(type_, fact, scalar, self.names.vocabulary)
        except Misfit as misfit:
            self._wrong(node, misfit.what, misfit.remedy)

    def _wrong(self, node: Node, what: str, remedy: str) -> None:
        self._note(node.place(self.file), what, remedy)

    def _note(self, place: Place, what: str, remedy: str) -> None:
        self.problems.append(Problem(place, what, remedy))


def _each_scalar(operand: Operand, node: Node) -> Sequence[tuple[Scalar, Node]]:
    if isinstance(operand, tuple):
        places = node.value if node.kind == "list" and len(node.value) == len(operand) else [node] * len(operand)
        return list(zip(operand, places, strict=True))
    return [(operand, node)]


def _read_as(fact: FactType) -> str:
    """Return the type of what is read: of a map, the figure of one region."""
    return "integer" if fact.type == "map_region_integer" else fact.type


def _comparable(one: str, other: str) -> bool:
    figures = ("integer", "number", "ratio")
    sets = (("enum", "set_of_enum"), ("region", "set_of_regions"))
    return one == other or (one in figures and other in figures) or (one, other) in sets or (other, one) in sets


def _through_reference(path: str, vocabulary: Vocabulary) -> FactType | None:
    """Return the fact that a path reads one step through a reference."""
    parts = path.split(".")
    for cut in range(2, len(parts)):
        reference = vocabulary.facts.get(".".join(parts[:cut]))
        if reference is not None and reference.type == "reference":
            each = vocabulary.sections[reference.of].each
            return vocabulary.facts.get(".".join((each, *parts[cut:])))
    return None


def parse_literal(type_: str, fact: FactType | None, scalar: Scalar, vocabulary: Vocabulary) -> None:
    """Refuse a literal that a fact of a type could never say. Raises: Misfit."""
    if type_ == "boolean":
        if not isinstance(scalar, bool):
            raise Misfit(f'"{scalar}" is neither true nor false', "Write true or false.")
    elif isinstance(scalar, bool):
        raise Misfit(f"{str(scalar).lower()} is no {type_.replace('_', ' ')}", "Write a value of that type.")
    elif type_ in ("enum", "set_of_enum"):
        words = [word for word, _ in fact.values] if fact else []
        if scalar not in words:
            owner = fact.path if fact else type_
            remedy = did_you_mean(str(scalar), words, f"Use one of: {listed(words)}.")
            raise Misfit(f'"{scalar}" is not a value of {owner}', remedy)
    elif type_ in ("region", "set_of_regions"):
        region(str(scalar), vocabulary)
    elif type_ == "duration":
        parse_duration(str(scalar))
    elif type_ not in ("text", "reference"):
        refuse_out_of_range(fact, parse_exact(type_, str(scalar)), str(scalar))


through_reference = _through_reference
