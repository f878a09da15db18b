"""Baselines: what was violated when a team started is known, and only what is new fails."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from acceptance import baseline, documents, finding, kinds, known, only, waiver, waivers
from calls import Call

from clearance.app.writing import FORMATS
from practice import AS_OF, BASIC, RULES, as_yaml, campaign_with, campaign_with_channel, choosing, sections

Write = Callable[[str, str], Path]
NAME = "clearance.baseline.json"
SENDER, WAY_OUT = "practice-law/true-sender", "practice-law/way-out"
UNTRUE = campaign_with_channel(sender_true=False)
BOTH = campaign_with_channel(sender_true=False, opt_out={"offered": False})


def listed(project: Path) -> list[tuple[str, str]]:
    """Return campaign and rule of each line of the baseline."""
    return [(one["campaign"], one["rule"]) for one in json.loads((project / NAME).read_text("utf-8"))["known"]]


def test_what_is_known_no_longer_fails_and_what_is_new_does(clearance: Call, write: Write) -> None:
    """The whole way: begin, stay quiet, fail on a new violation."""
    write("small.yaml", UNTRUE)
    written = clearance("baseline", "write", *choosing(*BASIC))
    before = clearance("check", "small.yaml", *choosing(*BASIC)).code
    write("small.yaml", BOTH)

    assert (written.code, before) == (0, 0)
    assert clearance("check", "small.yaml", *choosing(*BASIC)).code == 1


def test_known_violation_stays_violated_and_says_since_when(clearance: Call, write: Write) -> None:
    """Nobody approved it, and it has no end."""
    write("small.yaml", UNTRUE)
    write(NAME, baseline(known()))
    document = only(clearance, "small.yaml")
    found = finding(document, SENDER)
    counts = document["kinds"][0]["counts"]

    assert found["status"] == "violated"
    assert found["suppressed"] == {
        "by": "baseline",
        "reason": "known since 2026-11-01, in the baseline",
        "approved_by": "",
        "since": "2026-11-01",
        "until": "",
        "place": {"file": NAME, "line": 2, "column": 3},
    }
    assert (counts["violated"], counts["known"]) == (0, 1)
    assert document["to_do"] == []
    assert document["verdict"]["sentence"].startswith(
        "One duty of law is violated and in the baseline, known since 2026-11-01. Every other duty of law"
    )
    assert document["verdict"]["status"] == "accepted"


def test_baseline_can_be_left_aside(clearance: Call, write: Write) -> None:
    """Even a damaged one is not read then."""
    write("small.yaml", UNTRUE)
    write(NAME, baseline(known()))
    aside = clearance("check", "small.yaml", "--no-baseline", *choosing(*BASIC)).code
    write(NAME, "{")

    assert aside == 1
    assert clearance("check", "small.yaml", "--no-baseline", *choosing(*BASIC)).code == 1


def test_file_has_a_line_for_each_finding_in_order(clearance: Call, write: Write, project: Path) -> None:
    """So that a diff says which violation came or went; the same campaigns give the same bytes."""
    write("b.yaml", BOTH)
    write("a/x.yaml", f"{UNTRUE}---\n{UNTRUE}")
    clearance("baseline", "write", *choosing(*BASIC))
    text = (project / NAME).read_text(encoding="utf-8")
    lines = [json.loads(line.rstrip(",")) for line in text.splitlines() if line.startswith("  {")]

    assert [(one["campaign"], one["document"], one["rule"]) for one in lines] == [
        ("a/x.yaml", 1, SENDER),
        ("a/x.yaml", 2, SENDER),
        ("b.yaml", 1, SENDER),
        ("b.yaml", 1, WAY_OUT),
    ]
    assert {one["since"] for one in lines} == {AS_OF}
    (project / NAME).unlink()
    clearance("baseline", "write", *choosing(*BASIC), "--jobs", "2")
    assert (project / NAME).read_text(encoding="utf-8") == text


def test_waived_violations_are_left_to_their_waivers(clearance: Call, write: Write, project: Path) -> None:
    """When the waiver ends, they fail."""
    write("small.yaml", BOTH)
    write("clearance.waivers.yaml", waivers(waiver()))
    out = clearance("baseline", "write", *choosing(*BASIC)).out

    assert listed(project) == [("small.yaml", WAY_OUT)]
    assert "1 violation left to waivers." in out


def test_waiver_counts_before_the_baseline(clearance: Call, write: Write) -> None:
    """It says who answers; the line of the baseline is not gone for that."""
    write("small.yaml", UNTRUE)
    write(NAME, baseline(known()))
    write("clearance.waivers.yaml", waivers(waiver()))
    document = only(clearance, "small.yaml")

    assert finding(document, SENDER)["suppressed"]["by"] == "waiver"
    assert document["notices"] == []


def test_baseline_is_not_written_over(clearance: Call, write: Write, project: Path) -> None:
    """What is new would become known unseen; it says so, and what to do."""
    write("small.yaml", BOTH)
    text = baseline(known())
    write(NAME, text)
    result = clearance("baseline", "write", *choosing(*BASIC))

    assert (result.code, result.raw) == (2, b"")
    assert result.err == (
        f"{NAME}: there is a baseline already, and what is new would become known unseen. "
        'Run "clearance baseline update" to take out what is gone, or add to it with --force.\n'
    )
    assert (project / NAME).read_text(encoding="utf-8") == text


def test_force_adds_keeps_and_takes_out(clearance: Call, write: Write, project: Path) -> None:
    """What was known keeps its day; lines about campaigns that were not looked at stay."""
    write("small.yaml", BOTH)
    write("other.yaml", UNTRUE)
    write(NAME, baseline(known(), known(campaign="other.yaml"), known(campaign="lost.yaml")))
    result = clearance("baseline", "write", "small.yaml", "--force", *choosing(*BASIC))
    lines = {(one["campaign"], one["rule"]): one["since"] for one in json.loads((project / NAME).read_text())["known"]}

    assert result.code == 0
    assert lines == {
        ("other.yaml", SENDER): "2026-11-01",
        ("small.yaml", SENDER): "2026-11-01",
        ("small.yaml", WAY_OUT): AS_OF,
    }


def test_force_replaces_a_damaged_baseline_and_says_so(clearance: Call, write: Write, project: Path) -> None:
    """Its days are lost."""
    write("small.yaml", UNTRUE)
    write(NAME, "{")
    out = clearance("baseline", "write", "--force", *choosing(*BASIC)).out

    assert "could not be read, and is written anew" in out
    assert listed(project) == [("small.yaml", SENDER)]


def test_nothing_violated_needs_no_baseline(clearance: Call, write: Write, project: Path) -> None:
    """And none is written."""
    write("small.yaml", as_yaml(sections()))
    result = clearance("baseline", "write", *choosing(*BASIC))

    assert result.code == 0
    assert result.out == "Nothing is violated that is not waived, so there is nothing to write.\n"
    assert not (project / NAME).exists()


def test_violation_that_is_gone_is_reported_until_it_is_taken_out(clearance: Call, write: Write, project: Path) -> None:
    """Otherwise it could come back unseen."""
    write("small.yaml", as_yaml(sections()))
    write(NAME, baseline(known()))
    before = only(clearance, "small.yaml")
    out = clearance("baseline", "update", *choosing(*BASIC)).out

    assert kinds(before) == ["baseline-gone"]
    assert before["notices"][0]["fingerprint"] == known()["fingerprint"]
    assert before["verdict"]["status"] == "clear"
    assert listed(project) == []
    assert out.splitlines() == [
        f"Took 1 violation out of {NAME}; 0 left.",
        "  gone: small.yaml: practice-law/true-sender, channel mail, since 2026-11-01",
        f"Nothing is known any more: delete {NAME}.",
    ]
    assert kinds(only(clearance, "small.yaml")) == []


def test_update_never_adds(clearance: Call, write: Write, project: Path) -> None:
    """It says how many violations are not known."""
    write("small.yaml", BOTH)
    text = baseline(known())
    write(NAME, text)
    out = clearance("baseline", "update", *choosing(*BASIC)).out

    assert (project / NAME).read_text(encoding="utf-8") == text
    assert "1 violation not in it; an update never adds any." in out


def test_update_without_a_baseline_is_an_error(clearance: Call, write: Write) -> None:
    """There is nothing to update or to show."""
    write("small.yaml", UNTRUE)
    for command in ("update", "show"):
        result = clearance("baseline", command)

        assert (result.code, result.err) == (
            2,
            f'{NAME}: there is no baseline. Run "clearance baseline write".\n',
        )


def test_partial_run_reports_only_what_it_looked_at(clearance: Call, write: Write, project: Path) -> None:
    """Campaigns that were not looked at may be violated still."""
    write("a.yaml", as_yaml(sections()))
    write("b.yaml", as_yaml(sections()))
    write(NAME, baseline(known(campaign="a.yaml"), known(campaign="b.yaml")))
    seen = [one["what"] for one in only(clearance, "a.yaml")["notices"]]
    clearance("baseline", "update", "a.yaml", *choosing(*BASIC))

    assert len(seen) == 1
    assert listed(project) == [("b.yaml", SENDER)]


def test_packs_left_out_keep_what_is_known(clearance: Call, write: Write, project: Path) -> None:
    """Their rules were not looked at."""
    write("small.yaml", as_yaml(sections()))
    write(NAME, baseline(known()))
    clearance("baseline", "update", *choosing("practice-ethics"))

    assert kinds(only(clearance, "small.yaml", packs=("practice-ethics",))) == []
    assert listed(project) == [("small.yaml", SENDER)]


def test_missing_fact_does_not_end_what_is_known(clearance: Call, write: Write, project: Path) -> None:
    """Silence puts nothing right."""
    write("small.yaml", campaign_with_channel(sender_true=None))
    write(NAME, baseline(known()))
    document = only(clearance, "small.yaml")
    clearance("baseline", "update", *choosing(*BASIC))

    assert kinds(document) == []
    assert document["verdict"]["status"] == "undecided"
    assert listed(project) == [("small.yaml", SENDER)]


def test_campaign_or_document_that_is_gone_takes_its_lines_along(clearance: Call, write: Write, project: Path) -> None:
    """All lines of one file are one notice."""
    write("small.yaml", UNTRUE)
    lost = (known(campaign="lost.yaml"), known(campaign="lost.yaml", rule=WAY_OUT), known(document=2))
    write(NAME, baseline(known(), *lost))
    document = only(clearance, "small.yaml")
    clearance("baseline", "update", *choosing(*BASIC))

    assert [one["what"] for one in document["notices"]] == [
        "this line and 1 more are about lost.yaml, which is no longer there",
        "small.yaml has no document 2 any more, which this line is about",
    ]
    assert listed(project) == [("small.yaml", SENDER)]


def test_line_is_for_one_finding(clearance: Call, write: Write) -> None:
    """The same violation of another document, file, rule or element is a new one."""
    write("small.yaml", f"{UNTRUE}---\n{UNTRUE}")
    write("copy.yaml", UNTRUE)
    write(NAME, baseline(known()))
    found = {
        (one["campaign"]["path"], one["campaign"]["document"]): one["verdict"]["status"]
        for one in documents(clearance, ".")
    }

    assert found == {("small.yaml", 1): "accepted", ("small.yaml", 2): "not clear", ("copy.yaml", 1): "not clear"}


def test_second_line_for_the_same_finding_is_gone(clearance: Call, write: Write) -> None:
    """Each line counts for one violation."""
    write("small.yaml", UNTRUE)
    write(NAME, baseline(known(), known()))

    assert kinds(only(clearance, "small.yaml")) == ["baseline-gone"]


def test_former_name_of_a_rule_is_recognised(clearance: Call, write: Write) -> None:
    """A rename makes no violation new."""
    write("small.yaml", campaign_with_channel(subject_true=False))
    write(NAME, baseline(known(rule="practice-judged/true-subject")))
    document = only(clearance, "small.yaml", packs=("practice-judged",))

    assert document["verdict"]["status"] == "accepted"
    assert document["notices"] == []


def test_duty_that_begins_to_bind_is_new_on_that_day(clearance: Call, write: Write, project: Path) -> None:
    """What was upcoming when the baseline was written must be looked at when it is law."""
    text = as_yaml(
        sections(
            campaign={**sections()["campaign"], "ends_on": "2027-02-10"},
            price={"total_shown": True, "reference_is_30_day_low": False},
        )
    )
    write("small.yaml", text)
    clearance("baseline", "write", *choosing("practice-dated"))
    (line,) = json.loads((project / NAME).read_text(encoding="utf-8"))["known"]
    days = ["2026-12-31", "2027-01-01"]
    found = [only(clearance, "small.yaml", packs=("practice-dated",), on=day) for day in days]

    assert line["begins"] == "2027-01-01"
    assert [one["verdict"]["status"] for one in found] == ["accepted", "not clear"]
    assert [kinds(one) for one in found] == [[], ["baseline-gone"]]


def test_baseline_holds_wherever_the_call_is_made(
    clearance: Call, write: Write, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And on another computer: no path in it leaves the project."""
    write("deep/small.yaml", UNTRUE)
    clearance("baseline", "write", *choosing(*BASIC))
    whole = clearance("check", project, *choosing(*BASIC)).code
    monkeypatch.chdir(project / "deep")
    deep = clearance("check", "small.yaml", *choosing(*BASIC)).code
    copy = shutil.copytree(project, project.parent / "copy")
    monkeypatch.chdir(project.parent)

    assert (whole, deep, clearance("check", copy, *choosing(*BASIC)).code) == (0, 0, 0)
    assert str(project.parent) not in (project / NAME).read_text(encoding="utf-8")


