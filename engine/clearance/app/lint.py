"""What is legal in a pack but suspicious: rules that cannot say everything, examples that leave gaps, idle words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import product

from clearance.app.examples import ExampleRunner, judged_on, own_examples
from clearance.deciding.durable import DurableReasoner, durable_available
from clearance.deciding.frames import Frame
from clearance.deciding.logic import Formula, truth_of
from clearance.deciding.program import Meanings, Program, RuleOnDay, compile_program
from clearance.deciding.reach import Reach
from clearance.deciding.run import Decider, subjects_of
from clearance.errors import PackError, Problem
from clearance.model.conditions import All, Condition, Test
from clearance.model.outcomes import Status
from clearance.model.places import Place
from clearance.model.reading import conditions_of, terms_needed, tests_in
from clearance.model.rules import SHARED, Example, Pack, Rule, Rulebook, Version
from clearance.model.truth import FALSE, TRUE

_FIGURES = frozenset(("at_most", "at_least", "less_than", "more_than", "older_than", "newer_than"))
_MAX_SLOTS = 14
_LONGEST_TITLE = 90
_BANNED = re.compile(r"\b(compliant|compliance|utilise|leverage)\b", re.IGNORECASE)
_NO_FIGURE = re.compile(r"\$|never$|0(\.0+)?( |$)")
_NAMED = re.compile(r"\$([A-Za-z_]\w*)")


def lint(rulebook: Rulebook, packs: Iterable[str]) -> Iterator[Problem]:
    """Return what is suspicious in some packs, in the order of rules."""
    runner = ExampleRunner(rulebook)
    for pack in packs:
        rules = [rule for rule in rulebook.rules.values() if rule.pack == pack]
        for rule, examples in own_examples(rules):
            yield from _rule(rulebook, runner, rule, examples)
        terms = (term.holds for term in rulebook.terms.values() if term.pack == pack)
        yield from _bare_figures(terms, ())
        yield from _parts(rulebook.packs[pack])
        yield from _idle(rulebook, pack)
        yield from _not_taken_over(rulebook, rulebook.packs[pack])


def _not_taken_over(rulebook: Rulebook, pack: Pack) -> Iterator[Problem]:
    """Report duties of a mirrored pack of which the mirroring one says nothing."""
    taken = {rule.mirrors for rule in rulebook.rules.values() if rule.pack == pack.name}
    for rule in rulebook.rules.values():
        duty = rule.id.partition("/")[2]
        if rule.pack == pack.mirrors and rule.id not in taken and duty not in pack.not_mirrored:
            remedy = f"Cite it under rules in mirrors.yaml, or say under own why {pack.name} does not repeat it."
            yield Problem(pack.place, f"nothing is said about {rule.id}", remedy)


def _rule(rulebook: Rulebook, runner: ExampleRunner, rule: Rule, examples: list[Example]) -> Iterator[Problem]:
    first_row = not rule.row or bool(examples)
    for version in rule.versions:
        yield from _wording(rule, version)
        yield from _reach(rulebook, rule, version)
        yield from _bare_figures(conditions_of(version), {str(value) for _, value in rule.row})
    yield from _out_of_place(rulebook, runner, rule, examples)
    if first_row:
        yield from _statuses(rule, examples)
        yield from _thresholds(rulebook, runner, rule, examples)


def _bare_figures(conditions: Iterable[Condition], dated: Collection[str]) -> Iterator[Problem]:
    """Report figures of the law that stand in a condition itself, without their source and their date.

    Those of a table stand in its row. None at all, and never, are no figures of the law.
    """
    for test in (test for condition in conditions for test in tests_in(condition) if test.operator in _FIGURES):
        figure = str(test.operand)
        if not (test.counted or figure in dated or _NO_FIGURE.match(figure)):
            remedy = "Put it in parameters.yaml with its source and first day, and name it."
            yield Problem(test.place, f"the figure {figure} of {test.path} stands in the rule", remedy)


def _out_of_place(rulebook: Rulebook, runner: ExampleRunner, rule: Rule, examples: list[Example]) -> Iterator[Problem]:
    """Report examples in which a rule applies though the campaign does not reach the region of its row."""
    if not rule.regions:
        return
    pack = rulebook.packs[rule.pack]
    for example in examples:
        campaign = runner.campaign(example)
        reach = Reach(rulebook, judged_on(rule, example))
        if example.expect != "not_applicable" and not reach.reaches(rule.regions, pack, campaign):
            what = f'"{example.name}" applies outside of {", ".join(rule.regions)}, where the rule is not looked at'
            yield Problem(example.place, what, "Look at touched_by of the pack, or leave regions out of the table.")


def _wording(rule: Rule, version: Version) -> Iterator[Problem]:
    if len(version.title) > _LONGEST_TITLE:
        yield Problem(rule.place, f"the title has {len(version.title)} characters", f"Keep it below {_LONGEST_TITLE}.")
    for name in ("title", "because", "remedy"):
        found = _BANNED.search(getattr(version, name))
        if found:
            yield Problem(rule.place, f'{name} says "{found[0]}"', "Say what one does or must do.")
    if not version.url.startswith("https://"):
        yield Problem(rule.place, f'the url "{version.url}" is no https address', "Link the official text.")


def _reach(rulebook: Rulebook, rule: Rule, version: Version) -> Iterator[Problem]:
    """Report a rule that can never apply, never fail or never pass, whatever is stated."""
    program = compile_program(rulebook, version.in_force.first or version.checked.on, [RuleOnDay(rule, version)])
    yield from _too_big(program)
    (duty,) = program.plan.duties
    applies, requires = _possible(duty.applies), _possible(duty.requires)
    if TRUE not in applies:
        yield Problem(rule.place, "the rule can never apply", "Look at applies and unless.")
    if TRUE not in requires:
        yield Problem(rule.place, "the rule can never be satisfied", "Look at requires.")
    if FALSE not in requires:
        yield Problem(rule.place, "the rule can never be violated", "Look at requires.")


def _too_big(program: Program) -> Iterator[Problem]:
    """Report what durable-rules cannot be handed safely."""
    if durable_available():
        try:
            DurableReasoner(program.plan)
        except PackError as error:
            yield from error.problems


def _possible(formula: Formula) -> set[int]:
    slots = sorted(_slots(formula))
    if len(slots) > _MAX_SLOTS:
        return {FALSE, TRUE}
    found: set[int] = set()
    width = max(slots, default=0) + 1
    for truths in product((FALSE, TRUE), repeat=len(slots)):
        vector = [FALSE] * width
        for slot, truth in zip(slots, truths, strict=True):
            vector[slot] = truth
        found.add(truth_of(formula, vector))
        if len(found) == 2:
            break
    return found


def _slots(formula: Formula) -> set[int]:
    if formula[0] == "slot":
        return {formula[1]}
    return set().union(*(_slots(part) for part in formula[1:] if isinstance(part, tuple)))


def _statuses(rule: Rule, examples: list[Example]) -> Iterator[Problem]:
    seen = {example.expect for example in examples}
    reviewed = any(version.review for version in rule.versions)
    wanted = {Status.VIOLATED, Status.NEEDS_INFORMATION, Status.NEEDS_REVIEW if reviewed else Status.SATISFIED}
    if any(version.applies != All((), version.applies.place) for version in rule.versions):
        wanted.add(Status.NOT_APPLICABLE)
    for status in sorted(wanted, key=lambda one: one.value):
        if status.value not in seen:
            yield Problem(rule.place, f"no example of {rule.id} comes out as {status.value}", "Add one.")


def _parts(pack: Pack) -> Iterator[Problem]:
    """Report a way in which a pack that asks for facts can take part, and that no example of it shows."""
    seen = {example.expect for example in pack.examples}
    for part in ("used", "not concerned", "waiting") if pack.governs else ():
        if part not in seen:
            yield Problem(pack.place, f"no example of {pack.name} comes out as {part}", "Add one to its pack.yaml.")


def _thresholds(rulebook: Rulebook, runner: ExampleRunner, rule: Rule, examples: list[Example]) -> Iterator[Problem]:
    """Report a figure on one side of which no example stands."""
    seen: dict[tuple[str, str, str], set[int]] = {}
    places: dict[tuple[str, str, str], Place] = {}
    for example in examples:
        day = judged_on(rule, example)
        version = rule.version_on(day)
        if version is None:
            continue
        program = compile_program(rulebook, day, [RuleOnDay(rule, version)])
        frames = list(_frames(runner, rule, example, program))
        for test in _figure_tests(version):
            key = (test.path, test.operator, str(test.operand))
            places[key] = test.place
            seen.setdefault(key, set()).update(_truths(test, rule.pack, frames, program.meanings))
    for key, truths in seen.items():
        for truth, side in ((TRUE, "meets"), (FALSE, "misses")):
            if truth not in truths:
                what = f"no example of {rule.id} {side} {key[0]} {key[1]} {key[2]}"
                yield Problem(places[key], what, "Add one on each side of the figure.")


def _figure_tests(version: Version) -> Iterator[Test]:
    for condition in conditions_of(version):
        for test in tests_in(condition):
            if test.operator in _FIGURES:
                yield test


def _frames(runner: ExampleRunner, rule: Rule, example: Example, program: Program) -> Iterator[Frame]:
    campaign = runner.campaign(example)
    day = judged_on(rule, example)
    frame = Decider(program, "python").decide(campaign, (day, day)).frame
    if rule.for_each is None:
        yield frame
        return
    variable, section = rule.for_each
    for position, element in enumerate(subjects_of(campaign, section)):
        yield frame.with_element(variable, element, position)


def _truths(test: Test, pack: str, frames: Iterable[Frame], meanings: Meanings) -> Iterator[int]:
    variable = meanings.variable(test.path)
    for frame in frames:
        if variable is None or variable in frame.bound:
            yield meanings.truth(test, pack, frame)
            continue
        for position, element in enumerate(frame.elements(meanings.each[variable]) or ()):
            yield meanings.truth(test, pack, frame.with_element(variable, element, position))


def _idle(rulebook: Rulebook, pack: str) -> Iterator[Problem]:
    """Report terms and figures of a pack that nothing uses, in it or in packs that may name them."""
    users = {name for name, visible in rulebook.visible.items() if pack in visible}
    if rulebook.packs[pack].kind == SHARED and users == {pack}:
        return  # loaded alone, without those for whom it is there
    conditions = [
        one
        for rule in rulebook.rules.values()
        if rule.pack in users
        for version in rule.versions
        for one in conditions_of(version)
    ]
    used_terms = {term.name for term in terms_needed(rulebook.terms, conditions)}
    for term in rulebook.terms.values():
        if term.pack == pack and term.name not in used_terms:
            yield Problem(term.place, f"nothing uses the term {term.name}", "Use it or drop it.")
    conditions += [term.holds for term in rulebook.terms.values() if term.pack in users]
    conditions += [one.governs for one in rulebook.packs.values() if one.governs and one.name in users]
    tests = (test for one in conditions for test in tests_in(one))
    used = {name for test in tests for name in _NAMED.findall(str(test.operand))}
    for parameter in rulebook.parameters.values():
        if parameter.pack == pack and parameter.name not in used:
            yield Problem(parameter.place, f"nothing uses the figure {parameter.name}", "Use it or drop it.")
