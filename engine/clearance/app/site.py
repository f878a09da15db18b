"""Writes a folder of pages: all of it, or nothing. Never over anything but an earlier one of its own."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from clearance.app.writing import umask
from clearance.errors import InputError, Problem
from clearance.model.places import Place

MANIFEST = "handbook.files"
"""Names every file of a handbook, one a line, so that the next one knows what it may replace."""
_FIRST = "# A handbook made by Clearance. These are its files; the next one replaces them."


def write_site(folder: Path, files: Iterable[tuple[str, str]]) -> int:
    """Write a whole folder of files, or nothing, and return how many they are.

    The folder may be absent, empty, or hold an earlier handbook and nothing else. Raises: InputError.
    """
    refuse_others(folder)
    target = Path(os.path.realpath(folder))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".clearance-", dir=target.parent))
    except OSError as error:
        raise _cannot(folder, error) from None
    try:
        written = _fill(beside / "new", files)
        _replace(target, beside)
    except OSError as error:
        raise _cannot(folder, error) from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return written


def _fill(folder: Path, files: Iterable[tuple[str, str]]) -> int:
    folder.mkdir()
    names = []
    for name, text in files:
        path = folder / PurePosixPath(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        names.append(name)
    lines = "\n".join([_FIRST, *sorted([*names, MANIFEST])])
    (folder / MANIFEST).write_text(f"{lines}\n", encoding="utf-8", newline="\n")
    folder.chmod(0o777 & ~umask())
    return len(names)


def _replace(target: Path, beside: Path) -> None:
    """Put the new folder where the old one stands, which comes back if that fails."""
    old = beside / "old"
    there = target.exists()
    if there:
        target.rename(old)
    try:
        (beside / "new").rename(target)
    except OSError:
        if there:
            old.rename(target)
        raise


def refuse_others(shown: Path) -> None:
    """Refuse a folder with anything in it that is no part of an earlier handbook. Raises: InputError."""
    target = Path(os.path.realpath(shown))
    if not os.path.lexists(target):
        return
    if not target.is_dir():
        raise InputError(Problem(Place(str(shown), 0), "this is no folder", "Name a folder."))
    try:
        others = _others(target)
    except OSError as error:
        raise _cannot(shown, error) from None
    if others is None:
        what = "the folder is not empty, and holds no earlier handbook"
        raise InputError(Problem(Place(str(shown), 0), what, "Name another folder, or empty this one."))
    if others:
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        what = f"the folder holds what is no part of the earlier handbook: {others[0]}{more}"
        raise InputError(Problem(Place(str(shown), 0), what, "Move that elsewhere, or name another folder."))


def _others(folder: Path) -> list[str] | None:
    """Return what a folder holds beside an earlier handbook; None where there is none, and yet something."""
    listed = _listed(folder)
    if listed is None:
        return None if any(folder.iterdir()) else []
    return sorted(set(_files_below(folder)) - listed)


def _files_below(folder: Path) -> Iterator[str]:
    """Return what stands in a folder that is no folder itself, links to folders, and folders with nothing in them."""
    for home, folders, names in os.walk(folder):
        below = Path(home).relative_to(folder)
        links = [name for name in folders if (Path(home) / name).is_symlink()]
        yield from ((below / name).as_posix() for name in (*names, *links))
        if not folders and not names and Path(home) != folder:
            yield below.as_posix()


def _listed(folder: Path) -> set[str] | None:
    """Return the files that an earlier handbook says it has; None where there is no earlier handbook."""
    manifest = folder / MANIFEST
    if not manifest.is_file():
        return None
    first, *names = manifest.read_text(encoding="utf-8", errors="replace").splitlines() or [""]
    return set(names) if first == _FIRST else None


def _cannot(folder: Path, error: OSError) -> InputError:
    what = f"the handbook cannot be written there ({error.strerror})"
    return InputError(
        Problem(Place(str(folder), 0), what, "Look at the folder, the one it stands in, and the space left.")
    )
