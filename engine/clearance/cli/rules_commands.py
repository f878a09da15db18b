"""``clearance rules``: list, show, lint, test and mutate rules, ours and a user's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

app = typer.Typer(no_args_is_help=True, help="List, show and test rules.", rich_markup_mode=None)

Folders = Annotated[
    Optional[list[Path]],
    typer.Argument(help="Packs: names, or folders that hold packs. Without any: all shipped packs.", show_default=False),
]


@app.command("test")
def test(packs: Folders = None) -> None:
    """Run the examples of rules. None run is a failure."""
    from clearance.app.rules_use import run_examples

    run = run_examples(packs or [])
    for result in run.failed:
        example = result.example
        typer.echo(f'{example.place}: "{example.name}" of {result.rule.id} is {result.got}, not {example.expect}.')
    typer.echo(f"{run.passed} of {run.total} examples of {run.rules} rules come out as they say.")
    raise typer.Exit(0 if run.total and not run.failed else 5)


@app.command("lint")
def lint(packs: Folders = None) -> None:
    """Report what is legal in a pack but suspicious."""
    from clearance.app.rules_use import lint_packs

    found = lint_packs(packs or [])
    for problem in found:
        typer.echo(str(problem))
    raise typer.Exit(5 if found else 0)


@app.command("mutate")
def mutate(
    packs: Folders = None,
    at_least: Annotated[float, typer.Option(help="Share of changes that examples must notice.")] = 0.95,
) -> None:
    """Change one thing at a time in each rule, and report every change that no example notices."""
    from clearance.app.rules_use import mutate_packs

    enough = True
    for report in mutate_packs(packs or []):
        for mutant in report.survivors:
            typer.echo(f"{mutant.place}: {mutant.owner}: no example notices this change: {mutant.change}.")
        share = report.noticed / report.total if report.total else 0
        enough = enough and share >= at_least
        typer.echo(f"{report.pack}: {report.noticed} of {report.total} changes noticed ({share:.1%}).")
    raise typer.Exit(0 if enough else 5)
