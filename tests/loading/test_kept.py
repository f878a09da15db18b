"""What is kept of campaign files: read back as it was written, or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from msgspec import msgpack

from clearance.loading import kept
from clearance.loading.kept import Read, Shelf, Watched, program_digest
from clearance.loading.reader import ReadingError

TODAY = date(2026, 11, 24)
CIRCUMSTANCES = sha256(b"ours").hexdigest()
OTHERS = sha256(b"theirs").hexdigest()
INCLUDED = (Read("one/../company.yaml", "company.yaml", b"\x01" * 32),)
KEY = b"\x07" * 32


def key(number: int) -> bytes:
    """Return the key of a number."""
    return sha256(str(number).encode()).digest()


def shelf(folder: Path, *, today: date = TODAY, circumstances: str = CIRCUMSTANCES) -> Shelf:
    """Return a shelf as a new call would open it."""
    return Shelf(folder, circumstances, today)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the file of a shelf with a few entries."""
    written = shelf(tmp_path)
    written.put(KEY, INCLUDED, msgpack.encode(["found"]))
    for number in range(5):
        written.put(key(number), (), msgpack.encode([number]))
    assert written.write() == ""
    (path,) = tmp_path.iterdir()
    return path


def is_known(folder: Path, **further: object) -> bool:
    """Tell whether the entry is still there for a new call."""
    return shelf(folder, **further).get(KEY) is not None  # type: ignore[arg-type]


def test_entry_is_read_back_as_it_was_kept(file: Path) -> None:
    """With what was read beside it."""
    entry = shelf(file.parent).get(KEY)

    assert entry is not None
    assert (entry.included, msgpack.decode(entry.found), entry.day) == (INCLUDED, ["found"], TODAY.toordinal())


def test_nobody_else_may_read_or_write_it(file: Path) -> None:
    """It tells what campaigns say."""
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_nothing_is_written_where_nothing_is_new(file: Path) -> None:
    """A call that finds all it needs leaves the file alone."""
    before = file.stat().st_mtime_ns, file.stat().st_ino
    again = shelf(file.parent)
    again.get(KEY)

    assert again.write() == ""
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == before


def test_one_bit_anywhere_makes_all_of_it_unknown(file: Path) -> None:
    """In the seal, the format, the circumstances, a key, an entry: there is no byte that does not count."""
    whole = file.read_bytes()
    known = []
    for place in range(len(whole)):
        turned = bytearray(whole)
        turned[place] ^= 1 << place % 8
        file.write_bytes(turned)
        known += [place] if is_known(file.parent) else []

    assert known == []


@pytest.mark.parametrize("length", [0, 1, 64, 70, 200, -1])
def test_what_is_cut_off_or_longer_is_unknown(file: Path, length: int) -> None:
    """As a full disk or two writers would leave it."""
    whole = file.read_bytes()
    file.write_bytes(whole[:length])
    cut = is_known(file.parent)
    file.write_bytes(whole + b"\x00")

    assert (cut, is_known(file.parent)) == (False, False)


def _sealed(body: bytes) -> bytes:
    return f"{sha256(body).hexdigest()} {len(body)}\n".encode() + body


def _content(**changes: object) -> list[object]:
    entry = [TODAY.toordinal(), [], ["found"]]
    whole = {"format": "clearance-kept-1", "circumstances": CIRCUMSTANCES, "entries": {KEY: entry}, **changes}
    return list(whole.values())


FOREIGN: dict[str, object] = {
    "another format": _content(format="clearance-kept-0"),
    "other circumstances": _content(circumstances=OTHERS),
    "text for entries": _content(entries="none"),
    "text for keys": _content(entries={"key": [1, [], []]}),
    "no day": _content(entries={KEY: ["today", [], []]}),
    "something after an entry": _content(entries={KEY: [1, [], [], "more"]}),
    "something after all": [*_content(), "more"],
    "a number": 7,
    "nothing": None,
}


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
def test_what_is_of_another_shape_is_unknown_though_it_is_sealed(file: Path, content: object) -> None:
    """Of another version, or of other circumstances under our name."""
    file.write_bytes(_sealed(msgpack.encode(_content())))
    ours = is_known(file.parent)
    file.write_bytes(_sealed(msgpack.encode(content)))

    assert (ours, is_known(file.parent)) == (True, False)


@pytest.mark.parametrize("body", [b"\x91" * 100_000, b"\xc7\xff\x01" + b"x" * 300, b"\xdd\xff\xff\xff\xff", b""])
def test_what_would_exhaust_or_extend_a_reader_is_unknown(file: Path, body: bytes) -> None:
    """Lists in lists without end, types of one's own, lengths that are not there."""
    file.write_bytes(_sealed(body))

    assert not is_known(file.parent)


