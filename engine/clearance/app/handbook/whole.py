"""The rule library as one document to be printed: rules, packs, facts, places, principles, terms, linked both ways."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from clearance.app.handbook.backlinks import Backlinks
from clearance.app.handbook.facts import FactPages
from clearance.app.handbook.listing import Listing
from clearance.app.handbook.packs import PackPages, Users
from clearance.app.handbook.places import PlacePages
from clearance.app.handbook.rules import RulePages
from clearance.model.records import Records
from clearance.model.rules import KINDS, PRINCIPLES, SHARED, Rulebook

Document = dict[str, Any]


def handbook_document(rulebook: Rulebook, records: Records, on: date) -> Document:
    """Return what the handbook of a rulebook shows on one day. The rulebook must have been read with its examples."""
    rule_pages = RulePages(rulebook, records, on)
    rules = rule_pages.documents()
    listing = Listing(rulebook, rules)
    users = Users(rulebook, listing, Backlinks(rulebook, on))
    packs = PackPages(rulebook, records, on, rules=rules, names=rule_pages.names, listing=listing, users=users)
    facts = FactPages(rulebook, listing, users)
    places = PlacePages(rulebook, on, listing)
    sets = ((key, one) for key, one in rulebook.vocabulary.sets.items() if ":" not in key)
    terms = sorted(rulebook.terms.values(), key=lambda one: (one.title.casefold(), one.name))
    return {
        "as_of": on.isoformat(),
        "digest": rulebook.digest,
        "vocabulary": rulebook.vocabulary.release,
        "counts": _counts(rulebook, rules),
        "index": list(places.index()),
        "rules": list(rules.values()),
        "packs": [packs.document(one) for one in listing.packs],
        "facts": [facts.document(one) for one in rulebook.vocabulary.facts.values()],
        "sections": list(facts.sections()),
        "sets": [packs.set(key, one) for key, one in sets],
        "terms": [users.term(one.name) for one in terms],
        "principles": [_principle(name, rules, listing) for name in PRINCIPLES],
        "places": list(places.documents()),
        "left_out": [rule_pages.left_out(one) for one in records.left_out],
    }


def _principle(name: str, rules: Mapping[str, Document], listing: Listing) -> Document:
    found = [one for one, rule in rules.items() if rule["principle"] == name]
    return {"principle": name, "kinds": listing.by_kind(found), "rules": len(found)}


def _counts(rulebook: Rulebook, rules: Mapping[str, Document]) -> Document:
    of_kind = {kind: sum(one["kind"] == kind for one in rules.values()) for kind in KINDS}
    return {
        "rules": len(rules),
        "kinds": [{"kind": kind, "rules": number} for kind, number in of_kind.items() if number],
        "packs": sum(pack.kind != SHARED for pack in rulebook.packs.values()),
        "facts": len(rulebook.vocabulary.facts),
        "terms": len(rulebook.terms),
        "examples": sum(len(one["examples"]) for one in rules.values()),
        "official": sum(one["official"] for one in rules.values()),
    }
