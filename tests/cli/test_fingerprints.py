"""Fingerprints: the same finding keeps its own while everything about it moves, and shares it with no other."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from calls import call
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practice import AS_OF, RULES, as_yaml, sections

PACKS = ("practice-law", "practice-ethics", "practice-dated")
Prints = dict[tuple[str, str, str, str, str], str]
"""Of each finding, by file, rule, section, element and the day an upcoming duty begins."""
CHANNELS = [{"id": one, "type": "email", "sender_true": False} for one in ("mail", "post", "text")]


def whole(**changes: Any) -> dict[str, Any]:
    """Return a campaign with violations, over three channels and a new year."""
    stated = sections()
    running = {**stated["campaign"], "purpose_recorded": False, "starts_on": "2026-12-01", "ends_on": "2027-06-30"}
    return {**stated, "campaign": running, "channels": CHANNELS, **changes}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a repository with one campaign in a folder of its own."""
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    (tmp_path / "repo" / "spring").mkdir()
    (tmp_path / "repo" / "spring" / "sale.yaml").write_text(as_yaml(whole()), encoding="utf-8")
    return tmp_path / "repo"


@contextmanager
def working_in(folder: Path) -> Iterator[None]:
    """Work in another folder for a while."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def prints(*words: object, rules: Path = RULES, as_of: str = AS_OF, stdin: str = "") -> Prints:
    """Return the fingerprints that a check in the current folder gives."""
    packs = [word for pack in PACKS for word in ("--pack", pack)]
    result = call("check", *words, "--rules", rules, "--as-of", as_of, *packs, "-f", "json", stdin=stdin)
    assert result.err == ""
    return {
        (
            assessment["campaign"]["path"] + f"#{assessment['campaign']['document']}",
            finding["rule"],
            finding["subject"]["section"],
            finding["subject"]["id"],
            finding["upcoming"]["from"] if finding["upcoming"] else "",
        ): finding["fingerprint"]
        for assessment in json.loads(result.out)["assessments"]
        for finding in assessment["findings"]
    }


def shuffled(value: Any, chance: random.Random) -> Any:
    """Return the same statements with keys and elements in another order."""
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance) for key in keys}
    if isinstance(value, list):
        return chance.sample([shuffled(one, chance) for one in value], len(value))
    return value


ways = st.tuples(
    st.sampled_from([".", "spring", "elsewhere"]),
    st.sampled_from(["absolute", "relative", "folder", "roundabout"]),
)


@given(
    seed=st.integers(0, 2**32),
    blank=st.integers(0, 30),
    day=st.dates(date(2026, 1, 2), date(2026, 12, 30)),
    way=ways,
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_fingerprint_stays_while_all_else_moves(home: Path, seed: int, blank: int, day: Any, way: Any) -> None:
    """Lines, the order of keys and elements, the date, the folder of the call, and how the file is named in it."""
    file = home / "spring" / "sale.yaml"
    (home / "elsewhere").mkdir(exist_ok=True)
    file.write_text(as_yaml(whole()), encoding="utf-8")
    with working_in(home):
        first = prints("spring/sale.yaml")
    file.write_text("# a remark\n\n" * blank + as_yaml(shuffled(whole(), random.Random(seed))), encoding="utf-8")
    folder, name = home / way[0], way[1]
    named = {
        "absolute": str(file),
        "relative": os.path.relpath(file, folder),
        "folder": os.path.relpath(file.parent, folder),
        "roundabout": os.path.join(os.path.relpath(home, folder), "spring", "..", "spring", "sale.yaml"),
    }[name]
    with working_in(folder):
        second = prints(named, as_of=day.isoformat())

    assert {key: first[key] for key in first.keys() & second.keys()} == {
        key: second[key] for key in first.keys() & second.keys()
    }
    assert len(first.keys() & second.keys()) > 5


def test_no_two_findings_share_a_fingerprint(home: Path) -> None:
    """Not over campaigns, documents, rules, subjects, or days from which a duty binds."""
    shutil.copytree(home / "spring", home / "summer")
    two = f"{as_yaml(whole())}---\n{as_yaml(whole())}"
    (home / "spring" / "two.yaml").write_text(two, encoding="utf-8")
    with working_in(home):
        found = prints(".")

    assert {key[0] for key in found} == {
        "spring/sale.yaml#1", "spring/two.yaml#1", "spring/two.yaml#2", "summer/sale.yaml#1",
    }  # fmt: skip
    assert any(key[4] for key in found)
    assert len(set(found.values())) == len(found)


def test_fingerprint_does_not_move_with_facts_and_status(home: Path) -> None:
    """A violation that is put right keeps the fingerprint it had."""
    with working_in(home):
        first = prints("spring")
        (home / "spring" / "sale.yaml").write_text(as_yaml({**whole(), **sections()}), encoding="utf-8")
        second = prints("spring")

    assert first.keys() & second.keys()
    assert all(first[key] == second[key] for key in first.keys() & second.keys())


def test_fingerprint_does_not_move_with_the_wording_of_rules(home: Path, tmp_path: Path) -> None:
    """Titles, reasons and remedies are ours to improve."""
    shutil.copytree(RULES, tmp_path / "reworded", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for file in (tmp_path / "reworded").rglob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(r"^(title|because|remedy): .*$", r"\1: In other words.", text, flags=re.M), "utf-8")
    with working_in(home):
        assert prints("spring", rules=tmp_path / "reworded") == prints("spring")


def test_name_of_standard_input_is_that_of_the_file(home: Path) -> None:
    """An editor gets the fingerprints that the file has; a text without a name has the same ones everywhere."""
    text = as_yaml(whole())
    with working_in(home):
        named = prints("-", "--stdin-filename", "spring/sale.yaml", stdin=text)
        nameless = prints("-", stdin=text)
        expected = prints("spring/sale.yaml")
    with working_in(home / "spring"):
        assert prints("-", stdin=text) == nameless

    assert named == expected


def test_settings_file_begins_the_project_wherever_the_call_is_made(home: Path) -> None:
    """Also one that stands outside of any repository."""
    (home / ".git").rmdir()
    (home / "clearance.toml").write_text("", encoding="utf-8")
    with working_in(home):
        first = prints("spring")
    with working_in(home / "spring"):
        second = prints(".")

    assert first == second
    assert {key[0] for key in first} == {"spring/sale.yaml#1"}


def test_linked_file_is_the_one_it_leads_to(home: Path) -> None:
    """The same statements are not two campaigns because they have two names."""
    (home / "now.yaml").symlink_to(home / "spring" / "sale.yaml")
    with working_in(home):
        assert prints("now.yaml") == prints("spring/sale.yaml")


def test_fingerprint_is_what_was_published(home: Path) -> None:
    """Files hold it for years: whoever changes what it is made of changes every baseline."""
    with working_in(home):
        found = prints("spring")[("spring/sale.yaml#1", "practice-law/true-sender", "channels", "mail", "")]
    parts = ("clearance-finding-1", "spring/sale.yaml", "1", "practice-law/true-sender", "channels", "mail", "")

    assert found == sha256("\0".join(parts).encode()).hexdigest()
