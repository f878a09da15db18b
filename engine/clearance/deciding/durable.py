"""The durable-rules reasoner: the only module that touches that engine.

A formula is true, or false, when all literals of one of its *ways* hold; a literal is "this slot is true" or "this slot
is false". Negation is pushed down to the slots and unknown slots are left out of the facts, so the engine only ever
compares small integers for equality, and absence satisfies nothing. Formulas alike but for their slots share a
*shape*, which the engine is told once. What is too big for one shape is split: its parts become helpers, which are
decided first.

The engine corrupts memory past its limits and loses facts in silence. So every bound is checked before anything is
handed over, every fact handed over must come back, and after its first failure a ruleset is never called again.
"""

from __future__ import annotations

import importlib
import re
import weakref
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from operator import itemgetter
from pathlib import Path
from threading import Lock
from typing import Any, Final, Protocol, cast

from msgspec import MsgspecError, Struct, json, msgpack
from msgspec.structs import replace

from clearance.deciding.logic import (
    NOT_APPLICABLE,
    OPEN,
    SATISFIED,
    VIOLATED,
    Code,
    Definition,
    Duty,
    Formula,
    LogicPlan,
    Vector,
    Vectors,
)
from clearance.errors import EngineFault, PackError, Problem
from clearance.model.truth import FALSE, TRUE, UNKNOWN, Truth

MAX_DEPTH: Final = 100
"""Levels of nesting in one formula; Python's own stack sets it."""
MAX_NODES: Final = 20_000
"""Slots, constants and operators in one formula."""
MAX_CHOICE: Final = 64
"""Parts of one "at_least"."""
MAX_HELPERS: Final = 4_000
"""Intermediate results that one duty or term may need."""
MAX_WAYS: Final = 64
"""Ways in which one formula may be settled, at any time while it is worked out."""
MAX_SLOTS: Final = 30
"""Slots in one shape. With id, type and shape that many properties are in one fact; the engine bears 252."""
MAX_BRACKETS: Final = 30
"""Beginnings and ends of "$and" and "$or" in one pattern; the engine bears 31."""
MAX_PENDING: Final = 48
"""Conditions of one shape that may be true and still to be followed for one fact; the engine bears 64 in all."""
SHAPES_PER_RULESET: Final = 8
"""First conditions in one ruleset, and a third of its patterns. The engine bears 511 and 4,096, ever more slowly."""
FACTS_PER_SESSION: Final = 400
"""Facts handed over at once; the engine slows down past a thousand. Their ids must stay below 100,000."""
SHAPES_KEPT: Final = 5_000
"""Shapes remembered from one plan to the next."""
TAILS_KEPT: Final = 256
"""Texts of facts remembered for each shape."""

Literal = int
"""Twice the slot, and one more where the slot is to be true. Helpers have negative slots."""
Way = frozenset[Literal]
Ways = frozenset[Way]
Answers = Mapping[int, Code]
"""For the number of a fact, counted from 1, the least code whose production fired for it."""
_Production = tuple[Code, tuple[tuple[Literal, ...], ...]]
Shape = tuple[_Production, ...]
"""For each code the ways to come to it, over slots numbered from 0; what all ways share stands first in each."""

_Found = tuple[int, tuple[int, ...]]
"""The number of a shape, and the slots it is about."""
_Tails = dict[tuple[Truth, ...], str]

_NEVER: Final[Ways] = frozenset()
_ALWAYS: Final[Ways] = frozenset({frozenset()})
_OPERATORS: Final = frozenset({"all", "any", "not", "at_least"})
_WORDS_OF_THE_ENGINE: Final = (
    *("all", "any", "pri", "count", "cap", "dist", "name", "sid", "m", "$m", "$s", "$i", "$l", "$r", "$lt", "$lte"),
    *("$gt", "$gte", "$eq", "$neq", "$ex", "$nex", "$or", "$and", "$mt", "$imt", "$iall", "$iany", "$add", "$sub"),
    *("$mul", "$div", "$forward", "$time", "$pulse", "$timerName", "$baseTime"),
)
_COUNTED: Final = "t"
"""The production that fires once for each fact. It is told last and so fires last: after it, nothing is missing."""
_IDS: Final = re.compile(r'"id":(\d+)')
_USE_PYTHON: Final = 'Decide with "--engine python", and report this as a fault of Clearance.'


