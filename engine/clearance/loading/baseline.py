"""What was violated when a team started: ``clearance.baseline.json``. It is data, and nothing in it is trusted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

from clearance.errors import Problem
from clearance.model.acceptance import Known
from clearance.model.figures import Misfit, parse_date, shortened
from clearance.model.places import Place

MAX_BYTES = 1 << 26
MAX_LINES = 100_000
FORMAT, VERSION = "clearance-baseline", 1
_HEADS = ("format", "version", "known")
_NEEDED = ("campaign", "document", "rule", "subject", "since", "fingerprint")
_KEYS = (*_NEEDED, "begins")
_FINGERPRINT = re.compile(r"[0-9a-f]{64}\Z")
_RULE = re.compile(r"[a-z0-9-]+/[a-z0-9-]+(@[\w-]+)?\Z")
_UNFIT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_LONGEST = 4_096
_BEGINNING = re.compile(r'"known"\s*:\s*\[')
_REMEDY = 'Take the file from an earlier commit, or write it anew with "clearance baseline write --force".'


class _Damaged(Exception):
    def __init__(self, what: str, line: int = 0, column: int = 0) -> None:
        super().__init__(what)
        self.what, self.line, self.column = what, line, column


def read_baseline(data: bytes, file: str) -> tuple[list[Known], list[Problem]]:
    """Return the lines of a baseline, or everything that is wrong with it: a damaged one knows nothing."""
    try:
        text, listed = _parsed(data)
    except _Damaged as damage:
        return [], [Problem(Place(file, damage.line, damage.column), damage.what, _REMEDY)]
    places = dict(_places(text, file, len(listed)))
    found: list[Known] = []
    problems: list[Problem] = []
    for number, item in enumerate(listed):
        place, what = places.get(number, Place(file, 0)), _wrong_with(item)
        if what:
            problems.append(Problem(place, what, _REMEDY))
        else:
            found.append(_known(item, place))
    return ([], problems) if problems else (found, [])


def _parsed(data: bytes) -> tuple[str, list[Any]]:
    """Return the text of a baseline, and what it lists. Raises: _Damaged."""
    if len(data) > MAX_BYTES:
        raise _Damaged(f"the baseline has more than {MAX_BYTES:,} bytes")
    try:
        text = data.decode("utf-8-sig")
        whole = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise _Damaged("these bytes are not UTF-8 text", data.count(b"\n", 0, error.start) + 1) from None
    except json.JSONDecodeError as error:
        raise _Damaged(f"this is not JSON: {error.msg}", error.lineno, error.colno) from None
    except RecursionError:
        raise _Damaged("values are nested too deep for a baseline") from None
    except ValueError as error:
        raise _Damaged(f"this is not JSON: {error}") from None
    return text, _listed(whole)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _Damaged(f'"{shortened(twice)}" is stated twice in one place')
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise _Damaged(f"this is not JSON: {name} is no number")


def _listed(whole: Any) -> list[Any]:
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise _Damaged("this is not a baseline of Clearance")
    if whole.get("version") != VERSION or isinstance(whole["version"], bool):
        raise _Damaged(f"the baseline has another version than {VERSION}, so another Clearance wrote it")
    other = [key for key in whole if key not in _HEADS]
    if other:
        raise _Damaged(f'a baseline has no "{shortened(other[0])}"')
    listed = whole.get("known")
    if not isinstance(listed, list):
        raise _Damaged("the baseline has no list of what is known")
    if len(listed) > MAX_LINES:
        raise _Damaged(f"the baseline has more than {MAX_LINES:,} lines")
    return listed


def _wrong_with(item: Any) -> str:
    """Return what is wrong with one line of a baseline; empty where nothing is."""
    if not isinstance(item, dict):
        return "a line of the baseline is a mapping"
    for key in item:
        if key not in _KEYS:
            return f'a line of the baseline has no "{shortened(key)}"'
    for key in _NEEDED:
        if key not in item:
            return f"this line of the baseline has no {key}"
    for key, value in item.items():
        if not _fits(key, value):
            return f"this line of the baseline has another {key} than Clearance writes"
    return ""


def _fits(key: str, value: Any) -> bool:
    if key == "document":
        return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MAX_LINES
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST or _UNFIT.search(value):
        return False
    if key in ("since", "begins"):
        return _is_day(value)
    if key == "fingerprint":
        return bool(_FINGERPRINT.match(value))
    return key != "rule" or bool(_RULE.match(value))


def _is_day(text: str) -> bool:
    try:
        parse_date(text)
    except Misfit:
        return False
    return True


def _known(item: dict[str, Any], place: Place) -> Known:
    return Known(
        fingerprint=item["fingerprint"],
        rule=item["rule"],
        subject=item["subject"],
        campaign=item["campaign"],
        document=item["document"],
        since=parse_date(item["since"]),
        place=place,
        begins=parse_date(item["begins"]) if "begins" in item else None,
    )


def _places(text: str, file: str, count: int) -> Iterator[tuple[int, Place]]:
    """Return where the first items of a baseline stand."""
    beginning = _BEGINNING.search(text)
    decoder = json.JSONDecoder()
    at, seen, line = beginning.end() if beginning else len(text), 0, 1
    for number in range(count):
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        line += text.count("\n", seen, at)
        seen = at
        try:
            _, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield number, Place(file, line, at - text.rfind("\n", 0, at))
        at = end


def baseline_text(known: Sequence[Known]) -> str:
    """Return a baseline as it is written: a line each, in order, so that a diff says what changed."""
    ordered = sorted(known, key=lambda one: (one.campaign, one.document, one.rule, one.subject, one.fingerprint))
    lines = ",\n".join(f"  {json.dumps(_item(one), ensure_ascii=False)}" for one in ordered)
    listed = f"[\n{lines}\n ]" if lines else "[]"
    return f'{{\n "format": "{FORMAT}",\n "version": {VERSION},\n "known": {listed}\n}}\n'


def _item(known: Known) -> dict[str, Any]:
    begins = {"begins": known.begins.isoformat()} if known.begins else {}
    return {
        "campaign": known.campaign,
        "document": known.document,
        "rule": known.rule,
        "subject": known.subject,
        **begins,
        "since": known.since.isoformat(),
        "fingerprint": known.fingerprint,
    }
