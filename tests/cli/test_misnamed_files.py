"""Files beside campaigns whose names are nearly those that are read: nobody leaves them out unseen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from acceptance import baseline, known, waiver, waivers
from calls import Call

import clearance as package
from practice import BASIC, as_yaml, campaign_with_channel, choosing, sections

Write = Callable[[str, str], Path]
UNTRUE = campaign_with_channel(sender_true=False)
NEARLY = {
    "clearance.waivers.yml": "clearance.waivers.yaml",
    "clearance.waiver.yaml": "clearance.waivers.yaml",
    "clearance.waivers.json": "clearance.waivers.yaml",
    "Clearance.Waivers.yaml": "clearance.waivers.yaml",
    "clearance.reviews.yml": "clearance.reviews.yaml",
    "clearance.review.yml": "clearance.reviews.yaml",
    "clearance.baseline.yaml": "clearance.baseline.json",
    "clearance.baseline.yml": "clearance.baseline.json",
    "clearance.baselines.json": "clearance.baseline.json",
}


@pytest.mark.parametrize(("name", "right"), NEARLY.items(), ids=NEARLY)
def test_wrong_name_is_an_error_that_says_the_right_one(clearance: Call, write: Write, name: str, right: str) -> None:
    """At the root of the project."""
    write("clearance.toml", "")
    write(name, "")
    write("campaigns/small.yaml", UNTRUE)
    found = clearance("check", "campaigns", *choosing(*BASIC))

    assert (found.code, found.raw) == (2, b"")
    assert found.err == f"{name}: the file is not read under this name. Rename it to {right}.\n"


def test_wrong_name_beside_a_campaign_is_an_error_too(clearance: Call, write: Write) -> None:
    """With the folder it stands in, together with every other mistake."""
    write("campaigns/clearance.waivers.yml", waivers(waiver()))
    write("campaigns/clearance.reviews.yml", "reviews: []\n")
    write("campaigns/small.yaml", UNTRUE)
    write("campaigns/wrong.yaml", "campaign: {nmae: X}\n")
    found = clearance("check", "campaigns", *choosing(*BASIC))

    assert found.code == 2
    assert [line.split(": ")[0] for line in found.err.splitlines()] == [
        "campaigns/clearance.reviews.yml", "campaigns/clearance.waivers.yml", "campaigns/wrong.yaml:1:12",
    ]  # fmt: skip


def test_renamed_it_counts(clearance: Call, write: Write) -> None:
    """As the message promises."""
    write("small.yaml", UNTRUE)
    wrong = write("clearance.waivers.yml", waivers(waiver()))
    refused = clearance("check", "small.yaml", *choosing(*BASIC)).code
    wrong.rename(wrong.with_suffix(".yaml"))

    assert (refused, clearance("check", "small.yaml", *choosing(*BASIC)).code) == (2, 0)


@pytest.mark.parametrize(
    "name",
    [
        "clearance.waivers.yaml.bak",
        "clearance.waivers.yaml~",
        "clearance.baseline.json.orig",
        "clearance.reviews.md",
        "our-clearance.waivers.yml",
        "waivers.yml",
        "sub/clearance.waivers.yml",
        "sub/clearance.baseline.yaml",
    ],
)
def test_copies_notes_and_other_folders_are_nobodys_affair(clearance: Call, write: Write, name: str) -> None:
    """Only names that can be meant for nothing else are refused, and only where campaigns look for the right ones."""
    write("small.yaml", as_yaml(sections()))
    write(name, "waivers: []\n")

    assert clearance("check", "small.yaml", *choosing(*BASIC)).code == 0


def test_baseline_that_is_left_aside_may_be_called_anything(clearance: Call, write: Write) -> None:
    """With --no-baseline."""
    write("small.yaml", as_yaml(sections()))
    write("clearance.baseline.yaml", baseline(known()))

    assert clearance("check", "small.yaml", *choosing(*BASIC)).code == 2
    assert clearance("check", "small.yaml", *choosing(*BASIC), "--no-baseline").code == 0


def test_library_refuses_it_as_the_command_does(write: Write) -> None:
    """With the same words."""
    write("clearance.waivers.yml", waivers(waiver()))
    path = write("small.yaml", UNTRUE)

    with pytest.raises(package.ClearanceError, match=r"not read under this name\. Rename it to clearance.waivers.yaml"):
        package.check(path)
