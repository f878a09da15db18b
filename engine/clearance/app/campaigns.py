"""Campaigns and people's answers, read from the files of a call."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from clearance.app.filed import Filed, Files, path_from
from clearance.app.finding import Found
from clearance.app.settings import lasting_project_of, project_of
from clearance.errors import InputError, Problem
from clearance.loading.campaign import CampaignReader
from clearance.loading.workspace import Workspace
from clearance.model.acceptance import NOTHING_ACCEPTED, Accepted, Known, Notice, Waiver
from clearance.model.assessments import Attestation
from clearance.model.campaigns import Campaign
from clearance.model.vocabulary import Vocabulary
from clearance.reviewing.noticing import lost_document

if TYPE_CHECKING:
    from clearance.loading.kept import Read

STDIN = "<stdin>"
"""How a campaign on standard input is called where the call does not say what it is."""


class Loaded(Struct, frozen=True):
    """One campaign with what people filed beside it: their answers, and what they accepted."""

    campaign: Campaign
    attestations: Sequence[Attestation]
    accepted: Accepted = NOTHING_ACCEPTED
    notices: tuple[Notice, ...] = ()
    """What the files of waivers and of the baseline say of campaigns that are not there."""


class Around(Struct, frozen=True):
    """What is known of a campaign file without reading it."""

    real: str
    """Its path with links resolved; empty for standard input."""
    home: str
    """Its path from the project folder on."""
    answers: tuple[Attestation, ...]
    waivers: tuple[Waiver, ...]
    known: tuple[Known, ...]
    """The lines of the baseline about it."""
    filed: tuple[Notice, ...]
    """What the files of waivers and of the baseline say of other campaigns, that are not there."""
    problems: tuple[Problem, ...]

    def accepted(self, document: int) -> Accepted:
        """Return what was accepted of one document of the file."""
        return Accepted(self.waivers, tuple(one for one in self.known if one.document == document))

    def notices(self, documents: int) -> tuple[Notice, ...]:
        """Return what is to be said beside each of so many documents."""
        return (*self.filed, *(lost_document(one) for one in self.known if one.document > documents))


class CampaignFiles(Struct):
    """Reads campaigns, each within its own project folder. All problems of all files together, or none."""

    vocabulary: Vocabulary
    root: Path | None = None
    """The project folder, where the call fixes one."""
    filed: Files = field(default_factory=Files)
    """Reads what people filed beside them."""
    _reader: CampaignReader | None = None
    _roots: dict[str, Path] = field(default_factory=dict)
    _homes: dict[str, str] = field(default_factory=dict)
    """By resolved folder, the way to it from its project on."""
    _folders: dict[str, str] = field(default_factory=dict)
    """Resolved."""
    _filed: dict[tuple[str, str], Filed] = field(default_factory=dict)
    """What is filed beside a folder and above it, by the folder and its label in messages."""

    def load(self, files: Sequence[Found]) -> Iterator[Loaded]:
        """Return the campaigns of files, one after the other. Raises: InputError with what is wrong in one file."""
        for found in files:
            yield from self.load_one(found)

    def problems(self, files: Sequence[Found]) -> list[Problem]:
        """Return everything that is wrong with some files."""
        wrong: list[Problem] = []
        for found in files:
            try:
                self.load_one(found)
            except InputError as error:
                wrong += error.problems
        return wrong

    def is_profile(self, found: Found) -> bool:
        """Tell whether a file holds sections of the vocabulary, but no campaign: a company profile."""
        return self._in_use().is_profile(str(found.path), found.shown, self.workspace_of(found.path))

    def load_one(self, found: Found) -> list[Loaded]:
        """Return the campaigns of one file. Raises: InputError."""
        return self._load(found, self.workspace_of(found.path))

    def load_watched(self, found: Found) -> tuple[list[Loaded], list[Read]]:
        """Return the campaigns of one file, and every file that was read for them, itself first. Raises: InputError."""
        from clearance.loading.kept import Watched  # only a call with --cache needs it

        workspace = Watched(str(self.root_of(found.path)))
        return self._load(found, workspace), workspace.seen

    def _load(self, found: Found, workspace: Workspace) -> list[Loaded]:
        campaigns, problems = self._in_use().read_file(str(found.path), found.shown, workspace)
        return self._loaded(campaigns, problems, found.path, found.shown)

    def load_text(self, data: bytes, path: Path, shown: str) -> list[Loaded]:
        """Return the campaigns of a text that is taken to stand at ``path``. Raises: InputError."""
        campaigns, problems = self._in_use().read_bytes(data, str(path), shown, self.workspace_of(path))
        return self._loaded(campaigns, problems, path, shown)

    def _loaded(self, campaigns: list[Campaign], problems: list[Problem], path: Path, shown: str) -> list[Loaded]:
        around = self.around(path, shown)
        if problems or around.problems:
            raise InputError([*problems, *around.problems])
        return [
            Loaded(
                campaign=replace(campaign, path=around.home, number=number),
                attestations=around.answers,
                accepted=around.accepted(number),
                notices=around.notices(len(campaigns)),
            )
            for number, campaign in enumerate(campaigns, 1)
        ]

    def around(self, path: Path, shown: str) -> Around:
        """Return what is known of a campaign file without reading it: its place, and what people filed for it."""
        here, label = os.path.dirname(path), os.path.dirname(shown)
        folder = self._resolved(here)
        if (here, label) not in self._filed:
            self._filed[here, label] = self.filed.beside(Path(folder), label, self.workspace_of(path))
        filed = self._filed[here, label]
        if shown == STDIN:
            real, home, named = "", STDIN, ""
        else:
            real = os.path.join(folder, path.name)
            real = os.path.realpath(real) if os.path.islink(real) else real
            home = self._path_in_project(real)
            named = path_from(self.root_of(path), real) if filed.known else ""
        return Around(
            real=real,
            home=home,
            answers=tuple(one for one in filed.answers if _concerns(one, shown)),
            waivers=filed.waivers_for(real),
            known=filed.known.get(named, ()),
            filed=filed.notices,
            problems=filed.problems,
        )

    def _path_in_project(self, real: str) -> str:
        """Return a resolved path from the project folder of its file on: the same wherever a call is made."""
        folder, name = os.path.split(real)
        if folder not in self._homes:
            within = Path(folder).relative_to(lasting_project_of(Path(folder))).as_posix()
            self._homes[folder] = "" if within == "." else f"{within}/"
        return unicodedata.normalize("NFC", f"{self._homes[folder]}{name}")

    def _resolved(self, folder: str) -> str:
        if folder not in self._folders:
            self._folders[folder] = str(Path(folder).resolve())
        return self._folders[folder]

    def _in_use(self) -> CampaignReader:
        if self._reader is None:
            self._reader = CampaignReader(self.vocabulary)
        return self._reader

    def workspace_of(self, path: Path) -> Workspace:
        """Return what a campaign may read in this call."""
        return Workspace(str(self.root_of(path)))

    def root_of(self, path: Path) -> Path:
        """Return the project folder that a campaign belongs to in this call."""
        folder = os.path.dirname(path)
        if folder not in self._roots:
            there = Path(folder)
            fixed = self.root.resolve() if self.root else None
            inside = fixed is not None and there.resolve().is_relative_to(fixed)
            self._roots[folder] = fixed if fixed and inside else project_of(there)[0]
        return self._roots[folder]


def _concerns(answer: Attestation, shown: str) -> bool:
    """Tell whether an answer is about a campaign file: about every one beside it, if it names none."""
    if not answer.campaign or answer.place is None:
        return True
    meant = os.path.join(os.path.dirname(answer.place.file), answer.campaign)
    return os.path.normpath(meant) == os.path.normpath(shown)
