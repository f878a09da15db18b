"""What the README and the contributing guide tell people to type works, and prints what they say."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
from checkout import REPOSITORY

from clearance.app.settings import load_settings

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "docs/pipeline.md")
_BLOCK = re.compile(r"^(?P<indent> *)```(?P<kind>\w*)\n(?P<text>.*?)^ *```$", re.MULTILINE | re.DOTALL)
_LEFT_OUT = ("...", "…")
_WHO_DECIDED = re.compile(r"decided by |in agreement\.$")
"""Another with every Python; a page says so in its last lines."""
_VARIABLE = re.compile(r"rulebook [0-9a-f]{12}|Clearance \d[\w.]*|durable-rules [\d.]+")


@dataclass(frozen=True, slots=True)
class Block:
    """One block of code of a document, and the block that follows it."""

    document: str
    line: int
    kind: str
    text: str
    next_text: str
    """The text block that follows at once; empty where none does."""


def _blocks(document: str) -> list[Block]:
    text = (REPOSITORY / document).read_text(encoding="utf-8")
    found = list(_BLOCK.finditer(text))
    followers = [*found[1:], None]
    return [
        Block(document, text.count("\n", 0, one.start()) + 1, one["kind"], _unindented(one), _output(text, one, after))
        for one, after in zip(found, followers, strict=True)
    ]


def _unindented(match: re.Match[str]) -> str:
    return "".join(line.removeprefix(match["indent"]) for line in match["text"].splitlines(keepends=True))


def _output(text: str, block: re.Match[str], after: re.Match[str] | None) -> str:
    follows = after is not None and after["kind"] == "text" and not text[block.end() : after.start()].strip()
    return after["text"] if after is not None and follows else ""


BLOCKS = [block for document in DOCUMENTS for block in _blocks(document)]
COMMANDS = [
    pytest.param(line, block, id=f"{block.document}:{block.line}: {line}")
    for block in BLOCKS
    if block.kind == "sh"
    for line in block.text.splitlines()
    if line.strip() and not line.startswith(("make ", "pip ", "git ", "docker ", "#"))
]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what a reader has at hand: the examples, and the command on the path."""
    home = tmp_path_factory.mktemp("reader")
    shutil.copytree(REPOSITORY / "examples", home / "examples")
    (home / ".git").mkdir()
    command = home / "bin" / "clearance"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nPYTHONPATH={REPOSITORY}/engine exec {sys.executable} -m clearance "$@"\n')
    command.chmod(0o755)
    return home


def _run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{folder / 'bin'}:/usr/bin:/bin"
    environment = {"PATH": path, "HOME": str(folder), "CLEARANCE_CACHE_DIR": str(folder / "cache")}
    return subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


@pytest.mark.parametrize(("line", "block"), COMMANDS)
def test_command_runs_and_prints_what_stands_below_it(line: str, block: Block, folder: Path) -> None:
    """A check may find what it finds; everything else succeeds. What is shown comes out, in that order."""
    run = _run(line, folder)

    assert run.returncode in ((0, 1, 4) if " check " in line else (0,)), run.stderr
    assert "Traceback" not in run.stderr
    printed = iter(_VARIABLE.sub("", text) for text in run.stdout.splitlines())
    for shown in block.next_text.splitlines():
        if shown.strip() not in _LEFT_OUT and not _WHO_DECIDED.search(shown):
            assert _VARIABLE.sub("", shown) in printed, f"not printed, or not in this order: {shown}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_placeholder_is_left(document: str) -> None:
    """Whoever renews the outputs fills in all of them."""
    text = (REPOSITORY / document).read_text(encoding="utf-8")

    assert re.findall(r"@[A-Z_]{3,}@|\bT[O]DO\b|\bX[X]X\b", text) == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_linked_files_are_there(document: str) -> None:
    """Links and pictures inside the repository lead somewhere."""
    text = (REPOSITORY / document).read_text(encoding="utf-8")
    targets = [one for one in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in one]

    assert [one for one in targets if not (REPOSITORY / document).parent.joinpath(one).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_targets_of_make_are_there(document: str) -> None:
    """``make demo`` and ``make test`` are targets of the Makefile, and so is every other one that is named."""
    text = (REPOSITORY / document).read_text(encoding="utf-8")
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))

    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE)) <= targets


def test_campaign_shown_is_the_file_it_names() -> None:
    """The ten lines of the README are those of the example."""
    for block in BLOCKS:
        named = re.match(r"# (examples/\S+)\n", block.text)
        if block.kind == "yaml" and named:
            lines = (REPOSITORY / named[1]).read_text(encoding="utf-8").splitlines()
            kept = [line for line in lines if not line.startswith("#")]
            assert block.text.splitlines()[1:] == kept


def test_settings_shown_can_be_read(tmp_path: Path) -> None:
    """Every setting of the README exists."""
    shown = [block for block in BLOCKS if block.kind == "toml"]
    assert shown
    for block in shown:
        (tmp_path / "clearance.toml").write_text(block.text, encoding="utf-8")
        settings = load_settings(tmp_path, config=None, options={})
        assert {key: settings.values[key] for key in tomllib.loads(block.text)} == tomllib.loads(block.text)


def test_rule_shown_can_be_used(folder: Path) -> None:
    """The rule of the README, in a pack of its own, is linted without a word, and its examples come out as they say."""
    (block,) = (one for one in BLOCKS if one.kind == "yaml" and re.search(r"^id: ", one.text, re.MULTILINE))
    pack, duty = re.search(r"^id: ([\w-]+)/([\w-]+)$", block.text, re.MULTILINE).groups()  # type: ignore[union-attr]
    own = folder / "our-rules"
    own.mkdir()
    (own / f"{duty}.yaml").write_text(block.text, encoding="utf-8")
    head = f"pack: {pack}\ntitle: Our house\nrelease: '1'\nkind: code\ninstrument: {{name: House rules}}\n"
    (own / "pack.yaml").write_text(head, encoding="utf-8")
    (own / "changes.yaml").write_text("[]\n", encoding="utf-8")
    lint, test = _run("clearance rules lint our-rules", folder), _run("clearance rules test our-rules", folder)

    assert (lint.returncode, lint.stdout, lint.stderr) == (0, "", "")
    assert (test.returncode, test.stderr) == (0, "")
    assert re.match(r"(\d+) of \1 examples of 1 rules? ", test.stdout)


def test_table_of_exit_codes_is_complete() -> None:
    """Each code has its row, and ``--help`` of check names the same ones."""
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")

    assert re.findall(r"^\| (\d) \|", text, re.MULTILINE) == list("012345")
