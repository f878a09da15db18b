"""The repository as a whole: its files, and the wheel made of them once."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from checkout import REPOSITORY, files_below


@pytest.fixture(scope="session")
def repository() -> Path:
    """Return the root of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def files() -> list[Path]:
    """Return every file of the checkout."""
    return list(files_below(REPOSITORY))


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel of this checkout. The build needs hatchling, or else an index to fetch it from."""
    folder = tmp_path_factory.mktemp("wheel")
    alone = ["--no-build-isolation", "--no-index"] if importlib.util.find_spec("hatchling") else []
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--quiet", *alone, "--wheel-dir", folder, REPOSITORY]
    run = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, timeout=300)
    assert run.returncode == 0, run.stderr
    (found,) = folder.glob("clearance-*.whl")
    return found
