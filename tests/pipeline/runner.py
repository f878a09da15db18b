"""A runner of composite actions: it runs the very steps of ``action.yml`` with bash, as GitHub does."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from expressions import as_text, filled, holds

REPOSITORY = Path(__file__).resolve().parents[2]
ACTION = REPOSITORY / "action.yml"
SECONDS = 300


@dataclass(slots=True)
class Job:
    """One run of the action in a checkout."""

    workspace: Path
    temp: Path
    path: str
    """Where programs are found."""
    event: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    python: str = ""
    """What ``actions/setup-python`` would have installed."""
    log: str = ""
    """What the steps wrote to standard output and standard error."""
    summary: str = ""
    used: dict[str, dict[str, str]] = field(default_factory=dict)
    """Other actions that were called, with what they were given."""
    ran: list[str] = field(default_factory=list)
    code: int = 0
    """The exit code of the first step that failed."""
    outputs: dict[str, str] = field(default_factory=dict)
    _steps: dict[str, dict[str, Any]] = field(default_factory=dict)

    def run(self, **inputs: str) -> Job:
        """Run all steps with inputs, of which the words are joined by underscores here, and return the job."""
        action = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        assert set(given) <= set(action["inputs"]), "no such input"
        contexts = self._contexts({name: one["default"] for name, one in action["inputs"].items()} | given)
        for step in action["runs"]["steps"]:
            if holds(step.get("if", "success()"), contexts, failed=self.code != 0):
                self._run(step, contexts)
        self.outputs = {name: filled(one["value"], contexts) for name, one in action["outputs"].items()}
        return self

    def _contexts(self, inputs: Mapping[str, str]) -> dict[str, Any]:
        github = {"action_path": str(REPOSITORY), "token": "a-token", "sha": "0" * 40, "event": self.event}
        runner = {"temp": str(self.temp), "os": "Linux"}
        return {"inputs": inputs, "github": github, "runner": runner, "steps": self._steps}

    def _run(self, step: Mapping[str, Any], contexts: Mapping[str, Any]) -> None:
        self.ran.append(step["name"])
        if "uses" in step:
            given = {key: filled(as_text(value), contexts) for key, value in step["with"].items()}
            self.used[step["uses"].partition("@")[0]] = given
            self._keep(step, {"python-path": self.python} if "setup-python" in step["uses"] else {})
            return
        assert step["shell"] == "bash"
        assert "${{" not in step["run"]
        files = {name: self.temp / f"{name}-{len(self.ran)}" for name in ("output", "step_summary", "env", "path")}
        for file in files.values():
            file.touch()
        code = self._shell(step, contexts, files)
        self.code = self.code or code
        self.summary += files["step_summary"].read_text(encoding="utf-8")
        pairs = (line.partition("=") for line in files["output"].read_text(encoding="utf-8").splitlines())
        self._keep(step, {name: value for name, _, value in pairs})

    def _shell(self, step: Mapping[str, Any], contexts: Mapping[str, Any], files: Mapping[str, Path]) -> int:
        script = self.temp / f"script-{len(self.ran)}.sh"
        script.write_text(step["run"], encoding="utf-8")
        environment = {
            "PATH": self.path,
            "HOME": str(self.temp),
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_REPOSITORY": "acme/campaigns",
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.temp),
            **{f"GITHUB_{name.upper()}": str(file) for name, file in files.items()},
            **{name: os.environ[name] for name in os.environ if name.startswith("PIP_")},
            **self.environment,
            **{key: filled(as_text(value), contexts) for key, value in step.get("env", {}).items()},
        }
        run = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
            cwd=self.workspace,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
        self.log += run.stdout
        return run.returncode

    def _keep(self, step: Mapping[str, Any], outputs: Mapping[str, str]) -> None:
        if "id" in step:
            self._steps[step["id"]] = {"outputs": outputs}
