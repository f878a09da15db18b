"""Which files a campaign file includes, told without reading all of it where that can be done safely."""

from __future__ import annotations

import re

from clearance.loading.reader import ReadingError, read_documents

_WORD = rb"[A-Za-z0-9_./-]+"
_PLAIN = re.compile(
    rb"^includes:[ \t]*(?:"
    rb"\[[ \t]*(?P<row>" + _WORD + rb"(?:[ \t]*,[ \t]*" + _WORD + rb")*)[ \t]*\][ \t]*(?:#[^\r\n]*)?(?=\r?\n|\Z)"
    rb"|\r?\n(?P<lines>(?:[ \t]*-[ \t]+" + _WORD + rb"[ \t]*\r?\n)+)(?=[A-Za-z]|\Z)"
    rb")",
    re.MULTILINE,
)
"""The two ways in which includes are nearly always written, with nothing but plain words."""
_ITEM = re.compile(rb"^[ \t]*-[ \t]+(" + _WORD + rb")", re.MULTILINE)


def includes_of(data: bytes) -> list[str]:
    """Return the files that the documents of a text include, as written; more at most, never fewer.

    What cannot be read includes nothing.
    """
    if b"includes" not in data and b"\\" not in data:
        return []
    found = list(_PLAIN.finditer(data))
    if b"\\" not in data and len(found) == data.count(b"includes"):
        return [name for one in found for name in _names_in(one)]
    return _read(data)


def _names_in(found: re.Match[bytes]) -> list[str]:
    if found["row"] is not None:
        return [one.strip().decode() for one in found["row"].split(b",")]
    return [one.decode() for one in _ITEM.findall(found["lines"])]


def _read(data: bytes) -> list[str]:
    try:
        documents = read_documents(data, "")
    except ReadingError:
        return []
    listed = [one.value["includes"] for one in documents if one.kind == "map" and "includes" in one.value]
    return [str(item.value) for one in listed if one.kind == "list" for item in one.value if item.kind == "text"]
