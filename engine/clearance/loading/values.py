"""From what was written to typed values, with a plain word about what does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from clearance.loading.reader import Node
from clearance.model.figures import (
    Misfit,
    did_you_mean,
    nearest,
    parse_date,
    parse_exact,
    parse_number,
    parse_time,
    shortened,
)
from clearance.model.values import Bound, ClockTime, Duration, Exact, KnownSet, RegionFigures, Value
from clearance.model.vocabulary import FactType, Vocabulary


class Misplaced(Misfit):
    """What was written in one item of a list does not fit."""

    def __init__(self, misfit: Misfit, node: Node) -> None:
        super().__init__(misfit.what, misfit.remedy)
        self.node = node
        self.others: tuple[Misplaced, ...] = ()
        """What does not fit in later items of the same list."""


_BOUND = re.compile(r"(more than|at least|less than|at most) +(.+)\Z")
_SUBDIVISION = re.compile(r"([A-Z]{2})-[A-Z0-9]{1,3}\Z")


def listed(words: Iterable[str]) -> str:
    """Return words as people list them; a long list is cut."""
    pool = list(words)
    shown = ", ".join(pool[:12])
    return shown if len(pool) <= 12 else f"{shown}, ... ({len(pool)} in all)"


def parse_value(fact: FactType, node: Node, vocabulary: Vocabulary, release: str) -> Value:
    """Return what ``node`` says in the type of ``fact``.

    ``release`` is that of the vocabulary the file was written for: words that came later are unknown to it.
    Raises: Misfit.
    """
    if fact.type == "set_of_enum":
        return _enum_set(fact, node, release)
    if fact.type == "set_of_regions":
        return _region_set(node, vocabulary)
    if fact.type == "map_region_integer":
        return _region_figures(node, vocabulary)
    text = _scalar(node)
    if fact.type in _PLAIN:
        return _PLAIN[fact.type](text, node.quoted)
    if fact.type == "enum":
        return _word(text, fact)
    if fact.type == "region":
        return region(text, vocabulary)
    if fact.type == "reference":
        return text
    return _figure(fact, text)


def _scalar(node: Node) -> str:
    if node.kind != "text":
        kind = "a list" if node.kind == "list" else "a mapping"
        raise Misfit(f"{kind} stands where one value is meant", "Write one value.")
    if node.is_null:
        raise Misfit("nothing is stated here", "State a value, or leave the line out: what is not stated is unknown.")
    return str(node.value)


def _boolean(text: str, quoted: bool) -> bool:
    if not quoted and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if text.lower() in ("yes", "no", "y", "n", "on", "off"):
        meant = "true" if text.lower() in ("yes", "y", "on") else "false"
        raise Misfit(f'"{text}" is text, not a truth value', f"Write {meant}.")
    raise Misfit(f'"{shortened(text)}" is neither true nor false', "Write true or false.")


def _text(text: str, quoted: bool) -> str:  # noqa: ARG001
    return text


def _date(text: str, quoted: bool) -> date:  # noqa: ARG001
    return parse_date(text)


def _time(text: str, quoted: bool) -> ClockTime:  # noqa: ARG001
    return parse_time(text)


_PLAIN: dict[str, Callable[[str, bool], Value]] = {"boolean": _boolean, "text": _text, "date": _date, "time": _time}


def _figure(fact: FactType, text: str) -> Value:
    match = _BOUND.match(text)
    exact = parse_exact(fact.type, match[2] if match else text)
    if match and isinstance(exact, Duration) and exact.unit == "never":
        raise Misfit(f'"{shortened(text)}" says nothing', "Write never, or a length of time.")
    refuse_out_of_range(fact, exact, text)
    return Bound(exact, match[1]) if match else exact


def refuse_out_of_range(fact: FactType | None, exact: Exact, text: str) -> None:
    """Refuse a figure that the fact can never have. Raises: Misfit."""
    if fact is None or not isinstance(exact, (int, Decimal)):
        return
    high = fact.high if fact.high is not None else 1 if fact.type == "ratio" else None
    if high is not None and exact > high:
        hint = " Write 0.8 for 80 %." if fact.type == "ratio" else ""
        raise Misfit(f"{shortened(text)} is more than {high}", f"Look at the unit.{hint}")
    if fact.low is not None and exact < fact.low:
        raise Misfit(f"{shortened(text)} is less than {fact.low}", "Look at the unit.")


def _word(text: str, fact: FactType) -> str:
    words = [word for word, _ in fact.values]
    if text not in words:
        found = _meant_by(text, fact)
        remedy = f'Did you mean "{found}"?' if found else f"Write one of: {listed(words)}."
        raise Misfit(f'"{shortened(text)}" is not a value of {fact.path}', remedy)
    return text


def _meant_by(text: str, fact: FactType) -> str | None:
    """Return the allowed word someone probably meant: one like it, or the only one whose meaning has it in it."""
    known = {**{word.lower(): meant for word, meant in fact.written_otherwise}, **{one: one for one, _ in fact.values}}
    written = text.lower().strip().replace(" ", "_")
    spaced = written.replace("_", " ")
    near = next((one for one in (written, spaced) if one in known), None) or nearest(written, known)
    if near:
        return known[near]
    explained = [word for word, gloss in fact.values if re.search(rf"\b{re.escape(spaced)}\b", gloss.lower())]
    return explained[0] if len(explained) == 1 and len(spaced) > 3 else None


def _enum_set(fact: FactType, node: Node, release: str) -> KnownSet:
    later = frozenset(word for word, since in fact.value_since if since > release)
    if node.kind == "map":
        extra = set(node.value) - {"has", "lacks"}
        if extra or not node.value:
            raise Misfit("a set known in part has only the keys has and lacks", "Write {has: [...], lacks: [...]}.")
        has, lacks = (_words(fact, node.value.get(key)) for key in ("has", "lacks"))
        if has & lacks:
            both = sorted(has & lacks)[0]
            raise Misfit(f'"{both}" stands in both has and lacks', "Keep it in one of them.")
        return KnownSet(has, lacks)
    has = _words(fact, node)
    if later - has:
        return KnownSet(has, frozenset(word for word, _ in fact.values) - later - has)
    return KnownSet(has, None)


def _words(fact: FactType, node: Node | None) -> frozenset[str]:
    if node is None:
        return frozenset()
    return _each_of(node, lambda text: _word(text, fact))


def _each_of(node: Node, read: Callable[[str], str]) -> frozenset[str]:
    """Return the words of a list, each read. Raises: Misplaced, which names all that do not fit."""
    words: list[str] = []
    wrong: list[Misplaced] = []
    for item in _items(node):
        try:
            word = read(_scalar(item))
            if word in words:
                raise Misfit(f'"{word}" stands in the list twice', "Keep one.")
            words.append(word)
        except Misfit as misfit:
            wrong.append(Misplaced(misfit, item))
    if wrong:
        wrong[0].others = tuple(wrong[1:])
        raise wrong[0]
    return frozenset(words)


def _items(node: Node) -> list[Node]:
    if node.kind != "list":
        written = f'"{shortened(node.value)}"' if node.kind == "text" else "a mapping"
        remedy = (
            f"Write [{node.value}]." if node.kind == "text" and not node.is_null else "Write [a, b], or [] for none."
        )
        raise Misfit(f"{written} stands where a list is meant", remedy)
    return list(node.value)


def _region_set(node: Node, vocabulary: Vocabulary) -> KnownSet:
    return KnownSet(_each_of(node, lambda text: region(text, vocabulary)), None)


def _region_figures(node: Node, vocabulary: Vocabulary) -> RegionFigures:
    if node.kind != "map":
        raise Misfit("figures by region are a mapping", "Write {US-CA: 120000}, or {} for none.")
    figures = []
    for key, child in node.value.items():
        try:
            text = _scalar(child)
            match = _BOUND.match(text)
            code = region(key, vocabulary)
            figure = parse_number("integer", match[2] if match else text)
        except Misfit as misfit:
            raise Misplaced(misfit, child) from None
        assert isinstance(figure, int)
        figures.append((code, Bound(figure, match[1]) if match else figure))
    return RegionFigures(tuple(sorted(figures, key=lambda pair: pair[0])))


def region(text: str, vocabulary: Vocabulary) -> str:
    """Return the code of a country, subdivision or region group. Raises: Misfit."""
    if text in vocabulary.regions or text == "WORLD":
        return text
    named = vocabulary.sets.get(text)
    if named and named.of == "region" and not named.origin:
        return text
    match = _SUBDIVISION.match(text)
    if match and match[1] in vocabulary.regions:
        known = [code for code in vocabulary.regions if code.startswith(f"{match[1]}-")]
        if not known:
            return text
        raise Misfit(f'"{text}" is not a part of {match[1]}', did_you_mean(text, known, "Look up its ISO 3166-2 code."))
    ways = [f"region:{way}" for way in (text, text.upper(), text.title())]
    meant = next((vocabulary.aliases[way] for way in ways if way in vocabulary.aliases), None)
    if not meant:
        by_name = {name.lower(): code for code, name in vocabulary.regions.items()}
        near = nearest(text.lower(), by_name) if len(text) > 3 else None
        meant = by_name[near] if near else text.upper() if text.upper() in vocabulary.regions else None
    remedy = f'Did you mean "{meant}"?' if meant else "Write an ISO 3166 code, such as DE, GB or US-CA."
    raise Misfit(f'"{shortened(text)}" is not a region we know', remedy)
