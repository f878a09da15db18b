"""Findings as SARIF: valid, whole, and safe to show."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from documents import big, empty, hostile, realistic
from jsonschema import Draft202012Validator
from practised import golden_document
from sarif.loader import load_sarif_file

from clearance.rendering.sarif import render_sarif, uri

SCHEMA = json.loads((Path(__file__).parents[1] / "schemas" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
DOCUMENTS = [realistic, empty, hostile, big]
ACCEPTED = {
    "by": "waiver",
    "reason": "The supplier changes it in January",
    "approved_by": "M. Lang",
    "since": "2026-11-01",
    "until": "2027-01-31",
    "place": {"file": "clearance.waivers.yaml", "line": 3, "column": 3},
}


def run_of(*documents: dict[str, Any], only_failures: bool = False) -> dict[str, Any]:
    """Return the one run of a log."""
    (run,) = json.loads(render_sarif(documents, only_failures=only_failures))["runs"]
    return run


def accepted(**changes: Any) -> dict[str, Any]:
    """Return the real document, its first finding accepted."""
    document = realistic()
    document["findings"][0]["suppressed"] = {**ACCEPTED, **changes}
    return document


@pytest.mark.parametrize("document", [*DOCUMENTS, accepted])
@pytest.mark.parametrize("only_failures", [False, True])
def test_log_keeps_to_the_schema(document: Callable[[], dict[str, Any]], only_failures: bool) -> None:
    """That of OASIS, whatever the campaign says."""
    log = json.loads(render_sarif([document(), document()], only_failures=only_failures))
    problems = [f"{one.json_path}: {one.message[:200]}" for one in Draft202012Validator(SCHEMA).iter_errors(log)]

    assert problems == []


def test_each_finding_is_a_result() -> None:
    """In the order of the document, with the kind of its status."""
    kinds = {
        "violated": "fail",
        "needs_information": "open",
        "needs_review": "review",
        "satisfied": "pass",
        "not_applicable": "notApplicable",
    }
    findings = realistic()["findings"]
    results = run_of(realistic())["results"]

    assert [(one["ruleId"], one["kind"]) for one in results] == [
        (one["rule"], kinds[one["status"]]) for one in findings
    ]


def test_level_follows_severity_where_a_duty_is_violated() -> None:
    """Nothing else has a level, as the standard wants it."""
    levels = {"blocker": "error", "high": "error", "medium": "warning", "low": "note"}
    pairs = zip(realistic()["findings"], run_of(realistic())["results"], strict=True)

    assert all(
        result["level"] == (levels[finding["severity"]] if finding["status"] == "violated" else "none")
        for finding, result in pairs
    )


def test_result_points_at_the_written_value() -> None:
    """From its first character to the one after its last, in characters."""
    run = run_of(realistic())
    location = run["results"][0]["locations"][0]["physicalLocation"]

    assert run["columnKind"] == "unicodeCodePoints"
    assert location["region"] == {"startLine": 175, "startColumn": 5, "endLine": 175, "endColumn": 67}
    assert location["artifactLocation"]["uri"] == "campaigns/winter-homecoming.yaml"


def test_whole_file_is_shown_at_its_first_line() -> None:
    """GitHub refuses results without a place."""
    document = realistic()
    document["findings"][0]["place"] |= {"line": 0, "column": 0, "end_line": 0, "end_column": 0}

    assert run_of(document)["results"][0]["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}


def test_facts_relied_on_are_related_locations() -> None:
    """Each stated fact, with its value."""
    finding, result = realistic()["findings"][0], run_of(realistic())["results"][0]
    stated = [fact for fact in finding["facts"] if fact["stated"]]

    assert [one["message"]["text"].split(":")[0] for one in result["relatedLocations"]] == [
        fact["path"] for fact in stated
    ]
    assert [one["physicalLocation"]["region"]["startLine"] for one in result["relatedLocations"]] == [
        fact["line"] for fact in stated
    ]


def test_fingerprint_is_that_of_the_finding() -> None:
    """Also under the name that GitHub looks for, so that moved lines make no new alert."""
    finding, result = realistic()["findings"][0], run_of(realistic())["results"][0]

    assert result["partialFingerprints"] == {
        "clearanceFinding/v1": finding["fingerprint"],
        "primaryLocationLineHash": f"{finding['fingerprint'][:16]}:1",
    }


def test_rule_tells_law_check_and_remedy() -> None:
    """All that a reader of an alert needs, honest about what the rule was held against."""
    finding, run = realistic()["findings"][15], run_of(realistic())
    rule = next(one for one in run["tool"]["driver"]["rules"] if one["id"] == finding["rule"])

    assert rule["shortDescription"]["text"] == finding["title"]
    assert rule["fullDescription"]["text"] == finding["because"]
    assert rule["helpUri"] == finding["url"]
    assert rule["properties"]["checked"] == {"on": "2026-11-18", "against": "memory"}
    assert "written from memory on 18 November 2026, not checked against the official text" in rule["help"]["markdown"]
    assert len(rule["properties"]["tags"]) <= 10


def test_rules_and_files_are_found_by_their_numbers() -> None:
    """Each once, for several campaigns too."""
    run = run_of(realistic(), big())
    rules, artifacts = run["tool"]["driver"]["rules"], run["artifacts"]

    assert len({rule["id"] for rule in rules}) == len(rules)
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in run["results"])
    for one in run["results"]:
        where = one["locations"][0]["physicalLocation"]["artifactLocation"]
        assert artifacts[where["index"]]["location"]["uri"] == where["uri"]


def test_accepted_violation_stays_and_is_suppressed() -> None:
    """With who, why and until when; every other result says that it is not."""
    first, *rest = run_of(accepted())["results"]

    assert first["kind"] == "fail"
    assert first["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "Accepted by waiver, since 1 November 2026, until 31 January 2027, approved by M. Lang: "
            "The supplier changes it in January",
            "location": {
                "physicalLocation": {
                    "artifactLocation": {"uri": "clearance.waivers.yaml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 3, "startColumn": 3},
                }
            },
            "properties": {key: value for key, value in ACCEPTED.items() if key != "place"},
        }
    ]
    assert all(one["suppressions"] == [] for one in rest)


def test_baseline_without_approval_and_end_is_a_suppression_too() -> None:
    """What is empty is left out."""
    (suppression,) = run_of(accepted(by="baseline", reason="", approved_by="", until=""))["results"][0]["suppressions"]

    assert suppression["justification"] == "Accepted by baseline, since 1 November 2026"
    assert suppression["properties"] == {"by": "baseline", "since": "2026-11-01"}


def test_only_failures_holds_what_fails() -> None:
    """Consumers that ignore kind and suppressions see nothing that is no violation, or was accepted."""
    numbers = [one["number"] for one in realistic()["findings"] if one["status"] == "violated"]
    whole, without = run_of(realistic(), only_failures=True), run_of(accepted(), only_failures=True)

    assert len(whole["results"]) == len(numbers)
    assert {one["kind"] for one in whole["results"]} == {"fail"}
    assert len(without["results"]) == len(numbers) - 1
    assert without["properties"]["campaigns"][0]["verdict"] == realistic()["verdict"]


def test_what_was_not_assessed_is_said() -> None:
    """The verdict never stands alone."""
    notes = run_of(realistic())["invocations"][0]["toolExecutionNotifications"]

    assert notes[0]["message"]["text"].startswith("Not clear. ")
    assert len(notes) == 1 + len(realistic()["notices"]) + len(realistic()["not_assessed"])


def test_texts_hold_no_link_and_no_placeholder() -> None:
    """Braces are doubled, and no text of a campaign becomes a link."""
    for one in run_of(hostile())["results"]:
        text = one["message"]["text"]
        assert "](" not in text
        assert "{{{{ 7 * 7 }}}}" in text


def test_only_web_addresses_are_help() -> None:
    """An address that would run a script is left out."""
    assert not any("helpUri" in rule for rule in run_of(hostile())["tool"]["driver"]["rules"])


@pytest.mark.parametrize(
    ("file", "address"),
    [
        (
            "campaigns/spring sale ü%.yaml",
            {"uri": "campaigns/spring%20sale%20%C3%BC%25.yaml", "uriBaseId": "%SRCROOT%"},
        ),
        ("<stdin>", {"uri": "%3Cstdin%3E", "uriBaseId": "%SRCROOT%"}),
        ("../a.yaml", {"uri": "../a.yaml", "uriBaseId": "%SRCROOT%"}),
        ("/data/a b.yaml", {"uri": "file:///data/a%20b.yaml"}),
        ("C:/a.yaml", {"uri": "file:///C:/a.yaml"}),
    ],
)
def test_paths_are_addresses(file: str, address: dict[str, str]) -> None:
    """Relative to the root of the sources, forward slashes, everything else encoded."""
    assert uri(file) == address


def test_duty_in_force_tells_about_the_rule() -> None:
    """Not its coming version, even where that stands first."""
    document = realistic()
    document["findings"] = [
        {**document["findings"][15], "title": "Later"},
        {**document["findings"][15], "title": "Now", "upcoming": None},
    ]
    (rule,) = run_of(document)["tool"]["driver"]["rules"]

    assert rule["shortDescription"]["text"] == "Now"


def test_golden_log(golden: Callable[[str, str], None]) -> None:
    """The log of a practice campaign, as reviewed."""
    golden("practice.sarif", render_sarif([golden_document()]))


def test_others_read_the_same(tmp_path: Path) -> None:
    """A library that reads such logs finds our violations, by level, and nothing else."""
    path = tmp_path / "practice.sarif"
    path.write_text(render_sarif([golden_document()]), encoding="utf-8")
    report = load_sarif_file(str(path)).get_report()
    counts = {level: report.get_issue_count_for_severity(level) for level in ("error", "warning", "note")}
    findings = [one for one in golden_document()["findings"] if one["status"] == "violated"]

    assert counts["error"] == sum(one["severity"] in ("blocker", "high") for one in findings)
    assert counts["warning"] == sum(one["severity"] == "medium" for one in findings)
    assert counts["note"] == sum(one["severity"] == "low" for one in findings)


def test_log_without_campaigns_is_a_log_too() -> None:
    """A check of changed campaigns may find none, and an upload then takes old alerts away."""
    log = json.loads(render_sarif([]))

    assert list(Draft202012Validator(SCHEMA).iter_errors(log)) == []
    assert log["runs"][0]["results"] == []
