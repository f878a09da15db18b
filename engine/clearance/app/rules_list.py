"""Rules that meet what someone asks for, as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from clearance.app.places import Places, place_named
from clearance.deciding.outcomes import outcomes_of
from clearance.deciding.program import RuleOnDay, compile_program
from clearance.deciding.reach import Reach
from clearance.deciding.run import Decider
from clearance.errors import InputError, Problem
from clearance.loading.campaign import CampaignReader, node_of
from clearance.model.campaigns import Campaign
from clearance.model.figures import did_you_mean
from clearance.model.flights import whole_flight
from clearance.model.outcomes import Status
from clearance.model.places import Place
from clearance.model.rules import KINDS, PRINCIPLES, SEVERITIES, Rule, Rulebook, Version
from clearance.model.truth import FALSE

Document = dict[str, Any]


class Wanted(Struct, frozen=True):
    """What someone asks of a list of rules. An empty word asks nothing."""

    word: str = ""
    """Stands in the id or the title."""
    pack: str = ""
    place: str = ""
    """A region: rules that bind there, in what it lies in or in a part of it."""
    principle: str = ""
    channel: str = ""
    """A type of channel: all but the rules that certainly do not concern a campaign with no other channel."""
    kind: str = ""
    severity: str = ""


def listed_rules(rulebook: Rulebook, on: date, wanted: Wanted) -> list[Document]:
    """Return the rules in force on a day that meet all that is wanted. Raises: InputError for an unknown word."""
    _refuse_unknown(rulebook, wanted)
    places = Places(rulebook, on)
    found = [
        RuleOnDay(rule, version)
        for rule in _of_pack(rulebook, wanted.pack)
        if (version := rule.version_on(on)) is not None and _fits(rulebook, places, rule, version, wanted)
    ]
    if wanted.channel:
        found = list(_concerned(rulebook, found, wanted.channel, on))
    return [entry(rulebook, places, one.rule, one.version) for one in sorted(found, key=lambda one: one.rule.id)]


def _of_pack(rulebook: Rulebook, pack: str) -> Iterable[Rule]:
    return (rulebook.rules_of(pack) if pack else rulebook.rules).values()


def _fits(rulebook: Rulebook, places: Places, rule: Rule, version: Version, wanted: Wanted) -> bool:
    return (
        wanted.word.lower() in f"{rule.id} {version.title}".lower()
        and wanted.kind in ("", rulebook.packs[rule.pack].kind)
        and wanted.severity in ("", version.severity)
        and wanted.principle in ("", version.principle)
        and (not wanted.place or places.meets(places.of(rule), wanted.place))
    )


def _refuse_unknown(rulebook: Rulebook, wanted: Wanted) -> None:
    known: Mapping[str, Iterable[str]] = {
        "pack": rulebook.packs,
        "principle": PRINCIPLES,
        "severity": SEVERITIES,
        "kind": KINDS,
        "channel": channel_types(rulebook),
    }
    for key, words in known.items():
        word = getattr(wanted, key)
        if word and word not in words:
            listed = ", ".join(words) if key != "pack" else ""
            remedy = did_you_mean(word, words, f"There are: {listed}." if listed else 'Run "clearance version".')
            what = "type of channel" if key == "channel" else key
            raise InputError(Problem(None, f'--{key}: there is no {what} "{word}"', remedy))
    if wanted.place:
        place_named(wanted.place, rulebook.vocabulary)


def channel_types(rulebook: Rulebook) -> tuple[str, ...]:
    """Return the types of channels that a campaign can use."""
    fact = rulebook.vocabulary.facts.get("channel.type")
    return tuple(word for word, _ in fact.values) if fact else ()


def _concerned(rulebook: Rulebook, rules: list[RuleOnDay], channel: str, on: date) -> Iterator[RuleOnDay]:
    """Return the rules that can concern a campaign of which one channel is known, and that there is no other.

    They are decided for such a campaign. What comes out as anything but not applicable stays, and so does every rule
    whose answer depends on what is not stated.
    """
    campaign = _campaign_with(rulebook, channel)
    reach = Reach(rulebook, on)
    asking = {name for name, pack in rulebook.packs.items() if reach.governed(pack, campaign)[0] != FALSE}
    rules = [one for one in rules if one.rule.pack in asking]
    decider = Decider(compile_program(rulebook, on, rules), "python")
    open_ = {
        outcome.rule.id
        for outcome in outcomes_of(decider, campaign, whole_flight(on, on))
        if outcome.status is not Status.NOT_APPLICABLE
    }
    return (one for one in rules if one.rule.id in open_)


def _campaign_with(rulebook: Rulebook, channel: str) -> Campaign:
    place = Place("--channel", 0)
    given = node_of({"channels": [{"id": "only", "type": channel}]}, place)
    campaign, problems = CampaignReader(rulebook.vocabulary).read_given(given, place.file)
    if campaign is None:
        raise InputError(problems)
    return campaign


def entry(rulebook: Rulebook, places: Places, rule: Rule, version: Version) -> Document:
    """Return a rule in short."""
    pack = rulebook.packs[rule.pack]
    return {
        "rule": rule.id,
        "pack": rule.pack,
        "kind": pack.kind,
        "places": list(places.of(rule)),
        "title": version.title,
        "cite": version.cite,
        "url": version.url,
        "severity": version.severity,
        "principle": version.principle,
        "for_each": list(rule.for_each) if rule.for_each else [],
        "in_force": period(version),
        "checked": version.checked.against,
    }


def period(version: Version) -> Document:
    """Return the days of a version, empty where an end is open."""
    first, last = version.in_force.first, version.in_force.last
    return {"from": first.isoformat() if first else "", "until": last.isoformat() if last else ""}