class _Engine(Protocol):
    """What we call of the C module."""

    def create_ruleset(self, name: str, rules: str, /) -> int: ...
    def delete_ruleset(self, handle: int, /) -> None: ...
    def assert_facts(self, handle: int, facts: str, /) -> tuple[int, int]: ...
    def start_action_for_state(self, handle: int, session: int, /) -> tuple[str, str] | None: ...
    def complete_and_start_action(self, handle: int, session: int, /) -> str | None: ...
    def delete_state(self, handle: int, name: str | None, /) -> None: ...


@cache
def _engine() -> _Engine:
    return cast("_Engine", importlib.import_module("durable_rules_engine"))


@cache
def _version() -> str:
    folder = Path(str(getattr(_engine(), "__file__", ""))).parent
    for found in folder.glob("durable_rules-*-info"):
        return found.name.removeprefix("durable_rules-").rpartition(".")[0]
    from importlib.metadata import version  # takes longer to import than a campaign to check

    return version("durable-rules")


class _NameWithVersion:
    """An attribute worked out when it is first read."""

    def __get__(self, instance: object, owner: type) -> str:
        return f"durable-rules {_version()}"


def durable_available() -> bool:
    """Return whether durable-rules can be imported on this Python."""
    try:
        _engine()
    except ImportError:
        return False
    return True


class DurableReasoner:
    """Decides a plan with durable-rules."""

    name = _NameWithVersion()
    """The engine and its version, as reports show them."""

    def __init__(self, plan: LogicPlan) -> None:
        """Compile the plan.

        Raises: PackError, where logic is too big to be handed over safely; EngineFault, where the engine fails.
        """
        if not durable_available():
            what = "durable-rules does not import on this Python"
            raise EngineFault(Problem(None, what, 'Decide with "--engine python".'))
        shapes, problems = _Shapes(), list[Problem]()
        self._layers = [_compiled(layer, shapes, problems) for layer in plan.layers]
        self._duties = _compiled(plan.duties, shapes, problems)
        if problems:
            raise PackError(problems)
        self._rulesets = _Rulesets(list(shapes.numbers))

    def define(self, layer: int, vectors: Vectors) -> list[list[Truth]]:
        """Return the truth of each term of a layer, for each subject of its scope, in order.

        Raises: EngineFault, if the engine failed or lost something.
        """
        return self._layers[layer].answers(vectors, self._rulesets)

    def decide(self, vectors: Vectors) -> list[list[Code]]:
        """Return the code of each duty, for each subject of its scope, in order.

        Raises: EngineFault, if the engine failed or lost something.
        """
        return self._duties.answers(vectors, self._rulesets)

    def close(self) -> None:
        """Give the engine's memory back; also done when the reasoner is forgotten."""
        self._rulesets.close()


# From formulas to ways ------------------------------------------------------------------------------------------------


class _TooManyWaysError(Exception):
    """A formula can be settled in more ways, or by more slots at once, than one production should have."""


def _ways(formula: Formula, truth: Truth) -> Ways:
    """Return the ways in which a formula becomes true, or false.

    Raises: _TooManyWaysError.
    """
    kind = formula[0]
    if kind == "slot":
        return frozenset({frozenset({2 * formula[1] + (truth == TRUE)})})
    if kind == "const":
        return _ALWAYS if int(formula[1]) == truth else _NEVER
    if kind == "not":
        return _ways(formula[1], TRUE - truth)
    number, parts = _threshold(formula)
    if truth == FALSE:
        number = len(parts) - number + 1
    return _ways_of_some(number, [_ways(part, truth) for part in parts])


def _threshold(formula: Formula) -> tuple[int, Sequence[Formula]]:
    """Return how many of which parts must be true: all of them for "all", one for "any"."""
    if formula[0] == "at_least":
        return formula[1], formula[2:]
    return len(formula) - 1 if formula[0] == "all" else 1, formula[1:]


