"""Puts the compiled form of the rules into the package, so that the first run on a new machine need not make it.

Called by the build. ``python hatch_build.py`` makes it anew in a checkout; without it, or where it no longer fits the
rules, they are compiled into the cache of whoever runs a check.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_ROOT = Path(__file__).resolve().parent


class CompiledRules(BuildHookInterface):  # type: ignore[type-arg,misc]
    """Compiles the rules before anything is packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile the rules of the folder that is built. A package without the compiled form works as well."""
        if self.target_name == "wheel":
            try:
                compiled = compile_rules(Path(self.root))
            except (ImportError, OSError) as error:
                self.app.display_warning(f"The compiled rules are left out: {error}.")
            else:
                build_data["artifacts"].append(compiled.relative_to(self.root).as_posix())


def compile_rules(root: Path = _ROOT) -> Path:
    """Return the compiled form of the rules, written beside the code that reads it."""
    sys.path.insert(0, str(root / "engine"))
    sys.dont_write_bytecode = True
    from clearance.loading.cache import write_compiled

    return write_compiled(root / "rules", "rules", root / "engine" / "clearance" / "_compiled")


if __name__ == "__main__":
    compile_rules()
