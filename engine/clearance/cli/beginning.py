"""What stands behind ``init``: a repository of campaigns, set up in a folder."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from clearance.app.beginning import Begun, begin_repository
from clearance.app.library import Sources, open_rulebook
from clearance.cli.shared import cache_folder, say, version, width
from clearance.errors import InputError, Problem
from clearance.model.figures import did_you_mean
from clearance.rendering.project import HOSTS, SCHEMA, Origin, placeholder_origin, repository_files
from clearance.rendering.schemas import campaign_schema

_ADDRESS = re.compile(r"https://([\w.-]+(?::\d+)?)/([\w.-]+(?:/[\w.-]+)+)/?(?:@([\w./-]+))?", re.ASCII)
_BY_ORIGIN = (".github/workflows/clearance.yml", ".gitlab-ci.yml", ".pre-commit-config.yaml")
"""Files that name the repository Clearance comes from."""


def print_new_repository(folder: Path, host: str, address: str | None) -> None:
    """Set up a repository of campaigns, and say what to do next. Raises: InputError."""
    if host not in HOSTS:
        remedy = did_you_mean(host, HOSTS, f"Use one of: {', '.join(HOSTS)}.")
        raise InputError(Problem(None, f'--ci: there is no choice "{host}"', remedy))
    origin = origin_of(address, host)
    vocabulary = open_rulebook(Sources(cache=cache_folder())).vocabulary
    schema = json.dumps(campaign_schema(vocabulary), ensure_ascii=False, separators=(",", ":")) + "\n"
    files = repository_files(host, origin=origin, vocabulary=vocabulary.release, schema=schema)
    begun = begin_repository(folder, files)
    say("\n".join([*_listed(begun, folder), *_next_steps(begun, folder, origin)]) + "\n")


def origin_of(address: str | None, host: str) -> Origin:
    """Return where pipelines take Clearance from, by default in this version. Raises: InputError."""
    ref = f"v{version()}"
    if address is None:
        return placeholder_origin(host, ref)
    found = _ADDRESS.fullmatch(address)
    if not found:
        remedy = f"Write it like https://github.com/acme/clearance, or with @{ref} behind it."
        raise InputError(Problem(None, f'--from: "{address}" is no address of a repository', remedy))
    return Origin(found[1], found[2].removesuffix(".git"), found[3] or ref)


def _listed(begun: Begun, folder: Path) -> Iterator[str]:
    where = "" if folder == Path() else f" in {folder}"
    longest = max((len(one.path) for one in (*begun.written, *begun.kept)), default=0)
    if begun.written:
        yield f"Wrote {len(begun.written)} files{where}"
        yield from (f"  {one.path:<{longest}}  {one.purpose}" for one in begun.written)
    if begun.kept:
        yield f"Kept {len(begun.kept)} as they were{where}"
        yield from (f"  {one.path:<{longest}}  {one.purpose}" for one in begun.kept)


def _next_steps(begun: Begun, folder: Path, origin: Origin) -> Iterator[str]:
    """Return what to do now, in order."""
    steps = [] if folder == Path() else [f"Go there: cd {folder}"]
    steps.append("Fill in company.yaml and campaigns/first-campaign.yaml.")
    steps.append("Run clearance check, and answer what it asks.")
    named = [one.path for one in begun.written if one.path in _BY_ORIGIN]
    if named and not origin.known:
        steps.append(f"Put your Clearance repository in the place of {origin.path} in {' and '.join(named)}.")
    if SCHEMA in {one.path for one in begun.written}:
        steps.append("Open the folder in Visual Studio Code and accept the extension it recommends.")
    steps.append("Commit, and let the pipeline check every change.")
    yield ""
    yield "Next"
    for number, step in enumerate(steps, 1):
        yield from textwrap.wrap(
            step, width() - 1, initial_indent=f"  {number}. ", subsequent_indent="     ", break_on_hyphens=False
        )
