"""Plain data as YAML that people can read and copy: a key a line, short lists in brackets, quotes only where needed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_PLAIN = re.compile(r"[^\W_…][\w .…/+()%-]*\Z|…\Z")
_BROKEN = re.compile(r" \Z|  |\n")
_NOT_TEXT = re.compile(
    r"(?:~|null|true|false|yes|no|on|off|y|n|[-+]?[0-9]+|0[xo][0-9a-f]+|[-+]?\.(?:inf|nan))\Z", re.IGNORECASE
)
"""What some reader of YAML takes for something else than text."""
_LINE = 72
"""Columns that a list may take to stand in brackets."""


def as_yaml(data: Any) -> str:
    """Return data as YAML, without a line break at its end."""
    return "\n".join(_lines(data))


def _lines(data: Any) -> Iterator[str]:
    if isinstance(data, Mapping) and data:
        for key, value in data.items():
            yield from _under(f"{_scalar(str(key))}:", value)
    elif isinstance(data, list | tuple) and data and not _in_brackets(data):
        for item in data:
            first, *others = _lines(item)
            yield f"- {first}"
            yield from (f"  {line}" for line in others)
    else:
        yield _short(data)


def _under(head: str, value: Any) -> Iterator[str]:
    """Return a key with its value beside it, or below."""
    if value and (isinstance(value, Mapping) or (isinstance(value, list | tuple) and not _in_brackets(value))):
        yield head
        yield from (f"  {line}" for line in _lines(value))
    else:
        yield f"{head} {_short(value)}"


def _in_brackets(items: list[Any] | tuple[Any, ...]) -> bool:
    """Tell whether a list is short enough for one line."""
    return not any(isinstance(one, Mapping | list | tuple) for one in items) and len(_short(items)) <= _LINE


def _short(data: Any) -> str:
    if isinstance(data, list | tuple):
        return f"[{', '.join(_scalar(one) for one in data)}]"
    return "{}" if isinstance(data, Mapping) else _scalar(data)


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    if _PLAIN.match(text) and not _BROKEN.search(text) and not _NOT_TEXT.match(text):
        return text
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    return f"\\x{ord(character):02x}" if ord(character) < 256 else f"\\U{ord(character):08x}"
