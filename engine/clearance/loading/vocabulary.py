"""The vocabulary, from its files. Nothing about a fact is written anywhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from clearance.errors import PackError, Problem
from clearance.loading.reader import Node, plain
from clearance.loading.sources import Files, digest_of, one_document
from clearance.model.figures import Misfit, did_you_mean, parse_date
from clearance.model.places import Place
from clearance.model.vocabulary import FactType, NamedSet, Section, Vocabulary

_FACT_KEYS = (
    "path",
    "section",
    "group",
    "type",
    "unit",
    "values",
    "values_from",
    "of",
    "inherits",
    "ask",
    "help",
    "answered_by",
    "since",
    "dpv",
    "value_terms",
    "written_otherwise",
    "low",
    "high",
    "note",
)
TYPES = frozenset(
    [
        "boolean",
        "integer",
        "number",
        "ratio",
        "money",
        "date",
        "time",
        "duration",
        "text",
        "enum",
        "set_of_enum",
        "region",
        "set_of_regions",
        "map_region_integer",
        "reference",
    ]
)


def load_vocabulary(files: Files, folder: str) -> tuple[Vocabulary, str]:
    """Return the vocabulary that the files of ``folder`` define, and their digest. Raises: PackError."""
    try:
        return _load(files, folder)
    except (AttributeError, KeyError, TypeError, ValueError, Misfit) as error:
        place = Place(f"{folder}/vocabulary.yaml", 0)
        what = f"the vocabulary cannot be understood ({type(error).__name__}: {error})"
        raise PackError(Problem(place, what, "Restore its files.")) from error


def _load(files: Files, folder: str) -> tuple[Vocabulary, str]:
    problems: list[Problem] = []
    names = [name for name in files if name.startswith(f"{folder}/")]
    read = _Reader(files, folder, problems)
    head = read.mapping("vocabulary.yaml")
    blocks = {block["block"]: block for block in read.items("blocks.yaml")}
    sections: dict[str, Section] = {}
    facts: dict[str, FactType] = {}
    for name in head.get("sections", []):
        written = read.mapping(f"sections/{name}.yaml")
        sections[name] = _section(written)
        for fact in _facts_of(written, blocks):
            facts[fact.path] = fact
    if problems:
        raise PackError(problems)
    facts = {path: _with_borrowed_values(fact, facts) for path, fact in facts.items()}
    codes = read.mapping("regions.yaml")
    written_otherwise = {f"region:{name}": code for name, code in codes.get("written_otherwise", {}).items()}
    vocabulary = Vocabulary(
        release=str(head["release"]),
        facts=facts,
        sections=sections,
        sets={one["set"]: named_set(one["set"], one, origin="") for one in read.items("sets.yaml")},
        regions={**codes.get("countries", {}), **codes.get("subdivisions", {})},
        aliases={**head.get("aliases", {}), **written_otherwise},
        rates=tuple(_rates(read.mapping("rates.yaml"))),
    )
    return vocabulary, digest_of(files, names)


class _Reader:
    def __init__(self, files: Files, folder: str, problems: list[Problem]) -> None:
        self._files, self._folder, self._problems = files, folder, problems

    def _plain(self, name: str) -> Any:
        label = f"{self._folder}/{name}"
        if label not in self._files:
            self._problems.append(Problem(Place(label, 0), "the file is missing", "Restore it."))
            raise PackError(self._problems)
        node = one_document(self._files, label, self._problems)
        if node is None:
            raise PackError(self._problems)
        return plain(node)

    def mapping(self, name: str) -> dict[str, Any]:
        read = self._plain(name)
        return read if isinstance(read, dict) else {}

    def items(self, name: str) -> list[dict[str, Any]]:
        read = self._plain(name)
        return read if isinstance(read, list) else []


def _section(written: Mapping[str, Any]) -> Section:
    groups = written.get("groups", {})
    titles = ((key, group["title"] if isinstance(group, dict) else group) for key, group in groups.items())
    return Section(
        name=written["section"],
        title=written["title"],
        about=written["about"],
        part=written["part"],
        usually_in=written["usually_in"],
        each=written.get("each", ""),
        ask=written.get("ask", ""),
        groups=tuple(titles),
    )


def _facts_of(section: Mapping[str, Any], blocks: Mapping[str, Any]) -> Iterator[FactType]:
    for written in section["facts"]:
        yield fact_type(written, section["section"])
    for use in section.get("blocks", []):
        block = blocks[use["block"]]
        wording = {**block.get("wording", {}), **use.get("wording", {})}
        for written in block["facts"]:
            if "only" not in use or written["path"] in use["only"]:
                moved = {
                    **written,
                    "path": f"{use['at']}.{written['path']}",
                    "ask": _worded(written["ask"], wording),
                    "help": _worded(written.get("help", ""), wording),
                    "group": use.get("group", ""),
                }
                yield fact_type(moved, section["section"])


def _worded(text: str, wording: Mapping[str, str]) -> str:
    for word, meant in wording.items():
        text = text.replace(f"{{{word}}}", meant)
    return text


def fact_type(written: Mapping[str, Any], section: str, origin: str = "") -> FactType:
    """Return one fact as the vocabulary writes it."""
    glosses, since = [], []
    for word, gloss in (written.get("values") or {}).items():
        meaning = gloss if isinstance(gloss, dict) else {"gloss": gloss}
        glosses.append((str(word), str(meaning["gloss"])))
        if "since" in meaning:
            since.append((str(word), str(meaning["since"])))
    return FactType(
        path=written["path"],
        type=written["type"],
        section=section,
        ask=written["ask"],
        help=written.get("help", ""),
        group=written.get("group", ""),
        unit=written.get("unit", ""),
        values=tuple(glosses),
        value_since=tuple(since),
        of=written.get("values_from", written.get("of", "")),
        inherits=written.get("inherits", ""),
        answered_by=written.get("answered_by", ""),
        since=str(written.get("since", "")),
        dpv=written.get("dpv", ""),
        low=written.get("low"),
        high=written.get("high"),
        origin=origin,
        written_otherwise=tuple(
            (str(word), str(meant)) for word, meant in written.get("written_otherwise", {}).items()
        ),
    )


def _with_borrowed_values(fact: FactType, facts: Mapping[str, FactType]) -> FactType:
    if fact.type in ("enum", "set_of_enum") and not fact.values and fact.of:
        lender = facts[fact.of]
        return replace(fact, values=lender.values, value_since=lender.value_since)
    return fact


def named_set(name: str, written: Mapping[str, Any], origin: str) -> NamedSet:
    """Return one named set as the vocabulary or a pack writes it."""
    dated = tuple(
        (str(one["region"]), _day(one.get("from")), _day(one.get("until"))) for one in written.get("dated_members", [])
    )
    members = tuple(str(member) for member in written.get("members", written.get("values", [])))
    return NamedSet(name, str(written["of"]), str(written["title"]), members, dated, origin)


def _day(written: Any) -> Any:
    return parse_date(str(written)) if written is not None else None


def _rates(written: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for table in written.get("rates", []):
        for currency, units in table["per_eur"].items():
            yield str(table["from"]), str(currency), str(units)


def pack_facts(node: Node, file: str, pack: str, vocabulary: Vocabulary, problems: list[Problem]) -> list[FactType]:
    """Return the facts that a pack adds to the vocabulary; note what is wrong with them."""
    added: list[FactType] = []
    for item in node.value if node.kind == "list" else []:
        written = plain(item)
        wrong = _wrong_fact(written, vocabulary)
        if wrong:
            problems.append(Problem(item.place(file), *wrong))
        else:
            added.append(_with_borrowed_values(fact_type(written, written["section"], origin=pack), vocabulary.facts))
    if node.kind != "list":
        problems.append(Problem(node.place(file), "added facts are a list", "Begin each with a hyphen."))
    return added


def _wrong_fact(written: Any, vocabulary: Vocabulary) -> tuple[str, str] | None:
    if not isinstance(written, dict):
        return "an added fact is a mapping", "Write path, section, type and ask."
    lacking = [key for key in ("path", "section", "type", "ask") if not isinstance(written.get(key), str)]
    if lacking:
        return f"the added fact has no {lacking[0]}", f"State its {lacking[0]}."
    if written["type"] not in TYPES:
        return f'there is no type "{written["type"]}"', f"Use one of: {', '.join(sorted(TYPES))}."
    section = vocabulary.sections.get(written["section"])
    if section is None:
        return f'there is no section "{written["section"]}"', "Use a section of the vocabulary."
    begins = section.each or section.name
    if not written["path"].startswith(f"{begins}."):
        return f'"{written["path"]}" does not begin with "{begins}."', "Facts are named by their section or element."
    if written["path"] in vocabulary.facts:
        return f'"{written["path"]}" is already a fact', "Use it, or choose another name."
    return _wrong_type(written, section, vocabulary)


def _wrong_type(written: Mapping[str, Any], section: Section, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """Return what is wrong with the details of an added fact."""
    for key in written:
        if key not in _FACT_KEYS:
            return f'an added fact has no "{key}"', did_you_mean(key, _FACT_KEYS, f"Use: {', '.join(_FACT_KEYS)}.")
    for key in ("low", "high"):
        if key in written and (not isinstance(written[key], int) or isinstance(written[key], bool)):
            return f"{key} is no whole number", "Write it like 120."
    if written["type"] in ("enum", "set_of_enum"):
        return _wrong_values(written, vocabulary)
    of = vocabulary.sections.get(str(written.get("of")))
    if written["type"] == "reference" and not (section.each and of and of.each):
        return "a reference stands in an element and points into a list", "Name a list in of, such as recipients."
    if "inherits" in written:
        source = vocabulary.facts.get(str(written["inherits"]))
        fits = source and source.type == written["type"] and not vocabulary.sections[source.section].each
        if not fits or not section.each:
            return "a fact of an element inherits from a fact of the campaign of its type", "Name one in inherits."
    return None


def _wrong_values(written: Mapping[str, Any], vocabulary: Vocabulary) -> tuple[str, str] | None:
    values = written.get("values")
    if values is None:
        lender = vocabulary.facts.get(str(written.get("values_from")))
        return None if lender and lender.values else ("the added fact has no values", "Write values, or values_from.")
    if not isinstance(values, dict) or not values:
        return "values is a mapping", "Write each word with its gloss."
    for word, gloss in values.items():
        if not isinstance(gloss, str) and not (isinstance(gloss, dict) and isinstance(gloss.get("gloss"), str)):
            return f'the word "{word}" has no gloss', "Say what it means."
    return None


def described(vocabulary: Vocabulary, word: str) -> list[FactType]:
    """Return the facts whose path, question or values hold a word; all facts for an empty one."""
    wanted = word.lower()
    return [
        fact
        for fact in vocabulary.facts.values()
        if not wanted or wanted in fact.path or wanted in fact.ask.lower() or any(wanted in w for w, _ in fact.values)
    ]
