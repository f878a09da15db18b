"""Assessments as OSCAL: valid, whole, and taken in by others."""

from __future__ import annotations

import base64
import json
import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from documents import MARKUP, big, empty, realistic
from jsonschema import Draft7Validator
from practised import golden_document

from clearance.rendering.oscal import CATALOG, PLAN, PROFILE, RESULTS, render_oscal, render_oscal_files
from clearance.rendering.oscal_parts import NAMESPACE, control_id

DOCS = Path(__file__).parents[2] / "docs" / "oscal.md"
SCHEMA = Path(__file__).parents[1] / "schemas" / "oscal-complete-1.2.3.json"
TEXTS = {"name", "title", "because", "remedy", "limits", "cite", "value", "label", "reason", "sentence", "ask", "text"}
"""What a campaign, a waiver or a rule says in words."""


def talkative(payload: str = MARKUP) -> dict[str, Any]:
    """Return the practice document with markup in every text."""

    def poisoned(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {inner: poisoned(part, inner) for inner, part in value.items()}
        if isinstance(value, list):
            return [poisoned(part, key) for part in value]
        return payload if isinstance(value, str) and key in TEXTS else value

    document: dict[str, Any] = poisoned(golden_document())
    return document


DOCUMENTS = [realistic, empty, big, golden_document, talkative]


@cache
def validator() -> Draft7Validator:
    """Return what checks documents; Python's patterns know no classes of Unicode, which are put in other words."""
    text = SCHEMA.read_text(encoding="utf-8").replace("\\\\p{L}", "[^\\\\W\\\\d_]").replace("\\\\p{N}", "\\\\d")
    return Draft7Validator(json.loads(text))


def files_of(*documents: dict[str, Any]) -> dict[str, Any]:
    """Return the four documents by their names."""
    return {name: json.loads(text) for name, text in render_oscal_files(documents).items()}


def results_of(*documents: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the results in one file."""
    found: list[dict[str, Any]] = json.loads(render_oscal(documents))["assessment-results"]["results"]
    return found


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every mapping in a document."""
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from parts(part)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_documents_keep_to_the_schema(document: Callable[[], dict[str, Any]]) -> None:
    """That of NIST, each file and the one that holds all."""
    for content in (*files_of(document()).values(), json.loads(render_oscal([document()]))):
        problems = [f"{one.json_path}: {one.message[:200]}" for one in validator().iter_errors(content)]
        assert problems == []


@pytest.mark.parametrize("document", [realistic, empty, golden_document, talkative])
def test_others_take_them_in(document: Callable[[], dict[str, Any]], tmp_path: Path) -> None:
    """Trestle reads all four, by models of its own for OSCAL 1.1.3."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        models = pytest.importorskip("trestle.oscal", reason="compliance-trestle is not installed") and _models()
        for name, text in render_oscal_files([document()]).items():
            (tmp_path / name).write_text(text, encoding="utf-8")
            assert models[name].oscal_read(tmp_path / name) is not None


def _models() -> dict[str, Any]:
    from trestle.oscal.assessment_plan import AssessmentPlan
    from trestle.oscal.assessment_results import AssessmentResults
    from trestle.oscal.catalog import Catalog
    from trestle.oscal.profile import Profile

    return {CATALOG: Catalog, PROFILE: Profile, PLAN: AssessmentPlan, RESULTS: AssessmentResults}


def test_documents_refer_to_each_other() -> None:
    """Results to the plan, the plan to the profile, the profile to the catalogue."""
    files = files_of(golden_document())

    assert files[RESULTS]["assessment-results"]["import-ap"]["href"] == PLAN
    assert files[PLAN]["assessment-plan"]["reviewed-controls"]["links"][0]["href"] == PROFILE
    assert files[PROFILE]["profile"]["imports"][0]["href"] == CATALOG


def test_one_file_holds_the_others() -> None:
    """Byte for byte."""
    whole = json.loads(render_oscal([golden_document()]))["assessment-results"]
    inside = {one["title"]: one for one in whole["back-matter"]["resources"]}
    files = render_oscal_files([golden_document()])

    assert whole["import-ap"]["href"] == f"#{inside[PLAN]['uuid']}"
    assert {name: base64.b64decode(one["base64"]["value"]).decode() for name, one in inside.items()} == {
        name: files[name] for name in (CATALOG, PROFILE, PLAN)
    }


def test_what_is_referred_to_is_there() -> None:
    """Observations, risks, subjects, statements and controls."""
    files, (result,) = files_of(golden_document()), results_of(golden_document())
    ids = {one["uuid"] for one in parts(result) if "uuid" in one}
    named = {one["id"] for one in parts(files[CATALOG]) if "id" in one}
    refers = {value for one in parts(result) for key, value in one.items() if key.endswith("-uuid")}
    targets = {value for one in parts(result) for key, value in one.items() if key in ("target-id", "control-id")}

    assert refers <= ids
    assert targets <= named


def test_ids_are_given_once() -> None:
    """And none is random."""
    ids = Counter(one["uuid"] for one in parts(results_of(golden_document())) if "uuid" in one)

    assert [key for key, number in ids.items() if number > 1] == []
    assert render_oscal([golden_document()]) == render_oscal([golden_document()])


def test_ids_of_findings_stay_while_documents_change() -> None:
    """Another day makes another document; the findings in it are the same ones."""
    later = golden_document()
    later["as_of"] = "2026-11-25"
    first, second = (json.loads(render_oscal([one]))["assessment-results"] for one in (golden_document(), later))
    findings = [[one["uuid"] for one in whole["results"][0]["findings"]] for whole in (first, second)]

    assert findings[0] == findings[1]
    assert first["uuid"] != second["uuid"]


def test_state_and_reason_follow_the_status() -> None:
    """What is undecided fails for no duty, and what does not apply is no finding."""
    expected = {
        "satisfied": ("satisfied", "pass"),
        "violated": ("not-satisfied", "fail"),
        "needs_information": ("not-satisfied", "other"),
        "needs_review": ("not-satisfied", "other"),
    }
    findings = [one for one in realistic()["findings"] if one["status"] != "not_applicable"]
    (result,) = results_of(realistic())
    states = [(one["target"]["status"]["state"], one["target"]["status"]["reason"]) for one in result["findings"]]

    assert states == [expected[one["status"]] for one in findings]
    assert len(result["observations"]) == len(realistic()["findings"])


def test_violation_is_a_risk_and_a_waiver_an_approved_deviation() -> None:
    """With what to do, and the last day of the waiver."""
    (result,) = results_of(golden_document())
    violated = [one for one in golden_document()["findings"] if one["status"] == "violated"]
    states = Counter(one["status"] for one in result["risks"])
    waived = next(one for one in result["risks"] if one["status"] == "deviation-approved")

    assert states == {"open": len(violated) - 1, "deviation-approved": 1}
    assert waived["deadline"] == "2026-12-15T00:00:00Z"
    assert waived["remediations"][0]["description"] == "Contact people less often."


def test_observation_holds_the_facts() -> None:
    """Each with its value and its place."""
    (result,) = results_of(golden_document())
    evidence = result["observations"][0]["relevant-evidence"][1]
    own = {one["name"]: one["value"] for one in evidence["props"]}

    assert own == {
        "fact": "channel.sender_true",
        "value": "false",
        "stated": "yes",
        "file": "campaigns/spring offers.yaml",
        "line": "16",
    }


def test_our_properties_are_in_our_namespace_and_described() -> None:
    """Nobody has to guess what one means."""
    described = set(re.findall(r"`([a-z-]+)`", DOCS.read_text(encoding="utf-8")))
    content = [*files_of(golden_document()).values(), *files_of(realistic()).values()]
    found = [one for part in content for one in parts(part) if {"name", "value"} <= set(one)]

    assert {one.get("ns") for one in found} == {NAMESPACE}
    assert {one["name"] for one in found} - described == set()
    assert NAMESPACE in DOCS.read_text(encoding="utf-8")


def test_texts_hold_no_markup() -> None:
    """OSCAL texts are Markdown; ours are plain words."""
    (result,) = results_of(talkative())

    assert "<script" not in result["title"].replace("\\<", "")
    assert not re.search(r"(?<!\\)[\[\]{}<>`*]", result["title"])


@pytest.mark.parametrize(
    ("rule", "control"),
    [
        ("us-can-spam/timely-opt-out", "us-can-spam.timely-opt-out"),
        ("us-states/minors-ads@US-VA", "us-states.minors-ads_US-VA"),
        ("4all/duty", "_4all.duty"),
    ],
)
def test_rules_have_ids_that_oscal_takes(rule: str, control: str) -> None:
    """As the documentation says."""
    assert control_id(rule) == control


def test_several_campaigns_share_the_documents() -> None:
    """One result for each, and each rule once."""
    files = files_of(golden_document(), realistic())
    rules = [one["id"] for one in parts(files[CATALOG]) if "parts" in one]

    assert len(files[RESULTS]["assessment-results"]["results"]) == 2
    assert len(set(rules)) == len(rules)
