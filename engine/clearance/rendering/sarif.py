"""Findings as SARIF 2.1.0, the format of code scanners: GitHub, Azure DevOps and editors show it.

Every finding is a result, also what is satisfied or does not apply: ``kind`` tells which. Consumers that do not know
``kind`` take each result for a problem; for them there are only the violations that nobody accepted.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from clearance.rendering.html import web_address
from clearance.rendering.markdown import escape_markdown, link
from clearance.rendering.reported import (
    Document,
    acceptance_of,
    accepted_words,
    checked_words,
    counted,
    fails,
    heading,
    path_shown,
    points,
)
from clearance.rendering.words import cleaned

Json = dict[str, Any]

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"
"""What stands for the folder that paths begin at."""
KINDS: Mapping[str, str] = {
    "violated": "fail",
    "needs_information": "open",
    "needs_review": "review",
    "satisfied": "pass",
    "not_applicable": "notApplicable",
}
LEVELS: Mapping[str, str] = {"blocker": "error", "high": "error", "medium": "warning", "low": "note"}
"""Of a violation. Everything else has no level."""
_LIKE_A_LINK = re.compile(r"\]\(")
_SEMANTIC = re.compile(r"\d+\.\d+\.\d+")


def render_sarif(documents: Sequence[Document], *, only_failures: bool = False) -> str:
    """Return one log with one run for all campaigns.

    One run, because GitHub refuses several of the same tool. With ``only_failures`` it holds nothing but violations
    that nobody accepted, for consumers that know neither ``kind`` nor ``suppressions``.
    """
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_Run(cleaned(documents), only_failures).as_json()]}
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


class _Run:
    """What the results of one run share: rules and files, each once and known by its number."""

    def __init__(self, documents: Sequence[Document], only_failures: bool) -> None:
        self.documents = documents
        self.shown = [
            (document, finding)
            for document in documents
            for finding in document["findings"]
            if fails(finding) or not only_failures
        ]
        self.rules = _rules(self.shown)
        self.numbers = {rule: number for number, rule in enumerate(self.rules)}
        files = [path_shown(document, file) for document in documents for file in document["campaign"]["files"]]
        places = [path_shown(document, finding["place"]["file"]) for document, finding in self.shown]
        self.files = {file: number for number, file in enumerate(dict.fromkeys((*files, *places)))}

    def as_json(self) -> Json:
        """Return the run as it is written."""
        return {
            "tool": {"driver": self._driver()},
            "invocations": [
                {"executionSuccessful": True, "toolExecutionNotifications": list(_notifications(self))},
            ],
            "originalUriBaseIds": {ROOT: {"description": {"text": "The folder that the check was called in."}}},
            "artifacts": [
                {"location": self.location(file), "roles": ["analysisTarget"], "sourceLanguage": "yaml"}
                for file in self.files
            ],
            "columnKind": "unicodeCodePoints",
            "results": [self._result(document, finding) for document, finding in self.shown],
            "properties": {"campaigns": [_campaign(document) for document in self.documents]},
        }

    def _driver(self) -> Json:
        version = self.documents[0]["engine"]["version"] if self.documents else ""
        semantic = {"semanticVersion": version} if _SEMANTIC.fullmatch(version) else {}
        return {
            "name": "Clearance",
            "version": version,
            **semantic,
            "rules": [_rule(one) for one in self.rules.values()],
        }

    def _result(self, document: Document, finding: Document) -> Json:
        return {
            "ruleId": finding["rule"],
            "ruleIndex": self.numbers[finding["rule"]],
            "kind": KINDS[finding["status"]],
            "level": LEVELS[finding["severity"]] if finding["status"] == "violated" else "none",
            "message": {"text": _message(document, finding)},
            "locations": [self.located(document, finding["place"], _subject(finding))],
            "relatedLocations": list(self._related(document, finding)),
            "partialFingerprints": _fingerprints(finding),
            "suppressions": list(_suppressions(self, document, finding)),
            "properties": _properties(document, finding),
        }

    def located(self, document: Document, place: Document, subject: Json | None = None) -> Json:
        """Return a place as a location."""
        physical = {"artifactLocation": self.location(path_shown(document, place["file"])), "region": region(place)}
        return {"physicalLocation": physical, **({"logicalLocations": [subject]} if subject else {})}

    def _related(self, document: Document, finding: Document) -> Iterator[Json]:
        """Return the facts relied on, each at its place."""
        for number, fact in enumerate((one for one in finding["facts"] if one["stated"]), 1):
            where = self.located(document, fact)
            yield {"id": number, **where, "message": {"text": _plain(_stated(fact))}}

    def location(self, file: str) -> Json:
        """Return a file by its address, and by its number where it was read for the check."""
        return {**uri(file), **({"index": self.files[file]} if file in self.files else {})}


def uri(file: str) -> Json:
    """Return a path as an address, from the root of the sources on where it is relative."""
    if posixpath.isabs(file) or re.match(r"[A-Za-z]:/", file):
        return {"uri": f"file:///{quote(file.lstrip('/'), safe='/:')}"}
    return {"uri": quote(file), "uriBaseId": ROOT}


def region(place: Document) -> Json:
    """Return the lines and columns of a place; the first line where the whole file is meant."""
    if not place["line"]:
        return {"startLine": 1}
    found = {"startLine": place["line"]}
    if place.get("column"):
        found["startColumn"] = place["column"]
    if place.get("column") and place.get("end_line"):
        found |= {"endLine": place["end_line"], "endColumn": place["end_column"]}
    return found


def _rules(shown: Sequence[tuple[Document, Document]]) -> dict[str, Document]:
    """Return one finding for each rule, which tells about it: one of a duty in force, where there is one."""
    found: dict[str, Document] = {}
    for _, finding in shown:
        known = found.setdefault(finding["rule"], finding)
        if known["upcoming"] and not finding["upcoming"]:
            found[finding["rule"]] = finding
    return found


def _rule(finding: Document) -> Json:
    address = web_address(finding["url"])
    return {
        "id": finding["rule"],
        "shortDescription": {"text": finding["title"]},
        "fullDescription": {"text": finding["because"]},
        "help": {"text": _help(finding), "markdown": _help_in_markdown(finding)},
        **({"helpUri": address} if address else {}),
        "defaultConfiguration": {"level": LEVELS[finding["severity"]]},
        "properties": {
            "severity": finding["severity"],
            "principle": finding["principle"],
            "regime": finding["regime"],
            "kind": finding["kind"],
            "pack": finding["pack"],
            "release": finding["release"],
            "cite": finding["cite"],
            "checked": finding["checked"],
            "problem.severity": _PROBLEM[LEVELS[finding["severity"]]],
            "tags": list(dict.fromkeys((finding["kind"], finding["principle"], finding["pack"]))),
        },
    }


_PROBLEM = {"error": "error", "warning": "warning", "note": "recommendation"}


def _help(finding: Document) -> str:
    lines = [
        finding["because"],
        f"What to do: {finding['remedy']}",
        f"{finding['regime']}: {finding['cite']}, {finding['url']}",
        f"This rule was {checked_words(finding)}.",
        f"Limits: {finding['limits']}" if finding["limits"] else "",
    ]
    return "\n".join(filter(None, lines))


def _help_in_markdown(finding: Document) -> str:
    text = {key: escape_markdown(finding[key]) for key in ("because", "remedy", "regime", "limits")}
    parts = [
        text["because"],
        f"**What to do:** {text['remedy']}",
        f"**{text['regime']}:** {link(finding['cite'], finding['url'])}",
        f"This rule was {checked_words(finding)}.",
        f"**Limits:** {text['limits']}" if finding["limits"] else "",
    ]
    return "\n\n".join(filter(None, parts))


def _message(document: Document, finding: Document) -> str:
    """Return the finding in a line, and below it everything there is to say."""
    lines = [f"{heading(finding)}.", *(f"{word}: {text}" for word, text in points(document, finding))]
    return _plain("\n".join(lines))


def _plain(text: str) -> str:
    """Return text in which nothing is taken for a placeholder or for a link."""
    doubled = text.replace("{", "{{").replace("}", "}}")
    return _LIKE_A_LINK.sub("] (", doubled)


def _subject(finding: Document) -> Json | None:
    subject = finding["subject"]
    if not subject["section"]:
        return None
    name = subject["id"] or subject["section"]
    path = f"{subject['section']}/{subject['id']}" if subject["id"] else subject["section"]
    return {"name": name, "fullyQualifiedName": path, "kind": "object"}


def _stated(fact: Document) -> str:
    note = f", {fact['note']}" if fact["note"] else ""
    return f"{fact['path']}: {fact['value']}{note}"


def _fingerprints(finding: Document) -> Json:
    """Return what the finding is known by, also under the name that GitHub looks for and else makes up from lines."""
    return {
        "clearanceFinding/v1": finding["fingerprint"],
        "primaryLocationLineHash": f"{finding['fingerprint'][:16]}:1",
    }


def _suppressions(run: _Run, document: Document, finding: Document) -> Iterator[Json]:
    accepted = acceptance_of(finding)
    if accepted:
        place = accepted.get("place")
        yield {
            "kind": "external",
            "status": "accepted",
            "justification": f"Accepted {accepted_words(finding)}",
            **({"location": run.located(document, place)} if place else {}),
            "properties": {key: accepted[key] for key in _ACCEPTED if accepted.get(key)},
        }


_ACCEPTED = ("by", "reason", "approved_by", "since", "until")


def _properties(document: Document, finding: Document) -> Json:
    return {
        "campaign": document["campaign"]["name"],
        "status": finding["status"],
        "severity": finding["severity"],
        "subject": finding["subject"]["label"],
        "channels": finding["channels"],
        "cite": finding["cite"],
        "url": finding["url"],
        "missing": finding["missing"],
        "review": finding["review"],
        "exception": finding["exception"],
        "upcoming": finding["upcoming"],
        "day": finding["day"],
        "lawOn": finding["law_on"],
    }


def _notifications(run: _Run) -> Iterator[Json]:
    """Return, for each campaign, the verdict, what it does not speak about, and what to look at among the accepted."""
    for document in run.documents:
        file = {"file": document["campaign"]["file"], "line": 0}
        said = [f"{document['verdict']['headline']} {document['verdict']['sentence']}"]
        said += [f"{one['title']} {one['text']} {', '.join(one['packs'])}".strip() for one in document["not_assessed"]]
        for text in said:
            yield _notification(run, document, file, "note", text)
        for one in document["notices"]:
            yield _notification(run, document, one["place"], "warning", f"{one['what']}. {one['remedy']}")


def _notification(run: _Run, document: Document, place: Document, level: str, text: str) -> Json:
    return {"level": level, "message": {"text": _plain(text)}, "locations": [run.located(document, place)]}


def _campaign(document: Document) -> Json:
    campaign = document["campaign"]
    return {
        "name": campaign["name"],
        "file": path_shown(document, campaign["file"]),
        "document": campaign["document"],
        "digest": campaign["digest"],
        "verdict": document["verdict"],
        "counted": counted(document),
        "asOf": document["as_of"],
        "days": document["days"],
        "vocabulary": document["vocabulary"],
        "rulebook": document["rulebook"]["digest"],
        "engine": document["engine"],
        "disclaimer": document["disclaimer"],
    }
