"""``init``: a repository of campaigns that can be worked with at once, and nothing of anybody's lost."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from calls import Call

from clearance import __version__
from clearance.rendering.project import SCHEMA

Write = Callable[[str, str], Path]
EVERYWHERE = {
    "campaigns/first-campaign.yaml", "company.yaml", "README.md", "clearance.toml", "clearance.waivers.yaml",
    ".pre-commit-config.yaml", ".vscode/settings.json", ".vscode/extensions.json", SCHEMA, ".gitignore",
}  # fmt: skip
AT_A_HOST = {
    "github": {".github/workflows/clearance.yml", ".github/CODEOWNERS"},
    "gitlab": {".gitlab-ci.yml", ".gitlab/CODEOWNERS"},
    "none": set(),
}

WAITS = re.compile(r"^( *)# ((?: |- )*\w+:| *- \{)", re.MULTILINE)
"""A line of a template that becomes YAML without its #."""


def files_in(folder: Path) -> set[str]:
    """Return the files of a folder, without what git keeps."""
    below = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {name for name in below if not name.startswith(".git/")}


def loaded(path: str) -> Any:
    """Return what a file of YAML holds."""
    return yaml.safe_load(Path(path).read_text(encoding="utf-8"))


@pytest.mark.parametrize("host", AT_A_HOST)
def test_new_repository_holds_what_its_host_needs(clearance: Call, project: Path, host: str) -> None:
    """And names every file it wrote, in eighty columns."""
    result = clearance("init", "--ci", host)

    assert (result.code, result.err) == (0, "")
    assert files_in(project) == EVERYWHERE | AT_A_HOST[host]
    assert {line.split()[0] for line in result.lines if line.startswith("  ") and line.split()[0] in files_in(project)}
    assert [line for line in result.lines if len(line) > 80] == []
    assert [name for name in files_in(project) if f"  {name} " not in result.out] == []


def test_first_check_passes_undecided_and_names_short_paths(clearance: Call, project: Path) -> None:
    """Nothing is wrong with what was written, and nothing is called clear before somebody has answered."""
    clearance("init")
    result = clearance("check", "--as-of", "2026-11-30")

    assert (result.code, result.err) == (0, "")
    assert "Undecided." in result.out
    assert result.lines[1].startswith("campaigns/first-campaign.yaml · ")


def test_open_questions_fail_once_the_settings_no_longer_let_them_pass(clearance: Call, project: Path) -> None:
    """One line says so, and goes when a team has answered."""
    clearance("init")
    file = project / "clearance.toml"
    (line,) = (one for one in file.read_text(encoding="utf-8").splitlines(keepends=True) if one.startswith("allow-"))
    file.write_text(file.read_text(encoding="utf-8").replace(line, ""), encoding="utf-8")

    assert line.startswith("allow-undecided = true ")
    assert clearance("check", "--as-of", "2026-11-30").code == 4


def test_company_profile_is_part_of_the_first_campaign(clearance: Call, project: Path) -> None:
    """What stands there is stated; and it is no campaign itself."""
    clearance("init", "--ci", "none")
    profile = project / "company.yaml"
    profile.write_text(profile.read_text(encoding="utf-8").replace("Our company", "Hearth & Hollow"), encoding="utf-8")
    report = json.loads(clearance("check", "-f", "json", "--as-of", "2026-11-30").out)

    assert [one["campaign"]["name"] for one in report["assessments"]] == ["My campaign"]
    assert clearance("check", "company.yaml").code == 2


def test_every_line_that_waits_to_be_filled_in_is_one_the_loader_takes(clearance: Call, project: Path) -> None:
    """Whoever takes the # from all lines of the profile has a profile."""
    clearance("init", "--ci", "none")
    profile = project / "company.yaml"
    profile.write_text(WAITS.sub(r"\1\2", profile.read_text(encoding="utf-8")), encoding="utf-8")
    result = clearance("check", "--as-of", "2026-11-30")

    assert {"controller", "notice", "banner", "trackers", "recipients", "choices"} < set(loaded("company.yaml"))
    assert (result.code, result.err) in ((1, ""), (0, ""))


