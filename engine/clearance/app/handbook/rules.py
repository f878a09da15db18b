"""The pages of rules: each with how it stands on the day, its sister rules, and what was left out near it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from clearance.app.coverage import OFFICIAL
from clearance.app.rules_view import RuleViewer
from clearance.model.records import LeftOut, Records
from clearance.model.rules import Rule, Rulebook

Document = dict[str, Any]

_STATES = ("in force", "upcoming", "ended")
"""How a version can stand to a day, in the order in which pages show them."""


class RulePages:
    """Makes the documents of rules, as seen on one day."""

    def __init__(self, rulebook: Rulebook, records: Records, on: date) -> None:
        """Know the names of all rules."""
        self._rulebook, self._records, self._on = rulebook, records, on
        self._viewer = RuleViewer(rulebook, on, apart=True)
        self.names = _names(rulebook)
        """The rule that each id or former id means; a duty of a table means its first row."""
        self._near: dict[str, list[Document]] = {}
        for one in map(self.left_out, records.left_out):
            for rule in one["near"]:
                self._near.setdefault(rule, []).append(one)

    def documents(self) -> dict[str, Document]:
        """Return the documents of all rules by id."""
        return {rule.id: self._document(rule) for rule in self._rulebook.rules.values()}

    def _document(self, rule: Rule) -> Document:
        document = self._viewer.document(rule)
        for version in document["versions"]:
            version["state"] = self._state(version["in_force"])
        document["versions"].sort(key=lambda version: (_STATES.index(version["state"]), version["in_force"]["from"]))
        states = {version["state"] for version in document["versions"]}
        return {
            **document,
            "state": next(one for one in _STATES if one in states),
            "official": all(version["checked"]["against"] == OFFICIAL for version in document["versions"]),
            "facts": [self._fact(path) for path in document["facts"]],
            "rows": self._rows(rule),
            "near": self._near.get(rule.id, []),
        }

    def _state(self, in_force: Document) -> str:
        """Tell how a period stands to the day the handbook is made for."""
        if in_force["from"] > self._on.isoformat():
            return "upcoming"
        return "ended" if in_force["until"] and in_force["until"] < self._on.isoformat() else "in force"

    def _fact(self, path: str) -> Document:
        return {"path": path, "ask": self._rulebook.vocabulary.facts[path].ask}

    def _rows(self, rule: Rule) -> list[Document]:
        """Return the rules of the same table that state the same duty, itself among them."""
        stem, _, row = rule.id.partition("@")
        mine = self._rulebook.rules_of(rule.pack) if row else {}
        return [{"rule": one, "row": one.partition("@")[2]} for one in mine if one.startswith(f"{stem}@")]

    def left_out(self, one: LeftOut) -> Document:
        """Return something that was looked at and is no rule."""
        catalogue = self._records.catalogues.get(one.catalogue)
        return {
            "id": one.id,
            "name": one.name,
            "catalogue": catalogue.title if catalogue else "",
            "state": one.state,
            "since": one.since.isoformat() if one.since else "",
            "cite": one.cite,
            "why": one.why,
            "near": [self.names[name] for name in one.near if name in self.names],
            "checked": {"on": one.checked.on.isoformat(), "against": one.checked.against},
        }


def _names(rulebook: Rulebook) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for rule in rulebook.rules.values():
        for name in (rule.id, rule.id.partition("@")[0], *rule.aliases):
            found.setdefault(name, rule.id)
    return found
