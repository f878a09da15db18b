"""``clearance baseline``: write, update and show."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from clearance.cli.campaign_commands import AsOf, Config, Engine, Jobs, Packs, Paths, Rules

app = typer.Typer(
    no_args_is_help=True,
    help="What was violated when a team started: known, listed in every report, and no reason to fail.",
)


def _options(engine: str | None, pack: list[str] | None, rules: list[Any] | None) -> dict[str, Any]:
    return {"engine": engine, "packs": pack, "rules": [str(one) for one in rules or []]}


@app.command()
def write(
    paths: Paths = None,
    force: Annotated[
        bool, typer.Option("--force", help="Also where there is a baseline: add to it, and take out what is gone.")
    ] = False,
    as_of: AsOf = None,
    engine: Engine = None,
    pack: Packs = None,
    rules: Rules = None,
    config: Config = None,
    jobs: Jobs = 1,
) -> None:
    """Write what is violated now into clearance.baseline.json, so that only what is new fails."""
    from clearance.cli.baselines import BaselineCall

    call = BaselineCall(tuple(paths or ()), as_of, _options(engine, pack, rules), config, jobs)
    call.write(force=force)


@app.command()
def update(
    paths: Paths = None,
    as_of: AsOf = None,
    engine: Engine = None,
    pack: Packs = None,
    rules: Rules = None,
    config: Config = None,
    jobs: Jobs = 1,
) -> None:
    """Take out of clearance.baseline.json what is no longer violated. Never adds anything."""
    from clearance.cli.baselines import BaselineCall

    BaselineCall(tuple(paths or ()), as_of, _options(engine, pack, rules), config, jobs).update()


@app.command()
def show(
    paths: Paths = None,
    config: Config = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print what clearance.baseline.json knows, of all campaigns or of those named. Checks nothing."""
    from clearance.cli.baselines import show_baseline

    show_baseline(tuple(paths or ()), config, as_json=json)
