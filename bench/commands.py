"""Whole processes: how long ``clearance check`` takes from the prompt to the answer, cold and for many campaigns."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from subjects import LAW_ON, ROOT
from timing import Row

ONES: Final = ("first-lines.yaml", "winter-homecoming.yaml")
"""The smallest of the examples, and the largest."""
MANY: Final = 1000
FEW: Final = 100
MOST: Final = 10_000
_NOTHING: Final = (sys.executable, "-c", "pass")
_SCRIPT: Final = Path(sys.executable).with_name("clearance")
_COMMAND: Final = (str(_SCRIPT),) if _SCRIPT.exists() else (sys.executable, "-m", "clearance")
_CLEARANCE: Final = (*_COMMAND, "check", "--as-of", LAW_ON.isoformat())


@dataclass(frozen=True, slots=True)
class Spent:
    """What one process took."""

    seconds: float
    """By the clock on the wall."""
    processor: float
    """Seconds of processor time, of it and of all processes it began."""
    peak_kb: int
    """The most memory it held at once; of the largest of its processes where it has several."""


def spent_by(command: Sequence[str], cache: Path) -> Spent:
    """Run a command and return what it took. Python may keep its own bytecode, as it does for every user."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["CLEARANCE_CACHE_DIR"] = str(cache)
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1, 4):
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return Spent(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


def cold_rows(runs: int) -> Iterator[Row]:
    """Return how long one campaign takes from the prompt, with the compiled rulebook in the cache and without."""
    for one in ONES:
        check = (*_CLEARANCE, str(ROOT / "examples" / one))
        with _folder() as cache:
            spent_by(check, cache)
            rounds = [
                (spent_by(_NOTHING, cache), spent_by(check, cache), spent_by(check, _emptied(cache / "fresh")))
                for _ in range(runs)
            ]
        for what, number, limit in (("warm cache", 1, 20), ("empty cache", 2, 60)):
            ratio = median(each[number].seconds / each[0].seconds for each in rounds)
            processor = median(each[number].processor / each[0].processor for each in rounds)
            wall, nothing = (median(each[which].seconds for each in rounds) * 1000 for which in (number, 0))
            note = f"{wall:.0f} ms against {nothing:.0f} ms; {processor:.1f} by processor time"
            yield Row(f"clearance check of {one} / python -c pass, {what}", ratio, limit, note=note)
    yield _anew(runs)


def _anew(runs: int) -> Row:
    """Return how long the first check takes after a rule has changed, so that all rules are compiled anew."""
    check = (*_CLEARANCE, str(ROOT / "examples" / ONES[0]))
    with _folder() as folder:
        own, cache = folder / "own", folder / "cache"
        own.mkdir()
        (own / "pack.yaml").write_text(_OWN_PACK, encoding="utf-8")
        (own / "changes.yaml").write_text("[]\n", encoding="utf-8")
        rounds = [
            (spent_by(_NOTHING, cache), spent_by((*check, "--rules", str(own)), _emptied(cache))) for _ in range(runs)
        ]
    ratio = median(each[1].seconds / each[0].seconds for each in rounds)
    note = f"{median(each[1].seconds for each in rounds) * 1000:.0f} ms; the rules are compiled anew"
    return Row(f"clearance check of {ONES[0]} / python -c pass, a pack changed", ratio, note=note)


_OWN_PACK: Final = """\
pack: own-terms
title: Terms of a user
release: '2026.11'
kind: shared
"""


def many_rows() -> Iterator[Row]:
    """Return what becomes of many campaigns in one call: the gain of a second job, time and memory for each."""
    with _folder() as folder:
        cache = folder / "cache"
        one, few, many = (_written(folder / str(number), number) for number in (1, FEW, MANY))
        spent_by((*_CLEARANCE, str(one)), cache)
        alone = [spent_by((*_CLEARANCE, "--jobs", "1", str(many)), cache) for _ in range(2)]
        together = [spent_by((*_CLEARANCE, "--jobs", "2", str(many)), cache) for _ in range(2)]
        start = median(spent_by((*_CLEARANCE, str(one)), cache).processor for _ in range(3))
        some = [spent_by((*_CLEARANCE, "--jobs", "1", str(few)), cache) for _ in range(3)]
    best, best_two = min(each.seconds for each in alone), min(each.seconds for each in together)
    each_of_many = (median(one.processor for one in alone) - start) / MANY
    each_of_few = (median(one.processor for one in some) - start) / FEW
    work = median(each.processor for each in together) / median(each.processor for each in alone)
    note = f"{best:.1f} s against {best_two:.1f} s; two jobs do {work:.2f} times the work"
    yield Row(f"{MANY:,} campaigns, one job / two jobs", best / best_two, 1.6, at_least=True, note=note)
    note = f"{each_of_many * 1000:.1f} ms against {each_of_few * 1000:.1f} ms"
    yield Row(f"processor time for each of {MANY:,} campaigns / of {FEW}", each_of_many / each_of_few, 1.15, note=note)
    peaks = max(each.peak_kb for each in alone), max(each.peak_kb for each in some)
    note = f"{peaks[0] / 1024:.0f} MB against {peaks[1] / 1024:.0f} MB"
    yield Row(f"peak memory with {MANY:,} campaigns / with {FEW}", peaks[0] / peaks[1], 1.1, note=note)


def kept_rows() -> Iterator[Row]:
    """Return how long many campaigns take of which one has changed, with what is kept of the others, against one."""
    with _folder() as folder:
        cache, many = folder / "cache", folder / str(MOST)
        _written(many, MOST, ONES[0])
        changed = many / "campaign-0005.yaml"
        keeping = (*_CLEARANCE, "--cache", "--jobs", "1", str(many))
        first = spent_by((*_CLEARANCE, "--cache", "--jobs", "2", str(many)), cache)
        one = (*_CLEARANCE, str(changed))
        rounds: list[tuple[Spent, Spent]] = []
        for number in range(5):
            changed.write_text(f"{changed.read_text(encoding='utf-8')}# {number}\n", encoding="utf-8")
            rounds.append((spent_by(keeping, cache), spent_by(one, cache)))
        size = sum(path.stat().st_size for path in cache.glob("checks-*"))
    ratio = median(ours.seconds / theirs.seconds for ours, theirs in rounds)
    wall, alone = (median(each[which].seconds for each in rounds) for which in (0, 1))
    note = f"{wall:.2f} s against {alone:.2f} s; {first.seconds:.0f} s when nothing is kept; {size / 1e6:.1f} MB kept"
    yield Row(f"{MOST:,} campaigns, one changed, with --cache / one campaign", ratio, 6, note=note)


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="clearance-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def _written(folder: Path, number: int, example: str = ONES[-1]) -> Path:
    """Write so many campaigns to a folder, no two alike: one example, each with a name, days and figures of its own."""
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "examples" / "company.yaml", folder)
    text = (ROOT / "examples" / example).read_text(encoding="utf-8")
    for count in range(number):
        own = text.replace("name: ", f"name: {count} ", 1).replace("size: 84000", f"size: {84000 + count}")
        own = own.replace("2027-01-31", f"2027-01-{1 + count % 31:02}")
        (folder / f"campaign-{count:04}.yaml").write_text(own, encoding="utf-8")
    return folder
