"""The compiled form of a rulebook: plain data under the digest of what it was made from. Safe to delete.

A cache file is a line with the SHA-256 of what follows, then JSON: nested lists of text, numbers and truth values.
Reading it can build the classes named here and nothing else. Whatever does not fit is ignored, and made anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import fields
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from clearance.loading.sources import Files, digest_of
from clearance.model import conditions, places, rules, vocabulary
from clearance.model.rules import Rulebook

_FORMAT = 1
_KEPT = 12
"""Cache files that are left; older ones are removed."""
_CLASSES: tuple[type[Any], ...] = (
    places.Place,
    conditions.Test,
    conditions.TermRef,
    conditions.All,
    conditions.AnyOf,
    conditions.Not,
    conditions.AtLeast,
    conditions.Quantified,
    rules.Period,
    rules.Exempt,
    rules.Review,
    rules.Checked,
    rules.Version,
    rules.Rule,
    rules.Term,
    rules.DatedValue,
    rules.Parameter,
    rules.Pack,
    rules.Rulebook,
    vocabulary.FactType,
    vocabulary.Section,
    vocabulary.NamedSet,
    vocabulary.Vocabulary,
)
_TUPLE, _DATE, _SET, _MAP = -1, -2, -3, -4
_NUMBERS = {cls: number for number, cls in enumerate(_CLASSES)}
_FIELDS = {cls: tuple(one.name for one in fields(cls)) for cls in _CLASSES}


def cached_rulebook(files: Files, shipped: str, folder: Path | None) -> Rulebook:
    """Return the rulebook that ``files`` define, without examples; from the cache where it is there and whole.

    Raises: PackError.
    """
    if folder is None:
        return _made(files, shipped)
    name = folder / f"rulebook-{_key(files, shipped)}.json"
    found = _read(name)
    if found is None:
        found = _made(files, shipped)
        _write(name, found)
    return found


def _made(files: Files, shipped: str) -> Rulebook:
    from clearance.loading.rulebook import load_rulebook  # much to import, and not needed where the cache has it

    return load_rulebook(files, shipped, examples=False)


def _key(files: Files, shipped: str) -> str:
    """Return what a cache file is filed under: the rules, and the code that reads them."""
    total = sha256(f"{_FORMAT}\0{shipped}\0{digest_of(files)}".encode())
    here = Path(__file__).parent
    for source in sorted((*here.glob("*.py"), *(here.parent / "model").glob("*.py"))):
        state = source.stat()
        total.update(f"\0{source.name}\0{state.st_size}\0{state.st_mtime_ns}".encode())
    return total.hexdigest()[:32]


def _read(name: Path) -> Rulebook | None:
    try:
        checksum, _, body = name.read_bytes().partition(b"\n")
        if sha256(body).hexdigest().encode() != checksum:
            return None
        found = _decoded(json.loads(body))
    except (OSError, ValueError, TypeError, LookupError, OverflowError, RecursionError):
        return None
    return found if isinstance(found, Rulebook) else None


def _write(name: Path, rulebook: Rulebook) -> None:
    """Write a cache file beside and move it; a cache that cannot be written is no fault."""
    body = json.dumps(_encoded(rulebook), ensure_ascii=False, separators=(",", ":")).encode()
    import tempfile

    with suppress(OSError):
        name.parent.mkdir(parents=True, exist_ok=True)
        descriptor, beside = tempfile.mkstemp(prefix=".rulebook-", dir=name.parent)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(sha256(body).hexdigest().encode() + b"\n" + body)
            os.replace(beside, name)
        except OSError:
            os.unlink(beside)
            raise
        _prune(name.parent)


def _prune(folder: Path) -> None:
    found = sorted(folder.glob("rulebook-*.json"), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in found[_KEPT:]:
        old.unlink(missing_ok=True)


def _encoded(value: Any) -> Any:
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, tuple):
        return [_TUPLE, *map(_encoded, value)]
    if isinstance(value, date):
        return [_DATE, value.toordinal()]
    if isinstance(value, frozenset):
        return [_SET, *sorted(value)]
    if isinstance(value, Mapping):
        return [_MAP, *(_encoded(part) for pair in value.items() for part in pair)]
    cls = type(value)
    return [_NUMBERS[cls], *(_encoded(getattr(value, name)) for name in _FIELDS[cls])]


def _decoded(data: Any) -> Any:
    if type(data) is not list:
        if data is None or type(data) in (str, int, bool):
            return data
        raise TypeError
    number = data[0]
    if number >= 0:
        return _CLASSES[number](*[_decoded(part) if type(part) is list else part for part in data[1:]])
    return _BUILDERS[number](data)


def _each(data: list[Any]) -> Iterable[Any]:
    return [_decoded(part) if type(part) is list else part for part in data[1:]]


def _map(data: list[Any]) -> dict[Any, Any]:
    parts = iter(_each(data))
    return dict(zip(parts, parts, strict=True))


_BUILDERS: Mapping[int, Callable[[list[Any]], Any]] = {
    _TUPLE: lambda data: tuple(_each(data)),
    _DATE: lambda data: date.fromordinal(data[1]),
    _SET: lambda data: frozenset(_each(data)),
    _MAP: _map,
}
