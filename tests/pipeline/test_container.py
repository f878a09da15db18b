"""The container: what its file copies is there, and its steps work, in a folder that stands for its root."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from marketing import SYSTEM

REPOSITORY = Path(__file__).resolve().parents[2]
ONLY_INSIDE = ("apt-get ", "useradd ", "chown ", "rm -rf /var/lib/apt/", "git config --global ")
"""What changes the system it runs on, so that a test must leave it out."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """One line of the file, continued lines joined."""

    word: str
    rest: str


def instructions() -> list[Instruction]:
    """Return what the file says, in order."""
    text = (REPOSITORY / "Containerfile").read_text(encoding="utf-8")
    lines = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)).splitlines()
    pairs = (line.split(maxsplit=1) for line in lines if line.strip())
    return [Instruction(word, " ".join(rest.split())) for word, rest in pairs]


def rest_of(word: str) -> list[str]:
    """Return what follows a word, wherever it begins an instruction."""
    return [one.rest for one in instructions() if one.word == word]


def test_what_is_copied_is_there_and_is_all_that_a_build_needs() -> None:
    """The wheel is made of nothing else."""
    copied = {source for one in rest_of("COPY") for source in shlex.split(one)[:-1]}

    assert [source for source in sorted(copied) if not (REPOSITORY / source).exists()] == []
    assert copied == {"pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "engine", "rules", "reports"}


def test_it_runs_as_nobody_in_particular() -> None:
    """Whatever a campaign could make it do, it is not root that does it."""
    words = [one.word for one in instructions()]

    assert rest_of("USER") == ["clearance"]
    assert words.index("USER") < words.index("ENTRYPOINT")
    assert rest_of("FROM") == ["python:3.12-slim"]


@pytest.mark.slow
def test_its_steps_make_a_command_that_checks(tmp_path: Path, begun: Path) -> None:
    """Each step but those that set up the system, in a new environment; then the entry point on a repository."""
    root = tmp_path / "root"
    subprocess.run([sys.executable, "-m", "venv", str(root / "venv")], check=True, timeout=120)
    environment = {**_kept(), "PATH": os.pathsep.join((str(root / "venv" / "bin"), SYSTEM)), "HOME": str(root)}
    for one in instructions():
        if one.word == "COPY":
            _copy(one.rest, root)
        elif one.word == "ENV":
            name, _, value = one.rest.partition("=")
            environment[name] = f"{root}{value}"
        elif one.word == "RUN":
            _run(one.rest, root, environment)
    assert not (root / "src").exists()
    assert any((root / "var/cache/clearance").iterdir())

    shutil.copytree(begun, root / "campaigns", dirs_exist_ok=True)
    command = [*json.loads(*rest_of("ENTRYPOINT")), "check", "--as-of", "2026-11-30"]
    run = subprocess.run(
        command, cwd=root / rest_of("WORKDIR")[0].lstrip("/"), env=environment, capture_output=True, text=True,
        check=False, timeout=120,
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.splitlines()[0] == "Small"


def _kept() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("PIP_")}


def _copy(rest: str, root: Path) -> None:
    *sources, target = shlex.split(rest)
    for source in sources:
        there = root / target.lstrip("/")
        if (REPOSITORY / source).is_dir():
            shutil.copytree(REPOSITORY / source, there, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            there.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / source, there)


def _run(rest: str, root: Path, environment: dict[str, str]) -> None:
    for command in rest.split(" && "):
        if command.startswith(ONLY_INSIDE):
            continue
        there = re.sub(r"(?<=\s)/(?=src|campaigns|var)", f"{root}/", command)
        run = subprocess.run(
            ["sh", "-c", there], cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=600
        )
        assert run.returncode == 0, run.stderr
