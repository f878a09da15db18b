"""The published schemas: every report fits the one, every example campaign the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from calls import EXAMPLES, REPOSITORY, Call

from clearance.loading.reader import Node, core_value, read_documents
from practice import BASIC, RULES, as_yaml, campaign_with_channel, choosing, sections

Schema = dict[str, Any]
FILES = sorted(EXAMPLES.glob("*.yaml"))
CAMPAIGNS = [path for path in FILES if path.name != "clearance.reviews.yaml"]


@pytest.fixture(scope="module")
def report_of() -> Callable[[str], Schema]:
    """Return the schema of a name, as the command prints it."""
    from calls import call

    return lambda name: json.loads(call("schema", name).out)


@pytest.fixture
def report(report_of: Callable[[str], Schema]) -> jsonschema.Draft202012Validator:
    """Return what checks reports."""
    return jsonschema.Draft202012Validator(report_of("report"))


@pytest.fixture
def campaign(report_of: Callable[[str], Schema]) -> jsonschema.Draft202012Validator:
    """Return what checks campaigns."""
    return jsonschema.Draft202012Validator(report_of("campaign"))


def wrong(validator: jsonschema.Draft202012Validator, data: Any) -> list[str]:
    """Return what does not fit, with its place."""
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(data)]


@pytest.mark.parametrize("name", ["report", "campaign"])
def test_schema_is_one_and_closed(report_of: Callable[[str], Schema], name: str) -> None:
    """It follows its dialect, and no object takes keys it does not name."""
    schema = report_of(name)
    jsonschema.Draft202012Validator.check_schema(schema)

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert [where for where, part in _objects(schema, "$") if "additionalProperties" not in part] == []


def _objects(part: Any, where: str) -> Iterator[tuple[str, Schema]]:
    if isinstance(part, dict):
        if part.get("type") == "object":
            yield where, part
        for key, inner in part.items():
            yield from _objects(inner, f"{where}.{key}")
    elif isinstance(part, list):
        for number, inner in enumerate(part):
            yield from _objects(inner, f"{where}[{number}]")


def test_every_key_of_the_report_is_explained(report_of: Callable[[str], Schema]) -> None:
    """Where the schema points elsewhere, the explanation stands there."""
    schema = report_of("report")
    silent = [
        f"{where}.{key}"
        for where, part in _objects(schema, "$")
        for key, inner in part["properties"].items()
        if not ({"description", "$ref", "const"} & set(inner)) or inner.get("description") == ""
    ]

    assert silent == []


def test_report_of_the_examples_fits(
    clearance: Call, report: jsonschema.Draft202012Validator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them, in one file."""
    monkeypatch.chdir(REPOSITORY)
    data = json.loads(clearance("check", "examples", "-f", "json", "--as-of", "2026-11-24").out)

    assert len(data["assessments"]) >= 4
    assert wrong(report, data) == []


@pytest.mark.parametrize(
    ("text", "packs"),
    [
        (as_yaml(sections()), BASIC),
        (as_yaml(sections()), ("practice-dated", "practice-judged")),
        (campaign_with_channel(sender_true=None, opt_out={"offered": False}), BASIC),
        (as_yaml(sections(audience=None)), ("practice-north",)),
        (as_yaml(sections()), ("practice-north",)),
        (as_yaml({"campaign": {"starts_on": "2026-12-01", "ends_on": "2027-04-01"}}), ("practice-dated",)),
        ("campaign: {}\n", ("practice-law", "eu-gdpr")),
    ],
)
def test_report_of_a_small_campaign_fits(
    clearance: Call, write: Callable[[str, str], Path], report: jsonschema.Draft202012Validator, text: str,
    packs: tuple[str, ...],
) -> None:  # fmt: skip
    """With reviews, answers, what is upcoming, what waits, and next to nothing stated."""
    write("small.yaml", text)
    first = json.loads(clearance("check", "small.yaml", "-f", "json", *choosing(*packs)).out)
    write("clearance.reviews.yaml", _answered(first))
    second = json.loads(clearance("check", "small.yaml", "-f", "json", *choosing(*packs)).out)

    assert wrong(report, first) == []
    assert wrong(report, second) == []


