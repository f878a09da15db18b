"""What people answered to reviews: ``clearance.reviews.yaml``, read and never taken on trust."""

from __future__ import annotations

from clearance.errors import Problem
from clearance.loading.reader import Node, ReadingError, plain, read_documents
from clearance.model.assessments import Attestation
from clearance.model.figures import Misfit, did_you_mean, parse_date

_KEYS = ("rule", "about", "answer", "by", "on", "facts", "note", "campaign")
_NEEDED = ("rule", "answer", "by", "on", "facts")
_ANSWERS = {"met": True, "not met": False}


def read_attestations(data: bytes, file: str) -> tuple[list[Attestation], list[Problem]]:
    """Return the answers of a file, and what is wrong with it. A malformed answer has no effect."""
    try:
        documents = read_documents(data, file)
    except ReadingError as error:
        return [], [error.problem]
    found: list[Attestation] = []
    problems: list[Problem] = []
    for document in documents:
        listed = document.value.get("reviews") if document.kind == "map" else None
        if listed is None or listed.kind != "list":
            problems.append(Problem(document.place(file), "the file has no list of reviews", "Begin with reviews:."))
            continue
        for item in listed.value:
            answer = _one(item, file, problems)
            if answer is not None:
                found.append(answer)
    return found, problems


def _one(node: Node, file: str, problems: list[Problem]) -> Attestation | None:
    place = node.place(file)
    written = plain(node) if node.kind == "map" else {}
    wrong = [key for key in written if key not in _KEYS]
    lacking = [key for key in _NEEDED if not written.get(key)]
    remedy = f"Use: {', '.join(_KEYS)}."
    problems += [Problem(place, f'a review has no "{key}"', did_you_mean(key, _KEYS, remedy)) for key in wrong]
    remedy = "State it; without it the answer has no effect."
    problems += [Problem(place, f"this review has no {key}", remedy) for key in lacking]
    if wrong or lacking:
        return None
    if written["answer"] not in _ANSWERS:
        problems.append(Problem(place, f'the answer "{written["answer"]}" says neither', 'Write "met" or "not met".'))
        return None
    try:
        on = parse_date(str(written["on"]))
    except Misfit as misfit:
        problems.append(Problem(place, f"on: {misfit.what}", misfit.remedy))
        return None
    return Attestation(
        rule=str(written["rule"]),
        subject=str(written.get("about") or "whole campaign"),
        answer=_ANSWERS[written["answer"]],
        by=str(written["by"]),
        on=on,
        bound_to=str(written["facts"]),
        note=str(written.get("note") or ""),
        place=place,
        campaign=str(written.get("campaign") or ""),
    )
