"""What the formats for machines say of a finding, so that all of them say the same."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clearance.rendering.words import MARKS, day_in_words

Document = Mapping[str, Any]
Points = list[tuple[str, str]]
"""What there is to say, each with the word it stands under."""

_CHECKED = {
    "official text": "checked against the official text on {day}",
    "secondary source": "checked against a secondary source on {day}, not the official text",
    "memory": "written from memory on {day}, not checked against the official text",
}


def path_shown(document: Document, file: str) -> str:
    """Return a file as tools look for it: as the call named it, or from the project on where that was from the root.

    Slashes lean forward; nothing is done about what is no path, such as standard input.
    """
    campaign = document["campaign"]
    plain = posixpath.normpath(file.replace("\\", "/")) if file else ""
    if not posixpath.isabs(plain) or not campaign["path"]:
        return plain
    beside = posixpath.relpath(plain, posixpath.dirname(campaign["file"].replace("\\", "/")) or ".")
    within = posixpath.normpath(posixpath.join(posixpath.dirname(campaign["path"]), beside))
    return plain if within.startswith("..") else within


def at(document: Document, place: Document) -> str:
    """Return a place in words: ``campaign.yaml:12``."""
    path = path_shown(document, place["file"])
    return f"{path}:{place['line']}" if place["line"] else path


def acceptance_of(finding: Document) -> Document | None:
    """Return why a violation does not fail; None where nobody accepted it."""
    accepted: Document | None = finding.get("suppressed")
    return accepted


def fails(finding: Document) -> bool:
    """Tell whether a finding is a violation that nobody accepted."""
    return finding["status"] == "violated" and not acceptance_of(finding)


def status_words(finding: Document) -> str:
    """Return the status in words, with the day from which it holds where the duty is still to begin."""
    word = MARKS[finding["status"]].word.lower()
    words = f"{word} from {finding['upcoming']['from']} on" if finding["upcoming"] else word
    return f"{words}, accepted" if acceptance_of(finding) else words


def heading(finding: Document) -> str:
    """Return a finding in a line: duty, subject and status."""
    return f"{finding['title']} ({finding['subject']['label']}): {status_words(finding)}"


def points(document: Document, finding: Document) -> Points:
    """Return everything to say about a finding, what to do first."""
    return [(word, text) for word, text in _points(document, finding) if text]


def _points(document: Document, finding: Document) -> Iterator[tuple[str, str]]:
    yield from _next_step(document, finding)
    yield "Accepted", accepted_words(finding)
    yield "Begins", _begins(finding)
    yield "Exception", finding["exception"]
    yield "Because", finding["because"]
    yield "Law" if finding["kind"] == "law" else "Source", _source(finding)
    yield "Rule", f"{finding['rule']}, {checked_words(finding)}"
    yield "Limits", finding["limits"]


def _next_step(document: Document, finding: Document) -> Iterator[tuple[str, str]]:
    if finding["status"] == "violated":
        yield "What to do", finding["remedy"]
    if finding["status"] == "needs_information":
        yield "Missing", "; ".join(missing_words(document, finding))
    review = finding["review"]
    if finding["status"] == "needs_review" and review:
        yield "For a person to judge", f"{review['question']} Look at: {'; '.join(review['evidence'])}."
    if review and review["answer"]:
        yield "Judged", _answer(review["answer"])


def missing_words(document: Document, finding: Document) -> Sequence[str]:
    """Return the facts that would decide a finding, each with the question that asks for it."""
    asks = {one["letter"]: one["ask"] for one in document["questions"]}
    return [_lacking(one, asks.get(one["question"], "")) for one in finding["missing"]]


def _lacking(missing: Document, ask: str) -> str:
    of = f" of {missing['element']}" if missing["element"] else ""
    why = "" if missing["why"] == "not stated" else f", {missing['why']}"
    question = f" ({missing['question']}. {ask})" if ask else ""
    return f"{missing['path']}{of}{why}{question}"


def _answer(answer: Document) -> str:
    met = "met" if answer["met"] else "not met"
    note = f": {answer['note']}" if answer["note"] else ""
    stale = f" This no longer holds: {answer['stale']}." if answer["stale"] else ""
    return f"{met} by {answer['by']} on {day_in_words(answer['on'])}{note}{stale}"


def accepted_words(finding: Document) -> str:
    """Return who accepted a violation, until when and why; empty where nobody did."""
    accepted = acceptance_of(finding)
    if not accepted:
        return ""
    since = f"since {day_in_words(accepted['since'])}" if accepted.get("since") else ""
    until = f"until {day_in_words(accepted['until'])}" if accepted.get("until") else ""
    approved = f"approved by {accepted['approved_by']}" if accepted.get("approved_by") else ""
    words = ", ".join(filter(None, (f"by {accepted['by']}", since, until, approved)))
    return f"{words}: {accepted['reason']}" if accepted.get("reason") else words


def _begins(finding: Document) -> str:
    upcoming = finding["upcoming"]
    if not upcoming:
        return ""
    last = f" to {day_in_words(upcoming['last'])}" if upcoming["last"] else " on"
    governs = f"governs the campaign from {day_in_words(upcoming['first'])}{last}"
    return f"{day_in_words(upcoming['from'])}; {governs}"


def _source(finding: Document) -> str:
    return ", ".join(filter(None, (finding["cite"], finding["url"])))


def checked_words(finding: Document) -> str:
    """Return against what a rule was held, and when."""
    checked = finding["checked"]
    return _CHECKED[checked["against"]].format(day=day_in_words(checked["on"]))


def fact_words(document: Document, fact: Document) -> str:
    """Return a fact with its value and its place."""
    if not fact["stated"]:
        return f"{fact['path']}: not stated"
    note = f", {fact['note']}" if fact["note"] else ""
    return f"{fact['path']}: {fact['value']}{note} ({at(document, fact)})"


def counted(document: Document) -> str:
    """Return how many findings are violated, open and settled, kind by kind; never added up."""
    return "; ".join(f"{kind['title']}: {_counts(kind['counts'])}" for kind in document["kinds"])


def _counts(counts: Document) -> str:
    said = [
        f"{counts[key]} {mark.one if counts[key] == 1 else mark.many}" for key, mark in MARKS.items() if counts[key]
    ]
    return ", ".join(said) or "nothing assessed"


def names_of(documents: Sequence[Document]) -> list[str]:
    """Return the names of campaigns, told apart by their files where two are called the same."""
    names = [document["campaign"]["name"] for document in documents]
    return [
        name if names.count(name) == 1 else f"{name} ({_file_and_number(document)})"
        for name, document in zip(names, documents, strict=True)
    ]


def _file_and_number(document: Document) -> str:
    number = document["campaign"]["document"]
    path = path_shown(document, document["campaign"]["file"])
    return path if number == 1 else f"{path}, document {number}"


def failing(document: Document) -> list[Document]:
    """Return the violations that nobody accepted, in the order in which to put them right."""
    findings = {finding["number"]: finding for finding in document["findings"]}
    return [findings[number] for change in document["to_do"] for number in change["findings"]]


def verdict_words(document: Document) -> str:
    """Return the verdict in a word and why, counts by kind, and what is not part of it."""
    verdict = document["verdict"]
    missing = "; ".join(
        f"{one['title'].rstrip('.')} ({len(one['packs'])})" for one in document["not_assessed"] if one["packs"]
    )
    lines = [
        f"{verdict['headline']} {verdict['sentence']}",
        f"{counted(document)}." if document["kinds"] else "",
        f"Not part of this: {missing}." if missing else "",
        *(f"{one['what']}. {one['remedy']}" for one in document["notices"]),
    ]
    return "\n".join(filter(None, lines))


def next_questions(document: Document, most: int) -> str:
    """Return the questions that decide most, and how many there are in all; empty where there are none."""
    asked = document["questions"]
    if not asked:
        return ""
    first = " ".join(f"{one['letter']}. {one['ask']}" for one in asked[:most])
    return f"Questions to answer, {len(asked)} in all: {first}"
