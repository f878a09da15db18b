"""Regimes that ask different, even opposite things of one campaign: each is reported on its own, none hides another.

There is no scale on which one law outweighs another. What is lawful under one stays lawful there, what is not stays so
here, and whoever reaches both places reads both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

import pytest
from decisions import rulebook

from clearance.app.checking import Checker, Choices
from clearance.loading.campaign import CampaignReader
from clearance.loading.workspace import Workspace
from clearance.model.outcomes import Status

AS_OF = date(2026, 11, 24)
MET, BROKEN, ELSEWHERE = Status.SATISFIED.value, Status.VIOLATED.value, Status.NOT_APPLICABLE.value

MAIL_TO_WHO_DID_NOT_REFUSE = """
audience: {regions: [DE, US], recipient_kinds: [consumer]}
channels:
  - id: mail
    type: email
    purpose: promotional
    consent: {kind: opt_out}
    opt_out: {offered: true, methods: [link], honoured_within: 10 business days}
"""
PROOF_DELETED_WITH_THE_DATA = """
audience: {regions: [DE], recipient_kinds: [consumer]}
channels:
  - id: calls
    type: call_live
    purpose: promotional
    consent: {kind: opt_in, proof_kept: true, proof_kept_for: 1 year}
data:
  - {id: numbers, category: contact, time_limit_set: true, deleted_on_time: true}
"""
DATA_KEPT_WITH_THE_PROOF = """
audience: {regions: [DE], recipient_kinds: [consumer]}
channels:
  - id: calls
    type: call_live
    purpose: promotional
    consent: {kind: opt_in, proof_kept: true, proof_kept_for: 5 years}
data:
  - {id: numbers, category: contact, time_limit_set: false, deleted_on_time: false}
"""
APP_FROM_THIRTEEN = """
audience: {regions: [DE, US], age_groups: [age_13_15, age_16, age_17], minimum_age: 13}
children: {aimed_at: mixed, parental_permission: none}
data:
  - {id: accounts, category: contact, source: given_by_person, legal_basis: consent}
"""
CALLS_UNTIL_HALF_PAST_EIGHT = """
audience: {regions: [FR, US], recipient_kinds: [consumer]}
channels:
  - id: calls
    type: call_live
    purpose: promotional
    consent: {kind: none}
    hours: {earliest: "09:00", latest: "20:30", midday_pause: false, days: [mon, tue, wed, thu, fri]}
"""
DISCOUNT_FOR_DATA = """
controller: {type: company, annual_revenue: 50000000 USD, does_business_in: [US-CA, FR]}
audience: {regions: [FR, US-CA], recipient_kinds: [consumer]}
offer: {rewards: {offered: true, opt_in: true, can_leave_any_time: true}}
data:
  - id: shopping
    category: purchase_history
    legal_basis: consent
    needed_for_requested_product: false
    consent: {kind: opt_in, action: ticked_empty_box, required_to_buy: true, only_discount_lost: false}
"""
CHARITY_WRITES_TO_DONORS = """
controller: {type: charity}
audience: {regions: [DE, GB], recipient_kinds: [consumer], relationships: [supporter]}
channels:
  - id: mail
    type: email
    purpose: promotional
    consent:
      kind: supporter
      obtained_by: sender
      collected_during: donation_or_support
      similar_own_products: true
      refusal_offered_at_collection: true
      oldest_collected_on: 2026-03-01
    opt_out: {offered: true, demands: []}
