"""One program, one campaign, one day: leaves, terms in layers, duties. Reasoners must agree or nothing is decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

from msgspec import Struct

from clearance.deciding.frames import PHANTOM, Frame, Leaves
from clearance.deciding.logic import Code, Definition, LogicPlan, Reasoner, Vectors
from clearance.deciding.program import Leaf, Program
from clearance.deciding.reasoner import PlainReasoner
from clearance.errors import EngineFault, InputError, Problem
from clearance.model.campaigns import Campaign, Element, Fact
from clearance.model.flights import Flight
from clearance.model.truth import UNKNOWN, Truth

ENGINES = ("both", "durable", "python")


class Decided(Struct, frozen=True):
    """What the reasoners made of one campaign on one day, or on any day of a span."""

    frame: Frame
    codes: list[list[Code]]
    """For each rule of the program, one code for each subject."""


class Decider:
    """Decides one program, with one reasoner or with two that must agree."""

    def __init__(self, program: Program, engine: str) -> None:
        self.program = program
        self._reasoners = reasoners_for(engine, program.plan)
        self._lists = frozenset(program.meanings.each.values())

    @property
    def names(self) -> tuple[str, ...]:
        """Return the reasoners that decide."""
        return tuple(reasoner.name for reasoner in self._reasoners)

    def decide(self, campaign: Campaign, days: tuple[date, date]) -> Decided:
        """Return the codes of every rule for every subject, on one day or on any day of a span. Raises: EngineFault."""
        program = self.program
        scopes = {scope: subjects_of(campaign, scope) for scope in program.sizes}
        own = _simple_leaves(program, campaign, scopes)
        terms: dict[str, Sequence[Truth]] = {}
        frame = Frame(campaign, days, terms)
        settled = Frame(campaign, days, terms, leaves=Leaves(program.slots, own))
        layers = program.plan.layers
        for stage, probed in enumerate(program.probed):
            for leaf in probed:
                self._probe(leaf, own, frame)
            if stage < len(layers) and layers[stage]:
                self._define(stage, layers[stage], own, terms)
        codes = self._agreed("decide", [reasoner.decide(_joined(own)) for reasoner in self._reasoners])
        return Decided(settled, codes)

    def _probe(self, leaf: Leaf, own: dict[str, list[list[Truth]]], frame: Frame) -> None:
        scope, slot = leaf.scope, leaf.slot
        if leaf.path in self._lists and frame.elements(leaf.path) is None:
            return  # nothing is known of a list that is not stated
        probe = self.program.meanings.probed(leaf.condition, leaf.pack)
        if not scope:
            own[""][0][slot] = probe(frame)
            return
        variable = self.program.meanings.vocabulary.sections[scope].each
        for row, view in zip(own[scope], frame.subjects(variable, scope), strict=True):
            row[slot] = probe(view)

    def _define(
        self,
        stage: int,
        layer: Sequence[Definition],
        own: dict[str, list[list[Truth]]],
        terms: dict[str, Sequence[Truth]],
    ) -> None:
        vectors = _joined(own)
        truths = self._agreed("define", [reasoner.define(stage, vectors) for reasoner in self._reasoners])
        offset = len(own[""][0])
        for term, results in zip(layer, truths, strict=True):
            terms[term.name] = results
            slot = term.slot - (offset if term.scope else 0)
            for position, truth in enumerate(results):
                own[term.scope][position][slot] = truth

    def _agreed(self, step: str, answers: list[list[list[int]]]) -> list[list[int]]:
        first = answers[0]
        if any(answer != first for answer in answers[1:]):
            names = " and ".join(self.names)
            what = f"the reasoners {names} disagree (step {step}), so nothing is decided"
            remedy = "Report this with the campaign and the packs; --engine python decides."
            raise EngineFault(Problem(None, what, remedy))
        return first


def reasoners_for(engine: str, plan: LogicPlan) -> tuple[Reasoner, ...]:
    """Return the reasoners that a choice of engine means. Raises: InputError, PackError."""
    if engine == "python":
        return (PlainReasoner(plan),)
    from clearance.deciding.durable import DurableReasoner, durable_available

    if not durable_available():
        if engine == "both":
            return (PlainReasoner(plan),)
        what = "durable-rules is not installed here, or does not work with this Python"
        raise InputError(Problem(None, what, "Use --engine python, or Python 3.11 or 3.12."))
    durable = DurableReasoner(plan)
    return (durable,) if engine == "durable" else (PlainReasoner(plan), durable)


def reasoner_names(engine: str) -> tuple[str, ...]:
    """Return the reasoners that a choice of engine means here, with their versions; none where it cannot be met."""
    if engine == "python":
        return (PlainReasoner.name,)
    from clearance.deciding.durable import DurableReasoner, durable_available

    if not durable_available():
        return (PlainReasoner.name,) if engine == "both" else ()
    return (DurableReasoner.name,) if engine == "durable" else (PlainReasoner.name, DurableReasoner.name)


def subjects_of(campaign: Campaign, scope: str) -> Sequence[Element]:
    """Return the elements a scope is about: one that is unknown where the list is not stated."""
    if not scope:
        return (PHANTOM,)
    return campaign.lists.get(scope, (PHANTOM,))


def _simple_leaves(
    program: Program, campaign: Campaign, scopes: dict[str, Sequence[Element]]
) -> dict[str, list[list[Truth]]]:
    """Return the slots of each subject, with the tests of single facts filled in."""
    own: dict[str, list[list[Truth]]] = {}
    for scope, size in program.sizes.items():
        grouped = program.grouped[scope]
        rows = own[scope] = []
        for element in scopes[scope]:
            facts = element.facts if scope else campaign.facts
            row = [UNKNOWN] * size
            for path, tests in grouped:
                fact = facts.get(path)
                if fact is not None:
                    value = fact.value
                    for slot, judge in tests.made():
                        row[slot] = judge(value)
            rows.append(row)
    return own


def _joined(own: dict[str, list[list[Truth]]]) -> Vectors:
    (campaign,) = own[""]
    return {scope: [campaign + row for row in rows] if scope else [campaign] for scope, rows in own.items()}


def spans_of(program: Program, campaign: Campaign, flight: Flight) -> list[tuple[date, date]]:
    """Return what has to be decided for a flight: days, and a last span of days on which the campaign may run.

    Of the days that are certain, the first, and each from which some test of age gives another answer. The span is
    there where an end of the flight is open and some test of age may turn in it.
    """
    days = _turning_days(program, campaign, *flight.sure) if flight.sure else []
    spans = [(day, day) for day in days]
    if not spans or (flight.sure != flight.possible and _turns_within(program, campaign, *flight.possible)):
        spans.append(flight.possible)
    return spans


def _turning_days(program: Program, campaign: Campaign, first: date, last: date) -> list[date]:
    """Return the first day, and the days from which some test of age gives another answer.

    An age only grows, so each test turns at most twice and the day can be found by halving.
    """
    days = {first}
    for path, judge in program.ages if last > first else ():
        for fact in _stated(campaign, path):
            days.update(_turns(partial(judge, fact.value), first, last))
    return sorted(days)


def _turns_within(program: Program, campaign: Campaign, first: date, last: date) -> bool:
    return any(
        judge(fact.value, first) != judge(fact.value, last)
        for path, judge in program.ages
        for fact in _stated(campaign, path)
    )


def _stated(campaign: Campaign, path: str) -> list[Fact]:
    found = [campaign.facts[path]] if path in campaign.facts else []
    for elements in campaign.lists.values():
        found += [element.facts[path] for element in elements if path in element.facts]
    return found


def _turns(truth_on: Callable[[date], Truth], first: date, last: date) -> list[date]:
    if truth_on(first) == truth_on(last):
        return []
    if (last - first).days == 1:
        return [last]
    middle = first + timedelta(days=(last - first).days // 2)
    return [*_turns(truth_on, first, middle), *_turns(truth_on, middle, last)]


__all__ = ["ENGINES", "Decided", "Decider", "reasoner_names", "reasoners_for", "spans_of", "subjects_of"]
