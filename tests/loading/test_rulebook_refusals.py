"""Every slip in a pack is refused when it is loaded: where it stands, what is wrong, and what to do."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from msgspec.structs import replace

from clearance.errors import PackError
from clearance.loading.rulebook import MAX_LAYERS, load_rulebook
from clearance.model.conditions import TermRef
from loading.small import RULE, TERMS, changed, refused, small_files

_FORM = re.compile(r"rules/[xy]/[a-z-]+\.yaml(:\d+){0,2}: .+[^.]\. [A-Z].*[.?]\Z")


def case(name: str, file: str, old: str, new: str, expected: str) -> Any:
    """Return one slip: a passage of a sound pack, what stands there instead, and the first thing that is reported."""
    return pytest.param(file, old, new, expected, id=name.replace(" ", "-"))


SLIPS = [
    case(
        "unknown path",
        "x/stop-in-time.yaml",
        "channel.opt_out.offered: true",
        "channel.opt_out.ofered: true",
        (
            'rules/x/stop-in-time.yaml:15:7: there is no fact "channel.opt_out.ofered". Did you mean '
            '"channel.opt_out.offered"?'
        ),
    ),
    case(
        "unknown path nothing near",
        "x/stop-in-time.yaml",
        "channel.opt_out.offered: true",
        "channel.zzzzzz.q: true",
        (
            'rules/x/stop-in-time.yaml:15:7: there is no fact "channel.zzzzzz.q". Define it in the '
            "vocabulary, or in the pack's facts.yaml."
        ),
    ),
    case(
        "unknown path through a reference",
        "x/stop-in-time.yaml",
        "channel.opt_out.offered: true",
        "channel.partner.contry: DE",
        ('rules/x/stop-in-time.yaml:15:7: there is no fact "channel.partner.contry". Did you mean "channel.partner"?'),
    ),
    case(
        "element that is not bound",
        "x/stop-in-time.yaml",
        "for_each: channel in channels\n",
        "",
        (
            "rules/x/stop-in-time.yaml:9:3: the term x.by_mail is about one channel, and none is "
            'bound here. Add for_each: channel in channels, or ask "some: channel in channels".'
        ),
    ),
    case(
        "test that does not fit",
        "x/stop-in-time.yaml",
        "channel.opt_out.offered: true",
        "channel.opt_out.offered: {at_most: 3}",
        (
            'rules/x/stop-in-time.yaml:15:33: "at_most" is no test of channel.opt_out.offered, a '
            "boolean. Use one of: is, is_not."
        ),
    ),
    case(
        "unknown test",
        "x/stop-in-time.yaml",
        "{at_most: $grace}",
        "{at_mots: $grace}",
        'rules/x/stop-in-time.yaml:16:32: there is no test "at_mots". Did you mean "at_most"?',
    ),
    case(
        "older_than of something else",
        "x/stop-in-time.yaml",
        "{at_most: $grace}",
        "{older_than: 3 days}",
        (
            'rules/x/stop-in-time.yaml:16:32: "older_than" is no test of channel.opt_out.within, a '
            "duration. Use one of: is, is_not, in, not_in, at_most, at_least, less_than, more_than."
        ),
    ),
    case(
        "value that is not allowed",
        "x/stop-in-time.yaml",
        "{channel.type: post}",
        "{channel.type: fax}",
        ('rules/x/stop-in-time.yaml:12:57: "fax" is not a value of channel.type. Use one of: email, sms, post.'),
    ),
    case(
        "value of another type",
        "x/stop-in-time.yaml",
        "{at_most: $grace}",
        "{at_most: soon}",
        (
            'rules/x/stop-in-time.yaml:16:41: "soon" is not a length of time. Write a number and a '
            "unit, like 48 hours, 10 business days or 24 months; or never."
        ),
    ),
    case(
        "duration without unit",
        "x/stop-in-time.yaml",
        "{at_most: $grace}",
        "{at_most: 10}",
        'rules/x/stop-in-time.yaml:16:41: "10" has no unit. Write "10 days" or another unit.',
    ),
    case(
        "yes for true",
        "x/stop-in-time.yaml",
        "channel.opt_out.offered: true",
        "channel.opt_out.offered: yes",
        'rules/x/stop-in-time.yaml:15:32: "yes" is neither true nor false. Write true or false.',
    ),
    case(
        "unknown region",
        "x/terms.yaml",
        "{overlaps: $EU}",
        "{overlaps: UK}",
        'rules/x/terms.yaml:10:34: "UK" is not a region we know. Did you mean "GB"?',
    ),
    case(
        "unknown set",
        "x/terms.yaml",
        "{overlaps: $EU}",
        "{overlaps: $EEU}",
        'rules/x/terms.yaml:10:34: "$EEU" names nothing. Did you mean "$EU"?',
    ),
    case(
        "unknown figure",
        "x/stop-in-time.yaml",
        "$grace",
        "$gracee",
        'rules/x/stop-in-time.yaml:16:41: "$gracee" names nothing. Did you mean "$grace"?',
    ),
    case(
        "unknown term",
        "x/stop-in-time.yaml",
        "term: x.by_mail",
        "term: x.by_male",
        'rules/x/stop-in-time.yaml:10:3: there is no term "x.by_male". Did you mean "x.by_mail"?',
    ),
    case(
        "unknown column",
        "x/answer.yaml",
        "$row.key",
        "$row.kee",
        'rules/x/answer.yaml:1:1: there is no column "kee" in acts. Did you mean "key"?',
    ),
    case(
        "unknown column in text",
        "x/answer.yaml",
        "Answer under {row.act}",
        "Answer under {row.law}",
        'rules/x/answer.yaml:1:1: there is no column "law" in acts. Add it to the table.',
    ),
    case(
        "unknown table",
        "x/answer.yaml",
        "across: acts",
        "across: axts",
        'rules/x/answer.yaml:5:1: there is no table "axts". Did you mean "acts"?',
    ),
    case(
        "cycle of terms",
        "x/terms.yaml",
        "    audience.regions: {overlaps: $EU}",
        "    term: x.in_eu",
        "rules/x/terms.yaml:10:5: the term rests on itself: x.in_eu -> x.in_eu. Break the circle.",
    ),
    case(
        "overlapping versions",
        "x/stop-in-time.yaml",
        "because:",
        "versions:\n  - in_force: {from: 2004-01-01}\n  - in_force: {from: 2020-01-01}\nbecause:",
        ("rules/x/stop-in-time.yaml:1:1: versions overlap at 2020-01-01. End one before the next begins."),
    ),
    case(
        "no citation",
        "x/stop-in-time.yaml",
        "cite: Art. 4\n",
        "",
        "rules/x/stop-in-time.yaml:1:1: the rule has no cite. State it.",
    ),
    case(
        "empty citation",
        "x/stop-in-time.yaml",
        "cite: Art. 4\n",
        'cite: ""\n',
        "rules/x/stop-in-time.yaml:1:1: the rule has no cite. State it.",
    ),
    case(
        "null citation",
        "x/stop-in-time.yaml",
        "cite: Art. 4\n",
        "cite:\n",
        "rules/x/stop-in-time.yaml:1:1: the rule has no cite. State it.",
    ),
    case(
        "no remedy",
        "x/stop-in-time.yaml",
        "remedy: Stop.\n",
        "",
        "rules/x/stop-in-time.yaml:1:1: the rule has no remedy. State it.",
    ),
    case(
        "no principle",
        "x/stop-in-time.yaml",
        "principle: opt-out\n",
        "",
        "rules/x/stop-in-time.yaml:1:1: the rule has no principle. State it.",
    ),
    case(
        "no checked",
        "x/stop-in-time.yaml",
        "checked: {on: 2026-01-01, against: memory}\n",
        "",
        "rules/x/stop-in-time.yaml:1:1: the rule has no checked. State it.",
    ),
    case(
        "no because",
        "x/stop-in-time.yaml",
        "because: People said no.\n",
        "",
        "rules/x/stop-in-time.yaml:1:1: the rule has no because. State it.",
    ),
    case(
        "no url",
        "x/stop-in-time.yaml",
        "url: https://example.org/4\n",
        "",
        "rules/x/stop-in-time.yaml:1:1: the rule has no url. State it.",
    ),
    case(
        "unknown severity",
        "x/stop-in-time.yaml",
        "severity: blocker",
        "severity: bloker",
        'rules/x/stop-in-time.yaml:6:11: there is no severity "bloker". Did you mean "blocker"?',
    ),
    case(
        "unknown principle",
        "x/stop-in-time.yaml",
        "principle: opt-out",
        "principle: optout",
        'rules/x/stop-in-time.yaml:7:12: there is no principle "optout". Did you mean "opt-out"?',
    ),
    case(
        "checked against nothing",
        "x/stop-in-time.yaml",
        "against: memory",
        "against: a blog",
        (
            'rules/x/stop-in-time.yaml:23:10: checked against "a blog" says nothing. Use one of: '
            "official text, secondary source, memory."
        ),
    ),
    case(
        "checked on no day",
        "x/stop-in-time.yaml",
        "checked: {on: 2026-01-01",
        "checked: {on: 2026-02-30",
        ("rules/x/stop-in-time.yaml:23:10: checked on: there is no day 2026-02-30. Look at month and day."),
    ),
    case(
        "in force from no day",
        "x/stop-in-time.yaml",
        "in_force: {from: 2004-01-01}",
        "in_force: {from: 2004-13-01}",
        "rules/x/stop-in-time.yaml:1:1: from: there is no day 2004-13-01. Look at month and day.",
    ),
    case(
        "in force since nothing",
        "x/stop-in-time.yaml",
        "in_force: {from: 2004-01-01}",
        "in_force: {until: 2004-01-01}",
        "rules/x/stop-in-time.yaml:1:1: in_force has no from. Say since which day the duty binds.",
    ),
    case(
        "in force until before",
        "x/stop-in-time.yaml",
        "in_force: {from: 2004-01-01}",
        "in_force: {from: 2004-01-01, until: 2003-01-01}",
        ("rules/x/stop-in-time.yaml:1:1: the period ends on 2003-01-01, before it begins. Look at both days."),
    ),
    case(
        "unknown key in in_force",
        "x/stop-in-time.yaml",
        "in_force: {from: 2004-01-01}",
        "in_force: {from: 2004-01-01, untill: 2020-01-01}",
        'rules/x/stop-in-time.yaml:5:30: in_force has no "untill". Did you mean "until"?',
    ),
    case(
        "unknown key of a rule",
        "x/stop-in-time.yaml",
        "severity: blocker",
        "severity: blocker\nseverty: high",
        'rules/x/stop-in-time.yaml:7:1: a rule has no "severty". Did you mean "severity"?',
    ),
    case(
        "id after another file",
        "x/stop-in-time.yaml",
        "id: x/stop-in-time",
        "id: x/stop-late",
        (
            'rules/x/stop-in-time.yaml:1:5: the id of this rule is "x/stop-late". Write id: '
            "x/stop-in-time, after pack and file."
        ),
    ),
    case(
        "unknown list",
        "x/stop-in-time.yaml",
        "for_each: channel in channels",
        "for_each: channels in channel",
        ('rules/x/stop-in-time.yaml:8:11: "channels in channel" names no list. Did you mean "channel in channels"?'),
    ),
    case(
        "exception without citation",
        "x/stop-in-time.yaml",
        "cite: Art. 5, ",
        "",
        "rules/x/stop-in-time.yaml:12:5: an exception has title, cite and when. State all three.",
    ),
    case(
        "exceptions that are no list",
        "x/stop-in-time.yaml",
        "unless:\n  - {title: Letters, cite: Art. 5, when: {channel.type: post}}",
        "unless: {title: Letters, cite: Art. 5, when: {channel.type: post}}",
        ("rules/x/stop-in-time.yaml:11:9: unless is a list of exceptions. Begin each with a hyphen."),
    ),
    case(
        "review without evidence",
        "x/stop-in-time.yaml",
        "  evidence: [export]\n",
        "",
        ("rules/x/stop-in-time.yaml:18:3: a review has a question and a list of evidence. State both."),
    ),
    case(
        "review valid for nothing",
        "x/stop-in-time.yaml",
        "valid_for: 12 months",
        "valid_for: a while",
        (
            'rules/x/stop-in-time.yaml:18:3: valid_for: "a while" is not a length of time. Write a '
            "number and a unit, like 48 hours, 10 business days or 24 months; or never."
        ),
    ),
    case(
        "version that is no mapping",
        "x/stop-in-time.yaml",
        "because:",
        "versions:\n  - in_force: {from: 2004-01-01}\n  - later\nbecause:",
        "rules/x/stop-in-time.yaml:23:5: a version is a mapping. Begin it with in_force.",
    ),
    case(
        "unknown key of a version",
        "x/stop-in-time.yaml",
        "because:",
        "versions:\n  - {in_force: {from: 2004-01-01}, aplies: {}}\nbecause:",
        'rules/x/stop-in-time.yaml:22:36: a version has no "aplies". Did you mean "applies"?',
    ),
    case(
        "empty all",
        "x/stop-in-time.yaml",
        "  term: x.by_mail",
        "  all: []",
        ("rules/x/stop-in-time.yaml:10:3: this takes a list of conditions. Begin each with a hyphen."),
    ),
    case(
        "empty condition",
        "x/stop-in-time.yaml",
        "applies:\n  term: x.by_mail",
        "applies: {}",
        (
            "rules/x/stop-in-time.yaml:9:10: a condition is a mapping. Write path: test, all: [...], "
            "any: [...] or term: name."
        ),
    ),
    case(
        "nothing asked of a path",
        "x/stop-in-time.yaml",
        "channel.opt_out.offered: true",
        "channel.opt_out.offered: {}",
        (
            "rules/x/stop-in-time.yaml:15:7: nothing is asked of channel.opt_out.offered. Write a "
            "value, or a test such as {at_most: 3}."
        ),
    ),
    case(
        "null asked of a path",
        "x/stop-in-time.yaml",
        "channel.opt_out.offered: true",
        "channel.opt_out.offered:",
        (
            "rules/x/stop-in-time.yaml:15:31: a value is missing here. Write a word, a figure, or a "
            "name that begins with $."
        ),
    ),
    case(
        "empty list of values",
        "x/stop-in-time.yaml",
        "{channel.type: post}",
        "{channel.type: []}",
        ("rules/x/stop-in-time.yaml:12:57: an empty list decides nothing. Name what it is held against."),
    ),
    case(
        "several values where one is meant",
        "x/stop-in-time.yaml",
        "{at_most: $grace}",
        "{at_most: [1 days, 2 days]}",
        (
            'rules/x/stop-in-time.yaml:16:41: "at_most" takes one value. Write one, or ask whether '
            "it is in or not_in several."
        ),
    ),
    case(
        "set where one value is meant",
        "x/stop-in-time.yaml",
        "{channel.type: post}",
        "{channel.type: {is: $written}}",
        (
            'rules/x/stop-in-time.yaml:12:62: "is" takes one value. Write one, or ask whether it is '
            "in or not_in several."
        ),
    ),
    case(
        "set of another fact",
        "x/stop-in-time.yaml",
        "- channel.opt_out.offered: true",
        "- channel.shows: {overlaps: $written}",
        (
            'rules/x/stop-in-time.yaml:15:33: $written holds "email", which channel.shows cannot be. '
            "Use a set of words of the same fact."
        ),
    ),
    case(
        "regions where words are meant",
        "x/stop-in-time.yaml",
        "{channel.type: post}",
        "{channel.type: $EU}",
        "rules/x/stop-in-time.yaml:12:57: $EU holds regions. Use a set of words of channel.type.",
    ),
    case(
        "in of a set",
        "x/stop-in-time.yaml",
        "- channel.opt_out.offered: true",
        "- channel.shows: [sender]",
        (
            'rules/x/stop-in-time.yaml:15:22: "in" is no test of channel.shows, a set of enum. Use '
            "one of: overlaps, includes, within, disjoint_from."
        ),
    ),
    case(
        "fact of another type",
        "x/stop-in-time.yaml",
        "{at_most: $grace}",
        "{at_most: $path:campaign.size}",
        ("rules/x/stop-in-time.yaml:16:41: campaign.size is of type integer, not duration. Compare facts of one type."),
    ),
    case(
        "unknown other fact",
        "x/stop-in-time.yaml",
        "{at_most: $grace}",
        "{at_most: $path:campaign.sise}",
        ('rules/x/stop-in-time.yaml:16:41: there is no fact "campaign.sise". Did you mean "campaign.size"?'),
    ),
    case(
        "other fact in a list",
        "x/stop-in-time.yaml",
        "{channel.type: post}",
        "{channel.type: [$path:campaign.name]}",
        ("rules/x/stop-in-time.yaml:12:58: campaign.name is of type text, not enum. Compare facts of one type."),
    ),
    case(
        "age against another fact",
        "x/stop-in-time.yaml",
        "- channel.opt_out.offered: true",
        "- campaign.starts_on: {older_than: $path:channel.opt_out.within}",
        (
            "rules/x/stop-in-time.yaml:15:40: another fact cannot stand here. Compare with one fact "
            "alone, or write a figure."
        ),
    ),
    case(
        "map without region",
        "x/stop-in-time.yaml",
        "- channel.opt_out.offered: true",
        "- campaign.people: {at_least: 3}",
        "rules/x/stop-in-time.yaml:15:7: campaign.people is a map. Write campaign.people[US-CA].",
    ),
    case(
        "region of what is no map",
        "x/stop-in-time.yaml",
        "- channel.opt_out.offered: true",
        "- campaign.size[US]: {at_least: 3}",
        "rules/x/stop-in-time.yaml:15:7: campaign.size[US] is no map. Write campaign.size.",
    ),
    case(
        "unknown region of a map",
        "x/stop-in-time.yaml",
        "- channel.opt_out.offered: true",
        "- campaign.people[USA]: {at_least: 3}",
        (
            'rules/x/stop-in-time.yaml:15:7: "USA" is not a region we know. Write an ISO 3166 code, '
            "such as DE, GB or US-CA."
        ),
    ),
    case(
        "test of a whole list",
        "x/stop-in-time.yaml",
        "- channel.opt_out.offered: true",
        "- channels: email",
        (
            "rules/x/stop-in-time.yaml:15:17: channels is a list. Ask for its count, or for some, "
            "every or no element of it."
        ),
    ),
    case(
        "count of a word",
        "x/stop-in-time.yaml",
        "{channel.type: post}",
        "{channel.type: {count: {at_most: 3}}}",
        ("rules/x/stop-in-time.yaml:12:58: channel.type is no list, so it has no count. Count a section or a set."),
    ),
    case(
        "count without a number",
        "x/stop-in-time.yaml",
        "- channel.opt_out.offered: true",
        "- channels: {count: {at_most: many}}",
        (
            'rules/x/stop-in-time.yaml:15:35: "many" is not a whole number we can use. Write it '
            "without separators, like 42000."
        ),
    ),
    case(
        "count that is no test",
        "x/answer.yaml",
        "{count: {at_most: 3}}",
        "{count: 3}",
        ("rules/x/answer.yaml:10:23: count takes one test of a number. Write {count: {at_most: 3}}."),
    ),
    case(
        "stated in applies",
        "x/stop-in-time.yaml",
        "  term: x.by_mail",
        "  channel.type: {stated: true}",
        (
            "rules/x/stop-in-time.yaml:10:18: stated: true stands only in requires, and never under "
            "not. Ask what the fact says instead."
        ),
    ),
    case(
        "stated under not",
        "x/stop-in-time.yaml",
        "- channel.opt_out.offered: true",
        "- not: {channel.type: {stated: true}}",
        (
            "rules/x/stop-in-time.yaml:15:28: stated: true stands only in requires, and never under "
            "not. Ask what the fact says instead."
        ),
    ),
    case(
        "stated under no",
        "x/stop-in-time.yaml",
        "- channel.opt_out.offered: true",
        "- {no: recipient in recipients, where: {recipient.country: {stated: true}}}",
        (
            "rules/x/stop-in-time.yaml:15:65: stated: true stands only in requires, and never under "
            "not. Ask what the fact says instead."
        ),
    ),
    case(
        "stated false",
        "x/stop-in-time.yaml",
        "- channel.opt_out.offered: true",
        "- channel.type: {stated: false}",
        (
            "rules/x/stop-in-time.yaml:15:22: stated: true stands only in requires, and never under "
            "not. Ask what the fact says instead."
        ),
    ),
    case(
        "at_least without of",
        "x/stop-in-time.yaml",
        "- channel.opt_out.offered: true",
        "- at_least: 2",
        ("rules/x/stop-in-time.yaml:15:7: at_least and of belong together. Write {at_least: 2, of: [...]}."),
    ),
    case(
        "at_least of too few",
        "x/stop-in-time.yaml",
        "- channel.opt_out.offered: true",
        "- {at_least: 3, of: [{channel.type: sms}, {channel.type: post}]}",
        ("rules/x/stop-in-time.yaml:15:8: at_least takes a whole number from 1 to 2. Correct the number."),
    ),
    case(
        "some without where",
        "x/stop-in-time.yaml",
        "- channel.opt_out.offered: true",
        "- some: recipient in recipients",
        (
            "rules/x/stop-in-time.yaml:15:7: some, every or no goes with one where. Write {some: "
            "item in data, where: {...}}."
        ),
    ),
    case(
        "some and every",
        "x/stop-in-time.yaml",
        "- channel.opt_out.offered: true",
        ("- {some: recipient in recipients, every: channel in channels, where: {channel.type: sms}}"),
        (
            "rules/x/stop-in-time.yaml:15:8: some, every or no goes with one where. Write {some: "
            "item in data, where: {...}}."
        ),
    ),
    case(
        "condition that is a word",
        "x/stop-in-time.yaml",
        "- channel.opt_out.offered: true",
        "- true",
        (
            "rules/x/stop-in-time.yaml:15:7: a condition is a mapping. Write path: test, all: [...], "
            "any: [...] or term: name."
        ),
    ),
    case(
        "status that is none",
        "x/stop-in-time.yaml",
        "expect: satisfied",
        "expect: satisfid",
        ('rules/x/stop-in-time.yaml:27:13: there is no status "satisfid". Did you mean "satisfied"?'),
    ),
    case(
        "example without given",
        "x/stop-in-time.yaml",
        ("    given: {channels: [{id: a, type: email, opt_out: {offered: true, within: 1 hours}}]}\n"),
        "",
        "rules/x/stop-in-time.yaml:25:5: an example has name, given and expect. State all three.",
    ),
    case(
        "pack without kind", "x/pack.yaml", "kind: law\n", "", "rules/x/pack.yaml:1:1: the pack has no kind. State it."
    ),
    case(
        "unknown kind",
        "x/pack.yaml",
        "kind: law",
        "kind: lore",
        'rules/x/pack.yaml:5:1: there is no kind "lore". Use one of: law, platform, code, ethics, shared.',
    ),
    case(
        "rules in a shared pack",
        "x/pack.yaml",
        "kind: law",
        "kind: shared",
        (
            "rules/x/answer.yaml:1:1: a shared pack holds no rules. Move it to the pack of its law, or give this pack "
            "another kind."
        ),
    ),
    case(
        "unknown region of a pack",
        "x/pack.yaml",
        "[EU]",
        "[EUU]",
        ('rules/x/pack.yaml:6:1: "EUU" is not a region we know. Write an ISO 3166 code, such as DE, GB or US-CA.'),
    ),
    case(
        "pack that uses what is not there",
        "x/pack.yaml",
        "[y]",
        "[z]",
        'rules/x/pack.yaml:1:1: there is no pack "z" to use. Load the pack too.',
    ),
    case(
        "unknown key of a pack",
        "x/pack.yaml",
        "kind: law",
        "kind: law\nrelese: 3",
        'rules/x/pack.yaml:6:1: a pack has no "relese". Did you mean "release"?',
    ),
    case(
        "regions that are no list",
        "x/pack.yaml",
        "regions: [EU]",
        "regions: EU",
        "rules/x/pack.yaml:6:10: regions is a list of words. Write [a, b], or leave it out.",
    ),
    case(
        "touched by what is no region",
        "x/pack.yaml",
        "kind: law",
        "kind: law\ntouched_by: [campaign.size]",
        ('rules/x/pack.yaml:6:1: "campaign.size" is no fact of regions. Name facts that hold regions.'),
    ),
    case(
        "figure without values",
        "x/parameters.yaml",
        "values:",
        "value:",
        "rules/x/parameters.yaml:1:1: grace has no values. Write values: [{from, value, cite}].",
    ),
    case(
        "figure without cite",
        "x/parameters.yaml",
        "5 business days, cite: Art. 3",
        "5 business days",
        (
            "rules/x/parameters.yaml:1:1: a value of grace has no value or no cite. Write {from: "
            "2018-05-25, value: ..., cite: ...}."
        ),
    ),
    case(
        "figures that overlap",
        "x/parameters.yaml",
        "from: 2026-01-01",
        "from: 2025-12-31",
        ("rules/x/parameters.yaml:1:1: the values of grace overlap at 2025-12-31. End one before the next begins."),
    ),
    case(
        "figure of no type",
        "x/parameters.yaml",
        "value: 5 business days",
        "value: quickly",
        (
            'rules/x/stop-in-time.yaml:16:41: "quickly" is not a length of time. Write a number and '
            "a unit, like 48 hours, 10 business days or 24 months; or never."
        ),
    ),
    case(
        "unknown key of a figure",
        "x/parameters.yaml",
        "until: 2025-12-31",
        "untill: 2025-12-31",
        'rules/x/parameters.yaml:4:26: a value of a figure has no "untill". Did you mean "until"?',
    ),
    case(
        "set with a strange word",
        "x/sets.yaml",
        "[email, sms]",
        "[email, fax]",
        ('rules/x/sets.yaml:1:1: the set written: channel.type is never "fax". Look up the values of the fact.'),
    ),
    case(
        "set of an unknown fact",
        "x/sets.yaml",
        "of: channel.type",
        "of: channel.kind",
        (
            'rules/x/sets.yaml:1:1: the set written is of "channel.kind", which has no words. Did '
            'you mean "channel.regions"?'
        ),
    ),
    case(
        "set with an unknown region",
        "x/sets.yaml",
        "members: [US]",
        "members: [USA]",
        (
            'rules/x/sets.yaml:5:1: the set lands: "USA" is not a region we know. Write an ISO 3166 '
            "code, such as DE, GB or US-CA."
        ),
    ),
    case(
        "set without title",
        "x/sets.yaml",
        "  title: Written\n",
        "",
        "rules/x/sets.yaml:1:1: the set written has no of or no title. State both.",
    ),
    case(
        "dated member without region",
        "x/sets.yaml",
        "{region: DE, from: 2020-01-01}",
        "{regions: DE, from: 2020-01-01}",
        'rules/x/sets.yaml:10:8: a dated member has no "regions". Did you mean "region"?',
    ),
    case(
        "dated member of no day",
        "x/sets.yaml",
        "from: 2020-01-01",
        "from: someday",
        'rules/x/sets.yaml:5:1: the set lands: "someday" is not a day. Write it like 2026-12-01.',
    ),
    case(
        "term without citation",
        "x/terms.yaml",
        "  cite: Art. 2\n",
        "",
        "rules/x/terms.yaml:7:3: the term x.in_eu has no cite. State it.",
    ),
    case(
        "unknown key of a term",
        "x/terms.yaml",
        "  cite: Art. 2\n",
        "  cite: Art. 2\n  hold: {}\n",
        'rules/x/terms.yaml:9:3: a term has no "hold". Did you mean "holds"?',
    ),
    case(
        "table without rows",
        "x/tables.yaml",
        "rows:",
        "row:",
        "rules/x/tables.yaml:1:1: the table acts has no rows. Write rows: {KEY: {column: ...}}.",
    ),
    case(
        "not YAML",
        "x/stop-in-time.yaml",
        "applies:",
        "applies: [",
        (
            "rules/x/stop-in-time.yaml:9:10: this is not YAML: this bracket is never closed, or a comma "
            "is missing behind it. Close it, and put a comma between any two entries."
        ),
    ),
    case(
        "twice the same key",
        "x/stop-in-time.yaml",
        "severity: blocker",
        "severity: blocker\ntitle: Again",
        ('rules/x/stop-in-time.yaml:7:1: "title" is stated twice, first on line 2. Keep one of the two.'),
    ),
    case(
        "two documents",
        "x/stop-in-time.yaml",
        "severity: blocker",
        "---\nseverity: blocker",
        "rules/x/stop-in-time.yaml: the file holds more than one document. Write one document.",
    ),
    case(
        "limit out of range",
        "x/stop-in-time.yaml",
        "- channel.opt_out.offered: true",
        "- campaign.minimum_age: {at_least: 130}",
        "rules/x/stop-in-time.yaml:15:40: 130 is more than 120. Look at the unit.",
    ),
    case(
        "share in per cent",
        "x/stop-in-time.yaml",
        "- channel.opt_out.offered: true",
        "- campaign.share: {at_most: 80}",
        ("rules/x/stop-in-time.yaml:15:33: 80 is more than 1. Look at the unit. Write 0.8 for 80 %."),
    ),
    case(
        "no day in a limit",
        "x/stop-in-time.yaml",
        "- channel.opt_out.offered: true",
        "- campaign.starts_on: {at_least: 2026-02-30}",
        "rules/x/stop-in-time.yaml:15:38: there is no day 2026-02-30. Look at month and day.",
    ),
    case(
        "no time in a limit",
        "x/stop-in-time.yaml",
        "- channel.opt_out.offered: true",
        '- channel.earliest: {at_least: "25:00"}',
        (
            'rules/x/stop-in-time.yaml:15:36: "25:00" is not a time of day. Write it with 24 hours, '
            'like "09:00" or "21:30".'
        ),
    ),
    case(
        "no amount in a limit",
        "x/stop-in-time.yaml",
        "- channel.opt_out.offered: true",
        "- campaign.fee: {at_most: 5 dollars}",
        (
            'rules/x/stop-in-time.yaml:15:31: "5 dollars" is not an amount of money. Write it like '
            "26625000 USD, without separators."
        ),
    ),
    case(
        "row without columns",
        "x/tables.yaml",
        "US: {act: America, from: 2021-01-01, days: 15 days}",
        "US: none",
        "rules/x/tables.yaml:4:5: the row US has no columns. Write them.",
    ),
    case(
        "tag",
        "x/stop-in-time.yaml",
        "title: Stop in time",
        "title: !!str Stop in time",
        ('rules/x/stop-in-time.yaml:2:8: the tag "tag:yaml.org,2002:str" is not allowed. Leave the tag out.'),
    ),
    case(
        "alias of nothing",
        "x/stop-in-time.yaml",
        "title: Stop in time",
        "title: *x",
        (
            'rules/x/stop-in-time.yaml:2:8: the alias "*x" stands for nothing before it, or for '
            'itself. Mark the value with "&x" first.'
        ),
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "expected"), SLIPS)
def test_slip_is_refused(file: str, old: str, new: str, expected: str) -> None:
    """The slip is reported at its place, with what to do about it."""
    assert expected in refused(changed(file, old, new))


@pytest.mark.parametrize(("file", "old", "new", "expected"), SLIPS)
def test_every_message_has_one_form(file: str, old: str, new: str, expected: str) -> None:
    """A message reads ``place: what. What to do.``, also where one slip brings others with it."""
    strange = [line for line in refused(changed(file, old, new)) if not _FORM.match(line)]

    assert not strange


def test_sound_packs_load() -> None:
    """The packs into which the slips are put have none of their own."""
    assert refused(small_files()) == []


def test_a_row_makes_a_rule() -> None:
    """A rule that runs across a table is one rule for each row, with that row's words and days."""
    rules = load_rulebook(small_files()).rules

    assert sorted(rules) == ["x/answer@US", "x/answer@US-CA", "x/stop-in-time"]
    assert rules["x/answer@US"].versions[0].title == "Answer under America"


