"""Where the program begins and ends: one short run, so nothing is collected and nothing is torn down."""

import gc
import os
import sys


def run() -> None:
    """Run the command line as a program of its own, and leave at once when it is done.

    Collecting garbage and taking the interpreter apart takes longer than checking a campaign. Everything is flushed
    before; files are written whole by then, and processes of our own have ended.
    """
    gc.disable()
    from clearance.cli.main import main

    try:
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    else:
        code = 0
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = code or 2
    os._exit(code)
