"""What stands behind ``facts``, ``schema``, ``new``, ``config`` and ``version``."""

from __future__ import annotations

import json
import os
import platform
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from clearance.app.filed import BASELINE, REVIEWS, WAIVERS
from clearance.app.library import Sources, open_rulebook
from clearance.cli.shared import cache_folder, say, settings_for, version, width
from clearance.errors import InputError, NothingToCheckError, Problem
from clearance.loading.whole import create_whole
from clearance.model.figures import did_you_mean
from clearance.model.places import Place
from clearance.model.rules import SHARED, Pack
from clearance.model.vocabulary import FactType, Vocabulary
from clearance.rendering.schemas import campaign_schema, report_schema
from clearance.rendering.starter import STARTER

_SCHEMAS = ("campaign", "report")


def print_facts(word: str, *, as_json: bool, rules: Sequence[Path]) -> None:
    """Print the facts whose path, question or values hold a word. Raises: NothingToCheckError."""
    vocabulary = open_rulebook(Sources(own=tuple(rules), cache=cache_folder())).vocabulary
    found = facts_with(vocabulary, word)
    if not found:
        steps = dict.fromkeys(step for path in vocabulary.facts for step in path.split("."))
        remedy = did_you_mean(word, (*vocabulary.facts, *steps), "Try a shorter word.")
        raise NothingToCheckError(Problem(None, f'no fact holds "{word}"', remedy))
    if as_json:
        say(json.dumps([_fact_document(one) for one in found], ensure_ascii=False, indent=2) + "\n")
        return
    one_line = len(found) > 40
    say("\n".join(_fact_line(one) if one_line else _fact_text(one) for one in found) + "\n")
    if one_line:
        say(f"\n{len(found)} facts. Add a word to see fewer of them, with their values.\n")


def facts_with(vocabulary: Vocabulary, word: str) -> list[FactType]:
    """Return the facts whose path, question or values hold a word; all facts for an empty one."""
    wanted = word.lower()
    return [
        fact
        for fact in vocabulary.facts.values()
        if not wanted or wanted in fact.path or wanted in fact.ask.lower() or any(wanted in w for w, _ in fact.values)
    ]


def _fact_line(fact: FactType) -> str:
    return f"{fact.path:<44} {fact.type.replace('_', ' ')}"


def _fact_text(fact: FactType) -> str:
    unit = f", in {fact.unit}" if fact.unit else ""
    lines = [f"{fact.path}  ({fact.type.replace('_', ' ')}{unit})"]
    for text in (fact.ask, fact.help):
        lines += textwrap.wrap(text, width() - 4, initial_indent="    ", subsequent_indent="    ")
    longest = min(max((len(value) for value, _ in fact.values), default=0), 32)
    for value, gloss in fact.values:
        head = f"      {value:<{longest}}  "
        lines += textwrap.wrap(gloss, width(), initial_indent=head, subsequent_indent=" " * len(head))
    return "\n".join(lines) + "\n"


def _fact_document(fact: FactType) -> dict[str, Any]:
    return {
        "path": fact.path,
        "type": fact.type,
        "section": fact.section,
        "unit": fact.unit,
        "values": [{"value": value, "means": gloss} for value, gloss in fact.values],
        "ask": fact.ask,
        "help": fact.help,
        "answered_by": fact.answered_by,
        "since": fact.since,
        "pack": fact.origin,
    }


def print_schema(what: str, rules: Sequence[Path]) -> None:
    """Print one of the published JSON Schemas. Raises: InputError."""
    if what not in _SCHEMAS:
        remedy = did_you_mean(what, _SCHEMAS, f"There are: {', '.join(_SCHEMAS)}.")
        raise InputError(Problem(None, f'there is no schema of "{what}"', remedy))
    if what == "report":
        schema = report_schema()
    else:
        schema = campaign_schema(open_rulebook(Sources(own=tuple(rules), cache=cache_folder())).vocabulary)
    say(json.dumps(schema, ensure_ascii=False, indent=2) + "\n")


def begin_campaign(file: Path) -> None:
    """Write a starter file. Raises: InputError where something stands there already."""
    try:
        create_whole(file, STARTER.encode())
    except FileExistsError:
        raise InputError(Problem(Place(str(file), 0), "the file exists", "Choose another name.")) from None
    except OSError as error:
        what = f"the file cannot be written ({error.strerror})"
        raise InputError(Problem(Place(str(file), 0), what, "Look at the folder.")) from None
    say(f"Wrote {file}. Fill it in, then run: clearance check {file}\n")


def print_config(config: Path | None, options: dict[str, Any], *, as_json: bool) -> None:
    """Print the settings in effect, and where each comes from."""
    settings = settings_for(Path(), config, options)
    if as_json:
        document = {
            "project": str(settings.root),
            "file": str(settings.file) if settings.file else "",
            "filed": {name: str(path) if path else "" for name, path in _filed(settings.root).items()},
            "settings": {
                key: {"value": value, "from": settings.origins[key]} for key, value in settings.values.items()
            },
        }
        say(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
        return
    file = _near(settings.file) if settings.file else "none"
    lines = [f"project folder  {_near(settings.root)}", f"settings file   {file}"]
    lines += [f"{name:<16}{_near(path) if path else 'none'}" for name, path in _filed(settings.root).items()]
    lines.append("")
    lines += [
        f"{key:<16}{_shown(value):<24}{_near(Path(settings.origins[key]))}" for key, value in settings.values.items()
    ]
    say("\n".join(lines) + "\n")


def _filed(root: Path) -> dict[str, Path | None]:
    """Return what is filed at the root of the project; None for what is not there."""
    files = {"reviews": root / REVIEWS, "waivers": root / WAIVERS, "baseline": root / BASELINE}
    return {name: path if os.path.lexists(path) else None for name, path in files.items()}


def _near(path: Path) -> str:
    """Return a path relative to the working directory where it lies below it."""
    text = str(path)
    here = os.getcwd() + os.sep
    return text.removeprefix(here)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(value) or "(all)" if value else "(none named)"
    return str(value)


def _shared(pack: Pack) -> str:
    return "  shared sets and figures, no rules" if pack.kind == SHARED else ""


def print_version(*, as_json: bool) -> None:
    """Print versions: of Clearance, of the reasoners, of the vocabulary and of every pack."""
    from clearance.deciding.durable import durable_available

    rulebook = open_rulebook(Sources(cache=cache_folder()))
    reasoners = ["python", *(["durable-rules"] if durable_available() else [])]
    packs = {name: pack.release for name, pack in sorted(rulebook.packs.items())}
    if as_json:
        document = {
            "version": version(),
            "python": platform.python_version(),
            "reasoners": reasoners,
            "vocabulary": rulebook.vocabulary.release,
            "rulebook": rulebook.digest,
            "packs": packs,
        }
        say(json.dumps(document, indent=2) + "\n")
        return
    longest = max(map(len, packs), default=0)
    why = "" if len(reasoners) == 2 else " (durable-rules does not work with this Python)"
    lines = [
        f"Clearance {version()}, Python {platform.python_version()}",
        f"decided by {' and '.join(reasoners)}{why}",
        f"vocabulary {rulebook.vocabulary.release}, rulebook {rulebook.digest[:12]}",
        *(f"  {name:<{longest}}  {release}{_shared(rulebook.packs[name])}" for name, release in packs.items()),
    ]
    say("\n".join(lines) + "\n")
