"""The contract of the house: imports run one way, and each foreign library has one door."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "engine" / "clearance"
STEPS = ("loading", "deciding", "reviewing", "rendering")
FLOORS = {
    **dict.fromkeys(("plain", "errors", "resources"), 0), "model": 1, **dict.fromkeys(STEPS, 2), "app": 3,
    **dict.fromkeys(("api", "cli"), 4), "__main__": 5,
}  # fmt: skip
"""Imports go down, or stay in the same room."""
DOORS = {
    "typer": "cli/",
    "yaml": "loading/",
    "durable_rules_engine": "deciding/durable.py",
    "durable": "nowhere",
    "importlib": "deciding/durable.py",
    "subprocess": "cli/history.py",
    "jinja2": "rendering/",
    "markupsafe": "rendering/",
    "rich": ("rendering/", "cli/"),
}
"""Where a foreign library may be imported."""
VALUES = {"msgspec"}
"""Makes frozen values; used wherever there are some, as dataclasses would be, at a fiftieth of their cost at start."""
NETWORK = {
    "socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "poplib", "imaplib", "socketserver", "xmlrpc",
    "asyncio", "webbrowser", "requests", "httpx", "aiohttp",
}  # fmt: skip
CODE_FROM_DATA = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "copyreg", "runpy", "ctypes"}
THREADS = {"threading.Thread", "threading.Timer", "_thread", "sched", "concurrent.futures.ThreadPoolExecutor"}
HARMLESS = {"urllib.parse"}
RUNS_PROGRAMS = {"os.system", "os.popen", "os.posix_spawn", "os.posix_spawnp", "os.startfile", "pty.spawn"}
RUNS_TEXT = {"eval", "exec", "compile", "__import__"}
SURROUNDINGS = {
    "os.environ", "os.environb", "os.getenv", "os.putenv", "os.getcwd", "os.getcwdb", "os.path.abspath",
    "os.path.expanduser", "os.path.expandvars", "Path.cwd", "Path.home", "pathlib.Path.cwd", "datetime.now",
    "datetime.today", "datetime.utcnow", "datetime.datetime.now", "date.today", "datetime.date.today", "time.time",
    "time.monotonic", "time.perf_counter", "time.time_ns", "time.localtime", "time.gmtime", "shutil.get_terminal_size",
    "locale.getlocale", "locale.setlocale", "getpass.getuser", "socket.gethostname", "platform.node",
}  # fmt: skip
"""What depends on when, where and by whom a call is made."""
TOLD = {("api.py", "date.today")}
"""What is read outside the command line all the same, and where it is said that it is."""


@dataclass(frozen=True, slots=True)
class Module:
    """One file of the package."""

    name: str
    """Path below the package."""
    tree: ast.Module

    @property
    def room(self) -> str:
        """Return the package it stands in, or its own name."""
        return self.name.split("/")[0].removesuffix(".py")

    def imports(self) -> Iterator[tuple[str, int]]:
        """Return every module imported, at whatever depth, with its line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((one.name, node.lineno) for one in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.name}:{node.lineno}: a relative import"
                yield from ((f"{node.module}.{one.name}", node.lineno) for one in node.names)

    @property
    def foreign(self) -> set[str]:
        """Return the top names of what is imported from elsewhere."""
        return {name.split(".")[0] for name, _ in self.imports()} - {"clearance"}

    @property
    def for_types_only(self) -> set[int]:
        """Return the lines that only a type checker reads."""
        return {
            line
            for node in ast.walk(self.tree)
            if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
            for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
        }

    def names(self) -> Iterator[tuple[str, int]]:
        """Return every dotted name that is read."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, (ast.Name, ast.Attribute)):
                yield ast.unparse(node), node.lineno


MODULES = [
    Module(path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
    for path in sorted(PACKAGE.rglob("*.py"))
]
ROOMS = [module for module in MODULES if module.name != "__init__.py"]
OUTSIDE_CLI = [module for module in ROOMS if module.room not in ("cli", "__main__")]


def test_every_module_stands_in_a_known_room() -> None:
    """Whoever adds a room says here on which floor it is."""
    assert [module.name for module in ROOMS if module.room not in FLOORS] == []


def test_imports_run_one_way() -> None:
    """Cli calls app, app calls the steps, the steps know the model, and the model knows errors alone."""
    wrong = [
        f"{module.name}:{line} imports {name}"
        for module in ROOMS
        for name, line in module.imports()
        if name.startswith("clearance.") and not _may_import(module, name, line)
    ]

    assert wrong == []


def _may_import(module: Module, name: str, line: int) -> bool:
    other = name.split(".")[1]
    if other not in FLOORS:  # a name of the package itself, such as __version__
        return module.room in ("api", "cli")
    if module.room == "errors" and line in module.for_types_only:
        return other == "model"
    return module.room == other or FLOORS[other] < FLOORS[module.room]


def test_model_uses_little() -> None:
    """The nouns need the standard library, and what makes frozen values of them."""
    foreign = {name for one in MODULES if one.room in ("model", "errors", "resources") for name in one.foreign}

    assert foreign <= sys.stdlib_module_names | VALUES


def test_each_library_has_one_door() -> None:
    """A library can be replaced behind its door, and nothing of it is seen elsewhere."""
    wrong = [
        f"{module.name} imports {name}"
        for module in ROOMS
        for name in module.foreign
        if name in DOORS and not module.name.startswith(DOORS[name])
    ]

    assert wrong == []


def test_every_library_is_known() -> None:
    """A new dependency gets a door of its own, or is not needed."""
    assert {name for module in ROOMS for name in module.foreign} <= sys.stdlib_module_names | VALUES | set(DOORS)


def test_nothing_goes_over_the_network() -> None:
    """No campaign leaves the machine."""
    assert _imported_among(NETWORK) == []


def test_nothing_read_becomes_code() -> None:
    """Reading a file, a cache or a pack can execute nothing."""
    called = [
        f"{module.name}:{node.lineno} calls {node.func.id}"
        for module in MODULES
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RUNS_TEXT
    ]

    assert _imported_among(CODE_FROM_DATA) == []
    assert called == []


def test_no_program_is_run_but_git() -> None:
    """And that only behind its door, without a shell, and by its whole path."""
    run = [
        f"{module.name}:{line} calls {name}"
        for module in MODULES
        for name, line in module.names()
        if name in RUNS_PROGRAMS or name.startswith(("os.exec", "os.spawn"))
    ]
    (door,) = (module for module in MODULES if module.name == DOORS["subprocess"])
    (call,) = (
        node
        for node in ast.walk(door.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("subprocess.")
    )

    assert run == []
    assert ast.unparse(call.func) == "subprocess.run"
    assert "shell" not in {keyword.arg for keyword in call.keywords}
    assert {"env", "timeout"} <= {keyword.arg for keyword in call.keywords}


def test_no_thread_is_started() -> None:
    """No work goes on in the background, and none is left when a call returns. Locks are welcome."""
    assert _imported_among(THREADS) == []


def _imported_among(names: set[str]) -> list[str]:
    return [
        f"{module.name}:{line} imports {name}"
        for module in MODULES
        for name, line in module.imports()
        if any(name == one or name.startswith(f"{one}.") or one.startswith(f"{name}.") for one in names)
        and name.rsplit(".", 1)[0] not in HARMLESS
    ]


def test_only_the_command_line_knows_when_and_where_it_is() -> None:
    """The same files and the same date give the same bytes; clock, environment and folder come in as arguments."""
    read = [
        f"{module.name}:{line} reads {name}"
        for module in OUTSIDE_CLI
        for name, line in module.names()
        if name in SURROUNDINGS and (module.name, name) not in TOLD
    ]

    assert read == []


def test_clock_and_environment_are_not_imported_by_name() -> None:
    """``from os import environ`` would pass the test above unseen."""
    hidden = [
        f"{module.name}:{line} imports {name}"
        for module in OUTSIDE_CLI
        for name, line in module.imports()
        if name in SURROUNDINGS or name.split(".")[0] == "time"
    ]

    assert hidden == []