def by_term(term: str) -> dict[str, bytes]:
    """Return the small packs, with a rule across a table that rests on the term each row names."""
    applies = "applies: {audience.regions: {overlaps: $row.key}}"
    files = changed("x/answer.yaml", applies, "applies: {term: $row.bound}")
    tables = files["rules/x/tables.yaml"].replace(b"act:", f"bound: {term}, act:".encode())
    return {**files, "rules/x/tables.yaml": tables}


def test_a_column_can_name_a_term() -> None:
    """A rule across a table can rest on another term in each row, such as whom each act binds."""
    rules = load_rulebook(by_term("x.in_eu")).rules

    applies = rules["x/answer@US"].versions[0].applies
    assert isinstance(applies, TermRef)
    assert applies.name == "x.in_eu"


def test_a_column_that_names_no_term_is_refused() -> None:
    """A slip in a column is reported like one in the rule itself."""
    (line, *_) = refused(by_term("x.in_ue"))

    assert 'there is no term "x.in_ue". Did you mean "x.in_eu"?' in line


def test_all_slips_are_reported_together() -> None:
    """One slip in a rule and one in the terms are both reported, by one error with the exit code of packs."""
    files = changed("x/stop-in-time.yaml", "remedy: Stop.\n", "")
    files["rules/x/terms.yaml"] = TERMS.replace("$EU", "$EEU").encode()

    with pytest.raises(PackError) as caught:
        load_rulebook(files)

    assert [problem.place.file for problem in caught.value.problems if problem.place] == [
        "rules/x/terms.yaml",
        "rules/x/stop-in-time.yaml",
    ]
    assert caught.value.exit_code == 5