def _ways_of_some(number: int, parts: Sequence[Ways]) -> Ways:
    """Return the ways in which at least ``number`` of the parts are settled.

    Raises: _TooManyWaysError.
    """
    if number <= 0 or number > len(parts):
        return _ALWAYS if number <= 0 else _NEVER
    if number == 1:
        return _shortest(frozenset[Way]().union(*parts))
    if number == len(parts):
        return _ways_of_all(parts)
    settled = [_ALWAYS, *[_NEVER] * number]
    for left, part in zip(range(len(parts) - 1, -1, -1), parts, strict=True):
        for count in range(number, max(number - left, 1) - 1, -1):
            settled[count] = _shortest(settled[count] | _both(settled[count - 1], part))
    return settled[number]


def _ways_of_all(parts: Sequence[Ways]) -> Ways:
    """Return the ways in which all parts are settled: parts that leave no choice are joined first, in one step.

    Raises: _TooManyWaysError.
    """
    plain = frozenset[Literal]().union(*[way for part in parts if len(part) == 1 for way in part])
    ways = _both(_ALWAYS, frozenset({plain}))
    for part in parts:
        if len(part) != 1:
            ways = _shortest(_both(ways, part))
    return ways


def _both(some: Ways, others: Ways) -> Ways:
    """Return the ways in which both are settled, without those that would need a slot to be true and false.

    Raises: _TooManyWaysError, but not yet where there are a few more: some may turn out to contain others.
    """
    if len(some) * len(others) > 4 * MAX_WAYS:
        raise _TooManyWaysError
    joined = (one | other for one in some for other in others)
    ways = frozenset(way for way in joined if not any(literal ^ 1 in way for literal in way))
    if any(len(way) > MAX_SLOTS for way in ways):
        raise _TooManyWaysError
    return ways


def _shortest(ways: Ways) -> Ways:
    """Return the ways without those that contain another.

    Raises: _TooManyWaysError.
    """
    if len(set(map(len, ways))) > 1:
        ways = frozenset(way for way in ways if not any(other < way for other in ways))
    if len(ways) > MAX_WAYS:
        raise _TooManyWaysError
    return ways


# From ways to shapes --------------------------------------------------------------------------------------------------


_worked_out: dict[str, tuple[Shape, tuple[int, ...]] | None] = {}
"""The shapes of all formulas seen so far, and the slots they are about; None for one that is too big."""


_learned: dict[str, tuple[Shape, tuple[int, ...]] | None] = {}
"""The same, from another process; not used yet."""


def new_shapes() -> bytes:
    """Return all shapes known, as plain data; nothing if none has been worked out here.

    Working them out takes longer than deciding most campaigns.
    """
    return msgpack.encode({**_learned, **_worked_out}) if not _learned.keys() >= _worked_out.keys() else b""


def learn_shapes(data: bytes) -> None:
    """Take over shapes that were worked out before, by the same code; nothing where the data are damaged.

    What is too big for the engine is refused again when it is used, and a wrong shape makes the reasoners disagree.
    """
    with suppress(MsgspecError, RecursionError):
        _learned.update(msgpack.decode(data, type=dict[str, tuple[Shape, tuple[int, ...]] | None]))


class _Shapes:
    """The shapes of one plan, numbered as they are found."""

    def __init__(self) -> None:
        self.numbers: dict[Shape, int] = {}
        self._found: dict[tuple[Formula, ...], _Found | None] = {}

    def find(self, *formulas: Formula) -> _Found | None:
        """Return the shape of one formula, or of a duty's two, and the slots it is about; nothing if it is too big."""
        numbers: dict[int, int] = {}
        alike = tuple([_renumbered(formula, numbers) for formula in formulas])
        if alike not in self._found:
            self._found[alike] = self._numbered(alike)
        found = self._found[alike]
        if found is None:
            return None
        slots = tuple(numbers)
        return found[0], tuple([slots[number] for number in found[1]])

    def _numbered(self, formulas: tuple[Formula, ...]) -> _Found | None:
        key = repr(formulas)
        if key not in _worked_out:
            if len(_worked_out) >= SHAPES_KEPT:
                _worked_out.clear()
            _worked_out[key] = _learned[key] if _is_learned(key) else _work_out(formulas)
        found = _worked_out[key]
        if found is None:
            return None
        shape, slots = found
        return self.numbers.setdefault(shape, len(self.numbers)), slots


def _is_learned(key: str) -> bool:
    """Tell whether a shape is known that the engine can bear. One that is too big is split, which is always safe."""
    if key not in _learned:
        return False
    found = _learned[key]
    return found is None or _fits(*found)


