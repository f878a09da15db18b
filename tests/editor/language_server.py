"""A client of a language server: what an editor says to it over standard input, and what comes back."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATIENCE = 30
"""Seconds to wait for one message."""
CAPABILITIES = {
    "workspace": {"configuration": True, "workspaceFolders": True},
    "textDocument": {
        "hover": {"contentFormat": ["markdown"]},
        "completion": {"completionItem": {"documentationFormat": ["markdown"], "snippetSupport": True}},
        "publishDiagnostics": {},
    },
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One line that the editor underlines."""

    line: int
    """Counted from one, as people do."""
    marked: str
    """The text underlined."""
    says: str


@dataclass(slots=True)
class Editor:
    """A folder opened in an editor, with the settings that stand in it."""

    process: subprocess.Popen[bytes]
    folder: Path
    settings: dict[str, Any]
    _arrived: queue.Queue[dict[str, Any] | None] = field(default_factory=queue.Queue)
    _opened: int = 0
    _asked: int = 0

    def begin(self) -> None:
        """Say hello, as the protocol wants it."""
        threading.Thread(target=self._receive, daemon=True).start()
        uri = self.folder.as_uri()
        folders = [{"uri": uri, "name": self.folder.name}]
        self._ask("initialize", processId=None, rootUri=uri, capabilities=CAPABILITIES, workspaceFolders=folders)
        self._tell("initialized")
        self._await_schema()

    def _await_schema(self) -> None:
        """Wait until a mistake is underlined: before it has read settings and schema, the server finds none."""
        uri = self._open("no_such_section: {}\n")
        while not self._underlined(uri):
            pass

    def troubles(self, text: str, name: str = "") -> list[Trouble]:
        """Open a file, by default a new campaign, and return what is underlined."""
        found = self._underlined(self._open(text, name))
        return [_trouble(one, text.splitlines()) for one in found]

    def proposals(self, text: str) -> dict[str, str]:
        """Return what is proposed where ``|`` stands in a new campaign, each with what is said of it."""
        found = self._ask("textDocument/completion", **self._at_mark(text))
        return {one["label"]: _words(one.get("documentation", "")) for one in found["items"]}

    def hover(self, text: str) -> str:
        """Return what is shown when the pointer rests where ``|`` stands in a new campaign."""
        found = self._ask("textDocument/hover", **self._at_mark(text))
        return _words(found["contents"]) if found else ""

    def _at_mark(self, text: str) -> dict[str, Any]:
        before, _, after = text.partition("|")
        uri = self._open(before + after)
        place = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        return {"textDocument": {"uri": uri}, "position": place}

    def _open(self, text: str, name: str = "") -> str:
        self._opened += 1
        uri = (self.folder / (name or f"campaigns/new-{self._opened}.yaml")).as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._tell("textDocument/didOpen", textDocument=document)
        return uri

    def _underlined(self, uri: str) -> list[dict[str, Any]]:
        """Return what the server says next of a file."""
        while True:
            message = self._next()
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri:
                return list(message["params"]["diagnostics"])

    def _ask(self, method: str, **params: Any) -> Any:
        self._asked += 1
        self._send({"id": self._asked, "method": method, "params": params})
        while True:
            message = self._next()
            if "method" not in message and message.get("id") == self._asked:
                assert "error" not in message, message["error"]
                return message["result"]

    def _tell(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params})

    def _next(self) -> dict[str, Any]:
        """Return the next message, and answer what the server asks by the way."""
        message = self._arrived.get(timeout=PATIENCE)
        assert message is not None, "the language server went away"
        if "method" in message and "id" in message:
            items = message["params"]["items"] if message["method"] == "workspace/configuration" else None
            answer = [self._setting(one["section"]) for one in items] if items is not None else None
            self._send({"id": message["id"], "result": answer})
        return message

    def _setting(self, section: str) -> dict[str, Any]:
        """Return the settings below a word, as editors make a tree of ``yaml.schemas``."""
        inside = {key: value for key, value in self.settings.items() if key.startswith(f"{section}.")}
        return {key.removeprefix(f"{section}."): value for key, value in inside.items()}

    def _send(self, message: dict[str, Any]) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(content), content))
        self.process.stdin.flush()

    def _receive(self) -> None:
        while (message := self._read()) is not None:
            self._arrived.put(message)
        self._arrived.put(None)

    def _read(self) -> dict[str, Any] | None:
        stream, length = self.process.stdout, 0
        assert stream is not None
        while line := stream.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        content = stream.read(length) if length else b""
        return dict(json.loads(content)) if content else None


@contextmanager
def opened(command: Sequence[str], folder: Path, settings: dict[str, Any]) -> Iterator[Editor]:
    """Open a folder in an editor, and close it afterwards."""
    with subprocess.Popen([*command], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            editor = Editor(process, folder, settings)
            editor.begin()
            yield editor
        finally:
            process.kill()


def _trouble(diagnostic: dict[str, Any], lines: Sequence[str]) -> Trouble:
    start, end = diagnostic["range"]["start"], diagnostic["range"]["end"]
    line = lines[start["line"]] if start["line"] < len(lines) else ""
    last = end["character"] if end["line"] == start["line"] else len(line)
    return Trouble(start["line"] + 1, line[start["character"] : last], diagnostic["message"])


def _words(content: Any) -> str:
    return str(content["value"] if isinstance(content, dict) else content)
