"""The checklist page in a browser: filters, folds, keyboard, paper, and people who hear or touch it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

Visit = Callable[..., Any]
Barriers = Callable[[Any], str]
FINDINGS = 23


def seen(page: Any) -> list[int]:
    """Return the numbers of the findings that can be seen."""
    script = "all => all.filter(one => one.checkVisibility()).map(one => Number(one.dataset.number))"
    found: list[int] = page.locator("article.f").evaluate_all(script)
    return found


def status(page: Any) -> str:
    """Return what the page says about how much it shows."""
    found: str = page.locator("#shown").inner_text()
    return found


def test_all_findings_are_there_at_first(visit: Visit) -> None:
    """Nothing is filtered, and what is settled is folded."""
    page = visit()

    assert status(page) == "23 findings"
    assert seen(page) == [1, 2, 3, 4, 5, 16, 19, 20, 21]


def test_status_filter(visit: Visit) -> None:
    """Without the violated ones, the others stay."""
    page = visit()
    page.locator("[name=status][value=violated]").uncheck()

    assert status(page) == "20 of 23 findings. A printed copy always holds all of them."
    assert not {1, 3, 20} & set(seen(page))


def test_accepted_violations_have_filters_of_their_own(visit: Visit) -> None:
    """Somebody who signs wants to see what was waived, and what a baseline knows."""
    page = visit("accepted")
    boxes = page.locator("[name=status]")
    for value in boxes.evaluate_all("all => all.map(one => one.value)"):
        page.locator(f"[name=status][value={value}]").set_checked(value in ("waived", "known"))

    assert status(page) == "3 of 23 findings. A printed copy always holds all of them."
    assert seen(page) == [1, 3, 20]


def test_a_filter_opens_what_it_finds(visit: Visit) -> None:
    """Satisfied findings are folded until somebody asks for them."""
    page = visit()
    for value in ("violated", "needs-information", "needs-review", "upcoming", "not-applicable"):
        page.locator(f"[name=status][value={value}]").uncheck()

    assert seen(page) == [10, 12, 14, 15, 17, 18, 22]


@pytest.mark.parametrize(
    ("field", "label", "found"),
    [
        ("severity", "Blocker", [1, 8, 11, 12, 15]),
        ("regime", "Telephone Consumer Protection Act", [16, 15]),
        ("principle", "Fairness", [11, 23]),
        ("channel", "club-text", [4, 16, 15]),
    ],
)
def test_choices_narrow(visit: Visit, field: str, label: str, found: list[int]) -> None:
    """Each choice shows the findings that have it."""
    page = visit()
    page.locator(f"#by-{field}").select_option(label=label)

    assert seen(page) == found


def test_words_are_all_looked_for(visit: Visit) -> None:
    """Words may stand anywhere in a finding, folded parts included, in any order and case."""
    page = visit()
    page.locator("#by-words").fill("OFFICER notice")

    assert seen(page) == [3]


def test_filters_join(visit: Visit) -> None:
    """Two filters show what meets both."""
    page = visit()
    page.locator("#by-severity").select_option(label="Blocker")
    page.locator("#by-channel").select_option(label="sale-ads")

    assert seen(page) == [1, 12]


def test_nothing_found_is_said(visit: Visit) -> None:
    """An empty list explains itself."""
    page = visit()
    page.locator("#by-words").fill("no such words anywhere")

    assert status(page) == "No finding matches. Clear a filter to see more."
    assert page.locator("#list h3:visible").count() == 0


def test_clearing_shows_everything_again(visit: Visit) -> None:
    """One button undoes all filters and the grouping."""
    page = visit()
    page.get_by_role("radio", name="Principle").check()
    page.locator("#by-words").fill("officer")
    page.get_by_role("button", name="Clear filters").click()

    assert status(page) == "23 findings"
    assert page.locator("#by-words").input_value() == ""
    assert page.locator("#list h3").first.inner_text().startswith("California Consumer Privacy Act")


def test_grouping_by_principle_keeps_kinds_apart(visit: Visit) -> None:
    """Each group has one principle and one kind of rule, and the margin names the regime."""
    page = visit()
    page.get_by_role("radio", name="Principle").check()
    heads = [re.sub(r"\s+", " ", head) for head in page.locator("#list h3").all_inner_texts()]

    assert heads[:2] == ["Privacy Law", "Accuracy and transparency Law"]
    assert "Opt-out Ethics" in heads
    assert page.locator("article.f .rg:visible").count() > 0
    assert page.locator("article.f .pr:visible").count() == 0
    assert page.locator("article.f").count() == FINDINGS


def test_grouping_back_restores_the_order(visit: Visit) -> None:
    """After a look by principle, the page is as it was."""
    page = visit()
    parts = page.locator("#list h3, #list summary, #list article")
    before = parts.all_text_contents()
    page.get_by_role("radio", name="Principle").check()
    between = parts.all_text_contents()
    page.get_by_role("radio", name="Regime").check()

    assert parts.all_text_contents() == before != between


def test_a_link_opens_what_is_folded(visit: Visit) -> None:
    """Following a finding's number from a question shows the finding."""
    page = visit()
    page.locator("#question-D a", has_text="8").click()

    assert page.locator("#eu-gdpr--prior-consultation h4").is_visible()
    assert 0 <= page.locator("#eu-gdpr--prior-consultation").bounding_box()["y"] < 900


