"""Speed as ratios, all measured in one run on this machine: python bench/run.py [SECTION ...] [--seconds N].

What the machine does besides meets both sides of a ratio, for they run alternately. The answers of all engines are
compared before anything is measured; the exit code is 1 if one of them differs, and 0 whatever the ratios are.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Final

import workload
import yaml
from peers import Peer, peers
from subjects import ENGINES, ROOT, Subject, made_subject, shipped_subject
from timing import Compared, Row, compare

from clearance.deciding.durable import durable_available
from clearance.loading.reader import read_documents

SUBJECTS: Final[dict[str, Callable[[], Subject]]] = {
    "shipped": cache(shipped_subject),
    "200": cache(partial(made_subject, 200)),
    "1000": cache(partial(made_subject, 1000)),
}
NAMES: Final = {"python": "plain reasoner", "durable": "durable-rules", "both": "both engines"}
BY_HAND: Final = {"python": 1.5, "durable": 5.0, "both": 6.5}
"""Limits against closures written by hand."""
AGAINST: Final = {("python", None): 1.0, ("durable", "zen-engine"): 1.0, ("durable", "OPA"): 0.5}
"""Limits against the engines of others; None stands for each of them."""


class Bench:
    """One run."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.differences = 0
        self.engines = ENGINES if durable_available() else ENGINES[:1]

    def closures(self) -> Iterator[Row | str]:
        """Compare with closures written by hand."""
        for subject in _subjects():
            for engine in self.engines:
                self._agree(subject, NAMES[engine], subject.ours(engine))
                found = self._compared(subject, subject.ours(engine), subject.by_hand)
                yield _row(f"{NAMES[engine]} / closures: {subject.name}", found, BY_HAND[engine])
            found = self._compared(subject, subject.full("python"), subject.by_hand)
            yield _row(f"whole assessment, plain / closures: {subject.name}", found)

    def peers(self) -> Iterator[Row | str]:
        """Compare with other engines, as far as they are installed."""
        for subject in _subjects():
            for name, peer in peers(subject.questions):
                if isinstance(peer, str):
                    yield f"{name} is not installed: pip install {peer}"
                else:
                    yield from self._peer(subject, name, peer)

    def _peer(self, subject: Subject, name: str, peer: Peer) -> Iterator[Row]:
        def theirs(number: int) -> list[list[int]]:
            return peer.decide(subject.plain[number])

        self._agree(subject, name, theirs)
        what = f"{subject.name}, logic alone" if subject.truths else subject.name
        for engine in self.engines[:2]:
            limit = AGAINST.get((engine, name), AGAINST.get((engine, None)))
            found = self._compared(subject, subject.like_others(engine), theirs)
            yield _row(f"{NAMES[engine]} / {name}: {what}", found, limit)

    def parsing(self) -> Iterator[Row | str]:
        """Compare our reader, which keeps the place of everything, with PyYAML's fast loader, which does not."""
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        example = (ROOT / "examples" / "winter-homecoming.yaml").read_bytes()
        rule = (ROOT / "rules/us/federal/can-spam/timely-opt-out.yaml").read_bytes()
        made = workload.campaign_text(workload.campaign(1))
        for name, text in (("made-up campaign", made), ("example campaign", example), ("rule", rule)):
            found = compare(
                lambda _, text=text: read_documents(text, "x.yaml"),  # type: ignore[misc]
                lambda _, text=text: yaml.load(text, loader),  # type: ignore[misc]
                campaigns=10,
                seconds=self.seconds,
            )
            yield _row(f"reading with places / CSafeLoader without: {name}, {len(text)} bytes", found, 0.6)

    def cold(self) -> Iterator[Row | str]:
        """Compare whole processes for one campaign."""
        from commands import cold_rows

        yield from cold_rows(max(5, int(self.seconds * 5)))

    def library(self) -> Iterator[Row | str]:
        """Take the time of the whole rule library."""
        from library import library_rows

        yield from library_rows(self.seconds)

    def jobs(self) -> Iterator[Row | str]:
        """Check many campaigns in one call."""
        from commands import many_rows

        yield from many_rows()

    def cache(self) -> Iterator[Row | str]:
        """Check very many campaigns of which one has changed."""
        from commands import kept_rows

        yield from kept_rows()

    def _compared(self, subject: Subject, ours: Callable[[int], object], theirs: Callable[[int], object]) -> Compared:
        return compare(ours, theirs, campaigns=len(subject.campaigns), seconds=self.seconds)

    def _agree(self, subject: Subject, name: str, answer: Callable[[int], list[list[int]]]) -> None:
        """Hold the answers for all campaigns against those of the closures."""
        for number, campaign in enumerate(subject.campaigns):
            if answer(number) != subject.by_hand(number):
                self.differences += 1
                _say(f"{name} answers otherwise than the closures: {subject.name}, {campaign.name}")


SECTIONS: Final = ("cold", "library", "jobs", "cache", "closures", "peers", "parsing")
"""Whole processes first: a child begins with the memory of its parent, and peers need much."""


def _subjects() -> Iterator[Subject]:
    for make in SUBJECTS.values():
        yield make()


def _row(what: str, found: Compared, limit: float | None = None) -> Row:
    return Row(what, found.ratio, limit, note=f"{found.ours_ms:.2f} ms against {found.theirs_ms:.2f} ms")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _shown(row: Row) -> str:
    if row.limit is None:
        limit, holds = "", ""
    else:
        limit, holds = f"{'≥' if row.at_least else '≤'} {row.limit:g}", "yes" if row.holds else "NO"
    return f"{row.what:<78} {row.ratio:>8.2f}  {limit:>7}  {holds:<5} {row.note}"


def main() -> int:
    """Run the sections asked for and print one line for each ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sections", nargs="*", choices=(*SECTIONS, []), help="all of them where none is named")
    parser.add_argument("--seconds", type=float, default=2.0, help="for each ratio (default 2)")
    chosen = parser.parse_args()
    bench, missed = Bench(chosen.seconds), 0
    _say(f"{'what':<78} {'ratio':>8}  {'limit':>7}  {'holds':<5} medians")
    for section in chosen.sections or SECTIONS:
        for row in getattr(bench, section)():
            _say(row if isinstance(row, str) else _shown(row))
            missed += isinstance(row, Row) and not row.holds
    _say(f"{missed} limits missed, {bench.differences} answers differ.")
    return 1 if bench.differences else 0


if __name__ == "__main__":
    sys.exit(main())
