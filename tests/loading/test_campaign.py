"""From YAML to campaigns: facts with their places, lists joined from profiles, and every problem at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from clearance.loading.campaign import CampaignReader
from clearance.loading.rulebook import load_rulebook
from clearance.loading.workspace import Workspace
from clearance.model.campaigns import Campaign
from clearance.model.values import Bound, Duration, KnownSet
from loading.small import read_campaign, small_files

SPRING = """\
vocabulary: "2026.11"
campaign:
  name: Spring
  starts_on: 2026-03-01
audience: {regions: [DE]}
channels:
  - id: letter
    type: email
    opt_out:
      offered: true
      within: at most 2 days
    partner: acme
  - {id: text, type: sms, regions: [FR], opt_out.offered: false}
recipients: [{id: acme, country: US}]
"""


def the(text: str) -> Campaign:
    """Return the only campaign of a sound text."""
    campaigns, problems = read_campaign(text)
    assert problems == []
    (campaign,) = campaigns
    return campaign


def wrong(text: str) -> list[str]:
    """Return what is wrong with a text, which then holds no campaign."""
    campaigns, problems = read_campaign(text)
    assert campaigns == []
    return problems


# What is read ---------------------------------------------------------------------------------------------------------


def test_fact_has_path_value_text_and_place() -> None:
    """A fact is found by its full path, however it was nested, and says where it was written and how."""
    letter = the(SPRING).lists["channels"][0]
    fact = letter.facts["channel.opt_out.within"]

    assert isinstance(fact.value, Bound)
    assert isinstance(fact.value.limit, Duration)
    assert (fact.text, str(fact.place)) == ("at most 2 days", "c.yaml:11:15")


def test_facts_may_be_nested_or_dotted() -> None:
    """``opt_out: {offered: false}`` and ``opt_out.offered: false`` say the same."""
    letter, text = the(SPRING).lists["channels"]

    assert letter.facts["channel.opt_out.offered"].value is True
    assert text.facts["channel.opt_out.offered"].value is False


def test_missing_list_is_not_an_empty_one() -> None:
    """A list that is not stated is unknown; an empty one says there is none."""
    assert "recipients" not in the("campaign: {name: A}").lists
    assert the("campaign: {name: A}\nrecipients: []").lists["recipients"] == ()


def test_element_inherits_what_it_does_not_state() -> None:
    """The regions of a channel are those of the audience, with the place where they were written."""
    letter, text = the(SPRING).lists["channels"]

    assert letter.facts["channel.regions"].value == KnownSet(frozenset({"DE"}), None)
    assert letter.facts["channel.regions"].place.line == 5
    assert text.facts["channel.regions"].value == KnownSet(frozenset({"FR"}), None)


def test_element_reads_one_step_through_a_reference() -> None:
    """What the partner says is read under the path of the reference, with the partner's place."""
    letter, text = the(SPRING).lists["channels"]

    assert letter.facts["channel.partner.country"].value == "US"
    assert str(letter.facts["channel.partner.country"].place) == "c.yaml:14:34"
    assert "channel.partner.country" not in text.facts


def test_campaign_knows_its_name_days_and_digest() -> None:
    """Without a name the file's stands for it; the digest is that of the bytes."""
    assert the(SPRING).name == "Spring"
    assert the(SPRING).day("campaign.starts_on") == date(2026, 3, 1)
    assert the(SPRING).day("campaign.ends_on") is None
    assert the("campaign: {}").name == "c.yaml"
    assert the(SPRING).digest == the(SPRING).digest != the(SPRING + "\n").digest


def test_file_may_hold_several_campaigns() -> None:
    """One for each document, each with its own places."""
    campaigns, problems = read_campaign("campaign: {name: A}\n---\ncampaign: {name: B}\n")

    assert problems == []
    assert [(one.name, one.facts["campaign.name"].place.line) for one in campaigns] == [("A", 1), ("B", 3)]


@pytest.mark.parametrize("last", [True, False])
def test_release_counts_wherever_it_stands(last: bool) -> None:
    """The release a file was written for need not be stated first to decide which words the file can know."""
    parts = ['vocabulary: "2026.11"', "campaign: {}", "channels: [{id: a, shows: [sender]}]"]
    (channel,) = the("\n".join(reversed(parts) if last else parts)).lists["channels"]

    assert channel.facts["channel.shows"].value == KnownSet(frozenset({"sender"}), None)


def test_file_without_release_knows_the_oldest_words() -> None:
    """What was added since the first release is unknown for it."""
    (channel,) = the("campaign: {}\nchannels: [{id: a, shows: [sender]}]").lists["channels"]

    assert channel.facts["channel.shows"].value == KnownSet(
        frozenset({"sender"}), frozenset({"address", "how_to_stop"})
    )


