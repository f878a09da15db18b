"""What a whole call tells about its waivers: no campaign alone can say that nobody needs one."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from clearance.app.campaigns import CampaignFiles
from clearance.app.filed import target_of
from clearance.app.finding import Found, files_below
from clearance.model.acceptance import Notice, Standing, Waiver
from clearance.model.rules import Rulebook
from clearance.reviewing.noticing import dated, undecided, unknown_rule, unknown_subject, unused

Document = dict[str, Any]


class Checked(Struct, frozen=True):
    """One campaign checked: its document, and what it means for the exit code."""

    document: Document
    code: int
    standings: tuple[Standing, ...] = ()
    """What it tells about waivers."""


class _Entry(Struct):
    """One waiver, and what the campaigns so far told about it."""

    waiver: Waiver
    states: set[str] = field(default_factory=set)
    subjects: dict[str, None] = field(default_factory=dict)


_FINAL = frozenset(("used", "unseen", "unknown", "expired", "not begun"))


class Ledger:
    """Adds to each document what the whole call tells about the waivers that may be for its campaign."""

    def __init__(self, files: CampaignFiles, rulebook: Rulebook, named: Iterable[Path]) -> None:
        """Know the campaign files of a call."""
        self._files = files
        self._rulebook = rulebook
        self._covered = {os.path.realpath(one) for one in named}
        self._whole: dict[Path, bool] = {}
        self._entries: dict[tuple[str, int, int], _Entry] = {}

    def complete(self, checked: Iterable[Checked]) -> Iterator[Checked]:
        """Return what was checked, in order, each as soon as nothing can be added to it."""
        held: deque[Checked] = deque()
        for one in checked:
            for standing in one.standings:
                self._note(standing)
            held.append(one)
            while held and all(self._is_settled(standing.waiver) for standing in held[0].standings):
                yield self._with_notices(held.popleft())
        yield from map(self._with_notices, held)

    def _is_settled(self, waiver: Waiver) -> bool:
        """Tell whether no later campaign can change what is said about a waiver."""
        return bool(self._entry(waiver).states & _FINAL) or not self._is_covered(waiver)

    def _note(self, standing: Standing) -> None:
        entry = self._entry(standing.waiver)
        entry.states.add(standing.state)
        entry.subjects.update(dict.fromkeys(standing.subjects))

    def _entry(self, waiver: Waiver) -> _Entry:
        key = waiver.source, waiver.place.line, waiver.place.column
        if key not in self._entries:
            self._entries[key] = _Entry(waiver)
        return self._entries[key]

    def _with_notices(self, checked: Checked) -> Checked:
        notices = (self._notice(standing.waiver) for standing in checked.standings)
        added = [one for one in notices if one is not None]
        if added:
            add_notices(checked.document, added)
        return checked

    def _notice(self, waiver: Waiver) -> Notice | None:
        """Return what is certain about a waiver; None where there is nothing to say."""
        entry = self._entry(waiver)
        for state in ("expired", "not begun"):
            if state in entry.states:
                return dated(waiver, state)
        if "unknown" in entry.states:
            return unknown_rule(waiver, self._rule_names())
        if entry.states & {"used", "unseen"} or not self._is_covered(waiver):
            return None
        if "open" in entry.states:
            return undecided(waiver)
        if "absent" in entry.states and "idle" not in entry.states:
            return unknown_subject(waiver, list(entry.subjects))
        return unused(waiver)

    def _rule_names(self) -> list[str]:
        return [name for rule in self._rulebook.rules.values() for name in (rule.id, *rule.aliases)]

    def _is_covered(self, waiver: Waiver) -> bool:
        """Tell whether the call looks at every campaign a waiver could be for."""
        if waiver.campaign:
            return target_of(waiver) in self._covered
        folder = Path(os.path.dirname(waiver.source))
        if folder not in self._whole:
            self._whole[folder] = all(one in self._covered for one in self._readers_of(folder))
        return self._whole[folder]

    def _readers_of(self, folder: Path) -> Iterator[str]:
        """Return the resolved paths of the campaigns that read the waivers that stand in a folder."""
        for found in files_below(folder):
            if self._reads_from(found, folder) and not self._files.is_profile(found):
                yield os.path.realpath(found.path)

    def _reads_from(self, found: Found, folder: Path) -> bool:
        return found.path.parent == folder or self._files.root_of(found.path) == folder


def add_notices(document: Document, notices: Sequence[Notice]) -> None:
    """Put notices into a document, in the order of their places."""
    from clearance.rendering.document import notice_document

    document["notices"] = sorted([*document["notices"], *map(notice_document, notices)], key=_place)


def _place(notice: Document) -> tuple[str, int, int, str]:
    place = notice["place"]
    return place["file"], place["line"], place["column"], notice["kind"]
