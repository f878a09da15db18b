"""``--changed-since``: what differs from a commit of git, and whatever decides what is said of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from calls import Call, Result

from clearance.app.writing import FORMATS, PAGES
from practice import AS_OF, BASIC, RULES, as_yaml, campaign_with, sections

Write = Callable[[str, str], Path]
Git = Callable[..., str]
SMALL = as_yaml(sections())
WITH_PROFILE = as_yaml(sections(includes=["company.yaml"], notice=None))
PROFILE = as_yaml({"vocabulary": "2026.11", "notice": {"published": True}})
REVIEWS = "reviews: []\n"

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")


@pytest.fixture
def git(project: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Ask git in a new repository, cut off from the settings of whoever runs it."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    (project / ".git").rmdir()

    def ask(*words: str) -> str:
        named = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
        command = ["git", *named, "-c", "protocol.file.allow=always", *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    ask("init", "-q", "-b", "main")
    return ask


def own_packs() -> None:
    """Copy practice packs into the project, where one can tell whether they have changed."""
    for name in ("law", "ethics"):
        shutil.copytree(RULES / name, f"own/{name}")


def chosen(rules: object = "own") -> list[str]:
    """Return the options that check against them and nothing else."""
    return ["--rules", str(rules), "--as-of", AS_OF, *(word for pack in BASIC for word in ("--pack", pack))]


@pytest.fixture
def recorded(git: Git, write: Write) -> Git:
    """Record own packs, two campaigns alone, two with a profile, and one in a folder of its own."""
    own_packs()
    write("a.yaml", SMALL)
    write("b.yaml", campaign_with(name="B"))
    write("with/company.yaml", PROFILE)
    write("with/c.yaml", WITH_PROFILE)
    write("with/d.yaml", WITH_PROFILE.replace("Small", "D"))
    write("deep/er/e.yaml", SMALL)
    git("add", "-A")
    git("commit", "-qm", "first")
    return git


@pytest.fixture
def changed(clearance: Call, project: Path) -> Callable[..., list[str]]:
    """Return the files that are checked because they have changed."""

    def files(*words: str, since: str = "HEAD") -> list[str]:
        rules = os.path.relpath("own" if Path("own").exists() else project / "own")
        result = clearance("check", *(words or (".",)), *chosen(rules), "-f", "json", "--changed-since", since)
        assert result.code in (0, 1, 4), result.err
        return [one["campaign"]["file"] for one in json.loads(result.out)["assessments"]]

    return files


ALL = ["a.yaml", "b.yaml", "deep/er/e.yaml", "with/c.yaml", "with/d.yaml"]


@pytest.mark.usefixtures("recorded")
def test_nothing_has_changed(clearance: Call) -> None:
    """It is said, and it is no failure: neither that nothing was found nor that all is clear."""
    result = clearance("check", ".", *chosen(), "--changed-since", "HEAD")

    assert result == Result(0, b"", "Nothing is checked: of 5 campaigns, none has changed since HEAD.\n")


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize("form", FORMATS)
def test_nothing_changed_gives_empty_lists_in_formats(clearance: Call, form: str) -> None:
    """Whoever reads a list gets one without campaigns; a page without a campaign is not made."""
    words = ("check", ".", *chosen(), "--changed-since", "HEAD", "-o", f"{form}=out.txt")
    result = clearance(*words, "-f", form)

    assert result.code == 0
    assert Path("out.txt").exists() == (form not in PAGES)
    if form == "json":
        assert json.loads(result.out)["assessments"] == []
    if form not in PAGES:
        assert Path("out.txt").read_bytes() == result.raw


@pytest.mark.usefixtures("recorded")
def test_quiet_says_nothing_of_what_is_left_out(clearance: Call) -> None:
    """As it says nothing of anything else."""
    assert clearance("check", ".", *chosen(), "--changed-since", "HEAD", "-q") == Result(0, b"", "")


def test_change_counts_wherever_it_stands(recorded: Git, write: Write, changed: Callable[..., list[str]]) -> None:
    """Committed since, staged, not staged, or not known to git at all."""
    write("a.yaml", campaign_with(name="Committed"))
    recorded("commit", "-qam", "second")
    write("b.yaml", campaign_with(name="Staged"))
    recorded("add", "b.yaml")
    write("deep/er/e.yaml", campaign_with(name="Not staged"))
    write("new.yaml", SMALL)

    assert changed(since="HEAD~1") == ["a.yaml", "b.yaml", "new.yaml", "deep/er/e.yaml"]
    assert changed(since="HEAD") == ["b.yaml", "new.yaml", "deep/er/e.yaml"]


def test_change_taken_back_is_none(recorded: Git, write: Write, changed: Callable[..., list[str]]) -> None:
    """What counts is what stands there now; when it was written does not."""
    write("a.yaml", campaign_with(name="Other"))
    recorded("commit", "-qam", "second")
    write("a.yaml", SMALL)

    assert changed(since="HEAD~1") == []


@pytest.mark.parametrize("names", ["main", "HEAD", "v1", "HEAD~0", "@", "refs/heads/main"])
def test_commit_may_be_called_in_any_way(recorded: Git, changed: Callable[..., list[str]], names: str) -> None:
    """By branch, by tag that has a message, by steps back."""
    recorded("tag", "-am", "first", "v1")

    assert changed(since=names) == []


def test_profile_counts_for_all_who_include_it(recorded: Git, write: Write, changed: Callable[..., list[str]]) -> None:
    """However many steps away it stands, and also where it is gone."""
    write("with/company.yaml", PROFILE.replace("true", "false"))
    direct = changed()
    recorded("checkout", "-q", ".")
    write("with/company.yaml", "includes: [../more.yaml]\n" + PROFILE)
    write("more.yaml", "controller: {name: A}\n")
    recorded("add", "-A")
    recorded("commit", "-qm", "second")
    before = changed()
    write("more.yaml", "controller: {name: B}\n")

    assert (direct, before, changed()) == (["with/c.yaml", "with/d.yaml"], [], ["with/c.yaml", "with/d.yaml"])


@pytest.mark.parametrize("name", ["clearance.reviews.yaml", "clearance.waivers.yaml", "clearance.baseline.json"])
def test_what_is_filed_counts_for_its_folder_and_below(recorded: Git, write: Write, clearance: Call, name: str) -> None:
    """When it comes, changes or goes."""

    def found() -> list[str]:
        result = clearance("check", ".", *chosen(), "-v", "--changed-since", "HEAD")
        return [one for one in ALL if one in result.out + result.err]

    empty = REVIEWS if "reviews" in name else "waivers: []\n" if "waivers" in name else "[]\n"
    write(f"deep/{name}", empty)
    come = found()
    recorded("add", "-A")
    recorded("commit", "-qm", "second")
    same = found()
    write(f"deep/{name}", f"{empty}\n\n")
    other = found()
    (Path("deep") / name).unlink()

    assert (come, same, other, found()) == (["deep/er/e.yaml"], [], ["deep/er/e.yaml"], ["deep/er/e.yaml"])


def test_settings_count_for_all(recorded: Git, write: Write, changed: Callable[..., list[str]]) -> None:
    """When they come, change or go; another file of settings counts if it is the one in use."""
    write("clearance.toml", 'fail-on = "low"\n')
    come = changed()
    write("other.toml", 'fail-on = "low"\n')
    recorded("add", "-A")
    recorded("commit", "-qm", "second")
    same = changed()
    write("other.toml", 'fail-on = "high"\n')
    not_in_use = changed()
    in_use = changed(".", "--config", "other.toml")
    Path("clearance.toml").unlink()

    assert (come, same, not_in_use, in_use, changed()) == (ALL, [], [], ALL, ALL)


def test_own_packs_count_for_all(recorded: Git, write: Write, clearance: Call) -> None:
    """A rule that changes, comes or goes; what is no rule does not."""

    def said() -> str:
        return clearance("check", ".", *chosen(), "--changed-since", "HEAD").err

    write("own/notes.txt", "x")
    same = said()
    write("own/law/parameters.yaml", Path("own/law/parameters.yaml").read_text(encoding="utf-8") + "\n# more\n")
    other = said()
    recorded("checkout", "-q", "own")
    shutil.copy("own/ethics/published-notice.yaml", "own/ethics/published-notice.yml")
    come = said()
    Path("own/ethics/published-notice.yaml").unlink()
    moved = said()

    assert same == "Nothing is checked: of 5 campaigns, none has changed since HEAD.\n"
    assert other == moved == "own has changed: every campaign is checked.\n"
    assert come.startswith("own/ethics/published-notice.y")


@pytest.mark.usefixtures("recorded")
def test_what_lies_outside_the_repository_may_have_changed(clearance: Call, project: Path) -> None:
    """Nobody can tell, so every campaign is checked, and the reason is said."""
    shutil.copytree("own", project.parent / "elsewhere")
    result = clearance("check", ".", *chosen("../elsewhere"), "--changed-since", "HEAD")

    assert result.err == (
        "../elsewhere lies outside the repository, so nobody can tell whether it has changed: "
        "every campaign is checked.\n"
    )


def test_moved_campaign_is_checked_where_it_is_now(recorded: Git, clearance: Call) -> None:
    """And the old place is mentioned."""
    recorded("mv", "a.yaml", "deep/a2.yaml")
    result = clearance("check", ".", *chosen(), "--changed-since", "HEAD")

    assert result.err == "a.yaml is gone since HEAD.\n"
    assert result.lines[1].startswith("deep/a2.yaml · ")


def test_campaign_that_is_gone_is_mentioned(recorded: Git, write: Write, clearance: Call) -> None:
    """With what it is called from here; other files are not, and nothing else is checked for it."""
    write("deep/compose.yaml", "services: {}\n")
    write(".hidden/x.yaml", SMALL)
    write("deep/notes.txt", SMALL)
    recorded("add", "-A")
    recorded("commit", "-qm", "second")
    for name in ("deep/er/e.yaml", "deep/compose.yaml", ".hidden/x.yaml", "deep/notes.txt", "b.yaml"):
        Path(name).unlink()
    whole = clearance("check", ".", *chosen(), "--changed-since", "HEAD")
    part = clearance("check", "deep", *chosen(), "--changed-since", "HEAD")

    assert (whole.code, whole.raw) == (0, b"")
    assert whole.err == (
        "b.yaml is gone since HEAD.\ndeep/er/e.yaml is gone since HEAD.\n"
        "Nothing is checked: of 3 campaigns, none has changed since HEAD.\n"
    )
    assert (part.code, part.err) == (
        0,
        "deep/er/e.yaml is gone since HEAD.\nNothing is checked: of 0 campaigns, none has changed since HEAD.\n",
    )


def test_sparse_checkout_is_not_taken_for_a_loss(recorded: Git, clearance: Call) -> None:
    """What was left out of the working folder on purpose is not gone."""
    recorded("sparse-checkout", "set", "--no-cone", "/*", "!/deep")
    assert not Path("deep/er/e.yaml").exists()

    assert clearance("check", ".", *chosen(), "--changed-since", "HEAD").err == (
        "Nothing is checked: of 4 campaigns, none has changed since HEAD.\n"
    )


def test_empty_folder_is_still_nothing(recorded: Git, clearance: Call) -> None:
    """Where no campaign is, and none was, the call is wrong."""
    Path("empty").mkdir()
    result = clearance("check", "empty", *chosen(), "--changed-since", "HEAD")

    assert (result.code, "no campaign was found" in result.err) == (3, True)


def test_link_counts_and_what_it_leads_to(recorded: Git, write: Write, changed: Callable[..., list[str]]) -> None:
    """A link that leads elsewhere now is a change; so is a change at its end, and a link in between."""
    write("one/company.yaml", PROFILE)
    write("two/company.yaml", PROFILE.replace("true", "false"))
    Path("with/company.yaml").unlink()
    Path("current").symlink_to("one")
    Path("with/company.yaml").symlink_to("../current/company.yaml")
    recorded("add", "-A")
    recorded("commit", "-qm", "second")
    before = changed()
    write("one/company.yaml", PROFILE + "controller: {name: A}\n")
    at_the_end = changed()
    recorded("checkout", "-q", ".")
    Path("current").unlink()
    Path("current").symlink_to("two")

    assert (before, at_the_end, changed()) == ([], ["with/c.yaml", "with/d.yaml"], ["with/c.yaml", "with/d.yaml"])


def test_line_ends_of_another_system_are_no_change(recorded: Git, changed: Callable[..., list[str]]) -> None:
    """As where git writes files in the way of Windows."""
    path = Path("a.yaml")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert changed() == []


def test_called_from_a_folder_below(
    recorded: Git, write: Write, changed: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paths are those one writes there."""
    write("deep/er/e.yaml", campaign_with(name="Other"))
    write("a.yaml", campaign_with(name="Other"))
    monkeypatch.chdir("deep")

    assert changed(".") == ["er/e.yaml"]
    assert changed("..") == ["../a.yaml", "../deep/er/e.yaml"]


