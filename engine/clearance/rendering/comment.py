"""The checklist as a comment on a pull request: short, what fails first, and never longer than GitHub takes.

The first line marks the comment, so that a bot finds its own and writes it anew.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from clearance.rendering.markdown import code_span, escape_markdown, link
from clearance.rendering.reported import (
    Document,
    acceptance_of,
    accepted_words,
    at,
    checked_words,
    counted,
    failing,
    names_of,
    path_shown,
    status_words,
)
from clearance.rendering.words import MARKS, SEVERITIES, cleaned, day_in_words, numbered, short_digest

MARKER = "<!-- clearance-comment -->"
LIMIT = 65_536
"""Characters that GitHub takes."""
CHANGES = 12
QUESTIONS = 3
"""So many stand open; the rest is folded or left to the checklist."""
_LONGEST = 400
"""Characters of one text; what a campaign is called must not crowd out what is wrong with it."""
_NAMED = 12
"""Of more packs than this only the number is told."""
_SPARE = 200
"""Characters kept for saying what was left out."""


class Block(Struct, frozen=True):
    """Lines under a heading, of which the last may be left out."""

    before: str
    lines: tuple[str, ...]
    after: str = ""
    noun: str = "line"
    """What one line is about."""

    def cut(self, room: int) -> str:
        """Return as many of the lines as there is room for, and how many were left out; empty where not even that."""
        if not self.lines:
            return ""
        kept, used = [], len(self.before) + len(self.after) + _SPARE
        for line in self.lines:
            used += len(line) + 1
            if used > room:
                break
            kept.append(line)
        left = len(self.lines) - len(kept)
        more = _left_out(numbered(left, self.noun, f"{self.noun}s")) if left else ""
        if not kept:
            return f"{more}\n\n" if len(more) + 2 <= room else ""
        return "\n".join(filter(None, (self.before, *kept, more and f"- {more}", self.after))) + "\n\n"


def _left_out(what: str) -> str:
    return f"… {what} left out: a comment holds no more."


class Section(Struct, frozen=True):
    """What is said of one campaign."""

    head: str
    blocks: tuple[Block, ...]
    """What matters most comes first; the same kind of block stands at the same place for every campaign."""


def render_comment(documents: Sequence[Document], *, limit: int = LIMIT) -> str:
    """Return one comment for all campaigns, no longer than ``limit``."""
    documents = cleaned(documents)
    sections = [_section(name, one) for name, one in zip(names_of(documents), documents, strict=True)]
    head, foot = f"{MARKER}\n{_title(documents)}\n\n", _foot(documents)
    shown = _heads_that_fit(sections, limit - len(head) - len(foot) - _SPARE)
    missing = len(sections) - len(shown)
    more = f"{_left_out(numbered(missing, 'campaign', 'campaigns'))}\n\n" if missing else ""
    room = limit - len(head) - len(foot) - len(more)
    return f"{head}{_filled(shown, room)}{more}{foot}"


def _heads_that_fit(sections: Sequence[Section], room: int) -> list[Section]:
    shown = []
    for section in sections:
        room -= len(section.head) + 2
        if room < 0:
            break
        shown.append(section)
    return shown


def _filled(sections: Sequence[Section], room: int) -> str:
    """Return the sections with what there is room for: for all campaigns what matters most, then the next."""
    room -= sum(len(section.head) + 2 for section in sections)
    texts: list[str] = [f"{section.head}\n\n" for section in sections]
    for same_kind in zip(*(section.blocks for section in sections), strict=True):
        for number, block in enumerate(same_kind):
            text = block.cut(room)
            texts[number] += text
            room -= len(text)
    return "".join(texts)


def _title(documents: Sequence[Document]) -> str:
    if len(documents) == 1:
        return "## Clearance"
    verdicts = [document["verdict"]["status"] for document in documents]
    counts = ", ".join(f"{verdicts.count(one)} {one}" for one in dict.fromkeys(sorted(verdicts, key=_ORDER.index)))
    return f"## Clearance: {len(documents)} campaigns, {counts}"


_ORDER = ("not clear", "undecided", "accepted", "clear")


def _section(name: str, document: Document) -> Section:
    first, more = _changes(document)
    folded = (more, _reviews(document), _accepted(document), _not_assessed(document), _findings(document))
    return Section(_head(name, document), (first, _questions(document), *folded))


def _head(name: str, document: Document) -> str:
    verdict, file = document["verdict"], path_shown(document, document["campaign"]["file"])
    said = f"**{_text(verdict['headline'])}** {_text(verdict['sentence'])}"
    return f"### {_text(name)}\n\n{said}\n{code_span(file[:_LONGEST])} · {_text(counted(document))}"


def _changes(document: Document) -> tuple[Block, Block]:
    """Return the violations that fail, and apart from the first few the rest of them, folded."""
    lines = tuple(_change(document, finding) for finding in failing(document))
    known = any(kind["counts"]["known"] for kind in document["kinds"])
    title = "New, and must change" if known else "Must change"
    shown = len(lines) if len(lines) <= CHANGES + 1 else CHANGES  # a fold for one would save nothing
    first, rest = lines[:shown], lines[shown:]
    more = f"{numbered(len(rest), 'more violation', 'more violations')}"
    return Block(f"**{title}**\n", first, noun="violation"), _folded(more, rest, noun="violation")


def _change(document: Document, finding: Document) -> str:
    """Return a violation with its place and its law, and what to do below."""
    what = f"**{SEVERITIES[finding['severity']]}: {_text(finding['title'])}** {_about(finding)}"
    begins = f"from {_day(finding['upcoming']['from'])} on" if finding["upcoming"] else ""
    weak = "" if finding["checked"]["against"] == "official text" else _text(checked_words(finding))
    parts = (f"{what}, {_place(document, finding)}", begins, f"{_KINDS[finding['kind']]}{_cite(finding)}", weak)
    return f"- {MARKS['violated'].sign} {' · '.join(filter(None, parts))}<br>{_text(finding['remedy'])}"


_KINDS = {"law": "", "platform": "platform rule, ", "code": "industry code, ", "ethics": "ethics, "}
"""What is not law is called what it is."""


def _about(finding: Document) -> str:
    return f"({_text(finding['subject']['label'])})"


def _place(document: Document, finding: Document) -> str:
    return code_span(at(document, finding["place"])[:_LONGEST])


def _cite(finding: Document) -> str:
    return link(finding["cite"][:_LONGEST], finding["url"][:_LONGEST])


def _questions(document: Document) -> Block:
    asked = document["questions"]
    lines = tuple(_question(one) for one in asked[:QUESTIONS])
    of = f" ({len(asked)} in all)" if len(asked) > QUESTIONS else ""
    return Block(f"**Next questions**{of}\n", lines, noun="question")


def _question(one: Document) -> str:
    helps = numbered(len(one["decides"]), "finding", "findings")
    return (
        f"- **{_text(one['letter'])}.** {_text(one['ask'])} (helps decide {helps}) {code_span(one['path'][:_LONGEST])}"
    )


def _reviews(document: Document) -> Block:
    lines = tuple(
        f"- **{_text(one['letter'])}.** {_text(one['question'])} ({_text(', '.join(one['about']))})"
        for one in document["reviews"]
    )
    return _folded(f"{numbered(len(lines), 'question', 'questions')} for a person to judge", lines, noun="question")


def _accepted(document: Document) -> Block:
    lines = tuple(_acceptance(document, one) for one in document["findings"] if acceptance_of(one))
    notices = tuple(f"- {_text(one['what'])}. {_text(one['remedy'])}" for one in document["notices"])
    summary = f"{numbered(len(lines), 'violation', 'violations')} accepted"
    said = f"{summary}, {numbered(len(notices), 'thing', 'things')} to look at" if notices else summary
    return _folded(said, (*notices, *lines), noun="line")


def _acceptance(document: Document, finding: Document) -> str:
    what = f"{_text(finding['title'])} {_about(finding)}, {_place(document, finding)}"
    return f"- {what} · {_cite(finding)} · {_text(accepted_words(finding))}"


def _findings(document: Document) -> Block:
    """Return what is open or satisfied, a line each; what does not apply is only counted in the head."""
    shown = [one for one in document["findings"] if one["status"] not in ("violated", "not_applicable")]
    lines = tuple(
        f"- {MARKS[one['status']].sign} {_text(status_words(one))}: {_text(one['title'])} {_about(one)} · {_cite(one)}"
        for one in shown
    )
    return _folded(f"{numbered(len(lines), 'finding', 'findings')} open or satisfied", lines, noun="finding")


def _not_assessed(document: Document) -> Block:
    """Return what the verdict is not about; packs are counted, since there are hundreds."""
    lines = tuple(
        f"- **{_text(one['title'])}** {_text(one['text'])}{_packs(one['packs'])}" for one in document["not_assessed"]
    )
    return _folded("What was not assessed", lines, noun="note")


def _packs(names: Sequence[str]) -> str:
    if len(names) > _NAMED:
        return f" {len(names)} packs."
    return f" {', '.join(code_span(name) for name in names)}" if names else ""


def _folded(summary: str, lines: tuple[str, ...], *, noun: str) -> Block:
    return Block(f"<details><summary>{summary}</summary>\n", lines, "\n</details>", noun)


def _foot(documents: Sequence[Document]) -> str:
    """Return the date of the law, the rules and what a reader must know; they are the same for all campaigns."""
    if not documents:
        return ""
    one = documents[0]
    rulebook = code_span(short_digest(one["rulebook"]["digest"]))
    made_by = f"Law as of {_day(one['as_of'])} · rulebook {rulebook} · Clearance {_text(one['engine']['version'])}"
    return f"{made_by}<br>{_text(one['disclaimer'], longest=1_000)}\n"


def _text(text: str, longest: int = _LONGEST) -> str:
    """Return text of a campaign or a rule as plain words, cut where it is long."""
    return escape_markdown(text if len(text) <= longest else f"{text[: longest - 1]}…")


def _day(day: str) -> str:
    return _text(day_in_words(day))