# What is refused ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 'c.yaml: the file is empty. Run "clearance new" for a file to start from.'),
        ("- a", "c.yaml:1:1: a campaign file is a mapping. Begin with campaign:."),
        ("audience: {regions: [DE]}", "c.yaml:1:1: the file has no section campaign, so it is a company profile"),
        ("campaign: {}\nchanels: []", 'c.yaml:2:1: there is no section "chanels". Did you mean "channels"?'),
        ("campaign: {}\n<<: {}", 'c.yaml:2:1: there is no section "<<". Run "clearance facts" for a list.'),
        ("campaign:", "c.yaml:1:1: nothing is stated under campaign. Leave the line out."),
        ("campaign: Spring", "c.yaml:1:1: campaign is a mapping. Indent its facts below it."),
        ("campaign: {}\nchannels: {id: a}", "c.yaml:2:1: channels is a list. Begin each channel with a hyphen, or"),
        ("campaign: {}\nchannels:", "c.yaml:2:1: channels is a list. Begin each channel with a hyphen, or"),
        ("campaign: {}\nchannels: [email]", "c.yaml:2:12: a channel is a mapping. Write {id: ..., ...}."),
        ("campaign: {}\nchannels: [{type: sms}]", "c.yaml:2:12: this channel has no id. Give it one, such as id: news"),
        ("campaign: {}\nchannels: [{id: a b}]", "c.yaml:2:12: the id of this channel has other characters in it."),
        ("campaign: {}\nchannels: [{id: [a]}]", "c.yaml:2:12: this channel has no id."),
        (
            "campaign: {}\nchannels: [{id: a}, {id: a}]",
            'c.yaml:2:21: the channel "a" stands here a second time, first at c.yaml:2:12. Choose another id, or join',
        ),
        ("campaign: {nmae: A}", 'c.yaml:1:12: there is no fact "campaign.nmae". Did you mean "name"?'),
        ("campaign: {country: US}", 'c.yaml:1:12: there is no fact "campaign.country". Did you mean "recipient.coun'),
        ("campaign: {zzz: A}", 'c.yaml:1:12: there is no fact "campaign.zzz". There are: name, starts_on, ongoing'),
        ("campaign: {}\nchannels: [{id: a, opt_out: true}]", "c.yaml:2:20: channel.opt_out has facts below it."),
        ("campaign: {name: {first: A}}", "c.yaml:1:18: campaign.name: a mapping stands where one value is meant."),
        ("campaign: {size: few}", 'c.yaml:1:18: campaign.size: "few" is not a whole number we can use.'),
        ("campaign: {}\naudience: {regions: [DE, XX]}", 'c.yaml:2:26: audience.regions: "XX" is not a region we know.'),
        (
            "campaign: {}\nchannels: [{id: a, partner: acme}]\nrecipients: [{id: acne}]",
            'c.yaml:2:29: channel.partner: there is no "acme" under recipients. Did you mean "acne"?',
        ),
        (
            "campaign: {}\nchannels: [{id: a, partner: acme}]",
            'c.yaml:2:29: channel.partner: there is no "acme" under recipients. Add it under recipients.',
        ),
        (
            "campaign: {starts_on: 2026-03-02, ends_on: 2026-03-01}",
            "c.yaml:1:44: the campaign ends on 2026-03-01, before it starts on 2026-03-02. Look at both days.",
        ),
        (
            "campaign: {ongoing: true, ends_on: 2026-03-01}",
            "c.yaml:1:21: the campaign is ongoing, and ends on 2026-03-01. State one of the two.",
        ),
        (
            "campaign: {}\nchannels: [{id: a, opt_out.offered: true, opt_out: {offered: false}}]",
            "c.yaml:2:62: channel.opt_out.offered is false here and true at c.yaml:2:37. State it once.",
        ),
        ("vocabulary: 2026.11.1\ncampaign: {}", "c.yaml:1:13: the release of the vocabulary is not a release. Write"),
        ("vocabulary: [2026.11]\ncampaign: {}", "c.yaml:1:13: the release of the vocabulary is not a release. Write"),
        (
            'vocabulary: "2027.01"\ncampaign: {}',
            "c.yaml:1:13: the file was written for vocabulary 2027.01; this one is 2026.11. Update Clearance.",
        ),
        ("campaign: {}\nincludes: company.yaml", "c.yaml:2:11: includes is a list of files. Write [company.yaml]."),
        ("campaign: {}\nincludes: [[company.yaml]]", "c.yaml:2:11: includes is a list of files."),
    ],
)
def test_slip_in_a_campaign_is_refused(text: str, expected: str) -> None:
    """The message names the place, what is wrong, and what to write."""
    assert wrong(text)[0].startswith(expected)


def test_all_slips_of_a_file_are_reported_together() -> None:
    """Three slips in two documents are three messages, and no campaign of the file is read."""
    lines = wrong("campaign: {size: few, share: 2}\n---\ncampaign: {}\nchannels: [{}]\n")

    assert [line.split(": ")[0] for line in lines] == ["c.yaml:1:18", "c.yaml:1:30", "c.yaml:4:12"]


# Profiles -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a project folder."""
    (tmp_path / "spring.yaml").write_text("campaign: {name: Spring}\nincludes: [company.yaml]\n")
    return tmp_path


