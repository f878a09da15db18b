"""The handbook of packs made up for tests: escaped whatever they say, and the same on every run."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from documents import MARKUP
from pages import read_page

from clearance.app.handbook.whole import handbook_document
from clearance.errors import PackError
from clearance.loading.records import read_records
from clearance.loading.rulebook import load_rulebook
from clearance.rendering.handbook import render_handbook
from loading.small import changed, small_files

DAY = date(2026, 11, 24)
STRUCTURE = {
    "severity", "principle", "kind", "expect", "state", "against", "type", "answered_by", "of", "quantifier",
}  # fmt: skip
"""Keys whose values come from a fixed list, never from a pack."""
LEFT_OUT = """\
- name: A bill
  catalogue: us
  state: proposed
  cite: Bill 1
  why: Not law.
  near: [x/stop-in-time]
  checked: {on: 2026-01-01, against: memory}
"""
CHANGES = "- {release: '1', date: 2026-01-01, changes: [{what: All, rules: all, effect: None, authority: Art. 1}]}\n"


def small_document(files: dict[str, bytes] | None = None) -> dict[str, Any]:
    """Return the document of the small packs."""
    files = files or small_files()
    files = {**files, "rules/LEFT-OUT.yaml": LEFT_OUT.encode(), "rules/x/changes.yaml": CHANGES.encode()}
    return handbook_document(load_rulebook(files), read_records(files), DAY)


def poisoned(value: Any, key: str = "") -> Any:
    """Return a document with markup behind every text that does not come from a fixed list."""
    if isinstance(value, dict):
        return {inner if key != "given" else f"{inner}{MARKUP}": poisoned(part, inner) for inner, part in value.items()}
    if isinstance(value, list):
        return [poisoned(part, key) for part in value]
    if not isinstance(value, str) or key in STRUCTURE or not value:
        return value
    return f"javascript:alert(5)//{MARKUP}" if key == "url" else f"{value}{MARKUP}"


@pytest.fixture(scope="module")
def hostile() -> dict[str, str]:
    """Return the pages of packs with markup in every text."""
    return dict(render_handbook(poisoned(small_document())))


def test_markup_in_any_text_stays_text(hostile: dict[str, str]) -> None:
    """No element, attribute, script or address comes out of what a pack says."""
    for path, text in hostile.items():
        if not path.endswith(".html"):
            continue
        elements = read_page(text).all()
        assert {one.tag for one in elements} & {"img", "iframe", "object", "style", "base"} == set()
        assert [one for one in elements if any(name.startswith("on") for name in one.attributes)] == []
        assert [
            one for one in elements if one.tag == "script" and not one.attributes.get("src", "").endswith(".js")
        ] == []
        for one in elements:
            assert not one.attributes.get("href", "").lower().startswith(("javascript:", "data:", "//", "http:"))


def test_markup_is_shown_as_it_was_written(hostile: dict[str, str]) -> None:
    """People see what the pack says."""
    (path,) = (path for path in hostile if path.startswith("rules/x/stop-in-time"))

    assert "<script>alert(1)</script>" in read_page(hostile[path]).text


def test_names_of_files_stay_in_the_folder(hostile: dict[str, str]) -> None:
    """Whatever a row, a pack or a fact is called."""
    assert [path for path in hostile if not re.match(r"[A-Za-z][A-Za-z0-9._@~-]*(/[A-Za-z0-9._@~-]+)*\Z", path)] == []
    assert [path for path in hostile if ".." in path.split("/")] == []
    assert max(len(step) for path in hostile for step in path.split("/")) < 130


def test_search_index_of_a_hostile_pack_is_one_script(hostile: dict[str, str]) -> None:
    """Nothing in it can end a line or a text."""
    text = hostile["search.js"]

    assert text.startswith("'use strict';\nwindow.clearanceHandbook = {")
    assert not {"\u2028", "\u2029"} & set(text)


def test_same_packs_give_the_same_bytes() -> None:
    """Twice, from the files on."""
    assert dict(render_handbook(small_document())) == dict(render_handbook(small_document()))


def test_another_day_shows_another_version_first() -> None:
    """The handbook is that of a day."""
    files = changed("x/stop-in-time.yaml", "in_force: {from: 2004-01-01}", "in_force: {from: 2027-01-01}")
    (rule,) = (one for one in small_document(files)["rules"] if one["rule"] == "x/stop-in-time")

    assert rule["state"] == "upcoming"


def test_small_packs_have_pages_without_a_catalogue() -> None:
    """A library of one's own is complete as well."""
    pages = dict(render_handbook(small_document()))

    assert {"index.html", "packs/x.html", "rules/x/stop-in-time.html", "rules/x/answer@US-CA.html"} <= set(pages)
    assert "A bill" in pages["left-out.html"]


def test_changes_that_cannot_be_read_are_told() -> None:
    """With their place, and nothing is written."""
    with pytest.raises(PackError) as caught:
        read_records({**small_files(), "rules/x/changes.yaml": b"- {release: 1, chnages: []}\n"})

    assert str(caught.value) == 'rules/x/changes.yaml:1:16: a release has no "chnages". Did you mean "changes"?'
