"""Addresses of pages: one file for each name, whatever stands in the name, on every file system."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256

_STRANGE = re.compile(r"[^A-Za-z0-9._@-]|\A[.]")
_LONGEST = 100


class Addresses:
    """Gives each name of a kind a file of its own, and always the same."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """Begin with the paths that others have taken, without their endings."""
        self._given: dict[tuple[str, str], str] = {}
        self._taken = {path.casefold() for path in taken}

    def of(self, kind: str, name: str) -> str:
        """Return the path of a page below the handbook, such as ``rules/eu-gdpr/access.html``."""
        key = (kind, name)
        if key not in self._given:
            steps = name.split("/") if kind == "rules" else [name]
            path = f"{kind}/{'/'.join(map(file_name, steps))}"
            while path.casefold() in self._taken:
                path += "~"
            self._taken.add(path.casefold())
            self._given[key] = f"{path}.html"
        return self._given[key]


def file_name(name: str) -> str:
    """Return a name in letters, digits and signs that are safe in files and addresses."""
    found = _STRANGE.sub(lambda match: f"~{ord(match[0]):x}~", name) or "~"
    if len(found) <= _LONGEST:
        return found
    return f"{found[: _LONGEST - 12]}~{sha256(name.encode('utf-8', 'backslashreplace')).hexdigest()[:10]}"
