"""A repository of campaigns under git, and the programs that a pipeline has at hand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "cli"), str(HERE.parent / "practice")]

from calls import SOURCES, shell  # noqa: E402
from marketing import CLEAR, SYSTEM, Marketing  # noqa: E402

REPOSITORY = HERE.parents[1]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a cache folder for all calls, so that the rules are read once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def programs(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a search path on which ``clearance`` is the one of this checkout."""
    folder = tmp_path_factory.mktemp("programs")
    command = folder / "clearance"
    command.write_text(f'#!/bin/sh\nPYTHONPATH={SOURCES} exec {sys.executable} -m clearance "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return os.pathsep.join((str(folder), SYSTEM))


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Path:
    """Return what ``clearance init`` writes, committed, with the practice packs as rules of its own.

    Its team has begun: open questions fail.
    """
    folder = tmp_path_factory.mktemp("begun") / "marketing"
    result = shell("init", str(folder), "--from", "https://github.com/acme/clearance", CLEARANCE_CACHE_DIR=str(cache))
    assert (result.code, result.err) == (0, "")
    shutil.copytree(
        HERE.parent / "practice", folder / "our-rules", ignore=shutil.ignore_patterns("*.py", "__pycache__")
    )
    settings = folder / "clearance.toml"
    words = 'rules = ["our-rules"]\npacks = ["practice-law", "practice-ethics"]\n'
    written = settings.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in written if not line.startswith("allow-undecided = true")]
    assert len(kept) == len(written) - 1
    settings.write_text("".join(kept) + words, encoding="utf-8")
    (folder / "campaigns" / "first-campaign.yaml").unlink()
    (folder / "campaigns" / "newsletter.yaml").write_text(CLEAR, encoding="utf-8")
    Marketing(folder).git("init", "--quiet", "--initial-branch", "main")
    Marketing(folder).commit("Begin")
    return folder


@pytest.fixture
def marketing(begun: Path, tmp_path: Path) -> Marketing:
    """Return a clone of the repository, in which a test can do what it likes; its origin is a bare copy."""
    origin = tmp_path / "origin.git"
    for words in (("--bare", begun, origin), (origin, tmp_path / "marketing")):
        subprocess.run(["git", "clone", "--quiet", *map(str, words)], check=True, timeout=60)
    return Marketing(tmp_path / "marketing")


@pytest.fixture(scope="session")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Return a way to clone this repository as it is committed; without git there is nothing to clone."""
    if not (REPOSITORY / ".git").exists():
        pytest.skip("This is no checkout of git.")

    def make() -> Path:
        folder = tmp_path_factory.mktemp("clone") / "clearance"
        subprocess.run(["git", "clone", "--quiet", str(REPOSITORY), str(folder)], check=True, timeout=120)
        return folder

    return make
