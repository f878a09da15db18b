"""Documents that the pages are tried with: a real one, an empty one, a hostile one and a big one."""

from __future__ import annotations

import json
from copy import deepcopy
from itertools import count
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).parent / "fixtures"

STRUCTURE = {"answered_by", "against", "format", "kind", "letter", "principle", "severity", "status", "truth"}
"""Keys whose values come from a fixed list, never from a user."""

ACCEPTING = {"waiver", "baseline"}
"""What accepts a violation stands in a fixed list too, under a name that users fill elsewhere."""

MARKUP = (
    "</style></script></title><script>alert(1)</script>\"'><img src=x onerror=alert(2)> <b onclick=alert(3)>&amp;</b>"
    " {{ 7 * 7 }} {% raw %} \\22 ;} @import url(//example.net/x.css); <!-- ]]> `` ``` | [a](javascript:alert(4))"
    " ![b](http://example.net/c.png) **d** @example #12 <https://example.net> www.example.net :tada:"
    " \u202e\x00\n\n# e\n- f"
)
"""What a hostile campaign could say anywhere."""


def realistic() -> dict[str, Any]:
    """Return the document of a campaign with findings of every status and kind."""
    document: dict[str, Any] = json.loads((FIXTURES / "document.json").read_text(encoding="utf-8"))
    return document


def empty() -> dict[str, Any]:
    """Return a document in which no rule was assessed and nothing is stated that may be left out."""
    document = realistic()
    for key in ("kinds", "findings", "to_do", "questions", "reviews", "not_assessed", "packs"):
        document[key] = []
    document["campaign"] |= {"advertiser": "", "starts_on": "", "ends_on": "", "regions": [], "objective": ""}
    document["days"] |= {"open_ended": True, "note": "the file states no last day"}
    document["engine"] |= {"reasoners": ["python"], "agreed": False}
    document["verdict"] = {"status": "undecided", "headline": "Undecided.", "sentence": "No rule was assessed."}
    return document


def accepted() -> dict[str, Any]:
    """Return the real document with one violation waived, one known, all others waived too, and notices."""
    document = realistic()
    place = {"file": "campaigns/clearance.waivers.yaml", "line": 2, "column": 5}
    waived = {
        "by": "waiver",
        "reason": "The new banner goes live in January.",
        "approved_by": "Anna Weber, Legal",
        "since": "2026-11-01",
        "until": "2027-01-31",
        "place": place,
    }
    known = {
        "by": "baseline",
        "reason": "known since 2026-11-01, in the baseline",
        "approved_by": "",
        "since": "2026-11-01",
        "until": "",
        "place": {"file": "clearance.baseline.json", "line": 5, "column": 3},
    }
    violated = [one for one in document["findings"] if one["status"] == "violated"]
    for number, finding in enumerate(violated):
        finding["suppressed"] = known if number == 1 else waived
    document["accepted"] = [_accepted(one) for one in violated]
    document["to_do"] = []
    document["kinds"][0]["counts"] |= {"violated": 0, "blockers": 0, "waived": 1, "known": 1}
    document["verdict"] |= {"status": "accepted", "headline": "Accepted, though not clear."}
    document["notices"] = [
        {
            "kind": "waiver-unused",
            "what": f"nothing is violated that waiver {number} could be for",
            "remedy": "Take it out.",
            "rule": "eu-gdpr/access",
            "subject": "whole campaign",
            "fingerprint": "",
            "place": place | {"line": 10 * number},
        }
        for number in range(1, 10)
    ]
    return document


def _accepted(finding: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": finding["title"],
        "text": finding["remedy"],
        **finding["suppressed"],
        "severity": finding["severity"],
        "regime": finding["regime"],
        "kind": finding["kind"],
        "findings": [finding["number"]],
        "about": [finding["subject"]["label"]],
        "upcoming": finding["upcoming"]["from"] if finding["upcoming"] else "",
    }


def hostile_accepted() -> dict[str, Any]:
    """Return the document with what was accepted, and markup wherever a user could write."""
    return hostile(document=accepted())


def hostile(payload: str = MARKUP, *, document: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the real document, or another, with markup in every field that is not from a fixed list."""
    numbers = count(1)

    def poisoned(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {inner: poisoned(part, inner) for inner, part in value.items()}
        if isinstance(value, list):
            return [poisoned(part, key) for part in value]
        if not isinstance(value, str) or key in STRUCTURE or (key == "question" and len(value) < 3):
            return value
        if key == "by" and value in ACCEPTING:
            return value
        if key == "url":
            return f"javascript:alert(5)//{payload}"
        return f"{payload}{next(numbers)}" if key == "anchor" else payload

    found: dict[str, Any] = poisoned(document or realistic())
    return found


def big(findings: int = 600, questions: int = 40, changes: int = 30) -> dict[str, Any]:
    """Return a document with many findings: most not applicable, many waiting for one and the same answer."""
    document = realistic()
    models = document["findings"]
    document["findings"] = [_copy(models[index % len(models)], index) for index in range(findings)]
    waiting = [one["number"] for one in document["findings"] if one["status"] == "needs_information"]
    model = document["questions"][0]
    document["questions"] = [
        model | {"letter": f"Q{index}", "ask": f"Question {index}?", "decides": waiting[index::questions] or [1]}
        for index in range(questions)
    ]
    document["questions"][0]["decides"] = waiting
    for position, finding in enumerate(document["findings"]):
        for missing in finding["missing"]:
            missing["question"] = "Q0" if position % 3 else f"Q{position % questions}"
    change = document["to_do"][0]
    document["to_do"] = [{**change, "number": number, "severity": "high"} for number in range(1, changes + 1)]
    document["to_do"][0]["severity"] = "blocker"
    return document


def _copy(model: dict[str, Any], index: int) -> dict[str, Any]:
    finding = deepcopy(model)
    regime = index % 12
    finding["number"] = index + 1
    finding["anchor"] = f"pack-{regime}--duty-{index}"
    finding["regime"] = f"{model['kind']} number {regime}"
    if index % 4 == 1:
        finding["status"], finding["upcoming"] = "not_applicable", None
    if index % 4 == 2 and finding["status"] == "violated":
        finding["status"] = "satisfied"
    finding["channels"] = [f"channel-{index % 9}"]
    return finding
