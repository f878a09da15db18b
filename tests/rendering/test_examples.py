"""The pages of real assessments: what check writes is what the pages read."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from documents import accepted, realistic
from jsonschema import Draft202012Validator
from pages import read_page

from clearance.rendering.html import render_html
from clearance.rendering.markdown import render_markdown
from clearance.rendering.schemas import report_schema

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = ("bakery-letter", "first-lines")


@cache
def assessed(name: str) -> dict[str, Any]:
    """Return the document of an example campaign, as the command writes it."""
    command = [sys.executable, "-m", "clearance", "check", str(EXAMPLES / f"{name}.yaml"), "--format", "json"]
    written = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    document: dict[str, Any] = json.loads(written.stdout)["assessments"][0]
    return document


def shapes(value: Any, path: str = "") -> Iterator[tuple[str, frozenset[str]]]:
    """Yield where mappings stand in a document, and their keys."""
    if isinstance(value, dict):
        yield path, frozenset(value)
        for key, part in value.items():
            yield from shapes(part, f"{path}.{key}")
    if isinstance(value, list):
        for part in value:
            yield from shapes(part, f"{path}[]")


@pytest.mark.parametrize("name", NAMES)
def test_an_example_has_a_page(name: str) -> None:
    """An assessment of an example campaign becomes a well-made page with all its findings."""
    document = assessed(name)
    articles = read_page(render_html(document)).all("article")

    assert len(articles) == len(document["findings"]) > 0


@pytest.mark.parametrize("name", NAMES)
def test_an_example_has_a_page_in_markdown(name: str) -> None:
    """An assessment of an example campaign becomes Markdown."""
    document = assessed(name)

    assert render_markdown(document).startswith(f"# {document['campaign']['name']}\n")


def test_document_under_test_keeps_to_the_published_schema() -> None:
    """The document the pages are tried with is one that check could write."""
    report = {"format": "clearance-report", "version": 1, "assessments": [realistic(), accepted()]}
    problems = [error.message for error in Draft202012Validator(report_schema()).iter_errors(report)]

    assert problems == []


@pytest.mark.parametrize("name", NAMES)
def test_documents_under_test_have_the_shape_of_real_ones(name: str) -> None:
    """Where a real document has a mapping, the document the pages are tried with has the same keys there."""
    tried = dict(shapes(realistic()))
    differing = {path: keys ^ tried[path] for path, keys in shapes(assessed(name)) if keys != tried.get(path, keys)}

    assert differing == {}
