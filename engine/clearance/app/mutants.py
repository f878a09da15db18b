"""Mutation testing of rules: change one thing at a time, and see whether some example notices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from clearance.app.examples import ExampleRunner, own_examples
from clearance.model.conditions import All, AnyOf, AtLeast, Condition, Not, Operand, Quantified, Scalar, TermRef, Test
from clearance.model.figures import Misfit, parse_date, parse_time
from clearance.model.reading import conditions_of, terms_needed
from clearance.model.rules import Example, Period, Rule, Rulebook, Term, Version

_SWAPS = {
    "is": ("is_not",),
    "is_not": ("is",),
    "in": ("not_in",),
    "not_in": ("in",),
    "at_most": ("less_than", "more_than"),
    "less_than": ("at_most", "at_least"),
    "at_least": ("more_than", "less_than"),
    "more_than": ("at_least", "at_most"),
    "overlaps": ("disjoint_from",),
    "disjoint_from": ("overlaps",),
    "includes": ("disjoint_from",),
    "within": ("disjoint_from",),
    "older_than": ("newer_than",),
    "newer_than": ("older_than",),
    "stated": (),
}
_MANY = {"includes": "overlaps", "overlaps": "includes"}
_QUANTIFIERS = {"some": "every", "every": "some", "no": "some"}
_DAY = timedelta(days=1)


class Mutant(Struct, frozen=True):
    """One change to a rule or a term."""

    owner: str
    """Id of the rule, or name of the term or the pack."""
    change: str
    """What was changed, in words."""
    place: str


class MutationReport(Struct, frozen=True):
    """What came of all changes to a pack."""

    pack: str
    noticed: int
    survivors: tuple[Mutant, ...]
    tried: tuple[tuple[str, int], ...] = ()
    """Changes tried in each rule, term or pack, by its name."""

    @property
    def total(self) -> int:
        """Return how many changes were tried."""
        return self.noticed + len(self.survivors)


Changed = tuple[Condition, str]


class Mutator:
    """Tries changes to the rules and terms of one pack."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._runner = ExampleRunner(rulebook)

    def report(self, pack: str) -> MutationReport:
        """Return how many changes to a pack its examples notice, and which they do not."""
        rules = [(rule, examples) for rule, examples in own_examples(self._pack_rules(pack)) if examples]
        noticed, survivors, counted = 0, [], Counter[str]()
        tried = (*self._rule_mutants(rules), *self._term_mutants(pack, rules), *self._pack_mutants(pack))
        for mutant, seen in tried:
            counted[mutant.owner] += 1
            if seen:
                noticed += 1
            else:
                survivors.append(mutant)
        return MutationReport(pack, noticed, tuple(survivors), tuple(counted.items()))

    def _pack_rules(self, pack: str) -> Iterable[Rule]:
        return [rule for rule in self._rulebook.rules.values() if rule.pack == pack]

    def _rule_mutants(self, rules: list[tuple[Rule, list[Example]]]) -> Iterator[tuple[Mutant, bool]]:
        for rule, examples in rules:
            for changed, words, place in self._changed_rules(rule):
                seen = any(self._runner.status(changed, one) != one.expect for one in examples)
                yield Mutant(rule.id, words, place), seen

    def _changed_rules(self, rule: Rule) -> Iterator[tuple[Rule, str, str]]:
        for number, version in enumerate(rule.versions):
            for changed, words, place in self._changed_versions(version, rule.pack):
                versions = (*rule.versions[:number], changed, *rule.versions[number + 1 :])
                yield replace(rule, versions=versions), words, place or str(rule.place)

    def _changed_versions(self, version: Version, pack: str) -> Iterator[tuple[Version, str, str]]:
        changes = Changes(self._rulebook, pack)
        for condition, words in changes.of(version.applies):
            yield replace(version, applies=condition), f"applies: {words}", str(version.applies.place)
        for condition, words in changes.of(version.requires):
            yield replace(version, requires=condition), f"requires: {words}", str(version.requires.place)
        for number, exception in enumerate(version.unless):
            others = (*version.unless[:number], *version.unless[number + 1 :])
            yield replace(version, unless=others), f'exception "{exception.title}" dropped', ""
            for condition, words in changes.of(exception.when):
                changed = replace(exception, when=condition)
                unless = (*version.unless[:number], changed, *version.unless[number + 1 :])
                yield replace(version, unless=unless), f"exception: {words}", str(exception.when.place)
        if version.review:
            yield replace(version, review=None), "review dropped", ""
        for period, words in _changed_periods(version.in_force):
            yield replace(version, in_force=period), words, ""

    def _term_mutants(self, pack: str, rules: list[tuple[Rule, list[Example]]]) -> Iterator[tuple[Mutant, bool]]:
        for term in self._rulebook.terms.values():
            if term.pack != pack:
                continue
            users = [(rule, examples) for rule, examples in rules if self._rests_on(rule, term)]
            for condition, words in Changes(self._rulebook, pack).of(term.holds):
                changed = replace(term, holds=condition)
                book = replace(self._rulebook, terms={**self._rulebook.terms, term.name: changed})
                seen = any(
                    self._runner.status(rule, one, book) != one.expect for rule, examples in users for one in examples
                )
                yield Mutant(f"term {term.name}", words, str(term.place)), seen

    def _pack_mutants(self, name: str) -> Iterator[tuple[Mutant, bool]]:
        """Return each change to what a campaign must state to come under the pack, and whether an example notices."""
        pack = self._rulebook.packs[name]
        for condition, words in Changes(self._rulebook, name).of(pack.governs) if pack.governs else ():
            changed = replace(pack, governs=condition)
            seen = any(self._runner.part(changed, one) != one.expect for one in pack.examples)
            yield Mutant(f"pack {name}", f"governs: {words}", str(pack.place)), seen

    def _rests_on(self, rule: Rule, term: Term) -> bool:
        conditions = [one for version in rule.versions for one in conditions_of(version)]
        return any(one.name == term.name for one in terms_needed(self._rulebook.terms, conditions))


