"""The whole rule library in seconds: loading it without a cache, and assessing a campaign against all of it."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median
from typing import Final

from subjects import LAW_ON, ROOT
from timing import Row

from clearance.app.campaigns import CampaignFiles
from clearance.app.checking import Checker, Choices
from clearance.app.library import Sources, open_rulebook

EXAMPLES: Final = ("first-lines.yaml", "winter-homecoming.yaml")
LOADING: Final = 1.5
"""Seconds for loading every pack without a cache."""
ASSESSING: Final = 20.0
"""Milliseconds for one campaign against every pack, with both engines, the rules compiled."""


def library_rows(seconds: float) -> Iterator[Row]:
    """Return how long the library takes on this machine, in processor time."""
    spent = [_spent(lambda: open_rulebook(Sources())) for _ in range(max(3, int(seconds)))]
    rulebook = open_rulebook(Sources())
    note = f"{len(rulebook.packs)} packs, {len(rulebook.rules):,} rules"
    yield Row("loading all packs without a cache, seconds", median(spent), LOADING, note=note)
    gc.freeze()
    for one in EXAMPLES:
        path = ROOT / "examples" / one
        (loaded,) = CampaignFiles(rulebook.vocabulary).load_text(path.read_bytes(), path, one)
        checker = Checker(rulebook, Choices(LAW_ON))
        outcomes = len(checker.check(loaded.campaign, loaded.attestations).outcomes)
        ends, times = time.perf_counter() + seconds, list[float]()
        while not times or time.perf_counter() < ends:
            times.append(_spent(partial(checker.check, loaded.campaign, loaded.attestations)))
        note = f"{outcomes:,} findings"
        yield Row(f"assessing {one} against all packs, milliseconds", median(times) * 1000, ASSESSING, note=note)


def _spent(call: Callable[[], object]) -> float:
    began = time.thread_time()
    call()
    return time.thread_time() - began
