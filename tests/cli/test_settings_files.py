"""``clearance.toml``: found upward, weaker than an option, and never silently ignored."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from calls import Call

from practice import BASIC, RULES, as_yaml, campaign_with, choosing, sections

Write = Callable[[str, str], Path]
SMALL = as_yaml(sections())
LOW = campaign_with(purpose_recorded=False)


def in_effect(clearance: Call, *words: str) -> dict[str, tuple[object, str]]:
    """Return what ``clearance config`` says: each setting with where it comes from."""
    settings = json.loads(clearance("config", "--json", *words).out)["settings"]
    return {key: (one["value"], one["from"]) for key, one in settings.items()}


def test_without_a_file_the_built_in_values_hold(clearance: Call, project: Path) -> None:
    """And the command says so."""
    assert in_effect(clearance) == {
        "packs": ([], "built in"),
        "rules": ([], "built in"),
        "campaigns": ([], "built in"),
        "fail-on": ("low", "built in"),
        "fail-on-ethics": ("high", "built in"),
        "allow-undecided": (False, "built in"),
        "engine": ("both", "built in"),
        "cache": (False, "built in"),
    }


def test_option_beats_the_file_and_the_file_what_is_built_in(clearance: Call, write: Write) -> None:
    """Each value names its origin, the file with its line."""
    file = write("clearance.toml", '# ours\nfail-on = "medium"\nengine = "python"\npacks = ["eu-gdpr"]\n')
    found = in_effect(clearance, "--fail-on", "high", "--pack", "ethics")

    assert found["fail-on"] == ("high", "--fail-on")
    assert found["packs"] == (["ethics"], "--pack")
    assert found["engine"] == ("python", f"{file.name}:3")
    assert found["fail-on-ethics"] == ("high", "built in")


def test_option_that_says_no_beats_the_file_too(clearance: Call, write: Write) -> None:
    """And is named as it was given."""
    write("clearance.toml", "cache = true\n")

    assert in_effect(clearance)["cache"] == (True, "clearance.toml:1")
    assert in_effect(clearance, "--no-cache")["cache"] == (False, "--no-cache")
    assert in_effect(clearance, "--cache")["cache"] == (True, "--cache")


def test_settings_take_effect(clearance: Call, write: Write) -> None:
    """The level of the file decides; that of the call decides over it."""
    write("clearance.toml", 'fail-on = "medium"\n')
    write("small.yaml", LOW)

    assert clearance("check", "small.yaml", *choosing(*BASIC)).code == 0
    assert clearance("check", "small.yaml", *choosing(*BASIC), "--fail-on", "low").code == 1


def test_settings_are_found_upward_from_the_campaign(
    clearance: Call, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the call is made; up to the root of the repository, and no further."""
    write("../clearance.toml", 'fail-on = "blocker"\n')
    path = write("one/two/small.yaml", LOW)
    words = ("check", path, *choosing(*BASIC))
    beyond = clearance(*words).code
    write("one/clearance.toml", 'fail-on = "medium"\n')
    within = clearance(*words).code
    monkeypatch.chdir(path.parents[3])

    assert (beyond, within, clearance(*words).code) == (1, 0, 0)


