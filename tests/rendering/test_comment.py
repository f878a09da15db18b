"""The checklist as a comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from documents import big, empty, hostile, realistic
from markdown_it import MarkdownIt
from markdown_it.token import Token
from practised import golden_document

from clearance.rendering.comment import LIMIT, MARKER, render_comment

DOCUMENTS = [realistic, empty, hostile, big, golden_document]
OURS = re.compile(r"</?(?:details|summary)>|<br>|<!-- -->|<!-- clearance-comment -->")


def tokens(text: str) -> list[Token]:
    """Return what a reader of Markdown makes of a comment."""
    found = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)
    return [one for token in found for one in (token, *(token.children or ()))]


def many(number: int) -> list[dict[str, Any]]:
    """Return many campaigns with much to say."""
    documents = []
    for index in range(number):
        document = big(findings=200)
        document["campaign"] |= {"name": f"Campaign {index}", "path": f"{index}.yaml", "file": f"{index}.yaml"}
        documents.append(document)
    return documents


def test_comment_begins_with_its_marker() -> None:
    """So that a bot finds its own comment, and only that."""
    assert render_comment([realistic()]).startswith(f"{MARKER}\n")
    assert render_comment([hostile(MARKER)]).splitlines().count(MARKER) == 1


@pytest.mark.parametrize("documents", [*([one()] for one in DOCUMENTS), many(12), [hostile("x" * 30_000)], many(60)])
def test_comment_fits(documents: list[dict[str, Any]]) -> None:
    """However much there is to say, and however long a name is."""
    text = render_comment(documents)

    assert len(text) <= LIMIT
    assert text.count("<details>") == text.count("</details>")


@pytest.mark.parametrize("limit", range(1_200, 20_000, 1_741))
def test_what_does_not_fit_is_left_out_and_said(limit: int) -> None:
    """Whatever the limit, violations are the last to go, and no fold stays open."""
    text = render_comment(many(3), limit=limit)

    assert len(text) <= limit
    assert text.count("<details>") == text.count("</details>")
    assert re.search(r"… \d+ \w+ left out: a comment holds no more\.", text)


def test_what_matters_most_is_kept_for_every_campaign() -> None:
    """Satisfied findings of the first campaign never push out violations of the last."""
    clear = realistic()
    clear |= {"findings": [{**one, "status": "satisfied"} for one in big(600)["findings"]], "to_do": []}
    text = render_comment([clear, golden_document()], limit=30_000)

    assert "findings left out" in text
    assert "**Blocker: Name the true sender**" in text


def test_short_comment_leaves_nothing_out() -> None:
    """Nor does it say so."""
    assert "left out: a comment" not in render_comment([golden_document()])


def test_violations_that_fail_come_first_with_place_and_law() -> None:
    """What was accepted is folded, with who and why."""
    text = render_comment([golden_document()])
    first, folded = text.split("<details>", 1)

    assert (
        "- ■ **Blocker: Name the true sender** (channel newsletter), `campaigns/spring offers.yaml:16` · [Art. 1"
        in first
    )
    assert "Contact nobody more often than allowed" not in first
    assert "by waiver, since 20 November 2026, until 15 December 2026, approved by M. Lang" in folded


def test_comment_stays_short() -> None:
    """A dozen violations stand open; the rest is folded."""
    first, folded = render_comment([big(findings=240)]).split("<details>", 1)
    failing = [number for change in big(findings=240)["to_do"] for number in change["findings"]]

    assert len(failing) > 12
    assert first.count("- ■ ") == 12
    assert folded.startswith(f"<summary>{len(failing) - 12} more violations</summary>\n\n- ■ ")


def test_three_questions_at_most() -> None:
    """And how many there are in all."""
    text = render_comment([big()])

    assert "**Next questions** (40 in all)" in text
    assert len(re.findall(r"^- \*\*Q\d+\.\*\*", text, re.MULTILINE)) == 3


def test_rule_written_from_memory_says_so() -> None:
    """Also in the shortest of our reports."""
    assert "written from memory on 18 November 2026, not checked against the official text" in render_comment(
        [realistic()]
    )


@pytest.mark.parametrize("document", DOCUMENTS)
def test_only_our_own_tags_are_there(document: Callable[[], dict[str, Any]]) -> None:
    """No text of a document becomes an element."""
    html = [one.content for one in tokens(render_comment([document()])) if one.type in ("html_inline", "html_block")]

    assert not [one for one in html if "<" in OURS.sub("", one)]


def test_texts_mention_nobody_and_link_nowhere() -> None:
    """A campaign cannot call people, refer to issues, or lead away."""
    found = tokens(render_comment([hostile()]))
    texts = [one.content for one in found if one.type == "text"]

    assert not {one.type for one in found} & {"link_open", "image"}
    assert not [text for text in texts if re.search(r"@\w|#\w|https?://\w", text)]


def test_nothing_complies() -> None:
    """We say what is satisfied, and no more."""
    assert not re.search(r"compliant|score", render_comment([realistic()]), re.IGNORECASE)


def test_several_campaigns_stand_under_one_title() -> None:
    """With their verdicts counted."""
    assert "## Clearance: 2 campaigns, 2 not clear\n" in render_comment([golden_document(), realistic()])


def test_golden_comment(golden: Callable[[str, str], None]) -> None:
    """That of a practice campaign, as reviewed."""
    golden("practice.comment.md", render_comment([golden_document()]))
