"""The job for GitLab: its very scripts, run as a runner would."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from marketing import BROKEN, CLEAR, SYSTEM, UNTRUE, Marketing

TEMPLATE = Path(__file__).resolve().parents[2] / "templates" / "clearance.gitlab-ci.yml"
SHELLS = {"bash": ("bash", "-e", "-o", "pipefail"), "dash": ("dash", "-e")}
"""The runner takes bash where an image has it, and sh elsewhere."""
AS_OF = "--as-of 2026-11-24"


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    """Return the template."""
    return dict(yaml.safe_load(TEMPLATE.read_text(encoding="utf-8")))


def variables(template: dict[str, Any], folder: Path) -> dict[str, str]:
    """Return the variables of the job, those it names filled in."""
    found = {name: one["value"] for name, one in template["variables"].items()} | template["clearance"]["variables"]
    return {name: value.replace("$CI_PROJECT_DIR", str(folder)) for name, value in found.items()}


@pytest.fixture
def run(
    marketing: Marketing, template: dict[str, Any], programs: str
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a way to run a part of the job with further variables."""

    def run_part(part: str = "script", shell: str = "bash", path: str = programs, **further: str) -> Any:
        environment = {
            "PATH": path,
            "HOME": os.environ["HOME"],
            "CI": "true",
            "CI_PROJECT_DIR": str(marketing.folder),
            **{name: value for name, value in os.environ.items() if name.startswith("PIP_")},
            **variables(template, marketing.folder),
            **further,
        }
        return subprocess.run(
            SHELLS[shell], input="\n".join(template["clearance"][part]), cwd=marketing.folder, env=environment,
            capture_output=True, text=True, encoding="utf-8", check=False, timeout=600,
        )  # fmt: skip

    return run_part


def checked(folder: Path) -> list[str]:
    """Return the campaigns that were checked."""
    report = json.loads((folder / "clearance-reports" / "clearance.json").read_text(encoding="utf-8"))
    return [one["campaign"]["file"] for one in report["assessments"]]


@pytest.mark.parametrize("shell", SHELLS)
def test_violation_fails_the_job_and_is_in_every_report(
    marketing: Marketing, template: dict[str, Any], run: Any, shell: str
) -> None:
    """Those that GitLab shows in the merge request are where the job says they are."""
    marketing.write("campaigns/sale.yaml", UNTRUE)
    done = run(shell=shell, CLEARANCE_ARGS=AS_OF)
    reports = template["clearance"]["artifacts"]["reports"]
    quality = json.loads((marketing.folder / reports["codequality"]).read_text(encoding="utf-8"))
    tests = ET.parse(marketing.folder / reports["junit"]).getroot()

    assert done.returncode == 1, done.stderr
    assert [(one["location"]["path"], one["location"]["lines"]["begin"]) for one in quality] == [
        ("campaigns/sale.yaml", 4)
    ]
    assert [case.get("name") for case in tests.iter("testcase") if case.find("failure") is not None]
    assert checked(marketing.folder) == ["campaigns/newsletter.yaml", "campaigns/sale.yaml"]
    assert {path.name for path in (marketing.folder / "clearance-reports").iterdir()} == {
        "html", "clearance.json", "clearance.sarif", "junit.xml", "codequality.json", "comment.md",
    }  # fmt: skip


def test_merge_request_checks_what_it_changes(marketing: Marketing, run: Any) -> None:
    """Against the commit that GitLab names."""
    marketing.write("campaigns/old.yaml", UNTRUE)
    base = marketing.commit("Before")
    marketing.write("campaigns/new.yaml", CLEAR)
    marketing.commit("A new one")
    done = run(CI_MERGE_REQUEST_DIFF_BASE_SHA=base, CLEARANCE_ARGS=AS_OF)

    assert done.returncode == 0, done.stderr
    assert checked(marketing.folder) == ["campaigns/new.yaml"]


