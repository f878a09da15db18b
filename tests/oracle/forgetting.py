"""Campaigns that say less than another, and what may become of an outcome when less is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from random import Random
from typing import Any

Plain = dict[str, Any]
Spot = tuple[tuple[str | int, ...], str]
"""Where a fact stands in a campaign, and its path in the vocabulary."""

MAY_BECOME: Mapping[str, frozenset[str]] = {
    "violated": frozenset({"violated", "needs_information"}),
    "needs_information": frozenset({"needs_information"}),
    "needs_review": frozenset({"needs_review", "needs_information"}),
    "satisfied": frozenset({"satisfied", "needs_information"}),
    "not_applicable": frozenset({"not_applicable", "satisfied", "needs_review", "needs_information"}),
}
"""What each status may be once something has been forgotten.

A violation can only be lost to a question; a question stays one. Whether a rule applies may become unknown, and then
it is satisfied if its requirement holds anyway; but it is never violated by what nobody said.
"""
VERDICT_MAY_BECOME: Mapping[str, frozenset[str]] = {
    "not clear": frozenset({"not clear", "undecided"}),
    "undecided": frozenset({"undecided"}),
    "clear": frozenset({"clear", "undecided"}),
}
EXIT_MAY_BECOME: Mapping[int, frozenset[int]] = {1: frozenset({1, 4}), 4: frozenset({4}), 0: frozenset({0, 4})}
"""0 clear, 1 violation, 4 undecided."""
_LOOSER = {"more than": "at least", "less than": "at most"}


def spots(campaign: Plain, facts: Mapping[str, Plain], sections: Mapping[str, str]) -> Iterator[Spot]:
    """Return every fact that a campaign states."""
    for section, written in campaign.items():
        each = sections.get(section)
        if each:
            for number, element in enumerate(written):
                yield from _spots_below(element, each, (section, number), facts)
        elif each == "":
            yield from _spots_below(written, section, (section,), facts)


def _spots_below(written: Plain, head: str, steps: tuple[str | int, ...], facts: Mapping[str, Plain]) -> Iterator[Spot]:
    for key, value in written.items():
        path = f"{head}.{key}"
        if path in facts:
            yield (*steps, key), path
        elif isinstance(value, dict):
            yield from _spots_below(value, path, (*steps, key), facts)


def forget(
    rng: Random,
    campaign: Plain,
    facts: Mapping[str, Plain],
    sections: Mapping[str, str],
) -> tuple[Plain, str]:
    """Return a campaign that says a little less, and what it no longer says."""
    poorer = deepcopy(campaign)
    lists = [
        section for section in poorer if sections.get(section) and not _has_heirs(section, poorer, facts, sections)
    ]
    if lists and rng.random() < 0.15:
        section = rng.choice(lists)
        _drop_list(poorer, section, facts, sections)
        return poorer, f"the list {section}"
    found = [spot for spot in spots(poorer, facts, sections) if not _heirs(spot[1], poorer, facts)]
    if not found:
        return poorer, "nothing"
    steps, path = rng.choice(found)
    holder: Any = poorer
    for step in steps[:-1]:
        holder = holder[step]
    less = _vaguer(rng, holder[steps[-1]], facts[path]) if rng.random() < 0.4 else None
    if less is None:
        del holder[steps[-1]]
        return poorer, f"{path} in {steps}"
    was, holder[steps[-1]] = holder[steps[-1]], less
    return poorer, f"{path} in {steps}: {was} is only known to be {less}"


def _heirs(path: str, campaign: Plain, facts: Mapping[str, Plain]) -> bool:
    """Tell whether a fact, if it were not stated, would read as another that is: then nothing is forgotten."""
    inherits = facts[path].get("inherits", "")
    section, _, key = inherits.partition(".")
    return bool(inherits) and key in campaign.get(section, {})


def _has_heirs(section: str, campaign: Plain, facts: Mapping[str, Plain], sections: Mapping[str, str]) -> bool:
    found = spots({section: campaign[section]}, facts, sections)
    return any(_heirs(path, campaign, facts) for _, path in found)


def _drop_list(campaign: Plain, section: str, facts: Mapping[str, Plain], sections: Mapping[str, str]) -> None:
    """Leave out a list, and with it every reference to its elements."""
    del campaign[section]
    for steps, path in list(spots(campaign, facts, sections)):
        if facts[path]["type"] == "reference" and facts[path]["of"] == section:
            holder: Any = campaign
            for step in steps[:-1]:
                holder = holder[step]
            del holder[steps[-1]]


def _vaguer(rng: Random, value: Any, fact: Plain) -> Any:
    """Return a bound in the place of a figure, or a part in the place of a set; nothing where there is none."""
    if fact["type"] == "set_of_enum":
        return _partial(rng, value, fact["values"])
    if fact["type"] in ("integer", "number", "ratio", "money", "duration") and value != "never":
        direction = next((one for one in _LOOSER if str(value).startswith(one)), "")
        if direction:
            return str(value).replace(direction, _LOOSER[direction])
        if not str(value).startswith("at "):
            return f"{rng.choice(('at least', 'at most'))} {value}"
    return None


def _partial(rng: Random, value: Any, universe: Plain) -> Plain:
    """Return a part of a set. A word of a later release was perhaps never known to be absent, so it is left open."""
    if isinstance(value, dict):
        return {key: [word for word in words if rng.random() < 0.7] for key, words in value.items()}
    lacks = [word for word, gloss in universe.items() if word not in value and not isinstance(gloss, dict)]
    return {"has": [w for w in value if rng.random() < 0.7], "lacks": [w for w in lacks if rng.random() < 0.7]}
