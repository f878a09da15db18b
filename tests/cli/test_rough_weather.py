"""Rough weather: readers that go away, disks that are full, folders that are shut, interrupts at any moment."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from calls import SOURCES, Call, Result

from practice import BASIC, as_yaml, campaign_with_channel, choosing, sections

Write = Callable[[str, str], Path]
SMALL = as_yaml(sections())
UNTRUE = campaign_with_channel(sender_true=False)
FORMATS = ("terminal", "json", "markdown", "html")
CUT_SHORT = b"The call was cut short. What was written is whole; call again for the rest.\n"
ENDS: dict[str, Callable[[bytes], bool]] = {
    "json": lambda page: page.endswith(b"}\n"),
    "html": lambda page: page.rstrip().endswith(b"</html>"),
}
"""How one sees that a page is whole."""


@pytest.fixture
def many(write: Write) -> int:
    """Write more campaigns than are done in a moment."""
    for number in range(60):
        write(f"campaigns/{number:02}.yaml", UNTRUE if number % 3 else SMALL)
    return 60


def begun(*words: str, **streams: object) -> subprocess.Popen[bytes]:
    """Begin a check in a group of processes of its own that hears interrupts, as a shell would."""
    return subprocess.Popen(
        [sys.executable, "-m", "clearance", "check", *words, *choosing(*BASIC)],
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # tests may run where they are ignored
        env={**os.environ, "PYTHONPATH": SOURCES},
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams},  # type: ignore[call-overload]
    )


def is_alone(group: int) -> bool:
    """Tell whether no process of a group is left, waiting a moment for those that are just ending."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def files_in(folder: str) -> list[Path]:
    """Return the files of a folder, hidden ones too."""
    return sorted(path for path in Path(folder).rglob("*") if path.is_file())


# The same bytes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("options", [(), ("-v",), ("-q",)], ids=["", "verbose", "quiet"])
def test_number_of_processes_does_not_change_a_byte(
    clearance: Call, write: Write, form: str, options: tuple[str, ...]
) -> None:
    """In no format: what is printed, what is written, and the exit code."""
    for number in range(9):
        write(f"{number}.yaml", UNTRUE if number % 3 else SMALL)
    printed = ("-f", form) if not options and form != "html" else options
    pages, results = dict[str, dict[str, bytes]](), dict[str, Result]()
    for jobs in ("1", "2", "3"):
        words = ("check", ".", *choosing(*BASIC), *printed, "-o", f"{form}=../out-{jobs}", "--jobs", jobs)
        result = clearance(*words)
        results[jobs] = Result(result.code, result.raw, result.err.replace(f"out-{jobs}", "out"))
        pages[jobs] = {path.name: path.read_bytes() for path in files_in(f"../out-{jobs}")}

    assert len(pages["1"]) == 9
    assert pages["1"] == pages["2"] == pages["3"]
    assert results["1"] == results["2"] == results["3"]


# Readers that go away -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.usefixtures("many")
def test_reader_that_goes_away_ends_the_work(jobs: str) -> None:
    """Whoever reads one line and leaves is not waited for, and no process goes on for nobody."""
    process = begun("campaigns", "--jobs", jobs)
    with process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
        process.wait(60)

    assert (process.returncode, said) in ((141, b""), (1, b""))  # all was said before the reader had left
    assert is_alone(process.pid)


def test_closed_standard_output_is_said(write: Write) -> None:
    """Results that nobody can get are no results; quiet, none are asked for."""
    write("small.yaml", SMALL)
    line = " ".join(["check", "small.yaml", *choosing(*BASIC)])
    closed = _in_shell(f"{line} >&-")

    assert (closed.returncode, closed.stderr) == (
        2,
        b"the results cannot be written to standard output (it is closed). "
        b"Look at where they go, or write them to files: --output.\n",
    )
    assert _in_shell(f"{line} -q >&-").returncode == 0
    assert _in_shell(f"{line} -q >&- 2>&-").returncode == 0