def _changed_periods(period: Period) -> Iterator[tuple[Period, str]]:
    for shift, words in ((_DAY, "a day later"), (-_DAY, "a day earlier")):
        if period.first is not None:
            yield replace(period, first=period.first + shift), f"in_force from {words}"
        if period.last is not None:
            yield replace(period, last=period.last + shift), f"in_force until {words}"


class Changes:
    """Makes every single change to a condition of one pack."""

    def __init__(self, rulebook: Rulebook, pack: str) -> None:
        self._rulebook, self._pack = rulebook, pack

    def of(self, condition: Condition) -> Iterator[Changed]:
        """Return each changed condition, with the change in words."""
        if isinstance(condition, Test):
            yield from self._of_test(condition)
        elif isinstance(condition, TermRef):
            yield Not(condition, condition.place), f"term {condition.name} negated"
        elif isinstance(condition, Not):
            yield condition.part, "not dropped"
            for part, words in self.of(condition.part):
                yield Not(part, condition.place), words
        elif isinstance(condition, Quantified):
            swapped = _QUANTIFIERS[condition.quantifier]
            yield replace(condition, quantifier=swapped), f"{condition.quantifier} -> {swapped} {condition.variable}"
            for where, words in self.of(condition.where):
                yield replace(condition, where=where), words
        else:
            yield from self._of_parts(condition)

    def _of_parts(self, condition: All | AnyOf | AtLeast) -> Iterator[Changed]:
        parts, place = condition.parts, condition.place
        if isinstance(condition, All) and len(parts) > 1:
            yield AnyOf(parts, place), "all -> any"
        if isinstance(condition, AnyOf) and len(parts) > 1:
            yield All(parts, place), "any -> all"
        if isinstance(condition, AtLeast):
            for number in (condition.number - 1, condition.number + 1):
                if 1 <= number <= len(parts):
                    yield replace(condition, number=number), f"at_least {condition.number} -> {number}"
        for position, part in enumerate(parts):
            if len(parts) > 1:
                fewer = (*parts[:position], *parts[position + 1 :])
                yield self._with(condition, fewer), f"dropped: {_short(part)}"
            for changed, words in self.of(part):
                yield self._with(condition, (*parts[:position], changed, *parts[position + 1 :])), words

    @staticmethod
    def _with(condition: All | AnyOf | AtLeast, parts: tuple[Condition, ...]) -> Condition:
        if isinstance(condition, AtLeast):
            return replace(condition, parts=parts, number=min(condition.number, len(parts)))
        return replace(condition, parts=parts)

    def _of_test(self, test: Test) -> Iterator[Changed]:
        for operator in _SWAPS[test.operator]:
            yield replace(test, operator=operator), f"{_short(test)}: {test.operator} -> {operator}"
        if isinstance(test.operand, tuple):
            yield from self._of_words(test, test.operand)
        elif test.operator in _SWAPS and test.operator not in ("is", "is_not", "in", "not_in", "stated"):
            for figure, words in self._moved(test.operand):
                yield replace(test, operand=figure), f"{_short(test)}: {words}"

    def _of_words(self, test: Test, words: tuple[Scalar, ...]) -> Iterator[Changed]:
        if len(words) > 1 and test.operator in _MANY:
            other = _MANY[test.operator]
            yield replace(test, operator=other), f"{_short(test)}: {test.operator} -> {other}"
        for position, word in enumerate(words):
            if len(words) > 1:
                fewer = (*words[:position], *words[position + 1 :])
                yield replace(test, operand=fewer), f"{_short(test)}: without {word}"

    def _moved(self, operand: Operand) -> Iterator[tuple[Operand, str]]:
        """Return a figure moved by the least step, up and down."""
        if isinstance(operand, str) and operand.startswith("$"):
            for owner in (self._pack, *sorted(self._rulebook.visible.get(self._pack, ()))):
                parameter = self._rulebook.parameters.get(f"{owner}:{operand[1:]}")
                if parameter is not None:
                    value = parameter.values[-1].value
                    if not isinstance(value, tuple):
                        yield from ((moved, f"{operand} -> {moved}") for moved in moved_figures(value))
                    return
            return
        if not isinstance(operand, (tuple, bool)):
            yield from ((moved, f"{operand} -> {moved}") for moved in moved_figures(operand))


