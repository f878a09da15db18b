"""Packs that were sound once, loaded and decided: what a child process does for ``test_fuzz``.

``python tests/loading/fuzzing.py ENGINE FIRST LAST`` prints how many of the numbers were refused and how many decided.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from clearance.deciding.outcomes import outcomes_of
from clearance.deciding.program import compile_program
from clearance.deciding.reach import in_force
from clearance.deciding.run import Decider
from clearance.errors import EngineFault, PackError
from clearance.loading.campaign import CampaignReader
from clearance.loading.rulebook import load_rulebook
from clearance.loading.sources import Files
from clearance.loading.workspace import Workspace
from clearance.model.campaigns import Campaign
from clearance.model.flights import whole_flight
from clearance.model.rules import Rulebook
from loading.mutations import mutated
from loading.small import small_files
from oracle.strategies import campaign_text, random_book, random_campaign

TODAY = date(2026, 3, 1)
_CAMPAIGN = b"""\
campaign: {name: A, size: 3, starts_on: 2026-03-01, people: {US: 5}}
audience: {regions: [DE, US]}
channels: [{id: a, type: email, opt_out: {offered: true, within: 1 hours}, partner: b}, {id: b, type: post}]
recipients: [{id: b, country: US, asked_on: 2026-01-01}]
"""


def mutated_packs(seed: int) -> tuple[Files, list[bytes]]:
    """Return packs of which one file was changed, and campaigns to hold against them."""
    rng = Random(seed)
    if rng.random() < 0.5:
        files, campaigns = small_files(), [_CAMPAIGN, b"campaign: {}"]
    else:
        book = random_book(rng, rules=3)
        files = book.files()
        campaigns = [campaign_text(random_campaign(rng, book), rng) for _ in range(2)]
    name = rng.choice([one for one in files if not one.startswith("rules/vocabulary/")])
    return {**files, name: mutated(rng, files[name])}, campaigns


def decided(seed: int, engine: str) -> bool:
    """Return whether some changed packs could still be decided with. Raises only what is no refusal."""
    files, texts = mutated_packs(seed)
    try:
        book = load_rulebook(files)
        decider = Decider(compile_program(book, TODAY, in_force(book.rules.values(), TODAY)), engine)
    except EngineFault:
        raise
    except PackError:
        return False
    for campaign in _campaigns(book, texts):
        for outcome in outcomes_of(decider, campaign, whole_flight(TODAY, TODAY)):
            assert outcome.proof
    return True


def _campaigns(book: Rulebook, texts: list[bytes]) -> list[Campaign]:
    reader, nowhere = CampaignReader(book.vocabulary), Workspace("/nowhere")
    return [one for text in texts for one in reader.read_bytes(text, "/nowhere/c.yaml", "c.yaml", nowhere)[0]]


if __name__ == "__main__":
    tried = [decided(seed, sys.argv[1]) for seed in range(int(sys.argv[2]), int(sys.argv[3]))]
    print(f"{tried.count(False)} refused, {tried.count(True)} decided")  # noqa: T201
