"""The cache of the compiled rules: plain data, safe to delete, ignored when stale, damaged or foreign."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from calls import Call, Result, shell
from msgspec import msgpack

from clearance.app import library
from clearance.loading import cache as cache_module
from clearance.loading import sources
from clearance.loading.sources import read_tree
from clearance.resources import rules_root
from practice import AS_OF, BASIC, RULES, as_yaml, campaign_with, choosing, sections

Write = Callable[[str, str], Path]
SMALL = as_yaml(sections())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a cache folder of this test alone, not there yet."""
    path = tmp_path / "cache"
    monkeypatch.setenv("CLEARANCE_CACHE_DIR", str(path))
    return path


@pytest.fixture
def check(clearance: Call, write: Write) -> Callable[[], Result]:
    """Check one campaign against rules that the cache may hold."""
    path = write("small.yaml", SMALL)
    return lambda: clearance("check", path.name, *choosing(*BASIC), "-f", "json")


@pytest.fixture
def no_reading(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return what makes reading the rules anew an error from there on."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the rules were read anew")

    return lambda: monkeypatch.setattr("clearance.loading.rulebook.load_rulebook", refuse)


def only(folder: Path) -> Path:
    """Return the one file of a folder."""
    (found,) = folder.glob("rulebook-*")
    return found


def test_cached_rules_give_the_same_bytes(
    check: Callable[[], Result], folder: Path, no_reading: Callable[[], None]
) -> None:
    """The second call reads nothing but the cache."""
    fresh = check()
    no_reading()

    assert check() == fresh
    assert only(folder).name.startswith("rulebook-")


def test_cache_is_plain_data(check: Callable[[], Result], folder: Path) -> None:
    """A checksum, and then MessagePack of lists, mappings, texts, numbers and truth values."""
    check()
    seal, rest = only(folder).read_bytes().split(b"\n", 1)
    digest, length = seal.decode().split(" ")
    head, bodies = rest[: int(length)], rest[int(length) :]
    parts = msgpack.decode(head)[1]

    assert digest == sha256(head).hexdigest()
    assert sum(size for _, size, _ in parts.values()) == len(bodies)
    for body in (head, *(bodies[start : start + size] for start, size, _ in parts.values())):
        assert _kinds_in(msgpack.decode(body)) <= {list, dict, str, int, bool, type(None)}


def _kinds_in(data: object) -> set[type]:
    if isinstance(data, (list, dict)):
        parts = data if isinstance(data, list) else [*data, *data.values()]
        return set().union({type(data)}, *(_kinds_in(part) for part in parts))
    return {type(data)}


def _sealed(data: object) -> bytes:
    return cache_module._sealed(msgpack.encode(data))


def _turned(whole: bytes, place: int) -> bytes:
    return whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]


DEEP = b"\x91" * 100_000
"""Lists in lists."""
DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut off": lambda whole: whole[:5000],
    "one bit of the head turned": lambda whole: _turned(whole, 5000),
    "a length that is no number": lambda whole: whole.replace(b" ", b" x", 1),
    "no checksum": lambda whole: whole.split(b"\n", 1)[1],
    "rubbish": lambda _: os.urandom(4096),
    "no such byte": lambda _: cache_module._sealed(b"\xc1"),
    "no UTF-8": lambda _: cache_module._sealed(b"\xa1\xff"),
    "JSON": lambda _: cache_module._sealed(b"[]"),
    "a number": lambda _: _sealed(7),
    "nothing": lambda _: _sealed(None),
    "a mapping": lambda _: _sealed({"a": 1}),
    "an empty list": lambda _: _sealed([]),
    "too few fields": lambda _: _sealed([[["2026.11", {}, {}, {}, {}], {}], {}]),
    "a text for a mapping": lambda _: _sealed([[["2026.11", "", "", "", ""], {}, {}, {}, {}, ""], {}]),
    "a number for a rule": lambda _: _sealed([[["2026.11", {}, {}, {}, {}], {}, {"a": 1}, {}, {}, ""], {}]),
    "a pickle": lambda _: b"cos\nsystem\n(S'true'\ntR.",
    "deeply nested": lambda _: cache_module._sealed(DEEP),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_or_foreign_cache_is_ignored_and_made_anew(
    check: Callable[[], Result], folder: Path, damage: str
) -> None:
    """Nothing is said about it, and nothing comes out otherwise."""
    fresh = check()
    file = only(folder)
    whole = file.read_bytes()
    file.write_bytes(DAMAGE[damage](whole))
    again = check()

    assert again == fresh
    assert file.read_bytes() == whole


