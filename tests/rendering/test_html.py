"""The checklist page: well made, self-contained, and deaf to markup in what users write."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from documents import MARKUP, accepted, big, empty, hostile, hostile_accepted, realistic
from jinja2 import UndefinedError
from pages import Element, read_page, skeleton

from clearance.rendering.html import breakable, css_string, fragment, page_foot, render_html, web_address
from clearance.resources import read_report

DOCUMENTS = [realistic, empty, hostile, big, accepted, hostile_accepted]


@cache
def page_of(document: Callable[[], dict[str, Any]]) -> Element:
    """Return the page of a document, made once."""
    return read_page(render_html(document()))


def big_proof() -> dict[str, Any]:
    """Return a document whose first finding rests on many facts."""
    document = realistic()
    finding = document["findings"][0]
    needed = finding["facts"][:2]
    finding["facts"] = [
        finding["facts"][2] | {"path": f"a.b_{number}", "line": number} for number in range(1, 13)
    ] + needed
    return document


@pytest.fixture(scope="module")
def page() -> Element:
    """Make the page of the real document."""
    return page_of(realistic)


@pytest.fixture(scope="module")
def poisoned() -> Element:
    """Make the page of the hostile document."""
    return page_of(hostile)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_element_is_closed_in_its_place(document: Callable[[], dict[str, Any]]) -> None:
    """A page is well formed whatever the document holds."""
    root = page_of(document)

    assert [one.tag for one in root.parts if isinstance(one, Element)] == ["html"]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_ids_are_unique(document: Callable[[], dict[str, Any]]) -> None:
    """No two elements share an id."""
    ids = [one.attributes["id"] for one in page_of(document).all() if "id" in one.attributes]

    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("document", [realistic, empty, big, accepted])
def test_links_within_the_page_arrive(document: Callable[[], dict[str, Any]]) -> None:
    """Every link to a place on the page has its place."""
    root = page_of(document)
    ids = {fragment(one.attributes["id"]) for one in root.all() if "id" in one.attributes}
    links = {one.attributes["href"] for one in root.all("a", "use") if one.attributes["href"].startswith("#")}

    assert links <= ids


@pytest.mark.parametrize("document", DOCUMENTS)
def test_headings_skip_no_level(document: Callable[[], dict[str, Any]]) -> None:
    """There is one h1, and no heading is more than one level below the one before it."""
    levels = [int(one.tag[1]) for one in page_of(document).all("h1", "h2", "h3", "h4", "h5", "h6")]

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_finding_stands_on_the_page_once(document: Callable[[], dict[str, Any]]) -> None:
    """Folding hides no finding and shows none twice."""
    found = [int(one.attributes["data-number"]) for one in page_of(document).all("article")]

    assert sorted(found) == [finding["number"] for finding in document()["findings"]]


def test_sections_come_in_the_order_in_which_people_need_them(page: Element) -> None:
    """Verdict first, then what to do, then the evidence."""
    assert [one.text for one in page.all("h2")] == [
        "Verdict",
        "What must change",
        "Questions to answer",
        "For a person to judge",
        "Findings",
        "What was not assessed",
        "Rules used",
        "This assessment",
        "Sign-off",
    ]


def test_sections_with_nothing_to_say_are_left_out() -> None:
    """A page without changes, questions and findings does not show empty lists."""
    root = page_of(empty)

    assert [one.text for one in root.all("h2")] == ["Verdict", "Findings", "This assessment", "Sign-off"]
    assert "No rule was assessed, so there is nothing to report." in root.text


@pytest.mark.parametrize("document", DOCUMENTS)
def test_nothing_is_fetched(document: Callable[[], dict[str, Any]]) -> None:
    """No element and no style refers to anything outside the page, links for people aside."""
    root = page_of(document)
    attributes = {name for one in root.all() for name in one.attributes}
    style = root.all("style")[0].parts[0]

    assert not {one.tag for one in root.all()} & {"link", "img", "iframe", "object", "embed", "base", "video", "audio"}
    assert not attributes & {"src", "srcset", "action", "background", "poster", "ping", "style"}
    assert isinstance(style, str)
    assert not re.search(r"url\(|@import", re.sub(r'"[^"]*"', "", style))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_policy_allows_this_style_and_this_script_only(document: Callable[[], dict[str, Any]]) -> None:
    """The digests in the policy are those of the style and the script on the page."""
    root = page_of(document)
    policy = next(one.attributes["content"] for one in root.all("meta") if "http-equiv" in one.attributes)
    digests = [
        base64.b64encode(hashlib.sha256("".join(map(str, one.parts)).encode()).digest()).decode()
        for one in (*root.all("style"), *root.all("script"))
    ]

    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digests[0]}'; script-src 'sha256-{digests[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )


def test_markup_in_any_field_adds_no_element(page: Element, poisoned: Element) -> None:
    """A hostile document has no elements and no attributes that the real one does not have."""
    shapes = {(one.tag, name) for one in page.all() for name in ("", *one.attributes)}
    hostile_shapes = {(one.tag, name) for one in poisoned.all() for name in ("", *one.attributes)}

    assert hostile_shapes <= shapes
    assert len(poisoned.all("script")) == len(poisoned.all("style")) == 1


def test_markup_in_a_waiver_adds_no_element() -> None:
    """Reasons, names and notices are escaped like everything else."""
    shapes = {(one.tag, name) for one in page_of(accepted).all() for name in ("", *one.attributes)}
    hostile_shapes = {(one.tag, name) for one in page_of(hostile_accepted).all() for name in ("", *one.attributes)}

    assert hostile_shapes <= shapes


def test_what_was_accepted_has_a_section_a_mark_and_a_filter() -> None:
    """It is violated, says who answers for it, and can be looked for."""
    root = page_of(accepted)
    titles = [one.text for one in root.all("h2")]
    marks = [one.attributes["data-status"] for one in root.all("article")]
    filters = [one.attributes["value"] for one in root.all("input") if one.attributes.get("name") == "status"]

    assert titles[:3] == ["Verdict", "Violated, and accepted", "Waivers and baseline to look at"]
    assert (marks.count("waived"), marks.count("known"), marks.count("violated")) == (2, 1, 0)
    assert filters[:2] == ["waived", "known"]
    for words in (
        "Waived from 1 November 2026 until 31 January 2027, approved by Anna Weber, Legal",
        "“The new banner goes live in January.”",
        "Known since 1 November 2026, in the baseline. Nobody approved it.",
        "The duty is violated all the same.",
        "2 more to look at",
    ):
        assert words in root.text


def test_markup_in_any_field_is_shown_as_it_stands(poisoned: Element) -> None:
    """What looks like markup is printed, letter for letter; what prints nothing or misleads is taken out."""
    shown = " ".join(MARKUP.replace("\x00", "").replace("\u202e", "\ufffd").split())

    assert poisoned.all("h1")[0].text == shown
    assert all(one.text.endswith(shown) for one in poisoned.all("h4"))
    assert shown in poisoned.all("footer")[0].text


def test_script_is_ours_whatever_the_document_says(poisoned: Element) -> None:
    """No text of a document ever stands inside the script."""
    assert poisoned.all("script")[0].parts == [read_report("checklist.js")]


def test_only_web_addresses_are_links(poisoned: Element) -> None:
    """An address that would run a script is not linked."""
    assert all(one.attributes["href"].startswith("#") for one in poisoned.all("a"))


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        " javascript:x",
        "//example.net",
        "https:",
        "",
        "http://[",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    """Only http and https with a host count as addresses."""
    assert web_address(url) == ""


def test_official_text_is_linked(page: Element) -> None:
    """A citation links the text of the law, as it is written in the rule."""
    links = {one.text: one.attributes["href"] for one in page.all("a")}

    assert links["Art. 21(4)"] == "https://eur-lex.europa.eu/eli/reg/2016/679/art_21/oj"
    assert links["Cal. Civ. Code § 1798.100(d)"].endswith("?lawCode=CIV&sectionNum=1798.100")


@pytest.mark.parametrize("text", ['"; } body { display: none }', "</style>", "a\\", "a\nb", "\\22 "])
def test_no_text_ends_a_string_of_the_style(text: str) -> None:
    """Whatever a campaign is called, its name stays inside the quotes at the foot of the sheet."""
    inside = css_string(text)[1:-1]

    assert not re.search(r'["<>\n{};]', inside)
    assert re.sub(r"\\([0-9a-f]+) ", lambda found: chr(int(found[1], 16)), inside) == text


def test_foot_of_the_sheet_names_the_document() -> None:
    """Campaign, date of law and rulebook are printed on each sheet."""
    assert "Winter homecoming 2026 " in page_foot(realistic())
    assert "law of 24 November 2026 " in page_foot(realistic())
    assert "rulebook 5b1e9c4077d2" in page_foot(realistic())


def test_paths_break_after_dots_and_underscores() -> None:
    """Long paths fit a phone, and nothing is added to what is copied."""
    assert breakable("channel.opt_out.<b>") == "channel.<wbr>opt_<wbr>out.<wbr>&lt;b&gt;"


def test_a_name_the_template_does_not_know_is_an_error() -> None:
    """A document that lacks a field is refused, never shown with a gap."""
    document = realistic()
    del document["disclaimer"]

    with pytest.raises(UndefinedError, match="disclaimer"):
        render_html(document)


def test_verdict_is_said_in_words_and_colour(page: Element) -> None:
    """The colour of the verdict stands beside its word."""
    said = next(one for one in page.all("p") if one.attributes.get("class") == "said")

    assert said.text.startswith("Not clear. Two duties of law are violated")
    assert said.all("b")[0].attributes["class"] == "c-violated"


def test_every_finding_gives_its_status_as_a_word(page: Element) -> None:
    """Shape and colour never stand alone."""
    words = {one.all("p")[0].text for one in page.all("article")}

    assert words == {"Violated", "Needs information", "Needs review", "Upcoming", "Satisfied", "Not applicable"}


def test_a_check_weaker_than_the_official_text_is_said(page: Element) -> None:
    """A rule written from memory says so."""
    upcoming = next(one for one in page.all("article") if one.attributes["data-status"] == "upcoming")

    assert "Written from memory on 18 November 2026, not checked against the official text" in upcoming.text


def test_we_never_write_compliant(page: Element) -> None:
    """No word and no percentage passes judgement on the whole campaign."""
    assert not re.search(r"compliant|score|\d\s?%", page.text, re.IGNORECASE)


def test_a_big_page_stays_usable() -> None:
    """Of 600 findings only those with something to do are spelled out; 40 questions show seven."""
    root = page_of(big)
    spelled_out = [one for one in root.all("article") if one.attributes["class"] == "f"]
    questions = next(one for one in root.all("section") if one.attributes.get("aria-labelledby") == "questions")
    shown = [part for part in questions.all("ol")[0].parts if isinstance(part, Element)]

    assert len(spelled_out) < 200
    assert len(shown) == 7
    assert questions.all("summary")[-1].text == "33 more questions"


def test_facts_of_the_duty_come_before_facts_on_whether_it_applies() -> None:
    """Where there are many facts, those that only make a rule apply are folded."""
    root = page_of(big_proof)
    finding = root.all("article")[0]
    tables = finding.all("table")

    assert [one.text for one in tables[0].all("th")] == ["recipient.contract_signed", "recipient.contract_terms"]
    assert len(tables[1].all("th")) == 12
    assert "12 more facts on whether this applies" in finding.text


def test_golden_page(page: Element, golden: Callable[[str, str], None]) -> None:
    """The words of the page, block by block, as reviewed."""
    golden("checklist.html.txt", skeleton(page))
