"""From YAML to campaigns: typed facts, each with its place. All problems of a file at once, or none."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from clearance.errors import Problem
from clearance.loading.reader import Node, ReadingError, read_documents
from clearance.loading.sources import digest_of
from clearance.loading.values import Misplaced, parse_value
from clearance.loading.workspace import Workspace
from clearance.model.campaigns import Campaign, Element, Fact
from clearance.model.figures import Misfit, did_you_mean
from clearance.model.places import Place
from clearance.model.vocabulary import FactType, Section, Vocabulary

_ID = re.compile(r"\w[\w.-]{0,79}\Z")
_HEADS = ("vocabulary", "includes")
_MAX_INCLUDES = 20
_STATES_ONE = re.compile(rb"^campaign\s*:", re.MULTILINE)
"""A section campaign, seen without reading the file; one written otherwise is seen when the file is read."""


class _Draft(Struct):
    """What has been read of one campaign so far."""

    facts: dict[str, Fact] = field(default_factory=dict)
    lists: dict[str, dict[str, Element]] = field(default_factory=dict)
    list_places: dict[str, Place] = field(default_factory=dict)
    release: str = ""
    """The oldest any of its files was written for."""
    reading: str = ""
    """What the file that is being read was written for."""
    files: dict[str, bytes] = field(default_factory=dict)


class CampaignReader:
    """Reads campaigns in the words of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._each = {section.each: section for section in vocabulary.sections.values() if section.each}
        self._keys: dict[str, dict[str, None]] = {}
        for path in vocabulary.facts:
            head, *rest = path.split(".")
            for step in rest:
                self._keys.setdefault(head, {})[step] = None
                head = f"{head}.{step}"
        self._references = [fact for fact in vocabulary.facts.values() if fact.type == "reference"]
        self._inheriting = [fact for fact in vocabulary.facts.values() if fact.inherits]
        self._oldest = min((fact.since for fact in vocabulary.facts.values() if fact.since), default=vocabulary.release)

    def read_file(self, path: str, shown: str, workspace: Workspace) -> tuple[list[Campaign], list[Problem]]:
        """Return the campaigns of one file, or what is wrong with it."""
        try:
            data = workspace.read(path, shown)
        except ReadingError as error:
            return [], [error.problem]
        return self.read_bytes(data, path, shown, workspace)

    def read_bytes(
        self, data: bytes, path: str, shown: str, workspace: Workspace
    ) -> tuple[list[Campaign], list[Problem]]:
        """Return the campaigns of a text that stands, or is taken to stand, at ``path``."""
        try:
            documents = read_documents(data, shown)
        except ReadingError as error:
            return [], [error.problem]
        if not documents:
            return [], [Problem(Place(shown, 0), "the file is empty", 'Run "clearance new" for a file to start from.')]
        campaigns, problems = [], []
        for node in documents:
            draft = _Draft(files={shown: data})
            wrong: list[Problem] = []
            self._document(node, shown, draft, wrong, profile=False)
            self._include(node, path, shown, workspace, draft, wrong)
            campaign = self._finish(draft, shown, wrong)
            problems += wrong
            if campaign:
                campaigns.append(campaign)
        return ([], problems) if problems else (campaigns, [])

    def is_profile(self, path: str, shown: str, workspace: Workspace) -> bool:
        """Tell whether a file can be read, has known sections only, and no campaign among them."""
        try:
            data = workspace.read(path, shown)
            documents = [] if _STATES_ONE.search(data) else read_documents(data, shown)
        except ReadingError:
            return False
        known = {*_HEADS, *self._vocabulary.sections} - {"campaign"}
        return bool(documents) and all(node.kind == "map" and set(node.value) <= known for node in documents)

    def read_given(self, node: Node, file: str) -> tuple[Campaign | None, list[Problem]]:
        """Return the small campaign of an example, which need not look like a whole file."""
        draft = _Draft(files={})
        problems: list[Problem] = []
        self._document(node, file, draft, problems, profile=True)
        return self._finish(draft, file, problems), problems

    def _include(
        self, node: Node, path: str, shown: str, workspace: Workspace, draft: _Draft, problems: list[Problem]
    ) -> None:
        """Read the profiles a document includes, and those they include."""
        waiting = [(target, place, path, shown) for target, place in _included(node, shown, problems)]
        while waiting:
            target, place, base, base_shown = waiting.pop(0)
            real = os.path.join(os.path.dirname(base), target)
            label = os.path.normpath(os.path.join(os.path.dirname(base_shown), target)).replace(os.sep, "/")
            if label in draft.files:
                continue
            if len(draft.files) > _MAX_INCLUDES:
                problems.append(Problem(place, f"more than {_MAX_INCLUDES} files are included", "Join some of them."))
                return
            if os.path.isabs(target):
                problems.append(Problem(place, f'"{target}" is an absolute path', "Name it relative to this file."))
                continue
            try:
                data = workspace.read(real, label)
                documents = read_documents(data, label)
            except ReadingError as error:
                what = error.problem
                exact = what.place is not None and what.place.line > 0
                problems.append(what if exact else Problem(place, f"{label}: {what.what}", what.remedy))
                continue
            draft.files[label] = data
            for document in documents:
                self._document(document, label, draft, problems, profile=True)
                waiting += [(more, where, real, label) for more, where in _included(document, label, problems)]

    def _document(self, node: Node, file: str, draft: _Draft, problems: list[Problem], *, profile: bool) -> None:
        if node.kind != "map":
            problems.append(Problem(node.place(file), "a campaign file is a mapping", "Begin with campaign:."))
            return
        if not profile and "campaign" not in node.value:
            what = "the file has no section campaign, so it is a company profile or something else"
            problems.append(Problem(node.place(file), what, "Add campaign: {name: ...}, or include it in a campaign."))
        stated = node.value.get("vocabulary")
        draft.reading = (self._release(stated, file, draft, problems) if stated else draft.release) or self._oldest
        for key, child in node.value.items():
            place = Place(file, *node.keys[key])
            if key in self._vocabulary.sections:
                self._section(self._vocabulary.sections[key], child, place, draft, problems)
            elif key not in _HEADS:
                known = [*_HEADS, *self._vocabulary.sections]
                remedy = did_you_mean(key, known, 'Run "clearance facts" for a list.')
                problems.append(Problem(place, f'there is no section "{key}"', remedy))

    def _release(self, node: Node, file: str, draft: _Draft, problems: list[Problem]) -> str:
        """Return the release a file was written for; note it if it is none."""
        written = str(node.value) if node.kind == "text" else ""
        if not re.fullmatch(r"\d{4}\.\d{2}", written):
            remedy = f'Write vocabulary: "{self._vocabulary.release}".'
            problems.append(Problem(node.place(file), "the release of the vocabulary is not a release", remedy))
        elif written > self._vocabulary.release:
            what = f"the file was written for vocabulary {written}; this one is {self._vocabulary.release}"
            problems.append(Problem(node.place(file), what, "Update Clearance."))
        else:
            draft.release = min(draft.release or written, written)
        return written

    def _section(self, section: Section, node: Node, place: Place, draft: _Draft, problems: list[Problem]) -> None:
        if not section.each:
            if node.is_null:
                problems.append(Problem(place, f"nothing is stated under {section.name}", "Leave the line out."))
            elif node.kind != "map":
                problems.append(Problem(place, f"{section.name} is a mapping", "Indent its facts below it."))
            else:
                self._facts(section.name, node, place.file, draft.facts, draft, problems)
            return
        if node.kind != "list":
            remedy = f"Begin each {section.each} with a hyphen, or write {section.name}: [] if there is none."
            problems.append(Problem(place, f"{section.name} is a list", remedy))
            return
        draft.list_places.setdefault(section.name, place)
        elements = draft.lists.setdefault(section.name, {})
        for item in node.value:
            self._element(section, item, place.file, elements, draft, problems)

    def _element(
        self,
        section: Section,
        node: Node,
        file: str,
        elements: dict[str, Element],
        draft: _Draft,
        problems: list[Problem],
    ) -> None:
        place = node.place(file)
        if node.kind != "map":
            problems.append(Problem(place, f"a {section.each} is a mapping", "Write {id: ..., ...}."))
            return
        name = node.value.get("id")
        written = str(name.value) if name is not None and name.kind == "text" and not name.is_null else ""
        if not written:
            problems.append(Problem(place, f"this {section.each} has no id", "Give it one, such as id: newsletter."))
        elif not _ID.match(written):
            remedy = "Use letters, digits, hyphens and full stops."
            problems.append(Problem(place, f"the id of this {section.each} has other characters in it", remedy))
        elif written in elements:
            what = f'the {section.each} "{written}" stands here a second time, first at {elements[written].place}'
            problems.append(Problem(place, what, "Choose another id, or join the two."))
        facts: dict[str, Fact] = {}
        self._facts(section.each, node, file, facts, draft, problems)
        if written and written not in elements:
            elements[written] = Element(written, section.name, facts, place)

    def _facts(
        self, head: str, node: Node, file: str, facts: dict[str, Fact], draft: _Draft, problems: list[Problem]
    ) -> None:
        """Read the facts below one path, however they are nested."""
        for key, child in node.value.items():
            path = f"{head}.{key}"
            if key == "id" and head in self._each:
                continue
            fact = self._vocabulary.facts.get(path)
            if fact is not None:
                self._fact(fact, child, file, facts, draft, problems)
            elif path in self._keys and child.kind == "map":
                self._facts(path, child, file, facts, draft, problems)
            else:
                problems.append(self._no_such_fact(path, head, Place(file, *node.keys[key])))

    def _no_such_fact(self, path: str, head: str, place: Place) -> Problem:
        if path in self._keys:
            below = list(self._keys[path])
            remedy = f"Write {{{below[0]}: ...}}; there are: {', '.join(below)}."
            return Problem(place, f"{path} has facts below it", remedy)
        if path in self._vocabulary.aliases:
            return Problem(place, f"{path} is now {self._vocabulary.aliases[path]}", "Rename it.")
        key = path.rsplit(".", 1)[1]
        near = did_you_mean(key, self._keys.get(head, {}), "") or self._elsewhere(key, head)
        return Problem(place, f'there is no fact "{path}"', near)

    def _elsewhere(self, key: str, head: str) -> str:
        """Return where a fact of that name stands, if only one does, or what there is below a short path."""
        named = [known for known in self._vocabulary.facts if known.rsplit(".", 1)[1] == key]
        if len(named) == 1:
            return f'Did you mean "{named[0]}"?'
        below = list(self._keys.get(head, {}))
        return f"There are: {', '.join(below)}." if len(below) <= 20 else f'Run "clearance facts {head}" for a list.'

    def _fact(
        self, fact: FactType, node: Node, file: str, facts: dict[str, Fact], draft: _Draft, problems: list[Problem]
    ) -> None:
        place = node.place(file)
        try:
            value = parse_value(fact, node, self._vocabulary, draft.reading)
        except Misfit as misfit:
            for one in (misfit, *misfit.others) if isinstance(misfit, Misplaced) else (misfit,):
                where = one.node.place(file) if isinstance(one, Misplaced) else place
                problems.append(Problem(where, f"{fact.path}: {one.what}", one.remedy))
            return
        before = facts.get(fact.path)
        if before is None:
            facts[fact.path] = Fact(fact.path, value, _written(node), place)
        elif before.value != value:
            what = f"{fact.path} is {_written(node)} here and {before.text} at {before.place}"
            problems.append(Problem(place, what, "State it once."))

    def _finish(self, draft: _Draft, file: str, problems: list[Problem]) -> Campaign | None:
        if problems:
            return None
        lists = self._completed(draft, problems)
        first, last = (draft.facts.get(f"campaign.{name}") for name in ("starts_on", "ends_on"))
        if first and last and first.value > last.value:  # type: ignore[operator]
            what = f"the campaign ends on {last.text}, before it starts on {first.text}"
            problems.append(Problem(last.place, what, "Look at both days."))
        ongoing = draft.facts.get("campaign.ongoing")
        if last and ongoing and ongoing.value:
            what = f"the campaign is ongoing, and ends on {last.text}"
            problems.append(Problem(ongoing.place, what, "State one of the two."))
        if problems:
            return None
        return Campaign(
            facts=MappingProxyType(draft.facts),
            lists=MappingProxyType(lists),
            file=file,
            release=draft.release or self._oldest,
            digest=digest_of(draft.files),
            files=tuple(draft.files),
            list_places=MappingProxyType(draft.list_places),
        )

    def _completed(self, draft: _Draft, problems: list[Problem]) -> dict[str, tuple[Element, ...]]:
        """Return the lists, each element with what it inherits and then what it reads through its references."""
        lists = {name: [self._heir(one, draft) for one in elements.values()] for name, elements in draft.lists.items()}
        by_id = {name: {one.id: one for one in elements} for name, elements in lists.items()}
        return {
            name: tuple(
                replace(one, facts={**dict(self._referred(one.facts, by_id, problems)), **one.facts})
                for one in elements
            )
            for name, elements in lists.items()
        }

    def _heir(self, element: Element, draft: _Draft) -> Element:
        inherited = dict(self._inherited(element, draft))
        return replace(element, facts={**inherited, **element.facts}) if inherited else element

    def _inherited(self, element: Element, draft: _Draft) -> Iterator[tuple[str, Fact]]:
        for fact in self._inheriting:
            if fact.section == element.section and fact.inherits in draft.facts:
                heard = draft.facts[fact.inherits]
                yield fact.path, Fact(fact.path, heard.value, heard.text, heard.place)

    def _referred(
        self, facts: Mapping[str, Fact], lists: Mapping[str, Mapping[str, Element]], problems: list[Problem]
    ) -> Iterator[tuple[str, Fact]]:
        for fact in self._references:
            named = facts.get(fact.path)
            if named is None:
                continue
            known = lists.get(fact.of, {})
            target = known.get(str(named.value))
            if target is None:
                remedy = did_you_mean(str(named.value), known, f"Add it under {fact.of}.")
                what = f'{fact.path}: there is no "{named.text}" under {fact.of}'
                problems.append(Problem(named.place, what, remedy))
                continue
            for path, heard in target.facts.items():
                through = f"{fact.path}.{path.split('.', 1)[1]}"
                yield through, Fact(through, heard.value, heard.text, heard.place)


