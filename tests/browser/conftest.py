"""A headless Chromium, and the pages it reads."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import pytest

from clearance.rendering.html import render_html

CANDIDATES = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DOCUMENTS = Path(__file__).parent.parent / "rendering" / "documents.py"


def chromium_path() -> str | None:
    """Return where Chromium is: as ``CLEARANCE_CHROMIUM`` says, or where systems install it."""
    named = os.environ.get("CLEARANCE_CHROMIUM")
    return named or next((found for name in CANDIDATES if (found := shutil.which(name))), None)


def give_up(reason: str) -> NoReturn:
    """Skip on a developer's machine; fail where ``CI`` is set, so that nothing is left untested unnoticed."""
    remedy = "Run tests/browser/install-chromium.sh, or set CLEARANCE_CHROMIUM, and install the dev extra."
    if os.environ.get("CI"):
        pytest.fail(f"{reason} {remedy}", pytrace=False)
    pytest.skip(f"{reason} {remedy}")


@pytest.fixture(scope="session")
def documents() -> ModuleType:
    """Load the documents that the pages are tried with."""
    spec = importlib.util.spec_from_file_location("checklist_documents", DOCUMENTS)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for all tests."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        give_up("Playwright is not installed.")
    path = chromium_path()
    if path is None:
        give_up("There is no Chromium.")
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=path, args=[*FLAGS, "--no-sandbox"] if as_root else [*FLAGS]
        )
        yield running
        running.close()


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory, documents: ModuleType) -> Callable[[str], str]:
    """Write the page of a document once, and return its address."""
    folder = tmp_path_factory.mktemp("pages")

    def address(name: str) -> str:
        path = folder / f"{name}.html"
        if not path.exists():
            path.write_text(render_html(getattr(documents, name)()), encoding="utf-8")
        return path.as_uri()

    return address


@pytest.fixture(scope="session")
def barriers() -> Callable[..., str]:
    """Report what keeps people from using a page, by the rules of axe for WCAG 2.2 AA and its best practices."""
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        give_up("axe is not installed.")
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    options = {"runOnly": rules, "rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}

    def report(page: Any, **more: Any) -> str:
        results = Axe().run(page, options={**options, **more})
        return str(results.generate_report()) if results.violations_count else ""

    return report


@pytest.fixture
def visit(browser: Any, files: Callable[[str], str]) -> Iterator[Callable[..., Any]]:
    """Open a page; afterwards, no page may have complained or asked for anything but itself."""
    contexts: list[Any] = []
    complaints: list[str] = []
    requests: list[str] = []

    def open_page(name: str = "realistic", *, at: str = "", width: int = 1280, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5_000)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(f"{files(name)}{at}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
    assert [url for url in requests if not url.startswith("file:///") or not url.split("#")[0].endswith(".html")] == []
