"""JSON Schemas: of campaign files, made from the vocabulary, and of the JSON report.

The schema of campaigns is also what editors help with: ``markdownDescription``, ``enumDescriptions``, ``errorMessage``
and ``patternErrorMessage`` are words that YAML editors show; a validator passes over them.
"""

from __future__ import annotations

import json
import re
from typing import Any

from clearance.model.vocabulary import FactType, Section, Vocabulary
from clearance.resources import read_report

Schema = dict[str, Any]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_BOUND = "(more than|at least|less than|at most) "
_DURATION = r"\d+(\.\d+)? (minutes?|hours?|days?|business days?|weeks?|months?|years?)"
_ID = r"^[\w][\w.-]{0,79}$"
_MARKUP = re.compile(r"([\\`*_\[\]<>#|])")
_KNOWN_BY = {"legal": "Ask your lawyers.", "engineering": "Ask your engineers.", "vendor": "Ask the vendor."}
_SHAPES = {
    "boolean": "Write true or false, or leave it out where you do not know.",
    "money": "Write an amount and its currency, like 26625000 USD.",
    "duration": "Write a number and a unit, like 48 hours, 10 business days or 24 months; or never.",
    "date": "Write a day like 2026-12-01.",
    "time": 'Write it with 24 hours, in quotes, like "09:00" or "21:30".',
    "bound": 'Write a number, or a limit like "at most 5".',
    "region": 'Write the ISO code of a country or a part of one, like DE, "NO" or US-CA, or a group like EU.',
}
"""What editors say where a word has the wrong shape."""


def report_schema() -> Schema:
    """Return the schema of the JSON that check writes."""
    schema: Schema = json.loads(read_report("report.schema.json"))
    return schema


def campaign_schema(vocabulary: Vocabulary) -> Schema:
    """Return the schema of a campaign file: every fact with its question, its help and its values."""
    properties: Schema = {
        "vocabulary": {
            "description": "The release of the vocabulary the file was written for, in quotes.",
            "type": ["string", "number"],
            "examples": [vocabulary.release],
        },
        "includes": {
            "description": "Further files, usually the company profile, by relative path.",
            "type": "array",
            "items": {"type": "string"},
        },
    }
    for section in vocabulary.sections.values():
        properties[section.name] = _section(section, vocabulary)
    return {
        "$schema": _DIALECT,
        "title": f"Clearance campaign, vocabulary {vocabulary.release}",
        "description": "What a personalised marketing campaign states about itself. What is not stated is unknown.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "$defs": {"region": _regions(vocabulary)},
    }


def _regions(vocabulary: Vocabulary) -> Schema:
    groups = [name for name, one in vocabulary.sets.items() if one.of == "region" and ":" not in name]
    says = _SHAPES["region"]
    return {
        "description": 'ISO 3166 code of a country or part of one, or a group. Norway is written "NO", in quotes.',
        "anyOf": [
            {"enum": ["WORLD", *groups, *vocabulary.regions], "errorMessage": says},
            {"type": "string", "pattern": "^[A-Z]{2}-[A-Z0-9]{1,3}$", "errorMessage": says},
        ],
    }


def _section(section: Section, vocabulary: Vocabulary) -> Schema:
    tree = _tree(section, vocabulary)
    if not section.each:
        return {"title": section.title, "description": section.about, **tree}
    tree["properties"] = {
        "id": {"description": f"A name for this {section.each}, unique in its list.", "type": "string", "pattern": _ID},
        **tree["properties"],
    }
    tree["required"] = ["id"]
    says = f"Write a list: a line with a hyphen for each {section.each}."
    return {"title": section.title, "description": section.about, **_list(tree, says)}


def _tree(section: Section, vocabulary: Vocabulary) -> Schema:
    """Return the facts of a section, nested as their paths are."""
    root = _object()
    for fact in vocabulary.facts.values():
        if fact.section != section.name:
            continue
        here = root
        *steps, last = fact.path.split(".")[1:]
        for step in steps:
            here = here["properties"].setdefault(step, _object())
        here["properties"][last] = fact_schema(fact)
    return _described(root, "")


