"""``check``: files in, documents and an exit code out."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from clearance.app.campaigns import CampaignFiles, Loaded
from clearance.app.checking import Checker
from clearance.app.finding import Found
from clearance.app.ledger import Checked, Ledger, add_notices
from clearance.errors import ClearanceError, InputError, Problem
from clearance.model.assessments import Assessment
from clearance.model.rules import Rulebook
from clearance.rendering.document import document_of, summary_of
from clearance.reviewing.verdict import exit_code_of, gravest_of

if TYPE_CHECKING:
    from clearance.app.keeping import Keeper, Note


class Fresh(Struct, frozen=True):
    """What came of one campaign file just now."""

    checked: list[Checked]
    note: Note | None = None
    """The same as it is kept; None where nothing is."""


class Check(Struct):
    """One call of check, ready to run."""

    checker: Checker
    files: CampaignFiles
    version: str
    jobs: int = 1
    detail: str = "whole"
    """What documents hold: ``line``, what one line tells; ``list``, everything but the proofs of what is not violated
    and the details of what asks nothing of anybody; or ``whole``."""
    keeper: Keeper | None = None
    """Knows what earlier calls found, where it is to be used."""

    @property
    def rulebook(self) -> Rulebook:
        """Return the rules in use."""
        return self.checker.rulebook

    def campaigns(self, found: Iterable[Found]) -> list[Found]:
        """Return the files that hold campaigns, or are named as if they did: all but company profiles."""
        return [one for one in found if one.named or self._is_known(one) or not self.files.is_profile(one)]

    def run(self, found: Sequence[Found]) -> Iterator[Checked]:
        """Return the campaigns of files, checked, in the order of the files.

        Raises: InputError with all problems of all files, before anything is checked.
        """
        known = [self.keeper.take(one) for one in found] if self.keeper else [None] * len(found)
        rest = [one for one, checked in zip(found, known, strict=True) if checked is None]
        if len(rest) > 1:
            gc.freeze()
            gc.enable()  # the program starts without; the rules stay for good, and campaigns come and go
        checked = self._merged(known, rest) if self.keeper else self._anew(rest)
        yield from self._ledger(one.path for one in found).complete(checked)

    def _is_known(self, found: Found) -> bool:
        return self.keeper is not None and self.keeper.knows(found)

    def _anew(self, found: Sequence[Found]) -> Iterator[Checked]:
        if self.jobs > 1 and len(found) > 1:
            return (checked for fresh in self._together(found) for checked in fresh.checked)
        return self._alone(found)

    def _merged(self, known: Sequence[list[Checked] | None], rest: Sequence[Found]) -> Iterator[Checked]:
        """Return what is known and, where nothing is, what comes of the ``rest``, in the order of all files."""
        together = self.jobs > 1 and len(rest) > 1
        coming = self._together(rest) if together else self._file_by_file(rest)
        first = list(islice(coming, 1))  # where something is wrong with a file, nothing else is said
        fresh = chain(first, coming)
        for checked in known:
            yield from self._kept(next(fresh)) if checked is None else checked

    def _kept(self, fresh: Fresh) -> list[Checked]:
        if self.keeper is not None:
            self.keeper.keep(fresh.note)
        return fresh.checked

    def run_text(self, loaded: Iterable[Loaded], named: Path | None = None) -> Iterator[Checked]:
        """Return campaigns that were read already, checked; ``named`` is the file they are taken to stand in."""
        yield from self._ledger([named] if named else []).complete(self.checked(one) for one in loaded)

    def _ledger(self, named: Iterable[Path]) -> Ledger:
        return Ledger(self.files, self.rulebook, named)

    def checked(self, loaded: Loaded) -> Checked:
        """Return one campaign checked."""
        checked = self._judged(loaded)
        add_notices(checked.document, loaded.notices)
        return checked

    def _judged(self, loaded: Loaded) -> Checked:
        """Return one campaign checked, before anything is said of others that are not there."""
        assessment = self.checker.check(loaded.campaign, loaded.attestations, loaded.accepted)
        if self.detail == "line":
            document = summary_of(assessment)
        else:
            whole = self.detail == "whole"
            document = document_of(assessment, self.version, proofs=whole, brief=not whole)
        return Checked(document, self.code_of(assessment), assessment.standings)

    def code_of(self, assessment: Assessment) -> int:
        """Return the exit code one assessment means."""
        choices = self.checker.choices
        return exit_code_of(
            [assessment],
            fail_on=choices.fail_on,
            fail_on_ethics=choices.fail_on_ethics,
            allow_undecided=choices.allow_undecided,
        )

    def _alone(self, found: Sequence[Found]) -> Iterator[Checked]:
        self._refuse(self.files.problems(found))
        for loaded in self.files.load(found):
            yield self.checked(loaded)

    def _file_by_file(self, found: Sequence[Found]) -> Iterator[Fresh]:
        self._refuse(self.files.problems(found))
        yield from map(self.fresh, found)

    def fresh(self, found: Found) -> Fresh:
        """Return what comes of one file. Raises: ClearanceError."""
        if self.keeper is None:
            return Fresh([self.checked(one) for one in self.files.load_one(found)])
        loaded, reads = self.files.load_watched(found)
        checked = [self._judged(one) for one in loaded]
        note = self.keeper.note(found, reads, checked)
        for one, judged in zip(loaded, checked, strict=True):
            add_notices(judged.document, one.notices)
        return Fresh(checked, note)

    @staticmethod
    def _refuse(problems: Iterable[Problem]) -> None:
        listed = dict.fromkeys(problems)
        if listed:
            raise InputError(listed)

    def _together(self, found: Sequence[Found]) -> Iterator[Fresh]:
        """Check in several processes, a part of the files at a time; the order is that of the files all the same."""
        from clearance.app.workers import workers

        size = max(1, min(_LARGEST_PART, len(found) // (self.jobs * 4)))
        parts = [found[start : start + size] for start in range(0, len(found), size)]
        with workers(self.jobs, _begin, self, parts) as begun:
            self._refuse(problem for part in begun.answers(_problems, len(parts)) for problem in part)
            for fresh, fault in begun.answers(_part, len(parts)):
                if fault is not None:
                    raise fault
                yield from fresh


_LARGEST_PART = 16
_work: list[tuple[Check, Sequence[Sequence[Found]]]] = []
"""What one process of several works on."""


def _begin(check: Check, parts: Sequence[Sequence[Found]]) -> None:
    _work[:] = [(check, parts)]


def _problems(number: int) -> list[Problem]:
    check, parts = _work[0]
    return check.files.problems(parts[number])


def _part(number: int) -> tuple[list[Fresh], ClearanceError | None]:
    check, parts = _work[0]
    try:
        return [check.fresh(one) for one in parts[number]], None
    except ClearanceError as error:
        return [], error


def exit_code(codes: Sequence[int]) -> int:
    """Return the exit code of several campaigns: a violation counts before what is undecided."""
    return gravest_of(codes)
