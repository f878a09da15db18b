"""What stands for what when one law mirrors another: regions, sets, figures, terms, words of facts and of texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from clearance.errors import Problem
from clearance.loading.conditions import Names, parse_literal, through_reference
from clearance.model.conditions import All, AnyOf, AtLeast, Condition, Not, Quantified, Scalar, TermRef, Test
from clearance.model.figures import Misfit, did_you_mean
from clearance.model.places import Place
from clearance.model.vocabulary import FactType


@dataclass(slots=True)
class Swaps:
    """Puts into conditions, examples and texts of one law what stands there in another."""

    regions: Mapping[str, str]
    sets: Mapping[str, str]
    figures: Mapping[str, str]
    terms: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    """Fact -> word of it -> the word that stands for it."""
    words: Mapping[str, str]
    never: tuple[str, ...]
    """Words of the other law that no text may keep."""
    theirs: Names
    """What the other pack may name."""
    ours: Names
    figures_of_theirs: frozenset[str]
    terms_of_theirs: frozenset[str]
    place: Place
    problems: list[Problem]

    def condition(self, condition: Condition, owner: str) -> Condition:
        """Return a condition of ``owner``, a rule or term of the other law, as this law puts it."""
        if isinstance(condition, Test):
            return self._test(condition, owner)
        if isinstance(condition, TermRef):
            return replace(condition, name=self._term(condition.name, owner))
        if isinstance(condition, Not):
            return replace(condition, part=self.condition(condition.part, owner))
        if isinstance(condition, Quantified):
            return replace(condition, where=self.condition(condition.where, owner))
        return _with_parts(condition, tuple(self.condition(part, owner) for part in condition.parts))

    def _term(self, name: str, owner: str) -> str:
        if name in self.terms_of_theirs and name not in self.terms:
            self._note(f"{owner} asks for the term {name}, and nothing stands for it", "Say under terms what does.")
        return self.terms.get(name, name)

    def _test(self, test: Test, owner: str) -> Test:
        base, bracket, inside = test.path.partition("[")
        vocabulary = self.theirs.vocabulary
        fact = vocabulary.facts.get(base) or through_reference(base, vocabulary)
        path = f"{base}[{self.region(inside.rstrip(']'), owner)}]" if bracket else base
        if isinstance(test.operand, tuple):
            listed = (self._scalar(one, fact, owner) for one in test.operand)
            return replace(test, path=path, operand=tuple(dict.fromkeys(listed)))
        return replace(test, path=path, operand=self._scalar(test.operand, fact, owner))

    def _scalar(self, scalar: Scalar, fact: FactType | None, owner: str) -> Scalar:
        if not isinstance(scalar, str) or scalar.startswith("$path:"):
            return scalar
        if scalar.startswith("$"):
            return f"${self._named(scalar[1:], fact, owner)}"
        if fact is not None and fact.type in ("region", "set_of_regions"):
            return self.region(scalar, owner)
        return self.values.get(fact.path, {}).get(scalar, scalar) if fact is not None else scalar

    def _named(self, name: str, fact: FactType | None, owner: str) -> str:
        """Return the set or figure that stands for one of the other law's."""
        theirs = self.theirs.sets.get(name)
        if theirs is None:
            return self._figure(name, fact, owner)
        found = self.sets.get(name, name)
        if name not in self.sets and theirs.of == "region":
            self._note(f"{owner} names the regions ${name}, and nothing stands for them", "Say under sets what does.")
        elif found not in self.ours.sets:
            remedy = did_you_mean(found, self.ours.sets, "Define it in sets.yaml.")
            self._note(f'there is no set "{found}" to stand for {name}', remedy)
        elif self.ours.sets[found].of != theirs.of:
            self._note(f"${found} does not hold what ${name} holds", f"Name a set of {theirs.of}.")
        return found

    def _figure(self, name: str, fact: FactType | None, owner: str) -> str:
        found = self.figures.get(name, name)
        figure = self.ours.parameters.get(found)
        if name not in self.figures and name in self.figures_of_theirs:
            self._note(f"{owner} names the figure ${name}, and nothing stands for it", "Say under figures what does.")
        elif figure is None:
            remedy = did_you_mean(found, self.ours.parameters, "Define it in parameters.yaml.")
            self._note(f'there is no figure "{found}" to stand for {name}', remedy)
        elif fact is not None:
            for dated in figure.values:
                for value in dated.value if isinstance(dated.value, tuple) else (dated.value,):
                    self._refuse_misfit(value, fact, found)
        return found

    def _refuse_misfit(self, value: Scalar, fact: FactType, figure: str) -> None:
        try:
            parse_literal(
                "integer" if fact.type == "map_region_integer" else fact.type, fact, value, self.ours.vocabulary
            )
        except Misfit as misfit:
            self._note(f"the figure {figure}: {misfit.what}", misfit.remedy)

    def region(self, code: str, owner: str) -> str:
        """Return the region that stands for another; a part of a country goes with a country that stays."""
        found = self.regions.get(code)
        country = code.partition("-")[0]
        if found is None and self.regions.get(country) == country:
            return code
        if found is None:
            self._note(f"{owner} names the region {code}, and nothing stands for it", "Say under regions what does.")
        return found or code

    def given(self, data: Any, owner: str) -> Any:
        """Return the campaign of an example of ``owner`` with regions and words swapped."""
        each = {section.name: section.each or section.name for section in self.theirs.vocabulary.sections.values()}
        return {key: self._given(value, each.get(key, key), owner) for key, value in data.items()}

    def _given(self, data: Any, path: str, owner: str) -> Any:
        fact = self.theirs.vocabulary.facts.get(path)
        if isinstance(data, list):
            swapped = [self._given(item, path, owner) for item in data]
            return list(dict.fromkeys(swapped)) if fact is not None else swapped
        if isinstance(data, dict):
            if fact is not None and fact.type == "map_region_integer":
                return {self.region(code, owner): figure for code, figure in data.items()}
            return {
                key: self._given(value, path if fact is not None else f"{path}.{key}", owner)
                for key, value in data.items()
            }
        return self._scalar(data, fact, owner) if fact is not None else data

    def worded(self, text: str) -> str:
        """Return a text of the other law in the words of this one."""
        for theirs, ours in self.words.items():
            text = re.sub(rf"(?<!\w){re.escape(theirs)}(?!\w)", ours, text)
        return text

    def foreign(self, text: str) -> str:
        """Return the first word in a text that belongs to the other law alone; empty if there is none."""
        found = (re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) for word in self.never)
        return next((match[0] for match in found if match), "")

    def _note(self, what: str, remedy: str) -> None:
        self.problems.append(Problem(self.place, what, remedy))


def _with_parts(condition: All | AnyOf | AtLeast, parts: tuple[Condition, ...]) -> Condition:
    return replace(condition, parts=parts)
