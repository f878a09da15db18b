"""Random rules and campaigns until time is up: ``python tests/oracle/soak.py --minutes 60``.

Prints a line every ten seconds and the memory in use every minute. Where something is wrong it prints the case and the
number to see it again, and exits with 1.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from oracle.checks import CHECKS

SHARES = ("parted", "gained-on-random-rules", "parted", "gained-on-shipped-rules", "parted", "parted-on-shipped-rules")


def main() -> int:
    """Run the checks and return the exit code."""
    wishes = _wishes()
    if wishes.seed is not None:
        return _again(wishes.check, wishes.seed)
    first = secrets.randbits(40)
    print(f"numbers from {first}", flush=True)  # noqa: T201
    for number, check in _until(time.monotonic() + 60 * wishes.minutes, first):
        wrong = CHECKS[check](number)
        if wrong:
            print("\n".join(wrong))  # noqa: T201
            print(f"To see it again: python tests/oracle/soak.py --check {check} --seed {number}")  # noqa: T201
            return 1
    return 0


def _wishes() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--check", choices=sorted(CHECKS), default="parted")
    parser.add_argument("--seed", type=int, help="one number, to see again what it stands for")
    return parser.parse_args()


def _again(check: str, seed: int) -> int:
    wrong = CHECKS[check](seed)
    print("\n".join(wrong) or "Nothing is wrong.")  # noqa: T201
    return 1 if wrong else 0


def _until(end: float, first: int) -> Iterator[tuple[int, str]]:
    """Return numbers and checks until time is up; tell now and then how far it is."""
    began = spoke = measured = time.monotonic()
    done = 0
    while (now := time.monotonic()) < end:
        if now - spoke >= 10:
            print(f"{now - began:6.0f} s: {done:,} numbers, nothing wrong", flush=True)  # noqa: T201
            spoke = now
        if now - measured >= 60:
            print(f"{now - began:6.0f} s: {_memory_in_use():.0f} MB in use", flush=True)  # noqa: T201
            measured = now
        yield first + done, SHARES[done % len(SHARES)]
        done += 1
    print(f"{done:,} numbers, nothing wrong, {_memory_in_use():.0f} MB in use")  # noqa: T201


def _memory_in_use() -> float:
    """Return the memory of this process in megabytes; of its worst moment where the system tells no more."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
