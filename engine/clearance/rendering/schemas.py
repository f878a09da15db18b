"""JSON Schemas: of campaign files, made from the vocabulary, and of the JSON report."""

from __future__ import annotations

import json
from typing import Any

from clearance.model.vocabulary import FactType, Section, Vocabulary
from clearance.resources import read_report

Schema = dict[str, Any]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_BOUND = "(more than|at least|less than|at most) "
_DURATION = r"\d+(\.\d+)? (minutes?|hours?|days?|business days?|weeks?|months?|years?)"
_ID = r"^[\w][\w.-]{0,79}$"


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
    return {
        "description": 'ISO 3166 code of a country or part of one, or a group. Norway is written "NO", in quotes.',
        "anyOf": [
            {"enum": ["WORLD", *groups, *vocabulary.regions]},
            {"type": "string", "pattern": "^[A-Z]{2}-[A-Z0-9]{1,3}$"},
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
    return {"title": section.title, "description": section.about, "type": "array", "items": tree}


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
    return root


def _object() -> Schema:
    return {"type": "object", "properties": {}, "additionalProperties": False}


def fact_schema(fact: FactType) -> Schema:
    """Return the schema of what one fact can say, with its question as hover text."""
    unit = f" In {fact.unit}." if fact.unit else ""
    return {"description": f"{fact.ask} {fact.help}{unit}".strip(), **_of_type(fact)}


def _of_type(fact: FactType) -> Schema:
    if fact.type == "boolean":
        return {"type": "boolean"}
    if fact.type == "enum":
        return _words(fact)
    if fact.type == "set_of_enum":
        some = {"type": "array", "items": _words(fact), "uniqueItems": True}
        partly = {**_object(), "properties": {"has": some, "lacks": some}, "minProperties": 1}
        return {"anyOf": [some, partly]}
    if fact.type == "region":
        return {"$ref": "#/$defs/region"}
    if fact.type == "set_of_regions":
        return {"type": "array", "items": {"$ref": "#/$defs/region"}, "uniqueItems": True}
    if fact.type == "map_region_integer":
        return {
            "type": "object",
            "propertyNames": {"$ref": "#/$defs/region"},
            "additionalProperties": _figure({"type": "integer", "minimum": 0}, r"\d+"),
        }
    return _scalar(fact)


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
        return {"type": "string", "pattern": patterns[fact.type]}
    return {"type": ["string", "number", "boolean"]} if fact.type == "text" else {"type": "string"}


def _figure(exact: Schema, digits: str) -> Schema:
    return {"anyOf": [exact, {"type": "string", "pattern": f"^{_BOUND}{digits}$"}]}
