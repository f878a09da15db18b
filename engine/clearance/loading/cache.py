"""The compiled form of a rulebook: plain data under the digest of what it was made from. Safe to delete.

A cache file is a line with the SHA-256 of what follows, then MessagePack: nested lists of text, numbers and truth
values. Reading it can build the values of ``model`` and nothing else. Whatever does not fit is ignored, and made anew.
The rules of each pack stand apart, under a SHA-256 of their own, and are read when they are first asked for: few
campaigns come under more than a few packs.

Beside it stands what the files of the shipped rules and of our code looked like from outside when they had a digest, so
that they need not all be read again to know it.

The compiled form of the shipped rules comes with the package, under the same name: it is looked for there first, so
that the first run on a new machine need not make it. Where rules or code have changed since, the name is another.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache, partial
from hashlib import sha256
from pathlib import Path

from msgspec import MsgspecError, Struct, msgpack
from msgspec.structs import replace

from clearance.loading.sources import Files, digest_of, read_tree, tree_state
from clearance.loading.whole import write_whole
from clearance.model.rules import Rule, Rulebook, RulesByPack
from clearance.resources import compiled_root

_FORMAT = 4
_HOME = Path(__file__).resolve().parent.parent
_ROOMS = ("loading", "model")
"""Where the code stands that makes and reads a rulebook."""
_KEPT = 12
"""Cache files of a kind that are left; older ones are removed."""
_LONGEST_SEAL = 100
"""Bytes of the first line of a cache file, at most."""
_SETTLED = 2_000_000_000
"""Nanoseconds after which the times of a file tell one change from the next, on every file system in use."""


def cached_rulebook(root: Path, shown: str, own: Files, folder: Path | None) -> Rulebook:
    """Return the rulebook of the shipped rules below ``root`` and of a user's own files, without examples.

    It comes from the package or the cache where it is there and whole.

    Raises: PackError.
    """
    if folder is None:
        return _made({**read_tree(root, shown), **own}, shown)
    shipped, digest = _shipped(root, shown, folder)
    name = _name(digest, own)

    @cache
    def made() -> Rulebook:
        found = _made({**(shipped or read_tree(root, shown)), **own}, shown)
        _write(folder / name, _packed(found))
        return found

    return _unpacked(compiled_root() / name, made) or _unpacked(folder / name, made) or made()


def write_compiled(root: Path, shown: str, folder: Path) -> Path:
    """Write the compiled form of the shipped rules for a package, in place of any other there. Return the file.

    Raises: PackError, OSError.
    """
    files = read_tree(root, shown)
    name = folder / _name(f"{digest_of(files)} {_digest_of_text()}", {})
    write_whole(name, _packed(_made(files, shown)))
    for other in set(folder.glob("rulebook-*.msgpack")) - {name}:
        other.unlink()
    return name


def _made(files: Files, shown: str) -> Rulebook:
    from clearance.loading.rulebook import load_rulebook  # much to import, and not needed where the cache has it

    return load_rulebook(files, shown, examples=False)


def _shipped(root: Path, shown: str, folder: Path) -> tuple[Files | None, str]:
    """Return the digest of the shipped rules and our code, and the rules where they had to be read to know it."""
    state, changed = tree_state(root)
    for name, one in _code(_ROOMS):
        state += f"\0{name}\0{one.st_size}\0{one.st_mtime_ns}\0{one.st_ctime_ns}\0{one.st_ino}" if state else ""
        changed = max(changed, one.st_mtime_ns, one.st_ctime_ns)
    note = folder / f"tree-{sha256(f'{root}{state}'.encode()).hexdigest()[:32]}.digest"
    known = _opened(note) if state and _is_settled(note, changed) else None
    if known is not None:
        return None, known[0].decode("ascii", "replace")
    files = read_tree(root, shown)
    digest = f"{digest_of(files)} {_digest_of_text()}"
    if state:
        _write(note, _sealed(digest.encode()))
    return files, digest


def _is_settled(note: Path, changed: int) -> bool:
    """Tell whether a note was written so long after the last change that one more would have shown in the times."""
    try:
        return note.stat().st_mtime_ns - changed > _SETTLED
    except OSError:
        return False


def recalled(folder: Path | None, kind: str, room: str) -> bytes:
    """Return what was kept of a kind, by the same code of a room; nothing where nothing was, or it is damaged."""
    found = _opened(_kept_in(folder, kind, room)) if folder else None
    return found[0] if found else b""


def keep(folder: Path | None, kind: str, room: str, data: bytes) -> None:
    """Keep plain data that would take long to work out again, for the same code of a room."""
    if folder and data:
        _write(_kept_in(folder, kind, room), _sealed(data))


def _kept_in(folder: Path, kind: str, room: str) -> Path:
    return folder / f"{kind}-{_digest_of_code(kind, room)}.{kind}"


def _name(shipped: str, own: Files) -> str:
    """Return the name of a cache file: after the rules, and the code that reads them."""
    return f"rulebook-{sha256(f'{_FORMAT} {shipped} {digest_of(own)}'.encode()).hexdigest()[:32]}.msgpack"


def _digest_of_text() -> str:
    """Return the SHA-256 over the code that makes and reads a rulebook, the same wherever it is installed."""
    total = sha256()
    for room in _ROOMS:
        for file in sorted((_HOME / room).glob("*.py")):
            total.update(f"\0{room}/{file.name}\0".encode() + file.read_bytes())
    return total.hexdigest()


def _digest_of_code(about: str, *rooms: str) -> str:
    total = sha256(f"{_FORMAT}\0{about}".encode())
    for name, state in _code(rooms):
        total.update(f"\0{name}\0{state.st_size}\0{state.st_mtime_ns}".encode())
    return total.hexdigest()[:32]


def _code(rooms: Iterable[str]) -> Iterator[tuple[str, os.stat_result]]:
    for folder in (os.path.join(_HOME, room) for room in rooms):
        for entry in sorted(os.scandir(folder), key=lambda one: one.name):
            if entry.name.endswith(".py"):
                yield entry.name, entry.stat()


class _Head(Struct, frozen=True, array_like=True):
    """Everything but the rules, and where those of each pack stand behind it."""

    book: Rulebook
    parts: dict[str, tuple[int, int, str]]
    """By pack: first byte behind the head, length, and SHA-256."""


def _packed(book: Rulebook) -> bytes:
    parts, bodies, start = dict[str, tuple[int, int, str]](), list[bytes](), 0
    for pack in book.packs:
        body = msgpack.encode(book.rules_of(pack))
        parts[pack] = (start, len(body), sha256(body).hexdigest())
        bodies.append(body)
        start += len(body)
    return _sealed(msgpack.encode(_Head(replace(book, rules={}), parts))) + b"".join(bodies)


def _unpacked(name: Path, made: Callable[[], Rulebook]) -> Rulebook | None:
    """Return the rulebook of a cache file; None where there is none that is whole.

    Where the rules of one pack turn out to be damaged, they are those of the rulebook that is ``made``.
    """
    found = _opened(name)
    try:
        head = None if found is None else msgpack.decode(found[0], type=_Head)
    except (MsgspecError, RecursionError):
        return None
    if found is None or head is None:
        return None
    behind = found[1]

    def rules_of(pack: str) -> Mapping[str, Rule]:
        start, length, digest = head.parts[pack]
        with suppress(OSError, MsgspecError, RecursionError):
            body = _part_of(name, behind + start, length)
            if sha256(body).hexdigest() == digest:
                return msgpack.decode(body, type=dict[str, Rule])
        return made().rules_of(pack)

    return replace(head.book, rules=RulesByPack({pack: partial(rules_of, pack) for pack in head.parts}))


def _sealed(body: bytes) -> bytes:
    """Return a text behind a line with its SHA-256 and its length."""
    return f"{sha256(body).hexdigest()} {len(body)}\n".encode() + body


def _opened(name: Path) -> tuple[bytes, int] | None:
    """Return what stands sealed at the head of a cache file, and where it ends; None where the seal is broken."""
    try:
        with open(name, "rb") as stream:
            seal = stream.readline(_LONGEST_SEAL)
            digest, length = seal.decode("ascii").split()
            body = stream.read(int(length))
    except (OSError, ValueError, OverflowError, MemoryError):
        return None
    return (body, len(seal) + len(body)) if sha256(body).hexdigest() == digest else None


def _part_of(name: Path, start: int, length: int) -> bytes:
    """Return some bytes of a file. Raises: OSError."""
    with open(name, "rb") as stream:
        stream.seek(start)
        return stream.read(length)


def _write(name: Path, body: bytes) -> None:
    """Write a cache file beside and move it; a cache that cannot be written is no fault."""
    with suppress(OSError):
        write_whole(name, body, mode=0o600)
        _prune(name.parent, f"*{name.suffix}")


def _prune(folder: Path, pattern: str) -> None:
    found = sorted(folder.glob(pattern), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in found[_KEPT:]:
        old.unlink(missing_ok=True)
