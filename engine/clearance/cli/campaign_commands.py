"""``clearance check`` and ``clearance explain``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Optional

import typer

Paths = Annotated[
    Optional[list[str]],
    typer.Argument(help="Campaign files, folders or patterns; - for standard input.", show_default=False),
]
AsOf = Annotated[Optional[str], typer.Option("--as-of", metavar="DATE", help="Date of the law; today if left out.")]
Engine = Annotated[Optional[str], typer.Option(help="Who decides: both, durable or python.", show_default="both")]
Packs = Annotated[Optional[list[str]], typer.Option("--pack", help="Check against this pack only; repeatable.")]
Rules = Annotated[Optional[list[Path]], typer.Option("--rules", help="Folder of your own packs; repeatable.")]
Config = Annotated[Optional[Path], typer.Option(help="Settings file, instead of the clearance.toml found upward.")]
Color = Annotated[str, typer.Option(help="auto, always or never.")]
Level = Annotated[
    Optional[str],
    typer.Option(
        "--fail-on", help="Least grave violation that fails: blocker, high, medium or low.", show_default="low"
    ),
]
EthicsLevel = Annotated[
    Optional[str], typer.Option("--fail-on-ethics", help="The same for ethics packs.", show_default="high")
]
Undecided = Annotated[
    Optional[bool], typer.Option("--allow-undecided", help="Exit with 0 though facts or reviews are missing.")
]
Cache = Annotated[
    Optional[bool],
    typer.Option(
        "--cache/--no-cache",
        help="Keep what comes of each campaign; check only what has changed. For a line each, not for whole reports.",
        show_default=False,
    ),
]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, max=64, help="Processes to use.")]


def register(app: typer.Typer, first: str) -> None:
    """Add the commands of this file, or only the one that the first word of a call names, which is quicker."""
    commands: dict[str, Callable[..., None]] = {"check": check, "explain": explain}
    for name, command in commands.items():
        if first == name or first not in commands:
            app.command(name)(command)
    if first in commands:
        app.callback()(_nothing)  # one command alone would stand without its name


def _nothing() -> None:
    """Do nothing before the command."""


def check(
    paths: Paths = None,
    output: Annotated[
        Optional[list[str]],
        typer.Option(
            "--output",
            "-o",
            metavar="FORMAT=PATH",
            help="Also write a format to a file or folder; repeatable.",
        ),
    ] = None,
    format: Annotated[
        str, typer.Option("--format", "-f", help="What to print: terminal, json, sarif and others.")
    ] = "terminal",
    as_of: AsOf = None,
    engine: Engine = None,
    pack: Packs = None,
    rules: Rules = None,
    fail_on: Level = None,
    fail_on_ethics: EthicsLevel = None,
    allow_undecided: Undecided = None,
    sarif_only_failures: Annotated[
        bool, typer.Option("--sarif-only-failures", help="Put nothing but violations that fail into SARIF.")
    ] = False,
    changed_since: Annotated[
        Optional[str],
        typer.Option("--changed-since", metavar="REF", help="Check only campaigns that differ from a commit of git."),
    ] = None,
    config: Config = None,
    stdin_filename: Annotated[
        Optional[str], typer.Option("--stdin-filename", help="Where standard input is taken to stand.")
    ] = None,
    jobs: Jobs = 1,
    cache: Cache = None,
    no_baseline: Annotated[
        bool, typer.Option("--no-baseline", help="Leave clearance.baseline.json aside: known violations fail again.")
    ] = False,
    color: Color = "auto",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Print everything, folded parts too.")] = False,
) -> None:
    """Check campaigns and print the checklist.

    Exit codes: 0 clear, or every violation waived or in the baseline, 1 violation at or above --fail-on, 2 usage or a
    file that cannot be read, 3 nothing was checked, 4 undecided, 5 fault of a pack or the engine.
    """
    from clearance.cli.checking import CheckCall

    options = {
        "engine": engine,
        "packs": pack,
        "rules": [str(one) for one in rules or []],
        "fail-on": fail_on,
        "fail-on-ethics": fail_on_ethics,
        "allow-undecided": allow_undecided,
        "cache": cache,
    }
    call = CheckCall(
        paths=tuple(paths or ()),
        outputs=tuple(output or ()),
        format=format,
        as_of=as_of,
        options=options,
        config=config,
        stdin_filename=stdin_filename,
        jobs=jobs,
        color=color,
        quiet=quiet,
        verbose=verbose,
        changed_since=changed_since,
        sarif_only_failures=sarif_only_failures,
        baseline=not no_baseline,
    )
    raise typer.Exit(call.run())


def explain(
    campaign: Annotated[str, typer.Argument(help="Campaign file; - for standard input.")],
    rule: Annotated[str, typer.Argument(help="Id of a rule, such as eu-gdpr/lawful-basis.")],
    subject: Annotated[str, typer.Argument(help="Id of the channel, data item or other element it is about.")] = "",
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_of: AsOf = None,
    engine: Engine = None,
    rules: Rules = None,
    config: Config = None,
    stdin_filename: Annotated[
        Optional[str], typer.Option("--stdin-filename", help="Where standard input is taken to stand.")
    ] = None,
    color: Color = "auto",
) -> None:
    """Explain one outcome: the proof as a tree, each step with the fact and its place."""
    from clearance.cli.checking import ExplainCall

    options = {"engine": engine, "rules": [str(one) for one in rules or []]}
    call = ExplainCall(
        campaign=campaign,
        rule=rule,
        subject=subject,
        json=json,
        as_of=as_of,
        options=options,
        config=config,
        stdin_filename=stdin_filename,
        color=color,
    )
    call.run()
