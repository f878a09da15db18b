"""``check``: files in, documents and an exit code out."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

from clearance.app.campaigns import CampaignFiles, Loaded
from clearance.app.checking import Checker
from clearance.app.finding import Found
from clearance.errors import ClearanceError, InputError, Problem
from clearance.model.assessments import Assessment
from clearance.model.rules import Rulebook
from clearance.rendering.document import document_of
from clearance.reviewing.verdict import exit_code_of

Document = dict[str, Any]
_CHUNKS_PER_JOB = 8


@dataclass(frozen=True, slots=True)
class Checked:
    """One campaign checked: its document, and what it means for the exit code."""

    document: Document
    code: int


@dataclass(slots=True)
class Check:
    """One call of check, ready to run."""

    checker: Checker
    files: CampaignFiles
    version: str
    jobs: int = 1

    @property
    def rulebook(self) -> Rulebook:
        """Return the rules in use."""
        return self.checker.rulebook

    def run(self, found: Sequence[Found]) -> Iterator[Checked]:
        """Return the campaigns of files, checked, in the order of the files.

        Raises: InputError with all problems of all files, before anything is checked.
        """
        if self.jobs <= 1 or len(found) < 2:
            yield from self._alone(found)
        else:
            yield from self._together(found)

    def run_text(self, loaded: Iterable[Loaded]) -> Iterator[Checked]:
        """Return campaigns that were read already, checked."""
        for one in loaded:
            yield self.checked(one)

    def checked(self, loaded: Loaded) -> Checked:
        """Return one campaign checked."""
        assessment = self.checker.check(loaded.campaign, loaded.attestations)
        return Checked(document_of(assessment, self.version), self.code_of(assessment))

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
        results, problems = [], []
        for one in found:
            result, wrong = self.file(one)
            results += result if not problems else []
            problems += wrong
        if problems:
            raise InputError(problems)
        yield from results

    def file(self, found: Found) -> tuple[list[Checked], tuple[Problem, ...]]:
        """Return the campaigns of one file, checked, or what is wrong with it."""
        try:
            return [self.checked(one) for one in self.files.load_one(found)], ()
        except InputError as error:
            return [], error.problems

    def _together(self, found: Sequence[Found]) -> Iterator[Checked]:
        context = multiprocessing.get_context("fork" if "fork" in multiprocessing.get_all_start_methods() else None)
        size = max(1, len(found) // (self.jobs * _CHUNKS_PER_JOB))
        chunks = [found[start : start + size] for start in range(0, len(found), size)]
        problems: list[Problem] = []
        results: list[Checked] = []
        with ProcessPoolExecutor(self.jobs, mp_context=context, initializer=_begin, initargs=(self,)) as pool:
            for checked, wrong, fault in pool.map(_chunk, chunks):
                if fault is not None:
                    raise fault
                problems += wrong
                results += checked if not problems else []
        if problems:
            raise InputError(problems)
        yield from results


_work: list[Check] = []


def _begin(check: Check) -> None:
    _work[:] = [check]


def _chunk(found: Sequence[Found]) -> tuple[list[Checked], list[Problem], ClearanceError | None]:
    (check,) = _work
    results: list[Checked] = []
    problems: list[Problem] = []
    for one in found:
        try:
            checked, wrong = check.file(one)
        except ClearanceError as error:
            return [], [], error
        results += checked
        problems += wrong
    return results, problems, None


def exit_code(codes: Sequence[int]) -> int:
    """Return the exit code of several campaigns: a violation counts before what is undecided."""
    if not codes:
        return 3
    return next((code for code in (1, 4) if code in codes), 0)


