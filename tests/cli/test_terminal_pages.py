"""The checklist in a terminal: eighty columns, colours on request, and pages that are reviewed like prose."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from calls import EXAMPLES, REPOSITORY, Call
from rich.cells import cell_len

from practice import BASIC, as_yaml, campaign_with_channel, choosing, sections

GOLDEN = Path(__file__).parent / "golden"
AS_OF = ("--as-of", "2026-11-24")
CAMPAIGNS = sorted(path for path in EXAMPLES.glob("*.yaml") if "\ncampaign:" in path.read_text(encoding="utf-8"))
_MOVES = re.compile(r"Clearance \S+, rulebook [0-9a-f]{12}, decided by")
"""What is another with every release and every change of a rule."""
UNTRUE = campaign_with_channel(sender_true=False)
LONG = as_yaml(
    sections(
        campaign={"name": "Übergrößen " * 12, "purpose": "promotion", "contacts_per_week": 9},
        channels=[{"id": "x" * 70, "type": "email", "sender_true": False, "subject": "漢字" * 60}],
        controller={"name": "A" * 300},
    )
)


@pytest.fixture
def from_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    """Call from the root of the checkout, so that pages name files as readers do."""
    monkeypatch.chdir(REPOSITORY)


def too_wide(text: str, columns: int = 80) -> list[str]:
    """Return the lines that do not fit."""
    return [line for line in text.splitlines() if cell_len(line) > columns]


@pytest.mark.usefixtures("from_checkout")
@pytest.mark.parametrize("path", CAMPAIGNS, ids=lambda path: path.stem)
def test_page_of_example_is_the_golden_one(clearance: Call, path: Path) -> None:
    """Read the difference; CLEARANCE_RENEW_GOLDEN=1 takes it over."""
    words = ("check", path.relative_to(REPOSITORY), *AS_OF, "--engine", "python")
    page = _MOVES.sub("Clearance VERSION, rulebook DIGEST, decided by", clearance(*words).out)
    golden = GOLDEN / f"{path.stem}.txt"
    if os.environ.get("CLEARANCE_RENEW_GOLDEN"):
        golden.write_text(page, encoding="utf-8")

    assert page == golden.read_text(encoding="utf-8")


def test_each_golden_page_has_its_example() -> None:
    """An example that goes takes its page with it."""
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {path.stem for path in CAMPAIGNS}


@pytest.mark.usefixtures("from_checkout")
def test_no_line_of_any_example_is_wider_than_eighty_columns(clearance: Call) -> None:
    """Folded, unfolded, and with a line for each campaign."""
    for words in (("--verbose",), ()):
        assert too_wide(clearance("check", "examples", *AS_OF, *words).out) == []
    for path in CAMPAIGNS:
        assert too_wide(clearance("check", path, *AS_OF).out) == []


@pytest.mark.parametrize("columns", [40, 80, 100])
def test_no_line_is_wider_than_the_terminal(
    clearance: Call, write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    """Long names, long words and wide letters are folded."""
    monkeypatch.setenv("COLUMNS", str(columns))
    write("long.yaml", LONG)
    for words in ((), ("-v",)):
        page = clearance("check", "long.yaml", *choosing(*BASIC), *words).out
        assert too_wide(page, columns) == []
        assert "■" in page


@pytest.mark.parametrize(("columns", "widest"), [("20", 40), ("1000", 100), ("nonsense", 80)])
def test_width_has_bounds(
    clearance: Call, write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch, columns: str, widest: int
) -> None:
    """Lines of a thousand columns cannot be read, and twenty are too few."""
    monkeypatch.setenv("COLUMNS", columns)
    write("small.yaml", LONG)
    page = clearance("check", "small.yaml", *choosing(*BASIC)).out

    assert too_wide(page, widest) == []
    assert too_wide(page, widest - 10) != []


COLOURS = (
    ("a terminal", True, {}, "auto", True),
    ("a pipe", False, {}, "auto", False),
    ("a terminal, NO_COLOR", True, {"NO_COLOR": "1"}, "auto", False),
    ("a terminal, NO_COLOR empty", True, {"NO_COLOR": ""}, "auto", True),
    ("a dumb terminal", True, {"TERM": "dumb"}, "auto", False),
    ("a pipe, always", False, {}, "always", True),
    ("a pipe, always, NO_COLOR", False, {"NO_COLOR": "1"}, "always", True),
    ("a terminal, never", True, {}, "never", False),
)


@pytest.mark.parametrize(
    ("case", "terminal", "environment", "choice", "colored"), COLOURS, ids=[one[0] for one in COLOURS]
)
def test_colour_goes_to_terminals_and_where_it_is_asked_for(
    clearance: Call, write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch, case: str, terminal: bool,
    environment: dict[str, str], choice: str, colored: bool,
) -> None:  # fmt: skip
    """In check and in explain alike."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    write("small.yaml", UNTRUE)
    options = ("--rules", choosing()[1], *AS_OF, "--color", choice)
    check = clearance("check", "small.yaml", *options, "--pack", "practice-law", terminal=terminal)
    explain = clearance("explain", "small.yaml", "practice-law/true-sender", *options, terminal=terminal)

    assert ("\x1b[" in check.out, "\x1b[" in explain.out) == (colored, colored), case


def test_colour_carries_no_meaning_of_its_own(clearance: Call, write: Callable[[str, str], Path]) -> None:
    """Without its colours a page says the same."""
    write("small.yaml", UNTRUE)
    colored = clearance("check", "small.yaml", *choosing(*BASIC), "--color", "always").out
    plain = clearance("check", "small.yaml", *choosing(*BASIC)).out

    assert [line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", colored).splitlines()] == plain.splitlines()


def test_page_puts_first_what_must_change(clearance: Call, write: Callable[[str, str], Path]) -> None:
    """Verdict, changes, questions, and then the rest, folded."""
    write("small.yaml", campaign_with_channel(sender_true=None, opt_out={"offered": False}))
    lines = clearance("check", "small.yaml", *choosing(*BASIC)).lines
    heads = ("Not clear.", "WHAT MUST CHANGE", "QUESTIONS TO ANSWER", "ALL FINDINGS BY REGIME", "An aid to legal work")
    found = [next(number for number, line in enumerate(lines) if line.startswith(head)) for head in heads]

    assert found == sorted(found)


def test_change_names_duty_subject_source_and_the_line_to_change(
    clearance: Call, write: Callable[[str, str], Path]
) -> None:
    """What one needs to act on it."""
    write("small.yaml", UNTRUE)
    page = clearance("check", "small.yaml", *choosing(*BASIC)).out

    assert (
        "1.  Name the true sender\n"
        "    ■ blocker · channel mail · Practice Act, Art. 1\n"
        "    Name the true sender.\n"
        "      ✕ channel.sender_true is true (stated: false)  small.yaml:4\n"
    ) in page.replace("Art. 1 Practice Act", "Practice Act, Art. 1")


def test_progress_bar_is_shown_on_a_terminal_when_much_is_left(
    clearance: Call, write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On standard error; not in a pipe, not when quiet, and gone at the end."""
    from clearance.cli import checking

    monkeypatch.setattr(checking, "_PATIENCE", -1)
    monkeypatch.setattr(checking, "_LEAST", 0)
    for name in "abcde":
        write(f"{name}.yaml", as_yaml(sections()))
    words = ("check", ".", *choosing(*BASIC))
    terminal = clearance(*words, terminal=True)

    assert "Checking" in terminal.err
    assert "Checking" not in terminal.out
    assert clearance(*words).err == ""
    assert clearance(*words, "-q", terminal=True).err == ""
