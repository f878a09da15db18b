"""One tree of exceptions, with one branch for each exit code and one form of message.

The form is ``place: what. What to do.``
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from clearance.model.places import Place


class Problem(Struct, frozen=True):
    """One thing that is wrong, where it stands, and what to do about it."""

    place: Place | None
    what: str
    """What is wrong, as a sentence without its full stop."""
    remedy: str
    """What to do, as a whole sentence."""

    def __str__(self) -> str:
        """Return it in one line, whatever a name had in it."""
        where = f"{self.place}: " if self.place else ""
        return " ".join(f"{where}{self.what}. {self.remedy}".rstrip().splitlines())


class ClearanceError(Exception):
    """Something kept us from deciding. Never an outcome."""

    exit_code = 5

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class InputError(ClearanceError):
    """The call, a campaign file or a settings file cannot be used as it is."""

    exit_code = 2


class NothingToCheckError(ClearanceError):
    """No campaign was found where we were told to look."""

    exit_code = 3


class PackError(ClearanceError):
    """A rule pack or the vocabulary is wrong, so nothing it says can be relied on."""

    exit_code = 5


class EngineFault(ClearanceError):
    """The engine lost something or its two reasoners disagree: nothing is reported as decided."""

    exit_code = 5