def test_campaigns_of_several_projects_have_no_common_baseline(clearance: Call, write: Write, project: Path) -> None:
    """It says which, and what to do."""
    for name in ("one", "two"):
        write(f"{name}/small.yaml", UNTRUE)
        write(f"{name}/clearance.toml", "")
    result = clearance("baseline", "write", "one", "two", *choosing(*BASIC))

    assert result.code == 2
    assert result.err.startswith("these campaigns belong to several projects: one, two. Name those of one project")


@pytest.mark.parametrize("form", ["codequality", "github"])
def test_annotations_are_quiet_about_what_was_accepted(clearance: Call, write: Write, form: str) -> None:
    """They are about what fails; a verdict among them says that there is more."""
    write("small.yaml", UNTRUE)
    write(NAME, baseline(known()))
    out = clearance("check", "small.yaml", *choosing(*BASIC), "-f", form).out

    assert "Name the true sender" not in out
    assert form == "codequality" or "Accepted, though not clear. One duty of law is violated and in the baseline" in out


@pytest.mark.parametrize("form", [form for form in FORMATS if form not in ("line", "codequality", "github")])
def test_every_format_tells_what_is_known_and_what_is_gone(clearance: Call, write: Write, form: str) -> None:
    """Known since when, in the baseline; and which line to take out."""
    write("small.yaml", UNTRUE)
    write(NAME, baseline(known(), known(rule=WAY_OUT)))
    said = " ".join(clearance("check", "small.yaml", *choosing(*BASIC), "-f", form).out.split())

    assert "known since 2026-11-01" in said.lower() or "known since 1 november 2026" in said.lower()
    assert "baseline" in said
    assert WAY_OUT in said
    assert "no longer violated" in said or form == "csv"  # a table of findings


