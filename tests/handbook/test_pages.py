"""The handbook of the shipped rules: every page is there, every link leads somewhere, and links run both ways."""

from __future__ import annotations

import json
import posixpath
import re
from collections import Counter
from collections.abc import Mapping
from html import unescape
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

import pytest
from pages import read_page

Document = dict[str, Any]
Pages = Mapping[str, str]
LINK = re.compile(r'(?:href|src)="([^"]*)"')
ANCHOR = re.compile(r' id="([^"]*)"')
SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@~/-]*\Z")
LARGEST = 700_000
"""Characters of the largest page: that of the pack with most terms and figures."""
USUAL = 30_000
"""Characters that half the pages stay below."""


def links(path: str, text: str) -> set[tuple[str, str]]:
    """Return where the links of a page lead: path and anchor of each that stays in the handbook."""
    found = set()
    for address in map(unescape, LINK.findall(text)):
        if "://" not in address and not address.startswith("#s-"):
            file, _, anchor = address.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(file))) if file else path
            found.add((target, unquote(anchor)))
    return found


@pytest.fixture(scope="module")
def anchors(handbook_pages: Pages) -> dict[str, set[str]]:
    """Return the places that can be linked to, by page."""
    return {path: set(map(unescape, ANCHOR.findall(text))) for path, text in handbook_pages.items()}


def page(handbook_pages: Pages, path: str) -> str:
    """Return the text of a page in single spaces."""
    return " ".join(handbook_pages[path].split())


def test_every_link_leads_somewhere(handbook_pages: Pages, anchors: dict[str, set[str]]) -> None:
    """To a page there is, and to a place on it."""
    broken = {
        f"{path} -> {target}#{anchor}"
        for path, text in handbook_pages.items()
        if path.endswith(".html")
        for target, anchor in links(path, text)
        if target not in handbook_pages or (anchor and anchor not in anchors[target])
    }

    assert sorted(broken)[:20] == []


def test_every_rule_pack_fact_place_and_principle_has_its_page(
    handbook_document: Document, handbook_pages: Pages
) -> None:
    """Under its own name."""
    wanted = {f"rules/{one['rule']}.html" for one in handbook_document["rules"]}
    wanted |= {f"packs/{one['pack']}.html" for one in handbook_document["packs"]}
    wanted |= {f"facts/{one['path']}.html" for one in handbook_document["facts"]}
    wanted |= {f"principles/{one['principle']}.html" for one in handbook_document["principles"]}
    wanted |= {f"places/{one['place']}.html" for one in handbook_document["places"]}

    assert sorted(wanted - set(handbook_pages)) == []
    assert len(handbook_document["rules"]) > 1_000


def test_every_page_can_be_reached_from_the_front(handbook_pages: Pages) -> None:
    """By links alone, without a script."""
    seen, waiting = {"index.html"}, ["index.html"]
    while waiting:
        path = waiting.pop()
        for target, _ in links(path, handbook_pages[path]):
            if target not in seen and target in handbook_pages:
                seen.add(target)
                waiting += [target] if target.endswith(".html") else []

    assert sorted(set(handbook_pages) - seen) == []


def test_names_of_files_are_safe_everywhere(handbook_pages: Pages) -> None:
    """No sign that a file system or an address knows otherwise, and none apart by capitals alone."""
    assert [path for path in handbook_pages if not SAFE.match(path)] == []
    assert [path for path, times in Counter(map(str.casefold, handbook_pages)).items() if times > 1] == []


