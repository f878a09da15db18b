"""``check``: files in, documents and an exit code out."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

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


class Check(Struct):
    """One call of check, ready to run."""

    checker: Checker
    files: CampaignFiles
    version: str
    jobs: int = 1
    detail: str = "whole"
    """What documents hold: ``line``, what one line tells; ``list``, everything but the proofs of what is not violated
    and the details of what does not apply; or ``whole``."""

    @property
    def rulebook(self) -> Rulebook:
        """Return the rules in use."""
        return self.checker.rulebook

    def run(self, found: Sequence[Found]) -> Iterator[Checked]:
        """Return the campaigns of files, checked, in the order of the files.

        Raises: InputError with all problems of all files, before anything is checked.
        """
        if len(found) > 1:
            gc.freeze()
            gc.enable()  # the program starts without; the rules stay for good, and campaigns come and go
        checked = self._alone(found) if self.jobs <= 1 or len(found) < 2 else self._together(found)
        yield from self._ledger(one.path for one in found).complete(checked)

    def run_text(self, loaded: Iterable[Loaded], named: Path | None = None) -> Iterator[Checked]:
        """Return campaigns that were read already, checked; ``named`` is the file they are taken to stand in."""
        yield from self._ledger([named] if named else []).complete(self.checked(one) for one in loaded)

    def _ledger(self, named: Iterable[Path]) -> Ledger:
        return Ledger(self.files, self.rulebook, named)

    def checked(self, loaded: Loaded) -> Checked:
        """Return one campaign checked."""
        assessment = self.checker.check(loaded.campaign, loaded.attestations, loaded.accepted)
        if self.detail == "line":
            document = summary_of(assessment)
        else:
            whole = self.detail == "whole"
            document = document_of(assessment, self.version, proofs=whole, brief=not whole)
        add_notices(document, loaded.notices)
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
        problems = self.files.problems(found)
        if problems:
            raise InputError(dict.fromkeys(problems))
        for loaded in self.files.load(found):
            yield self.checked(loaded)

    def _together(self, found: Sequence[Found]) -> Iterator[Checked]:
        """Check in several processes, a part of the files at a time; the order is that of the files all the same."""
        from clearance.app.workers import workers

        size = max(1, min(_LARGEST_PART, len(found) // (self.jobs * 4)))
        parts = [found[start : start + size] for start in range(0, len(found), size)]
        with workers(self.jobs, _begin, self, parts) as begun:
            problems = [problem for part in begun.answers(_problems, len(parts)) for problem in part]
            if problems:
                raise InputError(dict.fromkeys(problems))
            for checked, fault in begun.answers(_part, len(parts)):
                if fault is not None:
                    raise fault
                yield from checked


_LARGEST_PART = 16
_work: list[tuple[Check, Sequence[Sequence[Found]]]] = []
"""What one process of several works on."""


def _begin(check: Check, parts: Sequence[Sequence[Found]]) -> None:
    _work[:] = [(check, parts)]


def _problems(number: int) -> list[Problem]:
    check, parts = _work[0]
    return check.files.problems(parts[number])


def _part(number: int) -> tuple[list[Checked], ClearanceError | None]:
    check, parts = _work[0]
    try:
        return [check.checked(one) for one in check.files.load(parts[number])], None
    except ClearanceError as error:
        return [], error


def exit_code(codes: Sequence[int]) -> int:
    """Return the exit code of several campaigns: a violation counts before what is undecided."""
    return gravest_of(codes)
