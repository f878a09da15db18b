"""The handbook in a browser, read from a folder: search, keyboard, paper, phones, and people who hear or touch it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

Open = Callable[..., Any]
Barriers = Callable[..., str]
RULE = "rules/uk-gdpr/transfer-tool.html"
ROW = "rules/us-states/browser-signal@US-CO.html"
PAGES = [
    "index.html",
    "left-out.html",
    "facts/index.html",
    "places/US-CO.html",
    "principles/fairness.html",
    "packs/us-can-spam.html",
    RULE,
    ROW,
    "facts/channel.opt_out.offered.html",
]


@pytest.fixture
def read(browser: Any, handbook_folder: Path) -> Iterator[Open]:
    """Open a page of the handbook; afterwards, no page may have complained or asked for anything outside of it."""
    contexts: list[Any] = []
    complaints: list[str] = []
    requests: list[str] = []

    def open_page(path: str = "index.html", *, width: int = 1280, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5_000)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(f"{handbook_folder.as_uri()}/{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
    assert [url for url in requests if not url.startswith(f"{handbook_folder.as_uri()}/")] == []


def found(page: Any) -> list[str]:
    """Return the titles of what was found."""
    titles: list[str] = page.locator("#results > li > a").all_inner_texts()
    return titles


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("us-can-spam/timely-opt-out", "us-can-spam/timely-opt-out"),
        ("TEN business days opt-out", "us-can-spam/timely-opt-out"),
        ("uk-gdpr/objection", "uk-gdpr/direct-marketing-objection"),
        ("channel.opt_out.offered", "channel.opt_out.offered"),
        ("colorado", "US-CO"),
        ("eu-gdpr", "eu-gdpr"),
    ],
)
def test_search_finds_what_is_named(read: Open, words: str, name: str) -> None:
    """By id, former id, words of the title in any case, path or place; what is named exactly comes first."""
    page = read()
    page.locator("#q").fill(words)

    assert name in page.locator("#results > li .k").first.inner_text().split()


def test_search_by_citation(read: Open) -> None:
    """Law and article together."""
    page = read()
    page.locator("#q").fill("CAN-SPAM 7704(a)(4)(A)(i)")

    assert "Stop mailing within ten business days of an opt-out" in found(page)


def test_search_says_how_much_it_found(read: Open) -> None:
    """Also if that is nothing, or more than it shows."""
    page = read()
    field, shown = page.locator("#q"), page.locator("#shown")
    field.fill("no such words anywhere")
    nothing = shown.inner_text()
    field.fill("privacy")

    assert nothing == "Nothing holds all of these words."
    assert "the first 60 are shown" in shown.inner_text()
    assert len(found(page)) == 60
    field.fill("")
    assert not page.locator("#found").is_visible()


def test_search_from_any_page_leads_to_the_front(read: Open) -> None:
    """With what was looked for, and by keyboard alone."""
    page = read(RULE)
    page.keyboard.press("/")
    page.keyboard.type("lawful-basis")
    page.keyboard.press("Enter")
    page.wait_for_url("**/index.html?q=lawful-basis")

    assert "Name a legal ground for each kind of data" in found(page)
    page.locator("#results a", has_text="Name a legal ground for each kind of data").first.click()
    assert page.locator("h1").inner_text() == "Name a legal ground for each kind of data"


def test_without_script_everything_can_be_reached(read: Open) -> None:
    """No search is shown that does not work; lists and folds are there."""
    page = read(java_script_enabled=False)
    assert not page.locator("form").is_visible()
    page.get_by_role("link", name="General Data Protection Regulation").click()
    page.get_by_role("link", name="Name a legal ground for each kind of data").click()
    example = page.locator(".examples details").first
    example.locator("summary").click()

    assert example.locator("pre").is_visible()


def test_the_first_tab_skips_to_the_text(read: Open) -> None:
    """A keyboard passes the navigation in two strokes."""
    page = read(RULE)
    page.keyboard.press("Tab")
    focused = page.locator(":focus")

    assert focused.inner_text() == "Skip to the text"
    page.keyboard.press("Enter")
    assert page.locator(":focus").get_attribute("id") == "main"


def test_a_term_leads_to_its_definition(read: Open) -> None:
    """On the same page, and from there to the pack that defines it."""
    page = read(RULE)
    page.locator(".tree a.term").first.click()
    name = page.evaluate("decodeURIComponent(location.hash.slice(1))")

    assert page.locator(f"[id='{name}'] h3").is_visible()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways(read: Open, path: str) -> None:
    """From a small phone to a wide screen, the page fits, with everything open."""
    page = read(path)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    wide = []
    for width in (320, 380, 620, 900, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        wide += [width] if page.evaluate("document.documentElement.scrollWidth") > width else []

    assert wide == []


def test_paper_holds_examples_and_addresses(read: Open, tmp_path: Path) -> None:
    """What is folded on the screen is printed, and what is of the screen alone is not."""
    page = read(RULE)
    page.emulate_media(media="print")

    assert not page.locator("nav").is_visible()
    assert page.locator(".examples pre").first.is_visible()
    path = tmp_path / "rule.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    assert path.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    "options",
    [{}, {"color_scheme": "dark"}, {"width": 380}, {"forced_colors": "active"}],
    ids=["light", "dark", "phone", "forced colours"],
)
@pytest.mark.parametrize("path", ["index.html", "packs/us-can-spam.html", RULE, "facts/channel.opt_out.offered.html"])
def test_no_barrier_is_found(read: Open, barriers: Barriers, path: str, options: dict[str, Any]) -> None:
    """With every fold open, axe has nothing to complain about."""
    page = read(path, **options)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")

    assert barriers(page, preload=False) == ""  # it would fetch the style, which the policy forbids


def test_no_barrier_is_found_in_what_was_found(read: Open, barriers: Barriers) -> None:
    """What the script builds is as accessible as what was there."""
    page = read()
    page.locator("#q").fill("objection")

    assert barriers(page, preload=False) == ""  # it would fetch the style, which the policy forbids
