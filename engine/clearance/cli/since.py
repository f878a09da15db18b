"""What stands behind ``check --changed-since``, imported only where it is given."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from clearance.app.changes import Changes, Gone, were_campaigns
from clearance.app.finding import Found
from clearance.app.settings import Settings
from clearance.app.ways import repository_of
from clearance.cli.history import contents, left_out, recorded_at
from clearance.errors import InputError, NothingToCheckError, Problem
from clearance.model.history import Recorded
from clearance.rendering.terminal import one_line
from clearance.rendering.words import numbered


def changed_since(
    name: str, found: Sequence[Found], named: Sequence[str], settings: Settings, start: Path
) -> tuple[list[Found], list[str]]:
    """Return the campaigns that have changed since a commit, and what there is to say about the others.

    Raises: InputError; NothingToCheckError where no campaign is there, and none was.
    """
    root = repository_of((start if start.is_dir() else start.parent).resolve())
    if root is None:
        what = "--changed-since asks a git repository, and there is none here"
        raise InputError(Problem(None, what, "Go to one, or leave --changed-since out."))
    recorded = recorded_at(name, root)
    changes = Changes(recorded)
    chosen = changes.choose(found, settings=settings.file, own=settings.paths("rules"))
    said = [f"{one_line(one.shown)} is gone since {name}." for one in _gone(changes, recorded, named)]
    if not found and not said:
        raise NothingToCheckError(Problem(None, "no campaign was found", 'Run "clearance new" to begin one.'))
    if chosen.all_because:
        said.append(f"{one_line(chosen.all_because)}: every campaign is checked.")
    elif not chosen.found:
        among = numbered(len(found), "campaign", "campaigns")
        said.append(f"Nothing is checked: of {among}, none has changed since {name}.")
    return chosen.found, said


def _gone(changes: Changes, recorded: Recorded, named: Sequence[str]) -> Iterator[Gone]:
    """Return the campaigns and profiles that were there at the commit, and are no more."""
    gone = list(dict.fromkeys(one for folder in _folders(named) for one in changes.gone_below(folder)))
    if gone:
        hidden = left_out(recorded)
        gone = [one for one in gone if one.path not in hidden]
        yield from were_campaigns(gone, contents(recorded, (one.entry.id for one in gone)))


def _folders(named: Sequence[str]) -> Iterator[str]:
    """Return the folders that are searched: those named, and those where patterns begin."""
    for one in named:
        folder = one
        while glob.has_magic(folder) and not os.path.lexists(folder):
            folder = os.path.dirname(folder)
        if os.path.isdir(folder or os.curdir):
            yield folder or os.curdir
