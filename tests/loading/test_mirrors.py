"""Duties taken over from another law: made into rules of their own, and refused where something does not fit."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from clearance.app.examples import ExampleRunner
from clearance.app.lint import lint
from clearance.app.mutants import Mutator
from clearance.loading.cache import cached_rulebook
from clearance.loading.rulebook import load_rulebook
from clearance.model import conditions
from clearance.model.rules import Rule, Rulebook
from loading.small import refused, small_files

_SOURCE = {
    "pack": "pack: east\ntitle: East\nrelease: '1'\ninstrument: {name: Act of the East}\nkind: law\nregions: [DE]\n",
    "changes": "- {release: 1}\n",
    "sets": "east_area: {of: region, title: The East, members: [DE, FR]}\n",
    "parameters": "east_time: {title: Time, values: [{from: 2010-01-01, value: 10 days, cite: Art. 1}]}\n",
    "terms": """\
east.reached:
  title: Someone in the East is reached
  cite: Art. 2
  for_each: channel in channels
  holds: {channel.regions: {overlaps: $east_area}}
east.written:
  title: The East calls it a letter
  cite: Art. 3
  for_each: channel in channels
  holds: {channel.type: [email, post]}
""",
    "stop": """\
id: east/stop
title: Stop in the East
cite: Art. 4
url: https://example.org/east/4
in_force: {from: 2010-01-01}
severity: high
principle: opt-out
for_each: channel in channels
applies: {all: [{term: east.reached}, {term: east.written}]}
unless: [{title: Own partners, cite: Art. 5, when: {channel.type: post}}]
requires:
  channel.opt_out.within: {at_most: $east_time}
because: People in the East said no.
remedy: Stop.
checked: {on: 2026-01-01, against: official text}
examples:
  - name: in time, in the East
    given: {audience: {regions: [DE]}, channels: [{id: a, type: email, opt_out: {within: 9 days}}]}
    expect: satisfied
  - name: too late
    given: {audience: {regions: [DE, FR]}, channels: [{id: a, type: email, opt_out: {within: 11 days}}]}
    expect: violated
  - name: people elsewhere
    given: {audience: {regions: [GB]}, channels: [{id: a, type: email, opt_out: {within: 11 days}}]}
    expect: not_applicable
  - name: on the first day
    given: {audience: {regions: [DE]}, channels: [{id: a, type: email, opt_out: {within: 11 days}}]}
    expect: violated
    on: 2010-01-01
  - name: long before, in the province
    given: {audience: {regions: [FR]}, channels: [{id: a, type: email, opt_out: {within: 11 days}}]}
    expect: not_applicable
    on: 2005-01-01
""",
    "other": """\
id: east/other
title: Something that nobody took over
cite: Art. 6
url: https://example.org/east/6
in_force: {from: 2010-01-01}
severity: low
principle: privacy
applies: {audience.regions: {overlaps: [DE]}}
requires: {channels: {count: {at_most: 3}}}
because: It is so.
remedy: Do it.
checked: {on: 2026-01-01, against: memory}
""",
}
_MIRROR = {
    "pack": (
        "pack: west\ntitle: West\nrelease: '1'\ninstrument: {name: Act of the West}\nkind: law\nregions: [GB]\n"
        "uses: [east]\n"
    ),
    "changes": "- {release: 1}\n",
    "sets": "west_area: {of: region, title: The West, members: [GB]}\n",
    "parameters": "west_time: {title: Time, values: [{from: 2020-01-01, value: 10 days, cite: S. 1}]}\n",
    "terms": """\
west.letter:
  title: A letter of the West
  cite: S. 3
  for_each: channel in channels
  holds: {channel.type: [email, post]}
""",
    "mirrors": """\
of: east
in_force: {from: 2020-01-01}
checked: {on: 2026-02-01, against: memory}
regions: {DE: GB, FR: GB, GB: DE}
sets: {east_area: west_area}
figures: {east_time: west_time}
terms:
  east.reached: {as: west.reached, title: Someone in the West is reached, cite: S. 2, url: "https://example.org/west/2"}
  east.written: west.letter
words: {the East: the West}
never: [East]
rules:
  stop:
    cite: S. 4
    url: https://example.org/west/4
own:
  other: The West has no such duty.
