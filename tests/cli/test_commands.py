"""``facts``, ``schema``, ``new``, ``config``, ``version`` and ``rules``."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from calls import Call

from clearance import __version__
from clearance.app.library import Sources, open_rulebook
from clearance.app.rules_view import rule_document
from practice import RULES

Write = Callable[[str, str], Path]
OWN = ("--rules", str(RULES), "--as-of", "2026-11-24")


def test_facts_of_one_word_are_shown_with_values_and_question(clearance: Call, project: Path) -> None:
    """Enough to write the line."""
    result = clearance("facts", "channel.opt_out.demands")

    assert (result.code, result.err) == (0, "")
    assert result.lines[0] == "channel.opt_out.demands  (set of enum)"
    assert any(line.split()[:1] == ["login"] for line in result.lines)


def test_all_facts_are_a_line_each(clearance: Call, project: Path) -> None:
    """Path and type; the number stands below."""
    lines = clearance("facts").lines
    shown = [line for line in lines[:-2] if line]

    assert lines[-1] == f"{len(shown)} facts. Add a word to see fewer of them, with their values."
    assert "channel.sender_true" in {line.split()[0] for line in shown}


def test_facts_as_json_hold_what_the_schema_holds(clearance: Call, project: Path) -> None:
    """Every fact once."""
    facts = json.loads(clearance("facts", "--json").out)

    assert len({fact["path"] for fact in facts}) == len(facts) > 200
    assert {key for fact in facts for key in fact} == {
        "path", "type", "section", "unit", "values", "ask", "help", "answered_by", "since", "pack",
    }  # fmt: skip


def test_new_writes_a_file_that_can_be_checked_and_is_never_clear(clearance: Call, project: Path) -> None:
    """Its first questions follow from it."""
    begun = clearance("new", "deep/first.yaml")
    result = clearance("check", "deep/first.yaml", "--as-of", "2026-11-24")

    assert begun.code == 0
    assert begun.out == "Wrote deep/first.yaml. Fill it in, then run: clearance check deep/first.yaml\n"
    assert (result.code, result.err) == (4, "")
    assert "QUESTIONS TO ANSWER" in result.lines[8:40] or any("QUESTIONS TO ANSWER" in line for line in result.lines)


def test_new_never_writes_over_a_file(clearance: Call, write: Write) -> None:
    """Nor through a link, nor into a folder that cannot be."""
    write("campaign.yaml", "mine\n")
    Path("link.yaml").symlink_to("nowhere.yaml")

    assert clearance("new").err == "campaign.yaml: the file exists. Choose another name.\n"
    assert clearance("new", "link.yaml").code == 2
    assert clearance("new", "campaign.yaml/x.yaml").code == 2
    assert Path("campaign.yaml").read_text(encoding="utf-8") == "mine\n"


def test_version_names_reasoners_and_packs(clearance: Call, project: Path) -> None:
    """What one needs to reproduce a report."""
    lines = clearance("version").lines
    document = json.loads(clearance("version", "--json").out)

    assert lines[0] == f"Clearance {__version__}, Python {platform.python_version()}"
    assert "python" in document["reasoners"]
    assert document["version"] == __version__
    assert {line.split()[0] for line in lines[3:]} == set(document["packs"]) >= {"eu-gdpr", "us-can-spam", "ethics"}


def test_rules_are_listed_with_filters(clearance: Call, project: Path) -> None:
    """By word, pack, principle, severity and kind, together."""
    listed = clearance("rules", "list", "--pack", "practice-law", *OWN)
    chosen = clearance("rules", "list", "--kind", "law", "--severity", "high", "--principle", "opt-out", "way", *OWN)
    found = json.loads(clearance("rules", "list", "--pack", "practice-law", "--json", *OWN).out)

    assert listed.lines[-1] == "4 rules in force on 2026-11-24."
    assert "practice-law/way-out" in {line.split()[0] for line in chosen.lines if line}
    assert [one["rule"] for one in found] == [line.split()[0] for line in listed.lines[1:-2] if line[0] != " "]


def test_rules_are_listed_as_in_force_on_a_date(clearance: Call, project: Path) -> None:
    """What ended is left out, and what has not begun."""
    words = ("rules", "list", "--pack", "practice-dated", "--json", "--rules", RULES, "--as-of")

    assert [one["rule"] for one in json.loads(clearance(*words, "2026-12-31").out)] == [
        "practice-dated/total-shown", "practice-dated/weekly-contacts",
    ]  # fmt: skip
    assert [one["rule"] for one in json.loads(clearance(*words, "2027-01-01").out)] == [
        "practice-dated/reduction-explained", "practice-dated/weekly-contacts",
    ]  # fmt: skip


def test_rule_is_shown_for_a_lawyer(clearance: Call, project: Path) -> None:
    """Conditions in plain English, with the figure and its source."""
    result = clearance("rules", "show", "practice-dated/weekly-contacts", "--rules", RULES, "--as-of", "2027-02-01")
    text = " ".join(result.out.split())

    assert (result.code, result.err) == (0, "")
    assert "is at most 3 (figure in force since 2027-01-01, Art. 3 as amended)" in text
    assert "What to do: Contact people less often." in text


def test_every_shipped_rule_can_be_shown() -> None:
    """In each of its versions, and as JSON."""
    rulebook = open_rulebook(Sources(examples=True))
    for name in rulebook.rules:
        document = rule_document(rulebook, name, date(2026, 11, 24))
        assert document["rule"] == name
        assert document["examples"] or "@" in name
        assert json.dumps(document, default=str)


def test_examples_of_rules_are_run(clearance: Call, write: Write) -> None:
    """One that comes out otherwise is named with its place, and none at all is a failure."""
    rule = (RULES / "law" / "recorded-purpose.yaml").read_text(encoding="utf-8")
    given = "given: {campaign: {purpose: promotion, purpose_recorded: true}}"
    write("own/pack.yaml", (RULES / "law" / "pack.yaml").read_text(encoding="utf-8"))
    write("own/changes.yaml", "[]\n")
    path = write("own/recorded-purpose.yaml", rule)
    none = clearance("rules", "test", "own")
    path.write_text(f"{rule}examples:\n  - {{name: recorded, {given}, expect: satisfied}}\n", encoding="utf-8")
    good = clearance("rules", "test", "own")
    path.write_text(f"{rule}examples:\n  - {{name: recorded, {given}, expect: violated}}\n", encoding="utf-8")
    bad = clearance("rules", "test", "own")

    assert (none.code, none.lines[-1]) == (5, "0 of 0 examples of 1 rules come out as they say.")
    assert (good.code, good.lines[-1]) == (0, "1 of 1 examples of 1 rules come out as they say.")
    assert bad.code == 5
    assert bad.lines[0].startswith('own/recorded-purpose.yaml:14:5: "recorded" of practice-law/recorded-purpose is sat')


def test_lint_names_what_is_suspicious(clearance: Call, project: Path) -> None:
    """The practice packs have no examples, and lint says so, rule by rule."""
    result = clearance("rules", "lint", RULES / "law")

    assert result.code == 5
    assert any("true-sender.yaml:1: no example of practice-law/true-sender comes" in line for line in result.lines)


@pytest.mark.parametrize("words", [(), ("rules",)])
def test_call_without_a_command_shows_help(clearance: Call, words: tuple[str, ...]) -> None:
    """It is a wrong call all the same."""
    result = clearance(*words)

    assert result.code == 2
    assert "Usage:" in result.out + result.err


@pytest.mark.parametrize(
    "words",
    [
        "",
        "check",
        "explain",
        "facts",
        "handbook",
        "schema",
        "new",
        "init",
        "config",
        "version",
        "rules",
        "rules list",
        "rules show",
        "rules coverage",
    ],
)
def test_help_is_there_and_fits(clearance: Call, words: str) -> None:
    """On standard output, in eighty columns."""
    result = clearance(*words.split(), "--help")

    assert (result.code, result.err) == (0, "")
    assert [line for line in result.lines if len(line) > 80] == []