def test_link_is_not_followed_and_is_replaced(file: Path, tmp_path: Path) -> None:
    """Wherever it leads, even to an entry that would do."""
    target = tmp_path.parent / f"{tmp_path.name}-target"
    file.rename(target)
    whole = target.read_bytes()
    file.symlink_to(target)
    again = shelf(tmp_path)
    known = again.get(KEY)
    again.put(key(9), (), msgpack.encode([9]))

    assert (known, again.write()) == (None, "")
    assert not file.is_symlink()
    assert target.read_bytes() == whole


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_file_that_others_may_write_is_unknown(file: Path, mode: int) -> None:
    """And is written anew for us alone."""
    file.chmod(mode)
    again = shelf(file.parent)
    known = again.get(KEY)
    again.put(KEY, (), msgpack.encode([1]))
    again.write()

    assert known is None
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give files away")
def test_file_of_another_user_is_unknown(file: Path) -> None:
    """Whoever it is."""
    os.chown(file, 12345, -1)

    assert not is_known(file.parent)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_pipe_in_its_place_holds_nobody_up(file: Path) -> None:
    """Nor does a folder."""
    file.unlink()
    os.mkfifo(file)
    with_pipe = is_known(file.parent)
    file.unlink()
    file.mkdir()
    again = shelf(file.parent)
    again.put(KEY, (), msgpack.encode([1]))

    assert (with_pipe, again.get(KEY)) == (False, None)
    assert again.write() != ""
    assert list(file.parent.iterdir()) == [file]


def test_two_calls_at_once_lose_nothing(file: Path) -> None:
    """Whoever writes last takes along what the other wrote."""
    first, second = shelf(file.parent), shelf(file.parent)
    first.put(key(10), (), msgpack.encode([10]))
    second.put(key(11), (), msgpack.encode([11]))
    first.write()
    second.write()
    after = shelf(file.parent)

    assert [after.get(one) is not None for one in (KEY, key(10), key(11))] == [True] * 3


@pytest.mark.parametrize(("days", "known"), [(30, True), (31, False), (-31, False)])
def test_what_is_not_used_for_thirty_days_is_dropped(file: Path, days: int, known: bool) -> None:
    """When something is written; a clock that ran ahead does not keep entries for ever."""
    later = shelf(file.parent, today=TODAY + timedelta(days))
    later.put(key(10), (), msgpack.encode([10]))
    later.write()

    assert is_known(file.parent) is known


def test_what_is_used_stays(file: Path) -> None:
    """Day by day, and what is not used beside it goes."""
    for days in (20, 40, 60):
        again = shelf(file.parent, today=TODAY + timedelta(days))
        again.get(KEY)
        again.write()
    after = shelf(file.parent, today=TODAY + timedelta(60))

    assert (after.get(KEY) is not None, after.get(key(1))) == (True, None)


def test_file_does_not_outgrow_its_room(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was used last stays."""
    monkeypatch.setattr(kept, "_MOST", 6_000)
    later = shelf(file.parent, today=TODAY + timedelta(1))
    for number in range(100, 180):
        later.put(key(number), (), msgpack.encode("x" * 100))
    later.write()
    after = shelf(file.parent)

    assert file.stat().st_size < 6_200
    assert after.get(KEY) is None
    assert any(after.get(key(number)) for number in range(100, 180))


def test_no_more_than_a_dozen_sets_of_circumstances_are_left(file: Path) -> None:
    """Those written last; what is not ours is left alone."""
    (file.parent / "mine.txt").write_text("mine", encoding="utf-8")
    os.utime(file, (0, 0))
    for number in range(20):
        other = shelf(file.parent, circumstances=sha256(str(number).encode()).hexdigest())
        other.put(KEY, (), msgpack.encode([number]))
        other.write()

    assert len(list(file.parent.glob("*.kept"))) == 12
    assert (file.exists(), (file.parent / "mine.txt").exists()) == (False, True)


def test_watched_folder_notes_what_was_read(tmp_path: Path, watched: Callable[[], Watched]) -> None:
    """In its order, by content; and refuses what every project folder refuses."""
    folder = watched()
    for name in ("b.yaml", "a.yaml"):
        (tmp_path / name).write_text(name, encoding="utf-8")
        folder.read(str(tmp_path / name), name)
    with pytest.raises(ReadingError):
        folder.read("/etc/hostname", "x")

    assert [(one.shown, one.digest) for one in folder.seen] == [
        (name, sha256(name.encode()).digest()) for name in ("b.yaml", "a.yaml")
    ]


@pytest.fixture
def watched(tmp_path: Path) -> Callable[[], Watched]:
    """Return a way to watch the folder of the test."""
    return lambda: Watched(os.path.realpath(tmp_path))


def test_program_is_known_by_its_code_not_by_its_times(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An installation of the same code on another machine decides the same; other code may not."""
    from shutil import copytree

    copytree(Path(kept.__file__).parent.parent, tmp_path / "clearance")
    program_digest.cache_clear()
    ours = program_digest()
    monkeypatch.setattr(kept, "__file__", str(tmp_path / "clearance" / "loading" / "kept.py"))
    digests = []
    for change in ("", "\n", "#"):
        with (tmp_path / "clearance" / "deciding" / "logic.py").open("a", encoding="utf-8") as code:
            code.write(change)
        program_digest.cache_clear()
        digests.append(program_digest())
    program_digest.cache_clear()

    assert digests[0] == ours
    assert len(set(digests)) == 3


def test_program_that_cannot_be_read_is_not_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing can be kept by it then."""
    monkeypatch.setattr(kept, "__file__", str(tmp_path / "archive.zip" / "clearance" / "loading" / "kept.py"))
    program_digest.cache_clear()
    found = program_digest()
    program_digest.cache_clear()

    assert found == ""
