"""What teams waive: ``clearance.waivers.yaml``, read and never taken on trust."""

from __future__ import annotations

import os
import re
from datetime import date

from msgspec import Struct

from clearance.errors import Problem
from clearance.loading.reader import Node, ReadingError, read_documents
from clearance.model.acceptance import Waiver
from clearance.model.figures import Misfit, did_you_mean, months_after, parse_date, shortened
from clearance.model.places import Place

MOST_MONTHS = 12
_NEEDED = ("rule", "subject", "reason", "approved_by", "from", "until")
_KEYS = (*_NEEDED, "campaign")
_RULE = re.compile(r"[a-z0-9-]+/[a-z0-9-]+(@[\w-]+)?\Z")
_UNFILLED = frozenset(("…", "...", "?", "-", "TODO", "TBD"))


class _File(Struct):
    """One file of waivers while it is read."""

    shown: str
    source: str
    problems: list[Problem]

    def refuse(self, place: Place, what: str, remedy: str) -> None:
        """Note something that is wrong."""
        self.problems.append(Problem(place, what, remedy))


def read_waivers(data: bytes, file: str, source: str) -> tuple[list[Waiver], list[Problem]]:
    """Return the waivers of a file, and everything that is wrong with it. A malformed waiver has no effect.

    ``source`` is the path at which the file stands, its folder resolved.
    """
    try:
        documents = read_documents(data, file)
    except ReadingError as error:
        return [], [error.problem]
    reading = _File(file, source, [])
    found = (_one(item, reading) for document in documents for item in _listed(document, reading))
    return [one for one in found if one is not None], reading.problems


def _listed(document: Node, file: _File) -> list[Node]:
    """Return the waivers of a document: those listed under ``waivers``, or the list it is."""
    if document.kind == "map":
        for key, (line, column) in document.keys.items():
            if key != "waivers":
                remedy = did_you_mean(key, ("waivers",), "There is only waivers.")
                file.refuse(Place(file.shown, line, column), f'a file of waivers has no "{key}"', remedy)
    listed = document.value.get("waivers") if document.kind == "map" else document
    if listed is None or listed.kind != "list":
        place = (listed or document).place(file.shown)
        file.refuse(place, "the file has no list of waivers", "Begin with waivers:, and each waiver with a hyphen.")
        return []
    waivers: list[Node] = listed.value
    return waivers


def _one(node: Node, file: _File) -> Waiver | None:
    place = node.place(file.shown)
    if node.kind != "map":
        file.refuse(place, "a waiver is a mapping", f"State: {', '.join(_NEEDED)}.")
        return None
    before = len(file.problems)
    for key, (line, column) in node.keys.items():
        if key not in _KEYS:
            remedy = did_you_mean(key, _KEYS, f"Use: {', '.join(_KEYS)}.")
            file.refuse(Place(file.shown, line, column), f'a waiver has no "{key}"', remedy)
    texts = {key: _text(key, node, file) for key in _KEYS}
    days = {key: _day(key, node, file) if texts[key] else None for key in ("from", "until")}
    _refuse_rule(texts["rule"], node, file)
    _refuse_campaign(texts["campaign"], node, file)
    begins, ends = days["from"], days["until"]
    if begins and ends:
        _refuse_period(begins, ends, node.value["until"].place(file.shown), file)
    if len(file.problems) > before or begins is None or ends is None:
        return None
    return Waiver(
        rule=texts["rule"],
        subject=texts["subject"],
        reason=texts["reason"],
        approved_by=texts["approved_by"],
        begins_on=begins,
        ends_on=ends,
        campaign=texts["campaign"],
        place=place,
        source=file.source,
    )


def _text(key: str, node: Node, file: _File) -> str:
    """Return what is stated under a key; empty, and noted where it matters, if nothing is."""
    stated = node.value.get(key)
    if stated is None and key == "campaign":
        return ""
    remedy = "State it; without it the waiver has no effect."
    if stated is None:
        file.refuse(node.place(file.shown), f"this waiver has no {key}", remedy)
        return ""
    place = stated.place(file.shown)
    if stated.kind != "text":
        file.refuse(place, f"{key} is a text", f"Write {key}: and the text behind it.")
        return ""
    text = " ".join(str(stated.value).split())
    if stated.is_null or not text or text in _UNFILLED:
        file.refuse(place, f"{key} says nothing", remedy)
        return ""
    return text


def _day(key: str, node: Node, file: _File) -> date | None:
    stated = node.value[key]
    try:
        return parse_date(str(stated.value).strip())
    except Misfit as misfit:
        file.refuse(stated.place(file.shown), f"{key}: {misfit.what}", misfit.remedy)
        return None


def _refuse_rule(rule: str, node: Node, file: _File) -> None:
    if rule and not _RULE.match(rule):
        place = node.value["rule"].place(file.shown)
        file.refuse(place, f'rule: "{shortened(rule)}" is not the id of a rule', "Write it like eu-gdpr/lawful-basis.")


def _refuse_campaign(campaign: str, node: Node, file: _File) -> None:
    if campaign and (os.path.isabs(campaign) or "\0" in campaign):
        place = node.value["campaign"].place(file.shown)
        file.refuse(place, "campaign: the path is an absolute one", "Name it relative to this file.")


def _refuse_period(begins: date, ends: date, place: Place, file: _File) -> None:
    if ends < begins:
        file.refuse(place, f"until: the waiver ends on {ends}, before it begins on {begins}", "Look at both days.")
        return
    latest = last_day_of(begins)
    if ends > latest:
        what = f"until: the waiver lasts longer than {MOST_MONTHS} months"
        file.refuse(place, what, f"Let it end on {latest} at the latest, and renew it then if it must be.")


def last_day_of(begins: date) -> date:
    """Return the last day a waiver may have that begins on a day: the same day of the next year."""
    return months_after(begins, MOST_MONTHS)
