"""Examples as they are shown: YAML that reads back as what it was made from."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.loading.reader import plain, read_documents
from clearance.rendering.addresses import Addresses, file_name
from clearance.rendering.yaml_text import as_yaml

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-999, 999) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)


def read_back(text: str) -> Any:
    """Return what our own reader makes of a text."""
    return plain(read_documents(text.encode(), "shown.yaml")[0])


@given(st.dictionaries(TEXTS, PLAIN, min_size=1, max_size=3))
def test_data_reads_back(data: dict[str, Any]) -> None:
    """Whatever stands in it."""
    assert read_back(as_yaml(data)) == data


@pytest.mark.parametrize(
    "word",
    [
        "NO",
        "yes",
        "null",
        "21:00",
        "10",
        "1e3",
        ".5",
        "a: b",
        "a #b",
        "- a",
        "[a",
        "*a",
        "&a",
        "!a",
        "%a",
        " a",
        "a ",
        "",
    ],
)
def test_words_that_yaml_takes_for_something_else_are_quoted_where_needed(word: str) -> None:
    """Norway stays Norway."""
    assert read_back(as_yaml({"k": word})) == {"k": word}


def test_shape_is_that_of_a_campaign_file() -> None:
    """A key a line, short lists in brackets, entries with hyphens."""
    data = {"audience": {"regions": ["DE", "NO"]}, "channels": [{"id": "a", "opt_out": {"offered": True}}], "data": []}

    assert as_yaml(data) == (
        'audience:\n  regions: [DE, "NO"]\nchannels:\n  - id: a\n    opt_out:\n      offered: true\ndata: []'
    )


def test_examples_of_the_library_read_back(handbook_document: dict[str, Any]) -> None:
    """All that the handbook shows."""
    shown = [one["given"] for rule in handbook_document["rules"][::40] for one in rule["examples"]]

    assert shown
    assert [one for one in shown if one and read_back(as_yaml(one)) != one] == []


def test_names_get_files_of_their_own() -> None:
    """Apart even where a file system knows no capitals, and never above the folder."""
    addresses = Addresses(["facts/index"])

    assert addresses.of("facts", "a.b") == "facts/a.b.html"
    assert addresses.of("facts", "A.b") == "facts/A.b~.html"
    assert addresses.of("facts", "a.b") == "facts/a.b.html"
    assert addresses.of("facts", "index") == "facts/index~.html"
    assert addresses.of("rules", "../../etc/passwd") == "rules/~2e~./~2e~./etc/passwd.html"
    assert len(file_name("x" * 400)) <= 100
