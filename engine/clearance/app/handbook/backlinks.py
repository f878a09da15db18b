"""Who names what: the rules and terms behind each fact, term, figure and set."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct, field

from clearance.app.rules_view import RuleViewer
from clearance.model.conditions import Condition
from clearance.model.reading import conditions_of, terms_in, tests_in
from clearance.model.rules import Rulebook


class Uses(Struct, frozen=True):
    """Those that name one thing themselves, in the order of the rulebook."""

    rules: dict[str, None] = field(default_factory=dict)
    terms: dict[str, None] = field(default_factory=dict)
    packs: dict[str, None] = field(default_factory=dict)
    """Packs that ask for it before any of their rules is looked at."""


class Backlinks:
    """Read once from all conditions of a rulebook."""

    def __init__(self, rulebook: Rulebook, on: date) -> None:
        self._viewer = RuleViewer(rulebook, on)
        self.facts: dict[str, Uses] = {}
        self.terms: dict[str, Uses] = {}
        self.named: dict[str, Uses] = {}
        """Figures and sets, as ``pack:name``; sets of the vocabulary by name alone."""
        self._resting: dict[str, dict[str, None]] = {}
        for rule in rulebook.rules.values():
            conditions = [one for version in rule.versions for one in conditions_of(version)]
            self._note(conditions, rule.pack, "rules", rule.id)
        for term in rulebook.terms.values():
            self._note([term.holds], term.pack, "terms", term.name)
        for pack in rulebook.packs.values():
            self._note([pack.governs] if pack.governs else [], pack.name, "packs", pack.name)

    def _note(self, conditions: Iterable[Condition], pack: str, kind: str, name: str) -> None:
        tests = [test for one in conditions for test in tests_in(one)]
        for path in (path for test in tests for path in self._viewer.facts_of(test)):
            getattr(self.facts.setdefault(path, Uses()), kind)[name] = None
        for term in (term for one in conditions for term in terms_in(one)):
            getattr(self.terms.setdefault(term, Uses()), kind)[name] = None
        for key in self._viewer.names_read([(test, pack) for test in tests]):
            getattr(self.named.setdefault(key, Uses()), kind)[name] = None

    def rules_resting_on(self, term: str) -> dict[str, None]:
        """Return every rule that names a term, or another that rests on it."""
        if term not in self._resting:
            self._resting[term] = self._found_resting(term)
        return self._resting[term]

    def _found_resting(self, term: str) -> dict[str, None]:
        found: dict[str, None] = {}
        seen, waiting = {term}, [term]
        while waiting:
            uses = self.terms.get(waiting.pop(), Uses())
            found.update(uses.rules)
            waiting += [one for one in uses.terms if one not in seen]
            seen.update(uses.terms)
        return found
