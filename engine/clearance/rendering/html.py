"""The checklist as one self-contained page: style, script and pictures inside, nothing fetched."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit

from clearance.rendering.arrangement import (
    Checklist,
    Document,
    arrange,
    labels_in_words,
    regime_in_words,
    split_numbers,
)
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


def render_html(document: Document, *, read: Read = read_report) -> str:
    """Return the checklist page for the published form of an assessment."""
    checklist = arrange(document)
    style = read("checklist.css") + page_foot(checklist.document)
    script = read("checklist.js")
    template = load_template("checklist.html.j2", read=read, filters=_filters(checklist))
    return template.render(
        checklist=checklist,
        document=checklist.document,
        campaign=checklist.document["campaign"],
        marks=MARKS,
        style=safe(style),
        script=safe(script),
        policy=content_policy(style, script),
    )


def content_policy(style: str, script: str) -> str:
    """Return a policy under which the browser runs this style and this script, and fetches nothing."""
    return (
        f"default-src 'none'; style-src '{_source(style)}'; script-src '{_source(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def page_foot(document: Document) -> str:
    """Return the style rule that prints campaign, date of law and rulebook at the foot of each sheet."""
    words = (
        document["campaign"]["name"],
        f"law of {day_in_words(document['as_of'])}",
        f"rulebook {short_digest(document['rulebook']['digest'])}",
    )
    return f"\n@page {{ @bottom-left {{ content: {css_string(' · '.join(words))} }} }}\n"


def css_string(text: str) -> str:
    """Return text as a string of a style sheet, in which nothing can end the string or the style."""
    return f'"{"".join(_css_character(character) for character in text)}"'


def web_address(url: str) -> str:
    """Return an address that is safe to link to; empty where it leads anywhere but to the web."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""


def breakable(path: str) -> str:
    """Return a path that may be broken after its dots and underscores, escaped."""
    from markupsafe import escape

    return safe("<wbr>".join(str(escape(piece)) for piece in re.findall(r".+?[._](?=.)|.+", path, re.DOTALL)))


def fragment(anchor: str) -> str:
    """Return the address of a place on the page."""
    return f"#{quote(anchor, safe='-._~@')}"


def _css_character(character: str) -> str:
    return character if character.isalnum() or character in " .,-" else f"\\{ord(character):x} "


def _source(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}"


def _filters(checklist: Checklist) -> dict[str, Any]:
    home = checklist.document["campaign"]["file"]
    return {
        "breakable": breakable,
        "accepting": accepting,
        "day": day_in_words,
        "fragment": fragment,
        "labels": labels_in_words,
        "listed": listed,
        "numbered": numbered,
        "place": place_words,
        "regime": partial(regime_in_words, kinds=checklist.kinds),
        "severity": SEVERITIES.__getitem__,
        "short_digest": short_digest,
        "split_numbers": split_numbers,
        "skipped": skipped_in_words,
        "step": partial(step_in_words, home=home),
        "web_address": web_address,
        "whom": ASK_WHOM.__getitem__,
    }