"""


@dataclass(frozen=True, slots=True)
class Conflict:
    """One campaign, and what different regimes say of it."""

    name: str
    campaign: str
    says: dict[str, str]
    """Rule -> status."""

    def __str__(self) -> str:
        return self.name


CONFLICTS = [
    Conflict(
        "opt-in in Europe, opt-out in the United States",
        MAIL_TO_WHO_DID_NOT_REFUSE,
        {
            "us-can-spam/timely-opt-out": MET,
            "eu-eprivacy/prior-consent": BROKEN,
            "de-uwg/message-consent": BROKEN,
        },
    ),
    Conflict(
        "the data deleted, and the proof too early with them",
        PROOF_DELETED_WITH_THE_DATA,
        {"eu-gdpr/storage-limitation": MET, "de-uwg/consent-record": BROKEN},
    ),
    Conflict(
        "the proof kept, and the data with it for ever",
        DATA_KEPT_WITH_THE_PROOF,
        {"de-uwg/consent-record": MET, "eu-gdpr/storage-limitation": BROKEN},
    ),
    Conflict(
        "parents until 13 in the United States, until 16 in Germany",
        APP_FROM_THIRTEEN,
        {"us-coppa/parental-consent": ELSEWHERE, "eu-gdpr/child-consent": BROKEN},
    ),
    Conflict(
        "calls until nine in the evening in the United States, not after eight in France",
        CALLS_UNTIL_HALF_PAST_EIGHT,
        {"us-tcpa/calling-hours": MET, "fr-conso/call-hours": BROKEN},
    ),
    Conflict(
        "a reward for data in California, no bargain for consent in France",
        DISCOUNT_FOR_DATA,
        {"us-ca-ccpa/incentive-opt-in": MET, "eu-gdpr/free-consent-for-data": BROKEN},
    ),
    Conflict(
        "donors may be written to in the United Kingdom, not in Germany",
        CHARITY_WRITES_TO_DONORS,
        {"uk-pecr/charity-soft-opt-in": MET, "de-uwg/message-consent": BROKEN},
    ),
]
each_conflict = pytest.mark.parametrize("conflict", CONFLICTS, ids=str)


@cache
def statuses(campaign: str, packs: tuple[str, ...] = ()) -> dict[tuple[str, str], str]:
    """Return what each rule of law says about each subject; with ``packs``, held against these alone."""
    chosen = packs or tuple(pack.name for pack in rulebook().packs.values() if pack.kind == "law")
    head = 'vocabulary: "2026.11"\ncampaign: {name: One for two places, purpose: promotion}\n'
    reader = CampaignReader(rulebook().vocabulary)
    campaigns, problems = reader.read_bytes((head + campaign).encode(), "/c.yaml", "c.yaml", Workspace("/"))
    assert problems == []
    outcomes = Checker(rulebook(), Choices(AS_OF, packs=chosen)).check(campaigns[0]).outcomes
    return {(one.rule.id, one.subject.label): one.status.value for one in outcomes if not one.upcoming}


def of_rule(campaign: str, rule: str, packs: tuple[str, ...] = ()) -> set[str]:
    """Return the statuses of one rule."""
    return {status for (name, _), status in statuses(campaign, packs).items() if name == rule}


@each_conflict
def test_each_regime_says_its_own(conflict: Conflict) -> None:
    """What one law allows and another forbids is said twice, each under its own law."""
    said = {rule: of_rule(conflict.campaign, rule) for rule in conflict.says}

    assert said == {rule: {status} for rule, status in conflict.says.items()}


@each_conflict
def test_no_rule_hides_another(conflict: Conflict) -> None:
    """A law that is asked alone says of every rule what it says among all others."""
    together = statuses(conflict.campaign)

    assert list(changed(conflict, together)) == []


def changed(conflict: Conflict, together: dict[tuple[str, str], str]) -> Iterator[tuple[str, str]]:
    """Return the rules of the laws in conflict that say something else when asked alone."""
    for pack in {rule.partition("/")[0] for rule in conflict.says}:
        alone = statuses(conflict.campaign, (pack,))
        mine = {key: status for key, status in together.items() if key[0].startswith(f"{pack}/")}
        yield from (key for key in alone.keys() | mine.keys() if alone.get(key) != mine.get(key))


def test_there_are_enough_conflicts() -> None:
    """Six pairs of regimes."""
    pairs = {frozenset(rule.partition("/")[0] for rule in conflict.says) for conflict in CONFLICTS}

    assert len(pairs) >= 6
