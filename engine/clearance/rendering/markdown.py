"""The checklist as Markdown, for pull requests and repositories."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from clearance.rendering.arrangement import Document, arrange, labels_in_words, regime_in_words
from clearance.rendering.html import web_address
from clearance.rendering.templates import Read, load_template, safe
from clearance.rendering.words import (
    ASK_WHOM,
    MARKS,
    SEVERITIES,
    accepting,
    day_in_words,
    listed,
    numbered,
    place_words,
    short_digest,
    skipped_in_words,
    step_in_words,
)
from clearance.resources import read_report

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SPECIAL = re.compile(r"[\\`*\[\]|~$#<>]|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
_LIST_MARK = re.compile(r"^ ?(?:[-+=](?=[\s=-]|$)|\d+[.)](?=\s|$))")
_BREAK = "<!-- -->"
"""Shows nothing, and keeps GitHub from reading what stands on both sides of it as one word."""
_MENTION = re.compile(r"@(?=\w)|#(?=\w)|:(?=//)|:(?=[\w+-]+:)|(?<=www)(?=\.)", re.IGNORECASE)


def render_markdown(document: Document, *, read: Read = read_report) -> str:
    """Return the checklist for the published form of an assessment, as GitHub reads Markdown."""
    checklist = arrange(document)
    home = checklist.document["campaign"]["file"]
    filters: dict[str, Any] = {
        "code": code_span,
        "accepting": accepting,
        "day": day_in_words,
        "fenced": fenced,
        "labels": labels_in_words,
        "link": link,
        "listed": listed,
        "numbered": numbered,
        "place": place_words,
        "regime": partial(regime_in_words, kinds=checklist.kinds),
        "severity": SEVERITIES.__getitem__,
        "short_digest": short_digest,
        "skipped": skipped_in_words,
        "step": partial(step_in_words, home=home),
        "whom": ASK_WHOM.__getitem__,
    }
    template = load_template("checklist.md.j2", read=read, filters=filters, escape=escape_markdown)
    text = template.render(
        checklist=checklist, document=checklist.document, campaign=checklist.document["campaign"], marks=MARKS
    )
    return tidied(text)


def escape_markdown(text: str) -> str:
    """Return text that Markdown prints as it stands, on one line: no markup, mention, reference or link."""
    text = _SPECIAL.sub(lambda found: _ENTITIES.get(found[0], f"\\{found[0]}"), re.sub(r"\s+", " ", text))
    text = _MENTION.sub(lambda found: f"{found[0]}{_BREAK}", text)
    return _LIST_MARK.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", text)


def code_span(text: str) -> str:
    """Return text as code within a line; code holds no markup, whatever it says."""
    text = " ".join(text.split())
    if not text:
        return safe("` `")
    fence = "`" * (_longest_run(text) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return safe(f"{fence}{pad}{text}{pad}{fence}")


def fenced(text: str, indent: str = "") -> str:
    """Return lines as a block of YAML, indented so that it stays inside its list item."""
    fence = "`" * max(3, _longest_run(text) + 1)
    lines = [f"{fence}yaml", *text.strip("\n").split("\n"), fence]
    return safe("\n".join(f"{indent}{line}".rstrip() for line in lines))


def link(words: str, url: str) -> str:
    """Return words that lead to a web address; the words alone where the address leads elsewhere."""
    if not web_address(url):
        return safe(escape_markdown(words))
    target = re.sub(r"[\s<>()\\`|\"']", lambda found: f"%{ord(found[0]):02X}", url)
    return safe(f"[{escape_markdown(words)}]({target})")


def tidied(text: str) -> str:
    """Return a page without spaces at the ends of lines and with one empty line at most between paragraphs."""
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall(r"`+", text)), default=0)
