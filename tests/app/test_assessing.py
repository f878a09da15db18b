"""Verdicts, questions and what people answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from clearance.app.campaigns import CampaignFiles
from clearance.app.checking import Checker, Choices
from clearance.app.filed import REVIEWS
from clearance.errors import InputError
from clearance.model.assessments import Assessment, ReviewState
from clearance.model.outcomes import Status
from clearance.model.rules import Rulebook
from clearance.reviewing.attesting import last_day
from clearance.reviewing.verdict import exit_code_of
from practice import as_yaml, campaign_with, campaign_with_channel, sections

Assess = Callable[..., Assessment]
RULE = "practice-judged/honest-subject"
UNTRUE = campaign_with_channel(sender_true=False)
UNKNOWN = campaign_with_channel(sender_true=None)
NOT_MARKED = campaign_with_channel(recognisable_as_ad=False)


@pytest.mark.parametrize(
    ("text", "packs", "verdict"),
    [
        (campaign_with(), ("practice-law", "practice-ethics"), "clear"),
        (UNTRUE, ("practice-law",), "not clear"),
        (campaign_with(purpose_recorded=False), ("practice-law",), "not clear"),
        (UNKNOWN, ("practice-law",), "undecided"),
        (campaign_with_channel(sender_true=False, opt_out=None), ("practice-law",), "not clear"),
        (NOT_MARKED, ("practice-law", "practice-ethics"), "not clear"),
        (as_yaml(sections(notice=None)), ("practice-law", "practice-ethics"), "clear"),
        (campaign_with(), ("practice-judged",), "undecided"),
        (campaign_with(), ("practice-ethics",), "undecided"),
        (campaign_with(), ("practice-north",), "undecided"),
    ],
)
def test_verdict_is_the_gravest_of_what_counts(assess: Assess, text: str, packs: tuple[str, ...], verdict: str) -> None:
    """Every duty of law counts, measures of ethics from high on; without a satisfied duty of law nothing is clear."""
    assert assess(text, *packs).verdict.value == verdict


def test_level_of_ethics_moves_the_verdict(assess: Assess) -> None:
    """Which is why reports name it."""
    text = as_yaml(sections(notice={"published": False}))
    packs = ("practice-law", "practice-ethics")

    assert assess(text, *packs).verdict.value == "clear"
    assert assess(text, *packs, fail_on_ethics="medium").verdict.value == "not clear"


def test_no_assessment_is_nothing_checked() -> None:
    """Code 3."""
    assert exit_code_of([], fail_on="low", fail_on_ethics="high", allow_undecided=True) == 3


def test_upcoming_violation_counts(assess: Assess) -> None:
    """It will be unlawful while the campaign runs."""
    text = campaign_with(contacts_per_week=4, ends_on="2027-01-31")
    assessment = assess(text, "practice-dated")

    assert assessment.verdict.value == "not clear"
    assert exit_code_of([assessment], fail_on="medium", fail_on_ethics="high", allow_undecided=False) == 1
    assert exit_code_of([assessment], fail_on="high", fail_on_ethics="high", allow_undecided=False) == 0


def test_each_fact_is_asked_for_once(assess: Assess) -> None:
    """However many duties and elements wait for it; each element is named."""
    channels = [{"id": name, "type": "email"} for name in ("one", "two")]
    questions = assess(as_yaml(sections(channels=channels))).questions
    paths = [question.path for question in questions]
    (sender,) = (one for one in questions if one.path == "channel.sender_true")

    assert len(paths) == len(set(paths))
    assert sender.elements == ("one", "two")
    assert (sender.blockers, len(sender.decides)) == (2, 2)


def test_questions_begin_with_what_decides_most_blockers(assess: Assess) -> None:
    """Then come those that decide most duties, then the alphabet."""
    channels = [{"id": "one", "type": "email"}, {"id": "two", "type": "email"}]
    text = as_yaml(sections(campaign={"purpose": "promotion"}, channels=channels, price=None))
    questions = assess(text, "practice-law", "practice-ethics", "practice-dated").questions
    ranks = [(-one.blockers, -len(one.decides), one.path) for one in questions]

    assert questions[0].path == "channel.sender_true"
    assert ranks == sorted(ranks)


def test_question_of_what_is_not_needed_is_not_asked(assess: Assess) -> None:
    """What would change no outcome is nobody's business."""
    paths = {question.path for question in assess(campaign_with(), "practice-law").questions}

    assert paths == set()


def test_decided_outcomes_ask_nothing(assess: Assess) -> None:
    """A question only ever decides outcomes that need information."""
    assessment = assess(UNKNOWN)
    asked = {position for question in assessment.questions for position in question.decides}

    assert {assessment.outcomes[position].status for position in asked} == {Status.NEEDS_INFORMATION}