def test_id_used_twice_is_refused() -> None:
    """An id is permanent, so a second file in the pack may not have it."""
    files = {**small_files(), "rules/x/more/stop-in-time.yaml": RULE.encode()}

    (line,) = refused(files)
    assert 'the id "x/stop-in-time" is used already, at rules/x/' in line


def test_alias_that_is_an_id_is_refused() -> None:
    """A former name cannot be the name of another rule, or a waiver would not know which is meant."""
    (line,) = refused(changed("x/stop-in-time.yaml", "severity: blocker", "severity: blocker\naliases: [x/answer@US]"))

    assert 'the alias "x/answer@US" is the id of a rule' in line


def test_term_of_two_packs_is_refused() -> None:
    """Names of terms are unique over all packs."""
    files = {**small_files(), "rules/y/terms.yaml": TERMS.encode()}

    assert any('the term "x.in_eu" is defined in x too' in line for line in refused(files))


def test_pack_without_changes_is_refused() -> None:
    """A release of which nobody said what it changed cannot be compared with another."""
    files = {name: text for name, text in small_files().items() if name != "rules/y/changes.yaml"}

    assert refused(files) == ["rules/y/pack.yaml: the pack has no changes.yaml. Say there what each release changed."]


def test_file_of_no_pack_is_refused() -> None:
    """A rule that no pack holds would never be applied, and nobody would see it."""
    (line,) = refused({**small_files(), "rules/z/stop-in-time.yaml": RULE.encode()})

    assert line == "rules/z/stop-in-time.yaml: the file belongs to no pack. Put a pack.yaml beside it, or move it."


