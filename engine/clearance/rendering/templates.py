"""Jinja, set up so that nothing from outside can become markup by accident."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Template

Read = Callable[[str], str]
"""Returns the text of a template by its name, such as ``checklist/finding.html.j2``."""


def load_template(
    name: str, *, read: Read, filters: Mapping[str, Callable[..., Any]], escape: Callable[[str], str] | None = None
) -> Template:
    """Return a template that escapes every value and refuses a name it does not know.

    ``escape`` replaces the escaping of HTML, for pages in another language; what is marked safe is never escaped.
    Autoescaping is switched on outright: Jinja's own choice by extension is off for names ending in ``.html.j2``.
    """
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(read),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalizer(escape) if escape else None,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(filters)
    return environment.get_template(name)


def safe(text: str) -> str:
    """Return text marked as markup that is already safe to print as it stands."""
    from markupsafe import Markup

    return Markup(text)


def _finalizer(escape: Callable[[str], str]) -> Callable[[Any], Any]:
    def finalize(value: Any) -> Any:
        return value if hasattr(value, "__html__") else safe(escape(str(value)))

    return finalize
