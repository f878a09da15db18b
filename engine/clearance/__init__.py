"""Clearance: checks personalised marketing campaigns against the law that governs them, and proves every answer.

``docs/api.md`` shows how to use it as a library. What it offers is loaded when the first of it is used.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clearance.api import (
        Assessment,
        Campaign,
        ClearanceError,
        Outcome,
        Rulebook,
        Status,
        Verdict,
        check,
        document,
        load_rulebook,
    )

__version__ = "0.1.0"

__all__ = [
    "Assessment",
    "Campaign",
    "ClearanceError",
    "Outcome",
    "Rulebook",
    "Status",
    "Verdict",
    "__version__",
    "check",
    "document",
    "load_rulebook",
]


def __getattr__(name: str) -> Any:
    """Load what is offered here when it is first asked for, so that the command need not."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import clearance.api

    return getattr(clearance.api, name)


def __dir__() -> list[str]:
    return sorted(__all__)
