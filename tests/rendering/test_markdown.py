"""The checklist in Markdown: readable on GitHub, and deaf to markup in what users write."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from documents import MARKUP, accepted, big, empty, hostile, hostile_accepted, realistic
from markdown_it import MarkdownIt
from markdown_it.token import Token

from clearance.rendering.markdown import code_span, escape_markdown, fenced, link, render_markdown
from clearance.rendering.words import cleaned

DOCUMENTS = [realistic, empty, hostile, big, accepted, hostile_accepted]
OURS = re.compile(r"</?(?:details|summary)>|<br>|<!-- -->")


@cache
def text_of(document: Callable[[], dict[str, Any]]) -> str:
    """Return the page of a document, made once."""
    return render_markdown(document())


def tokens(text: str) -> list[Token]:
    """Return what a reader of Markdown makes of a page, addresses found in the text included."""
    found = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)
    return [one for token in found for one in (token, *(token.children or ()))]


def words(text: str) -> str:
    """Return the words a reader of Markdown prints."""
    return "".join(one.content for one in tokens(text) if one.type in ("text", "code_inline", "text_special"))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_only_our_own_tags_are_there(document: Callable[[], dict[str, Any]]) -> None:
    """No text of a document becomes an element."""
    html = [one.content for one in tokens(text_of(document)) if one.type in ("html_inline", "html_block")]
    left = [OURS.sub("", one) for one in html]

    assert not [one for one in left if "<" in one]


def test_markup_adds_no_heading_link_or_emphasis() -> None:
    """A hostile document has the structure of the real one, without its links."""
    kinds = (
        "heading_open",
        "bullet_list_open",
        "ordered_list_open",
        "table_open",
        "fence",
        "strong_open",
        "blockquote_open",
    )

    def shape(document: dict[str, Any]) -> list[int]:
        found = [one.type for one in tokens(render_markdown(document))]
        return [found.count(kind) for kind in kinds]

    plain = hostile("plain words")
    assert shape(hostile()) == shape(plain)
    assert shape(hostile_accepted()) == shape(hostile("plain words", document=accepted()))


def test_markup_adds_no_link_and_no_picture() -> None:
    """Addresses in text stay text, and an address that would run a script is not linked."""
    found = {one.type for one in tokens(text_of(hostile))}

    assert not found & {"link_open", "image", "em_open", "s_open"}


def test_markup_is_printed_as_it_stands() -> None:
    """A reader of Markdown prints the payload letter for letter."""
    given = cleaned(MARKUP)

    assert words(escape_markdown(given)) == " ".join(given.split())


@pytest.mark.parametrize(
    "text", ["@octocat", "#12", "https://example.net", "www.example.net", ":tada:", "a@example.net"]
)
def test_github_makes_no_link_of_it(text: str) -> None:
    """Mentions, references, addresses and signs are cut where GitHub would join them."""
    assert "<!-- -->" in escape_markdown(text)


@pytest.mark.parametrize(
    "text", ["- a", "+ a", "1. a", "12) a", "# a", "> a", "---", "=== a", "    a", "* a", "```", "| a |"]
)
def test_a_line_never_becomes_a_block(text: str) -> None:
    """Text at the start of a line is a paragraph, whatever it begins with."""
    found = [one.type for one in tokens(escape_markdown(text)) if one.nesting == 1]

    assert found == ["paragraph_open"]


def test_paths_stay_readable_in_the_source() -> None:
    """Underscores within words need no escape."""
    assert escape_markdown("channel.opt_out and _this_") == "channel.opt_out and \\_this\\_"


@pytest.mark.parametrize("text", ["`", "``a``", "a`b", "<b>", "a | b", "@x"])
def test_code_holds_anything(text: str) -> None:
    """A span of code prints what it was given."""
    found = [one for one in tokens(f"x {code_span(text)} y") if one.type == "code_inline"]

    assert [one.content for one in found] == [text]


def test_a_block_of_yaml_cannot_be_closed_from_within() -> None:
    """Lines to write stay in their block, inside their list item."""
    block = fenced("b: |\n  ```\n  # c", "  ")
    found = [one for one in tokens(f"- a\n\n{block}") if one.type in ("fence", "heading_open")]

    assert [one.content for one in found] == ["b: |\n  ```\n  # c\n"]


def test_links_lead_to_the_web_only() -> None:
    """Another address leaves the words alone, and no address can leave its brackets."""
    assert link("Art. 5", "javascript:alert(1)") == "Art. 5"
    assert link("Art. 5", "https://example.net/a (b)") == "[Art. 5](https://example.net/a%20%28b%29)"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_headings_skip_no_level(document: Callable[[], dict[str, Any]]) -> None:
    """There is one heading of the first level, and no level is skipped."""
    levels = [int(one.tag[1]) for one in tokens(text_of(document)) if one.type == "heading_open"]

    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_details_are_closed(document: Callable[[], dict[str, Any]]) -> None:
    """What is folded ends."""
    text = text_of(document)

    assert text.count("<details>") == text.count("</details>")


def test_each_finding_is_there() -> None:
    """Folding leaves out no finding."""
    found = re.findall(r"^(?:####|-) \[(\d+)\]", text_of(big), re.MULTILINE)

    assert sorted(map(int, found)) == [finding["number"] for finding in big()["findings"]]


def test_golden_page(golden: Callable[[str, str], None]) -> None:
    """The page as reviewed."""
    golden("checklist.md", render_markdown(realistic()))


def test_what_was_accepted_says_that_it_is_violated() -> None:
    """With the name, the reason and the day; the table has columns of its own for it."""
    text = text_of(accepted)

    for words in (
        "| | Violated | Violated, waived | Violated, known | Needs information |",
        "## Violated, and accepted",
        "**Violated, waived** · from 1 November 2026 until 31 January 2027, approved by Anna Weber, Legal",
        "**Violated, known** · known since 1 November 2026, in the baseline",
        "- clearance.waivers.yaml:90: nothing is violated that waiver 9 could be for. **Take it out.**",
    ):
        assert words in text
    assert "Violated, waived" not in text_of(realistic)
