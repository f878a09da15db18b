"""Rulebooks for use: the shipped packs and a user's own, read from the cache where nothing has changed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from clearance.app.ways import refuse_ways_out
from clearance.deciding.durable import learn_shapes, new_shapes
from clearance.errors import InputError, Problem
from clearance.loading.cache import cached_rulebook, keep, recalled
from clearance.loading.sources import Files, read_tree
from clearance.model.places import Place
from clearance.model.records import Records
from clearance.model.rules import Rulebook
from clearance.resources import rules_root

SHIPPED = "rules"


class Sources(Struct, frozen=True):
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
    own = _own_files(sources.own)
    if not sources.only and not sources.examples:
        return cached_rulebook(rules_root(), SHIPPED, own, sources.cache)
    from clearance.loading.rulebook import chosen_files, load_rulebook

    files = {**read_tree(rules_root(), SHIPPED), **own}
    return load_rulebook(chosen_files(files, SHIPPED, sources.only), SHIPPED, examples=sources.examples)


def open_records(own: Iterable[Path]) -> Records:
    """Return what stands beside the shipped rules and the user's own. Raises: PackError, InputError."""
    from clearance.loading.records import read_records

    return read_records({**read_tree(rules_root(), SHIPPED), **_own_files(own)})


_SHAPES = "shapes"


def recall_logic(cache: Path | None) -> None:
    """Take over the logic that earlier runs worked out for durable-rules."""
    data = recalled(cache, _SHAPES, "deciding")
    if data:
        learn_shapes(data)


def keep_logic(cache: Path | None) -> None:
    """Keep the logic that this run has worked out for durable-rules, if it is new, for those to come."""
    keep(cache, _SHAPES, "deciding", new_shapes())


def _own_files(folders: Iterable[Path]) -> Files:
    """Return the files of the user's own packs. Raises: InputError, PackError."""
    files: dict[str, bytes] = {}
    for folder in _apart(folders):
        if not folder.is_dir():
            raise InputError(Problem(Place(str(folder), 0), "there is no such folder of rules", "Look at --rules."))
        refuse_ways_out(folder)
        more = read_tree(folder, str(folder))
        if not any(name.rsplit("/", 1)[-1] == "pack.yaml" for name in more):
            raise InputError(Problem(Place(str(folder), 0), "the folder holds no pack.yaml", "A pack begins with one."))
        files.update(more)
    return files


def _apart(folders: Iterable[Path]) -> list[Path]:
    """Return the folders that do not lie in the shipped rules, so that nothing is read twice."""
    home = rules_root().resolve()
    return [folder for folder in folders if not folder.resolve().is_relative_to(home)]


def shown_name(folder: Path) -> str:
    """Return the name under which the files of a folder of rules are shown."""
    home = rules_root().resolve()
    real = folder.resolve()
    return SHIPPED + real.as_posix().removeprefix(home.as_posix()) if real.is_relative_to(home) else str(folder)