@pytest.mark.parametrize(
    ("governs", "expected"),
    [
        ("{campaign.sise: 3}", '7:11: there is no fact "campaign.sise". Did you mean "campaign.size"?'),
        (
            "{campaign.size: many}",
            '7:26: "many" is not a whole number we can use. Write it without separators, like 42000.',
        ),
        (
            "{channel.type: email}",
            "7:11: channel.type is about one channel, and none is bound here. "
            "Add for_each: channel in channels, or ask some, every or no channel in channels.",
        ),
        (
            "{term: x.in_eu}",
            "7:11: a pack asks for facts here, and terms are decided later. Write what the term holds.",
        ),
        (
            "{campaign.starts_on: {older_than: 3 days}}",
            '7:32: a pack is asked once, and what is "older_than" turns with the day. Compare with a date, or ask in a '
            "rule.",
        ),
        (
            "{campaign.size: {stated: true}}",
            "7:27: stated: true stands only in requires, and never under not. Ask what the fact says instead.",
        ),
        ("[campaign.size]", "7:10: a condition is a mapping. Write path: test, all: [...], any: [...] or term: name."),
    ],
)
def test_slip_in_what_a_pack_asks_is_refused(governs: str, expected: str) -> None:
    """A pack asks for stated facts, before any rule is looked at."""
    files = changed("x/pack.yaml", "uses: [y]", f"governs: {governs}\nuses: [y]")

    assert refused(files) == [f"rules/x/pack.yaml:{expected}"]


