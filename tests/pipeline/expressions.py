"""The expressions of GitHub Actions, such as ``${{ inputs.comment == 'true' }}``, as far as our files use them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

_TOKEN = re.compile(r"\s*(?:'((?:[^']|'')*)'|([A-Za-z_][\w.-]*)|(&&|\|\||==|!=|[!()]))")
_INSIDE = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
STATUS = {
    "success": lambda failed: not failed,
    "failure": lambda failed: failed,
    "always": lambda _: True,
    "cancelled": lambda _: False,
}


def filled(text: str, contexts: Mapping[str, Any], *, failed: bool = False) -> str:
    """Return a text with the values of its expressions."""
    return _INSIDE.sub(lambda one: as_text(_Reader(one[1], contexts, failed=failed).value()), text)


def holds(condition: str, contexts: Mapping[str, Any], *, failed: bool) -> bool:
    """Tell whether a step is to run; one that asks for no status runs only while nothing has failed."""
    bare = _INSIDE.sub(lambda one: one[1], condition)
    asks = any(f"{name}()" in bare for name in STATUS)
    return (asks or not failed) and bool(_Reader(bare, contexts, failed=failed).value())


def as_text(value: Any) -> str:
    """Return a value as GitHub puts it into a text."""
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


class _Reader:
    """Reads one expression from left to right. What is not there is nothing, as at GitHub."""

    def __init__(self, text: str, contexts: Mapping[str, Any], *, failed: bool) -> None:
        self.tokens = _tokens(text)
        self.contexts, self.failed = contexts, failed

    def value(self) -> Any:
        """Return what the expression is."""
        found = self._either()
        assert not self.tokens, f"left over: {self.tokens}"
        return found

    def _either(self) -> Any:
        found = self._both()
        while self._next_is("||"):
            other = self._both()
            found = found or other
        return found

    def _both(self) -> Any:
        found = self._compared()
        while self._next_is("&&"):
            other = self._compared()
            found = found and other
        return found

    def _compared(self) -> Any:
        left = self._single()
        compare: dict[str, Callable[[str, str], bool]] = {"==": str.__eq__, "!=": str.__ne__}
        for sign, matches in compare.items():
            if self._next_is(sign):
                return matches(as_text(left).lower(), as_text(self._single()).lower())
        return left

    def _single(self) -> Any:
        if self._next_is("!"):
            return not self._single()
        if self._next_is("("):
            found = self._either()
            assert self._next_is(")")
            return found
        kind, word = self.tokens.pop(0)
        if kind == "text":
            return word
        assert kind == "name", word
        if self._next_is("("):
            assert self._next_is(")")
            return STATUS[word](self.failed)
        return _named(self.contexts, word)

    def _next_is(self, sign: str) -> bool:
        if self.tokens[:1] != [("sign", sign)]:
            return False
        self.tokens.pop(0)
        return True


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        assert match, f"not read: {text[at:]}"
        quoted, name, sign = match.groups()
        kind = "text" if quoted is not None else "name" if name else "sign"
        found.append((kind, quoted.replace("''", "'") if quoted is not None else name or sign))
        at = match.end()
    return found


def _named(contexts: Mapping[str, Any], path: str) -> Any:
    here: Any = contexts
    for step in path.split("."):
        here = here.get(step) if isinstance(here, Mapping) else None
    return here
