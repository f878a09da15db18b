"""``--cache``: what came of campaign files is kept, by the digest of everything it depends on.

What came of a file depends on its own circumstances (its content and that of every file it includes, its path, what
people filed for it) and on those of the call (rules, program, reasoners, date, options). All of it is in the key, or
held against the files when an entry is used: whatever has changed, however little, is worked out anew. Kept is what one
line about each campaign needs; whole reports are many times larger, and take about as long to read as to make.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec import MsgspecError, Struct, field, msgpack

from clearance.app.campaigns import Around, CampaignFiles
from clearance.app.checking import Checker
from clearance.app.finding import Found
from clearance.app.ledger import Checked, add_notices
from clearance.app.ways import repository_of, way
from clearance.deciding.run import reasoner_names
from clearance.loading.kept import Read, Shelf, program_digest
from clearance.loading.reader import ReadingError
from clearance.loading.workspace import Workspace
from clearance.model.acceptance import Standing

_UNFIT = (MsgspecError, UnicodeError, OverflowError, TypeError, ValueError)
"""What values raise that cannot be kept."""


class _Told(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What came of one campaign, as it is kept."""

    document: dict[str, Any]
    code: int
    standings: tuple[tuple[str, tuple[str, ...]], ...]
    """State and subjects of each waiver that may be for the campaign, in their order."""


class Note(Struct, frozen=True):
    """What came of one campaign file, ready to be kept."""

    key: bytes
    included: tuple[Read, ...]
    found: bytes


class Keeper(Struct):
    """Knows what earlier calls found of campaign files, as far as nothing has changed since."""

    files: CampaignFiles
    shelf: Shelf
    _known: dict[str, list[Checked] | None] = field(default_factory=dict)
    _digests: dict[tuple[str, str, str], bytes | None] = field(default_factory=dict)
    """Of included files, by path, name and project."""

    def knows(self, found: Found) -> bool:
        """Tell whether what came of a file is known. It holds a campaign then, and nothing is wrong with it."""
        if found.shown not in self._known:
            self._known[found.shown] = self._recalled(found)
        return self._known[found.shown] is not None

    def take(self, found: Found) -> list[Checked] | None:
        """Return what is known of a file, once; None where nothing is."""
        self.knows(found)
        return self._known.pop(found.shown)

    def note(self, found: Found, reads: Sequence[Read], checked: Sequence[Checked]) -> Note | None:
        """Return what came of a file as it is kept; None where it could not be read again as it is."""
        told = [
            _Told(one.document, one.code, tuple((it.state, it.subjects) for it in one.standings)) for one in checked
        ]
        with suppress(*_UNFIT):
            key = _key(found, self.files.around(found.path, found.shown), reads[0].digest)
            data = msgpack.encode(told)
            if msgpack.decode(data, type=list[_Told]) == told:
                return Note(key, tuple(reads[1:]), data)
        return None

    def keep(self, note: Note | None) -> None:
        """Keep what came of a file, from the next call of ``close`` on."""
        if note is not None:
            self.shelf.put(note.key, note.included, note.found)

    def close(self) -> str:
        """Write what is new; return what kept it from being written, empty if nothing did."""
        return self.shelf.write()

    def _recalled(self, found: Found) -> list[Checked] | None:
        workspace = self.files.workspace_of(found.path)
        around = self.files.around(found.path, found.shown)
        if around.problems:
            return None
        with suppress(ReadingError, *_UNFIT):
            digest = sha256(workspace.read_resolved(around.real, found.shown)).digest()
            entry = self.shelf.get(_key(found, around, digest))
            if entry is not None and all(self._is_as_it_was(one, workspace) for one in entry.included):
                return _checked(msgpack.decode(entry.found, type=list[_Told]), around)
        return None

    def _is_as_it_was(self, read: Read, workspace: Workspace) -> bool:
        key = read.path, read.shown, workspace.root
        if key not in self._digests:
            self._digests[key] = _digest_of(read.path, read.shown, workspace)
        return self._digests[key] == read.digest


def _digest_of(path: str, shown: str, workspace: Workspace) -> bytes | None:
    """Return the digest of a file as a campaign may read it; None where it may not."""
    try:
        return sha256(workspace.read(path, shown)).digest()
    except ReadingError:
        return None


def _key(found: Found, around: Around, content: bytes) -> bytes:
    """Return the digest of all that what comes of a file depends on, but for the files it includes."""
    filed = around.answers, around.waivers, around.known
    return sha256(msgpack.encode((str(found.path), found.shown, around.home, content, filed))).digest()


def _checked(told: Sequence[_Told], around: Around) -> list[Checked]:
    """Return what is known as if it were worked out now, with what is said today of campaigns that are not there."""
    notices = around.notices(len(told))
    found = []
    for one in told:
        waivers = around.waivers if one.standings else ()
        standings = [Standing(waiver, *it) for waiver, it in zip(waivers, one.standings, strict=True)]
        add_notices(one.document, notices)
        found.append(Checked(one.document, one.code, tuple(standings)))
    return found


def keeper_for(
    checker: Checker, files: CampaignFiles, *, folder: Path, version: str, detail: str, today: date
) -> Keeper | None:
    """Return what keeps the outcomes of one kind of call in a folder; None where it cannot be told what they rest on.

    ``version`` is that of Clearance, ``detail`` what documents hold. ``today`` tells which entries are old.
    """
    code = program_digest()
    if not code:
        return None
    parts = version, detail, code, *_circumstances(checker, files)
    return Keeper(files, Shelf(folder, sha256(msgpack.encode(parts)).hexdigest(), today))


def _circumstances(checker: Checker, files: CampaignFiles) -> Iterator[object]:
    """Return what the outcomes of all campaigns of a call depend on."""
    yield checker.choices
    yield reasoner_names(checker.choices.engine)
    yield checker.rulebook.digest
    yield list(checker.rulebook.packs)
    yield files.filed.baseline


def is_within_reach(folder: Path, files: CampaignFiles, found: Iterable[Found], project: Path) -> bool:
    """Tell whether what is checked could bring its own outcomes along.

    That is so where the folder of the cache, or a link on the way to it, lies in a project or a repository that is
    checked: whoever proposes a change to a repository could put files there.
    """
    one_of_each = {os.path.dirname(one.path): one.path for one in found}
    roots = {project.resolve(), *(files.root_of(path).resolve() for path in one_of_each.values())}
    homes = {repository_of(root) or root for root in roots}
    return any(Path(step).is_relative_to(home) for step in way(str(folder)) for home in homes)