def test_outside_of_a_repository_only_the_own_folder_and_the_one_called_from_count(
    clearance: Call, write: Write, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A settings file further up may be somebody else's."""
    shutil.rmtree(project / ".git")
    write("../clearance.toml", 'fail-on = "blocker"\n')
    write("deep/er/small.yaml", LOW)
    words = ("check", str(project / "deep/er/small.yaml"), *choosing(*BASIC))
    foreign = clearance(*words).code
    write("clearance.toml", 'fail-on = "medium"\n')
    called_from = clearance(*words).code
    (project / "aside").mkdir()
    monkeypatch.chdir(project / "aside")
    elsewhere = clearance(*words).code
    write(str(project / "deep/er/clearance.toml"), 'fail-on = "medium"\n')

    assert (foreign, called_from, elsewhere, clearance(*words).code) == (1, 0, 1, 0)


def test_config_takes_another_file(clearance: Call, write: Write) -> None:
    """Instead of the one found, not beside it."""
    write("clearance.toml", 'fail-on = "blocker"\nengine = "python"\n')
    write("strict.toml", 'fail-on = "high"\n')
    found = in_effect(clearance, "--config", "strict.toml")

    assert found["fail-on"] == ("high", "strict.toml:1")
    assert found["engine"] == ("both", "built in")


def test_campaigns_and_rules_are_taken_from_the_folder_of_the_file(
    clearance: Call, write: Write, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They mean the same from any folder of the project."""
    shutil.copytree(RULES / "law", project / "our-rules")
    packs = '["practice-law"]'
    write("clearance.toml", f'campaigns = ["campaigns"]\nrules = ["our-rules"]\npacks = {packs}\n')
    write("campaigns/small.yaml", SMALL)
    (project / "deep").mkdir()
    monkeypatch.chdir(project / "deep")
    result = clearance("check", "-f", "json", "--as-of", "2026-11-24")
    (document,) = json.loads(result.out)["assessments"]

    assert result.code == 0
    assert {one["rule"].split("/")[0] for one in document["findings"]} == {"practice-law"}


def test_people_can_read_what_is_in_effect(clearance: Call, write: Write) -> None:
    """Names, values, and files as they are seen from here."""
    write("clearance.toml", 'fail-on = "medium"\nallow-undecided = true\n')
    write("clearance.waivers.yaml", "waivers: []\n")
    lines = clearance("config").lines
    filed, settings = lines[2 : lines.index("")], lines[lines.index("") + 1 :]

    assert "settings file   clearance.toml" in lines
    assert [line.split() for line in filed] == [
        ["reviews", "none"],
        ["waivers", "clearance.waivers.yaml"],
        ["baseline", "none"],
    ]
    assert [line.split() for line in settings][3:6] == [
        ["fail-on", "medium", "clearance.toml:1"],
        ["fail-on-ethics", "high", "built", "in"],
        ["allow-undecided", "true", "clearance.toml:2"],
    ]


WRONG = (
    ('fail_on = "low"\n', 'clearance.toml:1: there is no setting "fail_on". Did you mean "fail-on"?'),
    ('\n\nfail-on = "gave"\n', 'clearance.toml:3: there is no level "gave"'),
    ('engine = "durabel"\n', 'clearance.toml:1: there is no engine "durabel". Did you mean "durable"?'),
    ("fail-on = 3\n", 'clearance.toml:1: fail-on is a text. Write fail-on = "low".'),
    ('packs = "eu-gdpr"\n', 'clearance.toml:1: packs is a list of texts. Write packs = ["..."].'),
    ('packs = ["eu-gpdr"]\n', 'clearance.toml:1: there is no pack "eu-gpdr". Did you mean "eu-gdpr"?'),
    ('packs = ["core"]\n', 'clearance.toml:1: there is no pack "core" that holds rules.'),
    ("allow-undecided = 1\n", "clearance.toml:1: allow-undecided is true or false. Write allow-undecided = true."),
    ("fail-on = \n", "clearance.toml: this is not TOML"),
    ('rules = ["nowhere"]\n', "nowhere: there is no such folder of rules."),
    ('campaigns = ["nowhere"]\n', "nowhere: there is no such file, folder or match."),
)


@pytest.mark.parametrize(("text", "message"), WRONG, ids=[text.strip() for text, _ in WRONG])
def test_wrong_setting_is_an_error_with_its_place(clearance: Call, write: Write, text: str, message: str) -> None:
    """A typing error never quietly means the built-in value."""
    write("clearance.toml", text)
    result = clearance("check", "--as-of", "2026-11-24")

    assert (result.code, result.raw) == (2, b"")
    assert message in result.err


def test_all_wrong_settings_are_reported_together(clearance: Call, write: Write) -> None:
    """One call is enough to see them all."""
    write("clearance.toml", "a = 1\nb = 2\nfail-on = 3\n")

    assert len(clearance("config").err.splitlines()) == 3


def test_missing_config_file_is_an_error(clearance: Call, project: Path) -> None:
    """It was asked for by name."""
    result = clearance("check", ".", "--config", "nowhere.toml")

    assert result.code == 2
    assert result.err == "nowhere.toml: there is no such settings file. Look at --config.\n"
