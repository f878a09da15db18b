"""Findings as annotations of GitHub."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from documents import big, empty, hostile, realistic
from practised import golden_document

from clearance.rendering.github import command, render_github

DOCUMENTS = [realistic, empty, hostile, big, golden_document]
_COMMAND = re.compile(r"::(?P<name>error|warning|notice) (?P<properties>[^:]*)::(?P<message>[^\r\n]*)")


def read(line: str) -> tuple[str, dict[str, str], str]:
    """Return a workflow command as the runner of GitHub reads it."""
    found = _COMMAND.fullmatch(line)
    assert found, line
    properties = dict(one.split("=", 1) for one in found["properties"].split(","))
    return found["name"], {key: unescaped(value) for key, value in properties.items()}, unescaped(found["message"])


def unescaped(text: str) -> str:
    """Return a value without the escapes of workflow commands."""
    for sign, written in ((":", "%3A"), (",", "%2C"), ("\r", "%0D"), ("\n", "%0A"), ("%", "%25")):
        text = text.replace(written, sign)
    return text


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_line_is_one_command(document: Callable[[], dict[str, Any]]) -> None:
    """Whatever the campaign says; one for each violation that fails, and a notice."""
    commands = [read(line) for line in render_github([document()]).splitlines()]
    failing = [number for change in document()["to_do"] for number in change["findings"]]

    assert len(commands) == len(failing) + 1
    assert [name for name, _, _ in commands].count("notice") == 1


def test_severity_makes_errors_and_warnings() -> None:
    """Blockers and high are errors; accepted violations are left out."""
    commands = [read(line) for line in render_github([golden_document()]).splitlines()]

    assert [(name, properties["title"]) for name, properties, _ in commands] == [
        ("error", "Name the true sender (channel newsletter): violated"),
        ("warning", "Contact nobody more often than the year allows (whole campaign): violated"),
        ("warning", "Contact nobody more often than the year allows (whole campaign): violated from 2027-01-01 on"),
        ("warning", "Record the purpose (whole campaign): violated"),
        ("error", "Let people see that it is advertising (channel texts): violated"),
        ("notice", "Spring offers, @everyone [half price]: not clear"),
    ]


def test_annotation_marks_the_written_value() -> None:
    """With columns, since it stands on one line."""
    _, properties, message = read(render_github([golden_document()]).splitlines()[0])

    assert properties == {
        "file": "campaigns/spring offers.yaml",
        "line": "16",
        "endLine": "16",
        "col": "18",
        "endColumn": "23",
        "title": "Name the true sender (channel newsletter): violated",
    }
    assert message.splitlines()[0] == "What to do: Name the true sender."


def test_value_on_several_lines_has_no_columns() -> None:
    """GitHub drops what has columns and two lines."""
    document = golden_document()
    document["findings"][0]["place"] |= {"end_line": 18}
    _, properties, _ = read(render_github([document]).splitlines()[0])

    assert (properties["line"], properties["endLine"]) == ("16", "18")
    assert not {"col", "endColumn"} & set(properties)


def test_notice_tells_verdict_and_first_questions() -> None:
    """One for all that is open, so that nothing is buried."""
    _, properties, message = read(render_github([realistic()]).splitlines()[-1])

    assert properties["file"] == "campaigns/winter-homecoming.yaml"
    assert message.startswith("Not clear. ")
    assert f"Questions to answer, {len(realistic()['questions'])} in all: A. " in message


def test_signs_of_commands_are_escaped() -> None:
    """Percent first, so that an escape is not escaped twice."""
    line = command("notice", {"file": "a,b:c%.yaml", "title": "x\r\ny"}, "100%: a,\r\n::error::b")

    assert line == "::notice file=a%2Cb%3Ac%25.yaml,title=x%0D%0Ay::100%25: a,%0D%0A::error::b"


def test_golden_annotations(golden: Callable[[str, str], None]) -> None:
    """Those of a practice campaign, as reviewed."""
    golden("practice.github.txt", render_github([golden_document()]))
