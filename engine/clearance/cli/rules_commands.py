"""``clearance rules``: list, show, lint, test and mutate rules, ours and a user's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from clearance.cli.shared import say

app = typer.Typer(no_args_is_help=True, help="List, show and test rules.", rich_markup_mode=None)

Folders = Annotated[
    Optional[list[Path]],
    typer.Argument(help="Packs: names, or folders that hold packs; without any all of ours.", show_default=False),
]


Own = Annotated[Optional[list[Path]], typer.Option("--rules", help="Folder of your own packs; repeatable.")]


@app.command("list")
def list_rules(
    word: Annotated[str, typer.Argument(help="Part of an id or a title.")] = "",
    pack: Annotated[str, typer.Option(help="Of this pack only.", show_default=False)] = "",
    place: Annotated[
        str,
        typer.Option(
            metavar="REGION",
            help="That can bind in this place, such as DE, EEA or US-CA: laws of the place, of what it lies in, of its"
            " parts, and what binds everywhere.",
            show_default=False,
        ),
    ] = "",
    principle: Annotated[str, typer.Option(help="Of this principle only.", show_default=False)] = "",
    channel: Annotated[
        str,
        typer.Option(
            metavar="TYPE",
            help="That can concern this type of channel, such as email or sms: all but the rules that certainly do not"
            " apply to a campaign with no other channel. A rule stays if that depends on anything else.",
            show_default=False,
        ),
    ] = "",
    kind: Annotated[str, typer.Option(help="law, platform, code or ethics.", show_default=False)] = "",
    severity: Annotated[str, typer.Option(help="Of this severity only.", show_default=False)] = "",
    as_of: Annotated[
        Optional[str], typer.Option("--as-of", metavar="DATE", help="In force on this date; today if left out.")
    ] = None,
    rules: Own = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the rules in force on a date. All that is asked must be met."""
    from clearance.app.rules_list import Wanted
    from clearance.cli.rules_shown import print_list

    wanted = Wanted(word, pack, place, principle, channel, kind, severity)
    print_list(wanted, as_of, rules or [], as_json=json)


@app.command("show")
def show(
    rule: Annotated[str, typer.Argument(help="Id of a rule, such as us-can-spam/timely-opt-out, or a former one.")],
    as_of: Annotated[Optional[str], typer.Option("--as-of", metavar="DATE", help="As in force on this date.")] = None,
    rules: Own = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print one rule for a lawyer: conditions in plain English, versions, exceptions, figures, terms, examples."""
    from clearance.cli.rules_shown import print_rule

    print_rule(rule, as_of, rules or [], as_json=json)


@app.command("test")
def test(packs: Folders = None) -> None:
    """Run the examples of rules. None run is a failure."""
    from clearance.app.rules_use import run_examples

    run = run_examples(packs or [])
    for result in run.failed:
        example = result.example
        say(f'{example.place}: "{example.name}" of {result.owner} is {result.got}, not {example.expect}.\n')
    say(f"{run.passed} of {run.total} examples of {run.rules} rules come out as they say.\n")
    raise typer.Exit(0 if run.total and not run.failed else 5)


@app.command("lint")
def lint(packs: Folders = None) -> None:
    """Report what is legal in a pack but suspicious."""
    from clearance.app.rules_use import lint_packs

    found = lint_packs(packs or [])
    for problem in found:
        say(f"{problem}\n")
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
            say(f"{mutant.place}: {mutant.owner}: no example notices this change: {mutant.change}.\n")
        share = report.noticed / report.total if report.total else 0
        enough = enough and share >= at_least
        say(f"{report.pack}: {report.noticed} of {report.total} changes noticed ({share:.1%}).\n")
    raise typer.Exit(0 if enough else 5)


@app.command("coverage")
def coverage(
    packs: Folders = None,
    mutate: Annotated[
        bool, typer.Option("--mutate", help="Also change the rules and count what examples notice; takes minutes.")
    ] = False,
    rules: Own = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Count what is encoded, by catalogue, place and principle: obligations, rules, examples, checks."""
    from clearance.cli.coverage_shown import print_coverage

    print_coverage(packs or [], rules or [], mutate=mutate, as_json=json)


@app.command("cases")
def cases(
    folder: Annotated[
        Optional[Path], typer.Argument(help="Folder of cases; in a checkout, its own ones.", show_default=False)
    ] = None,
    rules: Own = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Hold the packs of law against decisions of authorities: what was held violated, and what was not."""
    from clearance.cli.cases_shown import print_cases

    print_cases(folder, rules or [], as_json=json)
