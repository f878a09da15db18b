"""The words and shapes that every page uses for what an assessment holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct


class Mark(Struct, frozen=True):
    """How a page shows a status: a shape and a word, colour third."""

    key: str
    """Names the shape and the colour."""
    word: str
    """Beside one finding."""
    one: str
    """After the number 1."""
    many: str
    """After every other number."""
    sign: str
    """The shape, where only characters can be had."""


MARKS: Mapping[str, Mark] = {
    "violated": Mark("violated", "Violated", "violated", "violated", "■"),
    "waived": Mark("waived", "Violated, waived", "violated and waived", "violated and waived", "◧"),
    "known": Mark("known", "Violated, known", "violated and known", "violated and known", "▤"),
    "needs_information": Mark("needs-information", "Needs information", "needs information", "need information", "○"),
    "needs_review": Mark("needs-review", "Needs review", "needs review", "need review", "◐"),
    "upcoming": Mark("upcoming", "Upcoming", "upcoming", "upcoming", "▷"),
    "satisfied": Mark("satisfied", "Satisfied", "satisfied", "satisfied", "✓"),
    "not_applicable": Mark("not-applicable", "Not applicable", "not applicable", "not applicable", "\N{EN DASH}"),
}
"""In the order in which pages list them."""

ACCEPTED: Mapping[str, str] = {"waiver": "waived", "baseline": "known"}
"""What a violation is counted as that a waiver or a baseline accepts."""

SEVERITIES: Mapping[str, str] = {"blocker": "Blocker", "high": "High", "medium": "Medium", "low": "Low"}

PRINCIPLES: Mapping[str, str] = {
    "privacy": "Privacy",
    "accuracy-transparency": "Accuracy and transparency",
    "fairness": "Fairness",
    "intrusiveness": "Intrusiveness",
    "opt-out": "Opt-out",
    "monitoring": "Monitoring",
}

KINDS: Mapping[str, str] = {
    "law": "Law",
    "platform": "Platform rules",
    "code": "Industry codes",
    "ethics": "Ethics",
}
"""Used where the assessment itself gives a kind no title; in the order in which pages list them."""

DUTIES: Mapping[str, tuple[str, str]] = {
    "law": ("duty of law", "duties of law"),
    "platform": ("platform rule", "platform rules"),
    "code": ("rule of an industry code", "rules of industry codes"),
    "ethics": ("ethics measure", "ethics measures"),
}
"""What one finding, and several, are about."""

ASK_WHOM: Mapping[str, str] = {
    "": "",
    "legal": "Ask the legal team",
    "engineering": "Ask engineering",
    "vendor": "Ask the supplier of the tool",
}

_SKIPPED: Mapping[str, str] = {
    "left out": "left out by choice",
    "waiting": "not known yet whether it governs this campaign",
    "elsewhere": "the campaign reaches none of its regions",
    "not concerned": "the campaign does nothing it is about",
}

_LONG_NUMBER = re.compile(r"\A\d{5,}(?=\Z| [A-Z]{3}\Z)")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_UNSEEN = {code: None for code in range(32) if chr(code) not in "\t\n"} | {127: None}
_DECEPTIVE = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000)), "\ufffd")
_LINE_ENDS = str.maketrans({"\r": "\n", "\u2028": "\n", "\u2029": "\n"})


def accepting(by: str) -> Mark:
    """Return the mark of what a waiver or a baseline accepts."""
    return MARKS[ACCEPTED[by]]


def state_of(finding: Mapping[str, Any]) -> str:
    """Return what a finding is counted as: its status, or that its violation was accepted."""
    why = finding["suppressed"]
    return ACCEPTED[why["by"]] if why else str(finding["status"])


def day_in_words(day: str) -> str:
    """Return ``2026-12-01`` as ``1 December 2026``; what is not a day comes back as it is."""
    try:
        read = date.fromisoformat(day)
    except ValueError:
        return day
    return f"{read.day} {_MONTHS[read.month - 1]} {read.year}"


def listed(words: Sequence[str], joint: str = "and") -> str:
    """Return words as a list in a sentence."""
    if len(words) < 2:
        return words[0] if words else ""
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def numbered(number: int, one: str, many: str) -> str:
    """Return a number with its noun or verb: ``1 satisfied``, ``3 need information``."""
    return f"{number} {one if number == 1 else many}"


def place_words(file: str, line: int, *, home: str = "") -> str:
    """Return a place in a few words: ``line 12`` within the file ``home``, else ``company.yaml:12``."""
    if not file:
        return ""
    if file == home:
        return f"line {line}" if line else ""
    name = file.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    return f"{name}:{line}" if line else name


def figure_in_words(value: Any) -> str:
    """Return the value of a figure of the law as people write it: thousands apart, several in a row."""
    if isinstance(value, list | tuple):
        return ", ".join(map(figure_in_words, value))
    return _LONG_NUMBER.sub(lambda digits: f"{int(digits[0]):,}", str(value))


class Step(Struct, frozen=True):
    """One line of a proof, or one reason, in the pieces a page sets apart."""

    truth: str
    """true, false or unknown."""
    sign: str
    path: str
    """Where the line begins with a path; empty otherwise."""
    words: str
    stated: str
    """What the campaign states, where the words do not say it already."""
    at: str
    """Where it states it."""
    cite: str
    note: str


_SIGNS = {"true": "✓", "false": "✕", "unknown": "?"}


def step_in_words(step: Mapping[str, Any], home: str) -> Step:
    """Return one step of a proof; places in the file ``home`` are named by their line alone."""
    path = step["path"] if step["path"] and step["text"].startswith(f"{step['path']} ") else ""
    words = step["text"].removeprefix(f"{path} ") if path else step["text"]
    told = step["kind"] == "element" or words.endswith(f" {step['value']}")
    return Step(
        truth=step["truth"],
        sign=_SIGNS[step["truth"]],
        path=path,
        words=words,
        stated="" if told else step["value"],
        at=place_words(step["file"], step["line"], home=home),
        cite=step["cite"],
        note=step["note"],
    )


def skipped_in_words(why: str) -> str:
    """Return why a pack took no part, as a part of a sentence."""
    return _SKIPPED.get(why, why)


def short_digest(digest: str) -> str:
    """Return the first twelve digits of a digest, without the name of its method."""
    return digest.rsplit(":", 1)[-1][:12]


def cleaned(value: Any) -> Any:
    """Return a document without characters that print nothing or make text read as what it is not."""
    if isinstance(value, str):
        if value.isascii() and value.isprintable():  # almost every text, and much quicker
            return value
        return value.replace("\r\n", "\n").translate(_LINE_ENDS).translate(_UNSEEN).translate(_DECEPTIVE)
    if isinstance(value, Mapping):
        return {key: cleaned(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(part) for part in value]
    return value