def test_a_link_from_outside_opens_what_is_folded(visit: Visit) -> None:
    """An address with the id of a finding leads to it, folded or not."""
    page = visit(at="#ethics--children")

    assert page.locator("#ethics--children h4").is_visible()


def test_a_link_to_a_filtered_finding_clears_the_filters(visit: Visit) -> None:
    """What a link promises is shown, and the count says so."""
    page = visit()
    page.locator("[name=status][value=violated]").uncheck()
    page.locator("a[href='#eu-gdpr--notice-at-collection']").first.click()

    assert page.locator("#eu-gdpr--notice-at-collection").is_visible()
    assert status(page) == "23 findings"


def test_the_same_link_works_twice(visit: Visit) -> None:
    """Closing a fold and following the same link again opens it again."""
    page = visit()
    link = page.locator("#question-D a", has_text="8")
    link.click()
    page.locator("details.waiting > summary").click()
    link.click()

    assert page.locator("#eu-gdpr--prior-consultation h4").is_visible()


@pytest.mark.parametrize("at", ["#%", "#%E0%A4%A", "#nothing-here", "#"])
def test_a_broken_link_breaks_nothing(visit: Visit, at: str) -> None:
    """An address that leads nowhere leaves the page working."""
    assert status(visit(at=at)) == "23 findings"


def test_without_script_everything_can_be_read(visit: Visit) -> None:
    """No filters are shown that do not work; folds open; the index by principle stands in for the grouping."""
    page = visit(java_script_enabled=False)
    fold = page.locator("details.settled").first
    fold.locator("summary").first.click()

    assert not page.locator(".filters").is_visible()
    assert page.locator(".index").is_visible()
    assert fold.locator("article h4").first.is_visible()
    assert page.locator("article.f").count() == FINDINGS


def test_the_first_tab_skips_to_the_findings(visit: Visit) -> None:
    """A keyboard reaches the findings in two strokes."""
    page = visit()
    page.keyboard.press("Tab")
    focused = page.locator(":focus")

    assert focused.inner_text() == "Skip to the findings"
    assert focused.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.locator(":focus").get_attribute("id") == "findings"


def test_filters_and_folds_work_by_keyboard(visit: Visit) -> None:
    """From the findings, Tab reaches grouping and status; Space and Enter do what they say."""
    page = visit(at="#findings")
    page.locator("#findings").focus()
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")

    assert not page.locator("[name=status][value=violated]").is_checked()
    assert status(page).startswith("20 of 23")
    fold = page.locator("details.proofs:visible").first
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    assert fold.locator(".proof").is_visible()


def test_everything_with_focus_shows_it(visit: Visit) -> None:
    """The focus ring is there and thick enough to see."""
    page = visit()
    for _ in range(6):
        page.keyboard.press("Tab")
    outline = page.locator(":focus").evaluate("one => getComputedStyle(one).outline")

    assert "solid 3px" in outline