def _work_out(formulas: tuple[Formula, ...]) -> tuple[Shape, tuple[int, ...]] | None:
    try:
        outputs = _duty_ways(*formulas) if len(formulas) == 2 else _formula_ways(*formulas)
    except _TooManyWaysError:
        return None
    outputs = [(code, ways) for code, ways in outputs if ways]
    slots = sorted({literal >> 1 for _, ways in outputs for way in ways for literal in way})
    local = {slot: number for number, slot in enumerate(slots)}
    shape = tuple(
        (code, _ordered([frozenset(2 * local[literal >> 1] + (literal & 1) for literal in way) for way in ways]))
        for code, ways in outputs
    )
    return (shape, tuple(slots)) if _fits(shape, slots) else None


def _renumbered(formula: Formula, numbers: dict[int, int]) -> Formula:
    """Return the formula with its slots numbered in reading order, as ``numbers`` then says."""
    if formula[0] == "slot":
        return "slot", numbers.setdefault(formula[1], len(numbers))
    return tuple([_renumbered(part, numbers) if isinstance(part, tuple) else part for part in formula])


def _formula_ways(holds: Formula) -> list[tuple[Code, Ways]]:
    """Return the ways to false and to true.

    Raises: _TooManyWaysError.
    """
    return [(FALSE, _ways(holds, FALSE)), (TRUE, _ways(holds, TRUE))]


def _duty_ways(applies: Formula, requires: Formula) -> list[tuple[Code, Ways]]:
    """Return the ways to each code of a duty, but for those by which one slot alone refutes it: they are seen before.

    Raises: _TooManyWaysError.
    """
    needed, barred = _refuting(applies)
    refuting = {frozenset({2 * slot}) for slot in needed} | {frozenset({2 * slot + 1}) for slot in barred}
    violating = _ways_of_some(2, [_ways(applies, TRUE), _ways(requires, FALSE)])
    return [
        (NOT_APPLICABLE, _ways(applies, FALSE) - refuting),
        (SATISFIED, _ways(requires, TRUE)),
        (VIOLATED, violating),
    ]


def _refuting(applies: Formula) -> tuple[list[int], list[int]]:
    """Return the slots that refute an applicability, each alone: by being false, and by being true."""
    parts = applies[1:] if applies[0] == "all" else [applies]
    needed = [part[1] for part in parts if part[0] == "slot"]
    barred = [part[1][1] for part in parts if part[0] == "not" and part[1][0] == "slot"]
    return needed, barred


def _ordered(ways: Collection[Way]) -> tuple[tuple[Literal, ...], ...]:
    """Return the ways, and in each its literals, in a fixed order; those that all ways share stand first."""
    shared = frozenset.intersection(*ways)
    return tuple(sorted((*sorted(shared), *sorted(way - shared)) for way in ways))


def _fits(shape: Shape, slots: Sequence[int]) -> bool:
    """Return whether a shape over so many slots stays within all limits of the engine."""
    ways = [way for _, some in shape for way in some]
    few = sum(len(way) + 1 for way in ways) <= MAX_PENDING
    return (
        len(slots) <= MAX_SLOTS
        and (few or _pending(ways) <= MAX_PENDING)
        and all(_brackets(some) <= MAX_BRACKETS for _, some in shape)
    )


def _pending(ways: Collection[tuple[Literal, ...]]) -> int:
    """Return how many conditions may be true and still to be followed at once, for one fact.

    The engine walks all ways as one tree, depth first; at each branching every slot leads on by one of its two
    literals, and each way that ends leads on to its "$or".
    """
    branches = defaultdict(list)
    for way in ways:
        if way:
            branches[way[0]].append(way[1:])
    here = len({literal >> 1 for literal in branches}) + sum(not way for way in ways)
    return max([here, *(here - 1 + _pending(rest) for rest in branches.values())])


def _pattern(number: int, ways: Sequence[Sequence[Literal]]) -> dict[str, Any]:
    """Return the condition that holds where a fact is of this shape and one of the ways is open to it."""
    first: list[dict[str, Any]] = [{f"r{number}": 1}]
    if len(ways) == 1:
        return {"$and": first + _equalities(ways[0])}
    shared = len(frozenset.intersection(*map(frozenset, ways)))
    rests = [_equalities(way[shared:]) for way in ways]
    either = {"$or": [rest[0] if len(rest) == 1 else {"$and": rest} for rest in rests]}
    return {"$and": [*first, *_equalities(ways[0][:shared]), either]}


