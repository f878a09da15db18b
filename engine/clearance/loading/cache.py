"""The compiled form of a rulebook: plain data under the digest of what it was made from. Safe to delete.

A cache file is a line with the SHA-256 of what follows, then MessagePack: nested lists of text, numbers and truth
values. Reading it can build the values of ``model`` and nothing else. Whatever does not fit is ignored, and made anew.

Beside it stands what the files of the shipped rules looked like from outside when they had a digest, so that they need
not all be read again to know it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from msgspec import MsgspecError, msgpack

from clearance.loading.sources import Files, digest_of, read_tree, tree_state
from clearance.model.rules import Rulebook

_FORMAT = 2
_KEPT = 12
"""Cache files of a kind that are left; older ones are removed."""
_SETTLED = 2_000_000_000
"""Nanoseconds after which the times of a file tell one change from the next, on every file system in use."""


def cached_rulebook(root: Path, shown: str, own: Files, folder: Path | None) -> Rulebook:
    """Return the rulebook of the shipped rules below ``root`` and of a user's own files, without examples.

    It comes from the cache where it is there and whole.

    Raises: PackError.
    """
    if folder is None:
        return _made({**read_tree(root, shown), **own}, shown)
    shipped, digest = _shipped(root, shown, folder)
    name = folder / f"rulebook-{_key(digest, own)}.msgpack"
    found = _read(name)
    if found is None:
        found = _made({**(shipped or read_tree(root, shown)), **own}, shown)
        _write(name, msgpack.encode(found))
    return found


def _made(files: Files, shown: str) -> Rulebook:
    from clearance.loading.rulebook import load_rulebook  # much to import, and not needed where the cache has it

    return load_rulebook(files, shown, examples=False)


def _shipped(root: Path, shown: str, folder: Path) -> tuple[Files | None, str]:
    """Return the digest of the shipped rules, and their content where it had to be read to know it."""
    state, changed = tree_state(root)
    note = folder / f"tree-{sha256(f'{root}{state}'.encode()).hexdigest()[:32]}.digest"
    known = _checked(note) if state and _is_settled(note, changed) else None
    if known is not None:
        return None, known.decode("ascii", "replace")
    files = read_tree(root, shown)
    digest = digest_of(files)
    if state:
        _write(note, digest.encode())
    return files, digest


def _is_settled(note: Path, changed: int) -> bool:
    """Tell whether a note was written so long after the last change that one more would have shown in the times."""
    try:
        return note.stat().st_mtime_ns - changed > _SETTLED
    except OSError:
        return False


def _key(shipped: str, own: Files) -> str:
    """Return what a cache file is filed under: the rules, and the code that reads them."""
    total = sha256(f"{_FORMAT}\0{shipped}\0{digest_of(own)}".encode())
    for name, state in _code():
        total.update(f"\0{name}\0{state.st_size}\0{state.st_mtime_ns}".encode())
    return total.hexdigest()[:32]


def _code() -> Iterator[tuple[str, os.stat_result]]:
    here = os.path.dirname(__file__)
    for folder in (here, os.path.join(os.path.dirname(here), "model")):
        for entry in sorted(os.scandir(folder), key=lambda one: one.name):
            if entry.name.endswith(".py"):
                yield entry.name, entry.stat()


def _read(name: Path) -> Rulebook | None:
    body = _checked(name)
    try:
        return None if body is None else msgpack.decode(body, type=Rulebook)
    except (MsgspecError, RecursionError):
        return None


def _checked(name: Path) -> bytes | None:
    """Return what stands in a cache file behind its checksum; None where the two do not fit."""
    try:
        checksum, _, body = name.read_bytes().partition(b"\n")
    except OSError:
        return None
    return body if sha256(body).hexdigest().encode() == checksum else None


def _write(name: Path, body: bytes) -> None:
    """Write a cache file beside and move it; a cache that cannot be written is no fault."""
    import tempfile

    with suppress(OSError):
        name.parent.mkdir(parents=True, exist_ok=True)
        descriptor, beside = tempfile.mkstemp(prefix=".new-", dir=name.parent)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(sha256(body).hexdigest().encode() + b"\n" + body)
            os.replace(beside, name)
        except OSError:
            os.unlink(beside)
            raise
        _prune(name.parent, f"*{name.suffix}")


def _prune(folder: Path, pattern: str) -> None:
    found = sorted(folder.glob(pattern), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in found[_KEPT:]:
        old.unlink(missing_ok=True)
