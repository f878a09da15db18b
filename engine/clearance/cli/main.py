"""The command line: parse, call, print, exit."""

from __future__ import annotations

import os
import sys

os.environ.setdefault("TYPER_USE_RICH", "0")

import typer

from clearance.cli import rules_commands

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Checks personalised marketing campaigns against the law that governs them, and proves every answer.",
)
app.add_typer(rules_commands.app, name="rules")


def main() -> None:
    """Run the command line, and turn our own errors into messages and exit codes."""
    from clearance.errors import ClearanceError

    try:
        app()
    except ClearanceError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(error.exit_code) from None
