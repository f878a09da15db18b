"""Where reports go: each format to one file or folder, written beside and then moved, so that none is half there."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from clearance.app.ways import refuse_ways_out
from clearance.errors import InputError, Problem
from clearance.loading.whole import write_whole
from clearance.model.figures import did_you_mean
from clearance.model.places import Place

Document = dict[str, Any]
Renderer = Callable[[Sequence[Document]], str]
"""Makes one text of several documents."""
ENDINGS: Mapping[str, str] = {
    "terminal": ".txt",
    "json": ".json",
    "markdown": ".md",
    "html": ".html",
    "sarif": ".sarif",
    "junit": ".junit.xml",
    "codequality": ".codequality.json",
    "github": ".github.txt",
    "csv": ".csv",
    "line": ".line.txt",
    "comment": ".comment.md",
    "oscal": ".oscal.json",
}
"""Of the files that a format writes to a folder. No two are the same, so that formats can share one."""
FORMATS = tuple(ENDINGS)
PAGES = ("terminal", "markdown", "html", "comment", "oscal")
"""Formats that say something of each campaign and nothing without one. The others are lists, which may be empty."""


class Output(Struct, frozen=True):
    """One format and where it goes."""

    format: str
    path: Path


def parse_outputs(written: Sequence[str]) -> list[Output]:
    """Return what ``html=report.html`` means. Raises: InputError."""
    found, problems = [], []
    for one in written:
        name, sign, path = one.partition("=")
        if not sign or not path:
            problems.append(Problem(None, f'--output "{one}" names no file', "Write --output html=report.html."))
        elif name not in FORMATS:
            remedy = did_you_mean(name, FORMATS, f"Use one of: {', '.join(FORMATS)}.")
            problems.append(Problem(None, f'--output: there is no format "{name}"', remedy))
        else:
            found.append(Output(name, Path(path)))
    paths = [os.path.realpath(one.path) for one in found if not is_folder(one.path)]
    twice = dict.fromkeys(str(one.path) for one in found if paths.count(os.path.realpath(one.path)) > 1)
    problems += [Problem(Place(path, 0), "two outputs go to this file", "Name two files.") for path in twice]
    if problems:
        raise InputError(problems)
    refuse_ways_out(*(one.path if is_folder(one.path) else one.path.parent for one in found))
    return found


def is_folder(path: Path) -> bool:
    """Tell whether a folder is meant: it is one, or has no ending."""
    return path.is_dir() or not path.suffix


class Rendering(Struct, frozen=True):
    """How documents become text, where a format leaves a choice."""

    terminal: Renderer
    sarif_only_failures: bool = False
    """Leave out of SARIF what is no violation, or was accepted."""

    def render(self, form: str, documents: Sequence[Document]) -> str:
        """Return documents in one format."""
        if form == "terminal":
            return self.terminal(documents)
        if form == "sarif":
            return _sarif(documents, only_failures=self.sarif_only_failures)
        return _RENDERERS[form](documents)


def _markdown(documents: Sequence[Document]) -> str:
    from clearance.rendering.markdown import render_markdown

    return "\n---\n\n".join(render_markdown(one) for one in documents)


def _html(documents: Sequence[Document]) -> str:
    from clearance.rendering.html import render_html

    return "".join(render_html(one) for one in documents)


def _sarif(documents: Sequence[Document], *, only_failures: bool) -> str:
    from clearance.rendering.sarif import render_sarif

    return render_sarif(documents, only_failures=only_failures)


def _junit(documents: Sequence[Document]) -> str:
    from clearance.rendering.junit import render_junit

    return render_junit(documents)


def _codequality(documents: Sequence[Document]) -> str:
    from clearance.rendering.codequality import render_codequality

    return render_codequality(documents)


def _github(documents: Sequence[Document]) -> str:
    from clearance.rendering.github import render_github

    return render_github(documents)


def _csv(documents: Sequence[Document]) -> str:
    from clearance.rendering.table import render_csv

    return render_csv(documents)


def _line(documents: Sequence[Document]) -> str:
    from clearance.rendering.line import render_lines

    return render_lines(documents)


def _comment(documents: Sequence[Document]) -> str:
    from clearance.rendering.comment import render_comment

    return render_comment(documents)


def _oscal(documents: Sequence[Document]) -> str:
    from clearance.rendering.oscal import render_oscal

    return render_oscal(documents)


def _oscal_files(documents: Sequence[Document]) -> Mapping[str, str]:
    from clearance.rendering.oscal import render_oscal_files

    return render_oscal_files(documents)


def render_json(documents: Sequence[Document]) -> str:
    """Return documents as the published JSON report."""
    report = {"format": "clearance-report", "version": 1, "assessments": list(documents)}
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"


_RENDERERS: Mapping[str, Renderer] = {
    "json": render_json,
    "markdown": _markdown,
    "html": _html,
    "junit": _junit,
    "codequality": _codequality,
    "github": _github,
    "csv": _csv,
    "line": _line,
    "comment": _comment,
    "oscal": _oscal,
}
"""What needs no choice. Each imports what it needs when it is used, which keeps the start short."""
_SETS: Mapping[str, Callable[[Sequence[Document]], Mapping[str, str]]] = {"oscal": _oscal_files}
"""Formats that write files with names of their own to a folder, for all campaigns together."""


class Writer(Struct):
    """Takes documents one by one and writes them where they belong."""

    outputs: Sequence[Output]
    rendering: Rendering
    written: list[Path] = field(default_factory=list)
    _kept: list[Document] = field(default_factory=list)
    _names: set[str] = field(default_factory=set)
    """Those given so far, as file systems compare them that know no capitals."""
    _numbers: dict[str, int] = field(default_factory=dict)

    def add(self, document: Document) -> None:
        """Write one document to the outputs that take one at a time, and keep it for those that take all together."""
        singly = [one for one in self.outputs if is_folder(one.path) and one.format not in _SETS]
        if singly:
            name = self._name(document)
            for one in singly:
                text = self.rendering.render(one.format, [document])
                self._write(one.path / f"{name}{ENDINGS[one.format]}", text)
        if len(singly) < len(self.outputs):
            self._kept.append(document)

    def close(self) -> None:
        """Write what takes all campaigns together. Raises: InputError where one file cannot hold several pages."""
        files = [one for one in self.outputs if not is_folder(one.path)]
        for one in files:
            if one.format == "html" and len(self._kept) > 1:
                what = f"one HTML page cannot hold {len(self._kept)} campaigns"
                raise InputError(Problem(Place(str(one.path), 0), what, "Name a folder: --output html=checklists."))
        for one in files:
            if self._kept or one.format not in PAGES:
                self._write(one.path, self.rendering.render(one.format, self._kept))
        for one in self.outputs if self._kept else ():
            if is_folder(one.path) and one.format in _SETS:
                for name, text in _SETS[one.format](self._kept).items():
                    self._write(one.path / name, text)

    def _name(self, document: Document) -> str:
        """Return a name for a document's files: that of its campaign file, numbered where it comes twice."""
        stem = Path(document["campaign"]["file"]).stem or "campaign"
        number = self._numbers.get(stem.casefold(), 0) + 1
        while (name := stem if number == 1 else f"{stem}-{number}").casefold() in self._names:
            number += 1
        self._numbers[stem.casefold()] = number
        self._names.add(name.casefold())
        return name

    def _write(self, path: Path, text: str) -> None:
        write_file(path, text)
        self.written.append(path)


def write_file(path: Path, text: str) -> None:
    """Write a whole file or nothing. Raises: InputError."""
    try:
        write_whole(path, text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        what = f"the file cannot be written ({error.strerror})"
        raise InputError(Problem(Place(str(path), 0), what, "Look at the folder and the space left.")) from None


def umask() -> int:
    """Return the permissions that new files are not given."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
