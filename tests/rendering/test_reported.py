"""What the formats for machines share."""

from __future__ import annotations

from typing import Any

import pytest
from documents import realistic
from practised import golden_document

from clearance.rendering.reported import counted, failing, names_of, path_shown


def standing_at(file: str, path: str) -> dict[str, Any]:
    """Return a document whose campaign was named like this, and stands there in its project."""
    document = realistic()
    document["campaign"] |= {"file": file, "path": path}
    return document


@pytest.mark.parametrize(
    ("file", "path", "asked", "shown"),
    [
        ("campaigns/a.yaml", "campaigns/a.yaml", "campaigns/a.yaml", "campaigns/a.yaml"),
        ("./a.yaml", "campaigns/a.yaml", "./a.yaml", "a.yaml"),
        ("campaigns\\a.yaml", "campaigns/a.yaml", "campaigns\\a.yaml", "campaigns/a.yaml"),
        ("/checkout/campaigns/a.yaml", "campaigns/a.yaml", "/checkout/campaigns/a.yaml", "campaigns/a.yaml"),
        ("/checkout/campaigns/a.yaml", "campaigns/a.yaml", "/checkout/company.yaml", "company.yaml"),
        ("/checkout/campaigns/a.yaml", "campaigns/a.yaml", "/elsewhere/b.yaml", "/elsewhere/b.yaml"),
        ("<stdin>", "<stdin>", "<stdin>", "<stdin>"),
    ],
)
def test_paths_are_those_that_tools_look_for(file: str, path: str, asked: str, shown: str) -> None:
    """Relative where the call was; from the project on where it named files from the root."""
    assert path_shown(standing_at(file, path), asked) == shown


def test_accepted_violations_do_not_fail() -> None:
    """The order is that in which to put things right."""
    rules = [one["rule"] for one in failing(golden_document())]

    assert "practice-law/few-contacts" not in rules
    assert rules[0] == "practice-law/true-sender"


def test_campaigns_of_one_name_are_told_apart() -> None:
    """By their files, and by their place in the file."""
    one, other, third = (standing_at("a.yaml", "a.yaml") for _ in range(3))
    other["campaign"]["document"] = 2
    for document, name in ((one, "Same"), (other, "Same"), (third, "Third")):
        document["campaign"]["name"] = name

    assert names_of([one, other, third]) == [
        "Same (a.yaml)",
        "Same (a.yaml, document 2)",
        "Third",
    ]


def test_kinds_are_counted_apart() -> None:
    """Law first, and never added up with ethics."""
    assert counted(realistic()).startswith("Law: 2 violated, ")
    assert "; Ethics" in counted(realistic())
