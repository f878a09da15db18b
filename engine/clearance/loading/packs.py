"""Packs: from a folder of YAML to rules, terms and dated figures. Everything that is wrong is reported together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from clearance.errors import Problem
from clearance.loading.conditions import ConditionReader, Names
from clearance.loading.reader import Node, plain
from clearance.loading.sources import Files, digest_of, one_document
from clearance.loading.values import region
from clearance.loading.vocabulary import named_set, pack_facts
from clearance.model.conditions import All, Condition
from clearance.model.figures import Misfit, did_you_mean, parse_date, parse_duration
from clearance.model.outcomes import Status
from clearance.model.places import Place
from clearance.model.rules import (
    CHECKED_AGAINST,
    KINDS,
    PARTS,
    PRINCIPLES,
    SEVERITIES,
    SHARED,
    Checked,
    DatedValue,
    Example,
    Exempt,
    Pack,
    Parameter,
    Period,
    Review,
    Rule,
    Term,
    Version,
)
from clearance.model.vocabulary import FactType, NamedSet, Vocabulary

SHARED_FILES = (
    "pack.yaml",
    "changes.yaml",
    "terms.yaml",
    "parameters.yaml",
    "tables.yaml",
    "sets.yaml",
    "facts.yaml",
    "mirrors.yaml",
)
_PACK_KEYS = (
    "pack",
    "title",
    "release",
    "instrument",
    "kind",
    "regions",
    "touched_by",
    "governs",
    "examples",
    "uses",
    "survivors",
    "note",
)
_RULE_KEYS = (
    "id",
    "title",
    "cite",
    "url",
    "in_force",
    "severity",
    "principle",
    "for_each",
    "applies",
    "unless",
    "requires",
    "review",
    "because",
    "remedy",
    "limits",
    "checked",
    "examples",
    "aliases",
    "versions",
    "across",
    "from_catalogue",
    "note",
)
_VERSION_KEYS = (
    "in_force",
    "title",
    "cite",
    "url",
    "severity",
    "principle",
    "applies",
    "unless",
    "requires",
    "review",
    "because",
    "remedy",
    "limits",
    "checked",
    "note",
)
_KEYS: Mapping[str, tuple[str, ...]] = {
    "a term": ("title", "cite", "url", "for_each", "holds", "note"),
    "a figure": ("title", "values", "unit", "url", "note"),
    "a value of a figure": ("from", "until", "value", "cite", "url", "note"),
    "a set": ("of", "title", "members", "values", "dated_members", "url", "cite", "note"),
    "a dated member": ("region", "from", "until", "why", "cite", "url", "note"),
    "a table": ("title", "regions", "rows", "note"),
    "in_force": ("from", "until", "note"),
    "checked": ("on", "against", "note"),
    "a review": ("question", "evidence", "valid_for", "note"),
    "an exception": ("title", "cite", "url", "when", "note"),
    "an example": ("name", "given", "expect", "on", "row", "note"),
}
"""What may stand in the parts of a pack; anything else is a slip that would otherwise pass in silence."""
_TEXTS = ("title", "cite", "url", "because", "remedy")
"""Of what a rule needs, that which is text."""
_NEEDED = ("title", "cite", "url", "severity", "principle", "applies", "requires", "because", "remedy", "checked")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_ROW_TEXT = re.compile(r"\{row\.(\w+)\}")
_ROW_NAME = re.compile(r"\$row\.(\w+)")
_EXAMPLES = re.compile(rb"^examples:[^\n]*\n?(?:(?![A-Za-z_\"']).+\n?|\n)*", re.MULTILINE)
"""The key at the margin, and all lines up to the next key at the margin."""
_DEFAULT_TOUCHED_BY = ("audience.regions", "channel.regions")


class PackDraft(Struct):
    """One pack while it is being read."""

    folder: str
    files: Files
    """Only its own."""
    problems: list[Problem]
    pack: Pack | None = None
    asks: dict[str, Node] = field(default_factory=dict)
    """Of its pack.yaml, what is read when all names are known: ``governs`` and ``examples``."""
    terms: dict[str, Node] = field(default_factory=dict)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    sets: dict[str, NamedSet] = field(default_factory=dict)
    set_places: dict[str, Place] = field(default_factory=dict)
    tables: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    row_regions: dict[str, str] = field(default_factory=dict)
    """For a table whose rows govern in different places: the column that says where."""
    rule_nodes: dict[str, Node] = field(default_factory=dict)
    mirrors: Node | None = None
    """What stands in mirrors.yaml."""
    facts: list[FactType] = field(default_factory=list)


def read_pack(folder: str, files: Files, vocabulary: Vocabulary, *, examples: bool) -> PackDraft:
    """Return what stands in a pack's folder, its rules and terms not yet understood.

    Without ``examples`` those of rules are not even read: only tests of rules look at them, and they are most of a
    rule's text.
    """
    draft = PackDraft(folder, files, [])
    for name in files:
        short = name.removeprefix(f"{folder}/")
        node = _document(files, name, draft.problems, examples=examples or short in SHARED_FILES)
        if node is None:
            continue
        if short == "pack.yaml":
            draft.pack = _pack(node, name, files, vocabulary, draft.problems)
            kept = ("governs", "examples") if examples else ("governs",)
            draft.asks = {key: node.value[key] for key in kept if node.kind == "map" and key in node.value}
        elif short == "terms.yaml":
            draft.terms = _entries(node, name, draft.problems)
        elif short == "parameters.yaml":
            _parameters(node, name, draft)
        elif short == "tables.yaml":
            _tables(node, name, draft)
        elif short == "sets.yaml":
            _sets(node, name, draft)
        elif short == "facts.yaml":
            draft.facts = pack_facts(node, name, folder, vocabulary, draft.problems)
        elif short == "mirrors.yaml":
            draft.mirrors = node
        elif short not in SHARED_FILES:
            draft.rule_nodes[name] = node
    if f"{folder}/changes.yaml" not in files:
        place = Place(f"{folder}/pack.yaml", 0)
        draft.problems.append(Problem(place, "the pack has no changes.yaml", "Say there what each release changed."))
    return draft


def _document(files: Files, name: str, problems: list[Problem], *, examples: bool) -> Node | None:
    if not examples:
        node = one_document({name: without_examples(files[name])}, name, [])
        if node is not None:
            return node
    return one_document(files, name, problems)  # examples whose lines reach the margin are read after all


def without_examples(text: bytes) -> bytes:
    """Return a rule file with the lines of its examples emptied, so that every other line keeps its number."""
    return _EXAMPLES.sub(lambda match: b"\n" * match[0].count(b"\n"), text)


def _entries(node: Node, file: str, problems: list[Problem]) -> dict[str, Node]:
    if node.kind != "map":
        problems.append(Problem(node.place(file), "this file is a mapping of names", "Write name: {...}."))
        return {}
    return dict(node.value)


def _pack(node: Node, file: str, files: Files, vocabulary: Vocabulary, problems: list[Problem]) -> Pack | None:
    written = plain(node) if node.kind == "map" else {}
    for key in written:
        if key not in _PACK_KEYS:
            remedy = did_you_mean(key, _PACK_KEYS, f"A pack has: {', '.join(_PACK_KEYS)}.")
            problems.append(Problem(Place(file, *node.keys[key]), f'a pack has no "{key}"', remedy))
    lacking = [key for key in ("pack", "title", "release", "kind") if not written or not text_of(node.value, key)]
    if not written.get("instrument") and written.get("kind") != SHARED:
        lacking.append("instrument")
    problems += [Problem(node.place(file), f"the pack has no {key}", "State it.") for key in lacking]
    if lacking:
        return None
    regions, touched, uses = (
        texts_of(node.value.get(key), key, file, problems) for key in ("regions", "touched_by", "uses")
    )
    if written["kind"] not in (*KINDS, SHARED):
        remedy = f"Use one of: {', '.join((*KINDS, SHARED))}."
        problems.append(Problem(Place(file, *node.keys["kind"]), f'there is no kind "{written["kind"]}"', remedy))
    for code in regions:
        try:
            region(code, vocabulary)
        except Misfit as misfit:
            problems.append(Problem(Place(file, *node.keys["regions"]), misfit.what, misfit.remedy))
    for path in touched:
        if path not in vocabulary.facts or "region" not in vocabulary.facts[path].type:
            place = Place(file, *node.keys["touched_by"])
            problems.append(Problem(place, f'"{path}" is no fact of regions', "Name facts that hold regions."))
    instrument = written["instrument"] if isinstance(written.get("instrument"), dict) else {}
    return Pack(
        name=str(written["pack"]),
        title=str(written["title"]),
        release=str(node.value["release"].value),
        kind=str(written["kind"]),
        instrument=str(instrument.get("name", written["title"])),
        short=str(instrument.get("short", "")),
        url=str(instrument.get("url", "")),
        regions=regions,
        touched_by=touched or _DEFAULT_TOUCHED_BY,
        uses=uses,
        digest=digest_of(files),
        place=node.place(file),
    )


def read_period(written: Any, place: Place, problems: list[Problem]) -> Period:
    """Return the days from and until which something holds; note what cannot be understood."""
    written = written if isinstance(written, dict) else {}
    days: list[date | None] = []
    for key in ("from", "until"):
        try:
            days.append(parse_date(str(written[key])) if written.get(key) is not None else None)
        except Misfit as misfit:
            problems.append(Problem(place, f"{key}: {misfit.what}", misfit.remedy))
            days.append(None)
    first, last = days
    if first and last and first > last:
        problems.append(Problem(place, f"the period ends on {last}, before it begins", "Look at both days."))
    return Period(first, last)


def _parameters(node: Node, file: str, draft: PackDraft) -> None:
    for name, child in _entries(node, file, draft.problems).items():
        place = Place(file, *node.keys[name])
        written = plain(child)
        if not isinstance(written, dict) or not isinstance(written.get("values"), list) or not written["values"]:
            draft.problems.append(Problem(place, f"{name} has no values", "Write values: [{from, value, cite}]."))
            continue
        _refuse_unknown(child, "a figure", file, draft.problems)
        for item in child.value["values"].value:
            _refuse_unknown(item, "a value of a figure", file, draft.problems)
        values = tuple(_dated_values(written["values"], name, place, draft.problems))
        refuse_overlap([value.in_force for value in values], f"the values of {name}", place, draft.problems)
        draft.parameters[name] = Parameter(name, "", str(written.get("title", name)), values, place)


def _dated_values(written: list[Any], name: str, place: Place, problems: list[Problem]) -> Iterator[DatedValue]:
    for one in written:
        if (
            not isinstance(one, dict)
            or one.get("value") is None
            or not isinstance(one.get("cite"), str)
            or not one["cite"]
        ):
            what = f"a value of {name} has no value or no cite"
            problems.append(Problem(place, what, "Write {from: 2018-05-25, value: ..., cite: ...}."))
            continue
        value = one["value"]
        yield DatedValue(
            read_period(one, place, problems), tuple(value) if isinstance(value, list) else value, str(one["cite"])
        )


def refuse_overlap(periods: list[Period], what: str, place: Place, problems: list[Problem]) -> None:
    """Note periods of which one begins before another ends."""
    ordered = sorted(periods, key=lambda period: period.first or date.min)
    for before, after in pairwise(ordered):
        if before.last is None or after.first is None or before.last >= after.first:
            problems.append(
                Problem(
                    place, f"{what} overlap at {after.first or 'their beginning'}", "End one before the next begins."
                )
            )


def _tables(node: Node, file: str, draft: PackDraft) -> None:
    for name, child in _entries(node, file, draft.problems).items():
        rows = child.value.get("rows") if child.kind == "map" else None
        if rows is None or rows.kind != "map":
            place = Place(file, *node.keys[name])
            draft.problems.append(Problem(place, f"the table {name} has no rows", "Write rows: {KEY: {column: ...}}."))
            continue
        _refuse_unknown(child, "a table", file, draft.problems)
        for key, row in rows.value.items():
            if row.kind != "map":
                draft.problems.append(
                    Problem(Place(file, *rows.keys[key]), f"the row {key} has no columns", "Write them.")
                )
        draft.tables[name] = {
            key: {"key": key, **{column: plain(value) for column, value in row.value.items()}}
            for key, row in rows.value.items()
            if row.kind == "map"
        }
        if "regions" in child.value:
            _row_regions(name, child, file, draft)


def _row_regions(table: str, node: Node, file: str, draft: PackDraft) -> None:
    """Note the column that says where each row of a table governs; every row has one."""
    column = text_of(node.value, "regions")
    lacking = [key for key, row in draft.tables[table].items() if not row.get(column)]
    if lacking:
        what = f"the rows {', '.join(lacking)} of {table} have no {column or 'column that says where they govern'}"
        draft.problems.append(Problem(Place(file, *node.keys["regions"]), what, "Add it, or leave regions out."))
        return
    draft.row_regions[table] = column


def _sets(node: Node, file: str, draft: PackDraft) -> None:
    for name, child in _entries(node, file, draft.problems).items():
        written = plain(child)
        place = Place(file, *node.keys[name])
        if not isinstance(written, dict) or not written.get("of") or not written.get("title"):
            draft.problems.append(Problem(place, f"the set {name} has no of or no title", "State both."))
            continue
        before = len(draft.problems)
        _refuse_unknown(child, "a set", file, draft.problems)
        members = child.value.get("members", child.value.get("values"))
        texts_of(members, f"what stands in the set {name}", file, draft.problems)
        dated = child.value.get("dated_members")
        for item in dated.value if dated is not None and dated.kind == "list" else ():
            _refuse_unknown(item, "a dated member", file, draft.problems)
            if item.kind != "map" or not text_of(item.value, "region"):
                draft.problems.append(
                    Problem(item.place(file), "a dated member has no region", "Write {region: ..., from: ...}.")
                )
        if dated is not None and dated.kind != "list":
            draft.problems.append(Problem(dated.place(file), "dated_members is a list", "Begin each with a hyphen."))
        if len(draft.problems) == before:
            _set(name, written, place, draft)


def _set(name: str, written: Mapping[str, Any], place: Place, draft: PackDraft) -> None:
    draft.set_places[name] = place
    try:
        draft.sets[name] = named_set(name, written, origin=draft.folder)
    except Misfit as misfit:
        draft.problems.append(Problem(place, f"the set {name}: {misfit.what}", misfit.remedy))


def refuse_strange_members(draft: PackDraft, vocabulary: Vocabulary) -> None:
    """Note the sets that hold what their fact cannot say; once all facts are known."""
    for name, one in draft.sets.items():
        place = draft.set_places[name]
        fact = vocabulary.facts.get(one.of)
        if one.of != "region" and (fact is None or not fact.values):
            remedy = did_you_mean(one.of, vocabulary.facts, "Name a fact with values, or region.")
            draft.problems.append(Problem(place, f'the set {name} is of "{one.of}", which has no words', remedy))
            continue
        words = [word for word, _ in fact.values] if fact else []
        for member in (*one.members, *(region_ for region_, _, _ in one.dated)):
            try:
                if fact is None:
                    region(member, vocabulary)
                elif member not in words:
                    remedy = did_you_mean(member, words, "Look up the values of the fact.")
                    draft.problems.append(Problem(place, f'the set {name}: {one.of} is never "{member}"', remedy))
            except Misfit as misfit:
                draft.problems.append(Problem(place, f"the set {name}: {misfit.what}", misfit.remedy))


def asking(draft: PackDraft, pack: Pack, names: Names) -> Pack:
    """Return a pack with what a campaign must state to come under it, beside its regions, and its examples of that."""
    file = f"{draft.folder}/pack.yaml"
    reader = ConditionReader(file, names, draft.problems, before_rules=True)
    governs = reader.read(draft.asks["governs"]) if "governs" in draft.asks else None
    examples = tuple(_examples(draft.asks.get("examples"), file, PARTS, draft.problems))
    return replace(pack, governs=governs, examples=examples)


def read_terms(draft: PackDraft, names: Names) -> Iterator[Term]:
    """Return the terms of a pack."""
    file = f"{draft.folder}/terms.yaml"
    for name, node in draft.terms.items():
        place = node.place(file)
        written = node.value if node.kind == "map" else {}
        _refuse_unknown(node, "a term", file, draft.problems)
        for key in ("title", "cite", "holds"):
            if key not in written or (key != "holds" and not text_of(written, key)):
                draft.problems.append(Problem(place, f"the term {name} has no {key}", "State it."))
        reader = ConditionReader(file, names, draft.problems)
        about = reader.element(written["for_each"]) if "for_each" in written else None
        if about:
            reader.bound[about[0]] = about[1]
        holds = reader.read(written["holds"]) if "holds" in written else All((), place)
        yield Term(
            name=name,
            pack=draft.pack.name if draft.pack else "",
            title=text_of(written, "title"),
            cite=text_of(written, "cite"),
            holds=holds,
            place=place,
            url=text_of(written, "url"),
            for_each=about,
        )


def term_elements(draft: PackDraft, vocabulary: Vocabulary) -> dict[str, tuple[str, str] | None]:
    """Return the terms of a pack with the element each is about."""
    sections = {section.each: section.name for section in vocabulary.sections.values() if section.each}
    found: dict[str, tuple[str, str] | None] = {}
    for name, node in draft.terms.items():
        each = node.value.get("for_each") if node.kind == "map" else None
        words = str(each.value).split() if each is not None and each.kind == "text" else []
        about = (words[0], words[-1]) if len(words) == 3 and sections.get(words[0]) == words[-1] else None
        found[name] = about
    return found


def text_of(written: Mapping[str, Node], key: str) -> str:
    """Return the text that stands under a key; empty where none does."""
    node = written.get(key)
    return str(node.value) if node is not None and node.kind == "text" and not node.is_null else ""


def _refuse_unknown(node: Node, what: str, file: str, problems: list[Problem]) -> None:
    refuse_unknown(node, _KEYS[what], what, file, problems)


def refuse_unknown(node: Node, known: tuple[str, ...], what: str, file: str, problems: list[Problem]) -> None:
    """Note every key that does not belong there."""
    for key in node.value if node.kind == "map" else ():
        if key not in known:
            remedy = did_you_mean(key, known, f"Use: {', '.join(known)}.")
            problems.append(Problem(Place(file, *node.keys[key]), f'{what} has no "{key}"', remedy))


def texts_of(node: Node | None, what: str, file: str, problems: list[Problem]) -> tuple[str, ...]:
    """Return a list of texts; none where nothing is written. Anything else is noted."""
    items = node.value if node is not None and node.kind == "list" else []
    if node is not None and (node.kind != "list" or any(item.kind != "text" or item.is_null for item in items)):
        problems.append(Problem(node.place(file), f"{what} is a list of words", "Write [a, b], or leave it out."))
        return ()
    return tuple(str(item.value) for item in items)


def read_rules(draft: PackDraft, names: Names) -> Iterator[Rule]:
    """Return the rules of a pack: one per file, or one per row of the table it runs across."""
    for file, node in draft.rule_nodes.items():
        if draft.pack and draft.pack.kind == SHARED:
            remedy = "Move it to the pack of its law, or give this pack another kind."
            draft.problems.append(Problem(node.place(file), "a shared pack holds no rules", remedy))
            continue
        if node.kind != "map":
            draft.problems.append(Problem(node.place(file), "a rule file is one mapping", "Begin with id:."))
            continue
        if "across" not in node.value:
            rule = RuleReader(draft, names, file, node, None).read()
            if rule:
                yield rule
            continue
        yield from _across(draft, names, file, node)


def _across(draft: PackDraft, names: Names, file: str, node: Node) -> Iterator[Rule]:
    table = str(node.value["across"].value)
    if table not in draft.tables:
        remedy = did_you_mean(table, draft.tables, "Add it to tables.yaml.")
        draft.problems.append(Problem(Place(file, *node.keys["across"]), f'there is no table "{table}"', remedy))
        return
    columns = {column for row in draft.tables[table].values() for column in row}
    wanted = _columns_named(node)
    for column in sorted(wanted - columns):
        remedy = did_you_mean(column, columns, "Add it to the table.")
        draft.problems.append(Problem(node.place(file), f'there is no column "{column}" in {table}', remedy))
    if wanted - columns:
        return
    for row in draft.tables[table].values():
        if wanted <= set(row):
            rule = RuleReader(draft, names, file, node, row).read()
            if rule:
                places = draft.row_regions.get(table)
                yield replace(rule, regions=_listed(row[places])) if places else rule


def _listed(written: Any) -> tuple[str, ...]:
    return tuple(map(str, written)) if isinstance(written, list) else (str(written),)


def _columns_named(node: Node) -> set[str]:
    """Return the columns a rule names. A row that leaves one of them out makes no rule."""
    if node.kind == "text":
        text = str(node.value)
        return {match[1] for match in (*_ROW_TEXT.finditer(text), *_ROW_NAME.finditer(text))}
    children = node.value.values() if node.kind == "map" else node.value
    found = set().union(*(_columns_named(child) for child in children)) if children else set()
    if node.kind == "map":
        for key in node.value:
            found |= {match[1] for match in _ROW_NAME.finditer(key)}
    return found


def _examples(node: Node | None, file: str, words: Sequence[str], problems: list[Problem]) -> Iterator[Example]:
    """Return the examples of a rule or a pack, each of which comes out as one of some words."""
    for item in node.value if node is not None and node.kind == "list" else []:
        place = item.place(file)
        written = item.value if item.kind == "map" else {}
        _refuse_unknown(item, "an example", file, problems)
        if not {"name", "given", "expect"} <= set(written) or written["given"].kind != "map":
            problems.append(Problem(place, "an example has name, given and expect", "State all three."))
            continue
        expected = text_of(written, "expect")
        if expected not in words:
            remedy = did_you_mean(expected, words, f"Use one of: {', '.join(words)}.")
            problems.append(Problem(written["expect"].place(file), f'there is no status "{expected}"', remedy))
        try:
            on = parse_date(text_of(written, "on")) if "on" in written else None
        except Misfit as misfit:
            problems.append(Problem(place, f"on: {misfit.what}", misfit.remedy))
            on = None
        yield Example(text_of(written, "name"), plain(written["given"]), expected, place, on, text_of(written, "row"))
    if node is not None and node.kind != "list":
        problems.append(Problem(node.place(file), "examples is a list", "Begin each with a hyphen."))


class RuleReader:
    """Reads one rule file, for one row of a table if it runs across one; or parts of a rule."""

    def __init__(self, draft: PackDraft, names: Names, file: str, node: Node, row: Mapping[str, Any] | None) -> None:
        self._draft, self._file, self._node, self._row = draft, file, node, row
        self._names = Names(names.vocabulary, names.sets, names.parameters, names.terms, row)
        self._problems = draft.problems

    def read(self) -> Rule | None:
        before = len(self._problems)
        written = self._node.value
        self._known_keys(self._node, _RULE_KEYS, "a rule")
        name = self._id(written)
        reader = ConditionReader(self._file, self._names, self._problems)
        about = reader.element(written["for_each"]) if "for_each" in written else None
        versions = self._versions(written, about)
        examples = tuple(self.examples(written.get("examples")))
        if len(self._problems) > before:
            return None
        suffix = f"@{self._row['key']}" if self._row else ""
        row = tuple(
            (key, tuple(value) if isinstance(value, list) else value)
            for key, value in (self._row or {}).items()
            if isinstance(value, (str, int, bool, list))
        )
        return Rule(
            id=name + suffix,
            pack=self._draft.pack.name if self._draft.pack else "",
            place=Place(self._file, self._node.line),
            versions=versions,
            for_each=about,
            examples=examples,
            aliases=texts_of(written.get("aliases"), "aliases", self._file, self._problems),
            from_catalogue=texts_of(written.get("from_catalogue"), "from_catalogue", self._file, self._problems),
            row=row,
        )

    def _known_keys(self, node: Node, known: tuple[str, ...], what: str) -> None:
        for key in node.value:
            if key not in known:
                remedy = did_you_mean(key, known, f"Use: {', '.join(known)}.")
                self._note(Place(self._file, *node.keys[key]), f'{what} has no "{key}"', remedy)

    def _id(self, written: Mapping[str, Node]) -> str:
        name = text_of(written, "id")
        stem = self._file.rsplit("/", 1)[1].rsplit(".", 1)[0]
        pack = self._draft.pack.name if self._draft.pack else ""
        if name != f"{pack}/{stem}":
            place = written["id"].place(self._file) if "id" in written else self._node.place(self._file)
            self._note(place, f'the id of this rule is "{name}"', f"Write id: {pack}/{stem}, after pack and file.")
        elif not _NAME.match(stem):
            self._note(self._node.place(self._file), f'"{stem}" is no name of a duty', "Use words joined by hyphens.")
        return name

    def _versions(self, written: Mapping[str, Node], about: tuple[str, str] | None) -> tuple[Version, ...]:
        place = self._node.place(self._file)
        nodes: list[tuple[Node, Mapping[str, Node]]] = []
        if "versions" in written:
            listed_node = written["versions"]
            for item in listed_node.value if listed_node.kind == "list" else []:
                if item.kind == "map":
                    self._known_keys(item, _VERSION_KEYS, "a version")
                    nodes.append((item, {**written, **item.value}))
                else:
                    self._note(item.place(self._file), "a version is a mapping", "Begin it with in_force.")
            if not nodes:
                self._note(place, "versions is a list of mappings", "Begin each with in_force.")
        else:
            nodes.append((self._node, written))
        versions = [self._version(item, merged, about) for item, merged in nodes]
        refuse_overlap([version.in_force for version in versions], "versions", place, self._problems)
        return tuple(sorted(versions, key=lambda version: version.in_force.first or date.min))

    def _version(self, node: Node, written: Mapping[str, Node], about: tuple[str, str] | None) -> Version:
        place = node.place(self._file)
        for key in (*_NEEDED, "in_force"):
            if key not in written or (key in _TEXTS and not text_of(written, key).strip()):
                self._note(place, f"the rule has no {key}", "State it.")
        self._one_of(written, "severity", SEVERITIES)
        self._one_of(written, "principle", PRINCIPLES)
        in_force = self._filled(plain(written["in_force"])) if "in_force" in written else {}
        if "in_force" in written:
            _refuse_unknown(written["in_force"], "in_force", self._file, self._problems)
        if not isinstance(in_force, dict) or not in_force.get("from"):
            self._note(place, "in_force has no from", "Say since which day the duty binds.")
        return Version(
            in_force=read_period(in_force, place, self._problems),
            title=self._filled_text(written, "title"),
            cite=self._filled_text(written, "cite"),
            url=self._filled_text(written, "url"),
            severity=text_of(written, "severity"),
            principle=text_of(written, "principle"),
            applies=self._condition(written, "applies", about),
            requires=self._condition(written, "requires", about),
            because=self._filled_text(written, "because"),
            remedy=self._filled_text(written, "remedy"),
            checked=self.checked(written.get("checked")),
            unless=tuple(self._exceptions(written.get("unless"), about)),
            review=self.review(written.get("review")),
            limits=self._filled_text(written, "limits"),
        )

    def _one_of(self, written: Mapping[str, Node], key: str, words: tuple[str, ...]) -> None:
        if key in written and text_of(written, key) not in words:
            remedy = did_you_mean(text_of(written, key), words, f"Use one of: {', '.join(words)}.")
            self._note(written[key].place(self._file), f'there is no {key} "{text_of(written, key)}"', remedy)

    def _condition(self, written: Mapping[str, Node], key: str, about: tuple[str, str] | None) -> Condition:
        if key not in written:
            return All((), self._node.place(self._file))
        return self._reader(about, stated=key == "requires").read(written[key])

    def _reader(self, about: tuple[str, str] | None, *, stated: bool) -> ConditionReader:
        reader = ConditionReader(self._file, self._names, self._problems, may_ask_stated=stated)
        if about:
            reader.bound[about[0]] = about[1]
        return reader

    def _exceptions(self, node: Node | None, about: tuple[str, str] | None) -> Iterator[Exempt]:
        for item in node.value if node is not None and node.kind == "list" else []:
            written = item.value if item.kind == "map" else {}
            _refuse_unknown(item, "an exception", self._file, self._problems)
            if "when" not in written or not text_of(written, "title") or not text_of(written, "cite"):
                self._note(item.place(self._file), "an exception has title, cite and when", "State all three.")
                continue
            when = self._reader(about, stated=False).read(written["when"])
            yield Exempt(
                self._filled_text(written, "title"),
                self._filled_text(written, "cite"),
                when,
                self._filled_text(written, "url"),
            )
        if node is not None and node.kind != "list":
            self._note(node.place(self._file), "unless is a list of exceptions", "Begin each with a hyphen.")

    def review(self, node: Node | None) -> Review | None:
        """Return what a person is asked; None where nobody is."""
        if node is None:
            return None
        written = node.value if node.kind == "map" else {}
        _refuse_unknown(node, "a review", self._file, self._problems)
        evidence = texts_of(written.get("evidence"), "evidence", self._file, self._problems)
        if not text_of(written, "question") or not evidence:
            self._note(node.place(self._file), "a review has a question and a list of evidence", "State both.")
            return None
        valid_for = text_of(written, "valid_for") if "valid_for" in written else "12 months"
        try:
            parse_duration(valid_for)
        except Misfit as misfit:
            self._note(node.place(self._file), f"valid_for: {misfit.what}", misfit.remedy)
        return Review(self._filled_text(written, "question"), evidence, valid_for)

    def checked(self, node: Node | None) -> Checked:
        """Return when the wording was held against what."""
        written = plain(node) if node is not None and node.kind == "map" else {}
        against = str(written.get("against", ""))
        if node is not None:
            _refuse_unknown(node, "checked", self._file, self._problems)
        if node is not None and against not in CHECKED_AGAINST:
            remedy = f"Use one of: {', '.join(CHECKED_AGAINST)}."
            self._note(node.place(self._file), f'checked against "{against}" says nothing', remedy)
        try:
            return Checked(parse_date(str(written.get("on", ""))), against)
        except Misfit as misfit:
            if node is not None:
                self._note(node.place(self._file), f"checked on: {misfit.what}", misfit.remedy)
            return Checked(date.min, against)

    def examples(self, node: Node | None) -> Iterator[Example]:
        """Return the examples of a list."""
        return _examples(node, self._file, [status.value for status in Status], self._problems)

    def _filled_text(self, written: Mapping[str, Node], key: str) -> str:
        return str(self._filled(text_of(written, key))).strip()

    def _filled(self, data: Any) -> Any:
        """Return text with the columns of the row filled in."""
        if isinstance(data, dict):
            return {key: self._filled(value) for key, value in data.items()}
        if not isinstance(data, str) or self._row is None:
            return data
        row = self._row
        whole = _ROW_NAME.fullmatch(data)
        if whole:
            return row.get(whole[1], "")
        return _ROW_TEXT.sub(lambda match: str(row.get(match[1], "")), data)

    def _note(self, place: Place, what: str, remedy: str) -> None:
        self._problems.append(Problem(place, what, remedy))
