"""A made-up workload of any size: one vocabulary, any number of rules, any number of campaigns.

Everything is made twice: as YAML for Clearance, and as plain data for the engines it is measured against. A campaign
has about 300 lines: nine sections, 4 channels, 12 data items, 5 recipients; 15 % of what may be left out is left out.
A rule has 2 or 3 comparisons in its applicability and 1 to 3 in its requirement. Every third rule is about each
element of a list.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import yaml

Plain = dict[str, Any]
"""A campaign as plain data: ``{"controller": {"country": "DE"}, "channels": [{"id": "channel-1", ...}]}``."""

SHARE_LEFT_OUT: Final = 0.15
PACK: Final = "bench"

_REGIONS = ("eu", "de", "fr", "uk", "us_ca", "us_co", "us_tx", "ca", "br", "in", "jp", "au", "sg", "za", "ch")
_COUNTRIES = ("de", "fr", "ie", "us", "in", "uk", "br", "jp", "cn", "sg", "ch", "nl")
_KINDS = ("email", "sms", "push", "phone", "social", "web", "post", "messenger")
_CATEGORIES = (
    "contact", "demographic", "behavioural", "location", "health", "financial", "biometric", "children", "device",
    "purchase", "political", "inferred",
)  # fmt: skip
_BASES = ("consent", "legitimate_interest", "contract", "legal_obligation", "nothing")
_PURPOSES = ("promotion", "retargeting", "analytics", "loyalty", "research", "lookalike", "attribution")
_PARTNERS = ("acme", "mailco", "txtly", "pushr", "adx")


@dataclass(frozen=True, slots=True)
class Field:
    """One fact of the made-up vocabulary."""

    section: str
    name: str
    type: str
    """boolean, integer, enum or set_of_enum."""
    words: tuple[str, ...] = ()
    low: int = 0
    high: int = 0
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """One fact held against one operand."""

    field: Field
    operator: str
    """As in the rule language."""
    operand: Any

    @property
    def about_element(self) -> bool:
        """Tell whether it reads an element of a list."""
        return self.field.section in EACH

    @property
    def path(self) -> str:
        """Return the path as rules write it."""
        return f"{EACH.get(self.field.section, self.field.section)}.{self.field.name}"


@dataclass(frozen=True, slots=True)
class MadeRule:
    """One duty."""

    name: str
    section: str
    """List with whose elements it deals; empty for the whole campaign."""
    applies: tuple[Comparison, ...]
    requires: tuple[Comparison, ...]


EACH: Final = {"channels": "channel", "data_items": "data_item", "vendors": "vendor"}
SIZES: Final = {"channels": 4, "data_items": 12, "vendors": 5}


def _flag(section: str, *names: str, optional: bool = False) -> list[Field]:
    return [Field(section, name, "boolean", optional=optional) for name in names]


def _count(section: str, name: str, low: int, high: int, *, optional: bool = False) -> Field:
    return Field(section, name, "integer", low=low, high=high, optional=optional)


def _word(section: str, name: str, words: tuple[str, ...], *, optional: bool = False) -> Field:
    return Field(section, name, "enum", words, optional=optional)


def _words(section: str, name: str, words: tuple[str, ...]) -> Field:
    return Field(section, name, "set_of_enum", words)


FIELDS: Final[Sequence[Field]] = (
    _word("controller", "country", _COUNTRIES),
    _word("controller", "role", ("controller", "joint", "processor")),
    _count("controller", "turnover_meur", 1, 900),
    _count("controller", "employees", 5, 9000),
    *_flag("controller", "dpo_appointed", optional=True),
    _words("audience", "jurisdictions", _REGIONS),
    _count("audience", "min_age", 8, 25),
    *_flag("audience", "children_targeted"),
    _count("audience", "size", 100, 900_000, optional=True),
    _words("audience", "segments", _CATEGORIES),
    _words("offer", "purposes", _PURPOSES),
    _word("consents", "cookie_consent", ("opt_in", "opt_out", "nothing")),
    *_flag("consents", "email_opt_in", "sms_consent", "double_opt_in", "withdrawal_easy", optional=True),
    *_flag("consents", "records_kept"),
    _count("consents", "record_years", 0, 9, optional=True),
    *_flag("profiling", "enabled", "automated_decisions", "legal_effects"),
    *_flag("profiling", "dpia_done", "human_review", optional=True),
    *_flag("opt_out", "link_present"),
    *_flag("opt_out", "one_click", "gpc_honoured", optional=True),
    _count("opt_out", "response_days", 1, 60, optional=True),
    _words("opt_out", "methods", _KINDS),
    _count("retention", "max_months", 1, 120),
    _word("retention", "policy", ("deletion", "anonymising", "archive", "nothing")),
    _count("retention", "review_months", 1, 48, optional=True),
    _count("monitoring", "frequency_days", 1, 365),
    _count("monitoring", "last_audit_days", 1, 900, optional=True),
    *_flag("monitoring", "incident_contact"),
    _count("monitoring", "logs_months", 0, 60, optional=True),
    _word("channels", "kind", _KINDS),
    _word("channels", "provider", _PARTNERS[:4]),
    *_flag("channels", "unsubscribe", "sender_id", "quiet_hours", optional=True),
    _count("channels", "per_week", 0, 21),
    *_flag("channels", "tracking"),
    _words("channels", "countries", _COUNTRIES),
    _count("channels", "volume", 10, 90_000),
    _word("data_items", "category", _CATEGORIES),
    *_flag("data_items", "sensitive"),
    _word("data_items", "source", ("first_party", "broker", "public", "partner")),
    _word("data_items", "legal_basis", _BASES, optional=True),
    _count("data_items", "retention_months", 1, 90, optional=True),
    *_flag("data_items", "encrypted", optional=True),
    _words("data_items", "shared_with", _PARTNERS),
    _word("data_items", "purpose", _PURPOSES),
    _word("vendors", "role", ("processor", "controller", "subprocessor")),
    _word("vendors", "country", _COUNTRIES),
    *_flag("vendors", "dpa_signed", optional=True),
    _word("vendors", "transfer", ("scc", "adequacy", "bcr", "dpf", "nothing"), optional=True),
    _count("vendors", "subprocessors", 0, 40),
    _words("vendors", "certificates", ("iso27001", "soc2", "tisax", "pci")),
    _count("vendors", "audit_months", 0, 60, optional=True),
)
SECTIONS: Final = tuple(dict.fromkeys(field.section for field in FIELDS))


# Campaigns ------------------------------------------------------------------------------------------------------------


def campaign(seed: int) -> Plain:
    """Return one campaign; the same for the same seed."""
    dice = random.Random(seed)
    made: Plain = {"campaign": {"name": f"Spring offer {seed}, Zürich"}}
    for section in SECTIONS:
        fields = [field for field in FIELDS if field.section == section]
        if section not in EACH:
            made[section] = _stated(fields, dice)
            continue
        count = range(1, SIZES[section] + 1)
        made[section] = [{"id": f"{EACH[section]}-{number}", **_stated(fields, dice)} for number in count]
    return made


def _stated(fields: Sequence[Field], dice: random.Random) -> Plain:
    return {
        field.name: _value(field, dice) for field in fields if not field.optional or dice.random() >= SHARE_LEFT_OUT
    }


def _value(field: Field, dice: random.Random) -> Any:
    if field.type == "boolean":
        return dice.random() < 0.5
    if field.type == "integer":
        return dice.randint(field.low, field.high)
    if field.type == "enum":
        return dice.choice(field.words)
    return sorted(dice.sample(field.words, dice.randint(1, min(5, len(field.words)))))


def campaign_text(made: Plain) -> bytes:
    """Return a campaign as the YAML file a marketer would write."""
    return yaml.safe_dump({"vocabulary": "2026.11", **made}, sort_keys=False, allow_unicode=True).encode()


# Rules ----------------------------------------------------------------------------------------------------------------


def rules(number: int, seed: int = 7) -> list[MadeRule]:
    """Return so many rules; the same for the same seed."""
    dice = random.Random(seed)
    made = []
    for count in range(number):
        section = dice.choice(list(EACH)) if count % 3 == 2 else ""
        applies = _comparisons(section, dice.randint(2, 3), dice)
        requires = _comparisons(section, dice.randint(1, 3), dice)
        made.append(MadeRule(f"duty-{count:04}", section, applies, requires))
    return made


def _comparisons(section: str, number: int, dice: random.Random) -> tuple[Comparison, ...]:
    found = []
    for position in range(number):
        of_element = section and (position == 0 or dice.random() < 0.6)
        pool = [one for one in FIELDS if (one.section == section if of_element else one.section not in EACH)]
        found.append(_comparison(dice.choice(pool), dice))
    return tuple(found)


def _comparison(field: Field, dice: random.Random) -> Comparison:
    if field.type == "boolean":
        return Comparison(field, "is", dice.random() < 0.5)
    if field.type == "integer":
        operator = dice.choice(("less_than", "at_most", "more_than", "at_least"))
        return Comparison(field, operator, dice.randint(field.low, field.high))
    if field.type == "set_of_enum":
        return Comparison(field, "includes", dice.choice(field.words))
    operator = dice.choices(("is", "is_not", "in"), (0.4, 0.2, 0.4))[0]
    if operator != "in":
        return Comparison(field, operator, dice.choice(field.words))
    return Comparison(field, "in", sorted(dice.sample(field.words, min(len(field.words) - 1, dice.randint(2, 4)))))


# The same for Clearance -----------------------------------------------------------------------------------------------


def rulebook_files(made: Sequence[MadeRule]) -> dict[str, bytes]:
    """Return vocabulary and rules as the files of one pack, by name. JSON is YAML."""
    files: dict[str, Any] = {f"rules/vocabulary/{name}": content for name, content in _vocabulary()}
    files[f"rules/{PACK}/pack.yaml"] = {
        "pack": PACK, "title": "Made up", "release": "2026.11", "kind": "law", "instrument": {"name": "None"},
        "touched_by": [],
    }  # fmt: skip
    files[f"rules/{PACK}/changes.yaml"] = []
    for rule in made:
        files[f"rules/{PACK}/{rule.name}.yaml"] = _rule(rule)
    return {name: json.dumps(content, indent=1).encode() for name, content in files.items()}


def _vocabulary() -> Iterator[tuple[str, Any]]:
    yield "vocabulary.yaml", {"release": "2026.11", "sections": ["campaign", *SECTIONS]}
    name = {"path": "campaign.name", "type": "text", "ask": "What is it called?"}
    yield "sections/campaign.yaml", _section("campaign", [name])
    for section in SECTIONS:
        yield f"sections/{section}.yaml", _section(section, [_fact(one) for one in FIELDS if one.section == section])
    yield from (("blocks.yaml", []), ("sets.yaml", []), ("regions.yaml", {}), ("rates.yaml", {}))


def _section(name: str, facts: list[Plain]) -> Plain:
    about = {"title": name, "about": name, "part": "Made up", "usually_in": "campaign"}
    return {"section": name, "each": EACH.get(name, ""), **about, "facts": facts}


def _fact(field: Field) -> Plain:
    path = f"{EACH.get(field.section, field.section)}.{field.name}"
    return {"path": path, "type": field.type, "ask": f"What is {path}?", "values": {word: word for word in field.words}}


def _rule(rule: MadeRule) -> Plain:
    written: Plain = {
        "id": f"{PACK}/{rule.name}",
        "title": f"Duty {rule.name}",
        "cite": "Art. 6(1)(a)",
        "url": "https://example.org/act",
        "in_force": {"from": "2018-05-25"},
        "severity": "high",
        "principle": "privacy",
        "applies": _condition(rule.applies),
        "requires": _condition(rule.requires),
        "because": "Processing shall be lawful only if and to the extent that one of these applies.",
        "remedy": "State the ground on which the data is used, and keep proof of it.",
        "checked": {"on": "2026-11-20", "against": "memory"},
    }
    if rule.section:
        written["for_each"] = f"{EACH[rule.section]} in {rule.section}"
    return written


def _condition(comparisons: Sequence[Comparison]) -> Mapping[str, Any]:
    return {"all": [{one.path: _test(one)} for one in comparisons]}


def _test(one: Comparison) -> Any:
    return one.operand if one.operator in ("is", "in") else {one.operator: one.operand}
