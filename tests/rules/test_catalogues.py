"""Nothing that the rules were written from falls through: it is a rule, or it is left out with a reason."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

import pytest

from clearance.app.library import Sources, open_records, open_rulebook
from clearance.app.places import is_place
from clearance.errors import PackError
from clearance.loading.records import read_records
from clearance.model.records import Records
from clearance.model.rules import Rulebook

IDS = {"eu-uk": 169, "us": 160, "world": 145, "platforms": 70, "ethics": 60}
"""How many obligations each catalogue holds."""
SEAL = "ed732e6aca2f"
"""The first digits of the digest of all ids, so that none can be taken out of the list unseen."""


@pytest.fixture(scope="module")
def records() -> Records:
    """Return what stands beside the shipped rules."""
    return open_records(())


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    """Return the shipped rules."""
    return open_rulebook(Sources())


@pytest.fixture(scope="module")
def named(rulebook: Rulebook) -> set[str]:
    """Return every id that a rule names as the obligation it was written from."""
    return {id_ for rule in rulebook.rules.values() for id_ in rule.from_catalogue}


def test_catalogues_hold_what_they_held(records: Records) -> None:
    """604 obligations; whoever changes the list renews number and digest here, and says why."""
    obligations = [id_ for one in records.catalogues.values() for id_ in one.obligations]

    assert {one.name: len(one.obligations) for one in records.catalogues.values()} == IDS
    assert [id_ for id_, times in Counter(obligations).items() if times > 1] == []
    assert sha256("\n".join(sorted(obligations)).encode()).hexdigest().startswith(SEAL)


def test_every_obligation_is_a_rule_or_left_out(records: Records, named: set[str]) -> None:
    """With a reason, if it is left out."""
    obligations = {id_ for one in records.catalogues.values() for id_ in one.obligations}

    assert sorted(obligations - named - {one.id for one in records.left_out}) == []


def test_every_national_variation_has_a_pack_or_is_left_out(records: Records, rulebook: Rulebook) -> None:
    """A rule names it, or the country has a pack of its own."""
    named = {id_ for rule in rulebook.rules.values() for id_ in rule.from_catalogue}
    own = {region for pack in rulebook.packs.values() for region in pack.regions}
    variations = {id_ for one in records.catalogues.values() for id_ in one.national_variations}
    settled = named | {f"national_variations/{region}" for region in own} | {one.id for one in records.left_out}

    assert sorted(variations - settled) == []
    assert all(is_place(one.partition("/")[2], rulebook.vocabulary) for one in variations)


def test_rules_name_only_what_a_catalogue_holds(records: Records, named: set[str]) -> None:
    """A slip in an id would leave its obligation uncovered."""
    assert sorted(id_ for id_ in named if not records.catalogue_of(id_)) == []


def test_what_is_left_out_is_no_rule(records: Records, named: set[str]) -> None:
    """What became a rule leaves the list."""
    assert [one.id for one in records.left_out if one.id in named] == []


def test_what_is_left_out_is_told_apart_and_leads_somewhere(records: Records, rulebook: Rulebook) -> None:
    """Names differ, catalogues exist, and rules that are near exist."""
    names = [one.name for one in records.left_out]
    rules = {name for rule in rulebook.rules.values() for name in (rule.id, *rule.aliases)}

    assert [name for name, times in Counter(names).items() if times > 1] == []
    assert {one.catalogue for one in records.left_out} <= set(records.catalogues)
    assert sorted(rule for one in records.left_out for rule in one.near if rule not in rules) == []


def test_every_pack_tells_what_its_releases_changed(records: Records, rulebook: Rulebook) -> None:
    """The newest release first, and the rules that a change names exist."""
    rules = {name for rule in rulebook.rules.values() for name in (rule.id, *rule.aliases)}
    stems = {name.partition("@")[0] for name in rules}
    named = {
        rule for record in records.packs.values() for release in record.releases for one in release.changes
        for rule in one.rules if "/" in rule
    }  # fmt: skip

    assert set(records.packs) == set(rulebook.packs)
    assert sorted(named - rules - stems) == []


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("rules/LEFT-OUT.yaml", "- {name: a, state: propsed}", 'there is no state "propsed". Did you mean "proposed"?'),
        ("rules/LEFT-OUT.yaml", "- {name: a}", "what is left out lacks catalogue. State it."),
        ("rules/LEFT-OUT.yaml", "a: b", "this is not a list. Begin each entry with a hyphen."),
        ("rules/CATALOGUES.yaml", "us: {title: a}", "a catalogue lacks obligations. State it."),
        ("rules/CATALOGUES.yaml", "us: {titel: a}", 'a catalogue has no "titel". Did you mean "title"?'),
        ("rules/x/changes.yaml", "- {release: 1, date: soon}", 'date: "soon" is not a day. Write it like 2026-12-01.'),
        ("rules/x/changes.yaml", "- {release: 1, changes: [{waht: a}]}", 'a change has no "waht". Did you mean'),
    ],
)
def test_slips_in_records_are_told_with_their_place(name: str, text: str, told: str) -> None:
    """All of them at once, in the usual form."""
    files = {"rules/x/pack.yaml": b"pack: x\n", name: text.encode()}

    with pytest.raises(PackError) as caught:
        read_records(files)
    assert any(str(one).startswith(f"{name}:1:") and told in str(one) for one in caught.value.problems)
