"""What one can ask of the rule library: lists by place and channel, and one rule with everything about it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from calls import Call, Result

DAY = ("--as-of", "2026-11-24")


def listed(clearance: Call, *words: str) -> list[dict[str, Any]]:
    """Return the rules that are listed for some words."""
    result = clearance("rules", "list", *words, "--json", *DAY)
    assert (result.code, result.err) == (0, "")
    found: list[dict[str, Any]] = json.loads(result.out)
    return found


def packs(found: list[dict[str, Any]]) -> set[str]:
    """Return the packs of some rules."""
    return {one["pack"] for one in found}


def shown(clearance: Call, rule: str, *words: str) -> Result:
    """Return what is printed about a rule."""
    result = clearance("rules", "show", rule, *DAY, *words)
    assert (result.code, result.err) == (0, "")
    return result


def test_place_lists_what_binds_there_around_it_and_everywhere(clearance: Call, project: Path) -> None:
    """In Germany: its own laws, those of the EU and the EEA, and ethics; none of France or Austria."""
    found = packs(listed(clearance, "--place", "DE"))

    assert {"de-uwg", "eu-gdpr", "eu-dsa", "ethics"} <= found
    assert not {"fr-conso", "at-tkg", "uk-pecr", "us-can-spam"} & found


def test_place_lists_what_binds_in_parts_of_it(clearance: Call, project: Path) -> None:
    """Laws of California are laws of the United States; a federal law binds in California."""
    assert {"us-ca-ccpa", "us-can-spam"} <= packs(listed(clearance, "--place", "US", "--kind", "law"))
    assert {"us-ca-ccpa", "us-can-spam"} <= packs(listed(clearance, "--place", "US-CA", "--kind", "law"))
    assert "us-ca-ccpa" not in packs(listed(clearance, "--place", "US-TX", "--kind", "law"))


def test_place_tells_the_rows_of_a_table_apart(clearance: Call, project: Path) -> None:
    """The Texan row of a duty binds in Texas, and the Virginian one does not."""
    rows = {one["rule"].partition("@")[2] for one in listed(clearance, "--place", "US-TX", "--pack", "us-states")}

    assert rows == {"US-TX"}


def test_channel_leaves_out_only_what_cannot_concern_it(clearance: Call, project: Path) -> None:
    """E-mail keeps duties on e-mail and duties that no channel decides, and drops duties on calls."""
    email = {one["rule"] for one in listed(clearance, "--channel", "email")}
    calls = {one["rule"] for one in listed(clearance, "--channel", "call_live")}

    assert {"us-can-spam/timely-opt-out", "eu-gdpr/lawful-basis", "platform-gmail/spf-and-dkim"} <= email
    assert "us-tcpa/national-register" in calls - email
    assert "eu-gdpr/lawful-basis" in calls
    assert "us-can-spam/timely-opt-out" not in calls


def test_filters_join(clearance: Call, project: Path) -> None:
    """All of them must be met."""
    found = listed(clearance, "--place", "DE", "--channel", "sms", "--kind", "law", "--severity", "blocker")

    assert found
    assert {(one["kind"], one["severity"]) for one in found} == {("law", "blocker")}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--place", "GERMANY"), '--place: "GERMANY" is not a region we know. Did you mean "DE"?'),
        (("--place", "US-XX"), '--place: "US-XX" is not a part of US.'),
        (("--channel", "emial"), '--channel: there is no type of channel "emial". Did you mean "email"?'),
        (("--pack", "eu-gpdr"), '--pack: there is no pack "eu-gpdr". Did you mean "eu-gdpr"?'),
        (("--principle", "privcy"), '--principle: there is no principle "privcy". Did you mean "privacy"?'),
        (("--severity", "grave"), '--severity: there is no severity "grave". There are: blocker, high, medium, low.'),
        (("--kind", "laws"), '--kind: there is no kind "laws". Did you mean "law"?'),
        (("--as-of", "soon"), '--as-of: "soon" is not a day.'),
    ],
)
def test_unknown_words_are_told_what_was_meant(
    clearance: Call, project: Path, words: tuple[str, ...], told: str
) -> None:
    """A slip lists nothing, and never everything."""
    result = clearance("rules", "list", *words)

    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(told)


def test_nothing_found_is_said(clearance: Call, project: Path) -> None:
    """With the exit code of nothing."""
    result = clearance("rules", "list", "no such words", *DAY)

    assert (result.code, result.out) == (3, "")
    assert result.err == "no rule in force on 2026-11-24 meets all of that. Ask for less.\n"


def test_list_fits_eighty_columns(clearance: Call, project: Path) -> None:
    """Whatever the names of rules."""
    lines = clearance("rules", "list", *DAY).lines

    assert lines[0].split() == ["RULE", "SEVERITY", "PRINCIPLE"]
    assert [line for line in lines if len(line) > 80] == []


def test_rule_names_figures_with_value_day_and_source(clearance: Call, project: Path) -> None:
    """What a number is, since when, and where it stands."""
    result = shown(clearance, "us-can-spam/timely-opt-out")
    figures = json.loads(shown(clearance, "us-can-spam/timely-opt-out", "--json").out)["figures"]

    assert figures
    assert all(value["cite"] for one in figures for value in one["values"])
    assert f"  ${figures[0]['figure']}: {figures[0]['title']}" in result.lines


def test_rule_names_terms_with_their_source(clearance: Call, project: Path) -> None:
    """Those it names, and those they rest on."""
    rule = json.loads(shown(clearance, "eu-gdpr/lawful-basis", "--json").out)

    assert "gdpr.applies" in {one["term"] for one in rule["terms"]}
    assert "item.legal_basis" in rule["facts"]
    assert "Terms it rests on" in shown(clearance, "eu-gdpr/lawful-basis").out


def test_former_names_lead_to_the_rule(clearance: Call, project: Path) -> None:
    """And the page says so."""
    result = shown(clearance, "uk-gdpr/objection")

    assert result.lines[1].startswith("uk-gdpr/direct-marketing-objection · ")
    assert "Formerly uk-gdpr/objection." in result.lines


def test_mirrored_rules_name_each_other(clearance: Call, project: Path) -> None:
    """The British duty says what it takes over, and the European one by whom it was taken over."""
    ours = json.loads(shown(clearance, "uk-gdpr/transfer-tool", "--json").out)
    theirs = json.loads(shown(clearance, "eu-gdpr/transfer-tool", "--json").out)

    assert ours["mirrors"] == "eu-gdpr/transfer-tool"
    assert "uk-gdpr/transfer-tool" in theirs["mirrored_by"]
    assert {one["against"] for one in (version["checked"] for version in ours["versions"])}


def test_versions_say_what_they_change(clearance: Call, project: Path) -> None:
    """Days and link of each, and when it was checked against what."""
    text = shown(clearance, "uk-gdpr/transfer-tool").out

    assert "In force from 2021-01-01 until 2026-02-04:" in text
    assert "In force from 2026-02-05:" in text


def test_row_of_a_table_says_where_it_is_tried(clearance: Call, project: Path) -> None:
    """Examples stand with the first row, and others name it."""
    text = " ".join(shown(clearance, "us-states-child-registries/scrub-child-registry@US-MI").out.split())

    assert "It is tried in the examples of us-states-child-registries/scrub-child-registry@US-UT." in text


def test_unknown_rule_is_told_what_was_meant(clearance: Call, project: Path) -> None:
    """By the ids there are, former ones included."""
    result = clearance("rules", "show", "us-can-spam/timely-optout")

    assert (result.code, result.out) == (2, "")
    assert result.err == 'there is no rule "us-can-spam/timely-optout". Did you mean "us-can-spam/timely-opt-out"?\n'