def _equalities(literals: Iterable[Literal]) -> list[dict[str, Any]]:
    return [{f"a{literal >> 1}": literal & 1} for literal in literals]


def _brackets(ways: Sequence[Sequence[Literal]]) -> int:
    """Return how many beginnings and ends of "$and" and "$or" the pattern for these ways has."""
    if len(ways) == 1:
        return 2
    shared = len(frozenset.intersection(*map(frozenset, ways)))
    return 4 + 2 * sum(len(way) > shared + 1 for way in ways)


# From duties and terms to questions -----------------------------------------------------------------------------------


class _Question(Struct, frozen=True):
    """What is asked about each subject of one scope."""

    scope: str
    shape: int
    otherwise: Code
    """The answer where nothing fires."""
    pick: Callable[[Vector], tuple[Truth, ...]]
    """Brings the truths of the slots of the shape."""
    tails: _Tails
    """The text of a fact after its id, for truths seen before; one for all questions of a shape."""
    needed: Callable[[Vector], tuple[Truth, ...]] | None = None
    """Brings the truths of which none may be false, or the rule does not apply."""
    barred: Callable[[Vector], tuple[Truth, ...]] | None = None
    """Brings the truths of which none may be true, or the rule does not apply."""

    def tail(self, vector: Vector, position: int) -> str:
        """Return the text of the fact about a subject, after its id; unknown slots are left out.

        ``position`` is that of the shape in its ruleset.
        """
        truths = self.pick(vector)
        tail = self.tails.get(truths)
        if tail is None:
            known = [f',"a{number}":{truth >> 1}' for number, truth in enumerate(truths) if truth != UNKNOWN]
            if len(self.tails) >= TAILS_KEPT:
                self.tails.clear()
            tail = self.tails[truths] = f',"t":1,"r{position}":1{"".join(known)}}}'
        return tail


class _Moment(Struct, frozen=True):
    """All that is decided in one call."""

    stages: Sequence[Sequence[tuple[int, _Question]]]
    """Questions whose answers later questions read, each after the slot its answers go to."""
    helpers: Mapping[str, int]
    """How many of those each scope has; number n has slot -n."""
    asked: Sequence[_Question]
    """The questions that the caller wants answered."""

    def answers(self, vectors: Vectors, rulesets: _Rulesets) -> list[list[Code]]:
        """Return for each question asked the answer for each subject of its scope."""
        room = {
            scope: [[*vector, *[UNKNOWN] * number] for vector in vectors[scope]]
            for scope, number in self.helpers.items()
        }
        vectors = {**vectors, **room}
        for stage in self.stages:
            rows = _ask([question for _, question in stage], vectors, rulesets)
            for (slot, question), row in zip(stage, rows, strict=True):
                for vector, answer in zip(room[question.scope], row, strict=True):
                    vector[slot] = answer
        return _ask(self.asked, vectors, rulesets)


def _ask(questions: Iterable[_Question], vectors: Vectors, rulesets: _Rulesets) -> list[list[Code]]:
    """Put questions to the engine, for all subjects at once, and return the answers."""
    rows: list[list[Code]] = []
    asked: list[tuple[_Question, Vector, list[Code], int]] = []
    for question in questions:
        row: list[Code] = []
        rows.append(row)
        needed, barred = question.needed, question.barred
        for vector in vectors[question.scope]:
            if (needed and FALSE in needed(vector)) or (barred and TRUE in barred(vector)):
                row.append(NOT_APPLICABLE)
            else:
                asked.append((question, vector, row, len(row)))
                row.append(question.otherwise)
    places = rulesets.places_of(question.shape for question, *_ in asked)
    facts: dict[_Ruleset, tuple[list[str], list[tuple[list[Code], int]]]] = {}
    for question, vector, row, number in asked:
        ruleset, position = places[question.shape]
        tails, spots = facts.setdefault(ruleset, ([], []))
        tails.append(question.tail(vector, position))
        spots.append((row, number))
    for ruleset, (tails, spots) in facts.items():
        for first in range(0, len(tails), FACTS_PER_SESSION):
            for fact, code in ruleset.answers(tails[first : first + FACTS_PER_SESSION]).items():
                row, number = spots[first + fact - 1]
                row[number] = code
    return rows