def read(folder: Path, name: str = "spring.yaml") -> tuple[list[Campaign], list[str]]:
    """Return the campaigns of a file in a project folder, and what is wrong with them."""
    reader = CampaignReader(load_rulebook(small_files()).vocabulary)
    campaigns, problems = reader.read_file(str(folder / name), name, Workspace(str(folder.resolve())))
    return campaigns, [str(problem) for problem in problems]


def test_profile_adds_facts_and_elements(folder: Path) -> None:
    """Facts of the profile stand beside the campaign's, with the profile's places; lists are joined."""
    (folder / "company.yaml").write_text("audience: {regions: [DE]}\nchannels: [{id: b, type: sms}]\n")
    (folder / "spring.yaml").write_text("campaign: {}\nincludes: [company.yaml]\nchannels: [{id: a, type: email}]\n")

    (campaign,), problems = read(folder)

    assert problems == []
    assert [one.id for one in campaign.lists["channels"]] == ["a", "b"]
    assert str(campaign.facts["audience.regions"].place) == "company.yaml:1:21"
    assert campaign.files == ("spring.yaml", "company.yaml")


def test_reference_may_point_into_the_profile(folder: Path) -> None:
    """Channels of the campaign name recipients of the company, and inherit from it too."""
    (folder / "company.yaml").write_text("audience: {regions: [DE]}\nrecipients: [{id: acme, country: US}]\n")
    (folder / "spring.yaml").write_text("campaign: {}\nincludes: [company.yaml]\nchannels: [{id: a, partner: acme}]\n")

    (campaign,), _ = read(folder)
    (channel,) = campaign.lists["channels"]

    assert channel.facts["channel.partner.country"].value == "US"
    assert channel.facts["channel.regions"].place.file == "company.yaml"


def test_fact_stated_twice_must_agree(folder: Path) -> None:
    """The same value twice is no problem; another one is, and both places are named."""
    (folder / "company.yaml").write_text("audience: {regions: [FR, DE]}\n")
    (folder / "spring.yaml").write_text("campaign: {}\nincludes: [company.yaml]\naudience: {regions: [DE, FR]}\n")
    assert read(folder)[1] == []

    (folder / "spring.yaml").write_text("campaign: {}\nincludes: [company.yaml]\naudience: {regions: [DE]}\n")
    expected = "company.yaml:1:21: audience.regions is FR, DE here and DE at spring.yaml:3:21. State it once."

    assert read(folder)[1] == [expected]


def test_id_in_two_files_is_refused(folder: Path) -> None:
    """Nobody could tell which of the two channels is meant."""
    (folder / "company.yaml").write_text("channels: [{id: a}]\n")
    (folder / "spring.yaml").write_text("campaign: {}\nincludes: [company.yaml]\nchannels: [{id: a}]\n")

    (line,) = read(folder)[1]
    assert line.startswith('company.yaml:1:12: the channel "a" stands here a second time, first at spring.yaml:3:12.')


def test_profile_may_include_a_profile(folder: Path) -> None:
    """Paths are relative to the file that names them."""
    (folder / "group").mkdir()
    (folder / "company.yaml").write_text("includes: [group/all.yaml]\n")
    (folder / "group" / "all.yaml").write_text("includes: [more.yaml]\n")
    (folder / "group" / "more.yaml").write_text("audience: {regions: [DE]}\n")

    (campaign,), problems = read(folder)

    assert problems == []
    assert campaign.files == ("spring.yaml", "company.yaml", "group/all.yaml", "group/more.yaml")


def test_slip_in_a_profile_has_its_place_there(folder: Path) -> None:
    """What is wrong in a profile is reported where it stands."""
    (folder / "company.yaml").write_text("audience:\n  regions: [XX]\n")

    assert read(folder)[1][0].startswith('company.yaml:2:13: audience.regions: "XX" is not a region we know.')


def test_each_file_knows_the_words_of_its_own_release(folder: Path) -> None:
    """An old profile leaves new words open; a new campaign beside it does not."""
    (folder / "company.yaml").write_text('channels: [{id: b, shows: [sender]}]\nvocabulary: "2026.01"\n')
    text = 'campaign: {}\nincludes: [company.yaml]\nchannels: [{id: a, shows: [sender]}]\nvocabulary: "2026.11"\n'
    (folder / "spring.yaml").write_text(text)

    (campaign,), problems = read(folder)
    new, old = (one.facts["channel.shows"].value for one in campaign.lists["channels"])

    assert problems == []
    assert new == KnownSet(frozenset({"sender"}), None)
    assert old == KnownSet(frozenset({"sender"}), frozenset({"address", "how_to_stop"}))
    assert campaign.release == "2026.01"


def test_profile_is_known_as_one(folder: Path) -> None:
    """A file with known sections and no campaign is a profile; others are not."""
    (folder / "company.yaml").write_text("audience: {regions: [DE]}\n")
    (folder / "other.yaml").write_text("services: []\n")
    reader, workspace = CampaignReader(load_rulebook(small_files()).vocabulary), Workspace(str(folder.resolve()))

    names = [
        name
        for name in ("company.yaml", "other.yaml", "spring.yaml", "none.yaml")
        if reader.is_profile(str(folder / name), name, workspace)
    ]

    assert names == ["company.yaml"]