@pytest.mark.parametrize(
    ("example", "expected"),
    [
        (
            "{name: n, given: {campaign: {size: 3}}, expect: satisfied}",
            '8:53: there is no status "satisfied". Use one of: used, elsewhere, not concerned, waiting.',
        ),
        ("{name: n, expect: used}", "8:5: an example has name, given and expect. State all three."),
    ],
)
def test_slip_in_an_example_of_a_pack_is_refused(example: str, expected: str) -> None:
    """A pack takes part, or does not; it is never satisfied."""
    files = changed("x/pack.yaml", "uses: [y]", f"examples:\n  - {example}\nuses: [y]")

    assert refused(files) == [f"rules/x/pack.yaml:{expected}"]


def test_pack_may_ask_for_facts() -> None:
    """Of the campaign, or of some element of a list; with its own sets and figures."""
    governs = "{all: [{campaign.size: 3}, {some: channel in channels, where: {channel.type: $written}}]}"
    book = load_rulebook(changed("x/pack.yaml", "uses: [y]", f"governs: {governs}\nuses: [y]"))

    assert book.packs["x"].governs is not None
    assert book.packs["y"].governs is None


def test_pack_twice_is_refused() -> None:
    """Two folders cannot both be the pack x."""
    files = {name.replace("/y/", "/w/"): text for name, text in small_files().items() if "/y/" in name}
    lines = refused({**small_files(), **files})

    assert 'there is a pack "y" already' in lines[0]


