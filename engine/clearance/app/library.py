"""Rulebooks for use: the shipped packs and a user's own, read from the cache where nothing has changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from clearance.errors import InputError, Problem
from clearance.loading.cache import cached_rulebook
from clearance.loading.sources import read_tree
from clearance.model.places import Place
from clearance.model.rules import Rulebook
from clearance.resources import rules_root

SHIPPED = "rules"


@dataclass(frozen=True, slots=True)
class Sources:
    """Where rules come from."""

    own: tuple[Path, ...] = ()
    """Folders of the user's own packs."""
    cache: Path | None = None
    """Folder of the compiled forms; None for none."""
    only: tuple[str, ...] = ()
    """Packs to load, by name or by folder as shown, with those they use; all of them where it is empty."""
    examples: bool = False
    """With the examples of rules; never from the cache then."""


def open_rulebook(sources: Sources) -> Rulebook:
    """Return the shipped packs and the user's own. Raises: PackError, InputError."""
    files = read_tree(rules_root(), SHIPPED)
    for folder in _apart(sources.own):
        if not folder.is_dir():
            raise InputError(Problem(Place(str(folder), 0), "there is no such folder of rules", "Look at --rules."))
        more = read_tree(folder, str(folder))
        if not any(name.rsplit("/", 1)[-1] == "pack.yaml" for name in more):
            raise InputError(Problem(Place(str(folder), 0), "the folder holds no pack.yaml", "A pack begins with one."))
        files.update(more)
    if not sources.only and not sources.examples:
        return cached_rulebook(files, SHIPPED, sources.cache)
    from clearance.loading.rulebook import chosen_files, load_rulebook

    chosen = chosen_files(files, SHIPPED, sources.only)
    return load_rulebook(chosen, SHIPPED) if sources.examples else cached_rulebook(chosen, SHIPPED, sources.cache)


def _apart(folders: Iterable[Path]) -> list[Path]:
    """Return the folders that do not lie in the shipped rules, so that nothing is read twice."""
    home = rules_root().resolve()
    return [folder for folder in folders if not folder.resolve().is_relative_to(home)]


def shown_name(folder: Path) -> str:
    """Return the name under which the files of a folder of rules are shown."""
    home = rules_root().resolve()
    real = folder.resolve()
    return SHIPPED + real.as_posix().removeprefix(home.as_posix()) if real.is_relative_to(home) else str(folder)
