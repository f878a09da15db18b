"""Figures as they are written: days, times, lengths of time, amounts and numbers, for facts and for rules alike."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from clearance.model.values import ClockTime, Duration, Exact, Money


class Misfit(Exception):
    """What was written does not fit the type."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


UNITS = {
    "minute": "minutes",
    "hour": "hours",
    "day": "days",
    "week": "weeks",
    "business day": "business days",
    "month": "months",
    "year": "years",
}
_UNITS = {**UNITS, **{plural: plural for plural in UNITS.values()}}
_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,6})?) +(business days?|[a-z]+)\Z")
_MONEY = re.compile(r"(\d{1,15}(?:\.\d{1,4})?) *([A-Z]{3})\Z")
_INTEGER = re.compile(r"\d{1,15}\Z")
_DECIMAL = re.compile(r"(\d{1,15}(?:\.\d{1,12})?|\.\d{1,12})\Z")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\Z|24:00\Z")


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the word someone probably meant."""
    import difflib

    pool = list(words)
    if word.lower() in pool:
        return word.lower()
    found = difflib.get_close_matches(word, pool, n=1, cutoff=0.6)
    return found[0] if found else None


def did_you_mean(word: str, words: Iterable[str], otherwise: str) -> str:
    """Return a remedy for a word that does not exist."""
    found = nearest(word, words)
    return f'Did you mean "{found}"?' if found else otherwise


def parse_date(text: str) -> date:
    """Return a day. Raises: Misfit."""
    match = _DATE.match(text)
    if match:
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            raise Misfit(f"there is no day {text}", "Look at month and day.") from None
    raise Misfit(f'"{shortened(text)}" is not a day', _day_meant(text))


def _day_meant(text: str) -> str:
    """Return what to write for a day that stands the other way round; full stops mean that the day comes first."""
    match = re.fullmatch(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})", text)
    if match and match[2] == "." and int(match[3]) <= 12:
        return f"Did you mean {match[4]}-{int(match[3]):02}-{int(match[1]):02}?"
    return "Write it like 2026-12-01."


def parse_time(text: str) -> ClockTime:
    """Return a time of day. Raises: Misfit."""
    if not _TIME.match(text):
        raise Misfit(f'"{shortened(text)}" is not a time of day', 'Write it with 24 hours, like "09:00" or "21:30".')
    hours, minutes = text.split(":")
    return ClockTime(int(hours) * 60 + int(minutes))


def parse_duration(text: str) -> Duration:
    """Return a length of time. Raises: Misfit."""
    if text == "never":
        return Duration(Decimal(0), "never")
    match = _DURATION.match(text)
    if match and match[2] in _UNITS:
        unit = _UNITS[match[2]]
        if unit in ("months", "business days", "years") and "." in match[1]:
            raise Misfit(f'"{shortened(text)}" is not a whole number of {unit}', "Use a smaller unit.")
        return Duration(Decimal(match[1]), unit)
    if match:
        raise Misfit(f'"{match[2]}" is not a unit of time', did_you_mean(match[2], _UNITS, _DURATION_HELP))
    if text.isdigit():
        raise Misfit(f'"{shortened(text)}" has no unit', f'Write "{shortened(text)} days" or another unit.')
    raise Misfit(f'"{shortened(text)}" is not a length of time', _DURATION_HELP)


_DURATION_HELP = "Write a number and a unit, like 48 hours, 10 business days or 24 months; or never."


def parse_money(text: str) -> Money:
    """Return an amount. Raises: Misfit."""
    match = _MONEY.match(text)
    if not match:
        remedy = "Write it like 26625000 USD, without separators."
        raise Misfit(f'"{shortened(text)}" is not an amount of money', remedy)
    return Money(Decimal(match[1]), match[2])


def parse_number(type_: str, text: str) -> int | Decimal:
    """Return a whole number, a number or a ratio. Raises: Misfit."""
    if type_ == "integer":
        if not _INTEGER.match(text):
            plain = re.sub(r"[., '_]", "", text)
            grouped = re.fullmatch(r"\d{1,3}([., '_])\d{3}(\1\d{3})*", text)
            remedy = f"Write it without separators: {plain}." if grouped else "Write it without separators, like 42000."
            raise Misfit(f'"{shortened(text)}" is not a whole number we can use', remedy)
        return int(text)
    if not _DECIMAL.match(text):
        hint = f"Write {Decimal(text[:-1]) / 100}." if re.fullmatch(r"\d{1,3}(\.\d{1,4})? ?%", text) else None
        if re.fullmatch(r"\d{1,9},\d{1,6}", text) and (type_ == "ratio" or not re.search(r",\d{3}\Z", text)):
            hint = f"Write {text.replace(',', '.')}, with a point."
        remedy = "Write 0.8 for 80 %." if type_ == "ratio" else "Write it like 2.5."
        raise Misfit(f'"{shortened(text)}" is not a number we can use', hint or remedy)
    return Decimal(text)


def parse_exact(type_: str, text: str) -> Exact:
    """Return a figure, duration, amount, day or time of day. Raises: Misfit."""
    if type_ == "duration":
        return parse_duration(text)
    if type_ == "money":
        return parse_money(text)
    if type_ == "date":
        return parse_date(text)
    if type_ == "time":
        return parse_time(text)
    return parse_number(type_, text)


def shortened(text: str) -> str:
    """Return a text short enough for a message."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:57]}..."


def months_before(day: date, months: int) -> date:
    """Return the same day of an earlier month, or that month's last day where it is shorter."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    if not 1 <= year <= 9999:
        return date.min if year < 1 else date.max
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError


def months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day where it is shorter."""
    return months_before(day, -months)
