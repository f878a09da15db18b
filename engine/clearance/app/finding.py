"""Which files are campaigns: those named, those a pattern matches, those that stand in a folder."""

from __future__ import annotations

import glob
import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from clearance.app.ways import refuse_ways_out
from clearance.errors import InputError, Problem
from clearance.model.places import Place

_LOOKS_LIKE_ONE = re.compile(rb"^[\"']?(?:vocabulary|campaign)[\"']?\s*:", re.MULTILINE)
_SNIFFED = 65_536


class Found(Struct, frozen=True):
    """One file that may hold campaigns."""

    path: Path
    shown: str
    named: bool
    """Named by the user one by one, so that it must hold a campaign; others may be company profiles."""


def find_files(paths: Iterable[str]) -> list[Found]:
    """Return the files meant, each once, in the order named and by name inside folders. Raises: InputError."""
    found: dict[str, Found] = {}
    folders: dict[str, str] = {}
    problems = []
    for one in paths:
        hits = list(_meant(one))
        if not hits and not Path(one).is_dir():
            problems.append(Problem(Place(one, 0), "there is no such file, folder or match", "Look at the path."))
        for hit in hits:
            real = _resolved(str(hit.path), folders)
            if not _is_text(real):
                what = "the name of the file, or of a folder it lies in, is not text"
                problems.append(Problem(Place(hit.shown, 0), what, "Rename it."))
            found.setdefault(real, hit)
    if problems:
        raise InputError(problems)
    return list(found.values())


def _resolved(path: str, folders: dict[str, str]) -> str:
    """Return a path with its links followed; ``folders`` are those resolved before, so that each is only once."""
    folder, name = os.path.split(path)
    if folder not in folders:
        folders[folder] = os.path.realpath(folder)
    there = os.path.join(folders[folder], name)
    return os.path.realpath(there) if name in ("", os.curdir, os.pardir) or os.path.islink(there) else there


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:  # bytes that are no UTF-8, as Linux allows them in names
        return False
    return True


def _meant(one: str) -> Iterator[Found]:
    path = Path(one)
    if path.is_dir():
        refuse_ways_out(path)
        yield from files_below(path)
    elif os.path.lexists(path):
        refuse_ways_out(path.parent)
        yield Found(path, path.as_posix(), named=True)
    elif glob.has_magic(one):
        matches = sorted(glob.glob(one, recursive=True))
        refuse_ways_out(*dict.fromkeys(os.path.dirname(match) for match in matches))
        for match in matches:
            if not os.path.isdir(match) and _looks_like_one(Path(match)):
                yield Found(Path(match), Path(match).as_posix(), named=False)


def files_below(folder: Path) -> Iterator[Found]:
    """Return what looks like a campaign below a folder. Linked and hidden folders are not entered."""
    for home, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "node_modules")
        for name in sorted(names):
            path = Path(home, name)
            if path.suffix in (".yaml", ".yml") and not name.startswith(".") and _looks_like_one(path):
                yield Found(path, path.as_posix(), named=False)


def _looks_like_one(path: Path) -> bool:
    """Tell whether a file begins a campaign or a profile. What may not be read counts, so that it is reported."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):  # to open something else may do something
            return False
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except PermissionError:
        return True
    except OSError:
        return False
    with os.fdopen(descriptor, "rb") as stream:
        try:
            return looks_like_one(stream.read(_SNIFFED))
        except OSError:
            return False


def looks_like_one(content: bytes) -> bool:
    """Tell whether a text begins a campaign or a profile."""
    return bool(_LOOKS_LIKE_ONE.search(content[:_SNIFFED]))