def test_every_setting_that_waits_is_one(clearance: Call, project: Path) -> None:
    """The lines of clearance.toml that begin with # are right as they stand, but for the folder of rules."""
    clearance("init", "--ci", "none")
    (project / "our-rules").mkdir()
    file = project / "clearance.toml"
    file.write_text(re.sub(r"^# (?=[\w-]+ = )", "", file.read_text("utf-8"), flags=re.MULTILINE), encoding="utf-8")
    result = clearance("config", "--json")
    origins = {key: one["from"] for key, one in json.loads(result.out)["settings"].items()}

    assert (result.code, result.err) == (0, "")
    assert {key for key, origin in origins.items() if origin.startswith("clearance.toml:")} >= {
        "campaigns", "rules", "packs", "fail-on", "fail-on-ethics", "allow-undecided",
    }  # fmt: skip


def test_what_stands_there_is_kept_and_named(clearance: Call, write: Write, project: Path) -> None:
    """Be it a file, a link that leads nowhere, or the work of an earlier call."""
    write("README.md", "mine\n")
    write(".vscode/settings.json", "{}\n")
    (project / "company.yaml").symlink_to("nowhere.yaml")
    first = clearance("init")
    before = {name: (project / name).read_bytes() for name in files_in(project)}
    second = clearance("init")

    assert (first.code, second.code) == (0, 0)
    kept = first.lines[first.lines.index("Kept 3 as they were") :]
    assert [line.split()[0] for line in kept[1:4]] == ["company.yaml", "README.md", ".vscode/settings.json"]
    assert (project / "README.md").read_text(encoding="utf-8") == "mine\n"
    assert not (project / "nowhere.yaml").exists()
    assert second.lines[0].startswith("Kept ")
    assert {name: (project / name).read_bytes() for name in files_in(project)} == before


def test_another_folder_is_made_and_gone_to(clearance: Call, project: Path) -> None:
    """With all folders above it."""
    result = clearance("init", "deep/marketing", "--ci", "none")

    assert result.code == 0
    assert files_in(project) == {f"deep/marketing/{name}" for name in EVERYWHERE}
    assert "  1. Go there: cd deep/marketing" in result.lines
    assert clearance("check", "deep/marketing", "--as-of", "2026-11-30").code == 0


def test_folder_that_cannot_be_is_refused(clearance: Call, write: Write) -> None:
    """With the place, and what to do."""
    write("taken", "mine\n")
    write("half/campaigns", "mine\n")

    assert clearance("init", "taken").code == 2
    assert clearance("init", "half").err == "half/campaigns: this is not a folder. Choose another.\n"


@pytest.mark.parametrize(
    ("address", "path", "ref"),
    [
        ("https://github.com/acme/clearance", "acme/clearance", f"v{__version__}"),
        ("https://github.com/acme/clearance.git", "acme/clearance", f"v{__version__}"),
        ("https://github.com/acme/legal-tools@v2", "acme/legal-tools", "v2"),
    ],
)
def test_pipeline_takes_clearance_from_where_one_says(
    clearance: Call, project: Path, address: str, path: str, ref: str
) -> None:
    """The workflow, and the check before a commit; then nothing is left to fill in."""
    result = clearance("init", "--from", address)
    (job,) = loaded(".github/workflows/clearance.yml")["jobs"].values()
    (hook,) = loaded(".pre-commit-config.yaml")["repos"]

    assert [step["uses"] for step in job["steps"] if "clearance" in step.get("id", "")] == [f"{path}@{ref}"]
    assert (hook["repo"], hook["rev"]) == (f"https://github.com/{path}", ref)
    assert "in the place of" not in result.out


def test_pipeline_at_gitlab_takes_template_and_program_from_one_place(clearance: Call, project: Path) -> None:
    """With the token that each job has, so that nobody has to make one."""
    clearance("init", "--ci", "gitlab", "--from", "https://git.example.org/group/legal/clearance")
    pipeline = loaded(".gitlab-ci.yml")
    ref = f"v{__version__}"

    assert pipeline["include"] == [
        {"project": "group/legal/clearance", "ref": ref, "file": "/templates/clearance.gitlab-ci.yml"}
    ]
    assert pipeline["variables"]["CLEARANCE_SOURCE"] == (
        f"git+https://gitlab-ci-token:${{CI_JOB_TOKEN}}@git.example.org/group/legal/clearance@{ref}"
    )


