"""The days of a campaign that an assessment looks at."""

from __future__ import annotations

from datetime import date

from clearance.model.campaigns import Campaign


def flight_of(campaign: Campaign, as_of: date) -> tuple[date, date]:
    """Return the first and last day that an assessment looks at."""
    starts, ends = campaign.day("campaign.starts_on"), campaign.day("campaign.ends_on")
    if ends is None:
        first = max(starts or as_of, as_of)
        return first, first
    first = starts if starts is not None else min(as_of, ends)
    return first, max(first, ends)
