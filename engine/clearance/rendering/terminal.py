"""The checklist in a terminal: blockers first, then questions, then the rest folded. Readable without colour."""

from __future__ import annotations

import io
import re
import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, Protocol

from clearance.plain import without_orders
from clearance.rendering.words import ACCEPTED, state_of

if TYPE_CHECKING:
    from rich.console import Console

Document = dict[str, Any]

_MARKS = {
    "violated": ("■", "bold red"),
    "waived": ("◧", "magenta"),
    "known": ("▤", "magenta"),
    "needs_information": ("○", "yellow"),
    "needs_review": ("◐", "cyan"),
    "satisfied": ("✓", "green"),
    "not_applicable": ("–", "dim"),
    "upcoming": ("▷", "bold"),
}
_WORDS = {
    "violated": "violated",
    "waived": "violated and waived",
    "known": "violated and known",
    "needs_information": "need information",
    "needs_review": "need review",
    "satisfied": "satisfied",
    "not_applicable": "not applicable",
    "upcoming": "upcoming",
}
_VERDICTS = {"clear": "bold green", "not clear": "bold red", "undecided": "bold yellow", "accepted": "bold magenta"}
_WHO = {"legal": "ask the legal team", "engineering": "ask engineering", "vendor": "ask the supplier of the tool"}
_FIRST_QUESTIONS = 7
_FIRST_NOTICES = 7
_NARROWEST = 20
"""Columns that text is given at least."""
_WORD = re.compile(r"\s*\S+")
"""A word with the blanks before it: those at the beginning of a line take room, too."""
_SHORT = 60
"""Longest value that is repeated beside the test it fails."""


def render_terminal(documents: Sequence[Document], *, width: int, color: bool, verbose: bool = False) -> str:
    """Return one checklist after the other as text for a terminal so many columns wide."""
    sheet = _Colored(width) if color else _Plain(width)
    for number, document in enumerate(documents):
        if number:
            sheet.print()
        _page(sheet, document, verbose=verbose)
    return without_orders("\n".join(line.rstrip() for line in sheet.text().splitlines()) + "\n")


def console_for(*, width: int, color: bool) -> tuple[io.StringIO, Console]:
    """Return a console so many columns wide, and the text it prints to."""
    from rich.console import Console

    stream = io.StringIO()
    console = Console(
        file=stream,
        width=width,
        force_terminal=color,
        no_color=not color,
        highlight=False,
        emoji=False,
        markup=False,
        color_system="standard" if color else None,
        legacy_windows=False,
    )
    return stream, console


Said = Sequence[tuple[str, str]]
"""Words, each part with its style."""


class _Sheet(Protocol):
    """Lines that are laid out one by one and printed at once."""

    def print(self, said: Said | None = None) -> None:
        """Add a text, broken into lines; an empty line where there is none."""

    def hung(self, mark: str, said: Said, by: int, style: str = "") -> None:
        """Add a mark, and text beside it that keeps its indentation."""

    def text(self) -> str:
        """Return all that was laid out."""


class _Colored:
    """Lines in colour, by rich."""

    def __init__(self, width: int) -> None:
        from rich.text import Text

        self._stream, self._console = console_for(width=width, color=True)
        self._width = width
        self._new = Text
        self._text = Text()

    def print(self, said: Said | None = None) -> None:
        if said is None:
            self._text.append("\n")
        else:
            self.hung("", said, 0)

    def hung(self, mark: str, said: Said, by: int, style: str = "") -> None:
        self._text.append(mark.ljust(by), style)
        text, room, between = self._new.assemble(*said), _room(self._width, by), ""
        fits = text.plain.isprintable() and text.cell_len <= room  # breaking takes most of the time
        for line in [text] if fits else text.wrap(self._console, room, overflow="fold"):
            if not fits:
                line.rstrip()
            self._text.append(between).append_text(line)
            between = f"\n{' ' * by}"
        self._text.append("\n")

    def text(self) -> str:
        self._console.print(self._text, soft_wrap=True, end="")
        return self._stream.getvalue()


