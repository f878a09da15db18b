"""The GitHub action: its very steps, run in checkouts of a real repository."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from marketing import BROKEN, CLEAR, SILENT, UNTRUE, Marketing
from runner import Job

Checkout = Callable[..., Job]
FIRST = {"install": "false", "as_of": "2026-11-24"}
CHECK = "Check campaigns"


@pytest.fixture
def job(marketing: Marketing, tmp_path: Path, programs: str) -> Callable[..., Job]:
    """Return a way to begin a job on the repository as it is checked out; ``base`` makes it one of a pull request."""

    def begin(base: str = "", **environment: str) -> Job:
        event: dict[str, Any] = {"pull_request": {"base": {"sha": base}, "number": 7}} if base else {}
        temp = tmp_path / "temp"
        temp.mkdir(exist_ok=True)
        return Job(marketing.folder, temp, programs, event=event, environment=environment)

    return begin


def annotations(job: Job) -> list[str]:
    """Return what is shown beside lines, each as its kind, file and line."""
    found = []
    for line in job.log.splitlines():
        kind, _, rest = line.removeprefix("::").partition(" ")
        if line.startswith(("::error ", "::warning ", "::notice ")):
            properties = dict(one.partition("=")[::2] for one in rest.partition("::")[0].split(","))
            found.append(f"{kind} {properties['file']}:{properties['line']}")
    return found


def checked(job: Job) -> list[str]:
    """Return the campaigns that were checked."""
    report = json.loads((Path(job.outputs["reports"]) / "clearance.json").read_text(encoding="utf-8"))
    return [one["campaign"]["file"] for one in report["assessments"]]


def test_violation_fails_the_job_and_stands_beside_its_line(marketing: Marketing, job: Checkout) -> None:
    """With the checklist in the summary, and every report written."""
    base = marketing.git("rev-parse", "HEAD")
    marketing.write("campaigns/sale.yaml", UNTRUE)
    marketing.commit("A sale")
    done = job(base).run(**FIRST)
    reports = Path(done.outputs["reports"])

    assert (done.code, done.outputs["exit-code"]) == (1, "1")
    assert annotations(done)[0] == "error campaigns/sale.yaml:4"
    assert "Name the true sender" in done.summary
    assert sorted(path.name for path in (reports / "html").iterdir()) == ["sale.html"]
    assert json.loads(Path(done.outputs["sarif"]).read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert Path(done.outputs["comment-file"]).read_text(encoding="utf-8") == done.summary


def test_pull_request_checks_what_it_changes(marketing: Marketing, job: Checkout) -> None:
    """A campaign that was there before, however wrong, is not its affair."""
    marketing.write("campaigns/old.yaml", UNTRUE)
    base = marketing.commit("Before")
    marketing.write("campaigns/new.yaml", CLEAR)
    marketing.commit("A new one")
    done = job(base).run(**FIRST)

    assert checked(done) == ["campaigns/new.yaml"]
    assert done.code == 0


def test_push_checks_everything(marketing: Marketing, job: Checkout) -> None:
    """What was there before too."""
    marketing.write("campaigns/old.yaml", UNTRUE)
    marketing.commit("Before")
    done = job().run(**FIRST)

    assert checked(done) == ["campaigns/newsletter.yaml", "campaigns/old.yaml"]
    assert done.code == 1


def test_pull_request_that_changes_no_campaign_passes(marketing: Marketing, job: Checkout) -> None:
    """A README is no campaign."""
    base = marketing.git("rev-parse", "HEAD")
    marketing.write("README.md", "Ours\n")
    marketing.commit("Words")
    done = job(base).run(**FIRST)

    assert done.code == 0
    assert checked(done) == []
    assert "No campaign has changed, so none was checked." in done.summary


def test_changed_profile_checks_those_that_include_it(marketing: Marketing, job: Checkout) -> None:
    """Though their own files are as they were."""
    marketing.write("campaigns/member.yaml", f"includes: [../company.yaml]\n{CLEAR}")
    base = marketing.commit("Before")
    company = marketing.folder / "company.yaml"
    company.write_text(company.read_text(encoding="utf-8") + "  type: charity\n", encoding="utf-8")
    marketing.commit("The company")
    done = job(base).run(**FIRST)

    assert checked(done) == ["campaigns/member.yaml"]


def test_base_that_is_not_in_the_checkout_is_fetched(marketing: Marketing, job: Checkout, tmp_path: Path) -> None:
    """As in a checkout without history."""
    base = marketing.git("rev-parse", "HEAD")
    marketing.write("campaigns/new.yaml", CLEAR)
    marketing.commit("A new one")
    marketing.git("push", "--quiet", "origin", "HEAD:refs/heads/proposal")
    origin = (tmp_path / "origin.git").as_uri()
    shallow = tmp_path / "shallow"
    marketing.git("clone", "--quiet", "--depth", "1", "--branch", "proposal", origin, str(shallow))
    begun = job(base)
    begun.workspace = shallow
    done = begun.run(**FIRST)

    assert checked(done) == ["campaigns/new.yaml"]
    assert done.code == 0


def test_base_that_cannot_be_had_means_all_campaigns(marketing: Marketing, job: Checkout) -> None:
    """With a warning: to check too much is the safe side."""
    done = job("0123456789" * 4).run(**FIRST)

    assert "::warning::The base of the pull request is not in the checkout, so all campaigns are checked." in done.log
    assert checked(done) == ["campaigns/newsletter.yaml"]
    assert done.code == 0


def test_what_is_undecided_fails_unless_it_is_allowed(marketing: Marketing, job: Checkout) -> None:
    """With the code of the command line."""
    marketing.write("campaigns/newsletter.yaml", SILENT)

    assert job().run(**FIRST).code == 4
    assert job().run(**FIRST, allow_undecided="true").code == 0


def test_settings_of_a_new_repository_let_open_questions_pass(marketing: Marketing, job: Checkout) -> None:
    """So that what was set up is green until something is violated."""
    marketing.write("campaigns/newsletter.yaml", SILENT)
    settings = (marketing.folder / "clearance.toml").read_text(encoding="utf-8")
    marketing.write("clearance.toml", f"allow-undecided = true\n{settings}")
    assert job().run(**FIRST).code == 0

    marketing.write("campaigns/sale.yaml", UNTRUE)
    assert job().run(**FIRST).code == 1


def test_mistake_in_a_file_is_shown_at_its_line(marketing: Marketing, job: Checkout) -> None:
    """Nothing was decided, and the job says why."""
    marketing.write("campaigns/wrong.yaml", BROKEN)
    done = job().run(**FIRST)

    assert (done.code, done.outputs["exit-code"]) == (2, "2")
    assert annotations(done) == ["error campaigns/wrong.yaml:4"]
    assert 'there is no section "chanels"' in done.log
    assert done.summary.splitlines()[3:] == [
        "**Nothing was decided.** Correct what stands here, and check again:",
        "",
        *(f"    {line}" for line in done.log.splitlines() if line.startswith("campaigns/wrong.yaml:")),
    ]


def test_many_mistakes_fit_into_a_summary(marketing: Marketing, job: Checkout) -> None:
    """The rest stands in the log."""
    marketing.write("campaigns/wrong.yaml", CLEAR + "".join(f"chanels{number}: []\n" for number in range(900)))
    done = job().run(**FIRST)

    assert (done.code, done.outputs["exit-code"]) == (2, "2")
    assert len(annotations(done)) == 900
    assert len(done.summary) < 60_000


def test_nothing_to_check_is_no_pass(marketing: Marketing, job: Checkout) -> None:
    """A path that was mistyped would otherwise be green for ever."""
    (marketing.folder / "empty").mkdir()

    assert job().run(**FIRST, paths="empty").code == 3
    assert job().run(**FIRST, paths="nowhere").code == 2


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({"fail_on": "medium"}, 1),
        ({"packs": "practice-ethics\n"}, 4),
        ({"packs": "practice-ethics\n  practice-law\n"}, 1),
        ({"rules": "our-rules"}, 1),
        ({"paths": "campaigns/newsletter.yaml\n"}, 0),
        ({"paths": "campaigns/new*.yaml\n\ncampaigns/sale.yaml"}, 1),
        ({"args": "--pack\npractice-ethics"}, 4),
        ({"packs": "practice-ethics", "fail_on_ethics": "low", "allow_undecided": "true"}, 0),
        ({"changed_since": "HEAD"}, 0),
        ({"changed_since": ""}, 1),
    ],
)
def test_inputs_take_effect(marketing: Marketing, job: Checkout, inputs: dict[str, str], code: int) -> None:
    """Lists have one entry a line."""
    marketing.write("campaigns/sale.yaml", UNTRUE)
    marketing.commit("A sale")

    assert job().run(**{**FIRST, **inputs}).code == code


HOSTILE = (
    "$(touch owned)", "`touch owned`", "; touch owned", "&& touch owned", "| touch owned", '"; touch owned; "',
    "'; touch owned; '", "--output=html=owned", "x > owned", "${IFS}touch${IFS}owned", "$'\\x24(touch owned)'",
)  # fmt: skip


OTHERS = ("packs", "rules", "fail_on", "fail_on_ethics", "as_of", "changed_since", "args")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "text"), [*(("paths", text) for text in HOSTILE), *((name, HOSTILE[0]) for name in OTHERS)]
)
def test_no_input_is_run(marketing: Marketing, job: Checkout, name: str, text: str) -> None:
    """Each is taken for what it is: a path, a pack, a level, a date that does not exist."""
    done = job().run(**{**FIRST, name: text})

    assert done.code in (2, 5), done.log
    assert list(marketing.folder.glob("*owned*")) + list(done.temp.glob("*owned*")) == []


def test_file_name_cannot_speak_for_us(marketing: Marketing, job: Checkout) -> None:
    """What a file is called, or says, is no command to the runner."""
    marketing.write("campaigns/::error::a, b%.yaml", BROKEN)
    done = job().run(**FIRST)
    inside = done.log.split("::stop-commands::")[1]
    stop = inside.splitlines()[0]

    assert done.code == 2
    assert f"\n::{stop}::\n" in inside


class Hub:
    """Stands for ``gh``, and keeps what it was called with."""

    def __init__(self, folder: Path, programs: str) -> None:
        self.folder = folder
        folder.mkdir()
        self.path = os.pathsep.join((str(folder), programs))

    def answers(self, found: str, code: int = 0) -> None:
        """Answer the search for a comment with its number."""
        note = f'echo "$GH_TOKEN $*" >>{self.folder}/calls'
        script = ("#!/bin/sh", note, f'[ "$2" = --paginate ] && echo "{found}"', f"exit {code}", "")
        (self.folder / "gh").write_text("\n".join(script), encoding="utf-8")
        (self.folder / "gh").chmod(0o755)

    @property
    def calls(self) -> list[str]:
        """Return the calls so far."""
        file = self.folder / "calls"
        return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


@pytest.fixture
def hub(tmp_path: Path, programs: str) -> Hub:
    """Return a stand-in for the command line of GitHub."""
    return Hub(tmp_path / "hub", programs)


@pytest.mark.parametrize(
    ("found", "call"),
    [
        ("", "--method POST repos/acme/campaigns/issues/7/comments"),
        ("81", "--method PATCH repos/acme/campaigns/issues/comments/81"),
    ],
)
def test_comment_is_written_once_and_then_renewed(
    marketing: Marketing, job: Checkout, hub: Hub, found: str, call: str
) -> None:
    """With the body that stands in the file, and the token of the job."""
    hub.answers(found)
    begun = job(marketing.git("rev-parse", "HEAD"))
    begun.path = hub.path
    marketing.write("campaigns/sale.yaml", UNTRUE)
    done = begun.run(**FIRST, comment="true")

    assert done.code == 1
    assert hub.calls[-1] == f"a-token api --silent {call} --field body=@{done.outputs['comment-file']}"


@pytest.mark.parametrize(("found", "calls"), [("", 1), ("81", 2)])
def test_comment_of_before_does_not_stay_when_nothing_is_changed_any_more(
    marketing: Marketing, job: Checkout, hub: Hub, found: str, calls: int
) -> None:
    """It is renewed; where there was none, none is written."""
    hub.answers(found)
    begun = job(marketing.git("rev-parse", "HEAD"))
    begun.path = hub.path
    done = begun.run(**FIRST, comment="true")

    assert (done.code, len(hub.calls)) == (0, calls)


def test_only_our_own_comment_is_renewed(marketing: Marketing, job: Checkout, hub: Hub) -> None:
    """Somebody else may begin a comment with our mark."""
    hub.answers("")
    begun = job(marketing.commit("Nothing"))
    begun.path = hub.path
    marketing.write("campaigns/sale.yaml", UNTRUE)
    done = begun.run(**FIRST, comment="true")

    assert 'select(.user.login == "github-actions[bot]" and (.body | startswith("<!-- clearance")))' in hub.calls[0]
    assert Path(done.outputs["comment-file"]).read_text(encoding="utf-8").startswith("<!-- clearance")


def test_comment_that_may_not_be_written_is_a_warning(marketing: Marketing, job: Checkout, hub: Hub) -> None:
    """As on a pull request from a fork; the verdict stays."""
    hub.answers("", code=1)
    begun = job(marketing.commit("Nothing"))
    begun.path = hub.path
    marketing.write("campaigns/sale.yaml", CLEAR)
    done = begun.run(**FIRST, comment="true")

    assert done.code == 0
    assert "::warning::The comment could not be written." in done.log


def test_without_a_pull_request_nobody_is_commented_on(marketing: Marketing, job: Checkout) -> None:
    """And without the wish."""
    base = marketing.git("rev-parse", "HEAD")

    assert "Comment on the pull request" not in job().run(**FIRST, comment="true").ran
    assert "Comment on the pull request" not in job(base).run(**FIRST).ran


def test_other_actions_get_what_they_need(marketing: Marketing, job: Checkout) -> None:
    """A Python that leaves the one of the job alone, a cache for the next run, the findings for code scanning."""
    begun = job()
    done = begun.run(**FIRST, upload_sarif="true")
    temp = done.temp / "clearance"

    assert done.used["actions/cache"]["path"] == str(temp / "cache")
    assert any((temp / "cache").iterdir())
    assert done.used["github/codeql-action/upload-sarif"] == {
        "sarif_file": str(temp / "reports" / "clearance.sarif"), "category": "clearance",
    }  # fmt: skip
    assert "actions/setup-python" not in done.used


@pytest.mark.slow
def test_action_installs_itself(marketing: Marketing, tmp_path: Path, programs: str) -> None:
    """From its own checkout, with the Python it asked for, beside that of the job; nothing of the repository runs."""
    for name in ("pip", "venv", "clearance", "html", "json", "sitecustomize"):
        marketing.write(f"{name}.py", "open('owned', 'w')\n")
    temp = tmp_path / "temp"
    temp.mkdir()
    done = Job(marketing.folder, temp, programs.partition(os.pathsep)[2], python=sys.executable).run(as_of="2026-11-24")

    assert (done.code, done.outputs["exit-code"]) == (0, "0"), done.log
    assert done.used["actions/setup-python"] == {"python-version": "3.12", "update-environment": "false"}
    assert checked(done) == ["campaigns/newsletter.yaml"]
    assert not (marketing.folder / "owned").exists()