@pytest.mark.parametrize("damage", ["one bit turned", "cut off", "not rules"])
def test_damaged_rules_of_a_pack_are_made_anew(check: Callable[[], Result], folder: Path, damage: str) -> None:
    """They are looked at when the pack is, and the whole file is written again."""
    fresh = check()
    file = only(folder)
    whole = file.read_bytes()
    first, last = _place_of(whole, "practice-law")
    spoilt = {
        "one bit turned": lambda: _turned(whole, (first + last) // 2),
        "cut off": lambda: whole[: first + 10],
        "not rules": lambda: _with_pack(whole, "practice-law", msgpack.encode({"practice-law/notice": 7})),
    }
    file.write_bytes(spoilt[damage]())

    assert check() == fresh
    assert file.read_bytes() == whole


def _head(whole: bytes) -> tuple[list[object], bytes]:
    """Return the head of a cache file, decoded, and what follows it."""
    seal, rest = whole.split(b"\n", 1)
    length = int(seal.split(b" ")[1])
    return msgpack.decode(rest[:length]), rest[length:]


def _place_of(whole: bytes, pack: str) -> tuple[int, int]:
    head, bodies = _head(whole)
    start, size, _ = head[1][pack]
    first = len(whole) - len(bodies) + start
    return first, first + size


def _with_pack(whole: bytes, pack: str, body: bytes) -> bytes:
    """Return a cache file in which a pack has other rules, sealed as they should be."""
    head, bodies = _head(whole)
    head[1][pack] = [len(bodies), len(body), sha256(body).hexdigest()]
    return _sealed(head) + bodies + body


def test_stale_cache_is_not_used(clearance: Call, write: Write, folder: Path, project: Path) -> None:
    """A changed rule counts at once, and the old form does no harm."""
    shutil.copytree(RULES / "law", project / "own")
    write("small.yaml", campaign_with(contacts_per_week=5))
    words = ("check", "small.yaml", "--rules", "own", "--pack", "practice-law", "--as-of", AS_OF)
    before = clearance(*words).code
    figures = project / "own" / "parameters.yaml"
    figures.write_text(figures.read_text(encoding="utf-8").replace("value: 4", "value: 6"), encoding="utf-8")

    assert (before, clearance(*words).code) == (1, 0)
    assert len(list(folder.glob("rulebook-*"))) == 2


def test_cache_of_another_version_of_the_reader_is_not_used(
    check: Callable[[], Result], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form may have changed."""
    check()
    monkeypatch.setattr(cache_module, "_FORMAT", 10_000)
    check()

    assert len(list(folder.glob("rulebook-*"))) == 2


def test_no_more_than_a_dozen_are_kept(
    check: Callable[[], Result], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder does not grow."""
    folder.mkdir()
    for number in range(30):
        (folder / f"rulebook-{number:032}.msgpack").write_text("old", encoding="utf-8")
    (folder / "not-ours.yaml").write_text("mine", encoding="utf-8")
    check()

    assert len(list(folder.glob("rulebook-*"))) == 12
    assert (folder / "not-ours.yaml").exists()


def test_folder_that_cannot_be_written_does_no_harm(
    check: Callable[[], Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither a file in its place nor a folder of the system."""
    fresh = check()
    (tmp_path / "file").write_text("", encoding="utf-8")
    for place in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/clearance")):
        monkeypatch.setenv("CLEARANCE_CACHE_DIR", str(place))
        assert check() == fresh


def test_empty_variable_turns_the_cache_off(
    check: Callable[[], Result], monkeypatch: pytest.MonkeyPatch, project: Path
) -> None:
    """Nothing is written anywhere."""
    monkeypatch.setenv("CLEARANCE_CACHE_DIR", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(project / "xdg"))
    monkeypatch.setenv("HOME", str(project / "home"))
    before = sorted(project.rglob("*"))
    check()

    assert sorted(project.rglob("*")) == before


def test_cache_goes_where_the_system_keeps_caches(
    check: Callable[[], Result], monkeypatch: pytest.MonkeyPatch, project: Path
) -> None:
    """In XDG_CACHE_HOME, or below the home folder."""
    monkeypatch.delenv("CLEARANCE_CACHE_DIR")
    monkeypatch.setenv("HOME", str(project / "home"))
    check()
    monkeypatch.setenv("XDG_CACHE_HOME", str(project / "xdg"))
    check()

    assert len(list((project / "home/.cache/clearance").glob("rulebook-*"))) == 1
    assert len(list((project / "xdg/clearance").glob("rulebook-*"))) == 1


def test_rules_with_examples_never_come_from_the_cache(
    clearance: Call, folder: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests of rules read what stands in the files."""
    monkeypatch.setattr(library, "cached_rulebook", None)

    assert clearance("rules", "test", "us-can-spam").code == 0
    assert not folder.exists()


def test_calls_at_the_same_time_do_not_disturb_each_other(write: Write, folder: Path) -> None:
    """Each writes beside and moves, so that no half of a cache is ever read."""
    from concurrent.futures import ThreadPoolExecutor

    write("small.yaml", SMALL)
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda _: shell("check", "small.yaml", *choosing(*BASIC), "-f", "json"), range(4)))

    assert len(set(runs)) == 1
    assert runs[0].code == 0
    assert len(list(folder.glob("rulebook-*"))) == 1


# The compiled form that comes with the package ------------------------------------------------------------------------


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the compiled form of the shipped rules, as a package brings it."""
    monkeypatch.setattr(cache_module, "compiled_root", lambda: tmp_path / "compiled")
    return cache_module.write_compiled(rules_root(), "rules", tmp_path / "compiled")


@pytest.fixture
def first(clearance: Call, write: Write) -> Callable[[], Result]:
    """Check one campaign against the shipped rules alone."""
    path = write("small.yaml", SMALL)
    return lambda: clearance("check", path.name, "--as-of", "2026-11-24", "-f", "json")


@pytest.mark.slow
def test_first_run_reads_the_form_that_comes_with_the_package(
    first: Callable[[], Result], folder: Path, shipped: Path, no_reading: Callable[[], None]
) -> None:
    """It says what rules compiled on the spot say, and nothing is compiled into the cache."""
    name = shipped.rename(shipped.with_suffix(".aside"))
    fresh = first()
    assert only(folder).name == shipped.name
    shutil.rmtree(folder)
    name.rename(shipped)
    no_reading()

    assert first() == fresh
    assert list(folder.glob("rulebook-*")) == []


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["cut off", "one bit of the head turned", "rubbish"])
def test_damaged_form_of_the_package_is_not_used(
    first: Callable[[], Result], folder: Path, shipped: Path, damage: str
) -> None:
    """The rules are compiled into the cache, as where none comes with the package."""
    fresh = first()
    shipped.write_bytes(DAMAGE[damage](shipped.read_bytes()))

    assert first() == fresh
    assert only(folder).name == shipped.name


@pytest.mark.slow
def test_form_of_other_rules_or_other_code_has_another_name(
    shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that it is never read for these; and the old one is not kept beside it."""
    root = tmp_path / "rules"
    shutil.copytree(rules_root(), root)
    with (root / "core" / "changes.yaml").open("a", encoding="utf-8") as stream:
        stream.write("# another\n")
    other = cache_module.write_compiled(root, "rules", shipped.parent)
    monkeypatch.setattr(cache_module, "_digest_of_text", lambda: "other code")
    third = cache_module.write_compiled(root, "rules", shipped.parent)

    assert len({shipped.name, other.name, third.name}) == 3
    assert list(shipped.parent.iterdir()) == [third]


# What the shipped rules look like from outside ------------------------------------------------------------------------


def _tree(project: Path) -> Path:
    root = project / "rules"
    (root / "law").mkdir(parents=True)
    (root / "law" / "pack.yaml").write_text("pack: a", encoding="utf-8")
    (root / "law" / "notes.txt").write_text("not a rule", encoding="utf-8")
    for file in root.rglob("*.yaml"):
        os.utime(file, (1_700_000_000, 1_700_000_000))
    return root


def test_note_that_is_as_young_as_the_rules_is_not_trusted(
    check: Callable[[], Result], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clock that ticks coarsely could hide a change that came right after."""
    check()
    (note,) = folder.glob("tree-*")
    os.utime(note, ns=(0, sources.tree_state(rules_root())[1] + 1))
    read: list[str] = []
    monkeypatch.setattr(cache_module, "read_tree", lambda root, shown: read.append(shown) or read_tree(root, shown))
    check()

    assert read == ["rules"]


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "law" / "pack.yaml").write_text("pack: b", encoding="utf-8"),
        lambda root: (root / "law" / "more.yaml").write_text("", encoding="utf-8"),
        lambda root: (root / "law" / "pack.yaml").unlink(),
        lambda root: (root / "law" / "pack.yaml").rename(root / "law" / "other.yaml"),
    ],
    ids=["written again, as long as before", "one more", "one less", "another name"],
)
def test_changed_rules_look_otherwise(project: Path, change: Callable[[Path], object]) -> None:
    """Even where the time of the last change is set back."""
    root = _tree(project)
    before = sources.tree_state(root)[0]
    time.sleep(0.02)
    change(root)
    for file in root.rglob("*.yaml"):
        os.utime(file, (1_700_000_000, 1_700_000_000))

    assert sources.tree_state(root)[0] != before


def test_shipped_rules_are_not_read_again_while_they_look_the_same(
    check: Callable[[], Result], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their digest is known."""
    fresh = check()
    monkeypatch.setattr(cache_module, "read_tree", None)

    assert check() == fresh
    assert len(list(folder.glob("tree-*"))) == 1


def test_damaged_note_of_the_digest_is_made_anew(check: Callable[[], Result], folder: Path) -> None:
    """The rules are read, and nothing comes out otherwise."""
    fresh = check()
    (note,) = folder.glob("tree-*")
    whole = note.read_bytes()
    note.write_bytes(whole[:-1] + b"x")

    assert check() == fresh
    assert note.read_bytes() == whole
