"""YAML 1.2, read over libyaml's events: every value keeps its place, and nothing in a file can surprise.

The only module that imports PyYAML. Scalars stay the text that was written; what they mean is decided by whoever
knows what type is asked for, so ``NO`` is never a truth value and ``1.10`` never loses its nought.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from clearance.errors import Problem
from clearance.model.places import Place

MAX_BYTES = 1 << 20
MAX_DEPTH = 40
MAX_ALIASES = 200
MAX_ELEMENTS = 10_000
MAX_NODES = 200_000
"""Values in all, each alias counted as often as it is used."""

_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_NO_KEYS: dict[str, tuple[int, int]] = {}
_NO_END = (0, 0)
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_TRUE = frozenset(("true", "True", "TRUE"))
_FALSE = frozenset(("false", "False", "FALSE"))


class Node:
    """One value of a YAML file: text, a list or a mapping, and where it stands. Treated as frozen once read."""

    __slots__ = ("column", "elements", "end", "keys", "kind", "line", "nodes", "quoted", "value")

    kind: str
    """text, list or map."""
    value: Any
    """``str``, ``list[Node]`` or ``dict[str, Node]``."""
    quoted: bool
    keys: dict[str, tuple[int, int]]
    """For a map: line and column of each key."""
    end: tuple[int, int]
    """Line of its last character and the column after it; noughts where that is not known."""

    def __init__(self, kind: str, value: Any, line: int, column: int, quoted: bool = False) -> None:
        self.kind, self.value, self.line, self.column, self.quoted = kind, value, line, column, quoted
        self.elements, self.nodes = 0, 1
        self.keys = _NO_KEYS
        self.end = _NO_END

    def place(self, file: str) -> Place:
        """Return where the value stands, from its first to its last character."""
        return Place(file, self.line, self.column, *self.end)

    @property
    def is_null(self) -> bool:
        """Tell whether nothing was written here."""
        return self.kind == "text" and not self.quoted and self.value in _NULLS


class ReadingError(Exception):
    """The text is not YAML we accept."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def core_value(node: Node) -> Any:
    """Return a scalar as the YAML 1.2 core schema reads it: ``None``, ``bool``, ``int``, ``Decimal`` or ``str``."""
    text: str = node.value
    if node.quoted:
        return text
    if text in _NULLS:
        return None
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    if len(text) <= 40:
        if _INTEGER.match(text):
            return int(text)
        if _DECIMAL.match(text) and len(text.lower().partition("e")[2]) <= 9:
            return Decimal(text)
    return text


def plain(node: Node) -> Any:
    """Return a node as plain Python data, scalars by the core schema and decimals as text."""
    if node.kind == "map":
        return {key: plain(child) for key, child in node.value.items()}
    if node.kind == "list":
        return [plain(child) for child in node.value]
    value = core_value(node)
    return str(node.value) if isinstance(value, Decimal) else value


