"""What a file includes is told quickly, and never too little: a full reading finds nothing more."""

from __future__ import annotations

import random

import pytest

from clearance.loading import includes
from clearance.loading.includes import includes_of
from clearance.loading.reader import ReadingError, read_documents

PLAIN = {
    "includes: [company.yaml]\n": ["company.yaml"],
    "includes: [a.yaml, ../b/c.yaml]   # ours\ncampaign: {}\n": ["a.yaml", "../b/c.yaml"],
    "campaign: {}\nincludes:\n  - a.yaml\n  - b.yaml\n": ["a.yaml", "b.yaml"],
    "includes:\n- a.yaml\n- b.yaml\ncampaign: {}\n": ["a.yaml", "b.yaml"],
    "includes: [a.yaml]\n---\nincludes: [b.yaml]\n": ["a.yaml", "b.yaml"],
    "includes: [a.yaml]": ["a.yaml"],
    "campaign: {}\n": [],
}
"""Texts that need no full reading."""
OTHERWISE = {
    'includes: ["a.yaml"]\n': ["a.yaml"],
    '"includes": [a.yaml]\n': ["a.yaml"],
    '"incl\\x75des": [a.yaml]\n': ["a.yaml"],
    "{campaign: {name: includes}, includes: [a.yaml]}\n": ["a.yaml"],
    "includes: [a b.yaml]\n": ["a b.yaml"],
    "includes:\n  - a.yaml\n  # more\n  - b.yaml\n": ["a.yaml", "b.yaml"],
    "includes:\n- a.yaml\n# more\n- b.yaml\n": ["a.yaml", "b.yaml"],
    "includes:\n  - a.yaml\n    b.yaml\n": ["a.yaml b.yaml"],
    "includes: &x [a.yaml]\n": ["a.yaml"],
    "x: &x [a.yaml]\nincludes: *x\n": ["a.yaml"],
    "? includes\n: [a.yaml]\n": ["a.yaml"],
    "includes: [a.yaml,\n  b.yaml]\n": ["a.yaml", "b.yaml"],
    "includes: company.yaml\n": [],
    "includes: [{a: b}]\n": [],
    "campaign: [\nincludes\n": [],
    "\ufeffincludes: [a.yaml]\n": ["a.yaml"],
    "# includes nothing\nincludes: [a.yaml]\n": ["a.yaml"],
    "campaign: {}\rincludes: [a.yaml]\r": ["a.yaml"],
}
"""Texts that do."""
HEADS = ("", "includes: [", "includes:\n- ", "includes:\n  - a.yaml\n", "campaign: {}\nincludes: [a.yaml]\n")
PARTS = (
    "includes", ":", ": ", " ", "\n", "\n  ", "\n- ", "\n  - ", "[", "]", ",", ", ", "a.yaml", "b/c.yaml", "-", "#",
    "\u2028", "x", " # x", '"', "'", "|", ">", "{", "}", "campaign", "---\n", "\\", "\\x75", "\r\n", "\r", "&a ", "*a",
    "? ",
)  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PLAIN.items())
def test_usual_way_needs_no_reading(text: str, expected: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists on one line or on several, with plain words."""
    monkeypatch.setattr(includes, "read_documents", None)

    assert includes_of(text.encode()) == expected
    assert includes_of(text.replace("\n", "\r\n").encode()) == expected


@pytest.mark.parametrize(("text", "expected"), OTHERWISE.items())
def test_every_other_way_is_read(text: str, expected: list[str]) -> None:
    """However one can write it in YAML."""
    assert includes_of(text.encode()) == expected


def _really(data: bytes) -> set[str]:
    """Return what a full reading finds."""
    try:
        documents = read_documents(data, "x.yaml")
    except ReadingError:
        return set()
    listed = [one.value["includes"] for one in documents if one.kind == "map" and "includes" in one.value]
    return {str(item.value) for one in listed if one.kind == "list" for item in one.value if item.kind == "text"}


def test_quick_look_misses_nothing() -> None:
    """Fifty thousand texts of the parts that matter, made at random: each include found by reading is found."""
    chance = random.Random(20261130)
    read = 0
    for _ in range(50_000):
        text = chance.choice(HEADS) + "".join(chance.choices(PARTS, k=chance.randrange(1, 9)))
        really = _really(text.encode())
        read += bool(really)
        assert really <= set(includes_of(text.encode())), text

    assert read > 1000
