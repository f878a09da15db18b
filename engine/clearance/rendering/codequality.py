"""Violations as a Code Quality report of GitLab, which shows in a merge request what a change adds and takes away.

Each violation that nobody accepted is an issue; what is undecided is one issue for each campaign, for information.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from clearance.rendering.reported import (
    Document,
    failing,
    heading,
    names_of,
    next_questions,
    path_shown,
)
from clearance.rendering.words import cleaned

Json = dict[str, Any]

SEVERITIES: Mapping[str, str] = {"blocker": "blocker", "high": "critical", "medium": "major", "low": "minor"}


def render_codequality(documents: Sequence[Document]) -> str:
    """Return one report for all campaigns."""
    documents = cleaned(documents)
    issues = [
        issue
        for name, document in zip(names_of(documents), documents, strict=True)
        for issue in _issues(name, document)
    ]
    return json.dumps(issues, ensure_ascii=False, indent=1) + "\n"


def _issues(name: str, document: Document) -> Iterator[Json]:
    for finding in failing(document):
        yield {
            "description": _one_line(f"{heading(finding)}. {finding['remedy']} ({finding['cite']})"),
            "check_name": finding["rule"],
            "fingerprint": finding["fingerprint"],
            "severity": SEVERITIES[finding["severity"]],
            "location": _location(document, finding["place"]),
        }
    verdict = document["verdict"]
    questions = next_questions(document, 1)
    if questions or verdict["status"] == "undecided":
        yield {
            "description": _one_line(f"{name}: {verdict['headline']} {verdict['sentence']} {questions}"),
            "check_name": "clearance/undecided",
            "fingerprint": _fingerprint(document),
            "severity": "info",
            "location": _location(document, {"file": document["campaign"]["file"], "line": 1}),
        }


def _location(document: Document, place: Document) -> Json:
    first = place["line"] or 1
    lines = {"begin": first, "end": max(first, place.get("end_line", 0))}
    return {"path": path_shown(document, place["file"]), "lines": lines}


def _fingerprint(document: Document) -> str:
    campaign = document["campaign"]
    return sha256(
        "\0".join(("clearance-undecided-1", campaign["path"], str(campaign["document"]))).encode()
    ).hexdigest()


def _one_line(text: str) -> str:
    return " ".join(text.split())
