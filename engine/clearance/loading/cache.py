"""The compiled form of a rulebook: plain data under the digest of what it was made from. Safe to delete."""

from __future__ import annotations

from pathlib import Path

from clearance.loading.rulebook import load_rulebook
from clearance.loading.sources import Files
from clearance.model.rules import Rulebook


def cached_rulebook(files: Files, shipped: str, folder: Path | None) -> Rulebook:
    """Return the rulebook that ``files`` define."""
    return load_rulebook(files, shipped)
