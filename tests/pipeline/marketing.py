"""A repository of campaigns, and what a marketer does in it."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from practice import as_yaml, campaign_with_channel, sections

CLEAR = as_yaml(sections())
UNTRUE = campaign_with_channel(sender_true=False)
"""The sender is not named truly, which is a blocker, on line 4."""
SILENT = campaign_with_channel(sender_true=None)
"""Nobody says whether the sender is named truly."""
BROKEN = CLEAR.replace("channels:", "chanels:")
"""A section is misspelt, on line 4."""
SYSTEM = os.pathsep.join(("/usr/local/bin", "/usr/bin", "/bin"))
"""Where the programs of the system are."""
AUTHOR = ("-c", "user.name=Marta Ruiz", "-c", "user.email=marta@example.com", "-c", "commit.gpgsign=false")


@dataclass(frozen=True, slots=True)
class Marketing:
    """One checkout."""

    folder: Path

    def git(self, *words: str) -> str:
        """Return what git prints."""
        run = subprocess.run(
            ["git", *AUTHOR, *words], cwd=self.folder, capture_output=True, text=True, check=False, timeout=60
        )
        assert run.returncode == 0, run.stderr
        return run.stdout.strip()

    def write(self, name: str, text: str) -> Path:
        """Write a file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def commit(self, message: str) -> str:
        """Commit everything, and return the commit."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")
