"""``clearance facts``, ``handbook``, ``schema``, ``new``, ``init``, ``config`` and ``version``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from clearance.cli.campaign_commands import Cache, Config, Engine, EthicsLevel, Level, Packs, Rules, Undecided


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (facts, handbook, schema, new, init, config, version):
        app.command(command.__name__)(command)


def facts(
    word: Annotated[str, typer.Argument(help="Part of a path, a question or a value.")] = "",
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    rules: Rules = None,
) -> None:
    """Print the facts a campaign can state, each with its type, its values and its question."""
    from clearance.cli.project import print_facts

    print_facts(word, as_json=json, rules=rules or [])


def handbook(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Folder to write: new, empty, or an earlier handbook.")
    ],
    as_of: Annotated[
        Optional[str],
        typer.Option("--as-of", metavar="DATE", help="As the law stands on this date; today if left out."),
    ] = None,
    rules: Rules = None,
) -> None:
    """Write all rules, packs, facts and terms as a folder of linked pages, to be read offline."""
    from clearance.cli.handbook_written import write_handbook

    write_handbook(output, as_of, rules or [])


def schema(
    what: Annotated[str, typer.Argument(help="campaign: of campaign files. report: of the JSON that check writes.")],
    rules: Rules = None,
) -> None:
    """Print a JSON Schema, for editors and for those who read our JSON."""
    from clearance.cli.project import print_schema

    print_schema(what, rules or [])


def new(
    file: Annotated[Path, typer.Argument(help="File to begin.")] = Path("campaign.yaml"),
) -> None:
    """Begin a campaign file: a few commented lines to fill in. Never writes over a file."""
    from clearance.cli.project import begin_campaign

    begin_campaign(file)


def init(
    folder: Annotated[Path, typer.Argument(help="Folder to set up.")] = Path(),
    ci: Annotated[str, typer.Option(help="What runs the checks: github, gitlab or none.")] = "github",
    from_: Annotated[
        Optional[str],
        typer.Option(
            "--from", metavar="URL", help="Repository that pipelines take Clearance from.", show_default=False
        ),
    ] = None,
) -> None:
    """Set up a repository of campaigns: a first campaign, a company profile, checks and help for editors.

    Never writes over a file: what stands there is kept and named.
    """
    from clearance.cli.beginning import print_new_repository

    print_new_repository(folder, ci, from_)


def config(
    config: Config = None,
    engine: Engine = None,
    pack: Packs = None,
    rules: Rules = None,
    fail_on: Level = None,
    fail_on_ethics: EthicsLevel = None,
    allow_undecided: Undecided = None,
    cache: Cache = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print the settings in effect, and where each comes from."""
    from clearance.cli.project import print_config

    options = {
        "engine": engine,
        "packs": pack,
        "rules": [str(one) for one in rules or []],
        "fail-on": fail_on,
        "fail-on-ethics": fail_on_ethics,
        "allow-undecided": allow_undecided,
        "cache": cache,
    }
    print_config(config, options, as_json=json)


def version(
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print the version of Clearance, who decides, and the releases of the packs."""
    from clearance.cli.project import print_version

    print_version(as_json=json)