def _compiled(logics: Iterable[Definition | Duty], shapes: _Shapes, problems: list[Problem]) -> _Moment:
    """Return the questions, helpers first, that decide these terms or duties; what is too big adds to ``problems``."""
    compiler = _Compiler(shapes)
    asked: list[_Question] = []
    for logic in logics:
        try:
            asked.append(compiler.question(logic))
        except PackError as error:
            problems.extend(error.problems)
    return _Moment(compiler.stages, dict(compiler.helpers), asked)


class _Compiler:
    """Makes questions of duties and terms, and helpers of what is too big for one question."""

    def __init__(self, shapes: _Shapes) -> None:
        self.stages: list[list[tuple[int, _Question]]] = []
        self.helpers: defaultdict[str, int] = defaultdict(int)
        self._shapes = shapes
        self._known: dict[tuple[str, Formula], Formula] = {}
        self._stage_of: dict[tuple[str, int], int] = {}
        self._tails: defaultdict[int, _Tails] = defaultdict(dict)
        self._logic: Definition | Duty
        self._spent = 0

    def question(self, logic: Definition | Duty) -> _Question:
        """Return the question that decides a duty or a term.

        Raises: PackError, if it is too big.
        """
        self._logic, self._spent = logic, 0
        if isinstance(logic, Definition):
            self._measure(logic.holds)
            return self._asked(logic.scope, UNKNOWN, self._found(logic.scope, logic.holds))
        self._measure(logic.applies)
        self._measure(logic.requires)
        needed, barred = [_getter(slots) if slots else None for slots in _refuting(logic.applies)]
        return replace(self._asked(logic.scope, OPEN, self._found_duty(logic)), needed=needed, barred=barred)

    def _asked(self, scope: str, otherwise: Code, found: _Found) -> _Question:
        shape, slots = found
        return _Question(scope, shape, otherwise, _getter(slots), self._tails[shape])

    def _found_duty(self, duty: Duty) -> _Found:
        """Return the shape of a duty, or of one that means the same and reads helpers."""
        applies, requires = duty.applies, duty.requires
        found = self._shapes.find(applies, requires)
        if not found:
            requires = self._helper(duty.scope, requires)
            found = self._shapes.find(applies, requires)
        if not found:
            # within "any", for a helper refutes nothing in advance
            found = self._shapes.find(("any", self._helper(duty.scope, applies)), requires)
        assert found, "two slots always fit"
        return found

    def _found(self, scope: str, formula: Formula) -> _Found:
        """Return the shape of a formula, or of one that means the same and reads helpers."""
        found = self._shapes.find(formula)
        while not found:
            formula = self._with_helpers(scope, formula)
            found = self._shapes.find(formula)
            if not found:
                formula = _halved(formula)
                found = self._shapes.find(formula)
        return found

    def _with_helpers(self, scope: str, formula: Formula) -> Formula:
        """Return the formula with a helper in the place of each part that is more than a slot."""
        return tuple(self._helper(scope, part) if isinstance(part, tuple) else part for part in formula)

    def _helper(self, scope: str, formula: Formula) -> Formula:
        """Return the slot in which the truth of a formula will be found; a slot or its negation stays as it is."""
        if not any(isinstance(part, tuple) for part in formula) or (formula[0] == "not" and formula[1][0] == "slot"):
            return formula
        known = self._known.get((scope, formula))
        if known is None:
            found = self._found(scope, formula)
            self._spend()
            self.helpers[scope] += 1
            slot = -self.helpers[scope]
            stage = max((self._stage_of[scope, one] + 1 for one in found[1] if one < 0), default=0)
            self._stage_of[scope, slot] = stage
            while len(self.stages) <= stage:
                self.stages.append([])
            self.stages[stage].append((slot, self._asked(scope, UNKNOWN, found)))
            known = self._known[scope, formula] = ("slot", slot)
        return known

    def _spend(self) -> None:
        self._spent += 1
        if self._spent > MAX_HELPERS:
            raise self._too_big(f"needs more than {MAX_HELPERS} intermediate results")

    def _measure(self, formula: Formula) -> None:
        """Raise PackError if a formula is too big, too deep or made of unknown parts."""
        nodes, level, depth = 0, [formula], 0
        while level:
            depth, nodes = depth + 1, nodes + len(level)
            if depth > MAX_DEPTH:
                raise self._too_big(f"is nested more than {MAX_DEPTH} deep")
            if nodes > MAX_NODES:
                raise self._too_big(f"has more than {MAX_NODES} parts")
            for one in level:
                if not (_is_leaf(one) or one[0] in _OPERATORS):
                    raise self._too_big(f'has a part "{one[0]}" that the engine cannot be told')
                if one[0] == "at_least" and len(one) > MAX_CHOICE + 2:
                    raise self._too_big(f"asks for some of more than {MAX_CHOICE} things")
            level = [part for one in level if one[0] in _OPERATORS for part in one[1:] if isinstance(part, tuple)]

    def _too_big(self, what: str) -> PackError:
        remedy = "Make terms of its parts, and refer to them."
        return PackError(Problem(self._logic.place, f'the logic of "{self._logic.name}" {what}', remedy))


