"""Words and paths that must not stand in any file."""

from __future__ import annotations

import re
from pathlib import Path

from checkout import REPOSITORY, files_below

JUDGES_TOO_MUCH = re.compile(r"\bcompl(?:iant|iance)\b", re.IGNORECASE)
"""We say how many duties are satisfied; that something complies is not for us to say."""
ADDRESS = re.compile(r"https?://[^\s'\"]+|\bcompliance-trestle\b")
"""What others call their pages and packages is their affair."""
MAY_NAME_IT = ("LICENSE", "tests/", "engine/clearance/app/lint.py")
"""The licence, tests that forbid the word, and the lint that reports it."""
MACHINE = re.compile(
    r"(?<![\w.~-])/(?:work|root|home|Users|private|tmp/\w|mnt|opt|srv|var/folders)/[\w.-]+"
    r"|\b[A-Z]:\\\\?Users\b|\blocalhost:\d+|\b127\.0\.0\.1\b|\b192\.168\.\d+|\b10\.\d+\.\d+\.\d+\b"
)
"""Paths and addresses of somebody's machine."""
TEXTS = {".py", ".yaml", ".yml", ".md", ".toml", ".json", ".j2", ".css", ".js", ".sh", ".txt", ""}


def found_in(pattern: re.Pattern[str], *but_not: str) -> list[str]:
    """Return where a pattern occurs in the files of the checkout."""
    hits = []
    for path in files_below(REPOSITORY):
        name = path.relative_to(REPOSITORY).as_posix()
        if path.suffix not in TEXTS or name.startswith(but_not):
            continue
        for number, line in enumerate(_lines(path), 1):
            hit = pattern.search(ADDRESS.sub("", line) if pattern is JUDGES_TOO_MUCH else line)
            if hit:
                hits.append(f"{name}:{number}: {hit[0]}")
    return hits


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_nothing_is_called_compliant() -> None:
    """Not in rules, reports, messages or documents."""
    assert found_in(JUDGES_TOO_MUCH, *MAY_NAME_IT) == []


def test_no_file_names_a_machine() -> None:
    """What is written here is true on any computer."""
    assert found_in(MACHINE, "tests/house/test_words.py") == []


def test_every_text_ends_with_a_line_break_and_has_no_tabs_but_in_makefiles() -> None:
    """So that a diff shows what changed, and nothing else."""
    wrong = []
    for path in files_below(REPOSITORY):
        if path.suffix in {".py", ".yaml", ".md", ".toml"}:
            text = path.read_text(encoding="utf-8")
            if text and (not text.endswith("\n") or "\t" in text or "\r" in text):
                wrong.append(path.relative_to(REPOSITORY).as_posix())

    assert wrong == []
