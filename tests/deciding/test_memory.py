"""One process, many assessments: no growth, no threads, nothing left open."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from clearance.app.campaigns import CampaignFiles
from clearance.app.checking import Checker, Choices
from clearance.app.library import Sources, open_rulebook
from clearance.model.rules import Rulebook
from clearance.rendering.document import document_of, summary_of

PRACTICE = Path(__file__).parents[1] / "practice"
PACKS = ("practice-law", "practice-dated")
AS_OF = date(2026, 11, 24)
CAMPAIGN = """\
vocabulary: "2026.11"
campaign: {{name: Campaign {number}, purpose: promotion, contacts_per_week: 2, starts_on: {first}, ends_on: {last}}}
audience: {{regions: [DE]}}
channels: [{{id: mail, type: email, sender_true: true}}, {{id: text, type: sms, opt_out: {{offered: false}}}}]
"""
pytestmark = pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="memory is read from /proc")


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    """Return the shipped packs and the practice packs."""
    return open_rulebook(Sources(own=(PRACTICE,)))


def resident() -> float:
    """Return the memory in use, in MiB."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def assessor(rulebook: Rulebook, folder: Path) -> Callable[[int], None]:
    """Return what reads, checks and tells one campaign of its own, with a flight of its own."""
    files, checker = CampaignFiles(rulebook.vocabulary), Checker(rulebook, Choices(AS_OF, packs=PACKS))

    def assess(number: int) -> None:
        first = AS_OF + timedelta(days=number % 90)
        text = CAMPAIGN.format(number=number, first=first, last=first + timedelta(days=number % 61))
        (loaded,) = files.load_text(text.encode(), folder / "small.yaml", "small.yaml")
        assessment = checker.check(loaded.campaign, loaded.attestations)
        told = document_of(assessment, "0") if number % 50 == 0 else summary_of(assessment)
        assert told["verdict"]["status"] == "not clear"

    return assess


def growth(assess: Callable[[int], None], *, warm: int, many: int) -> float:
    """Return by how many MiB memory grows over many assessments, once the first ones have filled what is kept."""
    for number in range(warm):
        assess(number)
    before = resident()
    for number in range(warm, warm + many):
        assess(number)
    return resident() - before


@pytest.fixture(autouse=True)
def _nothing_left() -> Iterator[None]:
    """Hold that no thread, child or open file outlives a test."""
    before = _left_over()
    yield
    assert _left_over() == before


def _left_over() -> tuple[int, int, int]:
    return threading.active_count(), len(os.listdir("/proc/self/task")), len(os.listdir("/proc/self/fd"))


def test_memory_does_not_grow_over_thousands_of_assessments(rulebook: Rulebook, tmp_path: Path) -> None:
    """Each with dates of its own, so that whatever is kept by date would show."""
    assert growth(assessor(rulebook, tmp_path), warm=1_500, many=6_000) < 4


@pytest.mark.slow
def test_memory_does_not_grow_over_a_hundred_thousand_assessments(rulebook: Rulebook, tmp_path: Path) -> None:
    """The promise as it is made."""
    assert growth(assessor(rulebook, tmp_path), warm=5_000, many=100_000) < 8


def test_rulebooks_and_checkers_that_are_dropped_leave_nothing(tmp_path: Path) -> None:
    """A server that loads changed rules now and then does not grow either."""
    small = Sources(own=(PRACTICE,), only=("practice-law", "practice-dated"))

    def once(number: int) -> None:
        assessor(open_rulebook(small), tmp_path)(number)

    assert growth(once, warm=8, many=24) < 6


def test_no_thread_is_started_by_an_assessment(rulebook: Rulebook, tmp_path: Path) -> None:
    """Not even while it runs."""
    started: list[str] = []
    threading.setprofile(lambda *_: started.append(threading.current_thread().name))
    try:
        assessor(rulebook, tmp_path)(0)
    finally:
        threading.setprofile(None)

    assert started == []
