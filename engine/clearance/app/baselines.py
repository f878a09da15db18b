"""Writing baselines: what is violated when a team starts, a line each, and what of it is gone since."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import Struct

from clearance.app.campaigns import CampaignFiles
from clearance.app.filed import BASELINE, is_there, path_from
from clearance.app.finding import Found
from clearance.app.writing import write_file
from clearance.errors import InputError, Problem
from clearance.loading.baseline import baseline_text, read_baseline
from clearance.model.acceptance import Known
from clearance.model.places import Place

Document = Mapping[str, Any]


class Renewal(Struct, frozen=True):
    """What becomes of a baseline."""

    kept: tuple[Known, ...]
    gone: tuple[Known, ...]
    """Lines of the old one whose violation is no longer there for certain."""
    new: tuple[Known, ...]
    """Violations that neither it nor a waiver accepts."""
    waived: int
    """How many violations are left to their waivers."""


def renewal(old: Sequence[Known], documents: Iterable[Document], *, root: Path, on: date) -> Renewal:
    """Return what becomes of the baseline of a project, by a check of some of its campaigns with it in effect."""
    gone: set[tuple[int, int]] = set()
    new: list[Known] = []
    waived = 0
    for document in documents:
        places = (one["place"] for one in document["notices"] if one["kind"] == "baseline-gone")
        gone.update((place["line"], place["column"]) for place in places)
        new += _unaccepted(document, root, on)
        why = (one["suppressed"] for one in document["findings"] if one["suppressed"])
        waived += sum(one["by"] == "waiver" for one in why)
    stays = [is_there(root, one.campaign) and (one.place.line, one.place.column) not in gone for one in old]
    kept = tuple(one for one, there in zip(old, stays, strict=True) if there)
    lost = tuple(one for one, there in zip(old, stays, strict=True) if not there)
    return Renewal(kept, lost, tuple(new), waived)


def _unaccepted(document: Document, root: Path, on: date) -> Iterator[Known]:
    campaign = document["campaign"]
    for finding in document["findings"]:
        if finding["status"] == "violated" and finding["suppressed"] is None:
            begins = finding["upcoming"]["from"] if finding["upcoming"] else ""
            yield Known(
                fingerprint=finding["fingerprint"],
                rule=finding["rule"],
                subject=finding["subject"]["label"],
                campaign=path_from(root, os.path.realpath(campaign["file"])),
                document=campaign["document"],
                since=on,
                place=Place("", 0),
                begins=date.fromisoformat(begins) if begins else None,
            )


def only_root(files: CampaignFiles, campaigns: Sequence[Found], otherwise: Path, named: Callable[[Path], str]) -> Path:
    """Return the project that campaigns belong to; ``otherwise`` where there are none. Raises: InputError."""
    roots = sorted({files.root_of(one.path) for one in campaigns})
    if len(roots) > 1:
        what = f"these campaigns belong to several projects: {', '.join(named(one) for one in roots[:6])}"
        remedy = "Name those of one project, or put a clearance.toml into the folder that holds all of them."
        raise InputError(Problem(None, what, remedy))
    return roots[0] if roots else otherwise.resolve()


def write_baseline(root: Path, known: Sequence[Known]) -> None:
    """Write the baseline of a project. Raises: InputError, also where it could not be read again."""
    text = baseline_text(known)
    data = text.encode("utf-8", "replace")
    _, problems = read_baseline(data, BASELINE)
    if problems or data.decode() != text:
        what = "the name of a campaign holds characters that a baseline cannot hold"
        raise InputError(Problem(None, what, "Rename the file."))
    write_file(root / BASELINE, text)
