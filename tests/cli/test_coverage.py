"""``clearance rules coverage``: how much of what was set out to be encoded is rules, and how far they are tried."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from calls import Call, call

PACKS = ("us-can-spam", "de-uwg")
Write = Any


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    """Return the report of the whole library, made once."""
    result = call("rules", "coverage", "--json")
    assert (result.code, result.err) == (0, "")
    found: dict[str, Any] = json.loads(result.out)
    return found


def row(report: dict[str, Any], part: str, name: str) -> dict[str, Any]:
    """Return one row of a part."""
    (found,) = (one for one in report[part] if name in one["name"].split(", "))
    assert isinstance(found, dict)
    return found


def test_every_obligation_of_each_catalogue_is_accounted_for(report: dict[str, Any]) -> None:
    """A rule or left out; the rest would be an oversight."""
    rows = [one for one in report["catalogues"] if one["of"] is not None]

    assert {one["name"] for one in rows} == {"eu-uk", "us", "world", "platforms", "ethics"}
    assert [one["name"] for one in rows if one["obligations"] + one["left_out"] != one["of"]] == []
    assert report["total"]["of"] == sum(one["of"] for one in rows)


def test_parts_add_up(report: dict[str, Any]) -> None:
    """Each rule has one principle; a rule is counted in a place if it binds there."""
    total = report["total"]

    assert sum(one["rules"] for one in report["principles"]) == total["rules"]
    assert sum(one["examples"] for one in report["principles"]) == total["examples"]
    assert all(one["official"] <= one["rules"] for one in report["places"])
    assert row(report, "places", "DE")["rules"] > 0
    assert row(report, "places", "US-CA")["rules"] > 0


def test_changes_are_not_counted_unless_asked(report: dict[str, Any]) -> None:
    """They take minutes."""
    assert report["total"]["changes"] is None


def test_what_is_left_out_is_listed_with_its_reason(report: dict[str, Any]) -> None:
    """Each with a state and a source."""
    assert report["left_out"]
    assert all(one["why"] and one["state"] and one["cite"] for one in report["left_out"])


def test_changes_are_counted_where_asked(clearance: Call, project: Path) -> None:
    """Of the packs that are named, in a column of its own, with a word on standard error."""
    result = clearance("rules", "coverage", *PACKS, "--mutate")
    (heads,) = (line for line in result.lines if line.startswith("BY CATALOGUE"))

    assert result.code == 0
    assert result.err == "Changing one thing at a time in every rule. This takes minutes.\n"
    assert heads.split()[2:] == ["OBLIGATIONS", "RULES", "EXAMPLES", "NOTICED", "OFFICIAL", "TEXT"]
    assert [line for line in result.lines if len(line) > 80] == []


def test_table_says_that_changes_are_left_out(clearance: Call, project: Path) -> None:
    """And how to see them."""
    result = clearance("rules", "coverage", *PACKS)
    text = " ".join(result.out.split())

    assert (result.code, result.err) == (0, "")
    assert "NOTICED" not in text
    assert "is told with --mutate; it takes minutes." in text
    assert [line for line in result.lines if len(line) > 80] == []


def test_own_packs_are_counted_beside_ours(clearance: Call, write: Write, report: dict[str, Any]) -> None:
    """Their rules were written from no catalogue."""
    write(
        "own/pack.yaml",
        "{pack: house, title: House, release: '1', kind: code, instrument: {name: House}, regions: [DE]}",
    )
    write("own/changes.yaml", "[]\n")
    rule = (Path(__file__).parents[1] / "practice" / "law" / "recorded-purpose.yaml").read_text(encoding="utf-8")
    write("own/recorded-purpose.yaml", rule.replace("practice-law/", "house/"))
    found = json.loads(clearance("rules", "coverage", "own", "--json").out)

    assert [one["title"] for one in found["catalogues"]] == ["In none of them"]
    assert (found["total"]["rules"], found["total"]["of"]) == (1, None)
