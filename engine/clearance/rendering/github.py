"""Findings as workflow commands of GitHub Actions, which show them in a pull request beside the line they are about.

Each violation that nobody accepted is an error or a warning, what to do first comes first, since GitHub shows ten of
each. Verdict and open questions are one notice for each campaign.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from clearance.rendering.reported import (
    Document,
    failing,
    heading,
    names_of,
    next_questions,
    path_shown,
    points,
    verdict_words,
)
from clearance.rendering.words import cleaned

COMMANDS: Mapping[str, str] = {"blocker": "error", "high": "error", "medium": "warning", "low": "warning"}
_QUESTIONS = 3
"""So many questions are spelled out in the notice."""
_IN_MESSAGES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTIES = {**_IN_MESSAGES, ":": "%3A", ",": "%2C"}


def render_github(documents: Sequence[Document]) -> str:
    """Return a line for each annotation."""
    documents = cleaned(documents)
    lines = [
        line for name, document in zip(names_of(documents), documents, strict=True) for line in _lines(name, document)
    ]
    return "".join(f"{line}\n" for line in lines)


def _lines(name: str, document: Document) -> Iterator[str]:
    for finding in failing(document):
        text = "\n".join(f"{word}: {words}" for word, words in points(document, finding))
        yield command(COMMANDS[finding["severity"]], {**_place(document, finding), "title": heading(finding)}, text)
    text = "\n".join(filter(None, (verdict_words(document), next_questions(document, _QUESTIONS))))
    file = path_shown(document, document["campaign"]["file"])
    title = f"{name}: {document['verdict']['status']}"
    yield command("notice", {"file": file, "line": 1, "title": title}, text)


def command(name: str, properties: Mapping[str, object], message: str) -> str:
    """Return one workflow command; nothing in it can begin another one."""
    said = ",".join(f"{key}={_escaped(str(value), _IN_PROPERTIES)}" for key, value in properties.items())
    return f"::{name} {said}::{_escaped(message, _IN_MESSAGES)}"


def _place(document: Document, finding: Document) -> dict[str, object]:
    """Return where a finding stands; columns only where it stands on one line, since GitHub takes no others."""
    place = finding["place"]
    found: dict[str, object] = {"file": path_shown(document, place["file"]), "line": place["line"] or 1}
    if place["end_line"]:
        found["endLine"] = place["end_line"]
    if place["end_line"] == place["line"] and place["column"]:
        found |= {"col": place["column"], "endColumn": place["end_column"]}
    return found


def _escaped(text: str, signs: Mapping[str, str]) -> str:
    return "".join(signs.get(sign, sign) for sign in text)
