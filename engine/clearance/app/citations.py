"""Citations, read far enough to tell whether what one of them names lies within what the other names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from clearance.model.rules import Pack

Path = tuple[str, ...]


class Article(Struct, frozen=True):
    """One article, section, paragraph or point."""

    law: str
    """Name of the pack that encodes it, or the law's own name where it is no pack's."""
    path: Path
    """From the article down, such as ``("6", "1", "a")``. Empty: the whole law."""

    def lies_within(self, other: Article) -> bool:
        """Tell whether this is the other, or a part of it, as RCW 19.190.020 is of chapter 19.190."""
        if self.law != other.law:
            return False
        if self.path[: len(other.path)] == other.path:
            return True
        wanted = other.path[0].removeprefix("part ").removeprefix("ch. ") if len(other.path) == 1 else ""
        return bool(wanted and self.path) and self.path[0].startswith(f"{wanted}.")

    def __str__(self) -> str:
        return " ".join((self.law, ".".join(self.path))).rstrip()


# The names of laws ------------------------------------------------------------------------------------

_CODE = re.compile(
    r"(?:\d+ (?:U\.S\.C\.|CFR|CCR|ILCS)|RCW|KRS|ORS|NRS|MCL|RSA|La\. R\.S\.|N\.J\.S\.A\.)(?= (?:[Pp]art )?\d)"
)
"""Codes of the United States whose sections may stand without a sign before them."""
_WHOLE = re.compile(
    r"\b(?:Act|Bill|Circular|HB|Law|Ley|Orden|PP|Resolution|SB|Standard)\.? (?:No\. |[A-Z]+/)?\d[\w/-]*(?: of \d{4})?"
)
"""A law that is named by its number alone."""
_NOTE = re.compile(r" \([a-z]{3,}[^()]*\)")
"""What a citation says of an article in words, such as ``Art. 5(3) (information)``."""
_SPELLINGS = ((r"^former ", ""), (r"^[A-Z]{2}: ", ""), (r"\bUSC$", "U.S.C."))


class Instruments(Struct, frozen=True):
    """The names by which the laws of some packs are announced in citations."""

    names: Mapping[str, str]
    """Name of a pack, short name of its law or number of its directive -> the name of the pack."""
    _pattern: re.Pattern[str]

    @classmethod
    def of(cls, packs: Iterable[Pack]) -> Instruments:
        """Return the names of the laws of some packs. A name that two laws share announces neither."""
        pairs = {(name, pack.name) for pack in packs for name in _names(pack)}
        times = Counter(name for name, _ in pairs)
        names = {name: pack for name, pack in pairs if times[name] == 1}
        longest_first = sorted(names, key=len, reverse=True)
        return cls(names, re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])"))

    def articles(self, text: str, home: str = "") -> list[Article]:
        """Return the articles that a citation names; recitals, judgments and notes are left out.

        ``home`` is the law meant where none is named; one that is named holds until the next.
        """
        found: list[Article] = []
        law = home
        for segment in re.split(r"; | with (?=Art|§|s\.|Reg)", _NOTE.sub("", text)):
            start = _start(segment)
            if start is None:
                found += self._whole(segment, home)
                continue
            law = self._named(segment[:start]) or law
            reader = _ListReader(segment[start:])
            paths = reader.paths()
            here = self._after(reader.rest, law)
            found += [Article(here, path) for path in paths if here]
        return list(dict.fromkeys(found))

    def _announced(self, text: str) -> str:
        """Return the pack whose law a text names last; empty where it names none."""
        found = self._pattern.findall(text)
        return self.names[found[-1]] if found else ""

    def _named(self, lead: str) -> str:
        """Return the law that the words before an article name; empty where they name none."""
        name = lead.strip(" ,:")
        for written, meant in _SPELLINGS:
            name = re.sub(written, meant, name)
        return self._announced(name) or (name if re.search(r"[A-Z]", name) else "")

    def _after(self, rest: str, law: str) -> str:
        """Return the law that the words after a list of articles name; empty where it is one we do not know."""
        named = re.match(r",? (?P<of>of (?:the )?)?(?P<name>[A-Z].{0,60})", rest)
        if named is None:
            return law
        alone = re.match(r"[A-Z]{2,6}$|(?:Directive|Regulation) \S+", named["name"])
        unknown = alone[0] if alone else "" if named["of"] else law
        return self._announced(named["name"]) or unknown

    def _whole(self, segment: str, home: str) -> list[Article]:
        number = _WHOLE.search(segment)
        law = self._announced(segment) or (home or number[0] if number else "")
        return [Article(law, ())] if law else []


def _names(pack: Pack) -> Iterator[str]:
    yield pack.name
    if pack.short and "§" not in pack.short:
        yield pack.short
        yield pack.short.removesuffix(" Directive")
    number = re.match(r"(?:Directive|Regulation) (?:\(E[UC]\) )?\d+/\d+(?:/E[UC])?(?! as it)", pack.instrument)
    if number:
        yield number[0]


# Lists of articles ------------------------------------------------------------------------------------

_SIGN = r"§§?|(?:[Aa]rts?|ss?|[Ss]ecs?)\.|[Ss]ections?|[Aa]rticles?"
_UNIT = r"[Rr]egs?\.|[Rr]egulations?(?= \d{1,3}\b)|[Rr]ules?|APP|IPP|DPP|Codes?(?= \d+\.\d)"
_HOLDER = r"Annex|Sch\.|Schedule|[Pp]ts?|[Pp]arts?|ch\.|[Cc]hapter"
_ORDINAL = r"(?P<ordinal>First|Second|Third|Fourth|Fifth) Schedule"
_WITHIN = r"cl\.|paras?\.?|points?|nos?\.|items?"
_NUMBER = r"(?:[LRDA]\.? ?)?\d+[A-Za-z]{0,3}\d*(?:[.:/–-](?=\w)[A-Za-z]{0,3}\d*[A-Za-z]{0,3}(?!\w))*"
_ROMAN = r"[IVX]+(?!\w)"
_TOKEN = re.compile(
    rf"(?P<join>,? and |, ?| to (?=[\d§])|\s*[-–]\s*(?=[\d(])| )?"
    rf"(?:{_ORDINAL}|(?:(?P<sign>{_SIGN})|(?P<unit>{_UNIT})|(?P<holder>{_HOLDER})|(?P<within>{_WITHIN}))\s?(?=[\dA-Z]))?"
    rf"(?P<number>{_NUMBER}(?: (?:bis|ter|quáter|[A-HJ-UWYZ])(?!\w))?)?(?P<roman>(?<=[ .]){_ROMAN})?"
    rf"(?P<parts>(?:\(\w{{1,4}}(?:-\w+)?\))*)"
)
_START = re.compile(rf"(?<![\w.])(?:{_ORDINAL}|(?:{_SIGN}|{_UNIT}|{_HOLDER})\s?(?=\d|[LRDA]\.? ?\d|[IVX]+\b))")
_ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth")
_SHORT = {"regs.": "reg.", "regulation": "reg.", "regulations": "reg.", "rules": "rule", "codes": "code",
          "schedule": "sch.", "pts": "part", "pt": "part", "parts": "part", "chapter": "ch."}  # fmt: skip
_SMALL_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_WIDEST = 60
"""More sections than that are no range: the hyphen belongs to the number."""


def _start(segment: str) -> int | None:
    """Return where the list of articles of a citation begins."""
    code, sign = _CODE.search(segment), _START.search(segment)
    places = [one for one in (code.end() if code else None, sign.start() if sign else None) if one is not None]
    return min(places, default=None)


class _ListReader:
    """Reads a list such as ``Art. 13(1)(b), (d), 15-20 and Annex I point 2`` until other words begin."""

    def __init__(self, text: str) -> None:
        self.rest = text
        self._unit = ""
        self._holder: Path = ()
        self._last: Path = ()

    def paths(self) -> list[Path]:
        """Return each article, ranges filled in; of ``Annex I point 2`` the point alone."""
        found: list[Path] = []
        while self.rest:
            step = _TOKEN.match(self.rest)
            if step is None or not any(step[name] for name in ("ordinal", "number", "roman", "parts")):
                break
            if not (found or step["ordinal"] or step["holder"] or step["number"]):
                break  # a bare (a) or IX with nothing before it
            self.rest = self.rest[step.end() :]
            new = list(self._read(step))
            if found and (step["join"] or "").strip() in ("-", "–", "to"):
                new = [*_between(found[-1], new[0]), *new]
            if found and all(_lies_deeper(path, found[-1]) for path in new):
                found.pop()
            found += new
            self._last = found[-1]
        return found

    def _read(self, step: re.Match[str]) -> Iterator[Path]:
        parts = tuple(re.findall(r"\(([\w-]+)\)", step["parts"]))
        number = re.sub(r"^([LRDA])\.? ?", r"\1", step["number"] or "")
        if step["ordinal"]:
            self._unit, self._holder = "", (f"sch. {_ORDINALS.index(step['ordinal']) + 1}",)
            yield self._holder
        elif step["holder"]:
            part = _label(step["holder"], number or step["roman"])
            inside = self._holder[:1] if part.startswith("part") else ()
            self._unit, self._holder = "", (*inside, part)
            yield (*self._holder, *parts)
        elif step["within"] or (self._holder and number and not step["sign"] and not step["unit"]):
            stem = self._holder or self._last
            yield from ((*stem, one, *parts) for one in _range(number))
        elif number and (step["sign"] or "").startswith("§") and self._last and step["join"] == " ":
            yield from ((*self._last, f"§ {one}") for one in _range(number))
        elif number:
            self._begin(step)
            yield from ((*self._holder, _label(self._unit, one), *parts) for one in _range(number))
        else:
            last = step["roman"] or parts[0]
            yield (*_stem(self._last, last), *((last,) if step["roman"] else ()), *parts)

    def _begin(self, step: re.Match[str]) -> None:
        """Note what kind of number comes: of a regulation or rule, or of an article, section or paragraph."""
        if step["sign"] or step["unit"]:
            chapter = self._holder if self._holder[:1] and self._holder[0].startswith("ch.") else ()
            self._unit, self._holder = step["unit"] or "", chapter


def _lies_deeper(path: Path, other: Path) -> bool:
    return len(path) > len(other) and path[: len(other)] == other


def _label(kind: str, number: str) -> str:
    word = kind.lower() if kind not in ("APP", "IPP", "DPP") else kind
    return f"{_SHORT.get(word, word)} {number}".strip()


def _stem(last: Path, part: str) -> Path:
    """Return what a bare ``(d)`` or ``IX`` shares with the article before it: all above the step of the same kind."""
    if len(part) > 1 and part in _SMALL_ROMANS and last[-1] in _SMALL_ROMANS:
        return last[:-1]
    first = 2 if last[0].startswith(("ch.", "sch.", "annex", "part")) else 1
    alike = [depth for depth in range(first, len(last)) if _kind(last[depth]) == _kind(part)]
    return last[: alike[0]] if alike else last


def _kind(part: str) -> str:
    if part.startswith("§") or part[0].isdigit():
        return "number"
    return "capital" if part.isupper() else "letter"


def _range(number: str) -> list[str]:
    """Return the numbers of ``13-15`` or ``17C-17F``, or a number whose hyphen is its own, such as ``L34-5``."""
    first, hyphen, last = re.sub("–", "-", number).partition("-")
    filled = _filled(first, last) if hyphen else None
    return [number] if filled is None else [first, *filled, last]


def _filled(first: str, last: str) -> list[str] | None:
    """Return what lies between two numbers; None where they begin and end no range."""
    low, high = (re.fullmatch(r"(\d+[A-Za-z]*\.)?(\d+)([a-zA-Z]?)", one) for one in (first, last))
    if low is None or high is None or low[1] != high[1]:
        return None
    if low[2] == high[2]:
        between = range(ord(low[3] or "`") + 1, ord(high[3] or "`"))
        return [f"{low[1] or ''}{low[2]}{chr(one)}" for one in between] if low[3] < high[3] else None
    if low[3] or high[3] or not int(low[2]) < int(high[2]) <= int(low[2]) + _WIDEST:
        return None
    return [f"{low[1] or ''}{one}" for one in range(int(low[2]) + 1, int(high[2]))]


def _between(first: Path, last: Path) -> Iterator[Path]:
    """Return what lies between two articles of a range: ``(b)-(d)``, ``312.3 - 312.5``."""
    depth = next((at for at, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), 0)
    filled = _filled(first[depth], last[depth])
    if first[depth] in _SMALL_ROMANS and last[depth] in _SMALL_ROMANS[1:]:
        filled = list(_SMALL_ROMANS[_SMALL_ROMANS.index(first[depth]) + 1 : _SMALL_ROMANS.index(last[depth])])
    elif filled is None and len(first[depth]) == len(last[depth]) == 1:
        filled = [chr(one) for one in range(ord(first[depth]) + 1, ord(last[depth]))]
    yield from ((*first[:depth], one) for one in filled or ())
