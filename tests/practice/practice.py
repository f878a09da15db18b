"""Packs and campaigns made up for tests, so that no test of the machinery moves with the law."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

RULES = Path(__file__).parent
"""The folder of the practice packs, to be given as ``--rules``."""
AS_OF = "2026-11-24"
BASIC = ("practice-law", "practice-ethics")
"""Packs without reviews, dates or regions."""


def sections(**changes: Any) -> dict[str, Any]:
    """Return a campaign that satisfies every practice rule but asks for one review; None leaves a section out."""
    channel = {
        "id": "mail", "type": "email", "sender_true": True, "subject_true": True, "recognisable_as_ad": True,
        "opt_out": {"offered": True},
    }  # fmt: skip
    whole: dict[str, Any] = {
        "vocabulary": "2026.11",
        "campaign": {
            "name": "Small", "purpose": "promotion", "purpose_recorded": True, "contacts_per_week": 2,
            "starts_on": "2026-12-01", "ends_on": "2026-12-20",
        },
        "audience": {"regions": ["DE"]},
        "channels": [channel],
        "notice": {"published": True},
        "price": {"total_shown": True, "reference_is_30_day_low": True},
    }  # fmt: skip
    return {key: value for key, value in {**whole, **changes}.items() if value is not None}


def campaign_with(**facts: Any) -> str:
    """Return a campaign file with some facts of the section campaign changed; None leaves one out."""
    stated = {**sections()["campaign"], **facts}
    return as_yaml(sections(campaign={key: value for key, value in stated.items() if value is not None}))


def campaign_with_channel(**facts: Any) -> str:
    """Return a campaign file with some facts of its channel changed; None leaves one out."""
    stated = {**sections()["channels"][0], **facts}
    return as_yaml(sections(channels=[{key: value for key, value in stated.items() if value is not None}]))


def as_yaml(whole: dict[str, Any]) -> str:
    """Return sections as a campaign file, a line each."""
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in whole.items())


def choosing(*packs: str) -> list[str]:
    """Return the options that check against some practice packs and nothing else, on the day of the tests."""
    return ["--rules", str(RULES), "--as-of", AS_OF, *(word for pack in packs for word in ("--pack", pack))]
