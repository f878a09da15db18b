"""Which campaigns have changed since a commit: they themselves, or anything that decides what is said of them."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct

from clearance.app.finding import Found, looks_like_one
from clearance.app.ways import way
from clearance.errors import InputError, Problem
from clearance.loading.includes import includes_of
from clearance.loading.reader import MAX_BYTES
from clearance.loading.workspace import open_plainly
from clearance.model.history import LINK, MODULE, Entry, Recorded
from clearance.model.places import Place

_FILED = re.compile(r"clearance\.(toml|(reviews?|waivers?)\.(ya?ml|json)|baselines?\..+)")
"""Files that count for all campaigns in their folder and below, and those whose names are nearly theirs."""
_MOST_INCLUDES = 40
_LARGEST_FILED = 1 << 26


class Chosen(Struct, frozen=True):
    """What there is to check after a change."""

    found: list[Found]
    all_because: str = ""
    """Why every campaign is checked; empty where only some are."""


class Gone(Struct, frozen=True):
    """One recorded file that is no longer there."""

    path: str
    """From the root of the repository on."""
    shown: str
    entry: Entry


class Changes:
    """Compares the files that are there with those recorded. Whatever it cannot tell, it takes to have changed."""

    def __init__(self, recorded: Recorded) -> None:
        self._recorded = recorded
        self._same = cache(self._is_same)
        self._filed = cache(self._filed_in)
        self._way = cache(_way_to_folder)
        self._includes = cache(self._included)

    def choose(self, found: Sequence[Found], *, settings: Path | None, own: Sequence[Path]) -> Chosen:
        """Return the files that have changed; all, where settings or own packs have. Raises: InputError."""
        for one in found:
            if not self._holds(os.path.realpath(one.path)):
                what = "the file is not in the repository, so nobody can tell whether it has changed"
                raise InputError(Problem(Place(one.shown, 0), what, "Check it in another call."))
        because = self._why_all(settings, own)
        return Chosen(list(found) if because else [one for one in found if self.has_changed(one.path)], because)

    def has_changed(self, path: Path) -> bool:
        """Tell whether a campaign file has changed, a file it includes, or one that is filed beside or above it."""
        files = self._with_includes(str(path))
        return not all(map(self._same_with_links, files)) or self._has_changed_beside(files[0])

    def gone_below(self, folder: str) -> Iterator[Gone]:
        """Return the recorded YAML files that are no longer in a folder."""
        real = os.path.realpath(folder)
        prefix = f"{self._place(real)}/".lstrip("/")
        for path, entry in self._recorded.entries.items() if self._holds(real) else ():
            rest = path[len(prefix) :]
            is_one = path.startswith(prefix) and _is_campaigns(rest) and entry.kind != MODULE
            if is_one and not os.path.lexists(os.path.join(self._recorded.root, path)):
                yield Gone(path, Path(folder, rest).as_posix(), entry)

    def _why_all(self, settings: Path | None, own: Sequence[Path]) -> str:
        for path in (settings, *own):
            if path is not None and not self._holds(os.path.realpath(path)):
                return f"{path} lies outside the repository, so nobody can tell whether it has changed"
        if settings and not self._same_with_links(str(settings)):
            return f"{settings} has changed"
        return next((f"{folder} has changed" for folder in own if self._has_changed_below(str(folder))), "")

    # One file ---------------------------------------------------------------------------------------------------------

    def _same_with_links(self, path: str) -> bool:
        """Tell whether a file is as recorded, and so is every link on the way to it."""
        return all(map(self._same, self._way_to(path)))

    def _way_to(self, path: str) -> tuple[str, ...]:
        """Return every link on the way to a file, and the file; a path that ends nowhere is not there."""
        folder, name = os.path.split(path)
        links = self._way(folder)
        end = os.path.join(links[-1], name)
        return (*links[:-1], *(way(end) if os.path.islink(end) else (end,)))

    def _is_same(self, place: str) -> bool:
        if not self._holds(place):
            return os.path.islink(place)  # a link from outside that leads in
        entry = self._recorded.entries.get(self._place(place))
        if entry is None:
            return not os.path.lexists(place)
        if os.path.islink(place):
            return entry.kind == LINK and self._is_recorded(entry, os.fsencode(os.readlink(place)))
        content = _content(place)
        if content is None or entry.kind in (LINK, MODULE):
            return False
        return self._is_recorded(entry, content) or self._is_recorded(entry, content.replace(b"\r\n", b"\n"))

    @staticmethod
    def _is_recorded(entry: Entry, content: bytes) -> bool:
        total = hashlib.sha256() if len(entry.id) == 64 else hashlib.sha1(usedforsecurity=False)
        total.update(b"blob %d\0" % len(content))
        total.update(content)
        return total.hexdigest() == entry.id

    def _holds(self, real: str) -> bool:
        return real == self._recorded.root or real.startswith(self._recorded.root.rstrip(os.sep) + os.sep)

    def _place(self, real: str) -> str:
        return real[len(self._recorded.root) :].strip(os.sep).replace(os.sep, "/")

    # What belongs to it -----------------------------------------------------------------------------------------------

    def _with_includes(self, path: str) -> list[str]:
        """Return a campaign file and all that it includes, however many steps away."""
        found = [path]
        for one in found:
            if len(found) > _MOST_INCLUDES:
                break
            home = os.path.dirname(one)
            new = (os.path.join(home, target) for target in self._includes(os.path.realpath(one)))
            found += [other for other in new if other not in found]
        return found

    @staticmethod
    def _included(real: str) -> tuple[str, ...]:
        content = _content(real)
        targets = includes_of(content) if content is not None else []
        return tuple(one for one in targets if not os.path.isabs(one) and "\0" not in one)

    def _has_changed_beside(self, path: str) -> bool:
        folder = self._way(os.path.dirname(path))[-1]
        while self._holds(folder):
            if self._filed(folder):
                return True
            folder = os.path.dirname(folder)
        return False

    def _filed_in(self, folder: str) -> bool:
        """Tell whether something that is filed in a folder has changed, come or gone."""
        before = {one for one in self._recorded.names.get(self._place(folder), ()) if _FILED.fullmatch(one)}
        now = {one for one in _names_in(folder) if _FILED.fullmatch(one)}
        return before != now or not all(self._same_with_links(os.path.join(folder, one)) for one in now)

    def _has_changed_below(self, folder: str) -> bool:
        """Tell whether a folder of packs holds other YAML than was recorded."""
        way = self._way(folder)
        if not all(map(self._same, way[:-1])):
            return True
        home = way[-1]
        now = set(_yaml_below(home))
        prefix = f"{self._place(home)}/".lstrip("/")
        before = {one for one in self._recorded.entries if one.startswith(prefix) and _is_pack(one[len(prefix) :])}
        return before != {self._place(one) for one in now} or not all(map(self._same_with_links, now))


def _way_to_folder(folder: str) -> tuple[str, ...]:
    return way(folder or os.curdir)


def _content(path: str) -> bytes | None:
    """Return what stands in a plain file; None where it is none, or too large to be read anyway."""
    try:
        with open(path, "rb", opener=open_plainly) as stream:
            state = os.fstat(stream.fileno())
            most = _LARGEST_FILED if _FILED.fullmatch(os.path.basename(path)) else MAX_BYTES
            return stream.read(most + 1) if stat.S_ISREG(state.st_mode) and state.st_size <= most else None
    except (OSError, ValueError):
        return None


def _names_in(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _yaml_below(home: str) -> Iterator[str]:
    for folder, folders, names in os.walk(home):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (os.path.join(folder, name) for name in names if _is_pack(name))


def _is_pack(path: str) -> bool:
    return path.endswith((".yaml", ".yml")) and not any(step.startswith(".") for step in path.split("/"))


def _is_campaigns(path: str) -> bool:
    """Tell whether a path leads where campaigns are looked for."""
    return _is_pack(path) and "node_modules" not in path.split("/")


def were_campaigns(gone: Iterable[Gone], content: Mapping[str, bytes]) -> Iterator[Gone]:
    """Return those that were campaigns or profiles, or of which nobody can tell, by the content of their ids."""
    return (one for one in gone if looks_like_one(content.get(one.entry.id, b"campaign:")))
