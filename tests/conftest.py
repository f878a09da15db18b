"""What several suites share: the handbook of the shipped rules, made once for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

HANDBOOK_DAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def handbook_document() -> dict[str, Any]:
    """Return the document of the handbook of the shipped rules."""
    from clearance.app.handbook.whole import handbook_document
    from clearance.app.library import Sources, open_records, open_rulebook

    return handbook_document(open_rulebook(Sources(examples=True)), open_records(()), HANDBOOK_DAY)


@pytest.fixture(scope="session")
def handbook_pages(handbook_document: dict[str, Any]) -> Mapping[str, str]:
    """Return the files of the handbook by their paths."""
    from clearance.rendering.handbook import render_handbook

    return dict(render_handbook(handbook_document))


@pytest.fixture(scope="session")
def handbook_folder(handbook_pages: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the handbook in it."""
    from clearance.app.site import write_site

    folder = tmp_path_factory.mktemp("site") / "handbook"
    write_site(folder, handbook_pages.items())
    return folder
