"""What tells one finding from every other, for good."""

from __future__ import annotations

from hashlib import sha256

from clearance.model.campaigns import Campaign
from clearance.model.outcomes import Outcome

_MADE_OF = "clearance-finding-1"
"""Moves when fingerprints are made of something else, so that old and new ones are never mistaken for each other."""


def fingerprint_of(campaign: Campaign, outcome: Outcome, *, rule: str = "") -> str:
    """Return the SHA-256 over what a finding is: its campaign, rule and subject, and the day an upcoming duty begins.

    Lines, wording, facts, status and the date of the check are not part of it, so it stays while these move. ``rule``
    stands in for the id of the rule, to tell what the fingerprint was under a former one.
    """
    subject = outcome.subject
    begins = outcome.law_on.isoformat() if outcome.upcoming else ""
    parts = (
        _MADE_OF,
        campaign.path,
        str(campaign.number),
        rule or outcome.rule.id,
        subject.section,
        subject.id,
        begins,
    )
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
