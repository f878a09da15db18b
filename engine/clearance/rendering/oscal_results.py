"""What was found in one campaign, as OSCAL has it: observations with the facts, findings, and a risk for a violation.

OSCAL knows two states of a finding, satisfied and not satisfied. What is undecided is not satisfied there, for the
reason ``other``; what does not apply is an observation and no finding. Our own status stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clearance.rendering.oscal_parts import (
    Json,
    control_id,
    id_of,
    line,
    link_to,
    moment,
    prop,
    props,
    prose,
    statement_id,
    with_lists,
)
from clearance.rendering.reported import (
    Document,
    acceptance_of,
    accepted_words,
    fact_words,
    heading,
    path_shown,
    points,
    verdict_words,
)

_REASONS: Mapping[str, tuple[str, str]] = {
    "satisfied": ("satisfied", "pass"),
    "violated": ("not-satisfied", "fail"),
    "needs_information": ("not-satisfied", "other"),
    "needs_review": ("not-satisfied", "other"),
}
"""State and reason of a finding, by our status."""
_TOOL = id_of("clearance")


def result_of(document: Document) -> Json:
    """Return what was found in one campaign."""
    campaign = document["campaign"]
    key = (campaign["path"], str(campaign["document"]))
    rules = list(dict.fromkeys(finding["rule"] for finding in document["findings"]))
    selection: Json = {"include-all": {}}
    if rules:
        selection = {"include-controls": [{"control-id": control_id(rule)} for rule in rules]}
    result: Json = {
        "uuid": id_of("result", *key, campaign["digest"], document["as_of"], document["rulebook"]["digest"]),
        "title": line(campaign["name"]),
        "description": prose(verdict_words(document)),
        "start": moment(document["as_of"]),
        "props": _result_props(document),
        "local-definitions": {"components": list(_components(document)), "assessment-assets": _assets(document)},
        "reviewed-controls": {"control-selections": [selection]},
    }
    return with_lists(
        result,
        observations=(_observation(document, finding) for finding in document["findings"]),
        risks=(_risk(finding) for finding in document["findings"] if finding["status"] == "violated"),
        findings=(_finding(finding) for finding in document["findings"] if finding["status"] in _REASONS),
    )


def _result_props(document: Document) -> list[Json]:
    campaign = document["campaign"]
    found = props(
        {
            "verdict": document["verdict"]["status"],
            "campaign-file": path_shown(document, campaign["file"]),
            "campaign-digest": campaign["digest"],
            "days-from": document["days"]["from"],
            "days-until": document["days"]["until"],
            "reasoners": ", ".join(document["engine"]["reasoners"]),
        }
    )
    found += [prop("not-assessed", f"{one['title']} {', '.join(one['packs'])}") for one in document["not_assessed"]]
    return found + [prop("question", f"{one['letter']}. {one['ask']}") for one in document["questions"]]


def _assets(document: Document) -> Json:
    """Return who assessed: this program, and no person."""
    version = props({"version": document["engine"]["version"]})
    said = "Holds what a campaign file declares against rules of law, platforms, industry codes and ethics."
    tool = {
        "uuid": _TOOL,
        "type": "software",
        "title": "Clearance",
        "description": said,
        "props": version,
        "status": {"state": "operational"},
    }
    platform = {
        "uuid": id_of("platform"),
        "title": "Clearance",
        "uses-components": [{"component-uuid": _TOOL}],
    }
    return {"components": [tool], "assessment-platforms": [platform]}


def _components(document: Document) -> Iterator[Json]:
    """Return what findings are about: the campaign, and its channels, data items and other elements."""
    subjects = {
        _subject_id(document, finding["subject"]["label"]): finding["subject"] for finding in document["findings"]
    }
    whole = {"section": "", "label": "whole campaign"}
    for key, subject in {_subject_id(document, "whole campaign"): whole, **subjects}.items():
        yield {
            "uuid": key,
            "type": subject["section"] or "campaign",
            "title": line(subject["label"] if subject["section"] else document["campaign"]["name"]),
            "description": prose(f"As described in {path_shown(document, document['campaign']['file'])}."),
            "status": {"state": "other", "remarks": "As a file describes it; what really happens was not looked at."},
        }


def _subject_id(document: Document, label: str) -> str:
    campaign = document["campaign"]
    return id_of("subject", campaign["path"], str(campaign["document"]), label)


def _subject(document: Document, finding: Document) -> Json:
    label = finding["subject"]["label"]
    return {"subject-uuid": _subject_id(document, label), "type": "component", "title": line(label)}


def _key(finding: Document, kind: str) -> str:
    return id_of(kind, finding["fingerprint"])


def _origins() -> list[Json]:
    return [{"actors": [{"type": "tool", "actor-uuid": _TOOL}]}]


def _observation(document: Document, finding: Document) -> Json:
    """Return the facts a finding rests on, and those that are missing."""
    observation = {
        "uuid": _key(finding, "observation"),
        "title": line(heading(finding)),
        "description": prose("\n".join(f"{word}: {text}" for word, text in points(document, finding))),
        "props": _finding_props(finding),
        "methods": ["EXAMINE"],
        "origins": _origins(),
        "subjects": [_subject(document, finding)],
    }
    evidence = [_evidence(document, fact) for fact in finding["facts"]]
    return {**with_lists(observation, relevant_evidence=evidence), "collected": moment(document["as_of"])}


def _evidence(document: Document, fact: Document) -> Json:
    own = {
        "fact": fact["path"],
        "value": fact["value"],
        "stated": "yes" if fact["stated"] else "no",
        "file": path_shown(document, fact["file"]),
        "line": fact["line"] or "",
    }
    return {"description": prose(fact_words(document, fact)), "props": props(own)}


def _finding_props(finding: Document) -> list[Json]:
    upcoming, accepted = finding["upcoming"], acceptance_of(finding) or {}
    return props(
        {
            "status": finding["status"],
            "severity": finding["severity"],
            "rule": finding["rule"],
            "kind": finding["kind"],
            "fingerprint": finding["fingerprint"],
            "upcoming-from": upcoming["from"] if upcoming else "",
            "law-on": finding["law_on"],
            "day": finding["day"],
            "exception": finding["exception"],
            "accepted-by": accepted.get("by") or "",
            "accepted-reason": accepted.get("reason") or "",
            "accepted-approved-by": accepted.get("approved_by") or "",
            "accepted-since": accepted.get("since") or "",
            "accepted-until": accepted.get("until") or "",
        }
    )


def _finding(finding: Document) -> Json:
    state, reason = _REASONS[finding["status"]]
    target = {
        "type": "statement-id",
        "target-id": statement_id(finding["rule"]),
        "title": line(finding["title"]),
        "status": {"state": state, "reason": reason, "remarks": prose(heading(finding))},
    }
    found: Json = {
        "uuid": _key(finding, "finding"),
        "title": line(finding["title"]),
        "description": prose(heading(finding)),
        "props": _finding_props(finding),
        "origins": _origins(),
        "target": target,
        "related-observations": [{"observation-uuid": _key(finding, "observation")}],
    }
    risks = [{"risk-uuid": _key(finding, "risk")}] if finding["status"] == "violated" else []
    return with_lists(found, links=link_to(finding["url"], finding["cite"]), related_risks=risks)


def _risk(finding: Document) -> Json:
    """Return a violation as a risk, with what to do about it; a waiver is a deviation that was approved."""
    accepted = acceptance_of(finding) or {}
    remedy = {
        "uuid": _key(finding, "remedy"),
        "lifecycle": "recommendation",
        "title": "What to do",
        "description": prose(finding["remedy"]),
    }
    risk: Json = {
        "uuid": _key(finding, "risk"),
        "title": line(finding["title"]),
        "description": prose(heading(finding)),
        "statement": prose(finding["because"]),
        "props": [*_finding_props(finding), *([prop("accepted", accepted_words(finding))] if accepted else [])],
        "status": "deviation-approved" if accepted.get("by") == "waiver" else "open",
        "origins": _origins(),
    }
    if accepted.get("until"):
        risk["deadline"] = moment(accepted["until"])
    risk["remediations"] = [remedy]
    risk["related-observations"] = [{"observation-uuid": _key(finding, "observation")}]
    return with_lists(risk, links=link_to(finding["url"], finding["cite"]))
