"""Runs the command as a program, and writes down what it opens, runs and connects to: one line of JSON each."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

_RUNS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "pty.spawn")
_CONNECTS = ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "urllib.Request")
_CHANGES = (
    "os.remove", "os.rename", "os.link", "os.symlink", "os.mkdir", "os.rmdir", "os.chmod", "os.chown", "os.truncate",
    "os.utime", "shutil.rmtree", "tempfile.mkstemp", "tempfile.mkdtemp",
)  # fmt: skip


def watch(log: int) -> None:
    """Write down, from here on, what cannot be seen in what is printed."""

    def hook(event: str, given: tuple[Any, ...]) -> None:
        if event == "open":
            flags = given[2] if isinstance(given[2], int) else 0
            if isinstance(given[0], (str, bytes)) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                _note(log, "writes", given[0])
        elif event in _RUNS:
            _note(log, "runs", given[0])
        elif event in _CONNECTS:
            _note(log, "connects", str(given))
        elif event in _CHANGES:
            _note(log, "changes", given[0], given[1] if event in ("os.rename", "os.link") else given[0])

    sys.addaudithook(hook)


def _note(log: int, what: str, *paths: object) -> None:
    shown = [os.fsdecode(path) if isinstance(path, (str, bytes)) else str(path) for path in paths]
    os.write(log, (json.dumps([what, *shown]) + "\n").encode())


if __name__ == "__main__":
    watch(int(sys.argv.pop(1)))
    from clearance.cli.entry import run

    run()