def test_answer_to_a_question_settles_what_it_said_it_would(assess: Assess) -> None:
    """The duty is decided, and the question is gone."""
    asked = {one.path for one in assess(UNKNOWN, "practice-law").questions}
    settled = assess(campaign_with_channel(), "practice-law")

    assert asked == {"channel.sender_true"}
    assert settled.questions == ()


def test_outcomes_come_gravest_first_law_before_ethics(assess: Assess) -> None:
    """The order in which people read them."""
    channel = {"id": "mail", "type": "email", "opt_out": {"offered": False}}
    found = assess(as_yaml(sections(channels=[channel])), "practice-law", "practice-ethics").outcomes
    law = [one.status for one in found if one.rule.pack == "practice-law"]

    assert [one.rule.pack for one in found] == ["practice-law"] * 4 + ["practice-ethics"] * 2
    assert law == [Status.VIOLATED, Status.NEEDS_INFORMATION, Status.SATISFIED, Status.SATISFIED]


# What people answered.


class Project:
    """A folder with one campaign and the answers beside it."""

    def __init__(self, folder: Path, rulebook: Rulebook) -> None:
        (folder / ".git").mkdir()
        (folder / "deep").mkdir()
        self.folder, self.rulebook, self.text = folder, rulebook, campaign_with()

    def assess(self, *, on: date = date(2026, 11, 24)) -> Assessment:
        """Return the assessment with the answers that are filed."""
        files = CampaignFiles(self.rulebook.vocabulary)
        (loaded,) = files.load_text(self.text.encode(), self.folder / "deep" / "small.yaml", "deep/small.yaml")
        return Checker(self.rulebook, Choices(on, packs=("practice-judged",))).check(
            loaded.campaign, loaded.attestations
        )

    def bound(self) -> str:
        """Return what an answer must be bound to now."""
        return self.stands()[1].bound_to

    def file(self, *answers: str, at: str = "deep") -> None:
        """File answers."""
        text = "reviews:\n" + "".join(f"  - {{{answer}}}\n" for answer in answers)
        (self.folder / at / REVIEWS).write_text(text, encoding="utf-8")

    def answer(self, answer: str = "met", *, rule: str = RULE, on: str = "2026-11-20", facts: str = "") -> str:
        """Return an answer, bound to the facts as they are."""
        bound = facts or self.bound()
        return f'rule: {rule}, about: channel mail, answer: {answer}, by: Marta, on: {on}, facts: "{bound}"'

    def stands(self, **options: date) -> tuple[Status, ReviewState]:
        """Return the status of the duty and the state of its review."""
        assessment = self.assess(**options)
        (outcome,) = assessment.outcomes
        (state,) = assessment.reviews.values()
        return outcome.status, state


@pytest.fixture
def project(tmp_path: Path, rulebook: Rulebook) -> Project:
    """Return a project with one campaign."""
    return Project(tmp_path, rulebook)


def test_without_an_answer_a_person_has_to_judge(project: Project) -> None:
    """The facts alone never satisfy such a duty."""
    assert project.stands() == (Status.NEEDS_REVIEW, ReviewState(project.bound()))


@pytest.mark.parametrize(("answer", "status"), [("met", Status.SATISFIED), ("not met", Status.VIOLATED)])
def test_answer_decides(project: Project, answer: str, status: Status) -> None:
    """Either way."""
    project.file(project.answer(answer))
    found, state = project.stands()

    assert (found, state.stale) == (status, "")
    assert state.answer is not None
    assert (state.answer.by, state.answer.on) == ("Marta", date(2026, 11, 20))


def test_answers_at_the_root_of_the_project_count_too(project: Project) -> None:
    """One file for all campaigns, if one likes."""
    project.file(project.answer(), at=".")

    assert project.stands()[0] is Status.SATISFIED


def test_answer_goes_stale_with_the_facts_and_comes_back_with_them(project: Project) -> None:
    """It holds for what it was given for: shown, but deciding nothing, as long as the facts are others."""
    project.file(project.answer())
    project.text = campaign_with_channel(type="sms")
    stale = project.stands()
    project.text = campaign_with_channel()

    assert stale[0] is Status.NEEDS_REVIEW
    assert stale[1].answer is not None
    assert stale[1].stale == "the facts or the rule have changed since"
    assert project.stands()[0] is Status.SATISFIED


def test_answer_does_not_go_stale_with_facts_it_does_not_rest_on(project: Project) -> None:
    """Otherwise nobody would ever be done."""
    project.file(project.answer())
    project.text = campaign_with(name="Renamed", contacts_per_week=3)

    assert project.stands()[0] is Status.SATISFIED


