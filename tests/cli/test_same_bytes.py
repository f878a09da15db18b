"""The same input gives the same bytes: whatever the seed of hashes, the number of processes, or the time."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import pytest
from calls import EXAMPLES, Call, shell

from clearance.app.writing import FORMATS
from clearance.cli import shared
from practice import BASIC, as_yaml, campaign_with, campaign_with_channel, choosing, sections

AS_OF = ("--as-of", "2026-11-24")


def reports(folder: Path, *words: object, **environment: str) -> dict[str, bytes]:
    """Return every report of the examples, written by a process of its own."""
    outputs = [f"--output={form}={folder}" for form in FORMATS]
    result = shell("check", EXAMPLES, *AS_OF, "-q", *outputs, *words, **environment)
    assert (result.raw, result.err) == (b"", "")
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def baseline(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return every report of the examples, once."""
    return reports(tmp_path_factory.mktemp("baseline"), PYTHONHASHSEED="0", CLEARANCE_CACHE_DIR="")


def test_seed_of_hashes_does_not_matter(baseline: dict[str, bytes], tmp_path: Path) -> None:
    """In no format, for no example."""
    other = reports(tmp_path, PYTHONHASHSEED="1")

    assert len(baseline) >= 4 * len(FORMATS)
    assert [name for name in baseline if baseline[name] != other.get(name)] == []


def test_number_of_processes_time_zone_and_locale_do_not_matter(baseline: dict[str, bytes], tmp_path: Path) -> None:
    """Nor does the cache, or how output is buffered."""
    surroundings = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONUNBUFFERED": "1"}
    other = reports(tmp_path, "--jobs", "2", **surroundings)

    assert [name for name in baseline if baseline[name] != other.get(name)] == []


@pytest.mark.parametrize("form", ["terminal", "json", "line", "csv"])
def test_jobs_print_in_the_order_of_the_files(clearance: Call, write: Callable[[str, str], Path], form: str) -> None:
    """More files than fit one part, with and without the verdicts."""
    texts = (as_yaml(sections()), campaign_with_channel(sender_true=False), campaign_with(purpose_recorded=None))
    for number in range(12):
        write(f"{number:02}.yaml", texts[number % 3])
    alone = clearance("check", ".", *choosing(*BASIC), "-f", form)

    assert clearance("check", ".", *choosing(*BASIC), "-f", form, "--jobs", "2") == alone
    assert alone.code == 1


def test_jobs_report_all_problems_of_all_files(clearance: Call, write: Callable[[str, str], Path]) -> None:
    """As one process does."""
    for number in range(6):
        write(f"{number}.yaml", "campaign: {nmae: X}\n" if number % 2 else as_yaml(sections()))
    alone = clearance("check", ".", *choosing(*BASIC))

    assert clearance("check", ".", *choosing(*BASIC), "--jobs", "2") == alone
    assert (alone.code, len(alone.err.splitlines())) == (2, 3)


def test_order_of_sections_does_not_change_what_is_said(clearance: Call, write: Callable[[str, str], Path]) -> None:
    """Only the lines facts stand on."""
    whole = sections()
    write("small.yaml", as_yaml(whole))
    first = clearance("check", "small.yaml", *choosing(*BASIC)).lines
    write("small.yaml", as_yaml(dict(reversed(whole.items()))))

    assert clearance("check", "small.yaml", *choosing(*BASIC)).lines == first


def test_today_is_the_only_thing_read_from_the_clock(
    clearance: Call, write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And only where no date is given."""
    from datetime import datetime

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime(2026, 11, 24, 12, tzinfo=UTC)

    monkeypatch.setattr(shared, "datetime", Clock)
    write("small.yaml", as_yaml(sections()))
    options = [one for one in choosing(*BASIC) if one not in AS_OF]

    assert clearance("check", "small.yaml", *options) == clearance("check", "small.yaml", *choosing(*BASIC))


def test_call_leaves_nothing_behind(clearance: Call, write: Callable[[str, str], Path], project: Path) -> None:
    """No thread, no file, no changed folder, environment or mask."""
    write("small.yaml", as_yaml(sections()))
    clearance("check", "small.yaml", *choosing(*BASIC), "-f", "html")

    def state() -> tuple[object, ...]:
        mask = os.umask(0o22)
        os.umask(mask)
        files = sorted(path.name for path in project.iterdir())
        handles = len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0
        tasks = len(os.listdir("/proc/self/task")) if sys.platform == "linux" else 0
        return (
            threading.active_count(), tasks, handles, os.getcwd(), dict(os.environ), list(sys.path), mask, files,
        )  # fmt: skip

    before = state()
    for form in FORMATS:
        clearance("check", "small.yaml", *choosing(*BASIC), "-f", form)
    clearance("check", "missing.yaml")
    clearance("explain", "small.yaml", "practice-law/way-out", *choosing())

    assert state() == before