def _answered(report: Schema) -> str:
    lines = [one["write"] for assessment in report["assessments"] for one in assessment["reviews"]]
    filled = (
        "\n".join(lines)
        .replace("answer: …", "answer: met")
        .replace("by: …", "by: Me")
        .replace("on: …", "on: 2026-11-20")
    )
    return f"reviews:\n{filled}\n" if lines else "reviews: []\n"


def test_schema_of_the_report_refuses_what_is_wrong(
    clearance: Call, write: Callable[[str, str], Path], report: jsonschema.Draft202012Validator
) -> None:
    """A schema that takes anything would prove nothing."""
    write("small.yaml", as_yaml(sections()))
    whole = clearance("check", "small.yaml", "-f", "json", *choosing(*BASIC)).out
    for old, new in (
        ('"status": "satisfied"', '"status": "compliant"'),
        ('"severity": "blocker"', '"severity": "grave"'),
        ('"as_of": "2026-11-24"', '"as_of": "today"'),
        ('"suppressed": null', '"suppressed": null, "score": 7'),
        ('"kind": "law"', '"kind": "habit"'),
    ):
        assert old in whole
        assert wrong(report, json.loads(whole.replace(old, new, 1))) != [], new


@pytest.mark.parametrize("path", CAMPAIGNS, ids=lambda path: path.name)
def test_example_campaign_fits(campaign: jsonschema.Draft202012Validator, path: Path) -> None:
    """Profiles too: editors help while one writes them."""
    for node in read_documents(path.read_bytes(), path.name):
        assert wrong(campaign, as_json(node)) == []


@pytest.mark.parametrize("name", ["campaign-example.yaml", "campaign-minimal.yaml"])
def test_campaign_of_the_design_fits(campaign: jsonschema.Draft202012Validator, name: str) -> None:
    """The two that the vocabulary was drawn up with."""
    path = REPOSITORY / "tests" / "data" / name
    for node in read_documents(path.read_bytes(), name):
        assert wrong(campaign, as_json(node)) == []


def as_json(node: Node) -> Any:
    """Return a value as an editor's YAML reader gives it to a schema."""
    if node.kind == "map":
        return {key: as_json(child) for key, child in node.value.items()}
    if node.kind == "list":
        return [as_json(child) for child in node.value]
    value = core_value(node)
    return float(value) if isinstance(value, Decimal) else value


WRONG_CAMPAIGNS = (
    "campaign: {nmae: X}",
    "campagin: {name: X}",
    "campaign: {purpose: promotoin}",
    "campaign: {starts_on: 1 May}",
    "channels: {id: a}",
    "channels: [{type: email}]",
    "channels: [{id: a, type: email, sender_true: 'yes'}]",
    "channels: [{id: a, opt_out: {honoured_within: 2 fortnights}}]",
    "audience: {regions: DE}",
    "audience: {regions: [Germany]}",
    "audience: {size: -1}",
)


@pytest.mark.parametrize("text", WRONG_CAMPAIGNS)
def test_what_the_schema_refuses_the_loader_refuses_too(
    clearance: Call, write: Callable[[str, str], Path], campaign: jsonschema.Draft202012Validator, text: str
) -> None:
    """An editor and the command line do not contradict each other."""
    whole = text if text.startswith("campaign:") else f"campaign: {{name: X}}\n{text}"
    (node,) = read_documents(whole.encode(), "x.yaml")
    write("x.yaml", f"{whole}\n")

    assert wrong(campaign, as_json(node)) != []
    assert clearance("check", "x.yaml").code == 2


def test_facts_of_own_packs_are_in_the_schema(
    clearance: Call, project: Path, write: Callable[[str, str], Path]
) -> None:
    """With ``--rules``, as in check."""
    pack = (RULES / "law" / "pack.yaml").read_text(encoding="utf-8").replace("practice-law", "own")
    write("own/pack.yaml", pack)
    write("own/changes.yaml", "[]\n")
    write(
        "own/facts.yaml",
        "- {path: campaign.mascot, section: campaign, type: text, ask: Who is the mascot?, since: '2026.11'}\n",
    )
    schema = json.loads(clearance("schema", "campaign", "--rules", "own").out)

    assert "mascot" in schema["properties"]["campaign"]["properties"]
    assert "mascot" not in json.loads(clearance("schema", "campaign").out)["properties"]["campaign"]["properties"]
