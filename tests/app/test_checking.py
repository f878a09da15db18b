"""Which packs and rules an assessment looks at, and when: gates, dates and what is upcoming."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import permutations

import pytest
from msgspec.structs import replace

from clearance.app.campaigns import Loaded
from clearance.app.checking import Checker, Choices
from clearance.deciding.run import Decider
from clearance.model.assessments import Assessment, PackUse
from clearance.model.outcomes import Outcome, Status
from clearance.model.rules import Rulebook
from clearance.rendering.sentences import not_assessed, verdict_sentence
from practice import as_yaml, campaign_with, sections

Assess = Callable[..., Assessment]
Read = Callable[[str], list[Loaded]]
AS_OF = date(2026, 11, 24)
REGIONS = {"audience": {"regions": ["DE"]}}


def use_of(assessment: Assessment, pack: str) -> PackUse:
    """Return how a pack took part."""
    (found,) = (use for use in assessment.packs if use.pack.name == pack)
    return found


def outcomes_of(assessment: Assessment, rule: str) -> list[Outcome]:
    """Return the outcomes of one rule, those of today first."""
    return sorted((one for one in assessment.outcomes if one.rule.id == rule), key=lambda one: one.law_on)


def states(assessment: Assessment, rule: str) -> list[tuple[str, bool, str]]:
    """Return status, whether it is upcoming, and the date of the law, of each outcome of a rule."""
    return [(one.status.value, one.upcoming, one.law_on.isoformat()) for one in outcomes_of(assessment, rule)]


@pytest.mark.parametrize(
    ("audience", "channel", "state"),
    [
        ({"regions": ["IS"]}, {}, "used"),
        ({"regions": ["EEA"]}, {}, "used"),
        ({"regions": ["WORLD"]}, {}, "used"),
        ({"regions": ["DE", "IS"]}, {}, "used"),
        ({"regions": ["DE"]}, {}, "elsewhere"),
        ({"regions": ["DE"]}, {"regions": ["IS"]}, "used"),
        ({}, {"regions": ["IS"]}, "used"),
        ({}, {}, "waiting"),
        ({}, {"regions": ["DE"]}, "waiting"),
    ],
)
def test_pack_governs_where_the_campaign_reaches(
    assess: Assess, audience: dict[str, object], channel: dict[str, object], state: str
) -> None:
    """By the audience or by any channel; without a word about either it waits."""
    channels = [{**sections()["channels"][0], **channel}]
    use = use_of(assess(as_yaml(sections(audience=audience or None, channels=channels))), "practice-north")

    assert use.state == state
    assert [one.path for one in use.waits_for] == (["audience.regions"] if state == "waiting" else [])


def test_pack_that_is_not_used_has_no_outcomes(assess: Assess) -> None:
    """Whether it waits, governs elsewhere, or was left out."""
    waiting = assess(as_yaml(sections(audience=None)), "practice-law", "practice-north")
    elsewhere = assess(as_yaml(sections()), "practice-law", "practice-north")
    left_out = assess(as_yaml(sections(audience={"regions": ["IS"]})), "practice-law")

    for assessment, state in ((waiting, "waiting"), (elsewhere, "elsewhere"), (left_out, "left out")):
        assert use_of(assessment, "practice-north").state == state
        assert {one.rule.pack for one in assessment.outcomes} == {"practice-law"}


def test_waiting_pack_keeps_the_verdict_open_and_asks(assess: Assess) -> None:
    """The question comes first, and says what hangs on it."""
    assessment = assess(as_yaml(sections(audience=None)), "practice-law", "practice-north")

    assert assessment.verdict.value == "undecided"
    assert assessment.questions[0].path == "audience.regions"
    assert assessment.questions[0].packs == ("practice-north",)


@pytest.mark.parametrize(
    ("channels", "state", "asked"),
    [
        ([{"id": "ads", "type": "social_ad", "platform": "tiktok"}], "used", []),
        ([{"id": "ads", "type": "social_ad", "platform": "meta"}], "not concerned", []),
        ([{"id": "mail", "type": "email"}], "not concerned", []),
        ([], "not concerned", []),
        (
            [{"id": "ads", "type": "social_ad"}, {"id": "mail", "type": "email"}],
            "waiting",
            [("channel.platform", "ads")],
        ),
        ([{"id": "a", "type": "social_ad"}, {"id": "b", "type": "social_ad", "platform": "tiktok"}], "used", []),
        (None, "waiting", [("channels", "")]),
    ],
)
def test_pack_governs_where_the_campaign_does_what_it_is_about(
    assess: Assess, channels: list[dict[str, object]] | None, state: str, asked: list[tuple[str, str]]
) -> None:
    """One channel on the platform is enough; a channel of another kind is not asked for its platform."""
    use = use_of(assess(as_yaml(sections(channels=channels)), "practice-law", "practice-platform"), "practice-platform")

    assert use.state == state
    assert [(one.path, one.element) for one in use.waits_for] == asked


def test_pack_of_a_platform_keeps_the_verdict_open(assess: Assess) -> None:
    """Its one question comes first, and names the channels."""
    channels = [*sections()["channels"], {"id": "ads", "type": "social_ad"}]
    assessment = assess(as_yaml(sections(channels=channels)), "practice-platform")

    assert assessment.verdict.value == "undecided"
    assert [(one.path, one.elements, one.packs) for one in assessment.questions] == [
        ("channel.platform", ("ads",), ("practice-platform",))
    ]


@pytest.mark.parametrize(
    ("company", "state", "verdict"),
    [
        ({"codes_adopted": ["icc"]}, "used", "not clear"),
        ({"codes_adopted": ["ana"]}, "not concerned", "clear"),
        ({"codes_adopted": []}, "not concerned", "clear"),
        ({"codes_adopted": {"has": ["ana"], "lacks": []}}, "waiting", "clear"),
        ({}, "waiting", "clear"),
    ],
)
def test_code_binds_those_who_follow_it(assess: Assess, company: dict[str, object], state: str, verdict: str) -> None:
    """Whoever does not say so is asked, after all that matters to the law, and may be clear without an answer."""
    text = as_yaml(sections(controller=company, notice={"published": False}))
    assessment = assess(text, "practice-law", "practice-code")

    assert use_of(assessment, "practice-code").state == state
    assert assessment.verdict.value == verdict
    assert [one.path for one in assessment.questions] == (["controller.codes_adopted"] if state == "waiting" else [])


def test_platform_is_asked_about_after_the_gravest_law(assess: Assess) -> None:
    """Whether a blocker is violated comes first."""
    channels = [{"id": "mail", "type": "email"}, {"id": "ads", "type": "social_ad"}]
    assessment = assess(as_yaml(sections(channels=channels)), "practice-law", "practice-platform")
    asked = [(one.path, one.blockers > 0) for one in assessment.questions]

    assert asked[0] == ("channel.sender_true", True)
    assert ("channel.platform", False) in asked


@pytest.mark.parametrize(
    ("company", "said", "note"),
    [
        (
            {},
            "One industry code binds only those who follow it, and the file does not say whether you do.",
            "Packs that wait for an answer.",
        ),
        ({"codes_adopted": []}, "", "Packs about what this campaign does not do."),
    ],
)
def test_code_is_not_passed_over_in_silence(assess: Assess, company: dict[str, object], said: str, note: str) -> None:
    """Beside a verdict that does not wait for it stands that nobody answered."""
    assessment = assess(as_yaml(sections(controller=company)), "practice-law", "practice-code")
    (found,) = (one for one in not_assessed(assessment) if "practice-code" in one["packs"])

    assert verdict_sentence(assessment).partition(" in all.")[2].strip() == said
    assert found["title"] == note


@pytest.mark.parametrize(
    ("published", "said"),
    [
        (True, "Every duty that applies is satisfied by what the file states: four duties of law and one rule of an"),
        (False, "One rule of an industry code is violated"),
    ],
)
def test_codes_are_not_counted_as_law(assess: Assess, published: bool, said: str) -> None:
    """The verdict names what is law and what is not, each with its own number."""
    text = as_yaml(sections(controller={"codes_adopted": ["icc"]}, notice={"published": published}))

    assert verdict_sentence(assess(text, "practice-law", "practice-code")).startswith(said)


def test_code_that_nobody_follows_is_asked_about_last(assess: Assess) -> None:
    """What decides a duty of law comes first."""
    text = as_yaml(sections(campaign={"name": "Small", "purpose": "promotion"}))
    assessment = assess(text, "practice-law", "practice-code")

    assert assessment.verdict.value == "undecided"
    assert len(assessment.questions) > 1
    assert assessment.questions[-1].packs == ("practice-code",)


def test_code_alone_is_nothing_to_be_clear_about(assess: Assess) -> None:
    """Where nothing else was looked at, the answer is awaited."""
    assert assess(as_yaml(sections()), "practice-code").verdict.value == "undecided"


@pytest.mark.parametrize(("regions", "state"), [(["DE"], "elsewhere"), (["IS"], "used"), (None, "waiting")])
def test_regions_come_before_what_else_a_pack_asks(
    rulebook: Rulebook, read: Read, regions: list[str] | None, state: str
) -> None:
    """A pack that is not touched asks nothing; one that may be asks for the regions."""
    pack = replace(rulebook.packs["practice-code"], regions=("IS",))
    book = replace(rulebook, packs={**rulebook.packs, pack.name: pack})
    text = as_yaml(sections(audience={"regions": regions} if regions else None, controller={"codes_adopted": ["icc"]}))
    (loaded,) = read(text)
    assessment = Checker(book, Choices(AS_OF, packs=("practice-code",))).check(loaded.campaign)

    assert use_of(assessment, "practice-code").state == state


def test_what_a_pack_asks_stands_in_the_proof(assess: Assess) -> None:
    """So that a reader sees by which statement the code came to bind."""
    text = as_yaml(sections(controller={"codes_adopted": ["icc"]}))
    (outcome,) = outcomes_of(assess(text, "practice-code"), "practice-code/notice-published")
    first = outcome.proof[0]

    assert (first.kind, [part.path for part in first.parts]) == ("governs", ["controller.codes_adopted"])
    assert first.parts[0].place is not None


def test_pack_without_regions_governs_everywhere(assess: Assess) -> None:
    """Even where nothing is said of regions."""
    assert use_of(assess(as_yaml(sections(audience=None))), "practice-law").state == "used"


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (date(2019, 12, 31), []),
        (date(2020, 1, 1), ["satisfied"]),
        (date(2026, 12, 31), ["satisfied"]),
        (date(2027, 1, 1), []),
    ],
)
def test_rule_is_looked_at_while_it_is_in_force(assess: Assess, on: date, status: list[str]) -> None:
    """Both ends of its period included."""
    text = campaign_with(starts_on=on.isoformat(), ends_on=on.isoformat())
    found = assess(text, "practice-dated", on=on)

    assert [one.status.value for one in outcomes_of(found, "practice-dated/total-shown")] == status


def test_rule_that_begins_during_the_flight_is_upcoming(assess: Assess) -> None:
    """For the days of the flight that it governs, and no others."""
    text = as_yaml(sections(campaign={"purpose": "promotion", "starts_on": "2026-12-01", "ends_on": "2027-01-31"}))
    (coming,) = outcomes_of(assess(text, "practice-dated"), "practice-dated/reduction-explained")

    assert (coming.status, coming.upcoming) == (Status.SATISFIED, True)
    assert coming.law_on == date(2027, 1, 1)
    assert coming.days == (date(2027, 1, 1), date(2027, 1, 31))


@pytest.mark.parametrize(
    ("ends_on", "coming"),
    [("2026-12-31", []), ("2027-01-01", ["2027-01-01"]), ("2027-02-28", ["2027-01-01"])],
)
def test_flight_must_reach_the_day_on_which_a_rule_begins(assess: Assess, ends_on: str, coming: list[str]) -> None:
    """The last day of the flight counts."""
    found = assess(campaign_with(ends_on=ends_on), "practice-dated")

    assert [one.law_on.isoformat() for one in outcomes_of(found, "practice-dated/reduction-explained")] == coming


def test_figure_that_changes_during_the_flight_is_upcoming_each_time(assess: Assess) -> None:
    """Three contacts a week are allowed now and in January, but not from March on."""
    text = campaign_with(contacts_per_week=3, starts_on="2026-12-01", ends_on="2027-03-31")
    assessment = assess(text, "practice-dated")

    assert states(assessment, "practice-dated/weekly-contacts") == [
        ("satisfied", False, "2026-11-24"),
        ("satisfied", True, "2027-01-01"),
        ("violated", True, "2027-03-01"),
    ]
    assert [one.days for one in outcomes_of(assessment, "practice-dated/weekly-contacts")] == [
        None,
        (date(2027, 1, 1), date(2027, 2, 28)),
        (date(2027, 3, 1), date(2027, 3, 31)),
    ]
    assert assessment.verdict.value == "not clear"


def test_rule_that_ends_before_the_flight_is_not_looked_at_but_counted(assess: Assess) -> None:
    """Nobody has to follow on the way what no longer holds at the start."""
    text = campaign_with(starts_on="2027-01-01", ends_on="2027-01-31")
    assessment = assess(text, "practice-dated")

    assert outcomes_of(assessment, "practice-dated/total-shown") == []
    assert use_of(assessment, "practice-dated").ended == 1


def test_figure_that_changed_before_the_flight_begins_is_the_only_one_that_counts(assess: Assess) -> None:
    """A flight in February is held against the figure of that month, not against that of the date of the law."""
    text = campaign_with(contacts_per_week=4, starts_on="2027-02-01", ends_on="2027-02-10")
    assessment = assess(text, "practice-dated")
    (only,) = outcomes_of(assessment, "practice-dated/weekly-contacts")

    assert (only.status, only.upcoming, only.law_on) == (Status.VIOLATED, True, date(2027, 1, 1))
    assert only.days == (date(2027, 2, 1), date(2027, 2, 10))
    assert use_of(assessment, "practice-dated").ended == 1


def test_rule_that_ends_during_the_flight_is_looked_at(assess: Assess) -> None:
    """It holds on the first days."""
    text = campaign_with(starts_on="2026-12-31", ends_on="2027-01-31")
    assessment = assess(text, "practice-dated")

    assert states(assessment, "practice-dated/total-shown") == [("satisfied", False, "2026-11-24")]
    assert use_of(assessment, "practice-dated").ended == 0


def test_past_flight_is_held_against_the_law_of_the_date(assess: Assess) -> None:
    """Nothing lies ahead of it."""
    text = campaign_with(starts_on="2026-01-01", ends_on="2026-02-01")

    assert [one for one in assess(text).outcomes if one.upcoming] == []


def test_open_end_is_said(assess: Assess) -> None:
    """A campaign without a last day was not looked at for ever."""
    assert assess(campaign_with(ends_on=None)).open_ended
    assert not assess(campaign_with()).open_ended


FLIGHTS = (
    ("2026-12-01", "2026-12-20"),
    ("2026-12-01", "2027-01-31"),
    ("2026-12-01", "2027-02-28"),
    ("2026-12-01", "2027-06-30"),
    ("2027-02-01", "2027-06-30"),
)


def test_checker_says_the_same_whatever_it_checked_before(rulebook: Rulebook, read: Read) -> None:
    """What it keeps from one campaign never decides another: here flights end on the eve of a change, or later."""
    packs = ("practice-dated",)
    campaigns = [read(campaign_with(starts_on=first, ends_on=last, contacts_per_week=3))[0] for first, last in FLIGHTS]
    alone = [_told(Checker(rulebook, Choices(AS_OF, "python", packs)).check(one.campaign)) for one in campaigns]
    for order in permutations(range(len(FLIGHTS)), 3):
        checker = Checker(rulebook, Choices(AS_OF, "python", packs))
        for number in order:
            assert _told(checker.check(campaigns[number].campaign)) == alone[number], order


def _told(assessment: Assessment) -> list[tuple[str, str, str, object]]:
    return [(one.rule.id, one.status.value, one.law_on.isoformat(), one.days) for one in assessment.outcomes]


def test_checker_keeps_few_compiled_programs(rulebook: Rulebook, read: Read) -> None:
    """A thousand flights do not make a thousand of them."""
    checker = Checker(rulebook, Choices(AS_OF, "python", ("practice-dated",)))
    for number in range(60):
        text = campaign_with(starts_on=f"2026-12-{number % 28 + 1:02}", ends_on=f"2027-{number % 9 + 1:02}-15")
        checker.check(read(text)[0].campaign)

    assert len(checker._deciders) < 10


def test_compiled_program_serves_every_campaign(
    rulebook: Rulebook, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is made once."""
    made = []
    original = Decider.__init__

    def counted(self: Decider, *words: object) -> None:
        made.append(words)
        original(self, *words)  # type: ignore[arg-type]

    monkeypatch.setattr(Decider, "__init__", counted)
    checker = Checker(rulebook, Choices(AS_OF, packs=("practice-law",)))
    for _ in range(3):
        checker.check(read(campaign_with())[0].campaign)

    assert len(made) == 1
