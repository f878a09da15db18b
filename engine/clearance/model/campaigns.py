"""What a marketer stated, and where."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from clearance.model.places import Place
from clearance.model.values import Value


class Fact(Struct, frozen=True):
    """One thing the campaign says."""

    path: str
    value: Value
    text: str
    """As it was written, for people."""
    place: Place


class Element(Struct, frozen=True):
    """One channel, data item, tracker, recipient, ..."""

    id: str
    section: str
    facts: Mapping[str, Fact]
    """By full path, such as ``channel.type``. Facts read through a reference stand here too, such as
    ``tracker.recipient.country``, with the place of the element they were read from; and inherited facts."""
    place: Place


class Campaign(Struct, frozen=True):
    """All that one campaign states, company profile included. What is not here is unknown."""

    facts: Mapping[str, Fact]
    lists: Mapping[str, tuple[Element, ...]]
    """By section. A section that is absent was not stated; an empty one says there is none."""
    file: str
    release: str
    """Of the vocabulary the file was written for."""
    digest: str
    """SHA-256 over the files it was read from."""
    files: tuple[str, ...] = ()
    list_places: Mapping[str, Place] = field(default_factory=dict)
    """Where each stated list begins."""
    path: str = ""
    """Of its file, from the project folder on, with forward slashes: the same wherever a call is made."""
    number: int = 1
    """Which document of its file it is, counted from 1."""

    @property
    def name(self) -> str:
        """Return the stated name, or the file's."""
        fact = self.facts.get("campaign.name")
        return str(fact.value) if fact else self.file

    def day(self, path: str) -> date | None:
        """Return a stated day, if it is stated."""
        fact = self.facts.get(path)
        return fact.value if fact and isinstance(fact.value, date) else None