class _Plain:
    """Lines without colour, broken where rich would break them, which need not be imported for it."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._parts: list[str] = []

    def print(self, said: Said | None = None) -> None:
        if said is None:
            self._parts.append("\n")
        else:
            self.hung("", said, 0)

    def hung(self, mark: str, said: Said, by: int, style: str = "") -> None:  # noqa: ARG002
        text, room = "".join(words for words, _ in said), _room(self._width, by)
        fits = len(text) <= room and text.isascii() and text.isprintable()
        lines = [text] if fits else broken(text, room)
        self._parts.append(f"{mark.ljust(by)}" + f"\n{' ' * by}".join(lines) + "\n")

    def text(self) -> str:
        return "".join(self._parts)


def _room(width: int, by: int) -> int:
    return max(width - by, _NARROWEST)


def broken(text: str, width: int) -> list[str]:
    """Return a text broken into lines at blanks, and where a word is longer than a line; wide letters count double."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        longest = max((len(found[0].rstrip()) for found in _WORD.finditer(paragraph)), default=0)
        if longest > width or any(_is_odd(one) for one in paragraph if one > "\u02ff"):
            from rich.text import Text

            _, console = console_for(width=width, color=False)
            lines += [line.plain for line in Text(paragraph).wrap(console, width, overflow="fold")]
        else:
            lines += _breaker(width).wrap(paragraph) or [""]
    return [line.rstrip() for line in lines]


def _breaker(width: int) -> textwrap.TextWrapper:
    return textwrap.TextWrapper(width, break_on_hyphens=False, expand_tabs=False, replace_whitespace=False)


def _is_odd(letter: str) -> bool:
    """Tell whether a letter takes two columns, or none."""
    return unicodedata.east_asian_width(letter) in "WF" or unicodedata.category(letter) in ("Mn", "Me")


def render_line(document: Document, *, width: int) -> str:
    """Return one campaign in a line, or two where it is long: verdict, file, name and counts; ethics is left out."""
    said = "; ".join(
        _open_counts(kind) for kind in document["kinds"] if kind["kind"] != "ethics" and _open_counts(kind)
    )
    campaign = document["campaign"]
    name = one_line(campaign["name"])
    line = f"{document['verdict']['status']:<10} {one_line(campaign['file'])}: {name} ({said or 'nothing open'})"
    return without_orders("\n".join(textwrap.wrap(line, width, subsequent_indent=" " * 11, break_on_hyphens=False)))


def _open_counts(kind: Document) -> str:
    """Return what is violated or open of one kind of rules; law goes without saying."""
    statuses = ("violated", "waived", "known", "needs_information", "needs_review")
    counts = ", ".join(f"{kind['counts'][one]} {_WORDS[one]}" for one in statuses if kind["counts"][one])
    return counts if kind["kind"] == "law" or not counts else f"{kind['title'].lower()}: {counts}"


def one_line(text: str) -> str:
    """Return text without control characters or breaks, so that no campaign can steer a terminal."""
    shown = text if text.isprintable() else "".join(one if one.isprintable() else " " for one in text)
    return " ".join(shown.split())


def _page(sheet: _Sheet, document: Document, *, verbose: bool) -> None:
    _head(sheet, document)
    _counts(sheet, document)
    _to_do(sheet, document)
    _accepted(sheet, document)
    _notices(sheet, document, everything=verbose)
    _questions(sheet, document, everything=verbose)
    _reviews(sheet, document)
    _upcoming(sheet, document)
    _folded(sheet, document, everything=verbose)
    _foot(sheet, document, everything=verbose)


def _said(*parts: tuple[str, str] | str) -> Said:
    return [
        (one_line_breaks(part), "") if isinstance(part, str) else (one_line_breaks(part[0]), part[1]) for part in parts
    ]