@pytest.mark.parametrize(
    ("further", "code"),
    [
        ({"CLEARANCE_PATHS": "campaigns/newsletter.yaml"}, 0),
        ({"CLEARANCE_PATHS": "campaigns/new*.yaml campaigns/sale.yaml"}, 1),
        ({"CLEARANCE_ARGS": "--pack practice-ethics --allow-undecided"}, 0),
        ({"CLEARANCE_PATHS": "nowhere"}, 2),
        ({"CLEARANCE_PATHS": "$(touch owned) ; touch owned"}, 2),
        ({"CLEARANCE_ARGS": "`touch owned`"}, 2),
        ({"CI_MERGE_REQUEST_DIFF_BASE_SHA": "$(touch owned)"}, 2),
    ],
)
@pytest.mark.slow
@pytest.mark.parametrize("shell", SHELLS)
def test_variables_take_effect_and_are_not_run(
    marketing: Marketing, run: Any, shell: str, further: dict[str, str], code: int
) -> None:
    """Each word is a path or an option, and nothing else."""
    marketing.write("campaigns/sale.yaml", UNTRUE)
    done = run(shell=shell, **{"CLEARANCE_ARGS": AS_OF, **further})

    assert done.returncode == code, done.stderr
    assert not (marketing.folder / "owned").exists()


def test_mistake_in_a_file_fails_with_its_place(marketing: Marketing, run: Any) -> None:
    """In the log of the job."""
    marketing.write("campaigns/wrong.yaml", BROKEN)
    done = run()

    assert done.returncode == 2
    assert 'campaigns/wrong.yaml:4:1: there is no section "chanels"' in done.stderr


def test_job_says_what_it_cannot_know(run: Any) -> None:
    """Where Clearance comes from."""
    done = run("before_script")

    assert done.returncode == 2
    assert done.stderr.startswith("CLEARANCE_SOURCE: the variable is missing. ")


def test_what_is_kept_for_the_next_job_lies_in_the_project(template: dict[str, Any], marketing: Marketing) -> None:
    """GitLab keeps nothing else; and git does not see it."""
    job = template["clearance"]
    folders = {job["variables"][name] for name in ("CLEARANCE_CACHE_DIR", "PIP_CACHE_DIR")}

    assert all(folder.startswith("$CI_PROJECT_DIR/.clearance-cache/") for folder in folders)
    assert job["cache"]["paths"] == [".clearance-cache/"]
    marketing.write(".clearance-cache/rules/x", "")
    assert marketing.git("status", "--short") == ""


def test_new_repository_sets_the_variable_the_job_needs() -> None:
    """``clearance init --ci gitlab`` and the template speak of the same variables."""
    text = (TEMPLATE.parents[1] / "reports" / "project" / "gitlab.yml").read_text(encoding="utf-8")
    named = set(re.findall(r"CLEARANCE_\w+", text))

    assert "CLEARANCE_SOURCE" in named
    assert named <= set(re.findall(r"CLEARANCE_\w+", TEMPLATE.read_text(encoding="utf-8")))


@pytest.mark.slow
def test_job_installs_from_a_repository_and_checks(
    run: Any, clone: Callable[[], Path], tmp_path: Path, marketing: Marketing
) -> None:
    """With pip and git, as in the image; and nothing of the campaigns' repository runs."""
    for name in ("pip", "clearance", "html", "sitecustomize"):
        marketing.write(f"{name}.py", "open('owned', 'w')\n")
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True, timeout=120)
    path = os.pathsep.join((str(tmp_path / "venv" / "bin"), SYSTEM))
    source = f"git+{clone().as_uri()}"
    before = run("before_script", path=path, CLEARANCE_SOURCE=source)
    done = run(path=path, CLEARANCE_ARGS=AS_OF)

    assert before.returncode == 0, before.stderr
    assert done.returncode == 0, done.stderr
    assert checked(marketing.folder) == ["campaigns/newsletter.yaml"]
    assert not (marketing.folder / "owned").exists()
