"""A new repository of campaigns: what is missing is written, and what stands there is left alone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from clearance.errors import InputError, Problem
from clearance.model.places import Place
from clearance.rendering.project import NewFile


class Begun(Struct, frozen=True):
    """What became of the files of a new repository."""

    written: tuple[NewFile, ...]
    kept: tuple[NewFile, ...]
    """Those whose place was taken; what stands there was neither read nor changed."""


def begin_repository(folder: Path, files: Iterable[NewFile]) -> Begun:
    """Write the files that are missing in a folder. Raises: InputError where one cannot be written."""
    written: list[NewFile] = []
    kept: list[NewFile] = []
    for one in files:
        (written if _write_new(folder / one.path, one.text) else kept).append(one)
    return Begun(tuple(written), tuple(kept))


def _write_new(path: Path, text: str) -> bool:
    """Write a file unless something stands there, be it a link that leads nowhere; tell whether it was written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        if path.parent.is_dir():
            return False
        raise InputError(Problem(Place(str(path.parent), 0), "this is not a folder", "Choose another.")) from None
    except OSError as error:
        what = f"the file cannot be written ({error.strerror})"
        raise InputError(Problem(Place(str(path), 0), what, "Look at the folder and the space left.")) from None
    return True
