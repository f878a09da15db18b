"""Kleene's strong logic on small integers: "all" is the least, "any" the greatest, "not" the mirror image."""

from __future__ import annotations

from typing import Final

FALSE: Final = 0
UNKNOWN: Final = 1
TRUE: Final = 2

Truth = int
"""One of FALSE, UNKNOWN and TRUE."""

WORDS: Final = ("false", "unknown", "true")
"""The word for each truth, by its number."""
