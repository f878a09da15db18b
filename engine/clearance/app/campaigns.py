"""Campaigns and people's answers, read from the files of a call."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from clearance.app.filed import Files, path_from
from clearance.app.finding import Found
from clearance.app.settings import lasting_project_of, project_of
from clearance.errors import InputError, Problem
from clearance.loading.campaign import CampaignReader
from clearance.loading.workspace import Workspace
from clearance.model.acceptance import NOTHING_ACCEPTED, Accepted, Notice
from clearance.model.assessments import Attestation
from clearance.model.campaigns import Campaign
from clearance.model.vocabulary import Vocabulary

STDIN = "<stdin>"
"""How a campaign on standard input is called where the call does not say what it is."""


class Loaded(Struct, frozen=True):
    """One campaign with what people filed beside it: their answers, and what they accepted."""

    campaign: Campaign
    attestations: Sequence[Attestation]
    accepted: Accepted = NOTHING_ACCEPTED
    notices: tuple[Notice, ...] = ()
    """What the files of waivers and of the baseline say of campaigns that are not there."""


class CampaignFiles(Struct):
    """Reads campaigns, each within its own project folder. All problems of all files together, or none."""

    vocabulary: Vocabulary
    root: Path | None = None
    """The project folder, where the call fixes one."""
    filed: Files = field(default_factory=Files)
    """Reads what people filed beside them."""
    _reader: CampaignReader | None = None
    _roots: dict[Path, Path] = field(default_factory=dict)
    _homes: dict[Path, Path] = field(default_factory=dict)

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
        workspace = Workspace(str(self.root_of(found.path)))
        return self._in_use().is_profile(str(found.path), found.shown, workspace)

    def load_one(self, found: Found) -> list[Loaded]:
        """Return the campaigns of one file. Raises: InputError."""
        workspace = Workspace(str(self.root_of(found.path)))
        campaigns, problems = self._in_use().read_file(str(found.path), found.shown, workspace)
        return self._loaded(campaigns, problems, found.path, found.shown, workspace)

    def load_text(self, data: bytes, path: Path, shown: str) -> list[Loaded]:
        """Return the campaigns of a text that is taken to stand at ``path``. Raises: InputError."""
        workspace = Workspace(str(self.root_of(path)))
        campaigns, problems = self._in_use().read_bytes(data, str(path), shown, workspace)
        return self._loaded(campaigns, problems, path, shown, workspace)

    def _loaded(
        self, campaigns: list[Campaign], problems: list[Problem], path: Path, shown: str, workspace: Workspace
    ) -> list[Loaded]:
        filed = self.filed.beside(path.parent.resolve(), os.path.dirname(shown), workspace)
        if problems or filed.problems:
            raise InputError([*problems, *filed.problems])
        real, home = ("", STDIN) if shown == STDIN else (os.path.realpath(path), self._path_in_project(path))
        named = path_from(Path(workspace.root), real) if real else ""
        notices = (*filed.notices, *filed.beyond(named, len(campaigns)))
        return [
            Loaded(
                campaign=replace(campaign, path=home, number=number),
                attestations=[one for one in filed.answers if _concerns(one, shown)],
                accepted=filed.accepted(named, real, number),
                notices=notices,
            )
            for number, campaign in enumerate(campaigns, 1)
        ]

    def _path_in_project(self, path: Path) -> str:
        """Return the path of a file from its project folder on, links followed: the same wherever a call is made."""
        real = Path(os.path.realpath(path))
        if real.parent not in self._homes:
            self._homes[real.parent] = lasting_project_of(real.parent)
        return unicodedata.normalize("NFC", real.relative_to(self._homes[real.parent]).as_posix())

    def _in_use(self) -> CampaignReader:
        if self._reader is None:
            self._reader = CampaignReader(self.vocabulary)
        return self._reader

    def root_of(self, path: Path) -> Path:
        """Return the project folder that a campaign belongs to in this call."""
        folder = path.parent
        if folder not in self._roots:
            fixed = self.root.resolve() if self.root else None
            inside = fixed is not None and folder.resolve().is_relative_to(fixed)
            self._roots[folder] = fixed if fixed and inside else project_of(folder)[0]
        return self._roots[folder]


def _concerns(answer: Attestation, shown: str) -> bool:
    """Tell whether an answer is about a campaign file: about every one beside it, if it names none."""
    if not answer.campaign or answer.place is None:
        return True
    meant = os.path.join(os.path.dirname(answer.place.file), answer.campaign)
    return os.path.normpath(meant) == os.path.normpath(shown)