def test_paper_holds_what_the_screen_hides(visit: Visit) -> None:
    """A printed copy holds every finding, every question and the sign-off, and no filters."""
    page = visit()
    page.locator("#by-words").fill("officer")
    page.emulate_media(media="print")

    assert len(seen(page)) == FINDINGS
    assert page.locator(".sign").is_visible()
    assert not page.locator(".filters").is_visible()
    assert not page.locator("#shown").is_visible()


def test_paper_without_script_holds_everything(visit: Visit) -> None:
    """Folds open on paper by style alone."""
    page = visit("big", java_script_enabled=False)
    page.emulate_media(media="print")

    assert page.locator("#question-Q39 .do").is_visible()
    assert len(seen(page)) == 600


def test_paper_is_a_pdf_that_says_what_it_is(visit: Visit, tmp_path: Path) -> None:
    """The page prints as a document; each sheet names campaign, date of law, rulebook and number."""
    path = tmp_path / "checklist.pdf"
    visit().pdf(path=path, prefer_css_page_size=True)

    assert path.read_bytes().startswith(b"%PDF-")
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True).stdout.decode()
        sheets = text.split("\f")[:-1]
        foot = "law of 24 November 2026 · rulebook 5b1e9c4077d2"
        assert all(foot in sheet and f"{number} / {len(sheets)}" in sheet for number, sheet in enumerate(sheets, 1))
        assert "https://eur-lex.europa.eu/eli/reg/2016/679/art_21/oj" in text


def test_folds_close_again_after_printing(visit: Visit) -> None:
    """Printing leaves the screen as it was."""
    page = visit()
    before = seen(page)
    page.evaluate("dispatchEvent(new Event('beforeprint')); dispatchEvent(new Event('afterprint'))")

    assert seen(page) == before


@pytest.mark.parametrize("width", [320, 360, 620, 768, 900, 1280, 2560])
@pytest.mark.parametrize("name", ["realistic", "big", "empty", "accepted"])
def test_nothing_scrolls_sideways(visit: Visit, name: str, width: int) -> None:
    """From a small phone to a wide screen, the page fits."""
    page = visit(name, width=width)
    page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")

    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", ["hostile", "hostile_accepted"])
def test_markup_runs_nothing(visit: Visit, name: str) -> None:
    """A hostile document opens no dialog, logs nothing and asks for nothing; ``visit`` holds it to that."""
    page = visit(name)

    assert page.locator("h1").inner_text().startswith("</style></script></title><script>alert(1)")
    assert page.locator("img").count() == 0


def test_a_big_page_filters_at_once(visit: Visit) -> None:
    """With 600 findings, a word is found within a second."""
    page = visit("big")
    spent = page.evaluate(
        """() => {
          const field = document.getElementById('by-words');
          const start = performance.now();
          field.value = 'officer';
          field.dispatchEvent(new Event('input', {bubbles: true}));
          document.body.getBoundingClientRect();
          return performance.now() - start;
        }"""
    )

    assert 0 < len(seen(page)) < 200
    assert spent < 1_000


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_what_was_accepted_has_no_barrier(visit: Visit, barriers: Barriers, color_scheme: str) -> None:
    """Its marks, its sections and its folds, all of them open."""
    page = visit("accepted", color_scheme=color_scheme)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")

    assert barriers(page) == ""


@pytest.mark.parametrize(
    "options",
    [{}, {"color_scheme": "dark"}, {"width": 360}, {"width": 360, "color_scheme": "dark"}, {"forced_colors": "active"}],
    ids=["light", "dark", "phone", "dark phone", "forced colours"],
)
def test_no_barrier_is_found(visit: Visit, barriers: Barriers, options: dict[str, Any]) -> None:
    """With every fold open, axe has nothing to complain about."""
    page = visit(**options)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")

    assert barriers(page) == ""


@pytest.mark.parametrize("name", ["realistic", "empty", "accepted"])
def test_no_barrier_is_found_at_first(visit: Visit, barriers: Barriers, name: str) -> None:
    """Folded as it is at first, the page has no barrier either."""
    assert barriers(visit(name)) == ""


def test_no_barrier_is_found_by_principle(visit: Visit, barriers: Barriers) -> None:
    """What the script builds is as accessible as what was there."""
    page = visit()
    page.get_by_role("radio", name="Principle").check()

    assert barriers(page) == ""
