"""Text that cannot steer whatever shows it: neither a terminal nor the log of a build."""

from __future__ import annotations

import re

_COMMAND = re.compile(r"(?m)^(\s*:)(?=:)|(#)(?=#\w*\[)")
"""How lines begin, or what stands in them, that a build server takes for an order: ``::``, ``##[``, ``##vso[``."""


def plain_text(text: str) -> str:
    """Return text without control characters but for line breaks, and without orders to a build server."""
    return without_orders("".join(one if one.isprintable() or one == "\n" else " " for one in text))


def without_orders(text: str) -> str:
    """Return text in which a blank breaks what a build server would take for an order."""
    return _COMMAND.sub(lambda found: f"{found[0]} ", text)