def test_show_lists_what_is_known(clearance: Call, write: Write) -> None:
    """By campaign, all or those named, for people and machines."""
    write("small.yaml", UNTRUE)
    write("other.yaml", UNTRUE)
    write(NAME, baseline(known(), known(campaign="other.yaml", document=2)))

    assert clearance("baseline", "show").lines == [
        f"{NAME}: 2 violations known",
        "",
        "small.yaml",
        "  practice-law/true-sender, channel mail, since 2026-11-01",
        "",
        "other.yaml, document 2",
        "  practice-law/true-sender, channel mail, since 2026-11-01",
    ]
    shown = json.loads(clearance("baseline", "show", "small.yaml", "--json").out)
    assert [one["campaign"] for one in shown] == ["small.yaml"]


DAMAGED = (
    ("", "this is not JSON"),
    ("{", "this is not JSON"),
    ("[]", "this is not a baseline of Clearance"),
    ("{}", "this is not a baseline of Clearance"),
    (baseline(format="clearance-report"), "this is not a baseline of Clearance"),
    (baseline(version=2), "the baseline has another version than 1"),
    (baseline(version=True), "the baseline has another version than 1"),
    (baseline(score=1), 'a baseline has no "score"'),
    (baseline().replace('"known"', '"konwn"'), 'a baseline has no "konwn"'),
    (baseline(7), f"{NAME}:2:3: a line of the baseline is a mapping"),
    (baseline(known(), known(since=None)), f"{NAME}:3:3: this line of the baseline has no since"),
    (baseline(known(since="2026-02-30")), "has another since than Clearance writes"),
    (baseline(known(since="\u0662\u0660\u0662\u0666-01-01x")), "has another since"),
    (baseline(known(document=0)), "has another document"),
    (baseline(known(document=True)), "has another document"),
    (baseline(known(rule="../../etc")), "has another rule"),
    (baseline(known(campaign="a\u0000b")), "has another campaign"),
    (baseline(known(subject="\ud800")).encode("utf-8", "backslashreplace").decode(), "has another subject"),
    (baseline(known(subject="x" * 5000)), "has another subject"),
    (baseline({**known(), "fingerprint": "0" * 63}), "has another fingerprint"),
    (baseline({**known(), "reason": "x"}), 'a line of the baseline has no "reason"'),
    ('{"format": "clearance-baseline", "format": "clearance-baseline"}', '"format" is stated twice'),
    ('{"format": NaN}', "NaN is no number"),
    ("[" * 100_000, "nested too deep"),
    (f'{{"format": {"9" * 5000}}}', "this is not JSON"),
)


