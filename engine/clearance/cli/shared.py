"""What commands share: the edge where clock, environment and working directory are read."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from clearance.errors import InputError, Problem
from clearance.plain import plain_text

if TYPE_CHECKING:
    from clearance.app.settings import Settings
    from clearance.model.rules import Rulebook

COLORS = ("auto", "always", "never")
INTERRUPTED = 130
"""The exit code of a process that an interrupt from the keyboard ends."""
_NOBODY_READS = 141
"""The exit code of a process that a broken pipe ends."""


def version() -> str:
    """Return the version of Clearance."""
    from clearance import __version__

    return __version__


def day_of(written: str | None) -> date:
    """Return the date of the law: as written, or today. Raises: InputError."""
    from clearance.model.figures import Misfit, parse_date

    if written is None:
        return datetime.now().astimezone().date()
    try:
        return parse_date(written)
    except Misfit as misfit:
        raise InputError(Problem(None, f"--as-of: {misfit.what}", misfit.remedy)) from None


def cache_folder() -> Path | None:
    """Return the user's cache folder; None where the environment turns caching off."""
    chosen = os.environ.get("CLEARANCE_CACHE_DIR")
    if chosen is not None:
        return Path(chosen) if chosen else None
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(base) / "clearance"


def settings_for(start: Path, config: Path | None, options: dict[str, Any]) -> Settings:
    """Return the settings in effect for a call."""
    from clearance.app.settings import load_settings

    return load_settings(start, config=config, options=options, here=Path.cwd())


def rulebook_for(settings: Settings) -> Rulebook:
    """Return the rules in effect for a call."""
    from clearance.app.library import Sources, open_rulebook

    return open_rulebook(Sources(own=settings.paths("rules"), cache=cache_folder()))


def use_color(choice: str) -> bool:
    """Tell whether to colour what goes to the terminal. Raises: InputError."""
    if choice not in COLORS:
        remedy = f"Use one of: {', '.join(COLORS)}."
        raise InputError(Problem(None, f'--color: there is no choice "{choice}"', remedy))
    if choice == "auto":
        return is_terminal(sys.stdout) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return choice == "always"


def is_terminal(stream: TextIO | None) -> bool:
    """Tell whether somebody watches. A stream that is closed is none."""
    return stream is not None and stream.isatty()


def width() -> int:
    """Return how many columns to write: those of the terminal, at most 100; 80 where there is none."""
    columns = shutil.get_terminal_size((80, 24)).columns if is_terminal(sys.stdout) or "COLUMNS" in os.environ else 80
    return max(40, min(columns, 100))


def say(text: str) -> None:
    """Write results to standard output, in UTF-8 whatever the locale.

    Ends the process, as a signal would, where nobody reads any more. Raises: InputError where they cannot be written.
    """
    if sys.stdout is None:
        what = "the results cannot be written to standard output (it is closed)"
        raise InputError(Problem(None, what, "Look at where they go, or write them to files: --output."))
    rest = memoryview(text.encode("utf-8", "backslashreplace"))
    try:
        sys.stdout.flush()
        while rest:
            rest = rest[sys.stdout.buffer.write(rest) or 0 :]  # a stream without a buffer may take less than all of it
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _let_go_of_output()
        raise SystemExit(_NOBODY_READS) from None
    except OSError as error:
        _let_go_of_output()
        what = f"the results cannot be written to standard output ({error.strerror})"
        raise InputError(Problem(None, what, "Look at where they go, and at the space left.")) from None


def _let_go_of_output() -> None:
    """Send what is left to nowhere, so that the end of the process does not stumble over it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def note(text: str) -> None:
    """Write everything else to standard error, so that it cannot steer a terminal; where it cannot be written, not."""
    with suppress(OSError, AttributeError):
        sys.stderr.write(f"{plain_text(text)}\n")
