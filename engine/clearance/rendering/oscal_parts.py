"""What the documents of OSCAL are made of: ids that stay, properties of our own, texts that hold no markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from clearance.rendering.html import web_address
from clearance.rendering.reported import Document

Json = dict[str, Any]

NAMESPACE = "https://clearance.example/ns/oscal"
"""Of our own properties; ``docs/oscal.md`` says what each of them means."""
VERSION = "1.1.3"
_MARKUP = re.compile(r"[\\`*\[\]{}<>~^$]|(?<![^\W_])_|_(?![^\W_])")


def id_of(*parts: str) -> str:
    """Return a UUID made of what it stands for, so that the same thing has the same one in every report."""
    return str(uuid5(_ROOT, "\0".join(parts)))


_ROOT: UUID = uuid5(NAMESPACE_URL, NAMESPACE)


def control_id(rule: str) -> str:
    """Return the id of a rule as OSCAL takes it: ``pack.duty``, with ``_ROW`` for one row of a table."""
    written = rule.replace("/", ".").replace("@", "_")
    return written if written[:1].isalpha() else f"_{written}"


def statement_id(rule: str) -> str:
    """Return the id of what a duty says."""
    return f"{control_id(rule)}_smt"


def prop(name: str, value: object) -> Json:
    """Return a property of our own."""
    return {"name": name, "ns": NAMESPACE, "value": " ".join(str(value).split())}


def props(found: Mapping[str, object]) -> list[Json]:
    """Return properties of our own, without those that say nothing."""
    return [prop(name, value) for name, value in found.items() if str(value).strip()]


def with_lists(found: Json, **lists: Iterable[Any]) -> Json:
    """Return a mapping with those lists that are not empty; OSCAL takes no empty ones."""
    filled = {name.replace("_", "-"): list(items) for name, items in lists.items()}
    return {**found, **{name: items for name, items in filled.items() if items}}


def line(text: str) -> str:
    """Return text as one line that Markdown prints as it stands."""
    return " ".join(prose(text).split()) or "–"


def prose(text: str) -> str:
    """Return text that Markdown prints as it stands."""
    return _MARKUP.sub(lambda found: f"\\{found[0]}", text).strip() or "–"


def moment(day: str) -> str:
    """Return the beginning of a day, as OSCAL writes moments. Reports know days; they do not read the clock."""
    return f"{day}T00:00:00Z"


def link_to(url: str, text: str) -> list[Json]:
    """Return a link to the text of the law; none where the address leads anywhere but to the web."""
    return (
        [{"href": url, "rel": "reference", "text": line(text)}]
        if web_address(url) and not re.search(r"\s", url)
        else []
    )


def metadata(title: str, documents: Sequence[Document]) -> Json:
    """Return what every document of OSCAL says of itself. Its date is that of the law."""
    first = documents[0]
    releases = sorted({finding["release"] for document in documents for finding in document["findings"]})
    return {
        "title": title,
        "last-modified": moment(first["as_of"]),
        "version": " ".join(releases) or first["vocabulary"],
        "oscal-version": VERSION,
        "props": props(
            {
                "rulebook-digest": first["rulebook"]["digest"],
                "vocabulary": first["vocabulary"],
                "law-as-of": first["as_of"],
                "clearance-version": first["engine"]["version"],
            }
        ),
        "remarks": prose(first["disclaimer"]),
    }


def named(kind: str, content: Json) -> Json:
    """Return a document of OSCAL with an id made of all it says."""
    return {kind: {"uuid": id_of(kind, json.dumps(content, sort_keys=True)), **content}}
