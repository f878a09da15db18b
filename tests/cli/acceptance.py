"""Waivers, baselines and what a check says of them, for tests."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from calls import Call

from practice import AS_OF, BASIC, RULES

Document = dict[str, Any]


def waiver(**changes: Any) -> Document:
    """Return a waiver of the untrue sender that holds on the day of the tests; None leaves a key out."""
    whole = {
        "rule": "practice-law/true-sender",
        "subject": "channel mail",
        "reason": "The new sender is registered in December.",
        "approved_by": "Anna Weber, Legal",
        "from": "2026-11-01",
        "until": "2026-12-31",
    }
    return {key: value for key, value in {**whole, **changes}.items() if value is not None}


def waivers(*listed: Any) -> str:
    """Return a file of waivers, one on each line from the second."""
    lines = "".join(f"  - {json.dumps(one, ensure_ascii=False)}\n" for one in listed)
    return f"waivers:\n{lines}" if lines else "waivers: []\n"


def known(**changes: Any) -> Document:
    """Return the line of a baseline about the untrue sender of a campaign; None leaves a key out."""
    whole = {
        "campaign": "small.yaml", "document": 1, "rule": "practice-law/true-sender", "subject": "channel mail",
        "since": "2026-11-01", **changes,
    }  # fmt: skip
    parts = (whole["campaign"], str(whole["document"]), whole["rule"], "channels", "mail", "")
    print_ = sha256("\0".join(("clearance-finding-1", *map(str, parts))).encode()).hexdigest()
    return {key: value for key, value in {"fingerprint": print_, **whole}.items() if value is not None}


def baseline(*lines: Any, **heads: Any) -> str:
    """Return a baseline, as a team would find it in its repository."""
    listed = ",\n".join(f"  {json.dumps(one, ensure_ascii=False)}" for one in lines)
    whole = {"format": "clearance-baseline", "version": 1, **heads}
    return f'{json.dumps(whole)[:-1]}, "known": [\n{listed}\n]}}\n'


def documents(clearance: Call, *words: object, packs: tuple[str, ...] = BASIC, on: str = AS_OF) -> list[Document]:
    """Return the documents of a check."""
    chosen = [word for pack in packs for word in ("--pack", pack)]
    result = clearance("check", *words, "--rules", RULES, "--as-of", on, *chosen, "-f", "json")
    assert result.err == ""
    found: list[Document] = json.loads(result.out)["assessments"]
    return found


def only(clearance: Call, *words: object, packs: tuple[str, ...] = BASIC, on: str = AS_OF) -> Document:
    """Return the document of a check of one campaign."""
    (found,) = documents(clearance, *words, packs=packs, on=on)
    return found


def finding(document: Document, rule: str, about: str = "channel mail", *, upcoming: str = "") -> Document:
    """Return the finding of a rule about a subject."""
    (found,) = [
        one
        for one in document["findings"]
        if (one["rule"], one["subject"]["label"]) == (rule, about)
        and (one["upcoming"] or {"from": ""})["from"] == upcoming
    ]
    return dict(found)


def kinds(document: Document) -> list[str]:
    """Return the kinds of the notices of a document."""
    return [one["kind"] for one in document["notices"]]
