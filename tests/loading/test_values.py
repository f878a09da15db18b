"""From what is written to typed values: every type of the vocabulary, its ranges, and what does not fit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from clearance.loading.reader import read_documents
from clearance.loading.rulebook import load_rulebook
from clearance.loading.values import parse_value
from clearance.model.figures import Misfit
from clearance.model.values import Bound, ClockTime, Duration, KnownSet, Money, RegionFigures
from clearance.model.vocabulary import Vocabulary
from loading.small import small_files

AGE = "campaign.minimum_age"
SIZE = "campaign.size"
SHARE = "campaign.share"
SCORE = "campaign.score"
FEE = "campaign.fee"
DAY = "campaign.starts_on"
NAME = "campaign.name"
HOME = "campaign.home"
PEOPLE = "campaign.people"
KIND = "channel.type"
SHOWN = "channel.shows"
OFFERED = "channel.opt_out.offered"
WITHIN = "channel.opt_out.within"
TIME = "channel.earliest"
REGIONS = "audience.regions"
PARTNER = "channel.partner"


@cache
def vocabulary() -> Vocabulary:
    """Return the small vocabulary."""
    return load_rulebook(small_files()).vocabulary


def value(path: str, written: str, release: str = "2026.11") -> Any:
    """Return what a fact says."""
    (document,) = read_documents(f"x: {written}".encode(), "f.yaml")
    return parse_value(vocabulary().facts[path], document.value["x"], vocabulary(), release)


def misfit(path: str, written: str) -> str:
    """Return why something does not fit."""
    with pytest.raises(Misfit) as caught:
        value(path, written)
    return f"{caught.value.what}. {caught.value.remedy}"


@pytest.mark.parametrize(
    ("path", "written", "meant"),
    [
        (OFFERED, "true", True),
        (OFFERED, "False", False),
        (SIZE, "0", 0),
        (SIZE, "999999999999999", 999_999_999_999_999),
        (SIZE, '"42"', 42),
        (AGE, "0", 0),
        (AGE, "120", 120),
        (SHARE, "0", Decimal(0)),
        (SHARE, "1", Decimal(1)),
        (SHARE, ".5", Decimal("0.5")),
        (SCORE, "2.50", Decimal("2.5")),
        (SCORE, "12", Decimal(12)),
        (FEE, "26625000 USD", Money(Decimal(26_625_000), "USD")),
        (FEE, "0.99 EUR", Money(Decimal("0.99"), "EUR")),
        (FEE, "5EUR", Money(Decimal(5), "EUR")),
        (DAY, "2026-12-01", date(2026, 12, 1)),
        (DAY, '"2024-02-29"', date(2024, 2, 29)),
        (TIME, '"00:00"', ClockTime(0)),
        (TIME, '"21:30"', ClockTime(1290)),
        (TIME, "21:30", ClockTime(1290)),
        (TIME, '"24:00"', ClockTime(1440)),
        (WITHIN, "48 hours", Duration(Decimal(48), "hours")),
        (WITHIN, "1 hour", Duration(Decimal(1), "hours")),
        (WITHIN, "10 business days", Duration(Decimal(10), "business days")),
        (WITHIN, "1 business day", Duration(Decimal(1), "business days")),
        (WITHIN, "1.5 days", Duration(Decimal("1.5"), "days")),
        (WITHIN, "0 minutes", Duration(Decimal(0), "minutes")),
        (WITHIN, "24  months", Duration(Decimal(24), "months")),
        (WITHIN, "never", Duration(Decimal(0), "never")),
        (NAME, "Spring", "Spring"),
        (NAME, "2026", "2026"),
        (NAME, "true", "true"),
        (NAME, '""', ""),
        (KIND, "email", "email"),
        (HOME, "DE", "DE"),
        (HOME, "US-CA", "US-CA"),
        (HOME, "EU", "EU"),
        (HOME, "WORLD", "WORLD"),
        (HOME, "FR-75", "FR-75"),
        (PARTNER, "acme", "acme"),
        (REGIONS, "[]", KnownSet(frozenset(), None)),
        (REGIONS, "[DE, US-CA, EU]", KnownSet(frozenset({"DE", "US-CA", "EU"}), None)),
        (SHOWN, "[sender]", KnownSet(frozenset({"sender"}), None)),
        (SHOWN, "[]", KnownSet(frozenset(), None)),
        (SHOWN, "{has: [sender]}", KnownSet(frozenset({"sender"}), frozenset())),
        (SHOWN, "{lacks: [sender]}", KnownSet(frozenset(), frozenset({"sender"}))),
        (SHOWN, "{has: [], lacks: []}", KnownSet(frozenset(), frozenset())),
        (PEOPLE, "{}", RegionFigures(())),
        (PEOPLE, "{US-CA: 3, DE: at least 5}", RegionFigures((("DE", Bound(5, "at least")), ("US-CA", 3)))),
    ],
)
def test_value_is_read(path: str, written: str, meant: Any) -> None:
    """What fits is read, exactly, at both ends of its range."""
    found = value(path, written)

    assert found == meant
    assert type(found) is type(meant)


@pytest.mark.parametrize("direction", ["more than", "at least", "less than", "at most"])
@pytest.mark.parametrize(
    ("path", "figure"), [(SIZE, "3"), (SHARE, "0.5"), (SCORE, "1.5"), (FEE, "3 EUR"), (WITHIN, "10 business days")]
)
def test_bound_is_read(direction: str, path: str, figure: str) -> None:
    """A figure, duration or amount may be known only as a bound, in four directions."""
    assert value(path, f"{direction} {figure}") == Bound(value(path, figure), direction)


@pytest.mark.parametrize("path", [DAY, TIME, NAME, KIND])
def test_bound_of_something_else_is_none(path: str) -> None:
    """Days, times and words have no bounds; text keeps the words."""
    if path == NAME:
        assert value(path, "at least 2026-01-01") == "at least 2026-01-01"
    else:
        assert misfit(path, "at least 2026-01-01")


@pytest.mark.parametrize(
    ("path", "written", "expected"),
    [
        (OFFERED, "yes", '"yes" is text, not a truth value. Write true.'),
        (OFFERED, "NO", '"NO" is text, not a truth value. Write false.'),
        (OFFERED, "off", '"off" is text, not a truth value. Write false.'),
        (OFFERED, '"true"', '"true" is neither true nor false. Write true or false.'),
        (OFFERED, "1", '"1" is neither true nor false. Write true or false.'),
        (OFFERED, "", "nothing is stated here. State a value, or leave the line out: what is not stated is unknown."),
        (OFFERED, "[true]", "a list stands where one value is meant. Write one value."),
        (OFFERED, "{a: true}", "a mapping stands where one value is meant. Write one value."),
        (SIZE, "1,000", '"1,000" is not a whole number we can use. Write it without separators: 1000.'),
        (SIZE, "30.000", '"30.000" is not a whole number we can use. Write it without separators: 30000.'),
        (SIZE, "1.5", '"1.5" is not a whole number we can use. Write it without separators, like 42000.'),
        (SIZE, "-1", '"-1" is not a whole number we can use. Write it without separators, like 42000.'),
        (SIZE, "1e3", '"1e3" is not a whole number we can use. Write it without separators, like 42000.'),
        (SIZE, "0x10", '"0x10" is not a whole number we can use. Write it without separators, like 42000.'),
        (AGE, "121", "121 is more than 120. Look at the unit."),
        (AGE, "at most 121", "at most 121 is more than 120. Look at the unit."),
        (SHARE, "1.01", "1.01 is more than 1. Look at the unit. Write 0.8 for 80 %."),
        (SHARE, "80 %", '"80 %" is not a number we can use. Write 0.8.'),
        (SHARE, "half", '"half" is not a number we can use. Write 0.8 for 80 %.'),
        (SCORE, "1,5", '"1,5" is not a number we can use. Write 1.5, with a point.'),
        (FEE, "5", '"5" is not an amount of money. Write it like 26625000 USD, without separators.'),
        (FEE, "USD 5", '"USD 5" is not an amount of money. Write it like 26625000 USD, without separators.'),
        (FEE, "5 usd", '"5 usd" is not an amount of money. Write it like 26625000 USD, without separators.'),
        (DAY, "01.12.2026", '"01.12.2026" is not a day. Did you mean 2026-12-01?'),
        (DAY, "12.31.2026", '"12.31.2026" is not a day. Write it like 2026-12-01.'),
        (DAY, "01/12/2026", '"01/12/2026" is not a day. Write it like 2026-12-01.'),
        (SHARE, "0,03", '"0,03" is not a number we can use. Write 0.03, with a point.'),
        (DAY, "2026-12-1", '"2026-12-1" is not a day. Write it like 2026-12-01.'),
        (DAY, "2026-02-29", "there is no day 2026-02-29. Look at month and day."),
        (DAY, "0000-01-01", "there is no day 0000-01-01. Look at month and day."),
        (DAY, "2026-12-01T10:00:00Z", '"2026-12-01T10:00:00Z" is not a day. Write it like 2026-12-01.'),
        (TIME, "9:00", '"9:00" is not a time of day. Write it with 24 hours, like "09:00" or "21:30".'),
        (TIME, "24:01", '"24:01" is not a time of day. Write it with 24 hours, like "09:00" or "21:30".'),
        (TIME, "9 pm", '"9 pm" is not a time of day. Write it with 24 hours, like "09:00" or "21:30".'),
        (WITHIN, "10", '"10" has no unit. Write "10 days" or another unit.'),
        (WITHIN, "10 dys", '"dys" is not a unit of time. Did you mean "days"?'),
        (WITHIN, "1.5 months", '"1.5 months" is not a whole number of months. Use a smaller unit.'),
        (
            WITHIN,
            "1.5 business days",
            '"1.5 business days" is not a whole number of business days. Use a smaller unit.',
        ),
        (WITHIN, "-3 days", '"-3 days" is not a length of time. Write a number and a unit, like 48 hours,'),
        (WITHIN, "more than never", '"more than never" says nothing. Write never, or a length of time.'),
        (WITHIN, "at most never", '"at most never" says nothing. Write never, or a length of time.'),
        (KIND, "emial", '"emial" is not a value of channel.type. Did you mean "email"?'),
        (KIND, "Email", '"Email" is not a value of channel.type. Did you mean "email"?'),
        (KIND, "pigeon", '"pigeon" is not a value of channel.type. Write one of: email, sms, post.'),
        (KIND, "[email]", "a list stands where one value is meant. Write one value."),
        (HOME, "UK", '"UK" is not a region we know. Did you mean "GB"?'),
        (HOME, "de", '"de" is not a region we know. Did you mean "DE"?'),
        (HOME, "Germany", '"Germany" is not a region we know. Did you mean "DE"?'),
        (HOME, "US-ZZ", '"US-ZZ" is not a part of US. Did you mean "US-NY"?'),
        (HOME, "ZZ", '"ZZ" is not a region we know. Write an ISO 3166 code, such as DE, GB or US-CA.'),
        (HOME, "x:lands", '"x:lands" is not a region we know. Write an ISO 3166 code, such as DE, GB or US-CA.'),
        (REGIONS, "DE", '"DE" stands where a list is meant. Write [DE].'),
        (REGIONS, "[DE, DE]", '"DE" stands in the list twice. Keep one.'),
        (REGIONS, "[DE, [FR]]", "a list stands where one value is meant. Write one value."),
        (REGIONS, "{has: [DE]}", "a mapping stands where a list is meant. Write [a, b], or [] for none."),
        (SHOWN, "sender", '"sender" stands where a list is meant. Write [sender].'),
        (SHOWN, "", '"" stands where a list is meant. Write [a, b], or [] for none.'),
        (SHOWN, "[sender, sender]", '"sender" stands in the list twice. Keep one.'),
        (SHOWN, "[sendr]", '"sendr" is not a value of channel.shows. Did you mean "sender"?'),
        (SHOWN, "{has: [sender], lacks: [sender]}", '"sender" stands in both has and lacks. Keep it in one of them.'),
        (SHOWN, "{hasnt: [sender]}", "a set known in part has only the keys has and lacks. Write {has: [...], lacks"),
        (SHOWN, "{}", "a set known in part has only the keys has and lacks. Write {has: [...], lacks: [...]}."),
        (SHOWN, "{has: }", '"" stands where a list is meant. Write [a, b], or [] for none.'),
        (PEOPLE, "3", "figures by region are a mapping. Write {US-CA: 120000}, or {} for none."),
        (PEOPLE, "{USA: 3}", '"USA" is not a region we know. Write an ISO 3166 code, such as DE, GB or US-CA.'),
        (PEOPLE, "{US: many}", '"many" is not a whole number we can use. Write it without separators, like 42000.'),
        (PEOPLE, "{US: 1.5}", '"1.5" is not a whole number we can use. Write it without separators, like 42000.'),
    ],
)
def test_misfit_says_what_to_write(path: str, written: str, expected: str) -> None:
    """What does not fit is refused with what was probably meant, or with the form it should have."""
    assert misfit(path, written).startswith(expected)


def test_word_of_a_later_release_is_unknown() -> None:
    """A set in a file that was written before a word existed leaves that word open; a newer file does not."""
    rest = frozenset({"address", "how_to_stop"})

    assert value(SHOWN, "[sender]", release="2026.10") == KnownSet(frozenset({"sender"}), rest)
    assert value(SHOWN, "[sender]", release="2026.11") == KnownSet(frozenset({"sender"}), None)


def test_long_text_is_cut_in_messages() -> None:
    """A message stays on one line of reasonable length, whatever was written."""
    assert misfit(KIND, "x" * 10_000).startswith(f'"{"x" * 57}..." is not a value of channel.type.')
    assert misfit(DAY, '"a\\nb"').startswith('"a b" is not a day.')
