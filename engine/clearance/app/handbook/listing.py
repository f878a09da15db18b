"""Rules as lists show them: those of one table that state the same duty stand together, under their packs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from clearance.model.rules import KINDS, PRINCIPLES, SEVERITIES, Pack, Rule, Rulebook

Document = dict[str, Any]

_STATE_COLUMNS = {"state": "state", "place": "place", "people": "country"}
"""Columns of tables that name the place of a row, in the order they are looked for, and what such a place is called."""


class Listing:
    """Makes lists of the rules of one rulebook."""

    def __init__(self, rulebook: Rulebook, rules: Mapping[str, Document]) -> None:
        """Know the documents of all rules."""
        self._rulebook, self._rules = rulebook, rules
        self.packs: list[Pack] = sorted(rulebook.packs.values(), key=lambda one: (one.title.casefold(), one.name))
        """By title."""
        self._titles = self._general_titles()

    def _general_titles(self) -> dict[str, str]:
        """Return for each duty that runs across a table a title in which the name of the state is left open."""
        found: dict[str, set[str]] = {}
        for rule in self._rulebook.rules.values():
            if rule.row:
                found.setdefault(rule.id.partition("@")[0], set()).add(self._general_title(rule))
        return {stem: titles.pop() for stem, titles in found.items() if len(titles) == 1}

    def _general_title(self, rule: Rule) -> str:
        title, columns = str(self._rules[rule.id]["title"]), dict(rule.row)
        for column, word in _STATE_COLUMNS.items():
            name = columns.get(column)
            if isinstance(name, str) and name and name in title:
                return title.replace(name, f"[{word}]")
        return title

    def entries(self, rules: Iterable[str]) -> list[Document]:
        """Return one entry for each rule, gravest first; rows of a table that state the same duty are one."""
        found: dict[str, Document] = {}
        for name in rules:
            stem, _, row = name.partition("@")
            entry = found.setdefault(stem, self._entry(self._rules[name]))
            if row:
                entry["rows"].append({"rule": name, "row": row})
        for stem, entry in found.items():
            if len(entry["rows"]) > 1:
                entry["title"] = self._titles.get(stem, entry["title"])
        return sorted(found.values(), key=lambda one: SEVERITIES.index(one["severity"]))

    def _entry(self, rule: Document) -> Document:
        kept = ("rule", "title", "severity", "principle", "cite", "state", "official")
        return {**{key: rule[key] for key in kept}, "rows": []}

    def by_pack(self, rules: Iterable[str]) -> list[Document]:
        """Return rules under their packs, by the titles of these."""
        found: dict[str, list[str]] = {}
        for name in rules:
            found.setdefault(name.partition("/")[0], []).append(name)
        return [
            {**self.pack(one), "of": len(found[one.name]), "entries": self.entries(found[one.name])}
            for one in self.packs
            if one.name in found
        ]

    def by_kind(self, rules: Iterable[str]) -> list[Document]:
        """Return rules under the kinds of their packs, and these."""
        packs = self.by_pack(rules)
        kinds = ((kind, [one for one in packs if one["kind"] == kind]) for kind in KINDS)
        return [
            {"kind": kind, "packs": found, "rules": sum(one["of"] for one in found)} for kind, found in kinds if found
        ]

    def by_principle(self, rules: Iterable[str]) -> list[Document]:
        """Return rules under their principles."""
        rules = list(rules)
        groups = ((name, [one for one in rules if self._rules[one]["principle"] == name]) for name in PRINCIPLES)
        return [{"principle": name, "entries": self.entries(found)} for name, found in groups if found]

    def pack(self, pack: Pack) -> Document:
        """Return a pack in short."""
        rules = self._rulebook.rules_of(pack.name)
        return {"pack": pack.name, "title": pack.title, "short": pack.short, "kind": pack.kind, "rules": len(rules)}
