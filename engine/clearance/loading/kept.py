"""What earlier calls found of campaign files: plain data, one file for each set of circumstances. Safe to delete.

A file is a line with the SHA-256 of what follows and its length, then MessagePack: nested lists and mappings of text,
numbers and truth values. Reading it can build the values named here and nothing else. What does not fit, is damaged,
belongs to other circumstances or may have been written by somebody else is ignored, and written anew.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

import msgspec
import yaml
from msgspec import MsgspecError, Raw, Struct, field, msgpack
from msgspec.structs import replace

from clearance.loading.reader import MAX_BYTES
from clearance.loading.whole import write_whole
from clearance.loading.workspace import Workspace

_FORMAT = "clearance-kept-1"
_FILES = 12
"""Sets of circumstances that are left, those written last; older ones are removed."""
_DAYS = 30
"""Days after which an entry that no call has used is dropped."""
_MOST = 1 << 26
"""Bytes of one file; beyond, what was not used for longest is dropped."""


class Read(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One file that was read for a campaign file."""

    path: str
    shown: str
    digest: bytes
    """SHA-256 of its content."""


class Entry(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What came of one campaign file."""

    day: int
    """The last day it was used, counted from the year 1."""
    included: tuple[Read, ...]
    """The files that were read beside it, in order."""
    found: Raw
    """What came of it, as whoever kept it wrote it."""


class _Content(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    format: str
    circumstances: str
    entries: dict[bytes, Entry]


class Watched(Workspace, frozen=True):
    """A project folder that notes what is read from it."""

    seen: list[Read] = field(default_factory=list)

    def read(self, path: str, shown: str, *, most: int = MAX_BYTES) -> bytes:
        """Return the content of a file in the project, and note it. Raises: ReadingError."""
        data = super().read(path, shown, most=most)
        self.seen.append(Read(path, shown, sha256(data).digest()))
        return data


class Shelf:
    """The entries of one set of circumstances, by the digest of all else they depend on."""

    def __init__(self, folder: Path, circumstances: str, today: date) -> None:
        """Read what is there; nothing where it is damaged or foreign. ``today`` tells what was not used for long."""
        self._file = folder / f"checks-{circumstances[:32]}.kept"
        self._circumstances = circumstances
        self._today = today.toordinal()
        self._entries, self._state = self._read()
        self._new: dict[bytes, Entry] = {}

    def get(self, key: bytes) -> Entry | None:
        """Return what is kept under a key."""
        found = self._entries.get(key)
        if found is not None and found.day != self._today:
            self._new[key] = replace(found, day=self._today)
        return found

    def put(self, key: bytes, included: Sequence[Read], found: bytes) -> None:
        """Keep what came of a campaign file, from the next call of ``write`` on."""
        self._new[key] = Entry(self._today, tuple(included), Raw(found))

    def write(self) -> str:
        """Write what is new, if anything is; return what kept it from being written, empty if nothing did."""
        if not self._new:
            return ""
        if _state_of(self._file) != self._state:  # another call has written meanwhile
            self._entries, _ = self._read()
        body = self._body({**self._entries, **self._new})
        try:
            write_whole(self._file, _seal_of(body) + b"\n" + body, mode=0o600)
        except OSError as error:
            return error.strerror or "unknown reason"
        _prune(self._file.parent)
        return ""

    def _body(self, entries: dict[bytes, Entry]) -> bytes:
        """Return as many entries as there is room for, of those that were used lately."""
        lately = {key: one for key, one in entries.items() if abs(self._today - one.day) <= _DAYS}
        while True:
            body = msgpack.encode(_Content(_FORMAT, self._circumstances, lately))
            if len(body) <= _MOST or not lately:
                return body
            newest = sorted(lately.items(), key=lambda item: item[1].day, reverse=True)
            lately = dict(newest[: len(newest) * _MOST // len(body) * 9 // 10])

    def _read(self) -> tuple[dict[bytes, Entry], tuple[int, ...]]:
        state = _state_of(self._file)
        try:
            content = msgpack.decode(_opened(_own_content(self._file)), type=_Content)
        except (OSError, ValueError, MsgspecError, RecursionError):
            return {}, state
        fits = (content.format, content.circumstances) == (_FORMAT, self._circumstances)
        return (content.entries if fits else {}), state


def _own_content(file: Path) -> bytes:
    """Return what stands in a plain file that nobody else can have written.

    Raises: OSError; ValueError where it is something else.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with open(file, "rb", opener=lambda path, _: os.open(path, flags), buffering=0) as stream:
        state = os.fstat(stream.fileno())
        if not stat.S_ISREG(state.st_mode) or state.st_size > 2 * _MOST or not _is_ours(state):
            raise ValueError(file)
        return stream.read(2 * _MOST)


def _is_ours(state: os.stat_result) -> bool:
    """Tell whether a file belongs to us, and nobody else may write it. Where there are no such rights, it does."""
    if not hasattr(os, "geteuid"):
        return True
    return state.st_uid == os.geteuid() and not state.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _state_of(file: Path) -> tuple[int, ...]:
    try:
        state = os.stat(file, follow_symlinks=False)
    except OSError:
        return ()
    return state.st_ino, state.st_size, state.st_mtime_ns


def _seal_of(body: bytes) -> bytes:
    return f"{sha256(body).hexdigest()} {len(body)}".encode()


def _opened(data: bytes) -> bytes:
    """Return what stands under a seal. Raises: ValueError where the seal is broken."""
    seal, _, body = data.partition(b"\n")
    if seal != _seal_of(body):
        raise ValueError(seal)
    return body


def _prune(folder: Path) -> None:
    with suppress(OSError):
        found = sorted(folder.glob("checks-*.kept"), key=lambda one: one.lstat().st_mtime, reverse=True)
        for old in found[_FILES:]:
            old.unlink(missing_ok=True)


@cache
def program_digest() -> str:
    """Return the SHA-256 over all code that decides: ours as it stands here, Python, and what reads YAML.

    Empty where the code cannot be read, so that nothing can be known by it.
    """
    total = sha256(f"{sys.version}\0{msgspec.__version__}\0{yaml.__version__}\0{yaml.__with_libyaml__}".encode())
    home = Path(__file__).resolve().parent.parent
    try:
        for file in sorted(home.rglob("*.py")):
            code = file.read_bytes()
            total.update(f"\0{file.relative_to(home).as_posix()}\0{len(code)}\0".encode() + code)
    except OSError:
        return ""
    return total.hexdigest() if (home / "loading" / "kept.py").is_file() else ""