def read_documents(data: bytes, file: str) -> list[Node]:
    """Return the documents of a YAML text. An empty document is left out.

    Raises: ReadingError with the first thing that cannot be read.
    """
    if len(data) > MAX_BYTES:
        _refuse(file, 0, 0, f"the file has {len(data):,} bytes; the limit is {MAX_BYTES:,}", "Split it.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        _refuse(file, line, 0, "these bytes are not UTF-8 text", "Save the file as UTF-8.")
    try:
        return list(_Builder(_PARSER(text), file).documents())
    except yaml.reader.ReaderError as error:
        until = max(error.position, 0)  # libyaml counts bytes, PyYAML's own parser characters
        line = (text.encode()[:until].count(b"\n") if hasattr(yaml, "CSafeLoader") else text[:until].count("\n")) + 1
        _refuse(file, line, 0, f"the character {_code(error)} is not allowed in YAML", "Remove it.")
    except yaml.MarkedYAMLError as error:
        mark, what, remedy = _explained(error, text)
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        _refuse(file, line, column, f"this is not YAML: {what}", remedy)
    except RecursionError:
        _refuse(file, 0, 0, f"values are nested deeper than {MAX_DEPTH}", "Write it flatter.")
    raise AssertionError


def _code(error: yaml.reader.ReaderError) -> str:
    character = error.character
    number = character if isinstance(character, int) else ord(character)
    return f"U+{number:04X}"


def _explained(error: yaml.MarkedYAMLError, text: str) -> tuple[Any, str, str]:
    """Return where to look, what is wrong and what to do; the usual slips in words of their own."""
    mark, context, problem = error.problem_mark or error.context_mark, error.context or "", error.problem or ""
    lines = text.splitlines()
    line = lines[mark.line] if mark and mark.line < len(lines) else ""
    if "cannot start any token" in problem and "\t" in line[: len(line) - len(line.lstrip())]:
        return mark, "the line begins with a tab", "Indent with spaces, two for each level."
    if "quoted scalar" in context and "end of stream" in problem and error.context_mark:
        return error.context_mark, "this quotation mark is never closed", "Put one at the end of the text."
    if "flow" in context and error.context_mark:
        what = "this bracket is never closed, or a comma is missing behind it"
        return error.context_mark, what, "Close it, and put a comma between any two entries."
    if problem.startswith("mapping values are not allowed"):
        remedy = 'Indent the line like those beside it, or put a text that has ": " in it in quotes.'
        return mark, "there is a colon where none can stand", remedy
    return mark, _sentence(error), "Look at the indentation, colons, quotes and brackets here and just above."


def _sentence(error: yaml.MarkedYAMLError) -> str:
    parts = [part for part in (error.context, error.problem) if part]
    return " ".join(parts) or "it cannot be parsed"


def _refuse(file: str, line: int, column: int, what: str, remedy: str) -> Any:
    raise ReadingError(Problem(Place(file, line, column), what, remedy))


def _end_of(event: Any, last: Node | None = None) -> tuple[int, int]:
    """Return where a value ends: with its bracket, or without one with the last node in it.

    A block of text ends where the next line begins, which tells nothing.
    """
    mark = event.end_mark
    if last is not None and mark.index == event.start_mark.index:
        return last.end
    return (mark.line + 1, mark.column + 1) if mark.column else _NO_END


class _Builder:
    """Builds nodes from events, and counts while it does."""

    def __init__(self, parser: Any, file: str) -> None:
        self._parser = parser
        self._next = parser.get_event
        self._file = file
        self._anchors: dict[str, Node | None] = {}
        self._aliases = self._elements = self._nodes = 0

    def documents(self) -> Iterator[Node]:
        try:
            while True:
                kind = type(self._next())
                if kind is StreamEndEvent:
                    return
                if kind is DocumentStartEvent:
                    self._anchors = {}
                    node = self._node(self._next(), 1)
                    if not node.is_null:
                        yield node
        finally:
            self._parser.dispose()

    def _node(self, event: Any, depth: int) -> Node:
        kind, mark = type(event), event.start_mark
        line, column = mark.line + 1, mark.column + 1
        if kind is AliasEvent:
            return self._alias(event.anchor, line, column)
        if event.tag is not None:
            self._refuse_tag(event.tag, line, column)
        self._nodes += 1
        if kind is ScalarEvent:
            node = Node("text", event.value, line, column, not event.implicit[0])
            node.end = _end_of(event)
        else:
            if depth > MAX_DEPTH:
                _refuse(self._file, line, column, f"values are nested deeper than {MAX_DEPTH}", "Write it flatter.")
            if event.anchor is not None:
                self._anchors[event.anchor] = None
            read = self._mapping if kind is MappingStartEvent else self._sequence
            node = read(line, column, depth)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        return node

    def _refuse_tag(self, tag: str, line: int, column: int) -> None:
        _refuse(self._file, line, column, f'the tag "{tag}" is not allowed', "Leave the tag out.")

    def _alias(self, anchor: str, line: int, column: int) -> Node:
        self._aliases += 1
        if self._aliases > MAX_ALIASES:
            _refuse(self._file, line, column, f"there are more than {MAX_ALIASES} aliases", "Write some values out.")
        node = self._anchors.get(anchor)
        if node is None:
            what = f'the alias "*{anchor}" stands for nothing before it, or for itself'
            _refuse(self._file, line, column, what, f'Mark the value with "&{anchor}" first.')
            raise AssertionError
        self._count(node.elements, node.nodes, line, column)
        return node

    def _count(self, elements: int, nodes: int, line: int, column: int) -> None:
        self._elements += elements
        self._nodes += nodes
        if self._elements > MAX_ELEMENTS:
            what = f"the lists have more than {MAX_ELEMENTS:,} elements in all"
            _refuse(self._file, line, column, what, "Split the file.")
        if self._nodes > MAX_NODES:
            _refuse(self._file, line, column, f"there are more than {MAX_NODES:,} values", "Split the file.")

    def _mapping(self, line: int, column: int, depth: int) -> Node:
        node = Node("map", {}, line, column)
        node.keys = {}
        values, keys, get, elements, nodes = node.value, node.keys, self._next, 0, 1
        child = node
        while True:
            event = get()
            if type(event) is MappingEndEvent:
                node.elements, node.nodes = elements, nodes
                node.end = _end_of(event, child)
                return node
            mark = event.start_mark
            if type(event) is not ScalarEvent:
                _refuse(self._file, mark.line + 1, mark.column + 1, "a key must be a word", "Write it as text.")
            if event.tag is not None:
                self._refuse_tag(event.tag, mark.line + 1, mark.column + 1)
            key = event.value
            if key in values:
                what = f'"{key}" is stated twice, first on line {keys[key][0]}'
                _refuse(self._file, mark.line + 1, mark.column + 1, what, "Keep one of the two.")
            keys[key] = (mark.line + 1, mark.column + 1)
            child = values[key] = self._node(get(), depth + 1)
            elements += child.elements
            nodes += child.nodes

    def _sequence(self, line: int, column: int, depth: int) -> Node:
        node = Node("list", [], line, column)
        values, get = node.value, self._next
        child = node
        while True:
            event = get()
            if type(event) is SequenceEndEvent:
                node.end = _end_of(event, child)
                return node
            mark = event.start_mark
            self._count(1, 0, mark.line + 1, mark.column + 1)
            child = self._node(event, depth + 1)
            values.append(child)
            node.elements += child.elements + 1
            node.nodes += child.nodes