@pytest.mark.parametrize("first", ["sets", "parameters"])
def test_name_with_two_meanings_is_refused(first: str) -> None:
    """Where two packs that are used give one name to different things, nobody could tell which is meant."""
    files = small_files()
    files["rules/x/pack.yaml"] = files["rules/x/pack.yaml"].replace(b"[y]", b"[y, w]")
    for pack, kind in (("y", first), ("w", "sets")):
        files[f"rules/{pack}/{kind}.yaml"] = _NAMED[kind].encode()
    files["rules/w/pack.yaml"] = files["rules/y/pack.yaml"].replace(b"pack: y", b"pack: w")
    files["rules/w/changes.yaml"] = b"[]"

    assert any(
        '"$either" of w is the name of something else in another pack that is used' in one for one in refused(files)
    )


_NAMED = {
    "sets": "either: {of: region, title: Lands, members: [DE]}\n",
    "parameters": "either: {title: Days, values: [{from: 2020-01-01, value: 3 days, cite: Art. 1}]}\n",
}


def test_own_name_comes_before_that_of_a_pack_in_use() -> None:
    """A pack may use a name of its own that another pack has too."""
    files = {**small_files(), "rules/y/sets.yaml": b"lands: {of: region, title: Other lands, members: [FR]}\n"}

    assert refused(files) == []