@pytest.mark.parametrize(("text", "message"), DAMAGED, ids=range(len(DAMAGED)))
def test_damaged_baseline_is_an_error(clearance: Call, write: Write, text: str, message: str) -> None:
    """It knows nothing; the message names the place, and how to get a good one."""
    write("small.yaml", UNTRUE)
    write(NAME, text)
    result = clearance("check", "small.yaml", *choosing(*BASIC))

    assert (result.code, result.raw) == (2, b"")
    assert message in result.err
    assert result.err.startswith(NAME)
    assert "clearance baseline write --force" in result.err
    assert "Traceback" not in result.err


def test_bytes_that_are_no_text_are_an_error(clearance: Call, write: Write, project: Path) -> None:
    """With the line they stand on."""
    write("small.yaml", UNTRUE)
    (project / NAME).write_bytes(b'{"format":\n"\xff"}')

    assert clearance("check", "small.yaml", *choosing(*BASIC)).err.startswith(f"{NAME}:2: these bytes are not UTF-8")


def test_baseline_that_others_laid_out_is_read(clearance: Call, write: Write) -> None:
    """A formatter may have gone over it."""
    write("small.yaml", UNTRUE)
    write(NAME, json.dumps(json.loads(baseline(known())), indent=4))
    found = finding(only(clearance, "small.yaml"), SENDER)

    assert found["suppressed"]["place"]["line"] == 5


