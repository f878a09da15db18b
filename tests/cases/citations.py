"""Citations, read far enough to tell whether two of them name the same article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LAWS = {
    "Directive 2002/58/EC": "ePrivacy",
    "ePrivacy": "ePrivacy",
    "GDPR": "GDPR",
    "Cal. Civ. Code": "CCPA",
    "11 CCR": "CCPA regulations",
    "15 U.S.C.": "CAN-SPAM",
    "16 CFR": "CAN-SPAM rules",
}
"""The instruments of the packs that decisions are held against, by the words that announce them."""
HOMES = {"eu-gdpr": "GDPR", "eu-eprivacy": "ePrivacy", "us-ca-ccpa": "CCPA", "us-can-spam": "CAN-SPAM"}
"""The instrument a pack means where a citation names none."""
_REF = r"(?:\d+(?:\.\d+)?(?:\(\w+\))*|(?:\(\w+\))+)"
_LIST = re.compile(rf"(?:Art\.|§§?)\s(?P<refs>{_REF}(?:(?:, | and |-){_REF})*)(?P<after> GDPR| of the)?")
_STEP = re.compile(r"(?P<join>, | and |-)?(?P<number>\d+(?:\.\d+)?)?(?P<parts>(?:\(\w+\))*)")
_NAMED = re.compile("|".join(re.escape(words) for words in LAWS))


@dataclass(frozen=True, slots=True)
class Article:
    """One article, paragraph or point."""

    law: str
    path: tuple[str, ...]
    """From the article down, such as ``("6", "1", "a")``."""

    def meets(self, other: Article) -> bool:
        """Tell whether one of the two lies within the other."""
        return self.law == other.law and all(mine == its for mine, its in zip(self.path, other.path, strict=False))


def articles(text: str, home: str = "") -> list[Article]:
    """Return the articles a citation names; recitals, judgments and other laws are left out.

    ``home`` is the instrument meant where none is named; one that is named holds until the next.
    """
    found, law, behind = [], home, 0
    for match in _LIST.finditer(text):
        announced = _NAMED.findall(text, behind, match.start())
        law = LAWS[announced[-1]] if announced else law
        behind = match.end()
        if match["after"] == " of the" or not law:
            continue
        here = "GDPR" if match["after"] else law
        found += [Article(here, path) for path in _paths(match["refs"])]
    return found


def _paths(refs: str) -> Iterator[tuple[str, ...]]:
    """Return each article of a list such as ``13(1)(b), (d), 15-20``, ranges filled in."""
    last: tuple[str, ...] = ()
    for step in _STEP.finditer(refs):
        parts = tuple(re.findall(r"\((\w+)\)", step["parts"]))
        if not step["number"] and not parts:
            continue
        path = (step["number"], *parts) if step["number"] else (*_stem(last, parts[0]), *parts)
        if step["join"] == "-":
            yield from _between(last, path)
        yield path
        last = path


def _stem(last: tuple[str, ...], part: str) -> tuple[str, ...]:
    """Return what a bare ``(d)`` shares with the article before it: all above the step of the same kind."""
    for depth in range(1, len(last)):
        if last[depth].isdigit() == part.isdigit():
            return last[:depth]
    return last


def _between(first: tuple[str, ...], last: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    depth = next((at for at, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), 0)
    low, high = first[depth], last[depth]
    if low.isdigit() and high.isdigit():
        yield from ((*first[:depth], str(number)) for number in range(int(low) + 1, int(high)))
    elif len(low) == len(high) == 1:
        yield from ((*first[:depth], chr(code)) for code in range(ord(low) + 1, ord(high)))
