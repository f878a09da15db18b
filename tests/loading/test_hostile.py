"""Files that mean harm: refused in a moment, with a message; never a crash, a hang or a look outside the project."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from clearance.loading.campaign import CampaignReader
from clearance.loading.reader import MAX_BYTES
from clearance.loading.rulebook import load_rulebook
from clearance.loading.sources import read_tree
from clearance.loading.workspace import Workspace
from loading.small import refused, small_files

_SECONDS = 20
"""More than a slow machine needs; a hang takes longer."""
_FORM = re.compile(r"[\w./-]+\.yaml(:\d+){0,2}: .+[^.]\. .+[.?]\Z", re.DOTALL)
_IMPORTS = "import sys; from pathlib import Path; from clearance.loading.sources import read_tree"
_READ = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
from clearance.loading.reader import ReadingError, read_documents
try:
    print(len(read_documents(sys.stdin.buffer.read(), "f.yaml")), "documents")
except ReadingError as error:
    print(error.problem)
"""

BOMBS = {
    "billion laughs": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(
        f"{here}: &{here} [{','.join([f'*{before}'] * 9)}]\n"
        for before, here in zip("abcdefgh", "bcdefghi", strict=True)
    ),
    "laughing keys": "a: &a {"
    + ",".join(f"k{n}: 1" for n in range(999))
    + "}\n"
    + "".join(
        f"{here}: &{here} {{{','.join(f'k{n}: *{before}' for n in range(20))}}}\n"
        for before, here in zip("abcdefgh", "bcdefghi", strict=True)
    ),
    "a hundred thousand brackets": "[" * 100_000,
    "a hundred thousand braces": "{a: " * 100_000,
    "a hundred thousand brackets that close": "[" * 100_000 + "]" * 100_000,
    "a hundred thousand hyphens": "- " * 100_000 + "x",
    "a hundred thousand question marks": "? " * 100_000 + "x",
    "steps without end": "\n".join(" " * n + "a:" for n in range(1_400)),
    "steps of lists": "\n".join(" " * n + "-" for n in range(1_400)),
    "a number without end": "a: " + "9" * 1_000_000,
    "an exponent without end": "a: 1e" + "9" * 30,
    "a quote without end": 'a: "' + "x" * 1_000_000,
    "a key without end": "a" * 1_000_000,
    "anchors without end": "".join(f"- &a{n} x\n" for n in range(9_999)),
    "aliases of aliases": "a: &a x\n" + "".join(f"b{n}: &b{n} *a\n" for n in range(999)),
    "documents without end": "--- a\n" * 150_000,
    "keys without end": "".join(f"k{n}: 1\n" for n in range(90_000)),
    "keys that are alike": "a: 1\n" * 200_000,
    "comments without end": "#\n" * 500_000,
    "nothing but breaks": "\n" * 1_048_576,
    "nothing but nulls": "\0" * 1_048_576,
    "nothing but marks": "\ufeff" * 300_000,
    "text of tags": "!a " * 300_000,
    "text of anchors": "&a " * 300_000,
    "a tag without end": "!<" + "x" * 1_000_000,
    "escapes without end": 'a: "' + "\\U0001F600" * 100_000 + '"',
    "folds without end": "a: >\n" + " x\n\n" * 200_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_bomb_is_read_or_refused_in_a_moment(name: str) -> None:
    """In a process of its own, with a gigabyte and twenty seconds: an answer, and no word on the error stream."""
    done = subprocess.run(
        [sys.executable, "-c", _READ], input=BOMBS[name].encode(), capture_output=True, timeout=_SECONDS, check=False
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert re.match(rb"f\.yaml.*\. [A-Z]|\d+ documents", done.stdout)


# What may be included -------------------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project folder with a secret beside it."""
    (tmp_path / "secret.yaml").write_text("audience: {regions: [DE]}\n")
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


def included(project: Path, target: str) -> list[str]:
    """Return what is wrong with a campaign that includes a file."""
    (project / "c.yaml").write_text(f"campaign: {{name: A}}\nincludes: [{target}]\n")
    reader = CampaignReader(load_rulebook(small_files()).vocabulary)
    campaigns, problems = reader.read_file(str(project / "c.yaml"), "c.yaml", Workspace(os.path.realpath(project)))
    assert bool(campaigns) != bool(problems)
    return [str(problem) for problem in problems]


def test_parent_folder_is_outside(project: Path) -> None:
    """A file beside the project is not read, and nothing of it is told."""
    expected = "c.yaml:2:12: ../secret.yaml: the file is outside the project folder. Copy it into the project."

    assert included(project, "../secret.yaml") == [expected]


def test_way_out_and_back_is_inside(project: Path) -> None:
    """What counts is where a path ends."""
    (project / "company.yaml").write_text("audience: {regions: [DE]}\n")

    assert included(project, "../project/company.yaml") == []


@pytest.mark.parametrize("target", ["/etc/passwd", "/dev/zero", "//etc/passwd"])
def test_absolute_path_is_refused(project: Path, target: str) -> None:
    """It would mean another file on another machine."""
    expected = f'c.yaml:2:12: "{target}" is an absolute path. Name it relative to this file.'

    assert included(project, target) == [expected]


def test_link_out_of_the_project_is_refused(project: Path) -> None:
    """A link is judged by where it leads."""
    (project / "link.yaml").symlink_to("../secret.yaml")
    (project / "folder").symlink_to("..")

    assert "outside the project folder" in included(project, "link.yaml")[0]
    assert "outside the project folder" in included(project, "folder/secret.yaml")[0]


def test_link_within_the_project_is_followed(project: Path) -> None:
    """A link to a file of the project is no harm."""
    (project / "company.yaml").write_text("audience: {regions: [DE]}\n")
    (project / "link.yaml").symlink_to("company.yaml")

    assert included(project, "link.yaml") == []


def test_link_to_itself_is_refused(project: Path) -> None:
    """It leads nowhere."""
    (project / "loop.yaml").symlink_to("loop.yaml")

    assert "loop.yaml: the file cannot be read" in included(project, "loop.yaml")[0]


def test_folder_is_no_file(project: Path) -> None:
    """A folder cannot be included."""
    (project / "folder.yaml").mkdir()

    assert "folder.yaml: the file cannot be read" in included(project, "folder.yaml")[0]


def test_pipe_does_not_hold_us_up(project: Path) -> None:
    """A pipe that nobody writes to is refused instead of waited for."""
    os.mkfifo(project / "pipe.yaml")

    assert included(project, "pipe.yaml") == ["c.yaml:2:12: pipe.yaml: this is not a plain file. Name a YAML file."]


def test_missing_file_is_named(project: Path) -> None:
    """The message names the file that is missing and the line that asks for it."""
    assert included(project, "none.yaml") == ["c.yaml:2:12: none.yaml: there is no such file. Look at the path."]


@pytest.mark.parametrize("target", ['"a\\0b.yaml"', '""', '"."', '".."', '"~/x.yaml"', "x" * 5_000, '"a\\nb.yaml"'])
def test_strange_path_is_refused(project: Path, target: str) -> None:
    """No name is so strange that it does more than fail."""
    assert len(included(project, target)) == 1


def test_including_in_a_circle_ends(project: Path) -> None:
    """Each file is read once."""
    (project / "a.yaml").write_text("includes: [b.yaml]\naudience: {regions: [DE]}\n")
    (project / "b.yaml").write_text("includes: [a.yaml, b.yaml, ./b.yaml]\n")

    assert included(project, "a.yaml") == []


def test_including_through_a_circle_of_folders_ends(project: Path) -> None:
    """A folder that holds itself gives a file endlessly many names; after twenty files it is enough."""
    (project / "deep").symlink_to(".")
    (project / "a.yaml").write_text("includes: [deep/a.yaml]\n")

    assert "more than 20 files are included. Join some of them." in included(project, "a.yaml")[0]


def test_profile_that_includes_everything_ends(project: Path) -> None:
    """A thousand includes are refused after the twentieth."""
    for number in range(30):
        (project / f"p{number}.yaml").write_text("services: []\n" if number == 29 else "recipients: []\n")

    assert "more than 20 files are included" in included(project, ", ".join(f"p{n}.yaml" for n in range(30)))[0]


def test_bomb_in_a_profile_is_refused(project: Path) -> None:
    """What is refused in a campaign is refused in a profile too, at its place there."""
    (project / "bomb.yaml").write_text(BOMBS["billion laughs"])

    assert included(project, "bomb.yaml")[0].startswith("bomb.yaml:5:8: the lists have more than 10,000 elements")


# Packs ----------------------------------------------------------------------------------------------------------------


def test_pack_may_not_link_out_of_its_folder(tmp_path: Path) -> None:
    """A folder of rules is read as a whole, so a link out of it would read what was never meant."""
    (tmp_path / "secret.yaml").write_text("pack: x\n")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "pack.yaml").symlink_to("../secret.yaml")

    with pytest.raises(Exception, match=r"own/pack.yaml: the link leads out of the folder. Copy the file here."):
        read_tree(tmp_path / "own", "own")


def test_pipe_in_a_folder_of_rules_does_not_hold_us_up(tmp_path: Path) -> None:
    """A pipe among the rules is refused; in a process of its own, for waiting would last for ever."""
    os.mkfifo(tmp_path / "pack.yaml")
    code = f"{_IMPORTS}; read_tree(Path(sys.argv[1]), 'own')"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, timeout=_SECONDS, check=False
    )

    assert b"own/pack.yaml: this is not a plain file. Take it out of the folder." in done.stderr


def test_huge_file_in_a_folder_of_rules_is_not_read_whole(tmp_path: Path) -> None:
    """A file of a hundred megabytes is cut where nothing more would be read."""
    with (tmp_path / "pack.yaml").open("wb") as stream:
        stream.truncate(100 << 20)

    assert len(read_tree(tmp_path, "own")["own/pack.yaml"]) == MAX_BYTES + 1


@pytest.mark.parametrize("name", [one for one in BOMBS if len(BOMBS[one]) < 20_000])
@pytest.mark.parametrize("file", ["pack", "terms", "parameters", "sets", "tables", "facts", "stop-in-time", "changes"])
def test_bomb_in_a_pack_is_refused(name: str, file: str) -> None:
    """Each file of a pack is read with the same bounds."""
    lines = refused({**small_files(), f"rules/x/{file}.yaml": BOMBS[name].encode()})

    assert not [line for line in lines if not _FORM.match(line)]
    assert lines or file == "changes"
