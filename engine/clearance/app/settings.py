"""Project settings: ``clearance.toml``, found upward to the root of the repository, and what the call says over it."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from clearance.app.ways import repository_of
from clearance.errors import InputError, Problem
from clearance.loading.workspace import open_plainly
from clearance.model.figures import did_you_mean
from clearance.model.places import Place
from clearance.model.rules import SEVERITIES

FILE = "clearance.toml"
_MAX_BYTES = 1 << 16
_KEYS = ("packs", "rules", "campaigns", "fail-on", "fail-on-ethics", "allow-undecided", "engine", "cache")
_ENGINES = ("both", "durable", "python")
_NOUNS = {"fail-on": "level", "fail-on-ethics": "level"}
"""What the words of a setting are called, where not like the setting."""
BUILT_IN: Mapping[str, Any] = {
    "packs": [],
    "rules": [],
    "campaigns": [],
    "fail-on": "low",
    "fail-on-ethics": "high",
    "allow-undecided": False,
    "engine": "both",
    "cache": False,
}


class Settings(Struct, frozen=True):
    """What is in effect, and where each value comes from."""

    values: Mapping[str, Any]
    origins: Mapping[str, str]
    """Where each value was set: a file with its line, an option, or built in."""
    root: Path
    """The project folder."""
    file: Path | None = None

    def paths(self, key: str) -> tuple[Path, ...]:
        """Return listed paths, those of the settings file taken from its folder."""
        base = self.file.parent if self.file and self.origins[key].startswith(str(self.file)) else Path()
        return tuple(base / one for one in self.values[key])


class _Merged(Struct):
    values: dict[str, Any] = field(default_factory=lambda: dict(BUILT_IN))
    origins: dict[str, str] = field(default_factory=lambda: dict.fromkeys(BUILT_IN, "built in"))


def project_of(start: Path, here: Path | None = None) -> tuple[Path, Path | None]:
    """Return the project folder that holds ``start``, and its settings file if there is one.

    The search goes up to the root of the repository. Outside of one it goes up to ``here``, the folder the call is made
    in, where that holds ``start``; and no further than the folder itself otherwise.
    """
    folder = (start if start.is_dir() else start.parent).resolve()
    upward = (folder, *folder.parents)
    repository = repository_of(folder)
    last = repository or (here if here in upward else folder)
    for one in upward[: upward.index(last) + 1]:
        if (one / FILE).is_file():
            return one, one / FILE
    return repository or folder, None


def lasting_project_of(folder: Path) -> Path:
    """Return the project that a folder belongs to, wherever a call is made and whatever settings it names.

    That is the nearest folder with a settings file, up to the root of the repository; the repository without one; and
    the folder itself where there is neither.
    """
    upward = (folder, *folder.parents)
    repository = repository_of(folder)
    within = upward[: upward.index(repository) + 1] if repository else upward
    return next((one for one in within if (one / FILE).is_file()), repository or folder)


def load_settings(
    start: Path, *, config: Path | None, options: Mapping[str, Any], here: Path | None = None
) -> Settings:
    """Return the settings for what stands at ``start``, for a call made in ``here``.

    Options that are None were not given. Raises: InputError.
    """
    root, found = project_of(start, here)
    file = config or (_seen_from(here, found) if found else None)
    merged = _Merged()
    if file is not None:
        root = file.resolve().parent if config else root
        for key, (value, line) in _read(file).items():
            merged.values[key] = value
            merged.origins[key] = f"{file}:{line}"
    for key, value in options.items():
        if value is not None and value != []:
            merged.values[key] = value
            merged.origins[key] = _option(key, value)
    _refuse_words(merged)
    if file is not None:
        _refuse_ways_out(merged, file)
    return Settings(merged.values, merged.origins, root, file)


def _option(key: str, value: Any) -> str:
    """Return the option that gives a setting its value."""
    name = {"packs": "pack"}.get(key, key)
    return f"--no-{name}" if value is False else f"--{name}"


def _seen_from(here: Path | None, file: Path) -> Path:
    """Return a path as one would write it in a folder: short where the file lies below it."""
    return file.relative_to(here) if here and file.is_relative_to(here) else file


def _read(file: Path) -> dict[str, tuple[Any, int]]:
    import tomllib

    try:
        text = _text_of(file)
        written = tomllib.loads(text)
    except FileNotFoundError:
        raise InputError(Problem(Place(str(file), 0), "there is no such settings file", "Look at --config.")) from None
    except (OSError, UnicodeDecodeError) as error:
        what = f"the settings cannot be read ({error})"
        raise InputError(Problem(Place(str(file), 0), what, "Look at the file.")) from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(Problem(Place(str(file), 0), f"this is not TOML: {error}", "Correct it.")) from None
    except (RecursionError, ValueError):
        raise InputError(
            Problem(Place(str(file), 0), "no settings are nested so deep or so long", "Correct it.")
        ) from None
    problems, found = [], {}
    for key, value in written.items():
        line = _line_of(text, key)
        if key not in _KEYS:
            remedy = did_you_mean(key, _KEYS, f"There are: {', '.join(_KEYS)}.")
            problems.append(Problem(Place(str(file), line), f'there is no setting "{key}"', remedy))
        elif not _fits(key, value):
            kind = type(BUILT_IN[key]).__name__
            meant = {"list": "a list of texts", "str": "a text", "bool": "true or false"}[kind]
            problems.append(Problem(Place(str(file), line), f"{key} is {meant}", f"Write {_shape(key)}."))
        else:
            found[key] = (value, line)
    if problems:
        raise InputError(problems)
    return found


def _text_of(file: Path) -> str:
    """Return the text of a settings file. Raises: InputError where it is none of ours; OSError, UnicodeDecodeError."""
    home = file.parent.resolve()
    if not file.resolve().is_relative_to(repository_of(home) or home):
        what = "the file is a link that leads out of the repository"
        raise InputError(Problem(Place(str(file), 0), what, "Copy the settings here."))
    with open(file, "rb", opener=open_plainly) as stream:
        is_plain = stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
        data = stream.read(_MAX_BYTES + 1) if is_plain else b""
    if not is_plain or len(data) > _MAX_BYTES:
        what = f"the file has more than {_MAX_BYTES:,} bytes" if is_plain else "this is not a plain file"
        raise InputError(Problem(Place(str(file), 0), what, "Write settings, and nothing else, into it."))
    return data.decode("utf-8")


def _fits(key: str, value: Any) -> bool:
    if isinstance(BUILT_IN[key], list):
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    return isinstance(value, type(BUILT_IN[key]))


def _shape(key: str) -> str:
    return {"list": f'{key} = ["..."]', "str": f'{key} = "{BUILT_IN[key]}"', "bool": f"{key} = true"}[
        type(BUILT_IN[key]).__name__
    ]


def _line_of(text: str, key: str) -> int:
    for number, line in enumerate(text.splitlines(), 1):
        if line.split("=")[0].strip().strip('"') == key:
            return number
    return 1


def _refuse_ways_out(merged: _Merged, file: Path) -> None:
    """Refuse paths in settings that lead out of the repository: anybody may have written them. Raises: InputError."""
    folder = file.parent.resolve()
    home = repository_of(folder) or folder
    problems = [
        Problem(
            None,
            f'{merged.origins[key]}: {key} names "{one}", which lies outside of the repository',
            f"Move it into the repository, or name it in the call{': --rules' if key == 'rules' else ''}.",
        )
        for key in ("campaigns", "rules")
        for one in merged.values[key]
        if merged.origins[key].startswith(f"{file}:") and not _is_within(home, folder / one)
    ]
    if problems:
        raise InputError(problems)


def _is_within(home: Path, path: Path) -> bool:
    try:
        return path.resolve().is_relative_to(home)
    except (OSError, ValueError, RuntimeError):  # links in a circle, or characters that no path can hold
        return False


def _refuse_words(merged: _Merged) -> None:
    """Refuse words that mean nothing, wherever they were set."""
    allowed = {"fail-on": SEVERITIES, "fail-on-ethics": SEVERITIES, "engine": _ENGINES}
    problems = [
        Problem(
            None,
            f'{merged.origins[key]}: there is no {_NOUNS.get(key, key)} "{merged.values[key]}"',
            did_you_mean(str(merged.values[key]), words, f"Use one of: {', '.join(words)}."),
        )
        for key, words in allowed.items()
        if merged.values[key] not in words
    ]
    if problems:
        raise InputError(problems)
