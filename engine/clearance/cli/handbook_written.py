"""What stands behind ``clearance handbook``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from clearance.app.handbook.whole import handbook_document
from clearance.app.library import Sources, open_records, open_rulebook
from clearance.app.site import refuse_others, write_site
from clearance.cli.shared import day_of, say
from clearance.rendering.handbook import render_handbook


def write_handbook(output: Path, as_of: str | None, own: Sequence[Path]) -> None:
    """Write the handbook of the shipped rules and the user's own. Raises: InputError, PackError."""
    day = day_of(as_of)
    refuse_others(output)
    rulebook = open_rulebook(Sources(own=tuple(own), examples=True))
    document = handbook_document(rulebook, open_records(own), day)
    number = write_site(output, render_handbook(document))
    say(f"Wrote {number:,} files. Open {output / 'index.html'} in a browser.\n")
