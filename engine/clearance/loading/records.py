"""Reads what stands beside the rules: catalogues, what was left out, the changes and the note of each pack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from clearance.errors import PackError, Problem
from clearance.loading.packs import text_of, texts_of
from clearance.loading.reader import Node, plain
from clearance.loading.sources import Files, one_document
from clearance.model.figures import Misfit, did_you_mean, parse_date
from clearance.model.places import Place
from clearance.model.records import STATES, Catalogue, Change, LeftOut, PackRecord, Records, Release
from clearance.model.rules import CHECKED_AGAINST, Checked

CATALOGUES = "CATALOGUES.yaml"
LEFT_OUT = "LEFT-OUT.yaml"
_OF_A_CATALOGUE = ("title", "as_of", "obligations", "national_variations")
_OF_WHAT_IS_LEFT_OUT = ("id", "name", "catalogue", "state", "since", "cite", "why", "near", "checked")
_NEEDED = ("name", "catalogue", "state", "cite", "why", "checked")
_OF_A_CHANGE = ("what", "rules", "effect", "authority")


def read_records(files: Files) -> Records:
    """Return the records among some files. Raises: PackError, with all that is wrong in them."""
    problems: list[Problem] = []
    catalogues: dict[str, Catalogue] = {}
    left_out: list[LeftOut] = []
    packs: dict[str, PackRecord] = {}
    for name in files:
        folder, _, last = f"/{name}".rpartition("/")
        if last == CATALOGUES:
            catalogues.update({one.name: one for one in _catalogues(files, name, problems)})
        elif last == LEFT_OUT:
            left_out += _left_out(files, name, problems)
        elif last == "pack.yaml":
            packs.update(_pack(files, folder[1:], problems))
    if problems:
        raise PackError(problems)
    return Records(catalogues, tuple(left_out), packs)


def _catalogues(files: Files, file: str, problems: list[Problem]) -> Iterator[Catalogue]:
    document = one_document(files, file, problems)
    for name, node in _entries(document, file, problems).items():
        written = node.value if node.kind == "map" else {}
        _refuse(node, _OF_A_CATALOGUE, ("title", "as_of", "obligations"), "a catalogue", file, problems)
        as_of = _day(written, "as_of", file, problems)
        ids, variations = (texts_of(written.get(key), key, file, problems) for key in _OF_A_CATALOGUE[2:])
        yield Catalogue(name, text_of(written, "title"), as_of or date.min, ids, variations)


def _entries(node: Node | None, file: str, problems: list[Problem]) -> Mapping[str, Node]:
    if node is not None and node.kind != "map":
        problems.append(Problem(node.place(file), "this file is a mapping of names", "Write name: {...}."))
    return node.value if node is not None and node.kind == "map" else {}


def _left_out(files: Files, file: str, problems: list[Problem]) -> Iterator[LeftOut]:
    for node in _listed(one_document(files, file, problems), file, problems):
        written = node.value if node.kind == "map" else {}
        what = "what is left out"
        _refuse(node, _OF_WHAT_IS_LEFT_OUT, _NEEDED, what, file, problems)
        state = text_of(written, "state")
        if state and state not in STATES:
            remedy = did_you_mean(state, STATES, f"Use one of: {', '.join(STATES)}.")
            problems.append(Problem(written["state"].place(file), f'there is no state "{state}"', remedy))
        yield LeftOut(
            id=text_of(written, "id"),
            name=text_of(written, "name"),
            catalogue=text_of(written, "catalogue"),
            state=state,
            since=_day(written, "since", file, problems),
            cite=text_of(written, "cite"),
            why=text_of(written, "why").strip(),
            near=texts_of(written.get("near"), "near", file, problems),
            checked=_checked(written.get("checked"), file, problems),
        )


def _checked(node: Node | None, file: str, problems: list[Problem]) -> Checked:
    written = node.value if node is not None and node.kind == "map" else {}
    against = text_of(written, "against")
    if node is not None and against not in CHECKED_AGAINST:
        remedy = f"Use one of: {', '.join(CHECKED_AGAINST)}."
        problems.append(Problem(node.place(file), f'checked against "{against}" says nothing', remedy))
    return Checked(_day(written, "on", file, problems) or date.min, against)


def _pack(files: Files, folder: str, problems: list[Problem]) -> dict[str, PackRecord]:
    """Return the record of a pack under its name; its other faults are reported where packs are read."""
    head = one_document(files, f"{folder}/pack.yaml", problems)
    written = head.value if head is not None and head.kind == "map" else {}
    changes = f"{folder}/changes.yaml"
    releases = [] if changes not in files or not files[changes].strip() else list(_releases(files, changes, problems))
    newest = sorted(releases, key=lambda one: one.day or date.min, reverse=True)
    return {text_of(written, "pack"): PackRecord(text_of(written, "note").strip(), tuple(newest))}


def _releases(files: Files, file: str, problems: list[Problem]) -> Iterator[Release]:
    for node in _listed(one_document(files, file, problems), file, problems):
        written = node.value if node.kind == "map" else {}
        _refuse(node, ("release", "date", "changes"), ("release",), "a release", file, problems)
        listed = written.get("changes")
        changes = tuple(_change(one, file, problems) for one in _listed(listed, file, problems))
        yield Release(text_of(written, "release"), _day(written, "date", file, problems), changes)


def _change(node: Node, file: str, problems: list[Problem]) -> Change:
    written = node.value if node.kind == "map" else {}
    _refuse(node, _OF_A_CHANGE, ("what",), "a change", file, problems)
    rules: Any = plain(written["rules"]) if "rules" in written else []
    named = tuple(map(str, rules)) if isinstance(rules, list) else (str(rules),)
    effect, authority = (text_of(written, key).strip() for key in ("effect", "authority"))
    return Change(text_of(written, "what").strip(), named, effect, authority)


def _listed(node: Node | None, file: str, problems: list[Problem]) -> list[Node]:
    if node is not None and node.kind == "map" and not node.value:
        return []
    if node is not None and node.kind != "list":
        problems.append(Problem(node.place(file), "this is not a list", "Begin each entry with a hyphen."))
        return []
    found: list[Node] = node.value if node is not None else []
    return found


def _refuse(
    node: Node, known: Iterable[str], needed: Iterable[str], what: str, file: str, problems: list[Problem]
) -> None:
    """Note what an entry should not have, and what it lacks."""
    if node.kind != "map":
        problems.append(Problem(node.place(file), f"{what} is a mapping", "Write key: value pairs."))
        return
    for key in node.value:
        if key not in known:
            remedy = did_you_mean(key, known, f"Use: {', '.join(known)}.")
            problems.append(Problem(Place(file, *node.keys[key]), f'{what} has no "{key}"', remedy))
    lacking = [key for key in needed if key not in node.value or node.value[key].is_null]
    problems += [Problem(node.place(file), f"{what} lacks {key}", "State it.") for key in lacking]


def _day(written: Mapping[str, Node], key: str, file: str, problems: list[Problem]) -> date | None:
    node = written.get(key)
    if node is None or node.is_null:
        return None
    try:
        return parse_date(str(node.value))
    except Misfit as misfit:
        problems.append(Problem(node.place(file), f"{key}: {misfit.what}", misfit.remedy))
        return None