@pytest.mark.parametrize("where", ["2>&-", "2>/dev/full"])
def test_code_holds_where_messages_go_nowhere(write: Write, where: str) -> None:
    """A message that cannot be written changes nothing."""
    write("small.yaml", UNTRUE)

    assert _in_shell(f"check nowhere.yaml {where}").returncode == 2
    assert _in_shell(f"check small.yaml {' '.join(choosing(*BASIC))} -o json=out {where}").returncode == 1


def _in_shell(line: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m clearance {line}"],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": SOURCES},
        check=False,
        timeout=60,
    )


# Disks and folders ----------------------------------------------------------------------------------------------------


@pytest.fixture
def disk(project: Path) -> Iterator[Callable[[str], Path]]:
    """Make a disk of its own, with options, where one can be made."""
    made: list[Path] = []

    def make(options: str) -> Path:
        folder = project / "disk"
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
        if sys.platform != "linux" or subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("no file system can be made here")
        made.append(folder)
        return folder

    yield make
    for folder in made:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_full_disk_leaves_what_was_written_whole(
    clearance: Call, write: Write, disk: Callable[[str], Path], jobs: str
) -> None:
    """The report that does not fit is not there, not even in part; what was there before is."""
    for name in "abc":
        write(f"campaigns/{name}.yaml", UNTRUE)
    (disk("size=16k") / "b.html").write_bytes(b"old")
    result = clearance("check", "campaigns", *choosing(*BASIC), "-q", "-o", "html=disk", "--jobs", jobs)

    assert result.code == 2
    assert result.err.startswith("disk/a.html: the file cannot be written (No space left on device).")
    assert [(path.name, path.read_bytes()) for path in files_in("disk")] == [("b.html", b"old")]


