"""A new repository of campaigns, opened in an editor that knows the schema written there."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "cli")]

from calls import shell  # noqa: E402
from language_server import Editor, opened  # noqa: E402

SERVER = HERE / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"


def give_up(reason: str) -> NoReturn:
    """Skip on a developer's machine; fail where ``CI`` is set, so that nothing is left untested unnoticed."""
    remedy = "Install Node 20 or newer with npm, and run tests/editor/install-language-server.sh."
    if os.environ.get("CI"):
        pytest.fail(f"{reason} {remedy}", pytrace=False)
    pytest.skip(f"{reason} {remedy}")


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what ``clearance init`` writes."""
    folder = tmp_path_factory.mktemp("marketing")
    result = shell("init", str(folder), CLEARANCE_CACHE_DIR=str(tmp_path_factory.mktemp("cache")))
    assert (result.code, result.err) == (0, "")
    return folder


@pytest.fixture(scope="session")
def settings(repository: Path) -> dict[str, Any]:
    """Return the settings of the repository, and one that keeps the server from asking the network for schemas."""
    written: dict[str, Any] = json.loads((repository / ".vscode/settings.json").read_text(encoding="utf-8"))
    return {"yaml.schemaStore": {"enable": False}, "yaml.validate": True, **written}


@pytest.fixture(scope="session")
def editor(repository: Path, settings: dict[str, Any]) -> Iterator[Editor]:
    """Open the repository in an editor."""
    node = shutil.which("node")
    if node is None:
        give_up("There is no Node.")
    if not SERVER.is_file():
        give_up("The YAML language server is not installed.")
    with opened([node, str(SERVER), "--stdio"], repository, settings) as running:
        yield running