def _described(tree: Schema, path: str) -> Schema:
    """Return a tree whose inner objects say by their path and their keys what they are."""
    inner = {
        key: _described(one, f"{path}.{key}".lstrip(".")) if _is_inner(one) else one
        for key, one in tree["properties"].items()
    }
    words = {"title": path, "description": f"Takes {', '.join(inner)}."} if path else {}
    return {**words, **tree, "properties": inner}


def _is_inner(part: Schema) -> bool:
    return "properties" in part and "title" not in part


def _object() -> Schema:
    return {"type": "object", "properties": {}, "additionalProperties": False}


def fact_schema(fact: FactType) -> Schema:
    """Return the schema of what one fact can say, with its question as hover text."""
    rest = " ".join(filter(None, (fact.help, f"In {fact.unit}." if fact.unit else "")))
    texts = {
        "title": fact.path,
        "description": f"{fact.ask} {rest}".strip(),
        "markdownDescription": _markdown(f"**{_plain(fact.ask)}**", _plain(rest), _KNOWN_BY.get(fact.answered_by, "")),
    }
    return {**texts, **_of_type(fact)}


def _markdown(*paragraphs: str) -> str:
    return "\n\n".join(filter(None, paragraphs))


def _plain(text: str) -> str:
    """Return text in which nothing is markup of Markdown."""
    return _MARKUP.sub(r"\\\1", text)


def _of_type(fact: FactType) -> Schema:
    if fact.type == "boolean":
        return {"type": "boolean", "errorMessage": _SHAPES["boolean"]}
    if fact.type == "enum":
        return _words(fact)
    if fact.type == "set_of_enum":
        some = {"type": "array", "items": _words(fact), "uniqueItems": True}
        partly = {**_object(), "properties": {"has": some, "lacks": some}, "minProperties": 1}
        return {"anyOf": [some, partly]}
    if fact.type == "region":
        return {"$ref": "#/$defs/region"}
    if fact.type == "set_of_regions":
        return {**_list({"$ref": "#/$defs/region"}, "Write a list, like [DE, US-CA]."), "uniqueItems": True}
    if fact.type == "map_region_integer":
        return {
            "type": "object",
            "propertyNames": {"$ref": "#/$defs/region"},
            "additionalProperties": _figure({"type": "integer", "minimum": 0}, r"\d+"),
        }
    return _scalar(fact)


def _list(items: Schema, says: str) -> Schema:
    return {"type": "array", "items": items, "errorMessage": says}


def _words(fact: FactType) -> Schema:
    words = [word for word, _ in fact.values]
    return {"enum": words, "enumDescriptions": [gloss for _, gloss in fact.values]}


def _scalar(fact: FactType) -> Schema:
    if fact.type in ("integer", "number", "ratio"):
        figure: Schema = {"type": "integer" if fact.type == "integer" else "number", "minimum": fact.low or 0}
        high = fact.high if fact.high is not None else 1 if fact.type == "ratio" else None
        if high is not None:
            figure["maximum"] = high
        return _figure(figure, r"\d+(\.\d+)?")
    patterns = {
        "money": rf"^({_BOUND})?\d+(\.\d+)? ?[A-Z]{{3}}$",
        "duration": rf"^(never|({_BOUND})?{_DURATION})$",
        "date": r"^\d{4}-\d{2}-\d{2}$",
        "time": r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$",
    }
    if fact.type in patterns:
        says = _SHAPES[fact.type]
        return {"type": "string", "pattern": patterns[fact.type], "errorMessage": says}
    return {"type": ["string", "number", "boolean"]} if fact.type == "text" else {"type": "string"}


def _figure(exact: Schema, digits: str) -> Schema:
    bound = {"type": "string", "pattern": f"^{_BOUND}{digits}$", "errorMessage": _SHAPES["bound"]}
    return {"anyOf": [exact, bound]}
