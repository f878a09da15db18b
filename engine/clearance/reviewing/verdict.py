"""The verdict in a word, and the exit code it means."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from clearance.model.assessments import Assessment, PackUse, Verdict
from clearance.model.outcomes import Outcome, OutcomeKey, Status
from clearance.model.rules import SEVERITIES

_SEVERITY = {word: place for place, word in enumerate(SEVERITIES)}
_OPEN = frozenset((Status.NEEDS_INFORMATION, Status.NEEDS_REVIEW))


def counts(outcome: Outcome, kind: str, fail_on: str, fail_on_ethics: str) -> bool:
    """Tell whether an outcome is grave enough to matter at the levels set. Ethics packs have a scale of their own."""
    level = fail_on_ethics if kind == "ethics" else fail_on
    return _SEVERITY[outcome.version.severity] <= _SEVERITY[level]


def verdict_of(
    outcomes: Iterable[Outcome],
    packs: Sequence[PackUse],
    fail_on_ethics: str,
    suppressed: Collection[OutcomeKey] = (),
) -> Verdict:
    """Return the verdict: every duty of law counts, however grave; of ethics those at or above the level set.

    It waits for packs of which it is not known whether they govern, but not for codes: those bind who follows them.
    What was accepted (``suppressed``) does not make it worse, but never lets it be clear.
    """
    kinds = {use.pack.name: use.pack.kind for use in packs}
    own = [one for one in outcomes if counts(one, kinds[one.rule.pack], SEVERITIES[-1], fail_on_ethics)]
    if any(one.status is Status.VIOLATED and one.key not in suppressed for one in own):
        return Verdict.NOT_CLEAR
    if any(one.status in _OPEN for one in own) or any(use.holds_up for use in packs):
        return Verdict.UNDECIDED
    if not _is_something_settled(own, kinds, suppressed):
        return Verdict.UNDECIDED
    return Verdict.ACCEPTED if any(one.status is Status.VIOLATED for one in own) else Verdict.CLEAR


def _is_something_settled(
    outcomes: Iterable[Outcome], kinds: Mapping[str, str], suppressed: Collection[OutcomeKey]
) -> bool:
    """Tell whether a duty is satisfied, or its violation accepted, that is more than ethics.

    Without one there is nothing to be clear about.
    """
    settled = (one for one in outcomes if one.status is Status.SATISFIED or one.key in suppressed)
    return any(kinds[one.rule.pack] != "ethics" for one in settled)


def exit_code_of(assessments: Sequence[Assessment], *, fail_on: str, fail_on_ethics: str, allow_undecided: bool) -> int:
    """Return 0 clear or accepted, 1 violation at or above the level set, 3 nothing was checked, 4 undecided."""
    forgiven = {4: 0} if allow_undecided else {}
    codes = [_code_of(one, fail_on, fail_on_ethics) for one in assessments]
    return gravest_of([forgiven.get(code, code) for code in codes])


def gravest_of(codes: Sequence[int]) -> int:
    """Return the exit code of several campaigns: a violation first, then what is undecided, or was not checked."""
    return next((code for code in (1, 4, 3) if code in codes), 0 if codes else 3)


def _code_of(assessment: Assessment, fail_on: str, fail_on_ethics: str) -> int:
    if not assessment.outcomes and not any(use.state == "waiting" for use in assessment.packs):
        return 3
    kinds = {use.pack.name: use.pack.kind for use in assessment.packs}
    own = [one for one in assessment.outcomes if counts(one, kinds[one.rule.pack], fail_on, fail_on_ethics)]
    if any(one.status is Status.VIOLATED and one.key not in assessment.suppressed for one in own):
        return 1
    if any(one.status in _OPEN for one in own) or any(use.holds_up for use in assessment.packs):
        return 4
    return 0 if _is_something_settled(assessment.outcomes, kinds, assessment.suppressed) else 4
