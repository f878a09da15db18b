"""What a marketer sees in an editor: the language server of YAML, with the schema that ``clearance init`` writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from language_server import Editor, Trouble

pytestmark = pytest.mark.slow
EXAMPLES = Path(__file__).parents[2] / "examples"
CAMPAIGNS = [path for path in sorted(EXAMPLES.glob("*.yaml")) if path.name != "clearance.reviews.yaml"]
CHANNELS = "channels:\n  - id: news\n    type: email\n"


@pytest.mark.parametrize("name", ["campaigns/first-campaign.yaml", "company.yaml"])
def test_files_of_a_new_repository_are_not_underlined(editor: Editor, repository: Path, name: str) -> None:
    """The marketer begins without a complaint."""
    assert editor.troubles((repository / name).read_text(encoding="utf-8"), name) == []


@pytest.mark.parametrize("path", CAMPAIGNS, ids=lambda path: path.name)
def test_examples_are_not_underlined(editor: Editor, path: Path) -> None:
    """Every way of writing a fact that the examples use is one the editor knows."""
    assert editor.troubles(path.read_text(encoding="utf-8"), f"campaigns/{path.name}") == []


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("campaign:\n  pupose: promotion\n", Trouble(2, "pupose", "Property pupose is not allowed.")),
        ("campagin: {name: Spring}\n", Trouble(1, "campagin", "Property campagin is not allowed.")),
        (
            "campaign: {name: Spring, ongoing: yes}\n",
            Trouble(1, "yes", "Write true or false, or leave it out where you do not know."),
        ),
        (
            f"{CHANNELS}    opt_out:\n      honoured_within: 2 fortnights\n",
            Trouble(
                5,
                "2 fortnights",
                "Write a number and a unit, like 48 hours, 10 business days or 24 months; or never.",
            ),
        ),
        ("campaign: {starts_on: 1 May}\n", Trouble(1, "1 May", "Write a day like 2026-12-01.")),
        (
            "audience: {regions: [Germany]}\n",
            Trouble(
                1,
                "Germany",
                'Write the ISO code of a country or a part of one, like DE, "NO" or US-CA, or a group like EU.',
            ),
        ),
        ("audience:\n  regions: DE\n", Trouble(2, "DE", "Write a list, like [DE, US-CA].")),
        ("channels:\n  - type: email\n", Trouble(2, "t", 'Missing property "id".')),
    ],
)
def test_mistake_is_underlined_and_says_what_to_write(editor: Editor, text: str, trouble: Trouble) -> None:
    """A key misspelt, a word, a day or a length of time of the wrong form, a text where a list belongs."""
    assert editor.troubles(text) == [trouble]


def test_word_that_does_not_exist_is_underlined_with_those_that_do(editor: Editor) -> None:
    """As the command line says it."""
    (trouble,) = editor.troubles("channels:\n  - id: news\n    type: e-mail\n")

    assert (trouble.line, trouble.marked) == (3, "e-mail")
    assert trouble.says.startswith('Value is not accepted. Valid values: "email", "sms", ')


def test_keys_of_a_section_are_proposed_with_their_questions(editor: Editor) -> None:
    """Those that are not written yet."""
    proposed = editor.proposals("campaign:\n  name: Spring\n  |\n")

    assert {"purpose", "starts_on", "ends_on"} <= set(proposed)
    assert "name" not in proposed
    assert proposed["starts_on"].startswith("**")


def test_sections_are_proposed_at_the_top(editor: Editor) -> None:
    """A marketer need not know their names."""
    proposed = editor.proposals('vocabulary: "2026.11"\n|\n')

    assert {"campaign", "audience", "channels", "data", "trackers", "includes"} <= set(proposed)


def test_keys_inside_a_channel_are_proposed_down_to_the_opt_out(editor: Editor) -> None:
    """However deep a fact stands."""
    assert {"purpose", "consent", "opt_out"} <= set(editor.proposals(f"{CHANNELS}    |\n"))
    inside = editor.proposals(f"{CHANNELS}    opt_out:\n      |\n")
    assert {"offered", "methods", "demands", "honoured_within"} <= set(inside)


def test_words_of_a_fact_are_proposed_with_what_they_mean(editor: Editor) -> None:
    """One word, and several."""
    one = editor.proposals("channels:\n  - id: news\n    type: |\n")
    several = editor.proposals("audience:\n  recipient_kinds:\n    - |\n")

    assert one["sms"] == "Text message, with or without pictures"
    assert {"consumer", "sole_trader"} <= set(several)


def test_pointer_on_a_key_shows_the_question(editor: Editor) -> None:
    """With the help below it, the path for the command line, and what each word means."""
    shown = editor.hover(CHANNELS.replace("type", "ty|pe"))
    question, rest = shown.split("**")[1], shown.rpartition("**")[2]

    assert shown.startswith("#### channel.type\n")
    assert question.endswith("?")
    assert "look-alike" in rest
    assert "* `sms`: Text message, with or without pictures" in rest


def test_pointer_on_a_group_of_facts_shows_what_it_takes(editor: Editor) -> None:
    """For what is no question of its own."""
    shown = editor.hover(f"{CHANNELS}    opt_|out: {{offered: true}}\n")

    assert "Takes " in shown
    assert "offered" in shown


def test_pointer_says_whom_to_ask(editor: Editor) -> None:
    """Where marketers usually do not know."""
    text = f"{CHANNELS}    consent: {{proof_|kept: true}}\n"

    assert "Ask your engineers." in editor.hover(text)


def test_other_files_are_left_alone(editor: Editor) -> None:
    """Answers and waivers stand among campaigns, and are none; nor are other files of YAML."""
    for name in ("campaigns/clearance.reviews.yaml", "clearance.waivers.yaml", "notes.yaml", ".gitlab-ci.yml"):
        assert editor.troubles("anything: [goes]\n", name) == []


def test_first_line_binds_a_file_that_stands_elsewhere(editor: Editor) -> None:
    """For editors that do not read the settings."""
    text = "# yaml-language-server: $schema=../.vscode/clearance-campaign.schema.json\ncampagin: {name: Spring}\n"

    assert [one.marked for one in editor.troubles(text, "drafts/spring.yaml")] == ["campagin"]
    assert editor.troubles("campagin: {name: Spring}\n", "drafts/summer.yaml") == []
