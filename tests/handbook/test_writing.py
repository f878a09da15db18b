"""Where the handbook goes: a folder that is written whole or not at all, and nothing else is touched."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from clearance.app.site import MANIFEST, write_site
from clearance.errors import InputError

FILES = [("index.html", "one"), ("rules/x/a.html", "two")]


def below(folder: Path) -> dict[str, str]:
    """Return the files of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def refused(folder: Path) -> str:
    """Return why a folder is not written to."""
    with pytest.raises(InputError) as caught:
        write_site(folder, FILES)
    return str(caught.value)


@pytest.mark.parametrize("there", [False, True])
def test_new_and_empty_folders_are_written(tmp_path: Path, there: bool) -> None:
    """With what others may read as usual."""
    folder = tmp_path / "deep" / "book"
    if there:
        folder.mkdir(parents=True)

    assert write_site(folder, FILES) == 2
    assert {name: text for name, text in below(folder).items() if name != MANIFEST} == dict(FILES)
    assert os.stat(folder).st_mode & 0o777 == 0o777 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_earlier_handbook_is_replaced_whole(tmp_path: Path) -> None:
    """What the new one does not have is gone."""
    folder = tmp_path / "book"
    write_site(folder, FILES)
    write_site(folder, [("index.html", "three")])

    assert set(below(folder)) == {"index.html", MANIFEST}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book"]


def test_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    """It says so, and what to do."""
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")

    assert refused(tmp_path) == (
        f"{tmp_path}: the folder is not empty, and holds no earlier handbook. Name another folder, or empty this one."
    )
    assert below(tmp_path) == {"mine.txt": "mine"}


@pytest.mark.parametrize("name", ["mine.txt", "rules/mine.txt", ".git/config", "empty/"])
def test_earlier_handbook_with_something_else_in_it_is_left_alone(tmp_path: Path, name: str) -> None:
    """Nothing that someone put there is lost."""
    folder = tmp_path / "book"
    write_site(folder, FILES)
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.mkdir() if name.endswith("/") else path.write_text("mine", encoding="utf-8")

    assert f"no part of the earlier handbook: {name.rstrip('/')}." in refused(folder)
    assert path.exists()


def test_file_is_no_folder(tmp_path: Path) -> None:
    """Nor is a link that leads nowhere."""
    (tmp_path / "book").write_text("mine", encoding="utf-8")

    assert refused(tmp_path / "book") == f"{tmp_path / 'book'}: this is no folder. Name a folder."


def test_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    """The folder it leads to is written."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    write_site(tmp_path / "link", FILES)

    assert (tmp_path / "link").is_symlink()
    assert "index.html" in below(tmp_path / "real")


def test_what_fails_on_the_way_leaves_everything_as_it_was(tmp_path: Path) -> None:
    """The earlier handbook stays, and nothing lies beside it."""
    folder = tmp_path / "book"
    write_site(folder, FILES)
    before = below(folder)

    def failing() -> Iterator[tuple[str, str]]:
        yield "index.html", "new"
        raise OSError(28, "No space left on device")

    with pytest.raises(InputError, match="No space left on device"):
        write_site(folder, failing())
    assert below(folder) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book"]