def _included(node: Node, file: str, problems: list[Problem]) -> list[tuple[str, Place]]:
    if node.kind != "map" or "includes" not in node.value:
        return []
    listed = node.value["includes"]
    if listed.kind != "list" or any(item.kind != "text" or item.is_null for item in listed.value):
        problems.append(Problem(listed.place(file), "includes is a list of files", "Write [company.yaml]."))
        return []
    return [(str(item.value), item.place(file)) for item in listed.value]


def _written(node: Node) -> str:
    """Return a value as people read it on one line."""
    if node.kind == "text":
        return " ".join(str(node.value).split())
    if node.kind == "list":
        return ", ".join(_written(item) for item in node.value) or "none"
    return "; ".join(f"{key}: {_written(child)}" for key, child in node.value.items()) or "none"


def node_of(data: Any, place: Place) -> Node:
    """Return plain data as a node again, with every part at one place; the reverse of ``reader.plain``."""
    line, column = place.line, place.column
    if isinstance(data, Mapping):
        node = Node("map", {str(key): node_of(value, place) for key, value in data.items()}, line, column)
        node.keys = dict.fromkeys(node.value, (line, column))
        return node
    if isinstance(data, (list, tuple)):
        return Node("list", [node_of(value, place) for value in data], line, column)
    if data is None:
        return Node("text", "", line, column)
    return Node("text", str(data).lower() if isinstance(data, bool) else str(data), line, column)


__all__ = ["CampaignReader", "node_of"]