@pytest.mark.parametrize("longer", [0, 1])
def test_chain_of_terms_has_an_end(longer: int) -> None:
    """Terms may rest on one another in a long chain, but not in an endless one."""
    lines = refused(
        _with_terms([f"term: x.t{n - 1}" if n else "term: x.in_eu" for n in range(MAX_LAYERS - 1 + longer)])
    )

    assert [line for line in lines if "rests on a chain of more than 50 others" in line] == lines
    assert len(lines) == longer


def test_terms_that_share_terms_load_at_once() -> None:
    """Forty terms that each name the one before twice are read once each, not two to the fortieth times."""
    lines = refused(_with_terms([f"any: [{{term: {_before(n)}}}, {{term: {_before(n)}}}]" for n in range(40)]))

    assert lines == []


def test_circle_through_three_terms_is_shown() -> None:
    """The message names the whole circle."""
    lines = refused(_with_terms(["term: x.t2", "term: x.t0", "term: x.t1"]))

    assert any("the term rests on itself: x.t0 -> x.t2 -> x.t1 -> x.t0. Break the circle." in line for line in lines)


def _before(number: int) -> str:
    return f"x.t{number - 1}" if number else "x.in_eu"


def _with_terms(holds: list[str]) -> dict[str, bytes]:
    more = "".join(f"x.t{n}: {{title: t, cite: c, holds: {{{one}}}}}\n" for n, one in enumerate(holds))
    return {**small_files(), "rules/x/terms.yaml": (TERMS + more).encode()}


