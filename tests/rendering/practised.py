"""Documents of a campaign checked against the practice packs, so that golden examples do not move with the law."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

PRACTICE = Path(__file__).parents[1] / "practice"
PACKS = ("practice-law", "practice-judged", "practice-dated", "practice-platform", "practice-ethics")
CAMPAIGN = """\
vocabulary: "2026.11"
campaign:
  name: Spring offers, @everyone [half price]
  purpose: promotion
  purpose_recorded: false
  contacts_per_week: 9
  starts_on: 2026-12-01
  ends_on: 2027-01-20
audience:
  regions:
    - DE
    - AT
channels:
  - id: newsletter
    type: email
    sender_true: false
    subject: Half price <b>today</b>
    subject_true: true
    opt_out: {offered: true}
    recognisable_as_ad: true
  - id: texts
    type: sms
    sender_true: true
    subject_true: true
    recognisable_as_ad: false
notice: {published: true}
price: {total_shown: true}
"""
WAIVERS = """\
waivers:
  - rule: practice-law/few-contacts
    subject: whole campaign
    reason: The counter is put right on 15 December
    approved_by: M. Lang
    from: 2026-11-20
    until: 2026-12-15
"""


@cache
def _checked(waivers: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / ".git").mkdir()
        if waivers:
            (Path(folder) / "clearance.waivers.yaml").write_text(waivers, encoding="utf-8")
        home = Path(folder) / "campaigns"
        home.mkdir()
        (home / "spring offers.yaml").write_text(CAMPAIGN, encoding="utf-8")
        words = ["check", "campaigns", "-f", "json", "--engine", "python", "--as-of", "2026-11-24"]
        words += ["--rules", str(PRACTICE), *(word for pack in PACKS for word in ("--pack", pack))]
        command = [sys.executable, "-m", "clearance", *words]
        return subprocess.run(command, capture_output=True, check=False, cwd=folder, encoding="utf-8").stdout


def practised(waivers: str = "") -> dict[str, Any]:
    """Return the document of the practice campaign, without what moves with the shipped rules or with a release."""
    document: dict[str, Any] = json.loads(_checked(waivers))["assessments"][0]
    document["packs"] = [one for one in document["packs"] if one["pack"].startswith("practice-")]
    document["not_assessed"] = [
        {**one, "packs": [pack for pack in one["packs"] if pack.startswith("practice-")]}
        for one in document["not_assessed"]
    ]
    document["rulebook"]["digest"] = f"sha256:{'0' * 64}"
    document["engine"] = {"version": "0.1.0", "reasoners": ["python"], "agreed": False}
    for pack in document["packs"]:
        pack["digest"] = f"sha256:{'0' * 64}"
    return document


def golden_document() -> dict[str, Any]:
    """Return the practice document with one violation waived."""
    return practised(WAIVERS)
