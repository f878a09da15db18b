"""What tests ask of a page: its elements, its text, and whether it is well made."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "input", "link", "meta", "wbr", "img", "hr", "path"}
BLOCKS = {
    "h1", "h2", "h3", "h4", "p", "li", "dt", "dd", "th", "td", "summary", "caption", "label", "legend", "option",
    "pre", "button", "title", "article", "section", "form", "table", "details",
}  # fmt: skip
UNSEEN = {"style", "script", "svg"}


@dataclass
class Element:
    """One element of a page, with what stands in it."""

    tag: str
    attributes: dict[str, str]
    parts: list[Element | str] = field(default_factory=list)

    def all(self, *tags: str) -> list[Element]:
        """Return the elements inside, in order; with ``tags`` only those."""
        inside = [part for part in self.parts if isinstance(part, Element)]
        found = [one for part in inside for one in (part, *part.all())]
        return [one for one in found if not tags or one.tag in tags]

    @property
    def text(self) -> str:
        """All words inside, with single spaces."""
        return " ".join(self._raw().split())

    def _raw(self) -> str:
        if self.tag in UNSEEN:
            return ""
        pieces = [part if isinstance(part, str) else part._raw() for part in self.parts]
        space = " " if self.tag in BLOCKS or self.tag in ("br", "div", "ul", "ol", "dl") else ""
        return f"{space}{''.join(pieces)}{space}"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("#page", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        assert len(element.attributes) == len(attrs), f"{tag}: an attribute is there twice"
        self.open[-1].parts.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].parts.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)


def read_page(html: str) -> Element:
    """Return the elements of a page; raise AssertionError where one is not closed in its place."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root], f"<{reader.open[-1].tag}> is not closed"
    return reader.root


def skeleton(page: Element) -> str:
    """Return a page as an outline of its blocks and their words, for a golden file."""
    lines: list[str] = []
    _outline(page, 0, lines)
    return "\n".join(lines) + "\n"


def _outline(element: Element, depth: int, lines: list[str]) -> None:
    for part in element.parts:
        if isinstance(part, str) or part.tag in UNSEEN:
            continue
        inner = depth
        if part.tag in BLOCKS:
            name = f"{part.tag}#{part.attributes['id']}" if "id" in part.attributes else part.tag
            own = " ".join(_own_words(part).split())
            lines.append(f"{'  ' * depth}{name}{': ' if own else ''}{own}")
            inner = depth + 1
        _outline(part, inner, lines)


def _own_words(element: Element) -> str:
    """Return the words of an element that are not in a block of their own."""
    pieces = [
        part if isinstance(part, str) else "" if part.tag in BLOCKS | UNSEEN else _own_words(part)
        for part in element.parts
    ]
    return "".join(pieces) if element.tag not in ("div", "ul", "ol", "dl") else f" {''.join(pieces)} "
