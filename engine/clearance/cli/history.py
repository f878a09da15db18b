"""The only door to git, and the only place where another program is run.

Git is asked what a commit recorded, and never to look at the files that are there: so no filter, hook, monitor or tool
that a repository may configure has anything to do. It is run without a shell, by its whole path, with nothing of its
own in the environment, and may neither ask nor fetch.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from clearance.errors import InputError, Problem
from clearance.loading.reader import MAX_BYTES
from clearance.model.history import Entry, Recorded
from clearance.model.places import Place

_PATIENCE = 120
"""Seconds after which git is taken to hang."""
_HARMLESS = (
    "--no-pager", "--no-replace-objects", "--literal-pathspecs", "-c", "core.fsmonitor=", "-c",
    "core.hooksPath=/dev/null", "-c", "core.pager=cat", "-c", "diff.external=", "-c", "core.sshCommand=false", "-c",
    "protocol.allow=never", "-c", "credential.helper=", "-c", "safe.bareRepository=explicit",
)  # fmt: skip
_ID = re.compile(rb"[0-9a-f]{40}([0-9a-f]{24})?\n?")
_TOGETHER = 200
"""Contents that are asked for at once."""


def recorded_at(name: str, root: Path) -> Recorded:
    """Return what the repository in a folder recorded at a commit. Raises: InputError."""
    commit = _commit(name, root)
    listed = _asked(root, "ls-tree", "-r", "-z", "--full-tree", "--end-of-options", commit)
    if listed.returncode:
        raise _unreadable(root, listed)
    return Recorded(os.path.realpath(root), name, dict(_entries(listed.stdout)))


def contents(recorded: Recorded, ids: Iterable[str]) -> dict[str, bytes]:
    """Return what is recorded under some ids, as far as it is there and no larger than a campaign may be."""
    root, wanted = Path(recorded.root), list(dict.fromkeys(ids))
    found: dict[str, bytes] = {}
    for first in range(0, len(wanted), _TOGETHER):
        some = wanted[first : first + _TOGETHER]
        sizes = _asked(root, "cat-file", "--batch-check", given=_lines(some)).stdout
        small = [one.split(b" ")[0].decode() for one in sizes.splitlines() if _is_small(one)]
        found.update(_unpacked(_asked(root, "cat-file", "--batch", given=_lines(small)).stdout))
    return found


def left_out(recorded: Recorded) -> frozenset[str]:
    """Return the paths that a sparse checkout does not hold, though they are there."""
    listed = _asked(Path(recorded.root), "ls-files", "-z", "-t", "--full-name").stdout
    return frozenset(os.fsdecode(one[2:]) for one in listed.split(b"\0") if one.startswith(b"S "))


def _commit(name: str, root: Path) -> str:
    if name and name.isprintable() and not name.startswith("-"):
        found = _asked(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        if found.returncode == 0 and _ID.fullmatch(found.stdout):
            return found.stdout.decode().strip()
        if found.returncode != 1:
            raise _unreadable(root, found)
    what = f'--changed-since: the repository has no commit "{name}"'
    if _asked(root, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true":
        what += ", and holds a part of its history only"
        remedy = "Fetch the rest: git fetch --unshallow, or fetch-depth: 0 in the step that checks it out."
    else:
        remedy = "Look at its name, or fetch it first: git fetch origin."
    raise InputError(Problem(None, what, remedy))


def _asked(root: Path, *words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Return what git answers in a folder. Raises: InputError."""
    paths = [one for one in os.environ.get("PATH", os.defpath).split(os.pathsep) if os.path.isabs(one)]
    git = shutil.which("git", path=os.pathsep.join(paths))
    if git is None:
        what = "--changed-since asks git, and there is none on the PATH"
        raise InputError(Problem(None, what, "Install git, or leave --changed-since out."))
    command = [git, *_HARMLESS, "-C", os.path.realpath(root), *words]
    try:
        return subprocess.run(
            command, input=given, capture_output=True, timeout=_PATIENCE, check=False, env=_environment(root, paths)
        )
    except (OSError, subprocess.TimeoutExpired):
        what = "--changed-since: git cannot be run, or does not answer"
        raise InputError(Problem(None, what, f"Run: git -C {root} status")) from None


def _environment(root: Path, paths: Iterable[str]) -> dict[str, str]:
    """Return the environment of the user without anything that tells git what to do."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {
        **kept,
        "PATH": os.pathsep.join(paths),
        "LC_ALL": "C",
        "GIT_CEILING_DIRECTORIES": os.path.dirname(os.path.realpath(root)),
        "GIT_ALLOW_PROTOCOL": "",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
    }


def _entries(listed: bytes) -> Iterator[tuple[str, Entry]]:
    for one in listed.split(b"\0"):
        head, _, path = one.partition(b"\t")
        if path:
            kind, _, id_ = head.decode("ascii").split(" ")
            yield os.fsdecode(path), Entry(kind, id_)


def _lines(ids: Iterable[str]) -> bytes:
    return "".join(f"{one}\n" for one in ids).encode()


def _is_small(line: bytes) -> bool:
    """Tell whether a line of ``cat-file --batch-check`` is about a file that is there, and not too large."""
    parts = line.split(b" ")
    return len(parts) == 3 and parts[1] == b"blob" and int(parts[2]) <= MAX_BYTES


def _unpacked(answer: bytes) -> Iterator[tuple[str, bytes]]:
    """Return contents from the answer of ``cat-file --batch``, by their id."""
    start = 0
    while start < len(answer):
        end = answer.index(b"\n", start)
        id_, _, size = answer[start:end].split(b" ")
        yield id_.decode(), answer[end + 1 : end + 1 + int(size)]
        start = end + int(size) + 2


def _unreadable(root: Path, answer: subprocess.CompletedProcess[bytes]) -> InputError:
    """Return what is wrong where git refuses a repository. What it says itself may hold what nobody should read."""
    if b"dubious ownership" in answer.stderr:
        what = "--changed-since: git does not read this repository, because it belongs to somebody else"
        return InputError(Problem(Place(str(root), 0), what, f"Run: git config --global --add safe.directory {root}"))
    what = "--changed-since: git cannot read this repository"
    return InputError(Problem(Place(str(root), 0), what, f"Run: git -C {root} status"))
