"""The hooks for pre-commit: which files they take, and a real commit with the hook installed from a clone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from marketing import CLEAR, SILENT, UNTRUE, Marketing

HOOKS = {
    one["id"]: one
    for one in yaml.safe_load(
        (Path(__file__).resolve().parents[2] / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    )
}


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("campaigns/spring.yaml", True),
        ("marketing/campaigns/2027/spring.yml", True),
        ("campaigns/clearance.reviews.yaml", False),
        ("campaigns/clearance.waivers.yaml", False),
        ("campaigns/readme.md", False),
        ("company.yaml", False),
        (".github/workflows/clearance.yml", False),
        ("old-campaigns.yaml", False),
    ],
)
def test_hook_takes_campaigns_only(name: str, taken: bool) -> None:
    """A file that is named must hold a campaign, so no others may be named."""
    hook = HOOKS["clearance"]

    assert bool(re.search(hook["files"], name) and not re.search(hook["exclude"], name)) is taken


@pytest.mark.parametrize("name", ["company.yaml", "campaigns/spring.yaml", "our-rules/quiet.yaml", "clearance.toml"])
def test_hook_for_all_runs_when_anything_changes_that_counts(name: str) -> None:
    """The company profile and one's own rules decide too."""
    assert re.search(HOOKS["clearance-all"]["files"], name)
    assert HOOKS["clearance-all"]["pass_filenames"] is False


def test_new_repository_uses_a_hook_that_is_there(begun: Path) -> None:
    """What ``clearance init`` writes."""
    (repo,) = yaml.safe_load((begun / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]

    assert {hook["id"] for hook in repo["hooks"]} <= set(HOOKS)


@pytest.mark.slow
def test_commit_is_held_by_a_violation_and_not_by_a_question(
    marketing: Marketing, clone: Callable[[], Path], tmp_path: Path
) -> None:
    """Pre-commit installs the hook from a clone of this repository, and git runs it."""
    source = clone()
    ref = Marketing(source).git("rev-parse", "HEAD")
    config = (marketing.folder / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    config = re.sub(r"repo: \S+", f"repo: {source}", re.sub(r"rev: \S+", f"rev: {ref}", config))
    marketing.write(".pre-commit-config.yaml", config)
    marketing.commit("With the hook of this checkout")
    environment = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "pre-commit"), "CLEARANCE_CACHE_DIR": ""}
    _run(marketing, environment, sys.executable, "-m", "pre_commit", "install", "--install-hooks")

    def commit(name: str, text: str) -> subprocess.CompletedProcess[str]:
        marketing.write(name, text)
        marketing.git("add", "--all")
        who = ("-c", "user.name=Marta Ruiz", "-c", "user.email=marta@example.com")
        return _run(marketing, environment, "git", *who, "commit", "--message", name, check=False)

    violated = commit("campaigns/sale.yaml", UNTRUE)
    assert violated.returncode == 1
    assert "Name the true sender" in violated.stdout + violated.stderr
    assert commit("campaigns/sale.yaml", CLEAR).returncode == 0
    assert commit("campaigns/open.yaml", SILENT).returncode == 0
    skipped = commit("notes.md", "Words\n")
    assert "(no files to check)Skipped" in skipped.stdout + skipped.stderr


def _run(marketing: Marketing, environment: dict[str, str], *words: str, check: bool = True) -> Any:
    run = subprocess.run(
        words, cwd=marketing.folder, env=environment, capture_output=True, text=True, check=False, timeout=600
    )
    assert run.returncode == 0 or not check, run.stdout + run.stderr
    return run