""",
}


def files(**changes: tuple[str, str]) -> dict[str, bytes]:
    """Return two packs, one of which mirrors the other, with passages of the second changed."""
    mirror = dict(_MIRROR)
    for name, (old, new) in changes.items():
        assert mirror[name].count(old) == 1, f"{old!r} stands {mirror[name].count(old)} times in {name}"
        mirror[name] = mirror[name].replace(old, new)
    named = {f"rules/east/{name}.yaml": text for name, text in _SOURCE.items()}
    named |= {f"rules/west/{name}.yaml": text for name, text in mirror.items() if text}
    return {**small_files(), **{name: text.encode() for name, text in named.items()}}


def loaded(**changes: tuple[str, str]) -> Rulebook:
    """Return the two packs as a rulebook."""
    return load_rulebook(files(**changes))


def stop(**changes: tuple[str, str]) -> Rule:
    """Return the rule that was taken over."""
    return loaded(**changes).rules["west/stop"]


def test_mirrored_rule_is_a_rule_of_its_own_pack() -> None:
    """It has its own id, citation, link, days and check, and says where its conditions come from."""
    rule = stop()
    (version,) = rule.versions

    assert (rule.id, rule.pack, rule.mirrors) == ("west/stop", "west", "east/stop")
    assert (version.cite, version.url) == ("S. 4", "https://example.org/west/4")
    assert (version.in_force.first, version.checked.against) == (date(2020, 1, 1), "memory")
    assert str(rule.place) == "rules/west/mirrors.yaml:13:3"


def test_conditions_name_what_stands_for_what() -> None:
    """Terms, sets and figures of the other law do not come along."""
    book = loaded()
    (version,) = book.rules["west/stop"].versions
    assert isinstance(version.applies, conditions.All)
    reached = book.terms["west.reached"].holds
    assert isinstance(reached, conditions.Test)
    assert isinstance(version.requires, conditions.Test)

    assert [part.name for part in version.applies.parts if hasattr(part, "name")] == ["west.reached", "west.letter"]
    assert (reached.operand, version.requires.operand) == ("$west_area", "$west_time")


def test_texts_are_put_into_the_words_of_this_law() -> None:
    """Words are swapped in texts and in names of examples."""
    rule = stop()

    assert (rule.versions[0].title, rule.versions[0].because) == ("Stop in the West", "People in the West said no.")
    assert rule.examples[0].name == "in time, in the West"


def test_examples_run_with_their_regions_swapped() -> None:
    """Each example comes out for the mirrored rule as it does for the other, first days moved with the rule."""
    book = loaded()
    results = list(ExampleRunner(book).run([book.rules["west/stop"]]))

    assert [one.example.name for one in results if not one.passed] == []
    assert [one.example.given["audience"]["regions"] for one in results] == [["GB"], ["GB"], ["DE"], ["GB"]]
    assert [one.example.on for one in results] == [None, None, None, date(2020, 1, 1)]


def test_mutation_tries_mirrored_rules_too() -> None:
    """What no swapped example notices is reported for the mirroring pack."""
    changes = {one.change for one in Mutator(loaded()).report("west").survivors if one.owner == "west/stop"}

    assert "requires: channel.opt_out.within at_most -> more_than" not in changes
    assert 'exception "Own partners" dropped' in changes


def test_own_text_for_other_days_is_joined() -> None:
    """A duty that was amended here keeps one id, with the version taken over before its own."""
    until = ("    cite: S. 4\n", "    cite: S. 4\n    in_force: {from: 2020-01-01, until: 2024-12-31}\n")
    own = _SOURCE["stop"].replace("east/stop", "west/stop").replace("2010-01-01", "2025-01-01")
    own = own.replace("east.reached", "west.reached").replace("east.written", "west.letter")
    own = own.replace("$east_time", "$west_time").replace("[DE, FR]", "[GB]").replace("[DE]", "[GB]")
    own = own[: own.index("examples:")]
    book = load_rulebook({**files(mirrors=until), "rules/west/stop.yaml": own.encode()})
    rule = book.rules["west/stop"]

    assert [version.in_force.first for version in rule.versions] == [date(2020, 1, 1), date(2025, 1, 1)]
    assert {one.on for one in rule.examples} == {date(2020, 1, 1), date(2024, 12, 31)}
    assert all(one.passed for one in ExampleRunner(book).run([rule]))


def test_versions_cite_different_texts_of_this_law() -> None:
    """Where only the citation changed, the duty has a version for each, and examples of each."""
    versions = (
        "    cite: S. 4\n",
        "    versions:\n      - {in_force: {from: 2020-01-01, until: 2024-12-31}, cite: S. 4}\n"
        "      - {in_force: {from: 2025-01-01}, cite: S. 4A}\n",
    )
    book = loaded(mirrors=versions)
    rule = book.rules["west/stop"]

    assert [version.cite for version in rule.versions] == ["S. 4", "S. 4A"]
    assert "too late, on 2024-12-31" in {one.name for one in rule.examples}
    assert all(one.passed for one in ExampleRunner(book).run([rule]))


def test_cache_holds_mirrored_rules(tmp_path: Path) -> None:
    """What is read back from the cache is what was made."""
    for name, content in files().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    made, kept = (cached_rulebook(tmp_path / "rules", "rules", {}, tmp_path / "cache") for _ in range(2))

    assert kept == made
    assert kept.rules["west/stop"].mirrors == "east/stop"


def test_digest_of_a_mirror_moves_with_its_source() -> None:
    """A report names the files that its rules were made from, those of the other pack included."""
    other = files()
    other["rules/east/stop.yaml"] = other["rules/east/stop.yaml"].replace(b"Stop.\n", b"Stop now.\n")

    assert load_rulebook(other).packs["west"].digest != loaded().packs["west"].digest


SLIPS = [
    (("  stop:\n", "  stpo:\n"), 'east has no duty "stpo". Did you mean "stop"?'),
    (("    cite: S. 4\n", ""), "the mirrored rule has no cite."),
    (("    url: https://example.org/west/4\n", ""), "the mirrored rule has no url."),
    (("checked: {on: 2026-02-01, against: memory}\n", ""), "the mirrored rule has no checked."),
    (("in_force: {from: 2020-01-01}\n", ""), "nothing says since which day the duty binds."),
    (("DE: GB, ", ""), "names the region DE, and nothing stands for it. Say under regions what does."),
    (("sets: {east_area: west_area}\n", ""), "east.reached names the regions $east_area, and nothing stands for them."),
    (("east_area: west_area", "east_area: wset_area"), 'there is no set "wset_area" to stand for east_area.'),
    (("east_area: west_area", "east_area: written"), "there is no set"),
    (("figures: {east_time: west_time}\n", ""), "east/stop names the figure $east_time, and nothing stands for it."),
    (("east_time: west_time", "east_time: grace"), 'there is no figure "grace" to stand for east_time.'),
    (("  east.written: west.letter\n", ""), "east/stop asks for the term east.written, and nothing stands for it."),
    (
        ("west.letter", "west.lettre"),
        'there is no term "west.lettre" to stand for east.written. Did you mean "west.letter"?',
    ),
    (("  east.written:", "  east.wirtten:"), 'east has no term "east.wirtten". Did you mean "east.written"?'),
    ((', cite: S. 2, url: "https://example.org/west/2"', ""), "the counterpart of east.reached has no cite."),
    (
        ("words: {the East: the West}\n", ""),
        'the because taken over from east says "East". Write because for this law.',
    ),
    (("    cite: S. 4\n", "    cite: S. 4\n    without: [to late]\n"), 'east/stop has no example "to late".'),
    (
        ("    cite: S. 4\n", "    cite: S. 4\n    unless: {Partners: {cite: S. 5}}\n"),
        'east/stop has no exception "Partners".',
    ),
    (("    cite: S. 4\n", "    citation: S. 4\n"), 'a mirrored rule has no "citation".'),
    (("of: east\n", ""), "nothing says which pack is mirrored."),
    (("of: east\n", "of: north\n"), 'the pack does not use "north".'),
    (("of: east\n", "of: east\ntables: {}\n"), 'a mirror has no "tables".'),
]


@pytest.mark.parametrize(("change", "expected"), SLIPS)
def test_slip_in_a_mirror_is_refused(change: tuple[str, str], expected: str) -> None:
    """Whatever does not fit is reported when the pack is loaded: where, what, and what to do."""
    lines = [line for line in refused(files(mirrors=change)) if expected in line]

    assert lines, refused(files(mirrors=change))
    assert re.match(r"rules/west/mirrors\.yaml(:\d+){0,2}: .+\. [A-Z].*[.?]\Z", lines[0])


def test_lint_reports_a_duty_that_nobody_took_over() -> None:
    """A new duty of the other law is not forgotten in silence."""
    book = loaded(mirrors=("own:\n  other: The West has no such duty.\n", ""))
    lines = [str(problem) for problem in lint(book, ["west"])]

    assert (
        "rules/west/pack.yaml:1:1: nothing is said about east/other. Cite it under rules in mirrors.yaml, or say under "
        "own why west does not repeat it."
    ) in lines
    assert not any("nothing is said" in str(problem) for problem in lint(loaded(), ["west"]))


def test_pack_that_is_mirrored_must_be_used() -> None:
    """The pack taken over from is loaded with the mirror, by name."""
    lines = refused(files(pack=("uses: [east]\n", "")))

    assert (
        'rules/west/mirrors.yaml:1:1: the pack does not use "east". Write east among the uses in pack.yaml' in lines[0]
    )


def test_own_rule_for_the_same_days_is_refused() -> None:
    """A duty cannot be taken over and stated anew for one day."""
    own = (
        _SOURCE["other"]
        .replace("east/other", "west/stop")
        .replace("applies:", "for_each: channel in channels\napplies:")
    )
    lines = refused({**files(), "rules/west/stop.yaml": own.encode()})

    assert lines == [
        "rules/west/mirrors.yaml:13:3: the versions of stop overlap at 2020-01-01. End one before the next begins."
    ]


def test_own_rule_about_another_element_is_refused() -> None:
    """The versions of one rule are about the same element."""
    own = (
        _SOURCE["other"]
        .replace("east/other", "west/stop")
        .replace("from: 2010-01-01", "from: 2010-01-01, until: 2019-12-31")
    )
    lines = refused({**files(), "rules/west/stop.yaml": own.encode()})

    assert any("west/stop and east/stop are not about the same element. Give the own rule" in line for line in lines)


def test_exception_can_be_cited_anew_or_dropped() -> None:
    """What the other law excepts has a citation of this law, or is no exception here."""
    cited = stop(mirrors=("    cite: S. 4\n", "    cite: S. 4\n    unless: {Own partners: {cite: S. 5}}\n"))
    dropped = stop(mirrors=("    cite: S. 4\n", "    cite: S. 4\n    unless: {Own partners: {dropped: true}}\n"))

    assert ([one.cite for one in cited.versions[0].unless], dropped.versions[0].unless) == (["S. 5"], ())
