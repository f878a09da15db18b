"""``python -m clearance``."""

from clearance.cli.entry import run

if __name__ == "__main__":
    run()
