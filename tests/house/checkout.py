"""The files of the checkout, without what tools leave there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
_NOT_OURS = {
    ".git", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "__pycache__", "node_modules",
    "build", "dist", "checklists",
}  # fmt: skip


def files_below(folder: Path) -> Iterator[Path]:
    """Return the files of a folder, without what tools leave there."""
    for path in sorted(folder.iterdir()):
        if path.name in _NOT_OURS or path.suffix == ".pyc":
            continue
        if path.is_dir():
            yield from files_below(path)
        else:
            yield path
