"""Where the program begins and ends: one short run, so nothing is collected and nothing is torn down."""

import gc
import os
import signal
import sys

_CUT_SHORT = "The call was cut short. What was written is whole; call again for the rest.\n"


def run() -> None:
    """Run the command line as a program of its own, and leave at once when it is done.

    Collecting garbage and taking the interpreter apart takes longer than checking a campaign. Everything is flushed
    before; files are written whole by then, and processes of our own have ended.
    """
    gc.disable()
    signal.signal(signal.SIGTERM, _end)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)
    code = _code()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is over; what is left to do is done in a moment
    try:
        if code in (128 + signal.SIGINT, 128 + signal.SIGTERM) and sys.stderr is not None:
            sys.stderr.write(_CUT_SHORT)
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except OSError:
        code = code or 2
    os._exit(code)


def _code() -> int:
    """Return the exit code of the command line, however it ends."""
    try:
        from clearance.cli.main import main

        main()
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    return 0


def _interrupt(number: int, _: object) -> None:
    """End at the first interrupt, and hear no other while things are put away."""
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _end(number: int, _: object) -> None:
    """End like at an interrupt: with what must be put away put away."""
    raise SystemExit(128 + number)
