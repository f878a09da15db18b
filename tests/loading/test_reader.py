"""YAML as we read it: YAML 1.2, every value with its place, and nothing that can surprise or exhaust."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from clearance.loading.reader import (
    MAX_ALIASES,
    MAX_BYTES,
    MAX_DEPTH,
    MAX_ELEMENTS,
    Node,
    ReadingError,
    core_value,
    plain,
    read_documents,
)


def read(text: str | bytes) -> Any:
    """Return the first document as plain data."""
    (document,) = read_documents(text if isinstance(text, bytes) else text.encode(), "f.yaml")
    return plain(document)


def refusal(text: str | bytes) -> str:
    """Return why a text is refused."""
    with pytest.raises(ReadingError) as caught:
        read_documents(text if isinstance(text, bytes) else text.encode(), "f.yaml")
    return str(caught.value.problem)


# Values ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("NO", "NO"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("y", "y"),
        ("21:00", "21:00"),
        ("2026-12-01", "2026-12-01"),
        ("0o17", "0o17"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("1,000", "1,000"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("=", "="),
        ("<<", "<<"),
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("tRuE", "tRuE"),
        ("null", None),
        ("~", None),
        ("", None),
        ("42", 42),
        ("-3", -3),
        ("007", 7),
        ('"42"', "42"),
        ("'true'", "true"),
        ('"null"', "null"),
    ],
)
def test_scalar_means_what_yaml_1_2_says(written: str, meant: Any) -> None:
    """Norway is not false, nine in the evening is not 75600, and what stands in quotes is text."""
    value = read(f"a: {written}")["a"]

    assert value == meant
    assert type(value) is type(meant)


@pytest.mark.parametrize(("written", "kept"), [("1.10", "1.10"), (".5", ".5"), ("1e3", "1e3"), ("1.", "1.")])
def test_decimal_keeps_its_digits(written: str, kept: str) -> None:
    """A release 1.10 is not 1.1, whoever asks for it as text."""
    assert read(f"a: {written}")["a"] == kept


def test_decimal_is_exact() -> None:
    """No figure passes through a binary fraction."""
    (document,) = read_documents(b"a: 0.1", "f.yaml")

    assert core_value(document.value["a"]) == Decimal("0.1")


@pytest.mark.parametrize("digits", ["9" * 10_000, "1e99999999999999999999", "-" + "7" * 41, "0." + "3" * 60])
def test_endless_number_stays_text(digits: str) -> None:
    """A number of ten thousand digits, or with an exponent beyond all reason, is not worked out."""
    assert read(f"a: {digits}")["a"] == digits


def test_byte_order_mark_is_passed_over() -> None:
    """Some editors begin a file with one."""
    assert read(b"\xef\xbb\xbfa: 1") == {"a": 1}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(newline: str) -> None:
    """Files from Windows and from old Macs read alike, with the same places."""
    (document,) = read_documents(newline.join(["a: 1", "b:", "  - x", ""]).encode(), "f.yaml")
    node = document.value["b"].value[0]

    assert plain(document) == {"a": 1, "b": ["x"]}
    assert (node.line, node.column) == (3, 5)


def test_places_are_counted_from_one() -> None:
    """A place is the line and column at which a value or a key begins; letters count, not bytes."""
    (document,) = read_documents("größe: {weiß: [x, y]}".encode(), "f.yaml")
    inner: Node = document.value["größe"]

    assert (inner.line, inner.column) == (1, 8)
    assert inner.keys["weiß"] == (1, 9)
    assert str(inner.value["weiß"].value[1].place("f.yaml")) == "f.yaml:1:19"


def test_alias_reads_as_its_anchor() -> None:
    """An alias stands for the value that was marked, with the place of the mark."""
    (document,) = read_documents(b"a: &one [x]\nb: *one", "f.yaml")

    assert plain(document) == {"a": ["x"], "b": ["x"]}
    assert document.value["b"].line == 1


def test_merge_key_is_an_ordinary_key() -> None:
    """YAML 1.2 has no merge keys: what looks like one states nothing in secret."""
    assert read("x: &x {a: 1}\ny: {<<: *x}")["y"] == {"<<": {"a": 1}}


def test_documents_come_one_by_one() -> None:
    """A file may hold several campaigns; an empty document is none, and anchors end with their document."""
    assert [plain(one) for one in read_documents(b"a: 1\n---\n---\nb: 2\n...\n", "f.yaml")] == [{"a": 1}, {"b": 2}]
    assert "stands for nothing before it" in refusal("a: &x 1\n---\nb: *x")


@pytest.mark.parametrize("text", ["", "# nothing", "---", "null", "\n\n"])
def test_empty_file_has_no_documents(text: str) -> None:
    """Whoever reads it says what that means."""
    assert read_documents(text.encode(), "f.yaml") == []


# Refusals -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3", 'f.yaml:3:1: "a" is stated twice, first on line 1. Keep one of the two.'),
        ("a:\n  b: 1\n  b: 1", 'f.yaml:3:3: "b" is stated twice, first on line 2. Keep one of the two.'),
        ("a: !!python/object:os.system x", "f.yaml:1:4: the tag "),
        ("!!python/object/apply:os.system [ls]", "f.yaml:1:1: the tag "),
        ("!!python/name:os.system a: 1", "f.yaml:1:1: the tag "),
        ("a: !!str 1", 'f.yaml:1:4: the tag "tag:yaml.org,2002:str" is not allowed. Leave the tag out.'),
        ("a: !own 1", 'f.yaml:1:4: the tag "!own" is not allowed. Leave the tag out.'),
        ("%TAG ! tag:x,2000:\n---\na: !b 1", "f.yaml:3:4: the tag "),
        ("a: &a [*a]", 'f.yaml:1:8: the alias "*a" stands for nothing before it, or for itself.'),
        ("&a a: *a", 'f.yaml:1:7: the alias "*a" stands for nothing before it, or for itself.'),
        ("a: *b", 'f.yaml:1:4: the alias "*b" stands for nothing before it, or for itself. Mark the value with "&b"'),
        ("? [a]\n: b", "f.yaml:1:3: a key must be a word. Write it as text."),
        ("&x a: 1\n*x : 2", "f.yaml:2:1: a key must be a word. Write it as text."),
        ("a:\n\t- b", "f.yaml:2:1: this is not YAML: the line begins with a tab. Indent with spaces"),
        ('a: "x\nb: 2', "f.yaml:1:4: this is not YAML: this quotation mark is never closed. Put one at the end"),
        ("a: [1, 2", "f.yaml:1:4: this is not YAML: this bracket is never closed, or a comma is missing behind it."),
        ("a: b: c", "f.yaml:1:5: this is not YAML: "),
        ("a: 1\n b: 2", "f.yaml:2:3: this is not YAML: there is a colon where none can stand. Indent the line"),
        ("%YAML 9.9\n---\na: 1", "f.yaml:1:1: this is not YAML: found incompatible YAML document."),
        ('a: "\\ud800"', "f.yaml:1:7: this is not YAML: "),
        ('a: "\\q"', "f.yaml:1:5: this is not YAML: "),
        (b"a: 1\nb: \xff\xfe", "f.yaml:2: these bytes are not UTF-8 text. Save the file as UTF-8."),
        ("a: 1".encode("utf-16"), "f.yaml:1: these bytes are not UTF-8 text. Save the file as UTF-8."),
        (b"a: b\nc: d\0e", "f.yaml:2: the character U+0000 is not allowed in YAML. Remove it."),
        (b"a: \x1b[31m", "f.yaml:1: the character U+001B is not allowed in YAML. Remove it."),
        ("a: \uffff", "f.yaml:1: the character U+FFFF is not allowed in YAML. Remove it."),
        ("ä: ü\n" * 3 + "c: \0\n" + "d: 1\n" * 9, "f.yaml:4: the character U+0000 is not allowed in YAML. Remove it."),
    ],
)
def test_what_is_not_our_yaml_is_refused(text: str | bytes, expected: str) -> None:
    """Each refusal names the place and what to do."""
    assert refusal(text).startswith(expected)


def test_file_has_at_most_a_megabyte() -> None:
    """The limit is one mebibyte; a byte more is refused before anything is read."""
    filler = b"a: " + b"x" * (MAX_BYTES - 3)

    assert len(read(filler)["a"]) == MAX_BYTES - 3
    assert refusal(filler + b"x") == "f.yaml: the file has 1,048,577 bytes; the limit is 1,048,576. Split it."


@pytest.mark.parametrize("opening", ["[", "{a: "])
def test_values_nest_forty_deep(opening: str) -> None:
    """One level more is refused, at its place."""
    closing = "]" if opening == "[" else "}"

    assert read(opening * MAX_DEPTH + closing * MAX_DEPTH)
    assert refusal(opening * (MAX_DEPTH + 1) + closing * (MAX_DEPTH + 1)).endswith(
        ": values are nested deeper than 40. Write it flatter."
    )


def test_two_hundred_aliases_are_enough() -> None:
    """One more is refused."""
    text = "a: &a 1\nb: [" + ", ".join(["*a"] * MAX_ALIASES) + "]"

    assert len(read(text)["b"]) == MAX_ALIASES
    assert "there are more than 200 aliases. Write some values out." in refusal(text.replace("]", ", *a]"))


def test_ten_thousand_elements_are_enough() -> None:
    """One more is refused, and elements that an alias repeats count as often as they are repeated."""
    text = "a: [" + ",".join("1" * MAX_ELEMENTS) + "]"
    repeated = "a: &a [" + ",".join("1" * 5_001) + "]\nb: *a"

    assert len(read(text)["a"]) == MAX_ELEMENTS
    assert "the lists have more than 10,000 elements in all. Split the file." in refusal(text.replace("]", ",1]"))
    assert "the lists have more than 10,000 elements in all. Split the file." in refusal(repeated)


def test_values_that_aliases_repeat_are_counted() -> None:
    """Mappings of mappings through aliases are refused before they are built out."""
    rows = ["k0: &k0 {" + ", ".join(f"x{n}: 1" for n in range(500)) + "}"]
    rows += [f"k{n}: &k{n} {{" + ", ".join(f"y{m}: *k{n - 1}" for m in range(20)) + "}" for n in range(1, 4)]

    assert "there are more than 200,000 values. Split the file." in refusal("\n".join(rows))