def test_works_in_a_second_working_folder(
    recorded: Git, project: Path, changed: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where ``.git`` is a file that leads elsewhere."""
    recorded("worktree", "add", "-q", "../second")
    monkeypatch.chdir(project.parent / "second")
    Path("b.yaml").write_text(campaign_with(name="Other"), encoding="utf-8")

    assert changed() == ["b.yaml"]


def test_digests_may_be_long(project: Path, git: Git, write: Write, changed: Callable[..., list[str]]) -> None:
    """A repository may count in SHA-256."""
    shutil.rmtree(".git")
    own_packs()
    git("init", "-q", "-b", "main", "--object-format=sha256")
    write("a.yaml", SMALL)
    write("b.yaml", SMALL)
    git("add", "-A")
    git("commit", "-qm", "first")
    write("b.yaml", campaign_with(name="Other"))

    assert changed() == ["b.yaml"]


def test_strange_names_are_names(recorded: Git, write: Write, changed: Callable[..., list[str]]) -> None:
    """Blanks, hyphens in front, quotes, stars, umlauts."""
    names = ["-rf.yaml", "a b.yaml", 'q"uote.yaml', "s*.yaml", "ü.yaml", "tab\there.yaml"]
    for name in names:
        write(f"names/{name}", SMALL)
    recorded("add", "-A")
    recorded("commit", "-qm", "second")
    before = changed("names")
    write("names/-rf.yaml", campaign_with(name="Other"))
    write("names/s*.yaml", campaign_with(name="Other"))

    assert (before, changed("names")) == ([], ["names/-rf.yaml", "names/s*.yaml"])


# What cannot be told --------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize(
    "name", ["nowhere", "--all", "--output=x", "-", "", "HEAD:with", "HEAD^{tree}", "a\nb", "HEAD..main"]
)
def test_commit_that_is_not_there_is_said(clearance: Call, name: str) -> None:
    """With what to do; a name is never taken for an option."""
    result = clearance("check", ".", *chosen(), f"--changed-since={name}")

    assert (result.code, result.raw) == (2, b"")
    assert result.err == (
        f'--changed-since: the repository has no commit "{name}". '
        "Look at its name, or fetch it first: git fetch origin.\n"
    ).replace("a\nb", "a b")


def test_part_of_a_history_is_said(
    recorded: Git, project: Path, clearance: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As build servers fetch it."""
    recorded("commit", "-q", "--allow-empty", "-m", "second")
    recorded("clone", "-q", "--depth=1", f"file://{project}", "../part")
    monkeypatch.chdir(project.parent / "part")
    result = clearance("check", ".", *chosen(), "--changed-since", "HEAD~1")

    assert result.code == 2
    assert result.err == (
        '--changed-since: the repository has no commit "HEAD~1", and holds a part of its history only. '
        "Fetch the rest: git fetch --unshallow, or fetch-depth: 0 in the step that checks it out.\n"
    )
    assert clearance("check", ".", *chosen(), "--changed-since", "HEAD").code == 0


def test_no_repository_is_said(clearance: Call, write: Write, project: Path) -> None:
    """Neither where there is none, nor where something only looks like one."""
    own_packs()
    write("a.yaml", SMALL)
    looks = clearance("check", ".", *chosen(), "--changed-since", "HEAD")
    (project / ".git").rmdir()
    none = clearance("check", ".", *chosen(), "--changed-since", "HEAD")

    assert (looks.code, none.code) == (2, 2)
    assert looks.err.endswith(f": --changed-since: git cannot read this repository. Run: git -C {project} status\n")
    assert none.err == (
        "--changed-since asks a git repository, and there is none here. Go to one, or leave --changed-since out.\n"
    )


@pytest.mark.usefixtures("recorded")
def test_no_git_is_said(clearance: Call, monkeypatch: pytest.MonkeyPatch, project: Path) -> None:
    """One that lies in a folder named relatively is none."""
    fake = project / "bin" / "git"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\ntouch canary\n", encoding="utf-8")
    fake.chmod(0o755)
    for path in ("", "bin", ".:bin"):
        monkeypatch.setenv("PATH", path)
        result = clearance("check", ".", *chosen(), "--changed-since", "HEAD")
        assert result.err == (
            "--changed-since asks git, and there is none on the PATH. Install git, or leave --changed-since out.\n"
        )
    assert not Path("canary").exists()


@pytest.mark.usefixtures("recorded")
def test_campaign_of_another_repository_is_refused(clearance: Call, write: Write, project: Path) -> None:
    """Which commit would be meant there?"""
    (project.parent / "other").mkdir()
    (project.parent / "other" / "x.yaml").write_text(SMALL, encoding="utf-8")
    result = clearance("check", "a.yaml", str(project.parent / "other/x.yaml"), *chosen(), "--changed-since", "HEAD")

    assert result.code == 2


def test_standard_input_has_no_history(clearance: Call, project: Path) -> None:
    """An option without effect is refused."""
    result = clearance("check", "-", "--changed-since", "HEAD", stdin=SMALL)

    assert result.err == "--changed-since has no effect on standard input. Leave it out.\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_repository_of_somebody_else_is_said(recorded: Git, clearance: Call, project: Path) -> None:
    """As in containers; with the command that makes git trust it."""
    os.chown(project, 4711, 4711)
    os.chown(project / ".git", 4711, 4711)
    result = clearance("check", ".", *chosen(), "--changed-since", "HEAD")

    assert result.code == 2
    assert f"git config --global --add safe.directory {project}" in result.err


# What a repository may try --------------------------------------------------------------------------------------------


def test_repository_runs_nothing(recorded: Git, write: Write, clearance: Call, project: Path) -> None:
    """Neither hooks nor monitors, filters, pagers, differs, helpers, aliases or remotes that it brings."""
    canary = project.parent / "canary"
    evil = project / "evil.sh"
    evil.write_text(f"#!/bin/sh\ntouch {canary}\ncat\n", encoding="utf-8")
    evil.chmod(0o755)
    for hook in ("post-checkout", "post-index-change", "pre-commit", "reference-transaction", "fsmonitor-watchman"):
        shutil.copy(evil, f".git/hooks/{hook}")
    write(".gitattributes", "* filter=evil diff=evil text eol=lf\n")
    for key in (
        "core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "core.gitProxy",
        "core.alternateRefsCommand", "diff.external", "diff.evil.command", "diff.evil.textconv", "filter.evil.clean",
        "filter.evil.smudge", "filter.evil.process", "pager.ls-tree", "pager.rev-parse", "interactive.diffFilter",
        "credential.helper", "gpg.program", "remote.origin.uploadpack", "uploadpack.packObjectsHook", "sequence.editor",
    ):  # fmt: skip
        recorded("config", key, str(evil))
    recorded("config", "core.hooksPath", str(project / ".git/hooks"))
    recorded("config", "alias.ls-tree", f"!{evil}")
    recorded("config", "remote.origin.url", f"ext::{evil}")
    recorded("config", "remote.origin.promisor", "true")
    recorded("config", "extensions.partialClone", "origin")
    canary.unlink(missing_ok=True)
    Path("b.yaml").unlink()
    write("a.yaml", campaign_with(name="Other"))
    blob = recorded("rev-parse", "HEAD:b.yaml").strip()
    canary.unlink(missing_ok=True)
    Path(".git/objects", blob[:2], blob[2:]).unlink()
    result = clearance("check", ".", *chosen(), "--changed-since", "HEAD")

    assert result.err == "b.yaml is gone since HEAD.\n"
    assert result.lines[1].startswith("a.yaml · ")
    assert not canary.exists()


@pytest.mark.usefixtures("recorded")
def test_environment_tells_git_nothing(
    clearance: Call, write: Write, monkeypatch: pytest.MonkeyPatch, project: Path
) -> None:
    """Nor does a hook in which the command runs, whose variables name another repository."""
    canary = project.parent / "canary"
    monkeypatch.setenv("GIT_DIR", str(project.parent))
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere")
    monkeypatch.setenv("GIT_TRACE", str(canary))
    monkeypatch.setenv("GIT_TRACE2_EVENT", str(canary))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", f"touch {canary}")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.fsmonitor")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", f"touch {canary}")
    write("a.yaml", campaign_with(name="Other"))
    result = clearance("check", ".", *chosen(), "--changed-since", "HEAD")

    assert result.lines[1].startswith("a.yaml · ")
    assert not canary.exists()


def test_nothing_is_written_into_the_repository(recorded: Git, clearance: Call) -> None:
    """Not even the index is renewed."""
    os.utime("a.yaml")

    def state() -> list[tuple[str, int]]:
        return [(str(path), path.stat().st_mtime_ns) for path in sorted(Path(".git").rglob("*"))]

    before = state()
    clearance("check", ".", *chosen(), "--changed-since", "HEAD")

    assert state() == before
