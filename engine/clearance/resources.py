"""Where the rules and the report templates are: in the installed package, or in the checkout it runs from."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent.parent


@cache
def rules_root() -> Path:
    """Return the folder of the shipped rules and the vocabulary."""
    return _folder("rules")


@cache
def reports_root() -> Path:
    """Return the folder of the report templates."""
    return _folder("reports")


def compiled_root() -> Path:
    """Return the folder of the compiled form of the shipped rules, made when the package was; it may be missing."""
    return _PACKAGE / "_compiled"


def shipped_cases() -> Path | None:
    """Return the decisions that the rules are held against; an installed package brings none."""
    folder = _CHECKOUT / "tests" / "cases"
    return folder if (_CHECKOUT / "pyproject.toml").is_file() and folder.is_dir() else None


def read_report(name: str) -> str:
    """Return the text of one template, style sheet or script."""
    return (reports_root() / name).read_text(encoding="utf-8")


def _folder(name: str) -> Path:
    shipped = _PACKAGE / f"_{name}"
    if shipped.is_dir():
        return shipped
    if (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / name).is_dir():
        return _CHECKOUT / name
    raise FileNotFoundError(f"{shipped}: the folder is missing. Install Clearance again.")
