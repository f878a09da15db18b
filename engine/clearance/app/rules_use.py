"""What one can do with rules themselves: run their examples, lint them, mutate them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from msgspec import Struct

from clearance.app.coverage import Counting, CoverageReport
from clearance.app.examples import ExampleResult, ExampleRunner
from clearance.app.library import Sources, open_records, open_rulebook, shown_name
from clearance.app.lint import lint
from clearance.app.mutants import MutationReport, Mutator
from clearance.errors import InputError, Problem
from clearance.model.rules import Rulebook


class ExampleRun(Struct, frozen=True):
    """What came of running examples."""

    rules: int
    total: int
    failed: tuple[ExampleResult, ...]

    @property
    def passed(self) -> int:
        """Return how many came out as they say."""
        return self.total - len(self.failed)


def chosen_packs(named: Iterable[Path]) -> tuple[Rulebook, list[str]]:
    """Return the packs meant by names or folders, with those they use; all of them where none is named."""
    wanted = [str(path) if not path.is_dir() else shown_name(path) for path in named]
    folders = tuple(path for path in named if path.is_dir())
    rulebook = open_rulebook(Sources(own=folders, only=tuple(wanted), examples=True))
    if not wanted:
        return rulebook, sorted(rulebook.packs)
    packs = []
    for one in wanted:
        found = [name for name, pack in rulebook.packs.items() if one == name or pack.place.file.startswith(f"{one}/")]
        if not found:
            raise InputError(Problem(None, f'there is no pack or folder "{one}"', 'Run "clearance rules list".'))
        packs += found
    return rulebook, packs


def run_examples(named: Iterable[Path]) -> ExampleRun:
    """Run the examples of some packs."""
    rulebook, packs = chosen_packs(named)
    rules = [rule for rule in rulebook.rules.values() if rule.pack in packs]
    runner = ExampleRunner(rulebook)
    results = [*runner.run(rules), *runner.run_packs(rulebook.packs[name] for name in packs)]
    return ExampleRun(len(rules), len(results), tuple(one for one in results if not one.passed))


def lint_packs(named: Iterable[Path]) -> list[Problem]:
    """Return what is suspicious in some packs."""
    rulebook, packs = chosen_packs(named)
    return list(lint(rulebook, packs))


def mutate_packs(named: Iterable[Path]) -> Iterator[MutationReport]:
    """Return the mutation report of each of some packs."""
    rulebook, packs = chosen_packs(named)
    yield from _mutated(rulebook, packs)


def _mutated(rulebook: Rulebook, packs: Iterable[str]) -> Iterator[MutationReport]:
    mutator = Mutator(rulebook)
    for pack in packs:
        if rulebook.rules_of(pack):
            yield mutator.report(pack)


def coverage_of(named: Iterable[Path], own: Iterable[Path], on: date, *, mutate: bool) -> CoverageReport:
    """Return how much of what was set out to be encoded is rules: of some packs, or of all and the user's own."""
    named, own = list(named), list(own)
    rulebook, packs = chosen_packs(named)
    if not named:
        rulebook = open_rulebook(Sources(own=tuple(own), examples=True)) if own else rulebook
        packs = sorted(rulebook.packs)
    mutations = list(_mutated(rulebook, packs)) if mutate else None
    return Counting(rulebook, open_records(own), packs, on, mutations, whole=not named).report()
