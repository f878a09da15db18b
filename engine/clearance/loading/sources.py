"""Files as bytes, read once and named as the user would name them."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Mapping
from operator import attrgetter
from pathlib import Path

from clearance.errors import PackError, Problem
from clearance.loading.reader import MAX_BYTES, Node, ReadingError, read_documents
from clearance.model.places import Place

Files = Mapping[str, bytes]
"""Content by name, in the order of names."""


def read_tree(root: Path, shown: str) -> dict[str, bytes]:
    """Return every YAML file below ``root`` by the name shown to people. Links that lead out of it are refused."""
    found: dict[str, bytes] = {}
    home = os.path.realpath(root)
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith(".") or not name.endswith((".yaml", ".yml")):
                continue
            path = os.path.join(folder, name)
            label = f"{shown}{path[len(str(root)) :]}".replace(os.sep, "/")
            if os.path.islink(path) and not os.path.realpath(path).startswith(home + os.sep):
                raise PackError(Problem(Place(label, 0), "the link leads out of the folder", "Copy the file here."))
            found[label] = _content(path, label)
    return found


def tree_state(root: Path) -> tuple[str, int]:
    """Return what every YAML file below ``root`` looks like from outside: name, size, times and number.

    A file that is written again looks otherwise. Beside it, in nanoseconds, when one was last changed. Both are empty
    where the folder cannot be read.
    """
    latest, seen = 0, list[str]()
    folders = [os.fspath(root)]
    try:
        while folders:
            with os.scandir(folders.pop()) as entries:
                found = sorted(entries, key=_name)
            for entry in found:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif entry.name.endswith((".yaml", ".yml")):
                    state = entry.stat()
                    written, changed = state.st_mtime_ns, state.st_ctime_ns
                    latest = max(latest, written, changed)
                    seen.append(f"{entry.path}\0{state.st_size}\0{written}\0{changed}\0{state.st_ino}")
    except OSError:
        return "", 0
    return hashlib.sha256("\0".join(seen).encode("utf-8", "surrogateescape")).hexdigest(), latest


_name = attrgetter("name")


def _content(path: str, label: str) -> bytes:
    """Return what stands in a plain file, as far as anything of it will be read. Raises: PackError."""
    try:
        state = os.stat(path)
        if not stat.S_ISREG(state.st_mode):  # a pipe would hold us up
            raise PackError(Problem(Place(label, 0), "this is not a plain file", "Take it out of the folder."))
        with open(path, "rb", buffering=0) as stream:
            return stream.read(min(state.st_size, MAX_BYTES) + 1)
    except OSError as error:
        what = f"the file cannot be read ({error.strerror})"
        raise PackError(Problem(Place(label, 0), what, "Look at its permissions.")) from error


def digest_of(files: Files, names: Iterable[str] | None = None) -> str:
    """Return the SHA-256 over names and content, as hexadecimal digits."""
    total = hashlib.sha256()
    for name in sorted(files if names is None else names):
        content = files[name]
        total.update(f"{name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def one_document(files: Files, name: str, problems: list[Problem]) -> Node | None:
    """Return the only document of a file of a pack; note what is wrong otherwise."""
    try:
        documents = read_documents(files[name], name)
    except ReadingError as error:
        problems.append(error.problem)
        return None
    if len(documents) != 1:
        what = "the file is empty" if not documents else "the file holds more than one document"
        problems.append(Problem(Place(name, 0), what, "Write one document."))
        return None
    return documents[0]
