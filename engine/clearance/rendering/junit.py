"""Findings as JUnit XML, which every CI shows as tests: a suite for each campaign and regime, a case for each finding.

A violation fails. What is accepted, undecided or does not apply is skipped, and says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from xml.etree import ElementTree as Xml

from clearance.rendering.reported import (
    Document,
    at,
    fact_words,
    fails,
    heading,
    names_of,
    path_shown,
    points,
    status_words,
    verdict_words,
)
from clearance.rendering.words import cleaned

_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML file may hold."""


def render_junit(documents: Sequence[Document]) -> str:
    """Return one report for all campaigns."""
    documents = cleaned(documents)
    root = Xml.Element("testsuites", {"name": "Clearance"})
    for name, document in zip(names_of(documents), documents, strict=True):
        for suite in _suites(name, document):
            root.append(suite)
    for key in ("tests", "failures", "errors"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    Xml.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{Xml.tostring(root, encoding="unicode")}\n'


def _suites(name: str, document: Document) -> Iterator[Xml.Element]:
    """Return the suites of one campaign, the first with the verdict; an empty one where nothing was assessed."""
    regimes: dict[str, list[Document]] = {}
    for finding in document["findings"]:
        regimes.setdefault(finding["regime"], []).append(finding)
    said = verdict_words(document)
    for regime, findings in regimes.items() or (("nothing assessed", []),):
        suite = _suite(f"{name}: {regime}", document, findings)
        if said:
            _child(suite, "system-out", text=said)
        said = ""
        yield suite


def _suite(name: str, document: Document, findings: Sequence[Document]) -> Xml.Element:
    cases = [_case(name, document, finding) for finding in findings]
    numbers = {
        "tests": len(cases),
        "failures": _holding(cases, "failure"),
        "errors": 0,
        "skipped": _holding(cases, "skipped"),
    }
    suite = Xml.Element("testsuite", {"name": _text(name), **{key: str(number) for key, number in numbers.items()}})
    suite.set("file", _text(path_shown(document, document["campaign"]["file"])))
    properties = _child(suite, "properties")
    for key, value in _properties(document):
        _child(properties, "property", name=key, value=value)
    suite.extend(cases)
    return suite


def _holding(cases: Iterable[Xml.Element], tag: str) -> int:
    return sum(case.find(tag) is not None for case in cases)


def _properties(document: Document) -> Iterator[tuple[str, str]]:
    campaign, verdict = document["campaign"], document["verdict"]
    yield "campaign", campaign["name"]
    yield "verdict", verdict["status"]
    yield "law as of", document["as_of"]
    yield "days", f"{document['days']['from']} to {document['days']['until']}"
    yield "vocabulary", document["vocabulary"]
    yield "rulebook", document["rulebook"]["digest"]
    yield "campaign digest", campaign["digest"]
    yield "clearance", document["engine"]["version"]


def _case(suite: str, document: Document, finding: Document) -> Xml.Element:
    """Return one finding. Name and class tell it from all others, since some tools know cases by nothing else."""
    begins = f", from {finding['upcoming']['from']}" if finding["upcoming"] else ""
    name = f"{finding['title']} ({finding['subject']['label']}{begins}) [{finding['rule']}]"
    case = Xml.Element("testcase", {"name": _text(name), "classname": _text(suite)})
    body = "\n".join(f"{word}: {text}" for word, text in _points(document, finding))
    if fails(finding):
        _child(case, "failure", text=body, type=finding["severity"], message=heading(finding))
    elif finding["status"] != "satisfied":
        _child(case, "skipped", text=body, type=finding["status"], message=heading(finding))
    else:
        _child(case, "system-out", text=body)
    return case


def _points(document: Document, finding: Document) -> Iterator[tuple[str, str]]:
    yield "Status", f"{status_words(finding)}, {finding['severity']}"
    yield "At", at(document, finding["place"])
    yield from points(document, finding)
    for fact in finding["facts"]:
        yield "Fact", fact_words(document, fact)
    yield "Fingerprint", finding["fingerprint"]


def _child(parent: Xml.Element, tag: str, *, text: str = "", **attributes: str) -> Xml.Element:
    child = Xml.SubElement(parent, tag, {key: _text(value) for key, value in attributes.items()})
    child.text = _text(text) or None
    return child


def _text(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
