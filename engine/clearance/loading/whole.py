"""Files that are written whole or not at all: beside, and then moved into place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path


def write_whole(path: Path, body: bytes, *, mode: int = 0o666) -> None:
    """Write a file so that whoever looks sees the old one or the new one, and nothing else is left, whatever happens.

    A link that stands in its place is replaced, not followed. Folders are made. Raises: OSError.
    """
    with _beside(path, body, mode) as beside:
        os.replace(beside, path)


def create_whole(path: Path, body: bytes) -> None:
    """Write a file that is not there yet. Raises: FileExistsError, OSError."""
    with _beside(path, body, 0o666) as beside:
        try:
            os.link(beside, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            if os.path.lexists(path):
                raise FileExistsError from None
            os.replace(beside, path)


@contextmanager
def _beside(path: Path, body: bytes, mode: int) -> Iterator[str]:
    """Write a file beside another, under a name chosen before it exists, so that it can always be taken away again."""
    beside = os.path.join(path.parent, f".clearance-{os.urandom(8).hex()}")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(beside, "xb", opener=partial(os.open, mode=mode)) as stream:
            stream.write(body)
        yield beside
    finally:
        with suppress(OSError):
            os.unlink(beside)
