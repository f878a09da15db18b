"""The rulebook: vocabulary and packs together, with everything they name found or refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from msgspec.structs import replace

from clearance.errors import PackError, Problem
from clearance.loading.calendar import with_changes
from clearance.loading.conditions import Names
from clearance.loading.mirrors import Lender, Mirror, counterparts, source_of
from clearance.loading.packs import (
    PackDraft,
    asking,
    read_pack,
    read_rules,
    read_terms,
    refuse_strange_members,
    term_elements,
)
from clearance.loading.reader import ReadingError, plain, read_documents
from clearance.loading.sources import Files, digest_of
from clearance.loading.vocabulary import load_vocabulary
from clearance.model.figures import did_you_mean
from clearance.model.places import Place
from clearance.model.reading import mentions_in
from clearance.model.rules import Outline, Pack, Parameter, Rule, Rulebook, Term
from clearance.model.vocabulary import NamedSet, Vocabulary

VOCABULARY = "vocabulary"
"""The folder of the vocabulary, below the shipped rules."""
RECORDS = ("CATALOGUES.yaml", "LEFT-OUT.yaml")
"""Files that belong to no pack: what the rules were written from, and what was left out."""
MAX_LAYERS = 50
"""Terms that may rest on one another in a chain."""


def load_rulebook(files: Files, shipped: str = "rules", *, examples: bool = True) -> Rulebook:
    """Return everything the files define. ``shipped`` is the name of the folder that holds the vocabulary.

    Without ``examples`` those of rules are left out, which takes less than half the time.

    Raises: PackError, with all problems of all packs.
    """
    vocabulary, vocabulary_digest = load_vocabulary(files, f"{shipped}/{VOCABULARY}")
    drafts = [read_pack(folder, own, vocabulary, examples=examples) for folder, own in _packs_in(files)]
    problems = [problem for draft in drafts for problem in draft.problems]
    for draft in drafts:
        draft.problems.clear()
    vocabulary = _with_added_facts(vocabulary, drafts)
    problems += _strays(files, drafts, f"{shipped}/{VOCABULARY}/")
    for draft in drafts:
        refuse_strange_members(draft, vocabulary)
    by_name = _by_name(drafts, problems)
    names = {name: _names(draft, by_name, vocabulary, problems) for name, draft in by_name.items()}
    packs = {name: asking(draft, draft.pack, names[name]) for name, draft in by_name.items() if draft.pack}
    terms = {term.name: term for name, draft in by_name.items() for term in read_terms(draft, names[name])}
    rules = _unique_rules(
        (rule for name, draft in by_name.items() for rule in read_rules(draft, names[name])), problems
    )
    for name, draft in by_name.items():
        lender = _lender(draft, by_name, names, terms, rules)
        if lender:
            mirror = Mirror(draft, names[name], lender)
            terms.update({term.name: term for term in mirror.terms()})
            rules.update({rule.id: rule for rule in mirror.rules(rules)})
            packs[name] = _mirroring(packs[name], mirror, by_name[lender.name])
    problems += _clashing_aliases(rules)
    problems += [problem for draft in by_name.values() for problem in draft.problems]
    problems += _cycles(terms)
    if problems:
        raise PackError(dict.fromkeys(problems))
    rulebook = Rulebook(
        vocabulary=replace(vocabulary, sets=_all_sets(vocabulary, by_name.values())),
        packs=packs,
        rules=rules,
        terms=terms,
        parameters={name: one for draft in by_name.values() for name, one in _owned(draft).items()},
        digest=_digest(vocabulary_digest, packs),
        visible={name: frozenset((name, *pack.uses)) for name, pack in packs.items()},
    )
    rules = {rule.id: rule for rule in with_changes(rulebook)}
    return replace(rulebook, rules=rules, packs={name: _outlined(pack, rules) for name, pack in packs.items()})


def _outlined(pack: Pack, rules: Mapping[str, Rule]) -> Pack:
    own = [rule for rule in rules.values() if rule.pack == pack.name]
    return replace(pack, outline=tuple(_outline(rule) for rule in own))


def _outline(rule: Rule) -> Outline:
    periods = tuple(version.in_force for version in rule.versions)
    return Outline(periods, rule.versions[-1].checked.against == "official text")


def _packs_in(files: Files) -> Iterator[tuple[str, Files]]:
    folders = sorted(name.removesuffix("/pack.yaml") for name in files if name.endswith("/pack.yaml"))
    for folder in folders:
        inner = [other for other in folders if other.startswith(f"{folder}/")]
        own = {
            name: content
            for name, content in files.items()
            if name.startswith(f"{folder}/") and not any(name.startswith(f"{other}/") for other in inner)
        }
        yield folder, own


def chosen_files(files: Files, shipped: str, only: tuple[str, ...]) -> Files:
    """Return the files of some packs, named or by folder, of the packs they use, and of the vocabulary."""
    if not only:
        return files
    folders = dict(_packs_in(files))
    heads = {folder: _head(folder, own) for folder, own in folders.items()}
    wanted = [folder for folder, (name, _) in heads.items() if name in only or _below(folder, only)]
    for folder in wanted:
        wanted += [other for other, (name, _) in heads.items() if name in heads[folder][1] and other not in wanted]
    kept = {name: content for name, content in files.items() if name.startswith(f"{shipped}/{VOCABULARY}/")}
    for folder in wanted:
        kept.update(folders[folder])
    return kept


def _below(folder: str, only: tuple[str, ...]) -> bool:
    return any(folder == one or folder.startswith(f"{one}/") for one in only)


def _head(folder: str, own: Files) -> tuple[str, tuple[str, ...]]:
    """Return the name of a pack and the packs it uses, as far as they can be read."""
    try:
        documents = read_documents(own[f"{folder}/pack.yaml"], f"{folder}/pack.yaml")
    except ReadingError:
        return folder, ()
    written = plain(documents[0]) if documents and documents[0].kind == "map" else {}
    uses = written.get("uses")
    return str(written.get("pack", folder)), tuple(str(name) for name in uses) if isinstance(uses, list) else ()


def _strays(files: Files, drafts: Iterable[PackDraft], vocabulary: str) -> Iterator[Problem]:
    known = {name for draft in drafts for name in draft.files}
    for name in files:
        if name not in known and not name.startswith(vocabulary) and name.rsplit("/", 1)[1] not in RECORDS:
            yield Problem(Place(name, 0), "the file belongs to no pack", "Put a pack.yaml beside it, or move it.")


def _with_added_facts(vocabulary: Vocabulary, drafts: Iterable[PackDraft]) -> Vocabulary:
    added = {fact.path: fact for draft in drafts for fact in draft.facts}
    return replace(vocabulary, facts={**vocabulary.facts, **added}) if added else vocabulary


def _by_name(drafts: Iterable[PackDraft], problems: list[Problem]) -> dict[str, PackDraft]:
    found: dict[str, PackDraft] = {}
    for draft in drafts:
        if draft.pack is None:
            continue
        if draft.pack.name in found:
            other = found[draft.pack.name].folder
            what = f'there is a pack "{draft.pack.name}" already, in {other}'
            problems.append(Problem(draft.pack.place, what, "Choose another name."))
            continue
        found[draft.pack.name] = draft
    for draft in found.values():
        for name in draft.pack.uses if draft.pack else ():
            if name not in found and draft.pack:
                remedy = did_you_mean(name, found, "Load the pack too.")
                problems.append(Problem(draft.pack.place, f'there is no pack "{name}" to use', remedy))
    return found


def _owned(draft: PackDraft) -> dict[str, Parameter]:
    pack = draft.pack.name if draft.pack else ""
    return {f"{pack}:{name}": replace(one, pack=pack) for name, one in draft.parameters.items()}


def _all_sets(vocabulary: Vocabulary, drafts: Iterable[PackDraft]) -> dict[str, NamedSet]:
    sets = dict(vocabulary.sets)
    for draft in drafts:
        pack = draft.pack.name if draft.pack else ""
        sets.update({f"{pack}:{name}": one for name, one in draft.sets.items()})
    return sets


def _names(
    draft: PackDraft, by_name: Mapping[str, PackDraft], vocabulary: Vocabulary, problems: list[Problem]
) -> Names:
    """Return what a pack may name: its own words and those of the packs it uses. Its own come first."""
    pack = draft.pack
    assert pack is not None
    sets: dict[str, NamedSet] = dict(vocabulary.sets)
    parameters: dict[str, Parameter] = {}
    terms: dict[str, tuple[str, str] | None] = {}
    for name in (*pack.uses, pack.name):
        other = by_name.get(name)
        if other is None:
            continue
        _refuse_ambiguous(draft, other, {**sets, **parameters}, vocabulary, problems)
        sets.update(other.sets)
        parameters.update(other.parameters)
        terms.update(term_elements(other, vocabulary))
        if source_of(other) in by_name:
            theirs = term_elements(by_name[source_of(other)], vocabulary)
            terms.update({new: theirs[old] for new, old in counterparts(other).items() if old in theirs})
    for name in draft.terms:
        for other_name, other in by_name.items():
            if other_name < pack.name and name in other.terms:
                place = draft.terms[name].place(f"{draft.folder}/terms.yaml")
                what = f'the term "{name}" is defined in {other_name} too'
                problems.append(Problem(place, what, "Begin its name with the name of the law."))
    return Names(vocabulary, sets, parameters, terms)


def _refuse_ambiguous(
    draft: PackDraft,
    other: PackDraft,
    known: Mapping[str, NamedSet | Parameter],
    vocabulary: Vocabulary,
    problems: list[Problem],
) -> None:
    """Note the names that two packs a pack uses give to different things; its own would come first."""
    for name in (*other.sets, *other.parameters):
        own = name in draft.sets or name in draft.parameters
        if name in known and name not in vocabulary.sets and not own and draft.pack and other.pack:
            what = f'"${name}" of {other.pack.name} is the name of something else in another pack that is used'
            problems.append(Problem(draft.pack.place, what, f"Define {name} in this pack, or rename it there."))


def _unique_rules(rules: Iterable[Rule], problems: list[Problem]) -> dict[str, Rule]:
    found: dict[str, Rule] = {}
    for rule in rules:
        if rule.id in found:
            what = f'the id "{rule.id}" is used already, at {found[rule.id].place}'
            problems.append(Problem(rule.place, what, "An id is permanent: choose another."))
        else:
            found[rule.id] = rule
    return found


def _clashing_aliases(rules: Mapping[str, Rule]) -> Iterator[Problem]:
    for rule in rules.values():
        for alias in rule.aliases:
            if alias in rules:
                yield Problem(rule.place, f'the alias "{alias}" is the id of a rule', "Choose another id.")


def _lender(
    draft: PackDraft,
    by_name: Mapping[str, PackDraft],
    names: Mapping[str, Names],
    terms: Mapping[str, Term],
    rules: Mapping[str, Rule],
) -> Lender | None:
    """Return the pack that a pack mirrors; None if it mirrors none, or none that can be mirrored."""
    if draft.mirrors is None or draft.pack is None:
        return None
    place = Place(f"{draft.folder}/mirrors.yaml", 1, 1)
    name = source_of(draft)
    source = by_name.get(name)
    if not name:
        draft.problems.append(Problem(place, "nothing says which pack is mirrored", "Write of: PACK."))
    elif source is None or name not in draft.pack.uses:
        remedy = f"Write {name} among the uses in pack.yaml, and load it too."
        draft.problems.append(Problem(place, f'the pack does not use "{name}"', remedy))
    elif source.mirrors is not None:
        draft.problems.append(Problem(place, f"{name} mirrors another pack itself", "Mirror that pack."))
    else:
        return Lender(
            name=name,
            rules={rule.id: rule for rule in rules.values() if rule.pack == name},
            terms={term.name: term for term in terms.values() if term.pack == name},
            names=names[name],
            figures=frozenset(source.parameters),
        )
    return None


def _mirroring(pack: Pack, mirror: Mirror, source: PackDraft) -> Pack:
    """Return a pack that says what it mirrors. Its digest covers the files of both, since its rules come from both."""
    digest = digest_of({**source.files, **mirror.draft.files})
    return replace(pack, digest=digest, mirrors=mirror.lender.name, not_mirrored=mirror.left_to_own)


def _cycles(terms: Mapping[str, Term]) -> Iterator[Problem]:
    """Return a problem for each circle of terms, and for each that rests on too long a chain of others."""
    depths: dict[str, int] = {}
    for name in terms:
        if name not in depths:
            yield from _circles_from(name, terms, depths)


def _circles_from(name: str, terms: Mapping[str, Term], depths: dict[str, int]) -> Iterator[Problem]:
    path = {name: list(mentions_in(terms[name].holds))}
    while path:
        here, mentions = next(reversed(path.items()))
        if not mentions:
            del path[here]
            rests_on = [depths.get(mention.name, 0) for mention in mentions_in(terms[here].holds)]
            depths[here] = 1 + max(rests_on, default=0)
            if depths[here] == MAX_LAYERS + 1:
                what = f"the term rests on a chain of more than {MAX_LAYERS} others"
                yield Problem(terms[here].place, what, "Say some of them in one term.")
            continue
        mention = mentions.pop()
        if mention.name in path:
            names = list(path)
            circle = " -> ".join((*names[names.index(mention.name) :], mention.name))
            yield Problem(mention.place, f"the term rests on itself: {circle}", "Break the circle.")
        elif mention.name in terms and mention.name not in depths:
            path[mention.name] = list(mentions_in(terms[mention.name].holds))


def _digest(vocabulary: str, packs: Mapping[str, Pack]) -> str:
    total = sha256(vocabulary.encode())
    for name in sorted(packs):
        total.update(f"\0{name}\0{packs[name].digest}".encode())
    return total.hexdigest()
