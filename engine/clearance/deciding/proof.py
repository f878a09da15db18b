"""Why an outcome is what it is: the conditions again, each part with its truth, the fact and its place."""

from __future__ import annotations

from collections.abc import Iterator

from clearance.deciding.frames import PHANTOM, Frame
from clearance.deciding.program import Meanings, RuleOnDay
from clearance.deciding.wording import heading, in_words
from clearance.model.conditions import Condition, Not, Quantified, TermRef, Test
from clearance.model.flights import unstated_days
from clearance.model.outcomes import Missing, Proof
from clearance.model.truth import TRUE, UNKNOWN, Truth


def proof_of(on_day: RuleOnDay, frame: Frame, meanings: Meanings) -> tuple[Proof, ...]:
    """Return the steps for one rule and the subject the frame has bound: pack, applies, exceptions, requires."""
    pack, version = on_day.rule.pack, on_day.version
    steps = list(_of_pack(pack, frame, meanings))
    applies = prove(version.applies, frame, pack, meanings)
    steps.append(Proof("applies", applies.truth, "Applies", parts=_unwrapped(applies)))
    for exception in version.unless:
        inner = prove(exception.when, frame, pack, meanings)
        text = f"Exception: {exception.title}"
        steps.append(Proof("exception", inner.truth, text, cite=exception.cite, parts=_unwrapped(inner)))
    requires = prove(version.requires, frame, pack, meanings)
    steps.append(Proof("requires", requires.truth, "Requires", parts=_unwrapped(requires)))
    return tuple(steps)


def _of_pack(pack: str, frame: Frame, meanings: Meanings) -> Iterator[Proof]:
    """Return why the pack governs the campaign at all, where more than regions tells."""
    governs = meanings.pack(pack).governs
    if governs is not None:
        inner = prove(governs, frame, pack, meanings)
        yield Proof("governs", inner.truth, "Comes under these rules", parts=_unwrapped(inner))


def _unwrapped(proof: Proof) -> tuple[Proof, ...]:
    return proof.parts if proof.kind == "all" else (proof,)


def prove(condition: Condition, frame: Frame, pack: str, meanings: Meanings) -> Proof:
    """Return one condition with its truth and everything it rests on."""
    if isinstance(condition, Test):
        return _prove_test(condition, frame, pack, meanings)
    truth = meanings.truth(condition, pack, frame)
    if isinstance(condition, TermRef):
        term = meanings.term(condition.name)
        inner = prove(term.holds, frame, term.pack, meanings)
        note = f"defined in {term.pack}"
        return Proof("term", truth, term.title, cite=term.cite, name=term.name, note=note, parts=_unwrapped(inner))
    if isinstance(condition, Quantified):
        return _prove_quantified(condition, truth, frame, pack, meanings)
    if isinstance(condition, Not):
        return Proof("not", truth, "not", parts=(prove(condition.part, frame, pack, meanings),))
    kind = {"All": "all", "AnyOf": "any", "AtLeast": "at_least"}[type(condition).__name__]
    parts = tuple(prove(part, frame, pack, meanings) for part in condition.parts)
    return Proof(kind, truth, heading(condition), parts=parts)


def _prove_test(test: Test, frame: Frame, pack: str, meanings: Meanings) -> Proof:
    truth = meanings.truth(test, pack, frame)
    text, note = in_words(test, pack, meanings)
    if meanings.fact(test.path) is None:
        elements = frame.elements(test.path)
        place = frame.campaign.list_places.get(test.path)
        value = "" if elements is None else ", ".join(one.id for one in elements) or "none"
        return Proof("test", truth, text, test.path, value, place, note=note if value else "not stated")
    fact = frame.fact(test.path.split("[", 1)[0])
    if fact is None:
        return Proof("test", truth, text, test.path, note="not stated")
    if truth == UNKNOWN and _turns_in_open_flight(test, pack, frame, meanings):
        note = "; ".join(filter(None, (note, _WAITS_FOR_DAYS)))
    elif truth == UNKNOWN and not note:
        note = "does not decide"
    return Proof("test", truth, text, test.path, fact.text, fact.place, note=note)


def _prove_quantified(condition: Quantified, truth: Truth, frame: Frame, pack: str, meanings: Meanings) -> Proof:
    elements = frame.elements(condition.section)
    text = heading(condition)
    place = frame.campaign.list_places.get(condition.section)
    if elements is None:
        return Proof(condition.quantifier, truth, text, condition.section, note="not stated")
    parts = []
    for position, element in enumerate(elements):
        inner = prove(condition.where, frame.with_element(condition.variable, element, position), pack, meanings)
        label = f"{condition.variable} {element.id}"
        parts.append(Proof("element", inner.truth, label, place=element.place, parts=_unwrapped(inner)))
    value = ", ".join(element.id for element in elements) or "none"
    return Proof(condition.quantifier, truth, text, condition.section, value, place, parts=tuple(parts))


