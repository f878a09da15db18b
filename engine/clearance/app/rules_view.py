"""Rules as data for those who read them: lists, and one rule with everything about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from clearance.deciding.program import Meanings
from clearance.deciding.wording import heading, in_words
from clearance.errors import InputError, Problem
from clearance.model.conditions import Condition, Not, Quantified, TermRef, Test
from clearance.model.figures import did_you_mean
from clearance.model.rules import KINDS, PRINCIPLES, SEVERITIES, Rule, Rulebook, Version

Document = dict[str, Any]


def listed_rules(rulebook: Rulebook, on: date, *, word: str, filters: Mapping[str, str | None]) -> list[Document]:
    """Return the rules in force on a day that meet every filter. Raises: InputError for a word that means nothing."""
    _refuse_unknown(rulebook, filters)
    found = []
    for rule in sorted(rulebook.rules.values(), key=lambda one: one.id):
        version = rule.version_on(on)
        if version is not None and word.lower() in f"{rule.id} {version.title}".lower():
            entry = _entry(rulebook, rule, version)
            if all(value is None or entry[key] == value for key, value in filters.items()):
                found.append(entry)
    return found


def _refuse_unknown(rulebook: Rulebook, filters: Mapping[str, str | None]) -> None:
    known: Mapping[str, Any] = {
        "pack": rulebook.packs,
        "principle": PRINCIPLES,
        "severity": SEVERITIES,
        "kind": KINDS,
    }
    for key, value in filters.items():
        if value is not None and value not in known[key]:
            remedy = did_you_mean(value, known[key], f"There are: {', '.join(known[key])}.")
            raise InputError(Problem(None, f'--{key}: there is no {key} "{value}"', remedy))


def _entry(rulebook: Rulebook, rule: Rule, version: Version) -> Document:
    pack = rulebook.packs[rule.pack]
    return {
        "rule": rule.id,
        "pack": rule.pack,
        "kind": pack.kind,
        "title": version.title,
        "cite": version.cite,
        "url": version.url,
        "severity": version.severity,
        "principle": version.principle,
        "in_force": _period(version),
        "checked": version.checked.against,
    }


def _period(version: Version) -> Document:
    first, last = version.in_force.first, version.in_force.last
    return {"from": first.isoformat() if first else "", "until": last.isoformat() if last else ""}


def rule_document(rulebook: Rulebook, name: str, on: date) -> Document:
    """Return everything about one rule. Raises: InputError."""
    names = {alias: rule for rule in rulebook.rules.values() for alias in (rule.id, *rule.aliases)}
    if name not in names:
        remedy = did_you_mean(name, names, 'Run "clearance rules list".')
        raise InputError(Problem(None, f'there is no rule "{name}"', remedy))
    rule = names[name]
    chosen = rule.version_on(on) or rule.versions[-1]
    return {
        **_entry(rulebook, rule, chosen),
        "regime": rulebook.packs[rule.pack].title,
        "governs": _governs(rulebook, rule.pack, on),
        "for_each": list(rule.for_each) if rule.for_each else [],
        "because": chosen.because,
        "remedy": chosen.remedy,
        "limits": chosen.limits,
        "checked_on": chosen.checked.on.isoformat(),
        "versions": [_version(rulebook, rule, version, on) for version in rule.versions],
        "examples": [
            {"name": one.name, "expect": one.expect, "given": one.given, "on": one.on.isoformat() if one.on else ""}
            for one in rule.examples
        ],
        "from_catalogue": list(rule.from_catalogue),
        "mirrors": rule.mirrors,
        "place": str(rule.place),
    }


def _governs(rulebook: Rulebook, pack: str, on: date) -> Document | None:
    """Return what a campaign must state to come under a pack, beside its regions."""
    governs = rulebook.packs[pack].governs
    return _words(governs, pack, Meanings(rulebook, on)) if governs else None


def _version(rulebook: Rulebook, rule: Rule, version: Version, on: date) -> Document:
    first = version.in_force.first or on
    inside = on if version.in_force.covers(on) else max(first, version.in_force.first or first)
    meanings = Meanings(rulebook, inside)
    return {
        "in_force": _period(version),
        "title": version.title,
        "cite": version.cite,
        "applies": _words(version.applies, rule.pack, meanings),
        "unless": [
            {"title": one.title, "cite": one.cite, "when": _words(one.when, rule.pack, meanings)}
            for one in version.unless
        ],
        "requires": _words(version.requires, rule.pack, meanings),
        "review": {"question": version.review.question, "evidence": list(version.review.evidence)}
        if version.review
        else None,
    }


def _words(condition: Condition, pack: str, meanings: Meanings) -> Document:
    """Return a condition in plain English, part by part."""
    if isinstance(condition, Test):
        text, note = in_words(condition, pack, meanings)
        return {"text": text, "note": note, "cite": "", "parts": []}
    if isinstance(condition, TermRef):
        term = meanings.term(condition.name)
        inner = _words(term.holds, term.pack, meanings)
        parts = inner["parts"] if inner["text"] == "all of" else [inner]
        return {"text": term.title, "note": "", "cite": term.cite, "parts": parts}
    if isinstance(condition, (Quantified, Not)):
        inner = _words(condition.where if isinstance(condition, Quantified) else condition.part, pack, meanings)
        parts = inner["parts"] if inner["text"] == "all of" else [inner]
        return {"text": heading(condition), "note": "", "cite": "", "parts": parts}
    parts = [_words(part, pack, meanings) for part in condition.parts]
    return {"text": heading(condition), "note": "", "cite": "", "parts": parts}