_ADDED = {"path": "channel.extra", "section": "channels", "type": "boolean", "ask": "Is it?"}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"path": "channels.extra"}, '"channels.extra" does not begin with "channel."'),
        ({"path": "channel.type"}, '"channel.type" is already a fact'),
        ({"section": "chanels"}, 'there is no section "chanels"'),
        ({"type": "flag"}, 'there is no type "flag"'),
        ({"ask": None}, "the added fact has no ask"),
        ({"type": "enum"}, "the added fact has no values"),
        ({"type": "enum", "values": ["a"]}, "values is a mapping"),
        ({"type": "enum", "values": {"a": 3}}, 'the word "a" has no gloss'),
        ({"type": "enum", "values_from": "campaign.size"}, "the added fact has no values"),
        ({"type": "reference"}, "a reference stands in an element and points into a list"),
        ({"type": "reference", "of": "audience"}, "a reference stands in an element and points into a list"),
        ({"inherits": "campaign.size"}, "a fact of an element inherits from a fact of the campaign of its type"),
        ({"type": "integer", "low": "none"}, "low is no whole number"),
        ({"hlep": "x"}, 'an added fact has no "hlep"'),
    ],
)
def test_slip_in_an_added_fact_is_refused(more: dict[str, Any], expected: str) -> None:
    """A fact that a pack adds is held to what the vocabulary holds its own to."""
    files = {**small_files(), "rules/x/facts.yaml": json.dumps([{**_ADDED, **more}]).encode()}
    (line,) = refused(files)

    assert line.startswith(f"rules/x/facts.yaml:1:2: {expected}")


def test_added_fact_can_be_used() -> None:
    """A rule of the pack may ask for it."""
    files = changed("x/stop-in-time.yaml", "channel.opt_out.offered: true", "channel.extra: true")

    assert refused({**files, "rules/x/facts.yaml": json.dumps([_ADDED]).encode()}) == []


def test_shared_pack_needs_no_instrument() -> None:
    """A pack without duties lends its sets, figures and terms to those that use it."""
    files = changed("x/stop-in-time.yaml", "term: x.by_mail", "channel.type: $lent")
    head = b'pack: y\ntitle: Y\nrelease: "1"\nkind: shared\n'
    sets = b"lent: {of: channel.type, title: Lent, values: [email]}\n"

    assert refused({**files, "rules/y/pack.yaml": head, "rules/y/sets.yaml": sets}) == []


_LAST = "    expect: satisfied\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (_LAST, _LAST),
        (_LAST, _LAST.rstrip("\n")),
        (_LAST, _LAST.replace("\n", "\r\n") + "# the end"),
        (_LAST, _LAST + "\n# more to come\n\n  - {name: b, given: {}, expect: not_applicable}\n"),
        ("{offered: true, within", "{offered: true,\nwithin"),
        ("examples:\n  - name: at once\n    given:", "examples:\n- name: at once\n  given:"),
        ("checked: {on", "'checked': {on"),
    ],
)
def test_leaving_examples_out_changes_nothing_else(old: str, new: str) -> None:
    """However the examples are laid out, a rule read without them is the same rule at the same places."""
    files = changed("x/stop-in-time.yaml", old, new)
    if new.startswith("examples"):
        files = changed("x/stop-in-time.yaml", RULE[RULE.index(old) :], f"{new} {{}}\n  expect: satisfied\n")
    with_examples, without = (load_rulebook(files, examples=examples).rules for examples in (True, False))

    assert with_examples["x/stop-in-time"].examples
    assert {name: replace(rule, examples=()) for name, rule in with_examples.items()} == {
        name: replace(rule, examples=()) for name, rule in without.items()
    }