def test_place_not_said_is_one_to_fill_in(clearance: Call, project: Path) -> None:
    """The next steps name the files where it stands."""
    text = " ".join(clearance("init").out.split())

    assert (
        "Put your Clearance repository in the place of your-organisation/clearance in .github/workflows/clearance.yml "
        "and .pre-commit-config.yaml." in text
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--ci", "githubb"), '--ci: there is no choice "githubb". Did you mean "github"?'),
        (("--ci", "jenkins"), '--ci: there is no choice "jenkins". Use one of: github, gitlab, none.'),
        (("--from", "acme/clearance"), '--from: "acme/clearance" is no address of a repository.'),
        (("--from", "https://github.com/a/b\nrun: x"), "is no address of a repository."),
    ],
)
def test_wrong_call_writes_nothing(clearance: Call, project: Path, words: tuple[str, ...], says: str) -> None:
    """It says what can be said."""
    result = clearance("init", *words)

    assert (result.code, result.out) == (2, "")
    assert says in result.err
    assert files_in(project) == set()


def test_editor_is_told_which_files_are_campaigns(clearance: Call, project: Path) -> None:
    """By a schema that is the one of this release, and the extension that reads it is recommended."""
    clearance("init")
    (schema, patterns), = loaded(".vscode/settings.json")["yaml.schemas"].items()  # fmt: skip

    assert schema == f"./{SCHEMA}"
    assert patterns == ["company.yaml", "campaigns/**/*.yaml", "!**/clearance.*.yaml"]
    assert json.loads((project / SCHEMA).read_text("utf-8")) == json.loads(clearance("schema", "campaign").out)
    assert loaded(".vscode/extensions.json") == {"recommendations": ["redhat.vscode-yaml"]}


def test_readme_names_files_that_are_there(clearance: Call, project: Path) -> None:
    """But for the file of answers, which comes with the first answer."""
    clearance("init")
    named = set(re.findall(r"`([\w./-]+\.\w+|[\w-]+/)`", (project / "README.md").read_text(encoding="utf-8")))

    assert {one for one in named if not (project / one).exists()} == {"clearance.reviews.yaml"}


def test_owners_are_a_hint_until_teams_are_named(clearance: Call, project: Path) -> None:
    """Each line is a comment; waivers, answers and rules are for lawyers, campaigns for marketers."""
    clearance("init")
    lines = (project / ".github/CODEOWNERS").read_text(encoding="utf-8").splitlines()
    owners = dict(re.findall(r"^# (\S+) +(@.*)$", "\n".join(lines), re.MULTILINE))

    assert all(line.startswith("#") for line in lines)
    assert owners["/campaigns/"] == "@your-organisation/marketing"
    for ours in ("clearance.waivers.yaml", "clearance.reviews.yaml", "/our-rules/"):
        assert owners[ours] == "@your-organisation/legal"


def test_example_of_a_waiver_is_about_the_first_campaign(clearance: Call, project: Path) -> None:
    """Uncommented, it names a file that is there; all it may say is that nothing has to be waived yet."""
    clearance("init", ".")
    waivers = project / "clearance.waivers.yaml"
    entry = re.sub(r"^#(?=   )", " ", waivers.read_text(encoding="utf-8"), flags=re.MULTILINE).strip()
    lines = [line for line in entry.splitlines() if line.startswith("    ")]
    waivers.write_text("waivers:\n" + "\n".join(lines) + "\n", encoding="utf-8")
    result = clearance("check", ".", "--as-of", "2026-11-24", "-f", "json")
    (waiver,) = loaded(str(waivers))["waivers"]

    assert (project / waiver["campaign"]).is_file()
    assert result.code == 0
    assert "there is no file" not in result.raw.decode()
    assert "there is no campaign" not in result.raw.decode()
