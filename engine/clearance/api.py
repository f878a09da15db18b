"""Clearance as a library: the same rules, the same outcomes, and no file, clock or environment read unseen.

Everything here is to be had from ``clearance`` itself; this module is loaded when the first of it is used.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from msgspec.structs import replace

from clearance import __version__
from clearance.app.campaigns import CampaignFiles
from clearance.app.checking import Checker, Choices
from clearance.app.finding import find_files
from clearance.app.library import Sources, open_rulebook
from clearance.errors import ClearanceError, InputError, NothingToCheckError, Problem
from clearance.loading.campaign import CampaignReader
from clearance.loading.workspace import Workspace
from clearance.model.assessments import Assessment, Verdict
from clearance.model.campaigns import Campaign
from clearance.model.figures import did_you_mean
from clearance.model.outcomes import Outcome, Status
from clearance.model.rules import SEVERITIES, SHARED, Rulebook
from clearance.rendering.document import document_of

__all__ = (
    "Assessment", "Campaign", "ClearanceError", "Outcome", "Rulebook", "Status", "Verdict", "check", "document",
    "load_rulebook",
)  # fmt: skip

PathLike = str | os.PathLike[str]
Engine = Literal["both", "durable", "python"]
Level = Literal["blocker", "high", "medium", "low"]

_TEXT = "<text>"
_FEW = 10
_ENGINES = ("both", "durable", "python")
_turn = Lock()
"""Calls from several threads are answered one after the other: the reasoners are not made for more."""


def load_rulebook(rules: Iterable[PathLike] = (), *, cache: PathLike | None = None) -> Rulebook:
    """Return the shipped rules, and those of your own packs in the folders ``rules``.

    Load it once and hand it to every ``check``: it is frozen. With ``cache``, a folder, the compiled form is kept there
    and read again while nothing has changed, which takes a tenth of the time; otherwise nothing is written anywhere.

    Raises: ClearanceError.
    """
    return open_rulebook(Sources(own=tuple(map(Path, rules)), cache=Path(cache) if cache is not None else None))


def check(
    campaigns: PathLike | Iterable[PathLike] = (),
    *,
    text: str | bytes | None = None,
    as_of: date | None = None,
    rules: Iterable[PathLike] = (),
    packs: Iterable[str] = (),
    engine: Engine = "both",
    fail_on_ethics: Level = "high",
    rulebook: Rulebook | None = None,
) -> list[Assessment]:
    """Return the assessment of each campaign in files, folders or patterns, or of those in a ``text`` of YAML.

    Files are read as the command reads them, with what stands beside them: included profiles, answers, waivers and the
    baseline. Settings are not: what ``clearance.toml`` would say is said here. A text stands nowhere, so nothing is
    read beside it, and it can include nothing.

    ``as_of`` is the date of the law. It is today, by the clock of this machine, where it is not given: give it, and the
    same files give the same outcomes for ever. ``packs`` are those to check against, all where none is named; ``rules``
    are folders of your own, loaded anew for this call, and cannot be given together with a ``rulebook``.

    Raises: ClearanceError, with all problems of all files, before anything is checked.
    """
    book = _rulebook(rulebook, tuple(rules))
    chosen = tuple(packs)
    _refuse_words(book, chosen, engine, fail_on_ethics)
    checker = Checker(book, Choices(as_of=_day(as_of), engine=engine, packs=chosen, fail_on_ethics=fail_on_ethics))
    read = _read_files(book, _paths(campaigns)) if text is None else _read_text(book, text, _paths(campaigns))
    with _turn:
        return [checker.check(*one) for one in read]


def document(assessment: Assessment, *, proofs: bool = True) -> dict[str, Any]:
    """Return everything an assessment says as plain data: texts, numbers, truth values, lists and dictionaries.

    It is what the command writes as JSON, and ``clearance schema report`` describes it. Without ``proofs`` only what is
    violated is proved, which is much less work.
    """
    return document_of(assessment, __version__, proofs=proofs)


def _paths(campaigns: PathLike | Iterable[PathLike]) -> list[str]:
    if isinstance(campaigns, (str, os.PathLike)):
        return [os.fspath(campaigns)]
    return [os.fspath(one) for one in campaigns]


def _rulebook(given: Rulebook | None, rules: tuple[PathLike, ...]) -> Rulebook:
    if given is None:
        return load_rulebook(rules) if rules else _shipped()
    if rules:
        what = "rules cannot be given together with a rulebook"
        raise InputError(Problem(None, what, "Load the rulebook with them: load_rulebook(rules)."))
    return given


@cache
def _shipped() -> Rulebook:
    """Return the shipped rules, which do not change while a program runs."""
    return load_rulebook()


def _read_files(rulebook: Rulebook, paths: list[str]) -> list[tuple[Any, ...]]:
    """Return what is to be checked of files: campaigns with what people filed beside them. Raises: ClearanceError."""
    files = CampaignFiles(rulebook.vocabulary)
    found = [one for one in find_files(paths) if one.named or not files.is_profile(one)]
    if not found:
        raise NothingToCheckError(Problem(None, "no campaign was found", "Name files, folders or patterns."))
    problems = files.problems(found)
    if problems:
        raise InputError(dict.fromkeys(problems))
    return [(one.campaign, one.attestations, one.accepted) for one in files.load(found)]


def _read_text(rulebook: Rulebook, text: str | bytes, paths: list[str]) -> list[tuple[Any, ...]]:
    """Return what is to be checked of a text. Raises: ClearanceError."""
    if paths:
        raise InputError(Problem(None, "files and a text cannot be checked in one call", "Check them in two."))
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    reader = CampaignReader(rulebook.vocabulary)
    campaigns, problems = reader.read_bytes(data, _TEXT, _TEXT, Workspace(os.devnull))
    if problems:
        raise InputError(problems)
    return [(replace(one, path=_TEXT, number=number),) for number, one in enumerate(campaigns, 1)]


def _day(given: date | None) -> date:
    """Return the date of the law. Raises: InputError where it is something else than a date."""
    if given is None:
        return date.today()
    if type(given) is not date:
        raise InputError(Problem(None, "as_of is a date without a time", "Write datetime.date(2026, 11, 24)."))
    return given


def _refuse_words(rulebook: Rulebook, packs: tuple[str, ...], engine: str, level: str) -> None:
    """Refuse words that mean nothing. Raises: InputError with all of them."""
    known = [name for name, pack in rulebook.packs.items() if pack.kind != SHARED]
    wrong = [_unknown("packs", "pack", one, known) for one in packs if one not in known]
    if engine not in _ENGINES:
        wrong.append(_unknown("engine", "engine", engine, _ENGINES))
    if level not in SEVERITIES:
        wrong.append(_unknown("fail_on_ethics", "level", level, SEVERITIES))
    if wrong:
        raise InputError(wrong)


def _unknown(name: str, noun: str, word: str, known: Sequence[str]) -> Problem:
    some = f"Use one of: {', '.join(known)}." if len(known) < _FEW else "load_rulebook().packs has all of them."
    return Problem(None, f'{name}: there is no {noun} "{word}"', did_you_mean(word, known, some))
