"""The one place in the files that a finding is shown at: where a reader should look first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clearance.model.campaigns import Campaign
from clearance.model.outcomes import Outcome, Proof, Status
from clearance.model.places import Place
from clearance.model.truth import FALSE, TRUE

_TURNS = ("not", "no")
"""Steps that come out true where their parts come out false."""


def pointed_at(campaign: Campaign, outcome: Outcome, proof: Sequence[Proof]) -> Place:
    """Return the fact that makes a duty violated; else its subject, what lacks a fact, or a fact it rests on.

    Where the campaign states none of them, that is its file.
    """
    if outcome.status is Status.VIOLATED:
        blamed = next((place for step in proof if step.kind == "requires" for place in _blamed(step, FALSE)), None)
        if blamed:
            return blamed
    candidates = (
        _element(campaign, outcome.subject.section, outcome.subject.id),
        *(_element(campaign, one.section, one.element) for one in outcome.missing),
        *(step.place for step in _steps(proof)),
    )
    return next((one for one in candidates if one), Place(campaign.file, 0))


def _blamed(step: Proof, wanted: int) -> Iterator[Place]:
    """Return the places of the tests that make a step come out as it does."""
    if step.truth != wanted:
        return
    if not step.parts:
        if step.place:
            yield step.place
        return
    inner = TRUE - wanted if step.kind in _TURNS else wanted
    for part in step.parts:
        yield from _blamed(part, inner)


def _element(campaign: Campaign, section: str, name: str) -> Place | None:
    """Return where an element begins, or its list where no element is meant."""
    if name:
        found = (one.place.start for one in campaign.lists.get(section, ()) if one.id == name)
        return next(found, None)
    return campaign.list_places.get(section)


def _steps(proofs: Sequence[Proof]) -> Iterator[Proof]:
    for proof in proofs:
        yield proof
        yield from _steps(proof.parts)
