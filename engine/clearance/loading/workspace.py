"""The project folder: the only place a campaign may read from."""

from __future__ import annotations

import os
import stat

from msgspec import Struct

from clearance.errors import Problem
from clearance.loading.reader import MAX_BYTES, ReadingError
from clearance.model.places import Place


class Workspace(Struct, frozen=True):
    """Reads files below one folder, and nothing else."""

    root: str
    """Absolute path of the project folder, links resolved."""

    def read(self, path: str, shown: str, *, most: int = MAX_BYTES) -> bytes:
        """Return the content of a file in the project, up to a byte more than ``most``. Raises: ReadingError."""
        if "\0" in path:
            self._refuse(shown.replace("\0", ""), "a path cannot hold this character", "Look at its name.")
        return self.read_resolved(os.path.realpath(path), shown, most=most)

    def read_resolved(self, real: str, shown: str, *, most: int = MAX_BYTES) -> bytes:
        """Return the same for a path whose links are resolved. Raises: ReadingError."""
        if not self.holds(real):
            self._refuse(shown, "the file is outside the project folder", "Copy it into the project.")
        try:
            with open(real, "rb", opener=open_plainly) as stream:
                if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                    self._refuse(shown, "this is not a plain file", "Name a YAML file.")
                data = stream.read(most + 1)
        except FileNotFoundError:
            self._refuse(shown, "there is no such file", "Look at the path.")
        except OSError as error:
            self._refuse(shown, f"the file cannot be read ({error.strerror})", "Look at its permissions.")
        return data

    def holds(self, real: str) -> bool:
        """Tell whether a resolved path lies in the project folder."""
        return real == self.root or real.startswith(self.root.rstrip(os.sep) + os.sep)

    @staticmethod
    def _refuse(shown: str, what: str, remedy: str) -> None:
        raise ReadingError(Problem(Place(shown, 0), what, remedy))


def open_plainly(path: str, flags: int) -> int:
    """Open without waiting, so that a pipe in the folder cannot hold us up."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
