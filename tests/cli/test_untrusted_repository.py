"""A check of a repository that means harm: nothing outside is changed or told, and nothing is run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from calls import REPOSITORY, SOURCES

from clearance.app.writing import ENDINGS, FORMATS
from clearance.loading.reader import read_documents
from practice import AS_OF, BASIC, RULES, as_yaml, sections

SECRET = "hunter2-do-not-tell"
SMALL = as_yaml(sections())
OUTSIDE = as_yaml(sections(campaign={**sections()["campaign"], "name": SECRET}))
LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{here}: &{here} [{','.join([f'*{before}'] * 9)}]\n" for before, here in zip("abcdefgh", "bcdefghi", strict=True)
)
WATCHED = Path(__file__).with_name("watched.py")


@dataclass(frozen=True, slots=True)
class World:
    """A machine with a secret or two, and a repository that came from somebody else."""

    home: Path
    """The home folder of whoever checks."""
    repository: Path
    outputs: Path
    """The only folder, beside the cache, where anything may be written."""

    def write(self, name: str, content: str | bytes) -> Path:
        """Put a file into the repository."""
        path = self.repository / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def link(self, name: str, target: str | Path) -> None:
        """Put a link into the repository."""
        path = self.repository / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Return a world in which secrets look like whatever might be read by mistake."""
    home, repository, outputs = tmp_path / "home", tmp_path / "repository", tmp_path / "outputs"
    secrets = {
        ".ssh/id_rsa": f"-----BEGIN OPENSSH PRIVATE KEY-----\n{SECRET}\n",
        ".ssh/campaign.yaml": OUTSIDE,
        ".ssh/company.yaml": f"controller: {{name: {SECRET}}}\n",
        ".ssh/clearance.toml": f'fail-on = "{SECRET}"\n"{SECRET}" = 1\n',
        ".ssh/clearance.reviews.yaml": f"reviews: [{{{SECRET}: 1}}]\n",
        ".ssh/rules/pack.yaml": f"pack: {SECRET}\nkind: {SECRET}\n",
    }
    for name, text in secrets.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    outputs.mkdir()
    made = World(home, repository, outputs)
    made.write(".git/HEAD", "ref: refs/heads/main\n")
    made.write("good.yaml", SMALL)
    return made


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of a check."""

    code: int
    out: str
    err: str
    pages: dict[str, str]
    noted: list[list[str]]
    """What was opened for writing, run, connected to or changed."""


OURS = ("--rules", str(RULES), "--as-of", AS_OF, *(word for pack in BASIC for word in ("--pack", pack)))


def check(world: World, *words: str, options: tuple[str, ...] = OURS, seconds: float = 60) -> Seen:
    """Check the repository with every format, watched, and compare everything outside before and after."""
    before = dict(_state_of(world))
    outputs = [f"--output={form}={world.outputs}" for form in FORMATS]
    log, others_end = os.pipe()
    command = [sys.executable, str(WATCHED), str(others_end), "check", *(words or (".",)), *outputs, *options]
    with subprocess.Popen(
        command,
        cwd=world.repository,
        env=_environment(world),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=[others_end],
    ) as process:
        os.close(others_end)
        with os.fdopen(log, encoding="utf-8") as noted:
            lines = noted.read().splitlines()
        out, err = process.communicate(timeout=seconds)
    pages = {path.name: path.read_text(encoding="utf-8") for path in world.outputs.iterdir()}
    seen = Seen(process.returncode, out.decode(), err.decode(), pages, [json.loads(line) for line in lines])
    _hold(world, seen, before)
    return seen


def _environment(world: World) -> dict[str, str]:
    fakes = world.home.parent / "fakes"
    fakes.mkdir(exist_ok=True)
    for name in ("sh", "less", "more", "vi", "ssh", "curl", "xdg-open", "cat", "evil"):
        (fakes / name).write_text(f"#!/bin/sh\n: > {world.home.parent}/canary\n", encoding="utf-8")
        (fakes / name).chmod(0o755)
    return {
        "PATH": f"{fakes}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(world.home),
        "CLEARANCE_CACHE_DIR": str(world.home.parent / "cache"),
        "PYTHONPATH": SOURCES,
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _state_of(world: World) -> Iterator[tuple[str, object]]:
    """Return everything in the world but outputs, cache and fakes: what it is, and what it holds."""
    for path in sorted((*world.home.rglob("*"), *world.repository.rglob("*"), world.home, world.repository)):
        state = path.lstat()
        held: object = os.readlink(path) if path.is_symlink() else None
        if path.is_file() and not path.is_symlink() and state.st_size < 1 << 20:
            held = path.read_bytes()
        yield str(path), (state.st_mode, state.st_size, state.st_mtime_ns, held)


def _hold(world: World, seen: Seen, before: dict[str, object]) -> None:
    """Hold what every check of such a repository must keep to."""
    allowed = (str(world.outputs), str(world.home.parent / "cache"), os.devnull)
    touched = [path for what, *paths in seen.noted if what in ("writes", "changes") for path in paths]
    told = [seen.out, seen.err, *seen.pages, *seen.pages.values()]

    assert dict(_state_of(world)) == before
    assert [path for path in touched if not os.path.abspath(path).startswith(allowed)] == []
    assert [one for one in seen.noted if one[0] == "connects"] == []
    assert [one for one in seen.noted if one[0] == "runs" and os.path.basename(one[1]) != "git"] == []
    assert not (world.home.parent / "canary").exists()
    assert [text for text in told if SECRET in text or "root:x:" in text or "PRIVATE KEY" in text] == []
    assert [text for text in told if "\x1b" in text] == []
    assert "Traceback" not in seen.err
    assert seen.code in (0, 1, 2, 3, 4)
    if seen.code == 2:
        assert (seen.out, seen.pages) == ("", {})
        assert all(re.search(r"\. [A-Z].*\.$|\?$", line) for line in seen.err.splitlines()), seen.err


# What it may be -------------------------------------------------------------------------------------------------------


def test_good_campaign_is_checked(world: World) -> None:
    """Otherwise nothing below would mean anything."""
    seen = check(world)

    of_the_campaign = {f"good{ending}" for form, ending in ENDINGS.items() if form != "oscal"}
    of_auditors = {f"{name}.oscal.json" for name in ("assessment-plan", "assessment-results", "catalog", "profile")}

    assert (seen.code, set(seen.pages)) == (0, of_the_campaign | of_auditors)
    assert {path for what, path, *_ in seen.noted if what == "writes"}


OUT = "leads out of the repository"
BEYOND = "is outside the project folder"
AWAY = "lies outside of the repository"
Attack = Callable[[World], object]
REFUSED: dict[str, tuple[str, Attack]] = {
    "campaign that is a link": (BEYOND, lambda w: w.link("bad.yaml", w.home / ".ssh/campaign.yaml")),
    "campaign that is a link by another way": (BEYOND, lambda w: w.link("bad.yaml", "../home/.ssh/campaign.yaml")),
    "profile that is a link": (
        BEYOND,
        lambda w: (w.link("key.yaml", w.home / ".ssh/id_rsa"), w.write("bad.yaml", SMALL + "includes: [key.yaml]\n")),
    ),
    "profile that is the list of users": (
        BEYOND,
        lambda w: (w.link("users.yaml", "/etc/passwd"), w.write("bad.yaml", SMALL + "includes: [users.yaml]\n")),
    ),
    "profile in a linked folder": (
        BEYOND,
        lambda w: (w.link("keys", w.home / ".ssh"), w.write("bad.yaml", SMALL + "includes: [keys/company.yaml]\n")),
    ),
    "profile above": (BEYOND, lambda w: w.write("bad.yaml", SMALL + "includes: [../home/.ssh/company.yaml]\n")),
    "profile by its whole path": (
        "is an absolute path",
        lambda w: w.write("bad.yaml", SMALL + f"includes: [{w.home}/.ssh/company.yaml]\n"),
    ),
    "profile that is a device": (
        "is an absolute path",
        lambda w: w.write("bad.yaml", SMALL + "includes: [/dev/zero]\n"),
    ),
    "answers that are a link": (
        BEYOND,
        lambda w: w.link("clearance.reviews.yaml", w.home / ".ssh/clearance.reviews.yaml"),
    ),
    "settings that are a link": (OUT, lambda w: w.link("clearance.toml", w.home / ".ssh/clearance.toml")),
    "settings that are the list of users": (OUT, lambda w: w.link("clearance.toml", "/etc/passwd")),
    "settings that name rules outside": (AWAY, lambda w: w.write("clearance.toml", 'rules = ["../home/.ssh/rules"]\n')),
    "settings that name rules by their whole path": (
        AWAY,
        lambda w: w.write("clearance.toml", f'rules = ["{w.home}/.ssh/rules"]\n'),
    ),
    "settings that name rules behind a link": (
        AWAY,
        lambda w: (w.link("own", w.home / ".ssh/rules"), w.write("clearance.toml", 'rules = ["own"]\n')),
    ),
    "settings that name campaigns outside": (
        AWAY,
        lambda w: w.write("clearance.toml", 'campaigns = ["../home/.ssh"]\n'),
    ),
    "settings that name campaigns by a pattern": (
        AWAY,
        lambda w: w.write("clearance.toml", 'campaigns = ["../home/.ssh/*.yaml"]\n'),
    ),
    "settings that name the home folder": (
        "there is no such file",
        lambda w: w.write("clearance.toml", 'campaigns = ["~"]\n'),
    ),
    "settings that name an output": (
        "there is no setting",
        lambda w: w.write("clearance.toml", 'output = ["html=/x"]\n'),
    ),
    "settings without end": ("more than 65,536 bytes", lambda w: w.write("clearance.toml", "#" * 10_000_000)),
    "settings too deep": ("Correct it.", lambda w: w.write("clearance.toml", "a = " + "[" * 30_000)),
    "settings with a number without end": ("Correct it.", lambda w: w.write("clearance.toml", "a = " + "9" * 60_000)),
    "settings that are no text": ("cannot be read", lambda w: w.write("clearance.toml", b"\xff\xfe\0")),
    "settings that steer a terminal": (
        "there is no setting",
        lambda w: w.write("clearance.toml", '"\\u001b[31m\\n::error::x" = 1\n'),
    ),
    "laughs": ("more than 10,000 elements", lambda w: w.write("bad.yaml", f"campaign: {{}}\n{LAUGHS}")),
    "brackets": ("this bracket is never closed", lambda w: w.write("bad.yaml", "campaign: " + "[" * 100_000)),
    "a file without end": ("the limit is 1,048,576", lambda w: w.write("bad.yaml", "campaign: {}\n" + "#" * 5_000_000)),
    "tags of Python": (
        "is not allowed",
        lambda w: w.write("bad.yaml", "campaign: !!python/object/apply:os.system [evil]\n"),
    ),
    "a name that is no text": (
        "is not text",
        lambda w: (w.repository / os.fsdecode(b"\xff\xfe.yaml")).write_text(SMALL, encoding="utf-8"),
    ),
    "a name with a break": ("this is not YAML", lambda w: w.write("bad\n::error::all is clear.yaml", "campaign: [")),
    "a name that steers a terminal": ("this is not YAML", lambda w: w.write("bad\x1b[31m\x07.yaml", "campaign: [")),
}


@pytest.mark.parametrize("attack", REFUSED)
def test_attack_is_refused(world: World, attack: str) -> None:
    """With a message that names it, and nothing is checked."""
    said, prepare = REFUSED[attack]
    prepare(world)
    alone = ("--jobs", "1")
    seen = check(world, *(alone if "name campaigns" in attack or "home folder" in attack else (".",)), options=alone)

    assert seen.code == 2
    assert said in seen.err
    assert re.sub(r"[^\n]+\n", "", seen.err) == ""


PASSED_BY: dict[str, Attack] = {
    "pipe": lambda w: os.mkfifo(w.repository / "pipe.yaml"),
    "pipe for settings": lambda w: os.mkfifo(w.repository / "clearance.toml"),
    "folder for settings": lambda w: (w.repository / "clearance.toml").mkdir(),
    "link to a device": lambda w: w.link("zero.yaml", "/dev/zero"),
    "link to a key": lambda w: w.link("key.yaml", w.home / ".ssh/id_rsa"),
    "link to users": lambda w: w.link("users.yaml", "/etc/passwd"),
    "link to a folder": lambda w: w.link("folder", w.home),
    "link to all": lambda w: w.link("all", "/"),
    "link to itself": lambda w: w.link("self.yaml", "self.yaml"),
    "folder that is a campaign": lambda w: (w.repository / "folder.yaml").mkdir(),
    "settings above": lambda w: (w.home.parent / "clearance.toml").write_text("rules = ['/x']\n", encoding="utf-8"),
    "modules with the names of ours": lambda w: [
        w.write(f"{name}.py", "import os; os.system('evil')\n")
        for name in (
            "clearance",
            "typer",
            "yaml",
            "json",
            "msgspec",
            "jinja2",
            "rich",
            "sitecustomize",
            "usercustomize",
        )
    ],
    "templates with the names of ours": lambda w: w.write("reports/checklist.html.j2", "{{ 7 * 7 }}"),
    "rules with the names of ours": lambda w: w.write("rules/pack.yaml", "pack: x\n"),
    "environment": lambda w: w.write(".env", "CLEARANCE_CACHE_DIR=/\n"),
    "name with a hyphen in front": lambda w: w.write("--output=html=bad.yaml", SMALL),
    "name that is an option": lambda w: w.write("-q.yaml", SMALL),
    "name with dots": lambda w: w.write("...yaml", SMALL),
    "name with a break": lambda w: w.write("a\n::error::b\r.yaml", SMALL),
    "name with markup": lambda w: w.write("<img src=x onerror=alert(1)>.yaml", SMALL),
    "repository within": lambda w: (w.write("sub/.git/config", "[core]\n"), w.write("sub/a.yaml", SMALL)),
}


@pytest.mark.parametrize("attack", PASSED_BY)
def test_attack_does_nothing(world: World, attack: str) -> None:
    """The good campaign is checked all the same."""
    PASSED_BY[attack](world)
    seen = check(world)

    assert seen.code == 0
    assert f"good{ENDINGS['html']}" in seen.pages
    assert [line for line in (seen.out + seen.err).splitlines() if line.strip().startswith("::")] == []
    for name, page in seen.pages.items():
        if name.endswith((".html", ".md")):
            assert "<img" not in re.sub(r"`[^`\n]*`", "", page), name


@pytest.mark.parametrize("named", ["linked", "linked/campaign.yaml", "linked/*.yaml", "*/campaign.yaml"])
def test_named_path_behind_a_link_is_refused(world: World, named: str) -> None:
    """Who checks names a folder that a change may have made a link of."""
    world.link("linked", world.home / ".ssh")

    assert OUT in check(world, named).err


def test_own_rules_behind_a_link_are_refused(world: World) -> None:
    """A pipeline names a folder of rules that a change may have made a link of."""
    world.link("own", world.home / ".ssh/rules")

    assert OUT in check(world, ".", "--rules", "own").err


def test_settings_named_in_the_call_are_refused_too(world: World) -> None:
    """They are as untrusted as those that are found."""
    world.link("ours.toml", world.home / ".ssh/clearance.toml")

    assert OUT in check(world, ".", "--config", "ours.toml").err


@pytest.mark.parametrize("output", ["html=linked", "html=linked/page.html", "json=deep/er/page.json"])
def test_output_behind_a_link_is_refused(world: World, output: str) -> None:
    """Where a pipeline writes its reports, a change may have put a link."""
    world.link("linked", world.home / ".ssh")
    world.link("deep", world.home)

    assert OUT in check(world, ".", "--output", output).err


def test_page_that_is_a_link_is_replaced(world: World) -> None:
    """Not followed: what it leads to stays as it is."""
    (world.outputs / "good.html").symlink_to(world.home / ".ssh/id_rsa")
    seen = check(world)

    assert seen.code == 0
    assert seen.pages["good.html"].startswith("<!doctype html>")


def test_nothing_waits_for_a_writer(world: World) -> None:
    """Pipes wherever a file is looked for."""
    for name in ("a.yaml", "clearance.reviews.yaml", "company.yaml"):
        os.mkfifo(world.repository / name)
    world.write("bad.yaml", SMALL + "includes: [company.yaml]\n")
    seen = check(world)

    assert seen.code == 2
    assert seen.err.count("this is not a plain file") == len(seen.err.splitlines())


# What it may say ------------------------------------------------------------------------------------------------------

EVIL = (
    "<script>alert(1)</script>{{ 7*191 }}{% raw %}${7*191}\u001b[31m\u0007\u202e`evil`[x](javascript:alert(1))"
    "\n::error::x\r"
)


def _everything_evil() -> str:
    """Return a campaign with such a text in every fact that holds a text, and in every id that may be one."""
    whole = {}
    for path in sorted((REPOSITORY / "rules/vocabulary/sections").glob("*.yaml")):
        (section,) = read_documents(path.read_bytes(), path.name)
        each = section.value.get("each")
        facts = {
            fact.value["path"].value.split(".", 1)[1]: EVIL
            for fact in section.value["facts"].value
            if fact.value["type"].value == "text"
        }
        if facts:
            nested: dict[str, object] = {}
            for steps, text in facts.items():
                *folders, last = steps.split(".")
                inner = nested
                for step in folders:
                    inner = inner.setdefault(step, {})  # type: ignore[assignment]
                inner[last] = text
            whole[section.value["section"].value] = [{"id": "a", **nested}] if each else nested
    assert len(whole) >= 3
    small = sections()
    for name, stated in whole.items():
        if isinstance(stated, dict):
            small[name] = {**stated, **{k: v for k, v in small.get(name, {}).items() if k != "name"}}
        else:
            first = (small.get(name) or [{}])[0]
            small[name] = [{**first, **stated[0]}]
    return as_yaml(small).replace("\x1b", "\\u001b").replace("\x07", "\\u0007")


def test_texts_are_texts_in_every_format(world: World) -> None:
    """Whatever stands in a campaign is shown, and does nothing."""
    world.write("good.yaml", _everything_evil())
    world.write(
        "bad.yaml", as_yaml(sections(channels=[{"id": "x", "type": "email", "sender_true": False, "subject": EVIL}]))
    )
    seen = check(world)
    html = "".join(page for name, page in seen.pages.items() if name.endswith(".html"))

    assert seen.code in (0, 1, 4)
    assert "<script>alert" not in html
    assert "javascript:alert" not in "".join(re.findall(r'(?:href|src)="[^"]*"', html))
    assert not [page for page in seen.pages.values() if "1337" in page]
    assert [line for line in (seen.out + seen.err).splitlines() if line.strip().startswith("::")] == []
    for name, page in seen.pages.items():
        if name.endswith((".json", ".sarif")):
            json.loads(page)


# What git may be told -------------------------------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")
def test_repository_with_a_history_that_means_harm(world: World) -> None:
    """Settings, hooks and attributes of the repository run nothing, though git is asked."""

    def git(*words: str) -> None:
        named = (
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.com",
            "-c",
            "core.fsmonitor=",
            "-c",
            "core.hooksPath=/x",
        )
        subprocess.run(["git", *named, *words], cwd=world.repository, check=True, capture_output=True)

    shutil.rmtree(world.repository / ".git")
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-qm", "first")
    evil = str(world.home.parent / "fakes" / "evil")
    _environment(world)
    world.write(".gitattributes", "* filter=evil diff=evil\n")
    for key in (
        "core.fsmonitor",
        "core.pager",
        "diff.external",
        "diff.evil.textconv",
        "filter.evil.clean",
        "core.editor",
    ):
        git("config", key, evil)
    git("config", "core.worktree", str(world.home / ".ssh"))
    world.write(".git/hooks/post-index-change", f"#!/bin/sh\n{evil}\n").chmod(0o755)
    world.write("new.yaml", SMALL)
    os.utime(world.repository / "good.yaml")
    seen = check(world, ".", "--changed-since", "main", "--rules", str(RULES))

    assert seen.code == 0
    assert {one[0] for one in seen.noted} >= {"runs"}
    assert f"new{ENDINGS['html']}" in seen.pages
