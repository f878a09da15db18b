"""Files that were sound once: some bytes, lines or values of them are something else now."""

from __future__ import annotations

import json
from copy import deepcopy
from random import Random
from typing import Any

from clearance.loading.reader import plain, read_documents

_TOKENS = (
    *(
        ": ",
        "- ",
        "? ",
        "{",
        "}",
        "[",
        "]",
        "null",
        "~",
        "true",
        "0",
        "-1",
        '"',
        "'",
        "\n",
        "  ",
        "\t",
        "#",
        "&a ",
        "*a",
    ),
    *("!!x ", "%", "|", ">", "$", "$path:", "$row.x", "1e99999999999999999999", "9" * 60, "\0", "\ufeff", "[]", "{}"),
    *('""', "x", "2026-13-01", "24:00", "versions: ", "across: ", "all: ", "not: ", "at_least: ", "of: ", "some: "),
    *("where: ", "in_force: ", "unless: ", "examples:\n", "---\n", "term: ", "stated: true", "id: "),
)
_VALUES = (
    *(
        None,
        True,
        0,
        -1,
        10**30,
        "",
        "x",
        "$x",
        "$",
        "$path:campaign.name",
        "$path:",
        "$row.x",
        [],
        {},
        [[]],
        [{}],
        [None],
    ),
    *({"a": 1}, [1, 2], ["a", "a"], "2026-01-01", "item in data", "channel in channels", "10 days", "never", "US-CA"),
    *({"is": 1}, {"count": {}}, {"count": {"is": [1]}}, {"in": []}, {"at_most": [1, 2]}, {"stated": True}, "x" * 5_000),
    *({"older_than": "$path:campaign.name"}, {"all": []}, {"not": {}}, {"term": []}, {"some": [], "where": {}}),
    *({"at_least": 1, "of": [{}]}, {"from": 5}, {"from": "2020-01-01", "until": "x"}, {"has": ["a"], "lacks": "b"}),
)


def mutated(rng: Random, text: bytes) -> bytes:
    """Return a text with something else in it: in its bytes, or in the data it holds."""
    if rng.random() < 0.5:
        return scrambled(rng, text)
    documents = read_documents(text, "x")
    return json.dumps(replaced(rng, plain(documents[0])), ensure_ascii=False).encode() if documents else b""


def scrambled(rng: Random, text: bytes) -> bytes:
    """Return a text with bytes, words or lines put in, left out, moved or changed."""
    for _ in range(rng.randint(1, 4)):
        text = rng.choice((_put_in, _left_out, _changed, _repeated, _line_moved))(rng, text)
    return text


def _put_in(rng: Random, text: bytes) -> bytes:
    place = rng.randint(0, len(text))
    return text[:place] + rng.choice(_TOKENS).encode() + text[place:]


def _left_out(rng: Random, text: bytes) -> bytes:
    place = rng.randint(0, len(text))
    return text[:place] + text[place + rng.randint(1, 12) :]


def _changed(rng: Random, text: bytes) -> bytes:
    place = rng.randint(0, len(text))
    return text[:place] + rng.randbytes(1) + text[place + 1 :]


def _repeated(rng: Random, text: bytes) -> bytes:
    place, from_ = rng.randint(0, len(text)), rng.randint(0, len(text))
    return text[:place] + text[from_ : from_ + rng.randint(1, 40)] + text[place:]


def _line_moved(rng: Random, text: bytes) -> bytes:
    lines = text.split(b"\n")
    line = lines.pop(rng.randrange(len(lines)))
    if rng.random() < 0.7:
        lines.insert(rng.randint(0, len(lines)), line)
    return b"\n".join(lines)


def replaced(rng: Random, data: Any) -> Any:
    """Return plain data with one or two values in it replaced, or left out."""
    for _ in range(rng.randint(1, 2)):
        holders = list(_holders(data))
        if holders:
            holder = rng.choice(holders)
            key = rng.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
            if rng.random() < 0.15:
                del holder[key]
            else:
                holder[key] = deepcopy(rng.choice(_VALUES))
    return data


def _holders(data: Any) -> list[Any]:
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    found = [data] if inner else []
    return found + [one for value in inner for one in _holders(value)]