def test_hostile_names_steer_no_terminal(clearance: Call, write: Write) -> None:
    """What a baseline calls a campaign or a subject is printed on one line, without control characters."""
    write("small.yaml", UNTRUE)
    write(NAME, baseline(known(campaign="a\u202e\u009b31m.yaml", subject="x\u2028y")))
    out = clearance("check", "small.yaml", *choosing(*BASIC)).out + clearance("baseline", "show").out

    assert not {"\u202e", "\u009b", "\u2028", "\x1b"} & set(out)


@pytest.mark.parametrize("form", ["terminal", "json"])
def test_jobs_say_the_same(clearance: Call, write: Write, form: str) -> None:
    """With known, new and gone violations in more files than fit one part."""
    texts = (as_yaml(sections()), UNTRUE, campaign_with(purpose_recorded=False))
    for number in range(40):
        write(f"{number % 3}/{number:02}.yaml", texts[number % 3])
    lines = [known(campaign=f"{number % 3}/{number:02}.yaml") for number in range(0, 40, 2)]
    write(NAME, baseline(*lines, known(campaign="lost.yaml")))
    alone = clearance("check", ".", *choosing(*BASIC), "-f", form)

    assert clearance("check", ".", *choosing(*BASIC), "-f", form, "--jobs", "2") == alone
    assert alone.code == 1


def test_written_baseline_knows_all_that_fails(clearance: Call, write: Write, project: Path) -> None:
    """After writing, a check of the same campaigns finds nothing new, and nothing gone."""
    for number, text in enumerate((BOTH, campaign_with(purpose_recorded=False), campaign_with(contacts_per_week=9))):
        write(f"{number}.yaml", text)
    packs = (*BASIC, "practice-dated", "practice-judged")
    result = clearance("baseline", "write", "--rules", RULES, "--as-of", AS_OF, *_chosen(packs))
    found = documents(clearance, ".", packs=packs)

    assert result.code == 0
    assert [one["rule"] for each in found for one in each["findings"] if _fails(one)] == []
    assert [kinds(one) for one in found] == [[], [], []]


def _chosen(packs: tuple[str, ...]) -> list[str]:
    return [word for pack in packs for word in ("--pack", pack)]


def _fails(one: dict[str, object]) -> bool:
    return one["status"] == "violated" and one["suppressed"] is None
