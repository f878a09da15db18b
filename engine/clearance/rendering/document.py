"""One assessment as plain data: the published JSON form, from which every page for people is made too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from msgspec.structs import replace

from clearance.model.acceptance import Notice, Suppression
from clearance.model.assessments import Assessment, PackUse, Question
from clearance.model.fingerprints import fingerprint_of
from clearance.model.outcomes import Missing, Outcome, Proof, Status
from clearance.model.places import Place
from clearance.model.rules import KINDS, SEVERITIES
from clearance.model.truth import FALSE, TRUE, WORDS
from clearance.rendering.pointing import pointed_at
from clearance.rendering.sentences import DISCLAIMER, days_note, headline, letters, not_assessed, verdict_sentence
from clearance.rendering.words import ACCEPTED

FORMAT = "clearance-assessment"
VERSION = 1
KIND_TITLES = {"law": "Law", "platform": "Platform rules", "code": "Industry codes", "ethics": "Ethics pack"}

Document = dict[str, Any]
_STATES = (*(status.value for status in Status), *ACCEPTED.values())
_SETTLED = (Status.SATISFIED, Status.NOT_APPLICABLE)
_BARE = re.compile(r"(Arts?|arts?|ss?|[Rr]egs?|Sch|Sec|r)\. |(Recital|Annex|Part|Schedule) ")
"""How citations begin that do not say of what they are an article or a section."""
_PLAIN_ARTICLES = re.compile(r"(Arts?|arts?|ss?|[Rr]egs?)\. (?!.*[A-Z][A-Za-z])[0-9A-Za-z()., –-]+")


def document_of(assessment: Assessment, version: str, *, proofs: bool = True, brief: bool = False) -> Document:
    """Return everything an assessment says, as text, numbers, lists and mappings. ``version`` is that of Clearance.

    Without ``proofs`` only what is violated is proved, and in ``brief`` what is satisfied or does not apply is only
    named: enough for a terminal, and much less work. The proof of a duty that does not apply holds what keeps it from
    applying, and no more.
    """
    uses = {use.pack.name: use for use in assessment.packs}
    review_letters = _review_letters(assessment)
    question_letters = {
        (question.path, question.region): letter
        for question, letter in zip(assessment.questions, letters(), strict=False)
    }
    findings = [
        _finding(
            number,
            outcome,
            uses[outcome.rule.pack],
            question_letters,
            review_letters,
            assessment,
            _proof_shown(outcome, proofs=proofs),
        )
        if not brief or outcome.status not in _SETTLED
        else _named(number, outcome, uses[outcome.rule.pack])
        for number, outcome in enumerate(assessment.outcomes, 1)
    ]
    _distinguish(findings)
    return {
        "format": FORMAT,
        "version": VERSION,
        "campaign": _campaign(assessment),
        "as_of": assessment.as_of.isoformat(),
        "days": {
            "from": assessment.days[0].isoformat(),
            "until": assessment.days[1].isoformat(),
            "open_ended": assessment.open_ended,
            "note": days_note(assessment),
        },
        "engine": {
            "version": version,
            "reasoners": list(assessment.engine),
            "agreed": len(assessment.engine) > 1,
        },
        "vocabulary": assessment.vocabulary.release,
        "rulebook": {"digest": f"sha256:{assessment.rulebook_digest}"},
        "verdict": {
            "status": assessment.verdict.value,
            "headline": headline(assessment.verdict),
            "sentence": verdict_sentence(assessment),
        },
        "kinds": list(_kinds(assessment, uses)),
        "findings": findings,
        "to_do": list(_to_do(findings)),
        "accepted": list(_accepted(findings)),
        "notices": [notice_document(one) for one in assessment.notices],
        "questions": [
            _question(question, letter) for question, letter in zip(assessment.questions, letters(), strict=False)
        ],
        "reviews": list(_reviews(findings)),
        "not_assessed": not_assessed(assessment),
        "packs": list(_packs(assessment)),
        "disclaimer": DISCLAIMER,
    }


def summary_of(assessment: Assessment) -> Document:
    """Return the part of a document that one line about a campaign needs, without making any proof."""
    uses = {use.pack.name: use for use in assessment.packs}
    return {
        "campaign": {"name": assessment.campaign.name, "file": assessment.campaign.file},
        "verdict": {"status": assessment.verdict.value, "headline": headline(assessment.verdict)},
        "kinds": list(_kinds(assessment, uses)),
        "notices": [notice_document(one) for one in assessment.notices],
    }


def notice_document(notice: Notice) -> Document:
    """Return something about what was accepted as it stands in a document."""
    return {
        "kind": notice.kind,
        "what": notice.what,
        "remedy": notice.remedy,
        "rule": notice.rule,
        "subject": notice.subject,
        "fingerprint": notice.fingerprint,
        "place": _spot(notice.place),
    }


def _spot(place: Place) -> Document:
    return {"file": place.file, "line": place.line, "column": place.column}


def _proof_shown(outcome: Outcome, *, proofs: bool) -> tuple[Proof, ...]:
    if not proofs and outcome.status is not Status.VIOLATED:
        return ()
    return decisive(outcome.proof) if outcome.status is Status.NOT_APPLICABLE else outcome.proof


def decisive(steps: Sequence[Proof]) -> tuple[Proof, ...]:
    """Return the steps that keep a duty from applying: what fails of applies, or else the exceptions that hold."""
    applies = [step for step in steps if step.kind == "applies"]
    if applies and applies[0].truth == FALSE:
        return (_failing(applies[0]),)
    return tuple(step for step in steps if step.kind == "exception" and step.truth == TRUE) or tuple(steps)


def _failing(proof: Proof) -> Proof:
    """Return a step that is false with one failing part where one suffices, and all parts where all must fail."""
    failing = [part for part in proof.parts if part.truth == FALSE]
    if proof.kind in ("any", "some", "not", "no", "at_least") or not failing:
        return proof
    return replace(proof, parts=(_failing(min(failing, key=_size)),))


def _size(proof: Proof) -> int:
    return 1 + sum(_size(part) for part in proof.parts)


def _campaign(assessment: Assessment) -> Document:
    campaign = assessment.campaign

    def stated(path: str) -> str:
        fact = campaign.facts.get(path)
        return fact.text if fact else ""

    regions = campaign.facts.get("audience.regions")
    return {
        "name": campaign.name,
        "file": campaign.file,
        "path": campaign.path,
        "document": campaign.number,
        "advertiser": stated("controller.name"),
        "starts_on": stated("campaign.starts_on"),
        "ends_on": stated("campaign.ends_on"),
        "regions": regions.text.split(", ") if regions else [],
        "objective": stated("campaign.objective"),
        "digest": f"sha256:{campaign.digest}",
        "files": list(campaign.files),
    }


def _kinds(assessment: Assessment, uses: dict[str, PackUse]) -> Iterator[Document]:
    for kind in KINDS:
        own = [one for one in assessment.outcomes if uses[one.rule.pack].pack.kind == kind]
        if own:
            now = [one for one in own if not one.upcoming]
            states = [_state(one, assessment) for one in now]
            counts = {state: states.count(state) for state in _STATES}
            failing = [one for one, state in zip(now, states, strict=True) if state == Status.VIOLATED.value]
            counts["blockers"] = sum(one.version.severity == "blocker" for one in failing)
            counts["upcoming"] = len(own) - len(now)
            yield {"kind": kind, "title": KIND_TITLES[kind], "counts": counts}


def _state(outcome: Outcome, assessment: Assessment) -> str:
    """Return what an outcome is counted as: a violation that was accepted is counted apart."""
    if outcome.status is not Status.VIOLATED:
        return str(outcome.status.value)
    suppression = assessment.suppressed.get(outcome.key)
    return ACCEPTED[suppression.by] if suppression else str(Status.VIOLATED.value)


def _finding(
    number: int,
    outcome: Outcome,
    use: PackUse,
    questions: dict[tuple[str, str], str],
    reviews: dict[tuple[str, str], str],
    assessment: Assessment,
    proof: tuple[Proof, ...],
) -> Document:
    rule, version = outcome.rule, outcome.version
    return {
        "number": number,
        "anchor": _anchor(outcome),
        "fingerprint": fingerprint_of(assessment.campaign, outcome),
        "rule": rule.id,
        "pack": rule.pack,
        "kind": use.pack.kind,
        "regime": use.pack.title,
        "title": version.title,
        "cite": _cited(version.cite, use),
        "url": version.url,
        "because": version.because,
        "remedy": version.remedy,
        "limits": version.limits,
        "severity": version.severity,
        "principle": version.principle,
        "status": outcome.status.value,
        "upcoming": _upcoming(outcome),
        "subject": {"section": outcome.subject.section, "id": outcome.subject.id, "label": outcome.subject.label},
        "place": _place(pointed_at(assessment.campaign, outcome, proof)),
        "channels": list(_channels(outcome, proof)),
        "facts": list(_facts(proof)),
        "missing": [_missing(one, questions) for one in outcome.missing],
        "proof": [_proof(step) for step in proof],
        "review": _review(outcome, reviews, assessment),
        "exception": outcome.exception,
        "in_force": {"from": _day(version.in_force.first), "until": _day(version.in_force.last)},
        "release": use.pack.release,
        "checked": {"on": version.checked.on.isoformat(), "against": version.checked.against},
        "day": outcome.day.isoformat(),
        "law_on": outcome.law_on.isoformat(),
        "suppressed": _suppressed(assessment.suppressed.get(outcome.key)),
    }


def _named(number: int, outcome: Outcome, use: PackUse) -> Document:
    """Return of a duty that asks nothing of anybody what a list needs to count and name it."""
    return {
        "number": number,
        "anchor": _anchor(outcome),
        "rule": outcome.rule.id,
        "pack": outcome.rule.pack,
        "kind": use.pack.kind,
        "regime": use.pack.title,
        "title": outcome.version.title,
        "subject": {"label": outcome.subject.label},
        "status": outcome.status.value,
        "upcoming": _upcoming(outcome),
        "suppressed": None,
    }


def _suppressed(suppression: Suppression | None) -> Document | None:
    if suppression is None:
        return None
    return {
        "by": suppression.by,
        "reason": suppression.reason,
        "approved_by": suppression.approved_by,
        "since": suppression.since.isoformat(),
        "until": _day(suppression.until),
        "place": _spot(suppression.place),
    }


def _anchor(outcome: Outcome) -> str:
    parts = [outcome.rule.id.replace("/", "--").replace("@", "--")]
    if outcome.subject.section:
        parts.append(outcome.subject.id or "none")
    if outcome.upcoming:
        parts.append(outcome.law_on.isoformat())
    return "--".join(parts)


def _distinguish(findings: Sequence[Document]) -> None:
    """Tell apart, by a number, the anchors that would be the same after all."""
    seen: dict[str, int] = {}
    for finding in findings:
        anchor = finding["anchor"]
        seen[anchor] = seen.get(anchor, 0) + 1
        if seen[anchor] > 1:
            finding["anchor"] = f"{anchor}--{seen[anchor]}"


def _cited(cite: str, use: PackUse) -> str:
    """Return a citation with the short name of its instrument: behind a plain article, before anything longer.

    What names its instrument itself, such as "15 U.S.C. § 7704", stays as it is.
    """
    short = use.pack.short
    if not short or short in cite or not _BARE.match(cite):
        return cite
    return f"{cite} {short}" if _PLAIN_ARTICLES.fullmatch(cite) else f"{short}, {cite}"


def _upcoming(outcome: Outcome) -> Document | None:
    if not outcome.upcoming or outcome.days is None:
        return None
    first, last = outcome.days
    ends = "" if last == date.max else last.isoformat()
    begins = outcome.law_on.isoformat() if first == date.min else first.isoformat()
    return {"from": outcome.law_on.isoformat(), "first": begins, "last": ends}


def _channels(outcome: Outcome, proof: Sequence[Proof]) -> Iterator[str]:
    """Return the channels a finding is about: its subject, or those its proof looked at."""
    if outcome.subject.section == "channels":
        if outcome.subject.id:
            yield outcome.subject.id
        return
    own = [step for step in proof if step.kind != "governs"]
    looked_at = (step.text for step in _steps(own) if step.kind == "element")
    yield from dict.fromkeys(text.removeprefix("channel ") for text in looked_at if text.startswith("channel "))


def _steps(proofs: Iterable[Proof]) -> Iterator[Proof]:
    for proof in proofs:
        yield proof
        yield from _steps(proof.parts)


def _facts(proof: Sequence[Proof]) -> Iterator[Document]:
    """Return the facts a finding rests on, each once, in the order of the proof."""
    seen = set()
    for step in _steps(proof):
        if not step.path or step.kind not in ("test", "some", "every", "no"):
            continue
        place = step.place
        key = (step.path, str(place))
        if key in seen:
            continue
        seen.add(key)
        yield {
            "path": step.path,
            "value": step.value,
            "stated": bool(place),
            **_place(place),
            "note": step.note if step.note == "does not decide" else "",
        }


def _place(place: Place | None) -> Document:
    place = place or Place("", 0)
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }


def _missing(missing: Missing, questions: dict[tuple[str, str], str]) -> Document:
    path = f"{missing.path}[{missing.region}]" if missing.region else missing.path
    return {
        "path": path,
        "element": missing.element,
        "why": missing.why,
        "question": questions.get((missing.path, missing.region), ""),
    }


def _proof(proof: Proof) -> Document:
    return {
        "kind": proof.kind,
        "truth": WORDS[proof.truth],
        "text": proof.text,
        "path": proof.path,
        "value": proof.value,
        "file": proof.place.file if proof.place else "",
        "line": proof.place.line if proof.place else 0,
        "cite": proof.cite,
        "note": proof.note,
        "parts": [_proof(part) for part in proof.parts],
    }


def proof_document(outcome: Outcome) -> Document:
    """Return the whole proof of one outcome and the facts it rests on, as they stand in a finding."""
    proof = outcome.proof
    return {"facts": list(_facts(proof)), "proof": [_proof(step) for step in proof]}


def _review(outcome: Outcome, reviews: dict[tuple[str, str], str], assessment: Assessment) -> Document | None:
    review = outcome.version.review
    if review is None or outcome.status in (Status.NOT_APPLICABLE, Status.NEEDS_INFORMATION):
        return None
    state = assessment.reviews.get(outcome.key)
    if state is None:
        return None
    answer = state.answer
    return {
        "question": review.question,
        "evidence": list(review.evidence),
        "valid_for": review.valid_for,
        "letter": reviews.get((outcome.rule.id, review.question), ""),
        "facts": state.bound_to,
        "answer": None
        if answer is None
        else {
            "by": answer.by,
            "on": answer.on.isoformat(),
            "met": answer.answer,
            "note": answer.note,
            "stale": state.stale,
        },
    }


def _review_letters(assessment: Assessment) -> dict[tuple[str, str], str]:
    """Return a letter for each question to a person, going on after those of the questions to answer."""
    asked = dict.fromkeys(
        (one.rule.id, one.version.review.question)
        for one in assessment.outcomes
        if one.status is Status.NEEDS_REVIEW and one.version.review
    )
    free = letters()
    for _ in assessment.questions:
        next(free)
    return dict(zip(asked, free, strict=False))


def _reviews(findings: Sequence[Document]) -> Iterator[Document]:
    grouped: dict[str, list[Document]] = {}
    for finding in findings:
        if finding["status"] == Status.NEEDS_REVIEW.value:
            grouped.setdefault(finding["review"]["letter"], []).append(finding)
    for letter, group in sorted(grouped.items(), key=lambda pair: (len(pair[0]), pair[0])):
        first = group[0]
        yield {
            "letter": letter,
            "question": first["review"]["question"],
            "evidence": first["review"]["evidence"],
            "findings": [one["number"] for one in group],
            "about": [one["subject"]["label"] for one in group],
            "regime": first["regime"],
            "kind": first["kind"],
            "write": "\n".join(dict.fromkeys(_answer_to_write(one) for one in group)),
        }


def _answer_to_write(finding: Document) -> str:
    """Return the lines that file an answer in ``clearance.reviews.yaml``, bound to the facts of this assessment."""
    about = finding["subject"]["label"]
    lines = [f"- rule: {finding['rule']}"]
    lines += [f"  about: {about}"] if about != "whole campaign" else []
    lines += ["  answer: …                  # met or not met", "  by: …", "  on: …"]
    return "\n".join([*lines, f'  facts: "{finding["review"]["facts"]}"'])


def _to_do(findings: Sequence[Document]) -> Iterator[Document]:
    """Return what must change, gravest first inside each kind; the same remedy once. What was accepted is left out."""
    grouped: dict[tuple[str, str], list[Document]] = {}
    for finding in findings:
        if finding["status"] == Status.VIOLATED.value and finding["suppressed"] is None:
            grouped.setdefault((finding["rule"], finding["remedy"]), []).append(finding)
    ordered = sorted(grouped.values(), key=lambda group: _place_in_line(group[0]))
    for number, group in enumerate(ordered, 1):
        first = group[0]
        yield {
            "number": number,
            "title": first["title"],
            "text": first["remedy"],
            "severity": first["severity"],
            "regime": first["regime"],
            "kind": first["kind"],
            "findings": [one["number"] for one in group],
            "about": [one["subject"]["label"] for one in group],
            "upcoming": first["upcoming"]["from"] if first["upcoming"] else "",
        }


def _accepted(findings: Sequence[Document]) -> Iterator[Document]:
    """Return the violations that were accepted: what a waiver or a baseline says of one rule, once; waivers first."""
    grouped: dict[tuple[object, ...], list[Document]] = {}
    for finding in findings:
        why = finding["suppressed"]
        if why is not None:
            same = why["by"], why["reason"], why["approved_by"], why["since"], why["until"], bool(finding["upcoming"])
            grouped.setdefault((finding["rule"], *same), []).append(finding)
    for group in sorted(grouped.values(), key=lambda group: _place_among_accepted(group[0])):
        first = group[0]
        yield {
            "title": first["title"],
            "text": first["remedy"],
            **first["suppressed"],
            "severity": first["severity"],
            "regime": first["regime"],
            "kind": first["kind"],
            "findings": [one["number"] for one in group],
            "about": [one["subject"]["label"] for one in group],
            "upcoming": first["upcoming"]["from"] if first["upcoming"] else "",
        }


def _place_among_accepted(finding: Document) -> tuple[object, ...]:
    """Return what sorts what was accepted: waivers first, for they end."""
    return finding["suppressed"]["by"] == "baseline", *_place_in_line(finding)


def _place_in_line(finding: Document) -> tuple[bool, bool, int, int]:
    """Return what sorts changes: what binds now before what will, law before ethics, the gravest first."""
    severity = SEVERITIES.index(finding["severity"])
    return bool(finding["upcoming"]), finding["kind"] == "ethics", severity, finding["number"]


def _question(question: Question, letter: str) -> Document:
    return {
        "letter": letter,
        "ask": question.ask,
        "help": question.help,
        "answered_by": question.answered_by,
        "path": question.path,
        "elements": list(question.elements),
        "region": question.region,
        "why": question.why,
        "decides": [position + 1 for position in question.decides],
        "blockers": question.blockers,
        "packs": list(question.packs),
        "values": [{"value": word, "means": gloss} for word, gloss in question.fact.values] if question.fact else [],
        "write": lines_to_write(question),
    }


def lines_to_write(question: Question) -> str:
    """Return the YAML lines that answer a question, with three dots where the answer goes."""
    fact = question.fact
    if fact is None:
        return f"{question.section}:\n  - id: …"
    value = f"{{{question.region}: …}}" if question.region else "[…]" if fact.type.startswith("set_of") else "…"
    head, *steps = question.path.split(".")
    inner = value
    for step in reversed(steps):
        inner = f"{{{step}: {inner}}}"
    if not question.elements and head == question.section:
        return f"{head}: {inner}"
    ids = question.elements or ("…",)
    body = inner[1:-1]
    return f"{question.section}:\n" + "\n".join(f"  - id: {one}\n    {body}" for one in ids)


def _packs(assessment: Assessment) -> Iterator[Document]:
    own: dict[str, list[Outcome]] = {use.pack.name: [] for use in assessment.packs}
    for one in assessment.outcomes:
        own[one.rule.pack].append(one)
    for use in assessment.packs:
        yield _pack(use, own[use.pack.name])


def _pack(use: PackUse, own: Sequence[Outcome]) -> Document:
    applied = {one.rule.id for one in own if one.status is not Status.NOT_APPLICABLE}
    return {
        "pack": use.pack.name,
        "title": use.pack.title,
        "kind": use.pack.kind,
        "release": use.pack.release,
        "digest": f"sha256:{use.pack.digest}",
        "url": use.pack.url,
        "in_force": use.in_force,
        "elsewhere": use.elsewhere,
        "assessed": len({one.rule.id for one in own}),
        "applied": len(applied),
        "official": use.official,
        "total": use.total,
        "state": use.state,
        "skipped": "" if use.state == "used" else use.state,
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