@pytest.mark.parametrize(
    "path",
    [
        "index.html",
        "left-out.html",
        "facts/index.html",
        "terms/index.html",
        "places/index.html",
        "places/DE.html",
        "principles/opt-out.html",
        "packs/us-can-spam.html",
        "packs/uk-gdpr.html",
        "packs/platform-gmail.html",
        "rules/eu-gdpr/lawful-basis.html",
        "rules/uk-gdpr/transfer-tool.html",
        "rules/us-states/browser-signal@US-CO.html",
        "facts/channel.opt_out.offered.html",
    ],
)
def test_pages_are_well_made(handbook_pages: Pages, path: str) -> None:
    """Tags close, ids differ, one main heading, headings in order."""
    read = read_page(handbook_pages[path])
    ids = [one.attributes["id"] for one in read.all() if "id" in one.attributes]
    levels = [int(one.tag[1]) for one in read.all("h1", "h2", "h3", "h4")]

    assert [id_ for id_, times in Counter(ids).items() if times > 1] == []
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_no_page_is_large(handbook_pages: Pages) -> None:
    """Half of them stay below what a phone loads at once."""
    sizes = sorted(len(text) for path, text in handbook_pages.items() if path.endswith(".html"))

    assert sizes[-1] < LARGEST
    assert sizes[len(sizes) // 2] < USUAL


def test_rule_page_holds_what_a_lawyer_asks(handbook_pages: Pages) -> None:
    """Duty, source with its link, conditions, exceptions, figures, terms, examples, and what it was checked against."""
    text = page(handbook_pages, "rules/us-can-spam/timely-opt-out.html")

    for words in (
        "Stop mailing within ten business days of an opt-out",
        'rel="noreferrer">15 U.S.C. § 7704(a)(4)(A)(i)</a>',
        "Applies where",
        "10 business days",
        "The primary purpose of the e-mail is commercial",
        "on the tenth business day",
        "Checked against the official text on",
        'href="../../facts/channel.opt_out.honoured_within.html"',
    ):
        assert words in text
    assert "honoured_within: 10 business days" in text


def test_exception_has_its_source(handbook_pages: Pages) -> None:
    """As the rule states it."""
    assert "E-mail to own customers under the soft opt-in" in page(handbook_pages, "rules/eu-gdpr/lawful-basis.html")


def test_mirrored_rules_lead_to_each_other(handbook_pages: Pages) -> None:
    """From the British duty to the European one, and back."""
    assert ("rules/eu-gdpr/transfer-tool.html", "") in links(
        "rules/uk-gdpr/transfer-tool.html", handbook_pages["rules/uk-gdpr/transfer-tool.html"]
    )
    assert ("rules/uk-gdpr/transfer-tool.html", "") in links(
        "rules/eu-gdpr/transfer-tool.html", handbook_pages["rules/eu-gdpr/transfer-tool.html"]
    )


def test_version_in_force_comes_first(handbook_pages: Pages) -> None:
    """And what was before says that it no longer is."""
    text = page(handbook_pages, "rules/uk-gdpr/transfer-tool.html")

    assert text.index("In force since") < text.index("no longer in force")


def test_fact_names_its_rules_and_its_terms(handbook_pages: Pages, handbook_document: Document) -> None:
    """All rules that ask for it themselves, and the terms that read it."""
    path = "channel.opt_out.honoured_within"
    (fact,) = (one for one in handbook_document["facts"] if one["path"] == path)
    there = {target for target, _ in links(f"facts/{path}.html", handbook_pages[f"facts/{path}.html"])}
    rules = {
        one["rule"]
        for one in handbook_document["rules"]
        if any(
            fact_in(version[key], path)
            for version in one["versions"]
            for key in ("applies", "requires")
        )
    }  # fmt: skip

    assert "us-can-spam/timely-opt-out" in rules
    assert {f"rules/{one}.html" for one in rules} <= there
    assert {f"packs/{one['pack']}.html" for one in fact["used"]["terms"]} <= there


def fact_in(part: Document, path: str) -> bool:
    """Tell whether a condition as shown names a fact."""
    return part["fact"] == path or any(fact_in(one, path) for one in part["parts"])


def test_term_names_the_rules_that_use_it(handbook_pages: Pages, handbook_document: Document) -> None:
    """On the page of its pack."""
    (pack,) = (one for one in handbook_document["packs"] if one["pack"] == "us-can-spam")
    (term,) = (one for one in pack["terms"] if one["term"] == "canspam.commercial")
    used = {entry["rule"] for one in term["used"]["packs"] for entry in one["entries"]}
    there = {target for target, _ in links("packs/us-can-spam.html", handbook_pages["packs/us-can-spam.html"])}

    assert "us-can-spam/timely-opt-out" in used
    assert {f"rules/{one}.html" for one in used} <= there
    assert 'id="term-canspam.commercial"' in handbook_pages["packs/us-can-spam.html"]


def test_pack_tells_who_uses_it_and_what_changed(handbook_pages: Pages) -> None:
    """Packs that borrow its words, and its releases."""
    core = handbook_pages["packs/core.html"]

    assert ("packs/eu-gdpr.html", "") in links("packs/core.html", core)
    assert "First release of the pack" in page(handbook_pages, "packs/eu-gdpr.html")


def test_place_holds_its_own_laws_and_those_around_it(handbook_pages: Pages) -> None:
    """In Colorado: the state's rules, and federal packs."""
    there = {target for target, _ in links("places/US-CO.html", handbook_pages["places/US-CO.html"])}

    assert {"rules/us-states/browser-signal@US-CO.html", "packs/us-can-spam.html", "packs/ethics.html"} <= there
    assert "rules/us-states/browser-signal@US-TX.html" not in there


def test_rows_of_a_table_lead_to_each_other(handbook_pages: Pages) -> None:
    """The same duty in other states."""
    path = "rules/us-states/children-data@US-CO.html"

    assert ("rules/us-states/children-data@US-CT.html", "") in links(path, handbook_pages[path])


def test_what_was_left_out_leads_to_what_is_near(handbook_pages: Pages) -> None:
    """And back from the rule."""
    assert ("rules/eu-gdpr/records.html", "") in links("left-out.html", handbook_pages["left-out.html"])
    assert "Wider exemption from records of processing" in handbook_pages["rules/eu-gdpr/records.html"]


def test_search_index_leads_to_pages(
    handbook_pages: Pages, handbook_document: Document, anchors: dict[str, set[str]]
) -> None:
    """Every line of it, and every rule is in it."""
    text = handbook_pages["search.js"]
    index = json.loads(text[text.index("{") : text.rindex("}") + 1])
    kinds = index["kinds"]
    targets = [
        (href or f"{kinds[kind].lower()}s/{name.split(' ')[0]}.html").partition("#")
        for kind, _, name, href, _, _ in index["entries"]
    ]

    assert [target for target, _, _ in targets if target not in handbook_pages] == []
    assert [anchor for target, _, anchor in targets if anchor and anchor not in anchors[target]] == []
    assert sum(kinds[one[0]] == "Rule" for one in index["entries"]) == len(handbook_document["rules"])


def test_nothing_is_fetched_and_no_script_stands_in_a_page(handbook_pages: Pages) -> None:
    """All scripts and styles are files of the handbook, and the policy allows no others."""
    for path, text in handbook_pages.items():
        if path.endswith(".html"):
            assert re.findall(r"<script(?! src=\"(?:\.\./)*(?:handbook|search)\.js\" defer></script>)", text) == []
            assert "<style" not in text
            assert "default-src 'none'" in text


def test_nothing_says_that_anything_complies(handbook_pages: Pages) -> None:
    """Words of the house hold here too."""
    ours = [
        path for path, text in handbook_pages.items() if re.search(r"\bcompliant\b", LINK.sub("", text), re.IGNORECASE)
    ]

    assert ours == []