def missing_for(on_day: RuleOnDay, frame: Frame, meanings: Meanings) -> tuple[Missing, ...]:
    """Return the facts that would help decide, each once: whether the rule applies comes first."""
    pack, version = on_day.rule.pack, on_day.version
    found: dict[Missing, None] = {}
    for condition in (version.applies, *(one.when for one in version.unless)):
        _gather_missing(condition, frame, pack, meanings, found)
    if not found or _applies(on_day, frame, meanings) == TRUE:
        found = {}
        _gather_missing(version.requires, frame, pack, meanings, found)
    return tuple(found)


def _applies(on_day: RuleOnDay, frame: Frame, meanings: Meanings) -> Truth:
    pack, version = on_day.rule.pack, on_day.version
    truths = [TRUE - meanings.truth(one.when, pack, frame) for one in version.unless]
    return min([meanings.truth(version.applies, pack, frame), *truths])


def missing_in(condition: Condition, frame: Frame, pack: str, meanings: Meanings) -> tuple[Missing, ...]:
    """Return the facts that would help decide a condition, each once; none where it is decided."""
    found: dict[Missing, None] = {}
    _gather_missing(condition, frame, pack, meanings, found)
    return tuple(found)


def _gather_missing(
    condition: Condition, frame: Frame, pack: str, meanings: Meanings, found: dict[Missing, None]
) -> None:
    if meanings.truth(condition, pack, frame) != UNKNOWN:
        return
    if isinstance(condition, Test):
        found.update(dict.fromkeys(_missing_in_test(condition, pack, frame, meanings)))
    elif isinstance(condition, TermRef):
        term = meanings.term(condition.name)
        _gather_missing(term.holds, frame, term.pack, meanings, found)
    elif isinstance(condition, Not):
        _gather_missing(condition.part, frame, pack, meanings, found)
    elif isinstance(condition, Quantified):
        elements = frame.elements(condition.section)
        if elements is None:
            found[Missing(condition.section, condition.section, "", "not stated")] = None
        for position, element in enumerate(elements or ()):
            bound = frame.with_element(condition.variable, element, position)
            _gather_missing(condition.where, bound, pack, meanings, found)
    else:
        for part in condition.parts:
            _gather_missing(part, frame, pack, meanings, found)


_WAITS_FOR_DAYS = "decides once it is stated on which days the campaign runs"


def _turns_in_open_flight(test: Test, pack: str, frame: Frame, meanings: Meanings) -> bool:
    """Tell whether a test of age is unknown only because it is not stated on which days the campaign runs."""
    first, last = frame.days
    if first == last:
        return False
    age, fact = meanings.age(test, pack), frame.fact(test.path)
    return age is not None and fact is not None and age(fact.value, first) != age(fact.value, last)


def _missing_in_test(test: Test, pack: str, frame: Frame, meanings: Meanings) -> list[Missing]:
    if _turns_in_open_flight(test, pack, frame, meanings):
        return [Missing(path, "campaign", "", "not stated") for path in unstated_days(frame.campaign)]
    if not isinstance(test.operand, str) or not test.operand.startswith("$path:"):
        return [_missing_fact(test.path, frame, meanings)]
    paths = (test.path, test.operand.removeprefix("$path:"))
    stated = [frame.fact(path.partition("[")[0]) for path in paths]
    both = all(stated)
    return [
        _missing_fact(path, frame, meanings) for path, fact in zip(paths, stated, strict=True) if fact is None or both
    ]


def _missing_fact(path: str, frame: Frame, meanings: Meanings) -> Missing:
    base, _, inside = path.partition("[")
    region = inside.rstrip("]")
    fact = meanings.fact(base)
    if fact is None:
        return Missing(base, base, "", "not stated")
    head = base.split(".", 1)[0]
    bound = frame.bound.get(head)
    if bound is not None and bound.element is PHANTOM:
        return Missing(meanings.each[head], meanings.each[head], "", "not stated")
    stated = frame.fact(base)
    why = f"stated as {stated.text}, which does not decide" if stated else "not stated"
    if fact.path != base and bound is not None:
        return _missing_through(base, fact.path, bound.element.id, frame, meanings, why)
    element = bound.element.id if bound is not None else ""
    return Missing(base, fact.section, element, why, region)


def _missing_through(base: str, target: str, element: str, frame: Frame, meanings: Meanings, why: str) -> Missing:
    """Return what is missing where a path reads one step through a reference: the reference, or the fact behind it."""
    tail = target.split(".", 1)[1]
    reference = base.removesuffix(f".{tail}")
    named = frame.fact(reference)
    if named is None:
        section = meanings.vocabulary.facts[reference].section
        return Missing(reference, section, element, "not stated")
    return Missing(target, meanings.vocabulary.facts[target].section, str(named.value), why)