def _is_leaf(formula: Formula) -> bool:
    return formula[1] >= 0 if formula[0] == "slot" else formula[0] == "const" and formula[1] in (FALSE, UNKNOWN, TRUE)


def _halved(formula: Formula) -> Formula:
    """Return what means the same and asks less of each half of the parts.

    At least three of a long list is: at least none of its left half and three of its right, or one and two, or ...
    """
    number, parts = _threshold(formula)
    middle = len(parts) // 2
    left, right = parts[:middle], parts[middle:]
    if formula[0] in ("all", "any"):
        return formula[0], (formula[0], *left), (formula[0], *right)
    least, most = max(0, number - len(right)), min(number, len(left))
    shares = [(("at_least", n, *left), ("at_least", number - n, *right)) for n in range(least, most + 1)]
    return "any", *(("all", *(half for half in share if half[1])) for share in shares)


def _getter(slots: Sequence[int]) -> Callable[[Vector], tuple[Truth, ...]]:
    """Return a function that brings the truths of these slots; of a single slot, as a tuple too."""
    if not slots:
        return lambda _: ()
    if len(slots) == 1:
        (slot,) = slots
        return lambda vector: (vector[slot],)
    return itemgetter(*slots)


# The engine itself ----------------------------------------------------------------------------------------------------


class _Rulesets:
    """The shapes of one plan, told to the engine when facts are first asked about them: few campaigns need all."""

    def __init__(self, shapes: Sequence[Shape]) -> None:
        self._shapes = shapes
        self._places: dict[int, tuple[_Ruleset, int]] = {}
        self._lock = Lock()
        self._closed = False

    def places_of(self, numbers: Iterable[int]) -> Mapping[int, tuple[_Ruleset, int]]:
        """Return for some shapes, by number, the ruleset they stand in and their position there.

        Raises: EngineFault, where the engine does not take them, or they were closed.
        """
        if self._closed:
            raise _fault("durable-rules was closed")
        with self._lock:
            new = [number for number in dict.fromkeys(numbers) if number not in self._places]
            for first in range(0, len(new), SHAPES_PER_RULESET):
                group = new[first : first + SHAPES_PER_RULESET]
                ruleset = _Ruleset([self._shapes[number] for number in group])
                self._places.update({number: (ruleset, position) for position, number in enumerate(group)})
        return self._places

    def close(self) -> None:
        """Give the memory back. Closing twice is harmless."""
        self._closed = True
        for ruleset, _ in self._places.values():
            ruleset.close()