@pytest.mark.parametrize("form", FORMATS)
def test_file_that_may_not_grow_is_not_there(write: Write, form: str) -> None:
    """Whatever the reason for which a write stops in the middle."""
    write("small.yaml", UNTRUE)
    Path("out").mkdir()
    Path("out/keep.txt").write_text("kept", encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "clearance", "check", "small.yaml", *choosing(*BASIC), "-q", "-o", f"{form}=out"],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": SOURCES, "CLEARANCE_CACHE_DIR": "", "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (512, 512)),
    )

    assert run.returncode == 2
    assert b": the file cannot be written (File too large). Look at the folder and the space left." in run.stderr
    assert [path.name for path in files_in("out")] == ["keep.txt"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_full_disk_behind_standard_output_is_said_for_every_format(write: Write, form: str, jobs: str) -> None:
    """One line, and nothing that looks like a fault of ours."""
    write("a/small.yaml", UNTRUE)
    if form != "html":
        write("a/other.yaml", UNTRUE)
    with open("/dev/full", "wb") as full:
        process = begun("a", "-f", form, "--jobs", jobs, stdout=full)
        _, said = process.communicate(timeout=60)

    assert process.returncode == 2
    assert said.count(b"\n") == 1
    assert said.startswith(b"the results cannot be written to standard output (No space left on device).")
    assert is_alone(process.pid)


def test_disk_that_is_shut_exits_with_two(
    clearance: Call, write: Write, project: Path, disk: Callable[[str], Path]
) -> None:
    """Nothing is written elsewhere instead."""
    write("small.yaml", SMALL)
    disk("ro")
    before = files_in(".")
    result = clearance("check", "small.yaml", *choosing(*BASIC), "-q", "-o", "json=disk", "-o", "json=disk/deep/a.json")

    assert (result.code, result.raw, files_in(".")) == (2, b"", before)
    assert result.err.startswith("disk/small.json: the file cannot be written (Read-only file system).")


def test_begun_campaign_is_never_half_there(clearance: Call, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``new`` writes its file whole, and writes over none; with or without links on the disk."""
    first = clearance("new", "a.yaml")

    def no_links(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", no_links)
    second, again = clearance("new", "b.yaml"), clearance("new", "a.yaml")

    assert (first.code, second.code, again.code) == (0, 0, 2)
    assert again.err == "a.yaml: the file exists. Choose another name.\n"
    assert [path.name for path in files_in(".")] == ["a.yaml", "b.yaml"]
    assert Path("a.yaml").read_bytes() == Path("b.yaml").read_bytes()


# Interrupts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.usefixtures("many")
def test_interrupted_check_says_one_thing_and_leaves_nothing(number: signal.Signals, code: int, jobs: str) -> None:
    """At whatever moment: one line, 128 and the number of the signal, no process, and no page that is not whole."""
    codes = set()
    for moment in (0.0, 0.1, 0.2, 0.35, 0.5, 0.8, 1.2):
        process = begun("campaigns", "-q", "-o", "json=out", "-o", "html=out", "--jobs", jobs)
        _wait_until_begun(process.pid)
        time.sleep(moment)
        os.killpg(process.pid, number)
        printed, said = process.communicate(timeout=60)
        codes.add(process.returncode)

        assert (process.returncode, printed, said) in ((code, b"", CUT_SHORT), (1, b"", b""))
        assert is_alone(process.pid)
        assert [path for path in files_in(".") if path.name.startswith(".clearance-")] == []
        assert [path for path in files_in("out") if not ENDS[path.suffix[1:]](path.read_bytes())] == []
    assert code in codes


def _wait_until_begun(process: int) -> None:
    """Wait until Python has started and taken over what signals do; before, an interrupt is none of our business."""
    for _ in range(2000):
        caught = next(line for line in Path(f"/proc/{process}/status").read_text().splitlines() if "SigCgt" in line)
        if int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1:
            return
        time.sleep(0.005)


@pytest.mark.usefixtures("many")
def test_interrupt_of_one_process_alone_ends_all() -> None:
    """As where a build server tells the command to end, and nobody else."""
    process = begun("campaigns", "-q", "-o", "html=out", "--jobs", "3")
    _wait_until_begun(process.pid)
    time.sleep(0.6)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)

    assert (process.returncode, said) in ((130, CUT_SHORT), (1, b""))
    assert is_alone(process.pid)


@pytest.mark.usefixtures("many")
def test_impatient_interrupts_change_nothing() -> None:
    """Whoever presses the keys again and again gets the same line, once."""
    process = begun("campaigns", "-q", "-o", "html=out", "--jobs", "2")
    _wait_until_begun(process.pid)
    time.sleep(0.4)
    for _ in range(40):
        try:
            os.killpg(process.pid, signal.SIGINT)
        except ProcessLookupError:
            break
        time.sleep(0.003)
    _, said = process.communicate(timeout=60)

    assert (process.returncode, said) in ((130, CUT_SHORT), (1, b""), (130, b""))
    assert is_alone(process.pid)
    assert [path for path in files_in(".") if path.name.startswith(".clearance-")] == []


def test_processes_of_the_caller_are_left_alone(write: Write) -> None:
    """Where several processes check and one part fails, only those begun for the check are ended."""
    script = (
        "import multiprocessing, time\n"
        "from clearance.app.workers import workers\n"
        "other = multiprocessing.get_context('fork').Process(target=time.sleep, args=(30,))\n"
        "other.start()\n"
        "try:\n"
        "    with workers(2, print) as begun:\n"
        "        list(begun.answers(abs, 5))\n"
        "        raise KeyError\n"
        "except KeyError:\n"
        "    pass\n"
        "print([child.pid == other.pid for child in multiprocessing.active_children()])\n"
        "other.kill()\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": SOURCES},
        check=False,
        timeout=60,
    )

    assert (run.stderr, run.stdout.split()[-1]) == (b"", b"[True]")


# What texts may do ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", ["::error::x", "::stop-commands::x", "##[error]x", "##vso[task.x]y", "##teamcity[x]"])
def test_texts_give_no_orders_to_a_build_server(clearance: Call, write: Write, order: str) -> None:
    """Neither in what is printed nor in messages; whatever stands in a campaign or is called like it."""
    stated = {**sections()["campaign"], "name": f"Sale {order}\n  {order}"}
    write("small.yaml", as_yaml(sections(campaign=stated)))
    write(f"broken\n{order.replace('/', '')}.yaml", "campaign: [")
    good, bad = clearance("check", "small.yaml", *choosing(*BASIC)), clearance("check", ".", *choosing(*BASIC))
    lines = [line.strip() for line in (good.out + bad.err).splitlines()]

    assert [line for line in lines if line.startswith("::") or "##[" in line or "##vso[" in line] == []
    assert "##teamcity[" not in "".join(lines)
