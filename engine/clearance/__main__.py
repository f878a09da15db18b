"""``python -m clearance``, which imports nothing from the folder one happens to be in."""

import os
import sys

if sys.path[0] in ("", os.getcwd()) and not __file__.startswith(os.path.join(os.getcwd(), "")):
    del sys.path[0]

from clearance.cli.entry import run

if __name__ == "__main__":
    run()