class _Ruleset:
    """Some shapes, as the engine keeps them."""

    def __init__(self, shapes: Sequence[Shape]) -> None:
        rules = {}
        self._codes: dict[str, Code] = {}
        for number, shape in enumerate(shapes):
            for code, ways in shape:
                self._codes[f"{number}.{code}"] = code
                rules[f"{number}.{code}"] = _rule(_pattern(number, ways))
        rules[_COUNTED] = _rule({"t": 1})
        _refuse_collisions(len(shapes))
        self._lock = Lock()
        self._handle: int | None = _created(json.encode(rules).decode())
        self._forget = weakref.finalize(self, _engine().delete_ruleset, self._handle)
        self._forget.atexit = False
        self._has_fired = False

    def answers(self, tails: Sequence[str]) -> Answers:
        """Hand facts over, each without its id, and return the answers to them; no answer where nothing fired.

        Raises: EngineFault, if the engine fails, loses a fact, or contradicts itself.
        """
        facts = "[" + ",".join([f'{{"id":{number}{tail}' for number, tail in enumerate(tails, 1)]) + "]"
        with self._lock:
            status, fired = self._fire(facts)
        if status:
            raise _fault(f"durable-rules did not take all facts (status {status})")
        counted: list[int] = []
        found: list[set[int]] = [set(), set(), set()]
        for message in fired:
            production = message.partition('"')[2].partition('"')[0]
            numbers = map(int, _IDS.findall(message))
            if production == _COUNTED:
                counted.extend(numbers)
            elif production in self._codes:
                found[self._codes[production]].update(numbers)
            else:
                raise _fault(f'durable-rules fired "{production}", which it was never told')
        _check(found, counted, asserted=len(tails))
        return {fact: code for code in (2, 1, 0) for fact in found[code]}

    def close(self) -> None:
        """Give the memory back. Closing twice is harmless."""
        with self._lock:
            self._forget()
            self._handle = None

    def _fire(self, facts: str) -> tuple[int, list[str]]:
        """Return the status of handing over, and the message of each production that fired.

        Once the engine has failed it is not called again, not even to free its memory: it may free it twice.
        """
        handle, self._handle = self._handle, None
        if handle is None:
            raise _fault("durable-rules was closed, or has failed before")
        engine, fired = _engine(), []
        try:
            status, session = engine.assert_facts(handle, facts)
            started = engine.start_action_for_state(handle, session)
            message = started[1] if started else None
            while message:
                fired.append(message)
                message = engine.complete_and_start_action(handle, session)
            self._has_fired = self._has_fired or bool(fired)
            if not self._has_fired:  # to delete such a session frees what is not there
                self._forget.detach()
                return status, fired
            engine.delete_state(handle, None)
        except BaseException as error:
            self._forget.detach()
            if isinstance(error, Exception):
                raise _fault(f"durable-rules failed: {error}") from error
            raise
        self._handle = handle
        return status, fired


def _created(rules: str) -> int:
    """Return the handle of a new ruleset."""
    try:
        return int(_engine().create_ruleset("clearance", rules))
    except Exception as error:
        raise _fault(f"durable-rules did not take its rules: {error}") from error


def _rule(pattern: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rule on one pattern that brings all its matches at once."""
    return {"all": [{"m": pattern}], "cap": 65535}


def _check(found: Sequence[set[int]], counted: Collection[int], *, asserted: int) -> None:
    """Raise EngineFault unless every fact fired once, and none for both sides of a question.

    Violated, or true, is the highest code of its shape, and never comes with a lower one.
    """
    if len(counted) != asserted or set(counted) != set(range(1, asserted + 1)):
        raise _fault(f"durable-rules was given {asserted} facts and brought back {len(counted)}")
    if not found[2].isdisjoint(found[0] | found[1]) or not set().union(*found) <= set(counted):
        raise _fault("durable-rules contradicts itself")


@cache
def _refuse_collisions(shapes: int) -> None:
    """Raise EngineFault if two names that facts about so many shapes need are one to the engine.

    It compares names by their hash alone.
    """
    names = ["id", "t", *(f"r{number}" for number in range(shapes)), *(f"a{slot}" for slot in range(MAX_SLOTS))]
    seen: dict[int, str] = {}
    for name in (*_WORDS_OF_THE_ENGINE, *names):
        other = seen.setdefault(_hash(name), name)
        if other != name:
            raise _fault(f'durable-rules cannot tell the names "{other}" and "{name}" apart')


@cache
def _hash(name: str) -> int:
    """Return the 32-bit FNV-1a hash by which the engine knows a name."""
    number = 0x811C9DC5
    for byte in name.encode():
        number = (number ^ byte) * 0x01000193 & 0xFFFFFFFF
    return number


def _fault(what: str) -> EngineFault:
    return EngineFault(Problem(None, what, _USE_PYTHON))
