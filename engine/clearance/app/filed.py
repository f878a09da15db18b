"""What people filed beside campaigns and at the root of their projects: answers, waivers, the baseline."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from clearance.errors import Problem
from clearance.loading.attestations import read_attestations
from clearance.loading.baseline import MAX_BYTES as LARGEST_BASELINE
from clearance.loading.baseline import read_baseline
from clearance.loading.reader import MAX_BYTES, ReadingError
from clearance.loading.waivers import read_waivers
from clearance.loading.workspace import Workspace
from clearance.model.acceptance import Known, Notice, Waiver
from clearance.model.assessments import Attestation
from clearance.model.places import Place
from clearance.reviewing.noticing import lost_campaign, lost_waiver

REVIEWS, WAIVERS, BASELINE = "clearance.reviews.yaml", "clearance.waivers.yaml", "clearance.baseline.json"


class Filed(Struct, frozen=True):
    """What one file holds, or several together."""

    answers: tuple[Attestation, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    targets: tuple[str, ...] = ()
    """For each waiver the resolved path of the campaign it is bound to; empty where it is bound to none."""
    known: Mapping[str, tuple[Known, ...]] = field(default_factory=dict)
    """The lines of the baseline by their campaign."""
    notices: tuple[Notice, ...] = ()
    """What it says of campaigns that are not there."""
    problems: tuple[Problem, ...] = ()

    def waivers_for(self, real: str) -> tuple[Waiver, ...]:
        """Return the waivers that may be for a campaign file, by its resolved path: bound to none, or to this one."""
        return tuple(one for one, target in zip(self.waivers, self.targets, strict=True) if target in ("", real))


NOTHING = Filed()


class Files(Struct):
    """Reads what is filed, each file once."""

    baseline: bool = True
    """Baselines count."""
    _read: dict[tuple[str, str], Filed] = field(default_factory=dict)
    _merged: dict[tuple[str, str, str], Filed] = field(default_factory=dict)

    def beside(self, folder: Path, label: str, workspace: Workspace) -> Filed:
        """Return what is filed in a folder of campaigns, called ``label`` in messages, and at its project's root."""
        key = str(folder), label, workspace.root
        if key not in self._merged:
            root = Path(workspace.root)
            above = os.path.join(label, os.path.relpath(root, folder))
            homes = {folder: label} if folder == root else {folder: label, root: above}
            parts = [self._one(home / name, called, workspace) for home, called in homes.items() for name in _READERS]
            parts += [self._one(root / BASELINE, homes[root], workspace)] if self.baseline else []
            for home, called in homes.items():
                meant = [REVIEWS, WAIVERS, BASELINE] if home == root and self.baseline else [REVIEWS, WAIVERS]
                parts.append(Filed(problems=tuple(_misnamed(home, called, meant))))
            self._merged[key] = _together(parts)
        return self._merged[key]

    def baseline_at(self, root: Path, label: str) -> Filed:
        """Return what the baseline of a project holds."""
        return self._one(root / BASELINE, label, Workspace(str(root)))

    def _one(self, file: Path, label: str, workspace: Workspace) -> Filed:
        shown = os.path.normpath(os.path.join(label, file.name)).replace(os.sep, "/")
        key = str(file), shown
        if key not in self._read:
            self._read[key] = _read(file, shown, workspace) if os.path.lexists(file) else NOTHING
        return self._read[key]


def _read(file: Path, shown: str, workspace: Workspace) -> Filed:
    most = LARGEST_BASELINE if file.name == BASELINE else MAX_BYTES
    try:
        data = workspace.read(str(file), shown, most=most)
    except ReadingError as error:
        return Filed(problems=(error.problem,))
    if file.name == BASELINE:
        return _baseline(data, shown, file.parent)
    return _READERS[file.name](data, shown, str(file))


_NEARLY = {
    REVIEWS: re.compile(r"clearance\.reviews?\.(ya?ml|json)", re.IGNORECASE),
    WAIVERS: re.compile(r"clearance\.waivers?\.(ya?ml|json)", re.IGNORECASE),
    BASELINE: re.compile(r"clearance\.baselines?\.(json|ya?ml)", re.IGNORECASE),
}
"""How people write the names of files that are read under one name alone."""


def _misnamed(folder: Path, label: str, meant: Sequence[str]) -> Iterator[Problem]:
    """Return a problem for each file whose name is nearly that of one which is read: it would be left out unseen."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return
    for name in names:
        for right in meant if name not in meant and name.lower().startswith("clearance.") else ():
            if _NEARLY[right].fullmatch(name):
                place = Place(os.path.normpath(os.path.join(label, name)).replace(os.sep, "/"), 0)
                yield Problem(place, "the file is not read under this name", f"Rename it to {right}.")


def _reviews(data: bytes, shown: str, _: str) -> Filed:
    answers, problems = read_attestations(data, shown)
    return Filed(answers=tuple(answers), problems=tuple(problems))


def _waivers(data: bytes, shown: str, source: str) -> Filed:
    waivers, problems = read_waivers(data, shown, source)
    targets = tuple(target_of(one) if one.campaign else "" for one in waivers)
    bound = ((one, target) for one, target in zip(waivers, targets, strict=True) if target)
    lost = tuple(lost_waiver(one) for one, target in bound if not os.path.exists(target))
    return Filed(waivers=tuple(waivers), targets=targets, notices=lost, problems=tuple(problems))


_READERS: Mapping[str, Callable[[bytes, str, str], Filed]] = {REVIEWS: _reviews, WAIVERS: _waivers}


def _baseline(data: bytes, shown: str, root: Path) -> Filed:
    found, problems = read_baseline(data, shown)
    known: dict[str, list[Known]] = {}
    for one in found:
        known.setdefault(one.campaign, []).append(one)
    lost = (lost_campaign(lines) for name, lines in known.items() if not is_there(root, name))
    by_campaign = {name: tuple(lines) for name, lines in known.items()}
    return Filed(known=by_campaign, notices=tuple(lost), problems=tuple(problems))


def is_there(root: Path, campaign: str) -> bool:
    """Tell whether the campaign file that a baseline names is still there."""
    return os.path.isfile(os.path.join(root, campaign))


def _together(parts: list[Filed]) -> Filed:
    return Filed(
        answers=tuple(one for part in parts for one in part.answers),
        waivers=tuple(one for part in parts for one in part.waivers),
        targets=tuple(one for part in parts for one in part.targets),
        known={name: lines for part in parts for name, lines in part.known.items()},
        notices=tuple(one for part in parts for one in part.notices),
        problems=tuple(one for part in parts for one in part.problems),
    )


def path_from(root: Path, real: str) -> str:
    """Return a resolved path as the baseline of a project names it."""
    return unicodedata.normalize("NFC", os.path.relpath(real, root)).replace(os.sep, "/")


def target_of(waiver: Waiver) -> str:
    """Return the resolved path of the campaign that a waiver is bound to."""
    return os.path.realpath(os.path.join(os.path.dirname(waiver.source), waiver.campaign))
