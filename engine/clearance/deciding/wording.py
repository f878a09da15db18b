"""Conditions in plain English, generated from the conditions themselves."""

from __future__ import annotations

from collections.abc import Sequence

from clearance.deciding.program import Meanings
from clearance.model.conditions import AtLeast, Condition, Operand, Quantified, Test
from clearance.model.vocabulary import NamedSet

_OPERATORS = {
    "is": "is",
    "is_not": "is not",
    "in": "is",
    "not_in": "is not",
    "at_most": "is at most",
    "at_least": "is at least",
    "less_than": "is less than",
    "more_than": "is more than",
    "overlaps": "has",
    "includes": "includes",
    "within": "holds nothing but",
    "disjoint_from": "has none of",
    "older_than": "is older than",
    "newer_than": "is not older than",
}
_REGIONS = {
    "is": "is in",
    "is_not": "is not in",
    "in": "is in",
    "not_in": "is not in",
    "overlaps": "touches",
    "includes": "covers",
    "within": "lies in",
    "disjoint_from": "lies outside",
}
_TIMES = {
    "at_most": "is not after",
    "at_least": "is not before",
    "less_than": "is before",
    "more_than": "is after",
}


def in_words(test: Test, pack: str, meanings: Meanings) -> tuple[str, str]:
    """Return a test in plain English, and a note such as the date of its figure."""
    fact = meanings.fact(test.path)
    if test.operator == "stated":
        return f"{test.path} is stated", ""
    figure, note = operand_words(test.operand, pack, meanings, fact.type if fact else "integer", test.operator)
    if test.counted:
        return f"{test.path} {_counted(test.operator, figure)}", note
    verb = _OPERATORS[test.operator]
    if fact is not None and "region" in fact.type and fact.type != "map_region_integer":
        verb = _REGIONS[test.operator]
    elif fact is not None and fact.type in ("date", "time"):
        verb = _TIMES.get(test.operator, verb)
    return f"{test.path} {verb} {figure}", note


def _counted(operator: str, figure: str) -> str:
    """Return how many entries a list must have, in words."""
    if figure == "0" and operator in ("is", "at_most"):
        return "is empty"
    return f"{_OPERATORS[operator].replace('is', 'has', 1)} {figure} {'entry' if figure == '1' else 'entries'}"


def operand_words(operand: Operand, pack: str, meanings: Meanings, type_: str, operator: str) -> tuple[str, str]:
    """Return what a test compares with, in words, and a note on where a figure comes from."""
    if isinstance(operand, str) and operand.startswith("$path:"):
        path = operand.removeprefix("$path:")
        return (f"the same as {path}" if operator == "is" else path), ""
    words, notes = [], []
    for one in operand if isinstance(operand, tuple) else (operand,):
        if isinstance(one, str) and one.startswith("$"):
            text, note = _named(one[1:], pack, meanings, type_)
            words.append(text)
            notes += [note] if note else []
        else:
            words.append(shown(one, type_))
    joint = "and" if operator == "includes" else "or"
    return joined(words, joint), "; ".join(notes)


def _named(name: str, pack: str, meanings: Meanings, type_: str) -> tuple[str, str]:
    named = meanings.named_set(name, pack)
    if named is not None:
        return _set_words(named), ""
    figure = meanings.parameter(name, pack)
    if figure is None:
        return f"a figure that is not in force on {meanings.law_on}", ""
    values = figure.value if isinstance(figure.value, tuple) else (figure.value,)
    since = f"figure in force since {figure.in_force.first}" if figure.in_force.first else "figure"
    return joined([shown(value, type_) for value in values], "or"), f"{since}, {figure.cite}"


def _set_words(named: NamedSet) -> str:
    if named.of == "region":
        return _in_a_sentence(named.title)
    return joined(list(named.members), "or")


_NO_NAMES = ("Countries ", "States ", "Where ", "Foreign ", "The ", "No ", "Places ")
"""How titles of sets of regions begin where they describe places and do not name them."""


def _in_a_sentence(title: str) -> str:
    if title.startswith(("European", "United")):
        return f"the {title}"
    return title[0].lower() + title[1:] if title.startswith(_NO_NAMES) else title


def shown(value: object, type_: str) -> str:
    """Return a literal as people write it: thousands apart, truth values as words."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value:,}" if type_ in ("integer", "map_region_integer") else str(value)
    text = str(value)
    if type_ == "money" and " " in text:
        amount, currency = text.split(" ", 1)
        return f"{int(amount):,} {currency}" if amount.isdigit() else text
    return text


def joined(words: Sequence[str], joint: str) -> str:
    """Return words as a list in a sentence."""
    if len(words) < 2:
        return words[0] if words else "nothing"
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def heading(condition: Condition) -> str:
    """Return the words that introduce the parts of a condition."""
    if isinstance(condition, Quantified):
        return {
            "some": f"some {condition.variable} in {condition.section}",
            "every": f"every {condition.variable} in {condition.section}",
            "no": f"no {condition.variable} in {condition.section}",
        }[condition.quantifier]
    if isinstance(condition, AtLeast):
        return f"at least {condition.number} of {len(condition.parts)}"
    return {"All": "all of", "AnyOf": "any of", "Not": "not"}[type(condition).__name__]
