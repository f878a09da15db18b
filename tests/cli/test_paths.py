"""Which files are checked: named, in folders, by patterns, from standard input; with profiles; and what is refused."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from calls import Call, Result

from practice import BASIC, as_yaml, campaign_with, choosing, sections

Write = Callable[[str, str], Path]
SMALL = as_yaml(sections())
PROFILE = as_yaml({"vocabulary": "2026.11", "notice": {"published": True}, "controller": {"name": "Hearth"}})


def checked(result: Result) -> list[str]:
    """Return the files that a JSON report is about."""
    return [one["campaign"]["file"] for one in json.loads(result.out)["assessments"]]


def test_folder_is_searched_for_campaigns(clearance: Call, write: Write) -> None:
    """By name, in folders below too; profiles, answers, other YAML and hidden folders are passed by."""
    for name in ("b.yaml", "a.yml", "deep/er/c.yaml", ".hidden/d.yaml", "node_modules/e.yaml"):
        write(name, SMALL)
    write("company.yaml", PROFILE)
    write("clearance.reviews.yaml", "reviews: []\n")
    write("docker-compose.yaml", "services: {}\n")
    write("notes.txt", SMALL)
    result = clearance("check", ".", *choosing(*BASIC), "-f", "json")

    assert checked(result) == ["a.yml", "b.yaml", "deep/er/c.yaml"]


def test_no_path_means_the_folder_one_is_in(clearance: Call, write: Write) -> None:
    """If the settings name no other."""
    write("a.yaml", SMALL)

    assert checked(clearance("check", *choosing(*BASIC), "-f", "json")) == ["a.yaml"]


def test_pattern_is_filled_in_by_us_where_the_shell_did_not(clearance: Call, write: Write) -> None:
    """Like a folder, a pattern passes profiles by."""
    for name in ("a.yaml", "deep/b.yaml", "deep/er/c.yaml"):
        write(name, SMALL)
    write("company.yaml", PROFILE)
    write("clearance.reviews.yaml", "reviews: []\n")

    assert checked(clearance("check", "**/*.yaml", *choosing(*BASIC), "-f", "json")) == [
        "a.yaml", "deep/b.yaml", "deep/er/c.yaml",
    ]  # fmt: skip


def test_file_with_characters_of_patterns_is_a_file(clearance: Call, write: Write) -> None:
    """A file that exists is meant as it is written."""
    write("a[1].yaml", SMALL)

    assert checked(clearance("check", "a[1].yaml", *choosing(*BASIC), "-f", "json")) == ["a[1].yaml"]


def test_file_is_checked_once(clearance: Call, write: Write, project: Path) -> None:
    """However often it is named, and through links too."""
    path = write("a.yaml", SMALL)
    Path("link.yaml").symlink_to(path)
    named = ("a.yaml", ".", "./a.yaml", str(path), "link.yaml", "*.yaml")

    assert checked(clearance("check", *named, *choosing(*BASIC), "-f", "json")) == ["a.yaml"]


def test_named_profile_is_refused(clearance: Call, write: Write) -> None:
    """Whoever names a file wants it checked."""
    write("company.yaml", PROFILE)
    result = clearance("check", "company.yaml", *choosing(*BASIC))

    assert result.code == 2
    assert result.err.startswith("company.yaml:1:1: the file has no section campaign")


def test_all_missing_files_are_named_together(clearance: Call, project: Path) -> None:
    """One call is enough to see them all."""
    result = clearance("check", "a.yaml", "b/", "c*.yaml")

    assert [line.split(": ")[0] for line in result.err.splitlines()] == ["a.yaml", "b/", "c*.yaml"]


def test_several_campaigns_may_share_a_file(clearance: Call, write: Write) -> None:
    """Each document is a campaign of its own; an empty one is none."""
    write("all.yaml", "---\n---\n".join([campaign_with(name="One"), campaign_with(name="Two", purpose_recorded=False)]))
    result = clearance("check", "all.yaml", *choosing(*BASIC), "-f", "json")
    documents = json.loads(result.out)["assessments"]

    assert [one["campaign"]["name"] for one in documents] == ["One", "Two"]
    assert [one["verdict"]["status"] for one in documents] == ["clear", "not clear"]
    assert result.code == 1


def test_profile_is_included_and_its_facts_keep_their_place(clearance: Call, write: Write) -> None:
    """What the company states once counts for each campaign, with its own file and line."""
    write("company.yaml", PROFILE)
    write("deep/small.yaml", as_yaml(sections(includes=["../company.yaml"], notice=None)))
    result = clearance("check", "deep/small.yaml", *choosing("practice-law", "practice-ethics"), "-f", "json")
    (document,) = json.loads(result.out)["assessments"]
    (notice,) = (one for one in document["findings"] if one["rule"] == "practice-ethics/published-notice")

    assert document["campaign"]["files"] == ["deep/small.yaml", "company.yaml"]
    assert document["campaign"]["advertiser"] == "Hearth"
    assert {(fact["file"], fact["line"]) for fact in notice["facts"] if fact["path"] == "notice.published"} == {
        ("company.yaml", 2)
    }


def test_standard_input_is_read(clearance: Call, project: Path) -> None:
    """Its place is shown as ``<stdin>``."""
    result = clearance("check", "-", *choosing(*BASIC), "-f", "json", stdin=SMALL)

    assert (result.code, checked(result)) == (0, ["<stdin>"])


def test_standard_input_can_be_taken_to_stand_somewhere(clearance: Call, write: Write) -> None:
    """Includes, settings, answers and messages go by that place, as editors need it."""
    write("campaigns/company.yaml", PROFILE)
    write("clearance.toml", 'fail-on = "medium"\n')
    text = as_yaml(sections(includes=["company.yaml"], notice=None, campaign={"purpose": "promotion"}))
    name = "campaigns/new.yaml"
    good = clearance("check", "-", "--stdin-filename", name, *choosing(*BASIC), "-f", "json", stdin=text)
    bad = clearance("check", "-", "--stdin-filename", name, stdin="campaign: {nmae: X}\n")

    assert checked(good) == [name]
    assert bad.err.startswith(f'{name}:1:12: there is no fact "campaign.nmae". Did you mean "name"?')


@pytest.mark.parametrize("stdin", [b"", b"\n\n", b"---\n"])
def test_empty_standard_input_is_refused(clearance: Call, project: Path, stdin: bytes) -> None:
    """A pipe that broke earlier must not pass for a campaign."""
    result = clearance("check", "-", stdin=stdin)

    assert result.code == 2
    assert result.err.startswith("<stdin>: the file is empty.")


@pytest.mark.parametrize("target", ["../secret.yaml", "/etc/hostname", "sub/../../secret.yaml", "link.yaml"])
def test_profile_outside_of_the_project_is_refused(clearance: Call, write: Write, project: Path, target: str) -> None:
    """Neither dots nor links nor whole paths lead out of the project folder."""
    (project.parent / "secret.yaml").write_text("notice: {published: true}\n", encoding="utf-8")
    (project / "sub").mkdir()
    Path("link.yaml").symlink_to(project.parent / "secret.yaml")
    write("small.yaml", as_yaml(sections(includes=[target])))
    result = clearance("check", "small.yaml", *choosing(*BASIC))

    assert (result.code, result.raw) == (2, b"")
    assert result.err.startswith("small.yaml:7:")
    assert "outside the project folder" in result.err or "absolute path" in result.err


def test_campaign_that_links_out_of_the_project_is_refused(clearance: Call, write: Write, project: Path) -> None:
    """In a folder too, and it is said rather than passed over."""
    (project.parent / "outside.yaml").write_text(SMALL, encoding="utf-8")
    Path("inside.yaml").symlink_to(project.parent / "outside.yaml")

    for named in ("inside.yaml", "."):
        result = clearance("check", named, *choosing(*BASIC))
        assert result.code == 2
        assert result.err == "inside.yaml: the file is outside the project folder. Copy it into the project.\n"


def test_link_to_something_else_is_passed_by(clearance: Call, write: Write, project: Path) -> None:
    """A folder may hold links that are not our business, broken ones too."""
    (project.parent / "compose.yaml").write_text("services: {}\n", encoding="utf-8")
    Path("compose.yaml").symlink_to(project.parent / "compose.yaml")
    Path("broken.yaml").symlink_to(project / "nowhere.yaml")
    write("a.yaml", SMALL)

    assert checked(clearance("check", ".", *choosing(*BASIC), "-f", "json")) == ["a.yaml"]


def test_pipe_in_a_folder_holds_nothing_up(clearance: Call, write: Write, project: Path) -> None:
    """Nobody waits for a writer that never comes."""
    os.mkfifo("pipe.yaml")
    write("a.yaml", SMALL)

    assert checked(clearance("check", ".", *choosing(*BASIC), "-f", "json")) == ["a.yaml"]
    assert clearance("check", "pipe.yaml").err == "pipe.yaml: this is not a plain file. Name a YAML file.\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_unreadable_file_in_a_folder_is_reported(clearance: Call, write: Write) -> None:
    """What cannot be read was not checked, and that is not clear."""
    write("a.yaml", SMALL)
    write("b.yaml", SMALL).chmod(0)
    result = clearance("check", ".", *choosing(*BASIC))

    assert result.code == 2
    assert result.err.startswith("b.yaml: the file cannot be read")


def test_answers_that_cannot_be_read_are_reported_once(clearance: Call, write: Write) -> None:
    """However many campaigns they belong to."""
    write("a.yaml", SMALL)
    write("b.yaml", SMALL)
    write("clearance.reviews.yaml", "reviews: [{rule: x/y, answer: perhaps, by: me, on: 2026-01-01, facts: '1'}]\n")
    result = clearance("check", ".", *choosing(*BASIC))

    assert result.code == 2
    assert result.err == 'clearance.reviews.yaml:1:11: the answer "perhaps" says neither. Write "met" or "not met".\n'


def test_answers_at_the_root_of_the_project_count_for_all(clearance: Call, write: Write) -> None:
    """They are shown by the way that leads to them from where one is."""
    write("deep/a.yaml", SMALL)
    write("clearance.reviews.yaml", "reviews: 1\n")
    result = clearance("check", "deep/a.yaml", *choosing(*BASIC))

    assert result.err.startswith("clearance.reviews.yaml:1:1: the file has no list of reviews.")
