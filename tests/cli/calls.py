"""Calls of the command line and what comes of them."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import clearance
from clearance.cli.main import main

REPOSITORY = Path(__file__).resolve().parents[2]
EXAMPLES = REPOSITORY / "examples"
SOURCES = str(Path(clearance.__file__).resolve().parents[1])


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one call."""

    code: int
    raw: bytes
    """Standard output as it was written."""
    err: str

    @property
    def out(self) -> str:
        """Return standard output as text."""
        return self.raw.decode("utf-8")

    @property
    def lines(self) -> list[str]:
        """Return the lines of standard output."""
        return self.out.splitlines()


Call = Callable[..., Result]


class _Stream(io.TextIOWrapper):
    """A stream that can claim to be a terminal."""

    def __init__(self, *, terminal: bool = False, content: bytes = b"") -> None:
        super().__init__(io.BytesIO(content), encoding="utf-8", write_through=True)
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    def written(self) -> bytes:
        self.flush()
        assert isinstance(self.buffer, io.BytesIO)
        return self.buffer.getvalue()


def call(*words: object, stdin: str | bytes = b"", terminal: bool = False) -> Result:
    """Return what ``clearance`` with these words does in this process; ``terminal`` is what the streams claim to be."""
    content = stdin.encode() if isinstance(stdin, str) else stdin
    out, err = _Stream(terminal=terminal), _Stream(terminal=terminal)
    streams = {"stdin": _Stream(content=content), "stdout": out, "stderr": err}
    with mock.patch.multiple(sys, argv=["clearance", *map(str, words)], **streams):
        try:
            main()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 0
    return Result(code, out.written(), err.written().decode())


def shell(*words: object, stdin: bytes = b"", seconds: float = 60, **environment: str) -> Result:
    """Return what ``python -m clearance`` with these words does in a process of its own."""
    run = subprocess.run(
        [sys.executable, "-m", "clearance", *map(str, words)],
        input=stdin,
        capture_output=True,
        timeout=seconds,
        check=False,
        env={**os.environ, "PYTHONPATH": SOURCES, **environment},
    )
    return Result(run.returncode, run.stdout, run.stderr.decode())
