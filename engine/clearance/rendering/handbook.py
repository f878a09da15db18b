"""The rule library as a site of plain pages: linked both ways, searchable, complete without a script or a network."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from clearance.rendering.addresses import Addresses, file_name
from clearance.rendering.html import breakable, web_address
from clearance.rendering.templates import Read, load_template
from clearance.rendering.words import (
    ASK_WHOM,
    KINDS,
    MARKS,
    PRINCIPLES,
    SEVERITIES,
    Mark,
    cleaned,
    day_in_words,
    figure_in_words,
    listed,
    numbered,
    short_digest,
)
from clearance.rendering.yaml_text import as_yaml
from clearance.resources import read_report

Document = dict[str, Any]

STYLE, SCRIPT, INDEX = "style.css", "handbook.js", "search.js"
_TYPES: Mapping[str, str] = {
    "boolean": "yes or no, written true or false",
    "integer": "a whole number",
    "number": "a number",
    "ratio": "a share between 0 and 1",
    "money": "an amount with its currency, such as 25 EUR",
    "date": "a day, such as 2026-12-01",
    "time": "a time of day, such as 21:30",
    "duration": "a length of time, such as 30 days",
    "text": "text",
    "enum": "one of these words",
    "set_of_enum": "a list of these words; an empty list says that none of them is true",
    "region": "the code of a country or a part of one, such as DE or US-CA",
    "set_of_regions": "a list of countries or parts of them, such as [DE, US-CA]",
    "map_region_integer": "a number for each country or part of one",
    "reference": "the id of an entry of another list",
}
_SHARED = "Shared words and figures"
_PARTS: Mapping[str, str] = {
    "used": "it governs",
    "elsewhere": "it does not reach there",
    "not concerned": "it is not concerned",
    "waiting": "it waits for an answer",
}


def render_handbook(document: Document, *, read: Read = read_report) -> Iterator[tuple[str, str]]:
    """Return every file of the handbook: its path below the folder, and its text."""
    site = _Site(document, read)
    yield STYLE, f"{read('checklist.css')}\n{read('handbook.css')}"
    yield SCRIPT, read("handbook.js")
    yield INDEX, site.search_index()
    yield from site.pages()


class _Site:
    """Renders the pages of one document."""

    def __init__(self, document: Document, read: Read) -> None:
        self._document, self._read = cleaned(document), read
        self._addresses = Addresses(path.removesuffix(".html") for path in _SINGLE.values())
        self._titles = {one["rule"]: one["title"] for one in self._document["rules"]}
        self._places = {one["place"]: one["title"] for one in self._document["places"]}
        self._packs = {one["pack"]: one["title"] for one in self._document["packs"]}

    def pages(self) -> Iterator[tuple[str, str]]:
        """Return the pages, each with its path."""
        document = self._document
        for name, path in _SINGLE.items():
            yield path, self._renderer(name)(path, {"here": ""})
        for kind, (name, key, entries) in _MANY.items():
            render = self._renderer(name)
            for one in document[entries]:
                path = self._addresses.of(kind, one[key])
                yield path, render(path, {name: one, "here": "all" if kind == "rules" else one.get("pack", "")})

    def _renderer(self, name: str) -> Callable[[str, Document], str]:
        """Return what renders one kind of page."""
        filters = self._filters()
        template = load_template(f"handbook/{name}.html.j2", read=self._read, filters=filters)
        document = self._document

        def render(path: str, words: Document) -> str:
            return template.render(site=document, root="../" * path.count("/"), path=path, marks=MARKS, **words)

        return render

    def _filters(self) -> dict[str, Callable[..., Any]]:
        of = self._addresses.of
        return {
            "anchor": file_name,
            "breakable": breakable,
            "condition": condition_words,
            "day": day_in_words,
            "fact_url": lambda path: of("facts", path),
            "kind": lambda kind: KINDS.get(kind, _SHARED),
            "listed": listed,
            "mark": _mark,
            "numbered": numbered,
            "pack_title": lambda name: self._packs.get(name, name),
            "pack_url": lambda name: of("packs", name),
            "part": _PARTS.__getitem__,
            "place_title": lambda code: self._places.get(code, code),
            "place_url": lambda code: of("places", code),
            "principle": PRINCIPLES.__getitem__,
            "principle_url": lambda name: of("principles", name),
            "rule_title": lambda name: self._titles.get(name, name),
            "rule_url": lambda name: of("rules", name),
            "severity": SEVERITIES.__getitem__,
            "short_digest": short_digest,
            "thousands": "{:,}".format,
            "type": lambda name: _TYPES.get(name, name.replace("_", " ")),
            "value": figure_in_words,
            "web_address": web_address,
            "whom": ASK_WHOM.__getitem__,
            "yaml": as_yaml,
        }

    def search_index(self) -> str:
        """Return a script that holds a line for each thing one can look for.

        Its kind, title and name; its address, where that does not follow from kind and name; its pack; its source.
        """
        packs = [one["title"] for one in self._document["packs"]]
        lines = ",\n".join(_json(list(one)) for one in self._found())
        head = f'{{"kinds": {_json(list(_KINDS_FOUND))},\n"packs": {_json(packs)},\n"entries": [\n'
        return f"'use strict';\nwindow.clearanceHandbook = {head}{lines}\n]}};\n"

    def _found(self) -> Iterator[tuple[Any, ...]]:
        document = self._document
        packs = {one["pack"]: position for position, one in enumerate(document["packs"])}
        for one in document["packs"]:
            yield self._entry("Pack", one["title"], one["pack"], -1, one["instrument"])
        for one in document["rules"]:
            names = " ".join((one["rule"], *one["aliases"]))
            yield self._entry("Rule", one["title"], names, packs[one["pack"]], one["cite"])
        for one in document["facts"]:
            yield self._entry("Fact", one["ask"], one["path"], -1, one["section_title"])
        for one in document["terms"]:
            address = f"{self._addresses.of('packs', one['pack'])}#term-{file_name(one['term'])}"
            yield _KINDS_FOUND.index("Term"), one["title"], one["term"], address, packs[one["pack"]], one["cite"]
        for one in document["places"]:
            yield self._entry("Place", one["title"], one["place"], -1, "")

    def _entry(self, kind: str, title: str, names: str, pack: int, source: str) -> tuple[Any, ...]:
        """Return a line of the search index for something that has a page of its own."""
        name, folder = names.split(" ")[0], f"{kind.lower()}s"
        address = self._addresses.of(folder, name)
        usual = address == f"{folder}/{name}.html"
        return _KINDS_FOUND.index(kind), title, names, "" if usual else address, pack, source


def _json(value: list[Any]) -> str:
    """Return a list as JSON that is a script as well."""
    return json.dumps(value, ensure_ascii=False).translate({0x2028: "\\u2028", 0x2029: "\\u2029"})


_KINDS_FOUND = ("Rule", "Pack", "Fact", "Term", "Place")
"""What one can search for."""
_SINGLE: Mapping[str, str] = {
    "index": "index.html",
    "facts": "facts/index.html",
    "terms": "terms/index.html",
    "places": "places/index.html",
    "left_out": "left-out.html",
}
"""Pages of which there is one: template and path."""
_MANY: Mapping[str, tuple[str, str, str]] = {
    "packs": ("pack", "pack", "packs"),
    "rules": ("rule", "rule", "rules"),
    "facts": ("fact", "path", "facts"),
    "principles": ("principle", "principle", "principles"),
    "places": ("place", "place", "places"),
}
"""Pages of which there are many: folder, and template, name and list of what they are about."""


def condition_words(part: Document) -> str:
    """Return the words of a test behind the path it begins with; of any other part, all of them."""
    return str(part["text"]).removeprefix(f"{part['path']} ") if part["path"] else str(part["text"])


def _mark(status: str) -> Mark:
    return MARKS[status]