def test_answer_bound_to_other_facts_is_stale(project: Project) -> None:
    """Whatever it says."""
    project.file(project.answer("met", facts="0123456789abcdef"))
    status, state = project.stands()

    assert status is Status.NEEDS_REVIEW
    assert state.stale == "the facts or the rule have changed since"


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (date(2026, 11, 19), Status.NEEDS_REVIEW),
        (date(2026, 11, 20), Status.SATISFIED),
        (date(2027, 2, 20), Status.SATISFIED),
        (date(2027, 2, 21), Status.NEEDS_REVIEW),
    ],
)
def test_answer_holds_for_as_long_as_the_rule_says(project: Project, on: date, status: Status) -> None:
    """From its day on, three months; an answer of tomorrow is none today."""
    project.text = campaign_with(starts_on=None, ends_on=None)
    project.file(project.answer())

    assert project.stands(on=on)[0] is status


def test_newest_answer_counts(project: Project) -> None:
    """Whichever stands first."""
    older, newer = project.answer("met", on="2026-11-01"), project.answer("not met", on="2026-11-02")
    for order in ((older, newer), (newer, older)):
        project.file(*order)
        assert project.stands()[0] is Status.VIOLATED


def test_answer_of_another_subject_or_rule_does_not_count(project: Project) -> None:
    """Each channel is judged by itself."""
    project.file(
        project.answer().replace("channel mail", "channel text"),
        project.answer(rule="practice-judged/another"),
    )

    assert project.stands()[0] is Status.NEEDS_REVIEW


def test_answer_under_the_former_name_of_a_rule_counts(project: Project) -> None:
    """A rename leaves an alias, and no answer is lost."""
    project.file(project.answer(rule="practice-judged/true-subject"))

    assert project.stands()[0] is Status.SATISFIED


def test_answer_cannot_make_good_what_the_facts_deny(project: Project) -> None:
    """A person judges what is left open, not what is stated."""
    project.file(project.answer())
    project.text = campaign_with_channel(subject_true=False)
    (outcome,) = project.assess().outcomes

    assert outcome.status is Status.VIOLATED


def test_answer_does_not_stand_in_for_missing_facts(project: Project) -> None:
    """Silence stays unknown."""
    project.file(project.answer())
    project.text = campaign_with_channel(subject_true=None)
    (outcome,) = project.assess().outcomes

    assert outcome.status is Status.NEEDS_INFORMATION


MALFORMED = (
    ("reviews: 1\n", "1:1: the file has no list of reviews. Begin with reviews:."),
    ("- rule: x/y\n", "1:1: the file has no list of reviews. Begin with reviews:."),
    ("reviews: [{rule: x/y}]\n", "1:11: this review has no answer."),
    ("reviews: [x]\n", "1:11: this review has no rule."),
    ("reviews: [{rule: x/y, answer: yes, by: me, on: 2026-01-01, facts: a}]\n", '1:11: the answer "yes" says neither.'),
    ("reviews: [{rule: x/y, answer: met, by: me, on: today, facts: a}]\n", '1:11: on: "today" is not a day.'),
    ("reviews: [{rule: x/y, answer: met, by: me, on: 2026-01-01, fatcs: a}]\n", 'Did you mean "facts"?'),
    ("reviews: [\n", "this is not YAML"),
)


@pytest.mark.parametrize(("text", "message"), MALFORMED, ids=[text.strip() for text, _ in MALFORMED])
def test_malformed_answers_are_refused(project: Project, text: str, message: str) -> None:
    """With file and line; never passed over."""
    (project.folder / "deep" / REVIEWS).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        project.assess()

    assert str(caught.value).startswith(f"deep/{REVIEWS}:")
    assert message in str(caught.value)


def test_answers_outside_of_the_project_are_refused(project: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A link must not bring in what others signed."""
    elsewhere = tmp_path_factory.mktemp("elsewhere") / REVIEWS
    elsewhere.write_text("reviews: []\n", encoding="utf-8")
    (project.folder / "deep" / REVIEWS).symlink_to(elsewhere)

    with pytest.raises(InputError, match="outside the project folder"):
        project.assess()


@pytest.mark.parametrize(
    ("valid_for", "last"),
    [
        ("3 months", date(2026, 4, 30)),
        ("1 month", date(2026, 2, 28)),
        ("2 weeks", date(2026, 2, 14)),
        ("10 days", date(2026, 2, 10)),
        ("1 year", date(2027, 1, 31)),
        ("never", date.max),
    ],
)
def test_last_day_of_an_answer(valid_for: str, last: date) -> None:
    """Months by the calendar, and never for ever."""
    assert last_day(date(2026, 1, 31), valid_for) == last
