"""The pages of packs: instrument, rules, terms, figures, sets, relations and changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from clearance.app.handbook.backlinks import Backlinks, Uses
from clearance.app.handbook.listing import Listing
from clearance.app.rules_view import RuleViewer, example_document, figure_document, set_document, term_document
from clearance.model.records import PackRecord, Records, Release
from clearance.model.rules import Pack, Rulebook, Term
from clearance.model.vocabulary import NamedSet

Document = dict[str, Any]


class Users:
    """Tells for each thing who uses it."""

    def __init__(self, rulebook: Rulebook, listing: Listing, links: Backlinks) -> None:
        """Take what is known about who names what."""
        self._rulebook, self._listing, self.links = rulebook, listing, links

    def of(self, uses: Uses) -> Document:
        """Return the rules, the terms and the packs that name a thing themselves."""
        return {
            "packs": self._listing.by_pack(uses.rules),
            "rules": len(uses.rules),
            "terms": [self.term(name) for name in uses.terms],
            "asked_first_by": [self._listing.pack(self._rulebook.packs[name]) for name in uses.packs],
        }

    def term(self, name: str) -> Document:
        """Return a term in short, with the number of rules that rest on it."""
        return {**term_document(self._rulebook.terms[name]), "rules": len(self.links.rules_resting_on(name))}


class PackPages:
    """Makes the documents of packs."""

    def __init__(
        self,
        rulebook: Rulebook,
        records: Records,
        on: date,
        *,
        rules: Mapping[str, Document],
        names: Mapping[str, str],
        listing: Listing,
        users: Users,
    ) -> None:
        """Take what the other pages are made of."""
        self._rulebook, self._records, self._on = rulebook, records, on
        self._rules, self._names, self._listing, self._users = rules, names, listing, users
        self._viewer = RuleViewer(rulebook, on, apart=True)

    def document(self, pack: Pack) -> Document:
        """Return everything about a pack."""
        record = self._records.packs.get(pack.name, PackRecord())
        rules = list(self._rulebook.rules_of(pack.name))
        return {
            **self._listing.pack(pack),
            "instrument": pack.instrument,
            "url": pack.url,
            "release": pack.release,
            "digest": pack.digest,
            "note": record.note,
            "places": list(pack.regions),
            "governs": self._viewer.words(pack.governs, pack.name, self._on) if pack.governs else None,
            "examples": [example_document(one) for one in pack.examples],
            "official": sum(self._rules[one]["official"] for one in rules),
            "principles": self._listing.by_principle(rules),
            **self._owned(pack),
            **self._relations(pack),
            "releases": [self._release(one) for one in record.releases],
        }

    def _owned(self, pack: Pack) -> Document:
        vocabulary = self._rulebook.vocabulary
        return {
            "terms": [self._term(one) for one in self._rulebook.terms.values() if one.pack == pack.name],
            "figures": [self._figure(key) for key, one in self._rulebook.parameters.items() if one.pack == pack.name],
            "sets": [self.set(key, one) for key, one in vocabulary.sets.items() if key.rpartition(":")[0] == pack.name],
            "facts": [
                {"path": one.path, "ask": one.ask} for one in vocabulary.facts.values() if one.origin == pack.name
            ],
        }

    def _term(self, term: Term) -> Document:
        used = self._users.of(self._users.links.terms.get(term.name, Uses()))
        return {**self._viewer.term(term), "used": used}

    def _figure(self, key: str) -> Document:
        document = figure_document(self._rulebook.parameters[key])
        return {**document, "used": self._users.of(self._users.links.named.get(key, Uses()))}

    def set(self, key: str, named: NamedSet) -> Document:
        """Return a set with those who use it."""
        return {**set_document(key, named), "used": self._users.of(self._users.links.named.get(key, Uses()))}

    def _relations(self, pack: Pack) -> Document:
        packs, brief = self._rulebook.packs, self._listing.pack
        return {
            "uses": [brief(packs[name]) for name in pack.uses if name in packs],
            "used_by": [brief(one) for one in self._listing.packs if pack.name in one.uses],
            "mirrors": brief(packs[pack.mirrors]) if pack.mirrors in packs else None,
            "mirrored_by": [brief(one) for one in self._listing.packs if one.mirrors == pack.name],
            "not_mirrored": list(self._not_mirrored(pack)),
        }

    def _not_mirrored(self, pack: Pack) -> Iterator[str]:
        """Return the rules of the mirrored pack that this one does not take over."""
        for duty in pack.not_mirrored:
            if f"{pack.mirrors}/{duty}" in self._rules:
                yield f"{pack.mirrors}/{duty}"

    def _release(self, release: Release) -> Document:
        changes = [
            {
                "what": one.what,
                "effect": one.effect,
                "authority": one.authority,
                "rules": [{"word": word, "rule": self._names.get(word, "")} for word in one.rules],
            }
            for one in release.changes
        ]
        return {"release": release.name, "date": release.day.isoformat() if release.day else "", "changes": changes}
