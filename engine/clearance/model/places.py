"""Where something was read."""

from __future__ import annotations

from msgspec import Struct


class Place(Struct, frozen=True, array_like=True):
    """A spot in a file, for messages and proofs."""

    file: str
    """Path as the user would write it."""
    line: int
    """Counted from 1; 0 where the whole file is meant."""
    column: int = 0
    """Counted from 1; 0 where the whole line is meant."""
    end_line: int = 0
    """The line it ends on; 0 where the end is not known."""
    end_column: int = 0
    """The column after its last character; 0 where the end is not known."""

    @property
    def start(self) -> Place:
        """Return the spot where it begins, without its end."""
        return Place(self.file, self.line, self.column)

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"
