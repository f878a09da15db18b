"""What stands behind ``clearance rules list`` and ``clearance rules show``."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from clearance.app.library import Sources, open_rulebook
from clearance.app.rules_list import Wanted, listed_rules
from clearance.app.rules_view import rule_document, rule_named
from clearance.cli.shared import cache_folder, day_of, say, width
from clearance.errors import NothingToCheckError, Problem
from clearance.rendering.words import figure_in_words

Document = dict[str, Any]

_SEVERITY, _PRINCIPLE = 8, 21
"""Columns that the longest severity and the longest principle take."""


def print_list(wanted: Wanted, as_of: str | None, own: Sequence[Path], *, as_json: bool) -> None:
    """Print the rules that meet all that is wanted. Raises: NothingToCheckError where none does."""
    rulebook = open_rulebook(Sources(own=tuple(own), cache=cache_folder()))
    day = day_of(as_of)
    found = listed_rules(rulebook, day, wanted)
    if not found:
        raise NothingToCheckError(Problem(None, f"no rule in force on {day} meets all of that", "Ask for less."))
    if as_json:
        say(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
        return
    number = f"{len(found)} {'rule' if len(found) == 1 else 'rules'}"
    say("\n".join(_table(found)) + f"\n\n{number} in force on {day}.\n")


def _table(found: Sequence[Document]) -> Iterator[str]:
    """Return the rules in columns, each title below its rule."""
    room = width() - _SEVERITY - _PRINCIPLE - 4
    column = min(room, max(len(one["rule"]) for one in found))
    yield f"{'RULE':<{column}}  {'SEVERITY':<{_SEVERITY}}  PRINCIPLE"
    for one in found:
        if len(one["rule"]) > column:
            yield one["rule"]
        name = one["rule"] if len(one["rule"]) <= column else ""
        yield f"{name:<{column}}  {one['severity']:<{_SEVERITY}}  {one['principle']}"
        yield from _wrapped(one["title"], 4)


def print_rule(name: str, as_of: str | None, own: Sequence[Path], *, as_json: bool) -> None:
    """Print one rule for a lawyer."""
    rulebook = open_rulebook(Sources(own=tuple(own), cache=cache_folder()))
    rule = rule_named(rulebook, name)
    pack = open_rulebook(Sources(own=tuple(own), only=(rule.pack,), examples=True))
    document = rule_document(rulebook, rule.id, day_of(as_of), pack.rules[rule.id].examples)
    if as_json:
        say(json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n")
        return
    say("\n".join(_page(document)) + "\n")


def _page(rule: Document) -> Iterator[str]:
    yield from _wrapped(rule["title"], 0)
    yield from _wrapped(f"{rule['rule']} · {rule['regime']} · {rule['severity']} · {rule['principle']}", 0)
    yield from _wrapped(rule["cite"], 0)
    yield rule["url"]
    yield from _relations(rule)
    yield ""
    for label in ("because", "remedy", "limits"):
        if rule[label]:
            yield from _wrapped(f"{_LABELS[label]}: {rule[label]}", 0)
    yield _checked(rule["checked_on"], rule["checked"])
    yield from _conditions(rule)
    for block in (_figures(rule), _terms(rule), _sets(rule), _examples(rule)):
        yield from block


_LABELS = {"because": "Because", "remedy": "What to do", "limits": "What this rule cannot see"}


def _checked(on: str, against: str) -> str:
    return f"Checked on {on} against: {against}."


def _relations(rule: Document) -> Iterator[str]:
    if rule["aliases"]:
        yield from _wrapped(f"Formerly {', '.join(rule['aliases'])}.", 0)
    if rule["mirrors"]:
        yield from _wrapped(f"Takes over what {rule['mirrors']} asks.", 0)
    if rule["mirrored_by"]:
        yield from _wrapped(f"Taken over by {', '.join(rule['mirrored_by'])}.", 0)
    if rule["from_catalogue"]:
        yield from _wrapped(f"Written from: {', '.join(rule['from_catalogue'])}.", 0)


def _conditions(rule: Document) -> Iterator[str]:
    if rule["governs"]:
        yield ""
        yield "Its pack governs where"
        yield from _condition(rule["governs"], 2)
    for version in rule["versions"]:
        yield ""
        yield from _version(version, rule)


def _version(version: Document, rule: Document) -> Iterator[str]:
    period = version["in_force"]
    until = f" until {period['until']}" if period["until"] else ""
    yield from _wrapped(f"In force from {period['from']}{until}: {version['cite']}", 0)
    if len(rule["versions"]) > 1:
        yield from _own_words(version, rule)
    if rule["for_each"]:
        yield f"For each {rule['for_each'][0]} in {rule['for_each'][1]}:"
    yield "Applies where"
    yield from _condition(version["applies"], 2)
    for exception in version["unless"]:
        yield from _wrapped(f"Unless: {exception['title']} ({exception['cite']})", 0)
        if exception["url"]:
            yield f"  {exception['url']}"
        yield from _condition(exception["when"], 2)
    yield "Requires"
    yield from _condition(version["requires"], 2)
    yield from _review(version["review"])


def _own_words(version: Document, rule: Document) -> Iterator[str]:
    """Return what a version says otherwise than the rule at its head."""
    if version["url"] != rule["url"]:
        yield version["url"]
    if version["title"] != rule["title"]:
        yield from _wrapped(f"Title: {version['title']}", 0)
    for key in ("severity", "principle"):
        if version[key] != rule[key]:
            yield f"{key.capitalize()}: {version[key]}"
    for label, words in _LABELS.items():
        if version[label] != rule[label]:
            yield from _wrapped(f"{words}: {version[label] or 'nothing'}", 0)
    if version["checked"] != {"on": rule["checked_on"], "against": rule["checked"]}:
        yield _checked(version["checked"]["on"], version["checked"]["against"])


def _review(review: Document | None) -> Iterator[str]:
    if review is None:
        return
    yield from _wrapped(f"And a person judges: {review['question']}", 0)
    yield from _wrapped(f"Evidence: {'; '.join(review['evidence'])}. An answer holds for {review['valid_for']}.", 2)


def _condition(condition: Document, indent: int) -> Iterator[str]:
    notes = "; ".join(one for one in (condition["cite"], condition["note"]) if one)
    yield from _wrapped(f"- {condition['text']}{f' ({notes})' if notes else ''}", indent)
    for part in condition["parts"]:
        yield from _condition(part, indent + 2)


def _figures(rule: Document) -> Iterator[str]:
    if rule["figures"]:
        yield ""
        yield f"Figures ({len(rule['figures'])})"
    for figure in rule["figures"]:
        yield from _wrapped(f"${figure['figure']}: {figure['title']}", 2)
        for value in figure["values"]:
            yield from _wrapped(f"{figure_in_words(value['value'])}, {_days(value)}: {value['cite']}", 4)


def _terms(rule: Document) -> Iterator[str]:
    if rule["terms"]:
        yield ""
        yield f"Terms it rests on ({len(rule['terms'])})"
    for term in rule["terms"]:
        yield from _wrapped(f"{term['term']}: {term['title']} ({term['cite']}; defined in {term['pack']})", 2)
        if term["url"]:
            yield f"    {term['url']}"


def _sets(rule: Document) -> Iterator[str]:
    """Return the places that sets of regions stand for; sets of words are spelt out in the conditions."""
    sets = [one for one in rule["sets"] if one["of"] == "region"]
    if sets:
        yield ""
        yield f"Places meant ({len(sets)})"
    for one in sets:
        dated = [f"{member['member']} {_days(member)}" for member in one["dated_members"]]
        yield from _wrapped(f"{one['title']}: {', '.join([*one['members'], *dated])}", 2)


def _examples(rule: Document) -> Iterator[str]:
    yield ""
    yield f"Examples ({len(rule['examples'])})"
    for example in rule["examples"]:
        on = f", on {example['on']}" if example["on"] else ""
        yield from _wrapped(f"{example['expect'].replace('_', ' ')}: {example['name']}{on}", 2)
    if not rule["examples"] and rule["examples_of"] != rule["rule"]:
        yield from _wrapped(f"It is tried in the examples of {rule['examples_of']}.", 2)


def _days(period: Document) -> str:
    first = f"from {period['from']}" if period["from"] else ""
    last = f"until {period['until']}" if period["until"] else ""
    return " ".join(one for one in (first, last) if one) or "at all times"


def _wrapped(text: str, indent: int) -> list[str]:
    hang = indent + (2 if text.startswith("- ") else 0)
    return textwrap.wrap(
        text, width(), initial_indent=" " * indent, subsequent_indent=" " * hang, break_on_hyphens=False
    )
