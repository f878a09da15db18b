"""The pages of facts: what a campaign can state, how, and which rules ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clearance.app.handbook.backlinks import Uses
from clearance.app.handbook.listing import Listing
from clearance.app.handbook.packs import Users
from clearance.model.rules import Rulebook
from clearance.model.vocabulary import FactType, Section

Document = dict[str, Any]


class FactPages:
    """Makes the documents of facts."""

    def __init__(self, rulebook: Rulebook, listing: Listing, users: Users) -> None:
        """Take what the other pages are made of."""
        self._rulebook, self._listing, self._users = rulebook, listing, users
        self._vocabulary = rulebook.vocabulary

    def document(self, fact: FactType) -> Document:
        """Return everything about a fact."""
        uses = self._users.links.facts.get(fact.path, Uses())
        section = self._vocabulary.sections[fact.section]
        origin = self._rulebook.packs.get(fact.origin)
        return {
            **self._brief(fact),
            "help": fact.help,
            "type": fact.type,
            "unit": fact.unit,
            "values": [{"value": value, "means": gloss} for value, gloss in fact.values],
            "section": section.name,
            "section_title": section.title,
            "each": section.each,
            "inherits": self._brief(self._vocabulary.facts[fact.inherits]) if fact.inherits else None,
            "of": self._vocabulary.sections[fact.of].title if fact.of in self._vocabulary.sections else "",
            "answered_by": fact.answered_by,
            "since": fact.since,
            "pack": self._listing.pack(origin) if origin else None,
            "stated": _stated(fact, section),
            "used": self._users.of(uses),
        }

    def _brief(self, fact: FactType) -> Document:
        """Return a fact in short, with the number of rules that ask for it themselves or through a term."""
        uses = self._users.links.facts.get(fact.path, Uses())
        through = (rule for term in uses.terms for rule in self._users.links.rules_resting_on(term))
        return {"path": fact.path, "ask": fact.ask, "rules": len({*uses.rules, *through})}

    def sections(self) -> Iterator[Document]:
        """Return the sections of a campaign file with their facts, as the index lists them."""
        facts: dict[str, list[FactType]] = {}
        for fact in self._vocabulary.facts.values():
            facts.setdefault(fact.section, []).append(fact)
        for section in self._vocabulary.sections.values():
            yield {
                "section": section.name,
                "title": section.title,
                "about": section.about,
                "each": section.each,
                "facts": [self._brief(one) for one in facts.get(section.name, [])],
            }


def _stated(fact: FactType, section: Section) -> Document:
    """Return the part of a campaign file that states a fact, with three dots where the answer goes."""
    answer: Any = ["…"] if fact.type.startswith("set_of") else {"…": "…"} if fact.type.startswith("map") else "…"
    for step in reversed(fact.path.split(".")[1:]):
        answer = {step: answer}
    return {section.name: [{"id": "…", **answer}] if section.each else answer}
