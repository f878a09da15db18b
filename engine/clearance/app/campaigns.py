"""Campaigns and people's answers, read from the files of a call."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from clearance.app.finding import Found
from clearance.app.settings import lasting_project_of, project_of
from clearance.errors import InputError, Problem
from clearance.loading.attestations import read_attestations
from clearance.loading.campaign import CampaignReader
from clearance.loading.reader import ReadingError
from clearance.loading.workspace import Workspace
from clearance.model.assessments import Attestation
from clearance.model.campaigns import Campaign
from clearance.model.vocabulary import Vocabulary

REVIEWS = "clearance.reviews.yaml"
STDIN = "<stdin>"
"""How a campaign on standard input is called where the call does not say what it is."""


class Loaded(Struct, frozen=True):
    """One campaign with the answers that people filed beside it."""

    campaign: Campaign
    attestations: Sequence[Attestation]


class CampaignFiles(Struct):
    """Reads campaigns, each within its own project folder. All problems of all files together, or none."""

    vocabulary: Vocabulary
    root: Path | None = None
    """The project folder, where the call fixes one."""
    _reader: CampaignReader | None = None
    _roots: dict[Path, Path] = field(default_factory=dict)
    _homes: dict[Path, Path] = field(default_factory=dict)
    _answers: dict[Path, list[Attestation]] = field(default_factory=dict)

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
        workspace = Workspace(str(self._root_of(found.path)))
        return self._in_use().is_profile(str(found.path), found.shown, workspace)

    def load_one(self, found: Found) -> list[Loaded]:
        """Return the campaigns of one file. Raises: InputError."""
        workspace = Workspace(str(self._root_of(found.path)))
        campaigns, problems = self._in_use().read_file(str(found.path), found.shown, workspace)
        return self._loaded(campaigns, problems, found.path, found.shown, workspace)

    def load_text(self, data: bytes, path: Path, shown: str) -> list[Loaded]:
        """Return the campaigns of a text that is taken to stand at ``path``. Raises: InputError."""
        workspace = Workspace(str(self._root_of(path)))
        campaigns, problems = self._in_use().read_bytes(data, str(path), shown, workspace)
        return self._loaded(campaigns, problems, path, shown, workspace)

    def _loaded(
        self, campaigns: list[Campaign], problems: list[Problem], path: Path, shown: str, workspace: Workspace
    ) -> list[Loaded]:
        if problems:
            raise InputError(problems)
        answers = [one for one in self._attested(path, shown, workspace) if _concerns(one, shown)]
        home = shown if shown == STDIN else self._path_in_project(path)
        return [
            Loaded(replace(campaign, path=home, number=number), answers) for number, campaign in enumerate(campaigns, 1)
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

    def _root_of(self, path: Path) -> Path:
        folder = path.parent
        if folder not in self._roots:
            fixed = self.root.resolve() if self.root else None
            inside = fixed is not None and folder.resolve().is_relative_to(fixed)
            self._roots[folder] = fixed if fixed and inside else project_of(folder)[0]
        return self._roots[folder]

    def _attested(self, path: Path, shown: str, workspace: Workspace) -> list[Attestation]:
        """Return the answers filed beside a campaign and at the root of its project."""
        folder = path.parent.resolve()
        if folder not in self._answers:
            beside = os.path.dirname(shown)
            folders = {folder: beside}
            folders.setdefault(Path(workspace.root), os.path.join(beside, os.path.relpath(workspace.root, folder)))
            self._answers[folder] = [
                one for home, label in folders.items() for one in self._answers_in(home, label, workspace)
            ]
        return self._answers[folder]

    def _answers_in(self, folder: Path, label: str, workspace: Workspace) -> list[Attestation]:
        file, shown = folder / REVIEWS, os.path.normpath(os.path.join(label, REVIEWS))
        if not os.path.lexists(file):
            return []
        try:
            data = workspace.read(str(file), shown)
        except ReadingError as error:
            raise InputError(error.problem) from None
        answers, problems = read_attestations(data, shown)
        if problems:
            raise InputError(problems)
        return answers


def _concerns(answer: Attestation, shown: str) -> bool:
    """Tell whether an answer is about a campaign file: about every one beside it, if it names none."""
    if not answer.campaign or answer.place is None:
        return True
    meant = os.path.join(os.path.dirname(answer.place.file), answer.campaign)
    return os.path.normpath(meant) == os.path.normpath(shown)
