"""The files that pipelines read are what their hosts take them for."""

from __future__ import annotations

import importlib.resources
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from clearance.app.writing import FORMATS

REPOSITORY = Path(__file__).resolve().parents[2]
PINNED = re.compile(r"[\w.-]+/[\w./-]+@(v\d+(\.\d+)*|[0-9a-f]{40})")
ACTION = REPOSITORY / "action.yml"
GITLAB = REPOSITORY / "templates" / "clearance.gitlab-ci.yml"


def problems(schema: str, path: Path) -> list[str]:
    """Return what a schema that ``check-jsonschema`` ships says of a file of YAML."""
    folder = importlib.resources.files("check_jsonschema") / "builtin_schemas" / "vendor"
    whole = json.loads((folder / f"{schema}.json").read_text(encoding="utf-8"))
    data = json.loads(json.dumps(_as_json(yaml.safe_load(path.read_text(encoding="utf-8")))))
    validator = jsonschema.validators.validator_for(whole)(whole)
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(data)]


def _as_json(part: Any) -> Any:
    """Return a value with keys as texts; ``on:`` of a workflow is a yes for PyYAML."""
    if isinstance(part, dict):
        return {"on" if key is True else str(key): _as_json(value) for key, value in part.items()}
    return [_as_json(one) for one in part] if isinstance(part, list) else part


@pytest.fixture(scope="module")
def action() -> dict[str, Any]:
    """Return the action."""
    return dict(yaml.safe_load(ACTION.read_text(encoding="utf-8")))


def test_action_fits_its_schema() -> None:
    """GitHub takes it for an action."""
    assert problems("github-actions", ACTION) == []


def test_template_fits_its_schema() -> None:
    """GitLab takes it for a pipeline."""
    assert problems("gitlab-ci", GITLAB) == []


def test_workflow_of_a_new_repository_fits_its_schema(begun: Path) -> None:
    """What ``clearance init`` writes for GitHub."""
    assert problems("github-workflows", begun / ".github/workflows/clearance.yml") == []


@pytest.mark.parametrize("schema", ["github-actions", "gitlab-ci", "github-workflows"])
def test_schemas_refuse_what_is_wrong(schema: str, tmp_path: Path) -> None:
    """A schema that takes anything would prove nothing."""
    file = tmp_path / "wrong.yml"
    file.write_text("runs: {using: composite}\njobs: {a: {steps: 7}}\nclearance: {scripts: 7}\n", encoding="utf-8")

    assert problems(schema, file) != []


def test_hooks_and_their_configuration_are_ones(begun: Path) -> None:
    """As pre-commit itself says."""
    for words in (
        ("validate-manifest", REPOSITORY / ".pre-commit-hooks.yaml"),
        ("validate-config", begun / ".pre-commit-config.yaml"),
    ):
        run = subprocess.run(
            [sys.executable, "-m", "pre_commit", *map(str, words)],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert (run.returncode, run.stdout + run.stderr) == (0, "")


def test_nothing_from_outside_becomes_part_of_a_command(action: dict[str, Any]) -> None:
    """Inputs, branches and titles reach the shell as variables, however they are spelled."""
    scripts = [step["run"] for step in action["runs"]["steps"] if "run" in step]

    assert len(scripts) >= 4
    assert [script for script in scripts if "${{" in script] == []
    assert [script for script in scripts if re.search(r"\beval\b|\bxargs\b", script)] == []


def test_every_input_is_used_and_explained(action: dict[str, Any]) -> None:
    """An input that nothing reads would be a promise broken in silence."""
    used = set(re.findall(r"inputs\.([\w-]+)", ACTION.read_text(encoding="utf-8")))

    assert used == set(action["inputs"])
    assert [name for name, one in action["inputs"].items() if not one["description"] or "default" not in one] == []


def test_other_actions_are_pinned(action: dict[str, Any], begun: Path) -> None:
    """To a version or a commit; a branch could become anything."""
    workflow = yaml.safe_load((begun / ".github/workflows/clearance.yml").read_text(encoding="utf-8"))
    steps = [*action["runs"]["steps"], *(step for job in workflow["jobs"].values() for step in job["steps"])]
    used = [step["uses"] for step in steps if "uses" in step]

    assert len(used) >= 6
    assert [one for one in used if not PINNED.fullmatch(one)] == []


def test_no_step_needs_a_secret() -> None:
    """The token that every job has is all there is."""
    for path in (ACTION, GITLAB):
        assert "secrets." not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("shell", ["bash", "dash"])
def test_scripts_are_ones(action: dict[str, Any], shell: str) -> None:
    """Bash reads those of GitHub; those of GitLab are read by whatever shell an image has."""
    template = yaml.safe_load(GITLAB.read_text(encoding="utf-8"))["clearance"]
    scripts = [*template["before_script"], *template["script"]]
    scripts += [step["run"] for step in action["runs"]["steps"] if "run" in step] if shell == "bash" else []
    for script in scripts:
        run = subprocess.run([shell, "-n"], input=script, capture_output=True, text=True, check=False, timeout=20)
        assert run.stderr == ""


def test_documents_name_every_input_output_and_variable(action: dict[str, Any]) -> None:
    """In the tables of docs/pipeline.md."""
    text = (REPOSITORY / "docs" / "pipeline.md").read_text(encoding="utf-8")
    template = yaml.safe_load(GITLAB.read_text(encoding="utf-8"))
    cells = {name for line in text.splitlines() for name in re.findall(r"`([\w-]+)`", line.partition(" | ")[0])}

    assert {*action["inputs"], *action["outputs"]} <= cells
    assert set(template["variables"]) - {"CLEARANCE_SOURCE"} <= cells
    assert "CLEARANCE_SOURCE:" in text


def test_documents_name_every_format() -> None:
    """In the table of docs/pipeline.md."""
    text = (REPOSITORY / "docs" / "pipeline.md").read_text(encoding="utf-8")

    assert set(re.findall(r"^\| `(\w+)` \| .* \| (?:yes|no) \|$", text, re.MULTILINE)) == set(FORMATS)
