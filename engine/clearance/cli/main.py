"""The command line: parse, call, print, exit."""

from __future__ import annotations

import os
import sys
import traceback

os.environ["TYPER_USE_RICH"] = "0"

import typer

from clearance.cli.shared import INTERRUPTED, note

_CAMPAIGNS = ("check", "explain")
"""Commands whose start-up time matters; they are registered without the others."""

_FAULT = "This is a fault of Clearance, and nothing was decided. Report it with the lines above."


def commands(first: str) -> typer.Typer:
    """Return the command line: all of it, or only the part that a first word needs, which is quicker."""
    from clearance.cli import campaign_commands

    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        help="Checks personalised marketing campaigns against the law that governs them, and proves every answer.",
    )
    campaign_commands.register(app, first)
    if first not in _CAMPAIGNS:
        from clearance.cli import baseline_commands, project_commands, rules_commands

        project_commands.register(app)
        app.add_typer(rules_commands.app, name="rules")
        app.add_typer(baseline_commands.app, name="baseline")
    return app


def main() -> None:
    """Run the command line, and turn our own errors into messages and exit codes."""
    from clearance.errors import ClearanceError

    try:
        commands(sys.argv[1] if len(sys.argv) > 1 else "")()
        code = 0
    except ClearanceError as error:
        note(str(error))
        code = error.exit_code
    except Exception:
        note(traceback.format_exc() + _FAULT)
        code = ClearanceError.exit_code
    except KeyboardInterrupt:
        code = INTERRUPTED
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    sys.exit(code)
