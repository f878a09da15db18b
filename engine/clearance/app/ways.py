"""Where paths lead, link by link. A link that lies in a repository may not lead out of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

from clearance.errors import InputError, Problem
from clearance.model.places import Place

_MOST_LINKS = 40


def way(path: str) -> tuple[str, ...]:
    """Return every link on the way along a path, by its place, and where the path ends."""
    here = os.path.realpath(os.sep if os.path.isabs(path) else os.curdir)
    rest = path.split(os.sep)[::-1]
    links: list[str] = []
    while rest:
        name = rest.pop()
        if name == os.pardir:
            here = os.path.dirname(here)
        elif name not in ("", os.curdir):
            there = os.path.join(here, name)
            if len(links) < _MOST_LINKS and os.path.islink(there):
                links.append(there)
                target = os.readlink(there)
                here = os.sep if os.path.isabs(target) else here
                rest += target.split(os.sep)[::-1]
            else:
                here = there
    return (*links, here)


def repository_of(folder: Path) -> Path | None:
    """Return the root of the repository that a resolved folder lies in; None where it lies in none."""
    return next((one for one in (folder, *folder.parents) if (one / ".git").exists()), None)


def leads_out(path: str) -> bool:
    """Tell whether a link on the way along a path lies in a repository, and the path ends elsewhere."""
    *links, end = way(path)
    return any(not _is_in(end, home) for home in map(_repository_of, map(os.path.dirname, links)) if home)


def refuse_ways_out(*paths: str | Path) -> None:
    """Refuse paths that a repository leads out of itself. Raises: InputError."""
    problems = [
        Problem(
            Place(str(path), 0), "a link leads out of the repository", "Take it away, or name the place it leads to."
        )
        for path in paths
        if leads_out(str(path))
    ]
    if problems:
        raise InputError(problems)


def _is_in(path: str, home: str) -> bool:
    return path == home or path.startswith(home.rstrip(os.sep) + os.sep)


def _found_repository(folder: str) -> str:
    found = repository_of(Path(folder))
    return str(found) if found else ""


_repository_of: Callable[[str], str] = cache(_found_repository)
