"""From codes to outcomes: subjects named, the gravest day kept, what is missing found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clearance.deciding.frames import Frame
from clearance.deciding.logic import NOT_APPLICABLE, OPEN, SATISFIED, VIOLATED, Code
from clearance.deciding.program import Program, RuleOnDay
from clearance.deciding.proof import missing_for, proof_of
from clearance.deciding.run import Decided, Decider, spans_of
from clearance.model.campaigns import Campaign
from clearance.model.flights import Flight, unstated_days
from clearance.model.outcomes import Missing, Outcome, Proof, Status, Subject
from clearance.model.truth import TRUE

_STATUS = {
    NOT_APPLICABLE: Status.NOT_APPLICABLE,
    SATISFIED: Status.SATISFIED,
    VIOLATED: Status.VIOLATED,
    OPEN: Status.NEEDS_INFORMATION,
}
_GRAVITY = {VIOLATED: 0, OPEN: 1, SATISFIED: 2, NOT_APPLICABLE: 3}


def decide_days(
    decider: Decider, campaign: Campaign, flight: Flight
) -> tuple[list[list[Code]], list[list[int]], list[Decided]]:
    """Return, for every rule and subject, the gravest code over the days of a flight and the run it came from."""
    runs = [decider.decide(campaign, days) for days in spans_of(decider.program, campaign, flight)]
    if len(runs) == 1:
        return runs[0].codes, [[0] * len(row) for row in runs[0].codes], runs
    codes, origins = [], []
    for rows in zip(*(run.codes for run in runs), strict=True):
        picks = [min(range(len(runs)), key=lambda n, k=k: (_GRAVITY[rows[n][k]], n)) for k in range(len(rows[0]))]  # type: ignore[misc]
        origins.append(picks)
        codes.append([rows[n][k] for k, n in enumerate(picks)])
    return codes, origins, runs


def outcomes_of(decider: Decider, campaign: Campaign, flight: Flight, *, upcoming: bool = False) -> Iterator[Outcome]:
    """Return one outcome for each rule of a program and each of its subjects, over the days of a flight.

    What is upcoming, and governs no day on which the campaign runs for certain, is neither violated nor open for what
    it asks: it waits for the days that are not stated.

    Raises: EngineFault where the reasoners disagree.
    """
    program = decider.program
    codes, origins, runs = decide_days(decider, campaign, flight)
    subjects = {scope: _subjects(program, campaign, scope) for scope in program.sizes}
    views = _Views(runs)
    for rule, row, picks in zip(program.rules, codes, origins, strict=True):
        about = rule.rule.for_each
        scope = about[1] if about else ""
        if not row:
            yield _about_nothing(program, rule, flight, scope, upcoming=upcoming)
            continue
        seen = views.of(about)
        for position, (code, pick, subject) in enumerate(zip(row, picks, subjects[scope], strict=True)):
            yield _outcome(program, rule, code, seen[pick][position], subject, flight, upcoming=upcoming)


class _Views:
    """What each run saw of each subject, made once for all rules about the same list."""

    def __init__(self, runs: Sequence[Decided]) -> None:
        self._frames = [run.frame for run in runs]
        self._made: dict[tuple[str, str] | None, list[Sequence[Frame]]] = {None: [(frame,) for frame in self._frames]}

    def of(self, about: tuple[str, str] | None) -> list[Sequence[Frame]]:
        """Return for each run the views of the subjects of a list; of the campaign where there is none."""
        if about not in self._made:
            assert about is not None
            self._made[about] = [frame.subjects(*about) for frame in self._frames]
        return self._made[about]


def _subjects(program: Program, campaign: Campaign, scope: str) -> Sequence[Subject]:
    if not scope:
        return (Subject(),)
    singular = program.meanings.vocabulary.sections[scope].each
    if scope not in campaign.lists:
        return (Subject(scope, stated=False, singular=singular),)
    return [Subject(scope, element.id, singular=singular) for element in campaign.lists[scope]]


def _about_nothing(program: Program, rule: RuleOnDay, flight: Flight, scope: str, *, upcoming: bool) -> Outcome:
    """Return the outcome of a duty about elements of a list that is stated to be empty."""
    singular = program.meanings.vocabulary.sections[scope].each
    return Outcome(
        rule=rule.rule,
        version=rule.version,
        subject=Subject(scope, singular=singular),
        status=Status.NOT_APPLICABLE,
        day=flight.shown[0],
        law_on=program.law_on,
        prove=lambda: (Proof("applies", 0, "Applies", note=f"the campaign has no {scope}"),),
        upcoming=upcoming,
        days=flight.shown if upcoming else None,
    )


def _outcome(
    program: Program,
    rule: RuleOnDay,
    code: Code,
    frame: Frame,
    subject: Subject,
    flight: Flight,
    *,
    upcoming: bool,
) -> Outcome:
    meanings = program.meanings
    waits = upcoming and flight.sure is None  # the campaign may be over before this begins
    if code == VIOLATED and (waits or not subject.stated):
        code = OPEN  # an unstated list may turn out to be empty, and then nobody is wronged
    return Outcome(
        rule=rule.rule,
        version=rule.version,
        subject=subject,
        status=_STATUS[code],
        day=frame.days[0] if frame.days[0] == frame.days[1] else flight.shown[0],
        law_on=program.law_on,
        prove=lambda: proof_of(rule, frame, meanings),
        missing=() if code != OPEN else _days(frame) if waits else _missing(rule, frame, subject, program),
        exception=_exception(rule, frame, program) if code == NOT_APPLICABLE and rule.version.unless else "",
        upcoming=upcoming,
        days=flight.shown if upcoming else None,
    )


def _days(frame: Frame) -> tuple[Missing, ...]:
    """Return the days of the flight that are not stated."""
    return tuple(Missing(path, "campaign", "", "not stated") for path in unstated_days(frame.campaign))


def _missing(rule: RuleOnDay, frame: Frame, subject: Subject, program: Program) -> tuple[Missing, ...]:
    found = missing_for(rule, frame, program.meanings)
    return found or (Missing(subject.section, subject.section, "", "not stated"),)


def _exception(rule: RuleOnDay, frame: Frame, program: Program) -> str:
    pack = rule.rule.pack
    held = [one for one in rule.version.unless if program.meanings.truth(one.when, pack, frame) == TRUE]
    return held[0].title if held else ""
