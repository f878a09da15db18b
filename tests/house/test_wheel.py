"""What is installed is what stands here, and it works from any folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from checkout import files_below

FOLDERS = {"engine/clearance": "clearance", "rules": "clearance/_rules", "reports": "clearance/_reports"}
"""Where the folders of the checkout are in the wheel."""
LIBRARIES = {"durable-rules", "jinja2", "msgspec", "pyyaml", "rich", "typer"}


@pytest.fixture(scope="session")
def contents(wheel: Path) -> dict[str, bytes]:
    """Return the files of the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


@pytest.mark.parametrize("folder", FOLDERS)
def test_wheel_holds_each_folder_byte_for_byte(contents: dict[str, bytes], repository: Path, folder: str) -> None:
    """No file is missing, stale or changed."""
    there = FOLDERS[folder]
    here = {path.relative_to(repository / folder).as_posix(): path for path in files_below(repository / folder)}
    shipped = {name.removeprefix(f"{there}/") for name in contents if name.startswith(f"{there}/")}
    others = {name for name in shipped if name.startswith(("_rules/", "_reports/"))}

    assert shipped - others == set(here)
    assert [name for name, path in here.items() if contents[f"{there}/{name}"] != path.read_bytes()] == []


def test_wheel_holds_nothing_else(contents: dict[str, bytes]) -> None:
    """Tests, examples, notes and editors' leavings stay at home."""
    others = {name.split("/", 1)[1] for name in contents if not name.startswith("clearance/")}

    assert others == {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}


def test_wheel_says_that_it_is_typed_and_what_it_needs(contents: dict[str, bytes]) -> None:
    """Six libraries, and no more."""
    (name,) = (name for name in contents if name.endswith("/METADATA"))
    needed = [
        line.removeprefix("Requires-Dist: ").split("; extra")[0]
        for line in contents[name].decode().splitlines()
        if line.startswith("Requires-Dist: ") and "extra ==" not in line
    ]

    assert "clearance/py.typed" in contents
    assert {re.split(r"[^\w-]", one)[0].lower() for one in needed} == LIBRARIES


@dataclass(frozen=True, slots=True)
class Installed:
    """A virtual environment with the wheel in it."""

    folder: Path
    elsewhere: Path
    """A folder to call from that holds nothing."""

    def run(self, *words: object, **settings: object) -> subprocess.CompletedProcess[str]:
        """Run a command of the environment with nothing of ours in sight."""
        command, *rest = map(str, words)
        return subprocess.run(
            [str(self.folder / "bin" / command), *rest],
            cwd=self.elsewhere,
            env={
                "PATH": "/usr/bin:/bin",
                "HOME": str(self.elsewhere),
                "LC_ALL": "C",
                **{name: str(one) for name, one in settings.items()},
            },
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Return a clean environment with the wheel; the libraries it needs are lent by the one the tests run in.

    They are lent as a plain path, so that no editable install of this checkout is seen.
    """
    folder, elsewhere = tmp_path_factory.mktemp("environment"), tmp_path_factory.mktemp("elsewhere")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    run = subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", "-q", str(wheel)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    (packages,) = folder.glob("lib/python*/site-packages")
    lent = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
    (packages / "lent.pth").write_text("".join(f"{path}\n" for path in lent), encoding="utf-8")
    return Installed(folder, elsewhere)


def test_installed_package_is_that_of_the_wheel(installed: Installed) -> None:
    """Otherwise the tests below would try the checkout."""
    run = installed.run("python", "-c", "import clearance.resources as r; print(r.__file__, r.rules_root())")

    assert run.stderr == ""
    assert [path.startswith(str(installed.folder)) for path in run.stdout.split()] == [True, True]


@pytest.mark.parametrize(
    "example", sorted(path.name for path in (Path(__file__).parents[2] / "examples").glob("*.yaml"))
)
def test_check_of_examples_works_from_anywhere(installed: Installed, repository: Path, example: str) -> None:
    """The installed command says of every file in examples what the checkout says, byte for byte."""
    words = ("check", repository / "examples" / example, "--as-of", "2026-11-24")
    run = installed.run("clearance", *words)
    here = subprocess.run(
        [sys.executable, "-m", "clearance", *map(str, words)],
        cwd=installed.elsewhere,
        env={**os.environ, "PYTHONPATH": str(repository / "engine"), "HOME": str(installed.elsewhere)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )

    assert run.returncode in (0, 1, 2, 4)
    assert (run.returncode, run.stdout, run.stderr) == (here.returncode, here.stdout, here.stderr)


def test_first_run_compiles_nothing(installed: Installed, repository: Path, tmp_path: Path) -> None:
    """The compiled rules come with the package, and fit it."""
    example = repository / "examples" / "first-lines.yaml"
    run = installed.run("clearance", "check", example, "-q", CLEARANCE_CACHE_DIR=tmp_path)

    assert (run.returncode, run.stderr) == (4, "")
    assert sorted(path.name.split("-")[0] for path in tmp_path.iterdir()) == ["shapes", "tree"]


@pytest.mark.parametrize("form", ["html", "markdown", "json", "terminal"])
def test_installed_templates_make_every_format(
    installed: Installed, repository: Path, form: str, tmp_path: Path
) -> None:
    """The reports folder of the wheel is complete."""
    example = repository / "examples" / "first-lines.yaml"
    run = installed.run("clearance", "check", example, "-q", "-o", f"{form}={tmp_path}")

    assert (run.returncode, run.stdout, run.stderr) == (4, "", "")
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("words", [("version",), ("schema", "report"), ("schema", "campaign"), ("rules", "list")])
def test_installed_commands_find_rules_and_schemas(installed: Installed, words: tuple[str, ...]) -> None:
    """Nothing is looked for in the folder one happens to be in."""
    run = installed.run("clearance", *words)

    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout
