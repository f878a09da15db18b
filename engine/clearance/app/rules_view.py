"""One rule as data, with everything a lawyer asks about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from clearance.app.places import Places
from clearance.app.rules_list import entry, period
from clearance.deciding.program import Meanings
from clearance.deciding.wording import heading, in_words
from clearance.errors import InputError, Problem
from clearance.model.conditions import Condition, Not, Quantified, TermRef, Test
from clearance.model.figures import did_you_mean
from clearance.model.reading import conditions_of, terms_needed, tests_in
from clearance.model.rules import Example, Parameter, Period, Rule, Rulebook, Term, Version
from clearance.model.vocabulary import NamedSet

Document = dict[str, Any]


def rule_document(rulebook: Rulebook, name: str, on: date, examples: Sequence[Example] | None = None) -> Document:
    """Return everything about one rule, named by its id or a former one. Raises: InputError.

    ``examples`` stands in where the rulebook was read without them.
    """
    return RuleViewer(rulebook, on).document(rule_named(rulebook, name), examples)


def rule_named(rulebook: Rulebook, name: str) -> Rule:
    """Return the rule with an id, or that once had it. Raises: InputError."""
    if name in rulebook.rules_of(name.partition("/")[0]):
        return rulebook.rules[name]
    names = {alias: rule for rule in rulebook.rules.values() for alias in (rule.id, *rule.aliases)}
    if name not in names:
        remedy = did_you_mean(name, names, 'Run "clearance rules list".')
        raise InputError(Problem(None, f'there is no rule "{name}"', remedy))
    return names[name]


class RuleViewer:
    """Tells about the rules of one rulebook, as seen on one day."""

    def __init__(self, rulebook: Rulebook, on: date, *, apart: bool = False) -> None:
        """Spell terms out where conditions name them; with ``apart``, once for each rule, beside its conditions."""
        self._apart = apart
        self._rulebook = rulebook
        self._on = on
        self._places = Places(rulebook, on)
        self._meanings: dict[date, Meanings] = {}
        self._first_rows: dict[str, str] = {}

    def meanings(self, day: date) -> Meanings:
        """Return what words mean on a day."""
        if day not in self._meanings:
            self._meanings[day] = Meanings(self._rulebook, day)
        return self._meanings[day]

    def document(self, rule: Rule, examples: Sequence[Example] | None = None) -> Document:
        """Return everything about one rule."""
        chosen = rule.version_on(self._on) or self._nearest(rule)
        pack = self._rulebook.packs[rule.pack]
        tried = self._own(rule, rule.examples if examples is None else examples)
        return {
            **entry(self._rulebook, self._places, rule, chosen),
            "regime": pack.title,
            "instrument": pack.instrument,
            "release": pack.release,
            "governs": self.words(pack.governs, rule.pack, self._on) if pack.governs else None,
            "because": chosen.because,
            "remedy": chosen.remedy,
            "limits": chosen.limits,
            "checked_on": chosen.checked.on.isoformat(),
            "versions": [self._version(rule, version) for version in rule.versions],
            **self._named(rule),
            "examples": [example_document(one) for one in tried],
            "examples_of": self._first_row(rule),
            "aliases": list(rule.aliases),
            "from_catalogue": list(rule.from_catalogue),
            "mirrors": rule.mirrors,
            "mirrored_by": list(self._mirrored_by(rule)),
            "place": str(rule.place),
        }

    def _nearest(self, rule: Rule) -> Version:
        """Return the version that a rule not in force will have first, or had last."""
        later = [one for one in rule.versions if one.in_force.first and one.in_force.first > self._on]
        return later[0] if later else rule.versions[-1]

    def _own(self, rule: Rule, examples: Sequence[Example]) -> list[Example]:
        """Return the examples that are about a rule: of those of a table, the ones of its row."""
        row = rule.id.partition("@")[2]
        first = self._first_row(rule) == rule.id
        return [one for one in examples if one.row == row or (first and not one.row)]

    def _first_row(self, rule: Rule) -> str:
        """Return the first rule of the table a rule comes from; for any other, itself."""
        stem, _, row = rule.id.partition("@")
        if not row:
            return rule.id
        if stem not in self._first_rows:
            for name in self._rulebook.rules_of(rule.pack):
                self._first_rows.setdefault(name.partition("@")[0], name)
        return self._first_rows[stem]

    def _mirrored_by(self, rule: Rule) -> Iterator[str]:
        for pack in self._rulebook.packs.values():
            if pack.mirrors == rule.pack:
                yield from (one.id for one in self._rulebook.rules_of(pack.name).values() if one.mirrors == rule.id)

    def day_within(self, in_force: Period) -> date:
        """Return the day on which to read what is in force in a period: the day asked for, or the nearest to it."""
        if in_force.first and in_force.first > self._on:
            return in_force.first
        return in_force.last if in_force.last and in_force.last < self._on else self._on

    def _version(self, rule: Rule, version: Version) -> Document:
        day = self.day_within(version.in_force)
        return {
            "in_force": period(version),
            "title": version.title,
            "cite": version.cite,
            "url": version.url,
            "severity": version.severity,
            "principle": version.principle,
            "because": version.because,
            "remedy": version.remedy,
            "limits": version.limits,
            "checked": {"on": version.checked.on.isoformat(), "against": version.checked.against},
            "applies": self.words(version.applies, rule.pack, day),
            "unless": [
                {"title": one.title, "cite": one.cite, "url": one.url, "when": self.words(one.when, rule.pack, day)}
                for one in version.unless
            ],
            "requires": self.words(version.requires, rule.pack, day),
            "review": _review(version),
        }

    def words(self, condition: Condition, pack: str, day: date) -> Document:
        """Return a condition in plain English, part by part, with the fact or the term each part names."""
        meanings = self.meanings(day)
        if isinstance(condition, Test):
            text, note = in_words(condition, pack, meanings)
            fact = meanings.fact(condition.path)
            return {
                **_heading(text),
                "note": note,
                "path": condition.path,
                "fact": fact.path if fact else "",
            }
        if isinstance(condition, TermRef):
            term = meanings.term(condition.name)
            if self._apart:
                return {**_heading(term.title), "cite": term.cite, "term": term.name, "pack": term.pack}
            return _whole(term.title, self.words(term.holds, term.pack, day), cite=term.cite, term=term.name)
        if isinstance(condition, (Quantified, Not)):
            part = condition.where if isinstance(condition, Quantified) else condition.part
            return _whole(heading(condition), self.words(part, pack, day))
        parts = [self.words(part, pack, day) for part in condition.parts]
        return _heading(heading(condition), parts)

    def _named(self, rule: Rule) -> Document:
        """Return the facts, terms, figures and sets that a rule names, itself or through its terms."""
        conditions = [one for version in rule.versions for one in conditions_of(version)]
        terms = terms_needed(self._rulebook.terms, conditions)
        tests = [(test, rule.pack) for one in conditions for test in tests_in(one)]
        tests += [(test, term.pack) for term in terms for test in tests_in(term.holds)]
        keys = self.names_read(tests)
        parameters, sets = self._rulebook.parameters, self._rulebook.vocabulary.sets
        return {
            "facts": list(dict.fromkeys(path for test, _ in tests for path in self.facts_of(test))),
            "terms": [self.term(one) if self._apart else term_document(one) for one in terms],
            "figures": [figure_document(parameters[key]) for key in keys if key in parameters],
            "sets": [set_document(key, sets[key]) for key in keys if key in sets],
        }

    def names_read(self, tests: Iterable[tuple[Test, str]]) -> list[str]:
        """Return the keys of the figures and sets that tests of some packs name, each once."""
        found: dict[str, None] = {}
        for test, pack in tests:
            for name in names_in(test):
                found.update(dict.fromkeys(self._keys(name, pack)))
        return list(found)

    def _keys(self, name: str, pack: str) -> list[str]:
        """Return the key of the one thing a pack means by a name; none where it means nothing."""
        parameters, sets = self._rulebook.parameters, self._rulebook.vocabulary.sets
        visible = self._rulebook.visible.get(pack, frozenset())
        owned = [f"{owner}:{name}" for owner in (pack, *sorted(visible - {pack}))]
        found = [key for key in owned if key in sets] + [key for key in (name,) if key in sets]
        return (found or [key for key in owned if key in parameters])[:1]

    def term(self, term: Term) -> Document:
        """Return a term with what it means."""
        each = list(term.for_each) if term.for_each else []
        return {**term_document(term), "for_each": each, "holds": self.words(term.holds, term.pack, self._on)}

    def facts_of(self, test: Test) -> list[str]:
        """Return the facts that a test reads."""
        operand = test.operand if isinstance(test.operand, str) else ""
        other = operand.removeprefix("$path:") if operand.startswith("$path:") else ""
        return [*self._facts_read(test.path), *(self._facts_read(other) if other else [])]

    def _facts_read(self, path: str) -> list[str]:
        """Return the facts that a path reads: one, or the reference it goes through and the fact behind it."""
        meanings = self.meanings(self._on)
        base = path.partition("[")[0]
        fact = meanings.fact(base)
        if fact is None or fact.path == base:
            return [fact.path] if fact else []
        steps = base.split(".")
        shorter = (".".join(steps[:cut]) for cut in range(2, len(steps)))
        return [*(one for one in shorter if one in self._rulebook.vocabulary.facts), fact.path]


def _whole(text: str, inner: Document, *, cite: str = "", term: str = "") -> Document:
    """Return a heading over what stands in it."""
    parts = inner["parts"] if inner["text"] == "all of" else [inner]
    return {**_heading(text, parts), "cite": cite, "term": term}


def _heading(text: str, parts: Sequence[Document] = ()) -> Document:
    return {"text": text, "note": "", "cite": "", "path": "", "fact": "", "term": "", "parts": list(parts)}


def names_in(test: Test) -> list[str]:
    """Return the sets and figures a test names."""
    operands = test.operand if isinstance(test.operand, tuple) else (test.operand,)
    words = [one[1:] for one in operands if isinstance(one, str) and one.startswith("$")]
    return [word for word in words if not word.startswith("path:")]


def example_document(example: Example) -> Document:
    """Return an example as it is written."""
    on = example.on.isoformat() if example.on else ""
    return {"name": example.name, "expect": example.expect, "given": example.given, "on": on}


def term_document(term: Term) -> Document:
    """Return what a term is called, and where the law defines it."""
    return {"term": term.name, "pack": term.pack, "title": term.title, "cite": term.cite, "url": term.url}


def figure_document(figure: Parameter) -> Document:
    """Return a figure with each of its values, when each holds and where it stands."""
    values = [
        {
            "value": list(one.value) if isinstance(one.value, tuple) else one.value,
            "from": one.in_force.first.isoformat() if one.in_force.first else "",
            "until": one.in_force.last.isoformat() if one.in_force.last else "",
            "cite": one.cite,
        }
        for one in figure.values
    ]
    return {"figure": figure.name, "pack": figure.pack, "title": figure.title, "values": values}


def set_document(key: str, named: NamedSet) -> Document:
    """Return a set with its members, and those that belong to it for part of the time."""
    dated = [
        {"member": member, "from": first.isoformat() if first else "", "until": last.isoformat() if last else ""}
        for member, first, last in named.dated
    ]
    return {
        "set": named.name,
        "pack": key.rpartition(":")[0],
        "of": named.of,
        "title": named.title,
        "members": list(named.members),
        "dated_members": dated,
    }


def _review(version: Version) -> Document | None:
    if version.review is None:
        return None
    review = version.review
    return {"question": review.question, "evidence": list(review.evidence), "valid_for": review.valid_for}