def one_line_breaks(text: str) -> str:
    """Return text with control characters taken out and line breaks kept."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one == "\n" else " " for one in text)


def _indented(sheet: _Sheet, text: Said, by: int) -> None:
    """Print text with every line so many columns in."""
    _hung(sheet, "", text, by)


def _hung(sheet: _Sheet, mark: str, text: Said, by: int = 4, style: str = "") -> None:
    """Print a mark, and text beside it that keeps its indentation."""
    sheet.hung(mark, text, by, style)


def _head(sheet: _Sheet, document: Document) -> None:
    campaign, verdict = document["campaign"], document["verdict"]
    sheet.print(_said((campaign["name"], "bold")))
    runs = " to ".join(day for day in (campaign["starts_on"], campaign["ends_on"]) if day)
    facts = [
        campaign["file"],
        f"runs {runs}" if runs else "",
        f"reaches {', '.join(campaign['regions'])}" if campaign["regions"] else "",
        f"law as of {document['as_of']}",
    ]
    sheet.print(_said((" · ".join(fact for fact in facts if fact), "dim")))
    sheet.print()
    sheet.print(_said((verdict["headline"], _VERDICTS[verdict["status"]]), " ", verdict["sentence"]))


def _counts(sheet: _Sheet, document: Document) -> None:
    if document["kinds"]:
        sheet.print()
    for kind in document["kinds"]:
        parts: list[tuple[str, str] | str] = []
        for status, (mark, style) in _MARKS.items():
            number = kind["counts"].get(status, 0)
            if number:
                parts += ["   " if parts else "", (mark, style), f" {number} {_WORDS[status]}"]
        _hung(sheet, kind["title"], _said(*parts), by=16, style="dim")


def _title(sheet: _Sheet, title: str, note: str = "") -> None:
    sheet.print()
    sheet.print(_said((title.upper(), "bold"), (f"  {note}" if note else "", "dim")))


def _to_do(sheet: _Sheet, document: Document) -> None:
    todo = document["to_do"]
    if not todo:
        return
    _title(sheet, "What must change", "in the order in which to do it")
    by_number = {finding["number"]: finding for finding in document["findings"]}
    for entry in todo:
        findings = [by_number[number] for number in entry["findings"]]
        first = findings[0]
        mark, style = _MARKS["upcoming" if entry["upcoming"] else "violated"]
        sheet.print()
        _hung(sheet, f"{entry['number']}.", _said((first["title"], "bold")), style="bold")
        about = ", ".join(entry["about"])
        when = f" from {entry['upcoming']}" if entry["upcoming"] else ""
        line = [(f"{mark} {entry['severity']}{when}", style), f" · {about} · ", first["cite"]]
        _indented(sheet, _said(*line), 4)
        if entry["kind"] == "ethics":
            _indented(sheet, _said(("Ethics pack, not law", "dim")), 4)
        _indented(sheet, _said(entry["text"]), 4)
        for leaf in list(_failing(first))[:4]:
            stated = f" (stated: {leaf['value']})" if len(leaf["value"]) <= _SHORT else ""
            _indented(sheet, _said(("✕ ", style), f"{leaf['text']}{stated}", (f"  {place(leaf)}", "dim")), 6)


def _accepted(sheet: _Sheet, document: Document) -> None:
    if not document["accepted"]:
        return
    _title(sheet, "Violated, and accepted", "does not fail; must be put right all the same")
    for entry in document["accepted"]:
        mark, style = _MARKS[ACCEPTED[entry["by"]]]
        sheet.print()
        _hung(sheet, f"{mark} ", _said((entry["title"], "bold")), style=style)
        when = f" from {entry['upcoming']}" if entry["upcoming"] else ""
        said = f"{accepted_in_words(entry)} · {entry['severity']}{when}"
        _indented(sheet, _said((said, style), f" · {', '.join(entry['about'])} · {entry['regime']}"), 4)
        if entry["by"] == "waiver":
            _indented(sheet, _said(f"Reason: {entry['reason']}", (f"  {place(entry['place'])}", "dim")), 4)


def accepted_in_words(why: Document) -> str:
    """Return who accepted a violation and until when, or since when it is known."""
    if why["by"] == "baseline":
        return f"violated, {why['reason']}"
    return f"violated, waived until {why['until']} by {why['approved_by']}"


def _notices(sheet: _Sheet, document: Document, *, everything: bool) -> None:
    notices = document["notices"]
    if not notices:
        return
    _title(sheet, "Waivers and baseline to look at")
    shown = notices if everything else notices[:_FIRST_NOTICES]
    for notice in shown:
        _hung(sheet, "  ! ", _said(notice_line(notice)), style="yellow")
    if len(notices) > len(shown):
        sheet.print(_said((f"    {len(notices) - len(shown)} more: add -v.", "dim")))


def notice_line(notice: Document) -> str:
    """Return a notice in one line, as errors are written: place, what, what to do."""
    return f"{place(notice['place'])}: {one_line(notice['what'])}. {one_line(notice['remedy'])}"


def render_notice(line: str, *, width: int) -> str:
    """Return a notice broken into lines."""
    return "\n".join(textwrap.wrap(f"! {one_line(line)}", width, subsequent_indent="  ", break_on_hyphens=False))


def _failing(finding: Document) -> Iterator[Document]:
    """Return the tests because of which a duty is violated, with what is stated."""
    shown = set()
    for step in finding["proof"]:
        if step["kind"] == "requires":
            for leaf in _false_leaves(step):
                if leaf["text"] not in shown and leaf["file"]:
                    shown.add(leaf["text"])
                    yield leaf


def _false_leaves(step: Document) -> Iterator[Document]:
    if step["kind"] == "test" and step["truth"] == "false":
        yield step
    for part in step["parts"]:
        if part["truth"] == "false" or step["kind"] == "not":
            yield from _false_leaves(part)


def place(fact: Document) -> str:
    """Return where a fact stands, as editors understand it."""
    return f"{fact['file']}:{fact['line']}" if fact["line"] else fact["file"]


def _questions(sheet: _Sheet, document: Document, *, everything: bool) -> None:
    questions = document["questions"]
    if not questions:
        return
    _title(sheet, "Questions to answer", "what decides most comes first")
    shown = questions if everything else questions[:_FIRST_QUESTIONS]
    for question in shown:
        sheet.print()
        _hung(sheet, f"{question['letter']}.", _said((question["ask"], "bold")), style="bold yellow")
        notes = [_asked_of(question), _WHO.get(question["answered_by"], ""), _decides(question)]
        _indented(sheet, _said((" · ".join(note for note in notes if note), "dim")), 4)
        if question["help"]:
            _indented(sheet, _said(question["help"]), 4)
        if question["why"] != "not stated":
            _indented(sheet, _said(("The file has it " + question["why"] + ".", "yellow")), 4)
        if question["values"] and everything:
            _values(sheet, question["values"])
        for line in question["write"].splitlines():
            _indented(sheet, _said((line, "cyan")), 6)
    if len(questions) > len(shown):
        sheet.print()
        more = len(questions) - len(shown)
        sheet.print(_said((f"    {more} more, each deciding less: add -v, or write the HTML checklist.", "dim")))


def _values(sheet: _Sheet, values: Sequence[Document]) -> None:
    """Print the words one can answer with, and what they mean, in two columns."""
    longest = max(len(value["value"]) for value in values) if values else 0
    for value in values:
        _hung(sheet, f"      {value['value']}", _said(value["means"]), longest + 8, style="cyan")


def _asked_of(question: Document) -> str:
    return f"about {', '.join(question['elements'])}" if question["elements"] else ""


def _decides(question: Document) -> str:
    if question["packs"]:
        return f"decides whether {', '.join(question['packs'])} applies"
    number = len(question["decides"])
    blockers = f", {question['blockers']} of them blockers" if question["blockers"] else ""
    return f"helps decide {number} {'duty' if number == 1 else 'duties'}{blockers}"


def _reviews(sheet: _Sheet, document: Document) -> None:
    if not document["reviews"]:
        return
    _title(sheet, "For a person to judge", "file the answers in clearance.reviews.yaml")
    for review in document["reviews"]:
        sheet.print()
        _hung(sheet, f"{review['letter']}.", _said((review["question"], "bold")), style="bold cyan")
        note = f"{', '.join(dict.fromkeys(review['about']))} · {review['regime']}"
        _indented(sheet, _said((note, "dim")), 4)
        _indented(sheet, _said(f"Look at: {'; '.join(review['evidence'])}."), 4)
        for line in review["write"].splitlines():
            _indented(sheet, _said((line, "cyan")), 6)


def _upcoming(sheet: _Sheet, document: Document) -> None:
    coming = [one for one in document["findings"] if one["upcoming"] and one["status"] != "not_applicable"]
    coming = [one for one in coming if one["status"] != "violated"]
    if not coming:
        return
    _title(sheet, "Beginning during the campaign")
    for finding in coming:
        mark, style = _MARKS["upcoming"]
        words = f"{finding['title']} (from {finding['upcoming']['from']}: {finding['status'].replace('_', ' ')})"
        _hung(sheet, f"  {mark}", _said(words), style=style)


def _folded(sheet: _Sheet, document: Document, *, everything: bool) -> None:
    findings = [one for one in document["findings"] if not one["upcoming"]]
    if not findings:
        return
    _title(sheet, "All findings by regime")
    for regime, group in groupby(findings, key=lambda one: one["regime"]):
        own = list(group)
        states = [state_of(one) for one in own]
        parts: list[tuple[str, str] | str] = []
        for status, (mark, style) in _MARKS.items():
            number = states.count(status)
            if number:
                parts += ["  " if parts else "", (f"{mark} {number}", style)]
        sheet.print(_said(f"{regime}  ", *parts))
        for finding in own if everything else ():
            if finding["status"] == "not_applicable":
                continue
            mark, style = _MARKS[state_of(finding)]
            words = _said(finding["title"], (f"  {finding['rule']}, {finding['subject']['label']}", "dim"))
            _hung(sheet, f"  {mark}", words, style=style)


_FEW = 8
"""Packs that were not looked at and are named; more are counted."""


def _skipped(packs: Sequence[Document], *, everything: bool) -> str:
    if everything or len(packs) <= _FEW:
        return f"Not looked at: {', '.join(pack['pack'] for pack in packs)}."
    return f"Not looked at: {len(packs)} sets of rules, most for other places; -v names them."


def _foot(sheet: _Sheet, document: Document, *, everything: bool) -> None:
    skipped = [pack for pack in document["packs"] if pack["skipped"]]
    sheet.print()
    if skipped:
        sheet.print(_said((_skipped(skipped, everything=everything), "dim")))
    used = [pack for pack in document["packs"] if not pack["skipped"] and pack["kind"] != "ethics"]
    weak = [pack for pack in used if pack["official"] < pack["total"]]
    if weak:
        said = ", ".join(f"{pack['pack']} {pack['official']} of {pack['total']}" for pack in weak)
        sheet.print(_said((f"Rules checked against the official text: {said}.", "dim")))
    engine = document["engine"]
    agreed = ", in agreement" if engine["agreed"] else ""
    digest = document["rulebook"]["digest"].removeprefix("sha256:")[:12]
    said = f"Clearance {engine['version']}, rulebook {digest}, decided by {' and '.join(engine['reasoners'])}{agreed}."
    sheet.print(_said((said, "dim")))
    sheet.print(_said(("An aid to legal work, not legal advice.", "dim")))
