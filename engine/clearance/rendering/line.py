"""Each campaign in one line: file, verdict, name and counts, for logs and for eyes in a hurry."""

from __future__ import annotations

from collections.abc import Sequence

from clearance.rendering.reported import Document, counted
from clearance.rendering.terminal import one_line


def render_lines(documents: Sequence[Document]) -> str:
    """Return one line for each campaign."""
    return "".join(f"{_line(document)}\n" for document in documents)


def _line(document: Document) -> str:
    campaign = document["campaign"]
    said = counted(document) or "nothing assessed"
    return one_line(f"{campaign['file']}: {document['verdict']['status']}: {campaign['name']} ({said})")
