"""Lets the suites beside this one be used."""

from __future__ import annotations

import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / "rendering"), str(TESTS / "cli")]
