"""Decisions of authorities and courts: ``case.yaml``, read whole or refused with everything that is wrong in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from clearance.errors import Problem
from clearance.loading.reader import Node, ReadingError, plain, read_documents
from clearance.model.cases import Case, Held, Outside
from clearance.model.figures import Misfit, did_you_mean, parse_date
from clearance.model.places import Place

_NEEDED = ("id", "authority", "respondent", "date", "rules_as_of", "urls")
_LISTS = ("provisions", "not_violated", "out_of_scope", "beyond", "cannot_say")
_KEYS = (*_NEEDED, "outcome", *_LISTS)
_SHAPES = {
    "provisions": (("provision", "gist"), ("under", "rules", "missed")),
    "not_violated": (("provision", "gist"), ("under", "satisfied")),
    "out_of_scope": (("provision", "gist", "why"), ()),
    "beyond": (("rule", "why"), ()),
}
"""What an entry of each list must state, and what it may."""


def read_case(data: bytes, file: str) -> tuple[Case | None, list[Problem]]:
    """Return the decision of a file, or what is wrong with it."""
    try:
        (document,) = read_documents(data, file)
    except ReadingError as error:
        return None, [error.problem]
    except ValueError:
        return None, [Problem(Place(file, 0), "the file does not hold one decision", "Write one case in it.")]
    if document.kind != "map":
        return None, [Problem(document.place(file), "a case is a mapping", "Begin with id:.")]
    problems = _entry_problems(document, file, "a case", _NEEDED, _KEYS)
    for name, (needed, optional) in _SHAPES.items():
        for entry in _entries(document, name, file, problems):
            problems += _entry_problems(entry, file, f"an entry of {name}", needed, (*needed, *optional))
    days = {key: _day(document, key, file, problems) for key in ("date", "rules_as_of")}
    if problems:
        return None, problems
    return _case(document, file, days), []


def _entry_problems(node: Node, file: str, what: str, needed: Iterable[str], known: Iterable[str]) -> list[Problem]:
    if node.kind != "map":
        return [Problem(node.place(file), f"{what}: this is not a mapping", "Write key: value pairs.")]
    remedy = f"Use: {', '.join(known)}."
    wrong = [
        Problem(Place(file, *node.keys[key]), f'{what}: there is no "{key}"', did_you_mean(key, known, remedy))
        for key in node.value
        if key not in known
    ]
    lacking = [
        Problem(node.place(file), f"{what}: {key} is missing", "State it.")
        for key in needed
        if key not in node.value or node.value[key].is_null
    ]
    return wrong + lacking


def _entries(document: Node, name: str, file: str, problems: list[Problem]) -> list[Node]:
    node = document.value.get(name)
    if node is None:
        return []
    if node.kind != "list":
        problems.append(Problem(node.place(file), f"{name} is not a list", "Write one entry for each, with a dash."))
        return []
    entries: list[Node] = node.value
    return entries


def _day(document: Node, key: str, file: str, problems: list[Problem]) -> date:
    node = document.value.get(key)
    if node is not None:
        try:
            return parse_date(str(node.value))
        except Misfit as misfit:
            problems.append(Problem(node.place(file), f"{key}: {misfit.what}", misfit.remedy))
    return date.min


def _case(document: Node, file: str, days: dict[str, date]) -> Case:
    written: dict[str, Any] = plain(document)
    lists: dict[str, list[Node]] = {name: _entries(document, name, file, []) for name in _LISTS}
    return Case(
        id=str(written["id"]),
        place=document.place(file),
        authority=str(written["authority"]),
        respondent=str(written["respondent"]),
        date=days["date"],
        rules_as_of=days["rules_as_of"],
        outcome=str(written.get("outcome") or ""),
        urls=_texts(written["urls"]),
        provisions=tuple(_held(one, file) for one in lists["provisions"]),
        not_violated=tuple(_held(one, file) for one in lists["not_violated"]),
        out_of_scope=tuple(Outside(**plain(one)) for one in lists["out_of_scope"]),
        beyond={one["rule"]: one["why"] for one in map(plain, lists["beyond"])},
        cannot_say=_texts(written.get("cannot_say")),
    )


def _held(node: Node, file: str) -> Held:
    written = plain(node)
    return Held(
        provision=str(written["provision"]),
        gist=str(written["gist"]),
        under=str(written.get("under") or ""),
        rules=_texts(written.get("rules")),
        satisfied=_texts(written.get("satisfied")),
        missed=str(written.get("missed") or ""),
        place=node.place(file),
    )


def _texts(written: Any) -> tuple[str, ...]:
    """Return one text or a list of them as texts."""
    return tuple(map(str, written)) if isinstance(written, list) else (str(written),) if written else ()
