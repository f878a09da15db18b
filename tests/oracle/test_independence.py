"""The second opinion is a second one."""

from __future__ import annotations

import ast
from pathlib import Path

from oracle import naive


def test_naive_evaluator_imports_the_standard_library_alone() -> None:
    """It shares no line with the engine, not even the nouns, and nothing with what makes its cases."""
    tree = ast.parse(Path(naive.__file__).read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}

    assert {str(name).split(".")[0] for name in imported} <= {
        "__future__", "collections", "dataclasses", "datetime", "fractions", "functools", "itertools", "math", "typing",
    }  # fmt: skip
