"""Lines of a terminal without colour break where those in colour do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.text import Text

from clearance.rendering.terminal import broken, console_for

PLAIN, WIDE = "abcdefgh-.,;:()$§éñ“”–—…■", "日本かな😀é"
BLANKS = st.lists(st.sampled_from([" ", " ", " ", "  ", "\n"]), min_size=25)


def words(letters: str) -> st.SearchStrategy[list[str]]:
    """Return lists of words made of some letters."""
    return st.lists(st.text(st.sampled_from(letters), min_size=1, max_size=30), max_size=25)


@pytest.mark.parametrize("letters", [PLAIN, PLAIN + WIDE], ids=["plain", "with wide letters"])
@settings(max_examples=400, deadline=None)
@given(data=st.data(), blanks=BLANKS, begins=st.sampled_from(["", "", "    "]), width=st.integers(20, 90))
def test_text_breaks_where_rich_breaks_it(
    letters: str, data: st.DataObject, blanks: list[str], begins: str, width: int
) -> None:
    """Words longer than a line, wide letters, letters with accents of their own, and blanks in a row."""
    said = "".join(word + blank for word, blank in zip(data.draw(words(letters)), blanks, strict=False))
    text = begins + said.strip()
    _, console = console_for(width=width, color=False)
    lines = Text(text).wrap(console, width, overflow="fold")

    assert broken(text, width) == [line.plain.rstrip() for line in lines]
