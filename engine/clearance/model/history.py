"""What a repository recorded at one of its commits."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct

LINK, MODULE = "120000", "160000"
"""The kinds of what is not a plain file: a link, and a repository within."""


class Entry(Struct, frozen=True):
    """One recorded file."""

    kind: str
    """As git writes it: ``100644``, ``100755``, ``120000``, ``160000``."""
    id: str
    """Digest of its content, as git counts it."""


class Recorded(Struct, frozen=True, dict=True):
    """Every file of a repository as it was at a commit."""

    root: str
    """Absolute path of the repository, links resolved."""
    name: str
    """What the user called the commit."""
    entries: Mapping[str, Entry]
    """By path from the root on, with forward slashes."""

    @cached_property
    def names(self) -> Mapping[str, frozenset[str]]:
        """Return the names in each folder, by the path of the folder; that of the root is empty."""
        found: dict[str, set[str]] = {}
        for path in self.entries:
            folder, _, name = path.rpartition("/")
            found.setdefault(folder, set()).add(name)
        return {folder: frozenset(names) for folder, names in found.items()}
