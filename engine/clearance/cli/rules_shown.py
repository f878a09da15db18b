"""What stands behind ``clearance rules list`` and ``clearance rules show``."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from clearance.app.library import Sources, open_rulebook
from clearance.app.rules_view import listed_rules, rule_document
from clearance.cli.shared import cache_folder, day_of, say, width
from clearance.errors import NothingToCheckError, Problem

Document = dict[str, Any]


def print_list(
    word: str, filters: Mapping[str, str | None], as_of: str | None, own: Sequence[Path], *, as_json: bool
) -> None:
    """Print the rules that meet every filter. Raises: NothingToCheckError where none does."""
    rulebook = open_rulebook(Sources(own=tuple(own), cache=cache_folder()))
    found = listed_rules(rulebook, day_of(as_of), word=word, filters=filters)
    if not found:
        raise NothingToCheckError(Problem(None, "no rule in force meets all of that", "Ask for less."))
    if as_json:
        say(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
        return
    longest = max(len(one["rule"]) for one in found)
    if longest + 50 > width():
        lines = [f"{one['rule']}  ({one['severity']}, {one['principle']})\n    {one['title']}" for one in found]
    else:
        lines = [f"{one['rule']:<{longest}}  {one['severity']:<8} {one['title']}" for one in found]
    say("\n".join(lines) + f"\n\n{len(found)} {'rule' if len(found) == 1 else 'rules'}.\n")


def print_rule(name: str, as_of: str | None, own: Sequence[Path], *, as_json: bool) -> None:
    """Print one rule for a lawyer."""
    rulebook = open_rulebook(Sources(own=tuple(own), examples=True))
    rule = rule_document(rulebook, name, day_of(as_of))
    if as_json:
        say(json.dumps(rule, ensure_ascii=False, indent=2, default=str) + "\n")
        return
    say("\n".join(_page(rule)) + "\n")


def _page(rule: Document) -> Iterator[str]:
    yield rule["title"]
    yield f"{rule['rule']} · {rule['regime']} · {rule['severity']} · {rule['principle']}"
    yield from _wrapped(rule["cite"], 0)
    yield rule["url"]
    if rule["mirrors"]:
        yield f"Takes over what {rule['mirrors']} asks."
    yield ""
    for label in ("because", "remedy", "limits"):
        if rule[label]:
            yield from _wrapped(f"{_LABELS[label]}: {rule[label]}", 0)
    yield f"Checked on {rule['checked_on']} against: {rule['checked']}."
    if rule["governs"]:
        yield ""
        yield "Its pack governs where"
        yield from _condition(rule["governs"], 2)
    for version in rule["versions"]:
        yield ""
        yield from _version(version, rule["for_each"])
    yield ""
    yield f"Examples ({len(rule['examples'])})"
    for example in rule["examples"]:
        on = f", on {example['on']}" if example["on"] else ""
        yield from _wrapped(f"{example['expect'].replace('_', ' ')}: {example['name']}{on}", 2)


_LABELS = {"because": "Because", "remedy": "What to do", "limits": "What this rule cannot see"}


def _version(version: Document, about: Sequence[str]) -> Iterator[str]:
    period = version["in_force"]
    until = f" until {period['until']}" if period["until"] else ""
    yield from _wrapped(f"In force from {period['from']}{until}: {version['cite']}", 0)
    if about:
        yield f"For each {about[0]} in {about[1]}:"
    yield "Applies where"
    yield from _condition(version["applies"], 2)
    for exception in version["unless"]:
        yield from _wrapped(f"Unless: {exception['title']} ({exception['cite']})", 0)
        yield from _condition(exception["when"], 2)
    yield "Requires"
    yield from _condition(version["requires"], 2)
    if version["review"]:
        yield from _wrapped(f"And a person judges: {version['review']['question']}", 0)


def _condition(condition: Document, indent: int) -> Iterator[str]:
    notes = "; ".join(one for one in (condition["cite"], condition["note"]) if one)
    yield from _wrapped(f"- {condition['text']}{f' ({notes})' if notes else ''}", indent)
    for part in condition["parts"]:
        yield from _condition(part, indent + 2)


def _wrapped(text: str, indent: int) -> list[str]:
    hang = indent + (2 if text.startswith("- ") else 0)
    return textwrap.wrap(text, width(), initial_indent=" " * indent, subsequent_indent=" " * hang)
