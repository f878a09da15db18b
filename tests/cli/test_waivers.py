"""Waivers: a violation stays one, says so, and does not fail until a day."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from acceptance import documents, finding, kinds, only, waiver, waivers
from calls import Call

from clearance.app.writing import FORMATS
from practice import BASIC, as_yaml, campaign_with, campaign_with_channel, choosing, sections

Write = Callable[[str, str], Path]
UNTRUE = campaign_with_channel(sender_true=False)
SENDER = "practice-law/true-sender"
NAME = "clearance.waivers.yaml"


def lines(result_err: str) -> list[str]:
    """Return messages, without their remedies."""
    return [line.split(". ")[0] for line in result_err.splitlines()]


def test_waived_violation_stays_violated_and_says_so(clearance: Call, write: Write) -> None:
    """Who answers for it, why and until when stands in the finding, with the place of the waiver."""
    write("small.yaml", UNTRUE)
    write(NAME, waivers(waiver()))
    found = finding(only(clearance, "small.yaml"), SENDER)

    assert found["status"] == "violated"
    assert found["suppressed"] == {
        "by": "waiver",
        "reason": "The new sender is registered in December.",
        "approved_by": "Anna Weber, Legal",
        "since": "2026-11-01",
        "until": "2026-12-31",
        "place": {"file": "clearance.waivers.yaml", "line": 2, "column": 5},
    }


def test_verdict_is_accepted_and_never_clear(clearance: Call, write: Write) -> None:
    """Where every violation is waived and nothing else is open."""
    write("small.yaml", UNTRUE)
    write(NAME, waivers(waiver()))
    document = only(clearance, "small.yaml")

    assert document["verdict"] == {
        "status": "accepted",
        "headline": "Accepted, though not clear.",
        "sentence": "One duty of law is violated and waived until 2026-12-31. Every other duty of law that applies is "
        "satisfied by what the file states: three in all.",
    }
    assert clearance("check", "small.yaml", *choosing(*BASIC)).code == 0


def test_waived_violations_are_counted_apart_and_need_no_change(clearance: Call, write: Write) -> None:
    """What must change is what nobody answers for."""
    write("small.yaml", campaign_with_channel(sender_true=False, opt_out={"offered": False}))
    write(NAME, waivers(waiver()))
    document = only(clearance, "small.yaml")
    counts = document["kinds"][0]["counts"]

    assert (counts["violated"], counts["waived"], counts["known"], counts["blockers"]) == (1, 1, 0, 0)
    assert [one["title"] for one in document["to_do"]] == ["Offer a way out"]
    assert [(one["by"], one["title"]) for one in document["accepted"]] == [("waiver", "Name the true sender")]
    assert document["verdict"]["status"] == "not clear"
    assert document["verdict"]["sentence"].startswith(
        "One duty of law is violated. One more is violated and waived until 2026-12-31."
    )


def test_what_else_is_open_keeps_the_verdict_undecided(clearance: Call, write: Write) -> None:
    """A waiver answers no question."""
    write("small.yaml", campaign_with_channel(sender_true=False, opt_out=None))
    write(NAME, waivers(waiver()))
    document = only(clearance, "small.yaml")

    assert document["verdict"]["status"] == "undecided"
    assert "violated and waived" in document["verdict"]["sentence"]
    assert clearance("check", "small.yaml", *choosing(*BASIC)).code == 4


def test_nothing_but_a_waived_measure_of_ethics_is_not_accepted(clearance: Call, write: Write) -> None:
    """Ethics alone never makes a campaign clear, waived or not."""
    write("small.yaml", campaign_with_channel(recognisable_as_ad=False))
    write(NAME, waivers(waiver(rule="practice-ethics/plain-advertising")))

    assert only(clearance, "small.yaml", packs=("practice-ethics",))["verdict"]["status"] == "undecided"
    assert only(clearance, "small.yaml")["verdict"]["status"] == "accepted"


@pytest.mark.parametrize(
    ("day", "code", "notice"),
    [
        ("2026-10-31", 1, ["waiver-not-begun"]),
        ("2026-11-01", 0, []),
        ("2026-12-31", 0, []),
        ("2027-01-01", 1, ["waiver-expired"]),
    ],
)
def test_waiver_holds_from_its_first_to_its_last_day(
    clearance: Call, write: Write, day: str, code: int, notice: list[str]
) -> None:
    """Both included, by the date of the law."""
    write("small.yaml", campaign_with_channel(sender_true=False))
    write(NAME, waivers(waiver()))
    document = only(clearance, "small.yaml", on=day)

    assert kinds(document) == notice
    assert bool(finding(document, SENDER)["suppressed"]) == (code == 0)
    assert clearance("check", "small.yaml", *choosing(*BASIC), "--as-of", day).code == code


@pytest.mark.parametrize(
    ("begins", "ends", "message"),
    [
        ("2026-11-01", "2027-11-01", ""),
        ("2026-11-01", "2027-11-02", "until: the waiver lasts longer than 12 months. Let it end on 2027-11-01"),
        ("2024-02-29", "2025-02-28", ""),
        ("2024-02-29", "2025-03-01", "until: the waiver lasts longer than 12 months. Let it end on 2025-02-28"),
        ("2026-11-01", "2026-11-01", ""),
        ("2026-11-01", "2026-10-31", "until: the waiver ends on 2026-10-31, before it begins on 2026-11-01."),
        ("9999-06-01", "9999-12-31", ""),
    ],
)
def test_waiver_lasts_twelve_months_at_most(
    clearance: Call, write: Write, begins: str, ends: str, message: str
) -> None:
    """Up to the same day of the next year; one without an end would be a repeal."""
    write("small.yaml", UNTRUE)
    write(NAME, waivers(waiver(**{"from": begins, "until": ends})))
    result = clearance("check", "small.yaml", *choosing(*BASIC))

    assert (result.code == 2) == bool(message)
    assert message in result.err


@pytest.mark.parametrize("subject", ["channel mail", "mail"])
def test_subject_is_named_as_the_report_names_it_or_by_its_id(clearance: Call, write: Write, subject: str) -> None:
    """Both are printed beside the finding."""
    write("small.yaml", UNTRUE)
    write(NAME, waivers(waiver(subject=subject)))

    assert only(clearance, "small.yaml")["verdict"]["status"] == "accepted"


def test_former_name_of_a_rule_still_waives(clearance: Call, write: Write) -> None:
    """A rename leaves an alias, so that what people filed keeps its meaning."""
    write("small.yaml", campaign_with_channel(subject_true=False))
    write(NAME, waivers(waiver(rule="practice-judged/true-subject")))
    document = only(clearance, "small.yaml", packs=("practice-judged",))

    assert document["verdict"]["status"] == "accepted"
    assert document["notices"] == []


def test_upcoming_violation_can_be_waived(clearance: Call, write: Write) -> None:
    """By the clock of the check, not by that of the duty."""
    text = as_yaml(
        sections(
            campaign={**sections()["campaign"], "ends_on": "2027-02-10"},
            price={"total_shown": True, "reference_is_30_day_low": False},
        )
    )
    write("small.yaml", text)
    write(NAME, waivers(waiver(rule="practice-dated/reduction-explained", subject="whole campaign")))
    document = only(clearance, "small.yaml", packs=("practice-dated",))
    found = finding(document, "practice-dated/reduction-explained", "whole campaign", upcoming="2027-01-01")

    assert (found["status"], found["suppressed"]["by"]) == ("violated", "waiver")
    assert document["verdict"]["status"] == "accepted"
    assert document["verdict"]["sentence"].endswith("would be violated, and it is waived.")


def test_missing_facts_and_judgements_cannot_be_waived(clearance: Call, write: Write) -> None:
    """The waiver says why it has no effect."""
    write("open.yaml", campaign_with_channel(sender_true=None))
    write(NAME, waivers(waiver(), waiver(rule="practice-judged/honest-subject")))
    document = only(clearance, "open.yaml", packs=("practice-law", "practice-judged"))

    assert [one["status"] for one in document["findings"] if one["suppressed"]] == []
    assert kinds(document) == ["waiver-undecided", "waiver-undecided"]
    assert document["verdict"]["status"] == "undecided"


def test_unknown_rule_is_a_notice_with_a_suggestion(clearance: Call, write: Write) -> None:
    """The rules of a call are not all there are, so it is no error; the violation fails."""
    write("small.yaml", UNTRUE)
    write(NAME, waivers(waiver(rule="practice-law/true-sendr")))
    document = only(clearance, "small.yaml")
    (notice,) = document["notices"]

    assert notice["kind"] == "waiver-unknown-rule"
    assert notice["remedy"] == 'Did you mean "practice-law/true-sender"?'
    assert document["verdict"]["status"] == "not clear"


def test_unknown_subject_is_a_notice_with_a_suggestion(clearance: Call, write: Write) -> None:
    """Where every campaign it could be for was looked at, and none has such a subject."""
    write("small.yaml", UNTRUE)
    write(NAME, waivers(waiver(subject="channel mial"), waiver(subject="whole campaign")))
    document = only(clearance, "small.yaml")

    assert [(one["kind"], one["remedy"]) for one in document["notices"]] == [
        ("waiver-unknown-subject", 'Did you mean "channel mail"?'),
        ("waiver-unknown-subject", "It speaks of: channel mail."),
    ]


def test_unused_waiver_is_a_notice(clearance: Call, write: Write) -> None:
    """It stands there for nothing, and the code stays 0."""
    write("small.yaml", as_yaml(sections()))
    write(NAME, waivers(waiver()))
    document = only(clearance, "small.yaml")

    assert kinds(document) == ["waiver-unused"]
    assert document["verdict"]["status"] == "clear"
    assert clearance("check", "small.yaml", *choosing(*BASIC)).code == 0


def test_waiver_that_another_campaign_needs_is_not_unused(clearance: Call, write: Write) -> None:
    """All campaigns of the call are looked at before anything is said, in every order."""
    write("a.yaml", as_yaml(sections()))
    write("b.yaml", UNTRUE)
    write("c.yaml", as_yaml(sections()))
    write(NAME, waivers(waiver()))

    assert [kinds(one) for one in documents(clearance, ".")] == [[], [], []]


def test_partial_run_calls_no_waiver_unused(clearance: Call, write: Write) -> None:
    """Another campaign may need it; beside the campaign or at the root makes no difference."""
    write("deep/a.yaml", as_yaml(sections()))
    write("deep/b.yaml", UNTRUE)
    write(NAME, waivers(waiver()))
    write(f"deep/{NAME}", waivers(waiver(reason="Another.")))

    assert kinds(only(clearance, "deep/a.yaml")) == []
    assert [kinds(one) for one in documents(clearance, ".")] == [[], []]
    write("deep/b.yaml", as_yaml(sections()))
    assert [kinds(one) for one in documents(clearance, "deep")] == [["waiver-unused"] * 2] * 2


def test_waiver_at_the_root_could_be_for_a_campaign_elsewhere(clearance: Call, write: Write) -> None:
    """All of one folder is not all of the project."""
    write("deep/a.yaml", as_yaml(sections()))
    write("other/b.yaml", UNTRUE)
    write(NAME, waivers(waiver()))

    assert kinds(only(clearance, "deep")) == []


def test_packs_left_out_keep_a_waiver_from_being_unused(clearance: Call, write: Write) -> None:
    """Its rule was not looked at, so nothing is certain."""
    write("small.yaml", as_yaml(sections()))
    write(NAME, waivers(waiver()))

    assert kinds(only(clearance, "small.yaml", packs=("practice-ethics",))) == []


def test_company_profile_beside_a_campaign_needs_no_waiver(clearance: Call, write: Write) -> None:
    """It is no campaign, so that one call of the campaign alone tells everything."""
    write("small.yaml", as_yaml(sections()))
    write("company.yaml", 'vocabulary: "2026.11"\ncontroller: {name: Small Ltd}\n')
    write(NAME, waivers(waiver()))

    assert kinds(only(clearance, "small.yaml")) == ["waiver-unused"]


def test_bound_waiver_is_for_its_file_alone(clearance: Call, write: Write) -> None:
    """And it is unused as soon as that file does not need it."""
    write("deep/a.yaml", UNTRUE)
    write("deep/b.yaml", UNTRUE)
    write(NAME, waivers(waiver(campaign="deep/a.yaml"), waiver(campaign="deep/b.yaml", subject="channel post")))
    first, second = documents(clearance, "deep")

    assert (first["verdict"]["status"], kinds(first)) == ("accepted", [])
    assert (second["verdict"]["status"], kinds(second)) == ("not clear", ["waiver-unknown-subject"])
    assert kinds(only(clearance, "deep/b.yaml")) == ["waiver-unknown-subject"]


def test_waiver_bound_to_a_file_that_is_not_there_is_a_notice(clearance: Call, write: Write) -> None:
    """A renamed file does not lose its waiver unseen."""
    write("small.yaml", UNTRUE)
    write(NAME, waivers(waiver(campaign="smal.yaml")))
    document = only(clearance, "small.yaml")

    assert kinds(document) == ["waiver-unknown-campaign"]
    assert document["verdict"]["status"] == "not clear"


def test_waivers_beside_a_campaign_and_at_the_root_count(clearance: Call, write: Write) -> None:
    """Those in a folder beside it do not."""
    write("deep/small.yaml", campaign_with_channel(sender_true=False, opt_out={"offered": False}))
    write(NAME, waivers(waiver()))
    write(f"deep/{NAME}", waivers(waiver(rule="practice-law/way-out")))
    write(f"other/{NAME}", waivers(waiver(until="nonsense")))

    assert only(clearance, "deep/small.yaml")["verdict"]["status"] == "accepted"


def test_of_two_waivers_the_one_that_ends_last_is_shown(clearance: Call, write: Write) -> None:
    """Both are used, so neither is called unused."""
    write("small.yaml", UNTRUE)
    write(NAME, waivers(waiver(until="2027-02-01", reason="Longer."), waiver(reason="Shorter.")))
    document = only(clearance, "small.yaml")

    assert finding(document, SENDER)["suppressed"]["reason"] == "Longer."
    assert document["notices"] == []


MALFORMED = (
    ("7", ":1:1: the file has no list of waivers"),
    ("waivers: {}", ":1:10: the file has no list of waivers"),
    ("waivers: [7]", ":1:11: a waiver is a mapping"),
    ("waivres: []", ':1:1: a file of waivers has no "waivres"'),
    (waivers(waiver(reason=None)), ":2:5: this waiver has no reason"),
    (waivers(waiver(reason="")), ":2:79: reason says nothing"),
    (waivers(waiver(reason="…")), ":2:79: reason says nothing"),
    (waivers(waiver(approved_by=[])), "approved_by is a text"),
    (waivers(waiver(untl="2026-12-31")), 'a waiver has no "untl". Did you mean "until"?'),
    (waivers(waiver(rule="true-sender")), 'rule: "true-sender" is not the id of a rule'),
    (waivers(waiver(until="31 December")), 'until: "31 December" is not a day. Write it like 2026-12-01.'),
    (waivers(waiver(until="2026-02-30")), "until: there is no day 2026-02-30"),
    (waivers(waiver(campaign="/etc/passwd")), "campaign: the path is an absolute one"),
    ("waivers: [", "this is not YAML"),
    ("a: &a [x, x]\nb: &b [*a, *a]\nwaivers: *c\n", 'the alias "*c" stands for nothing'),
    (waivers(waiver()).replace('"rule"', '!!python/name:os.system "rule"'), "the tag"),
    ("waivers:\n  - {rule: a/b, rule: a/c}\n", '"rule" is stated twice'),
    ("waivers:\n" + "- " * 60 + "x\n", "values are nested deeper than 40"),
    ("x" * (1 << 20) + "x", "the limit is"),
)


@pytest.mark.parametrize(("text", "message"), MALFORMED, ids=range(len(MALFORMED)))
def test_malformed_waivers_are_errors(clearance: Call, write: Write, text: str, message: str) -> None:
    """Place, what, what to do; nothing is checked, so that nobody takes for waived what is not."""
    write("small.yaml", UNTRUE)
    write(NAME, text)
    result = clearance("check", "small.yaml", *choosing(*BASIC))

    assert (result.code, result.raw) == (2, b"")
    assert message in result.err
    assert result.err.startswith(NAME)
    assert "Traceback" not in result.err


def test_aliases_cannot_make_a_file_grow(clearance: Call, write: Write) -> None:
    """The same reader that reads campaigns counts what they stand for."""
    layers = "".join(
        f"{one}: &{one} [{', '.join([f'*{before}'] * 20)}]\n" for before, one in zip("abcd", "bcde", strict=True)
    )
    write("small.yaml", UNTRUE)
    write(NAME, f"a: &a [x, x]\n{layers}waivers: *e\n")
    result = clearance("check", "small.yaml", *choosing(*BASIC))

    assert result.code == 2
    assert result.err.startswith(NAME)


def test_all_that_is_wrong_is_told_at_once(clearance: Call, write: Write) -> None:
    """In the campaigns, the reviews, the waivers and the baseline."""
    write("small.yaml", "campaign: {nmae: Small}\n")
    write("clearance.reviews.yaml", "reviews: [{rule: a}]\n")
    write(NAME, waivers(waiver(reason=None, until="soon"), waiver(subject=None)))
    write("clearance.baseline.json", "{")
    result = clearance("check", "small.yaml", *choosing(*BASIC))
    told = [line.split(":")[0] for line in result.err.splitlines()]

    assert result.code == 2
    assert told.count(NAME) == 3
    assert set(told) == {"small.yaml", "clearance.reviews.yaml", NAME, "clearance.baseline.json"}


def test_bare_list_is_a_file_of_waivers_too(clearance: Call, write: Write) -> None:
    """As it stands in many heads."""
    write("small.yaml", UNTRUE)
    write(NAME, f"- {json.dumps(waiver())}\n")

    assert only(clearance, "small.yaml")["verdict"]["status"] == "accepted"


def test_link_out_of_the_project_is_refused(clearance: Call, write: Write, project: Path, tmp_path: Path) -> None:
    """What a campaign reads stands in its project, waivers included."""
    (tmp_path / "elsewhere.yaml").write_text(waivers(waiver()), encoding="utf-8")
    write("small.yaml", UNTRUE)
    (project / NAME).symlink_to(tmp_path / "elsewhere.yaml")
    result = clearance("check", "small.yaml", *choosing(*BASIC))

    assert (result.code, lines(result.err)) == (2, [f"{NAME}: the file is outside the project folder"])


TELLING = [form for form in FORMATS if form not in ("line", "codequality", "github")]
"""A line only counts what was accepted, and annotations are quiet about it."""


@pytest.mark.parametrize("form", TELLING)
def test_every_format_tells_who_waived_and_until_when(clearance: Call, write: Write, form: str) -> None:
    """The word, the reason, the name and the day; and what to look at in the waivers."""
    write("small.yaml", UNTRUE)
    write(NAME, waivers(waiver(), waiver(rule="practice-law/way-out")))
    said = " ".join(clearance("check", "small.yaml", *choosing(*BASIC), "-f", form).out.split())

    for one in ("waive", "The new sender is registered in December.", "Anna Weber, Legal"):
        assert one in said
    assert "2026-12-31" in said or "31 December 2026" in said
    assert "practice-law/way-out" in said
    assert "Take it out." in said or form == "csv"  # a table of findings


def test_many_campaigns_tell_notices_once(clearance: Call, write: Write) -> None:
    """And do not call clear what was accepted."""
    for number in range(6):
        write(f"{number}.yaml", UNTRUE if number < 4 else as_yaml(sections()))
    write(NAME, waivers(waiver(), waiver(rule="practice-law/way-out")))
    result = clearance("check", ".", *choosing(*BASIC))
    said = " ".join(result.out.split())

    assert "6 campaigns checked, 2 of them clear, 4 accepted though not clear." in said
    assert said.count("clearance.waivers.yaml:3: nothing is violated") == 1
    assert [line.split()[0] for line in result.lines[:2]] == ["accepted", "accepted"]


def test_explanation_tells_that_a_violation_is_waived(clearance: Call, write: Write) -> None:
    """Whoever asks why gets both answers."""
    write("small.yaml", UNTRUE)
    write(NAME, waivers(waiver()))
    out = " ".join(clearance("explain", "small.yaml", SENDER, *choosing()).out.split())

    assert "violated, waived until 2026-12-31 by Anna Weber, Legal: The new sender" in out


def test_waivers_count_for_standard_input(clearance: Call, write: Write) -> None:
    """As for the file it is taken to be."""
    write("small.yaml", UNTRUE)
    write(NAME, waivers(waiver(campaign="small.yaml")))
    named = clearance("check", "-", "--stdin-filename", "small.yaml", *choosing(*BASIC), stdin=UNTRUE)

    assert named.code == 0
    assert clearance("check", "-", *choosing(*BASIC), stdin=UNTRUE).code == 1


@pytest.mark.parametrize("form", ["terminal", "json", "markdown"])
def test_jobs_say_the_same(clearance: Call, write: Write, form: str) -> None:
    """More files than fit one part, with waivers that are used, unused, expired and in doubt."""
    texts = (as_yaml(sections()), UNTRUE, campaign_with(purpose_recorded=False))
    for number in range(40):
        write(f"{number % 3}/{number:02}.yaml", texts[number % 3])
    listed = (
        waiver(),
        waiver(rule="practice-law/way-out"),
        waiver(until="2026-11-20"),
        waiver(rule="practice-law/recorded-purpose", subject="whole campaign", campaign="2/02.yaml"),
    )
    write(NAME, waivers(*listed))
    write(f"1/{NAME}", waivers(waiver(subject="post")))
    alone = clearance("check", ".", *choosing(*BASIC), "-f", form)

    assert clearance("check", ".", *choosing(*BASIC), "-f", form, "--jobs", "2") == alone
    assert alone.code == 1