def moved_figures(figure: Scalar) -> Iterator[Scalar]:
    """Return a figure as written, a step higher and a step lower; nothing for what is no figure."""
    if isinstance(figure, bool):
        return
    for step in (1, -1):
        moved = _moved(figure, step)
        if moved is not None:
            yield moved


def _moved(figure: int | str, step: int) -> Scalar | None:
    if isinstance(figure, int):
        return figure + step if figure + step >= 0 else None
    readers: tuple[Callable[[str, int], str | None], ...] = (_moved_day, _moved_time, _moved_number)
    return next((found for reader in readers if (found := reader(figure, step)) is not None), None)


def _moved_day(text: str, step: int) -> str | None:
    try:
        day: date = parse_date(text)
    except Misfit:
        return None
    return (day + step * _DAY).isoformat()


def _moved_time(text: str, step: int) -> str | None:
    try:
        minutes = parse_time(text).minutes + step
    except Misfit:
        return None
    return f"{minutes // 60:02}:{minutes % 60:02}" if 0 <= minutes < 1440 else None


def _moved_number(text: str, step: int) -> str | None:
    head, _, tail = text.partition(" ")
    try:
        number = Decimal(head)
    except ArithmeticError:
        return None
    least = Decimal(1).scaleb(min(int(number.as_tuple().exponent), 0))
    moved = number + step * least
    return f"{moved} {tail}".strip() if moved >= 0 else None


def _short(condition: Condition) -> str:
    if isinstance(condition, Test):
        return f"{condition.path}{' count' if condition.counted else ''} {condition.operator}"
    if isinstance(condition, TermRef):
        return f"term {condition.name}"
    return type(condition).__name__.lower()
