"""A vocabulary and two packs, small enough to see what is wrong with them at once."""

from __future__ import annotations

import json
from typing import Any

from clearance.errors import PackError
from clearance.loading.campaign import CampaignReader
from clearance.loading.rulebook import load_rulebook
from clearance.loading.workspace import Workspace
from clearance.model.campaigns import Campaign

Plain = dict[str, Any]


def _fact(path: str, type_: str, section: str, **more: Any) -> Plain:
    return {"path": path, "type": type_, "section": section, "ask": "?", "since": "2026.01", **more}


_KINDS = {"email": "E-mail", "sms": "Text", "post": {"gloss": "Letter", "since": "2026.11"}}
_SHOWN = {"sender": "Who", "address": "Where", "how_to_stop": "How", "why_me": {"gloss": "Why", "since": "2026.11"}}
_SECTIONS: Plain = {
    "campaign": [
        _fact("campaign.name", "text", "campaign"),
        _fact("campaign.starts_on", "date", "campaign"),
        _fact("campaign.ongoing", "boolean", "campaign"),
        _fact("campaign.ends_on", "date", "campaign"),
        _fact("campaign.size", "integer", "campaign"),
        _fact("campaign.minimum_age", "integer", "campaign", low=0, high=120),
        _fact("campaign.share", "ratio", "campaign"),
        _fact("campaign.score", "number", "campaign"),
        _fact("campaign.fee", "money", "campaign"),
        _fact("campaign.home", "region", "campaign"),
        _fact("campaign.people", "map_region_integer", "campaign"),
    ],
    "audience": [_fact("audience.regions", "set_of_regions", "audience")],
    "channels": [
        _fact("channel.type", "enum", "channels", values=_KINDS),
        _fact("channel.regions", "set_of_regions", "channels", inherits="audience.regions"),
        _fact("channel.opt_out.offered", "boolean", "channels"),
        _fact("channel.opt_out.within", "duration", "channels"),
        _fact("channel.shows", "set_of_enum", "channels", values=_SHOWN),
        _fact("channel.earliest", "time", "channels"),
        _fact("channel.partner", "reference", "channels", of="recipients"),
    ],
    "recipients": [
        _fact("recipient.country", "region", "recipients"),
        _fact("recipient.asked_on", "date", "recipients"),
    ],
}
_EACH = {"channels": "channel", "recipients": "recipient"}

TERMS = """\
x.by_mail:
  title: The channel is e-mail
  cite: Art. 1
  for_each: channel in channels
  holds: {channel.type: email}
x.in_eu:
  title: Someone in the EU is reached
  cite: Art. 2
  holds:
    audience.regions: {overlaps: $EU}
"""
PARAMETERS = """\
grace:
  title: Time to stop
  values:
    - {from: 2004-01-01, until: 2025-12-31, value: 10 business days, cite: Art. 3}
    - {from: 2026-01-01, value: 5 business days, cite: Art. 3}
"""
SETS = """\
written:
  of: channel.type
  title: Written
  values: [email, sms]
lands:
  of: region
  title: Lands
  members: [US]
  dated_members:
    - {region: DE, from: 2020-01-01}
"""
TABLES = """\
acts:
  rows:
    US-CA: {act: California, from: 2020-01-01, days: 10 days}
    US: {act: America, from: 2021-01-01, days: 15 days}
"""
RULE = """\
id: x/stop-in-time
title: Stop in time
cite: Art. 4
url: https://example.org/4
in_force: {from: 2004-01-01}
severity: blocker
principle: opt-out
for_each: channel in channels
applies:
  term: x.by_mail
unless:
  - {title: Letters, cite: Art. 5, when: {channel.type: post}}
requires:
  all:
    - channel.opt_out.offered: true
    - channel.opt_out.within: {at_most: $grace}
review:
  question: Is the list applied?
  evidence: [export]
  valid_for: 12 months
because: People said no.
remedy: Stop.
checked: {on: 2026-01-01, against: memory}
examples:
  - name: at once
    given: {channels: [{id: a, type: email, opt_out: {offered: true, within: 1 hours}}]}
    expect: satisfied
"""
ACROSS = """\
id: x/answer
title: Answer under {row.act}
cite: "{row.act}"
url: https://example.org/5
across: acts
in_force: {from: $row.from}
severity: high
principle: privacy
applies: {audience.regions: {overlaps: $row.key}}
requires: {channels: {count: {at_most: 3}}}
because: It is owed.
remedy: Answer.
checked: {on: 2026-01-01, against: official text}
"""
PACK = """\
pack: x
title: The X Act
release: "2026.11"
instrument: {name: X Act, short: X}
kind: law
regions: [EU]
uses: [y]
"""


def small_files() -> dict[str, bytes]:
    """Return the files of the vocabulary and of two packs, x and y."""
    texts = {
        "rules/x/pack.yaml": PACK,
        "rules/x/changes.yaml": '- {release: "2026.11"}\n',
        "rules/x/terms.yaml": TERMS,
        "rules/x/parameters.yaml": PARAMETERS,
        "rules/x/sets.yaml": SETS,
        "rules/x/tables.yaml": TABLES,
        "rules/x/stop-in-time.yaml": RULE,
        "rules/x/answer.yaml": ACROSS,
        "rules/y/pack.yaml": 'pack: y\ntitle: Y\nrelease: "1"\ninstrument: {name: Y}\nkind: ethics\n',
        "rules/y/changes.yaml": "- {release: 1}\n",
    }
    return {**_vocabulary(), **{name: text.encode() for name, text in texts.items()}}


def _vocabulary() -> dict[str, bytes]:
    words = {"title": "t", "about": "a", "part": "p", "usually_in": "campaign"}
    files: Plain = {
        "vocabulary": {"vocabulary": "small", "release": "2026.11", "sections": list(_SECTIONS)},
        "blocks": [],
        "regions": {
            "countries": {"US": "United States", "DE": "Germany", "FR": "France", "GB": "United Kingdom"},
            "subdivisions": {"US-CA": "California", "US-NY": "New York"},
            "written_otherwise": {"UK": "GB"},
        },
        "sets": [{"set": "EU", "of": "region", "title": "EU", "members": ["DE", "FR"]}],
        "rates": {"rates": [{"from": "2000-01-01", "per_eur": {"EUR": "1", "USD": "1.1"}}]},
    }
    for name, facts in _SECTIONS.items():
        files[f"sections/{name}"] = {"section": name, "each": _EACH.get(name, ""), **words, "facts": facts}
    return {f"rules/vocabulary/{name}.yaml": json.dumps(content).encode() for name, content in files.items()}


def changed(file: str, old: str, new: str) -> dict[str, bytes]:
    """Return the files with one passage of one file changed."""
    files = small_files()
    text = files[f"rules/{file}"].decode()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    return {**files, f"rules/{file}": text.replace(old, new).encode()}


def refused(files: dict[str, bytes]) -> list[str]:
    """Return what is wrong with some packs, a line for each thing; nothing if they load."""
    try:
        load_rulebook(files)
    except PackError as error:
        return [str(problem) for problem in error.problems]
    return []


def read_campaign(text: str | bytes, workspace: Workspace | None = None) -> tuple[list[Campaign], list[str]]:
    """Return the campaigns of a text and what is wrong with it."""
    book = load_rulebook(small_files())
    root = workspace or Workspace("/nowhere")
    data = text if isinstance(text, bytes) else text.encode()
    campaigns, problems = CampaignReader(book.vocabulary).read_bytes(data, f"{root.root}/c.yaml", "c.yaml", root)
    return campaigns, [str(problem) for problem in problems]
