"""What goes where: results to standard output, files whole or not at all, everything else to standard error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from calls import SOURCES, Call, Result

from clearance.app.writing import ENDINGS
from practice import BASIC, as_yaml, campaign_with_channel, choosing, sections

Write = Callable[[str, str], Path]
SMALL = as_yaml(sections())
UNTRUE = campaign_with_channel(sender_true=False)


def test_several_formats_are_written_in_one_call(clearance: Call, write: Write) -> None:
    """Each format goes to its file, in folders made for it; the terminal still gets its checklist."""
    write("small.yaml", SMALL)
    outputs = ("html=out/a.html", "json=out/b.json", "markdown=out/deep/c.md", "terminal=d.txt")
    result = clearance("check", "small.yaml", *choosing(*BASIC), *(f"--output={one}" for one in outputs))

    assert result.code == 0
    assert result.lines[0] == "Small"
    assert result.err == "Wrote out/a.html.\nWrote out/b.json.\nWrote out/deep/c.md.\nWrote d.txt.\n"
    assert Path("out/a.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert json.loads(Path("out/b.json").read_text(encoding="utf-8"))["format"] == "clearance-report"
    assert Path("out/deep/c.md").read_text(encoding="utf-8").startswith("# ")
    assert Path("d.txt").read_text(encoding="utf-8").startswith("Small\n")


SETS = {
    "oscal": ["assessment-plan", "assessment-results", "catalog", "profile"],
}
"""Formats that write files with names of their own."""


@pytest.mark.parametrize(("form", "ending"), [one for one in ENDINGS.items() if one[0] not in SETS])
def test_folder_gets_one_file_for_each_campaign(clearance: Call, write: Write, form: str, ending: str) -> None:
    """The files are named like the campaigns' files."""
    write("one.yaml", SMALL)
    write("two.yaml", UNTRUE)
    clearance("check", ".", *choosing(*BASIC), "-q", "-o", f"{form}=out")

    assert sorted(os.listdir("out")) == [f"one{ending}", f"two{ending}"]


@pytest.mark.parametrize(("form", "names"), SETS.items())
def test_folder_gets_one_set_of_files(clearance: Call, write: Write, form: str, names: list[str]) -> None:
    """For all campaigns together."""
    write("one.yaml", SMALL)
    write("two.yaml", UNTRUE)
    result = clearance("check", ".", *choosing(*BASIC), "-o", f"{form}=out", "-f", "line")

    assert sorted(os.listdir("out")) == [f"{name}{ENDINGS[form]}" for name in names]
    assert len(result.err.splitlines()) == len(names)


def test_files_of_the_same_name_do_not_overwrite_each_other(clearance: Call, write: Write) -> None:
    """Not even where a file is called like the number we would give."""
    for name in ("a/x.yaml", "b/x.yaml", "c/x-2.yaml", "d/X.yaml", "e/x.yaml"):
        write(name, SMALL)
    clearance("check", ".", *choosing(*BASIC), "-q", "-o", "json=out")

    assert len({name.casefold() for name in os.listdir("out")}) == 5


def test_json_file_holds_all_campaigns(clearance: Call, write: Write) -> None:
    """In the order of the files."""
    write("one.yaml", SMALL)
    write("two.yaml", UNTRUE)
    clearance("check", "two.yaml", "one.yaml", *choosing(*BASIC), "-q", "-o", "json=all.json")
    report = json.loads(Path("all.json").read_text(encoding="utf-8"))

    assert [one["campaign"]["file"] for one in report["assessments"]] == ["two.yaml", "one.yaml"]


def test_printed_and_written_report_are_the_same(clearance: Call, write: Write) -> None:
    """A format says the same wherever it goes."""
    write("small.yaml", UNTRUE)
    for form in (one for one in ENDINGS if one != "terminal"):
        result = clearance("check", "small.yaml", *choosing(*BASIC), "-f", form, "-o", f"{form}=file.txt")
        assert Path("file.txt").read_bytes() == result.raw


def test_written_terminal_report_is_whole_and_without_colour(clearance: Call, write: Write) -> None:
    """It is what ``--verbose`` prints."""
    write("small.yaml", UNTRUE)
    options = (*choosing(*BASIC), "-o", "terminal=file.txt", "--color", "always", "--verbose")
    clearance("check", "small.yaml", *options, terminal=True)
    printed = clearance("check", "small.yaml", *choosing(*BASIC), "--verbose")

    assert Path("file.txt").read_bytes() == printed.raw


@pytest.mark.parametrize("target", ["small.yaml/report.json", "/proc/clearance/report.json", "/proc/report.json"])
def test_output_that_cannot_be_written_exits_with_two(clearance: Call, write: Write, target: str) -> None:
    """The message names the file and says why."""
    if target.startswith("/proc") and not os.path.isdir("/proc/self"):
        pytest.skip("there is no /proc")
    write("small.yaml", SMALL)
    result = clearance("check", "small.yaml", *choosing(*BASIC), "-q", "-o", f"json={target}")

    assert result.code == 2
    assert result.err.startswith(f"{target}: the file cannot be written (")
    assert len(result.err.splitlines()) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_read_only_folder_exits_with_two(clearance: Call, write: Write, project: Path) -> None:
    """Nothing half-written is left."""
    write("small.yaml", SMALL)
    folder = project / "shut"
    folder.mkdir(mode=0o500)
    result = clearance("check", "small.yaml", *choosing(*BASIC), "-q", "-o", "json=shut/report.json")

    assert (result.code, os.listdir(folder)) == (2, [])


def test_write_that_fails_halfway_leaves_the_old_file(
    clearance: Call, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report is there whole, or as it was; and nothing else lies about."""
    write("small.yaml", SMALL)
    Path("out").mkdir()
    Path("out/report.json").write_text("old", encoding="utf-8")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    result = clearance("check", "small.yaml", *choosing(*BASIC), "-q", "-o", "json=out/report.json")

    assert result.err == (
        "out/report.json: the file cannot be written (No space left on device). "
        "Look at the folder and the space left.\n"
    )
    assert (os.listdir("out"), Path("out/report.json").read_text(encoding="utf-8")) == (["report.json"], "old")


def test_file_that_is_a_link_is_replaced_not_followed(clearance: Call, write: Write, project: Path) -> None:
    """A report never writes into a file that a link points to."""
    write("small.yaml", SMALL)
    precious = project.parent / "precious.txt"
    precious.write_text("precious", encoding="utf-8")
    Path("report.json").symlink_to(precious)
    clearance("check", "small.yaml", *choosing(*BASIC), "-q", "-o", "json=report.json")

    assert precious.read_text(encoding="utf-8") == "precious"
    assert not Path("report.json").is_symlink()


def test_written_files_get_the_usual_permissions(clearance: Call, write: Write) -> None:
    """Those that any new file of the user gets."""
    write("small.yaml", SMALL)
    Path("ordinary").write_text("", encoding="utf-8")
    clearance("check", "small.yaml", *choosing(*BASIC), "-q", "-o", "json=report.json")

    assert os.stat("report.json").st_mode == os.stat("ordinary").st_mode


def test_quiet_prints_nothing(clearance: Call, write: Write) -> None:
    """Not on standard error either; the exit code says it all."""
    write("small.yaml", UNTRUE)

    assert clearance("check", "small.yaml", *choosing(*BASIC), "-q") == Result(1, b"", "")


def test_verbose_unfolds_the_findings(clearance: Call, write: Write) -> None:
    """What is folded names regimes; what is not names every duty that applies."""
    write("small.yaml", SMALL)
    short = clearance("check", "small.yaml", *choosing(*BASIC))
    whole = clearance("check", "small.yaml", *choosing(*BASIC), "-v")

    assert "practice-law/true-sender" not in short.out
    assert "practice-law/true-sender" in whole.out
    assert {line for line in short.lines if "-v names them" not in line} <= set(whole.lines)


def test_many_campaigns_get_a_line_each_unless_verbose(clearance: Call, write: Write) -> None:
    """More than five would bury what matters."""
    for name in "abcdef":
        write(f"{name}.yaml", UNTRUE if name == "c" else SMALL)
    brief = clearance("check", ".", *choosing(*BASIC))
    whole = clearance("check", ".", *choosing(*BASIC), "-v")

    assert brief.lines == [
        "clear      a.yaml: Small (nothing open)",
        "clear      b.yaml: Small (nothing open)",
        "not clear  c.yaml: Small (1 violated)",
        "clear      d.yaml: Small (nothing open)",
        "clear      e.yaml: Small (nothing open)",
        "clear      f.yaml: Small (nothing open)",
        "6 campaigns checked, 5 of them clear.",
    ]
    assert whole.lines.count("ALL FINDINGS BY REGIME") == 6
    assert (brief.code, whole.code) == (1, 1)


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_broken_pipe_ends_quietly(unbuffered: str) -> None:
    """Whoever reads only the beginning gets no traceback, and no code that means something else."""
    process = subprocess.Popen(
        [sys.executable, "-m", "clearance", "facts", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": SOURCES, "PYTHONUNBUFFERED": unbuffered},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process, process.stdout, process.stderr:
        process.stdout.read(10)
        process.stdout.close()
        said = process.stderr.read()
        process.wait(60)

    assert (process.returncode, said) == (141, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
def test_full_disk_behind_standard_output_exits_with_two(write: Write) -> None:
    """Results that went nowhere are no results."""
    write("small.yaml", SMALL)
    with open("/dev/full", "wb") as full:
        run = subprocess.run(
            [sys.executable, "-m", "clearance", "check", "small.yaml", *choosing(*BASIC)],
            stdout=full,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": SOURCES},
            check=False,
            timeout=60,
        )

    assert run.returncode == 2
    assert run.stderr.decode().startswith("the results cannot be written to standard output (No space left on device).")


@pytest.mark.parametrize("form", ENDINGS)
def test_markup_in_texts_stays_text(clearance: Call, write: Write, form: str) -> None:
    """What a campaign says steers neither a terminal nor a page."""
    stated = {**sections()["campaign"], "name": "<b>Bold</b> [red]red[/red] {{ 7 * 7 }}"}
    channel = {**sections()["channels"][0], "subject": "<script>alert(1)</script> \u001b[31m", "sender_true": False}
    write("small.yaml", json_escaped(as_yaml(sections(campaign=stated, channels=[channel]))))
    result = clearance("check", "small.yaml", *choosing(*BASIC), "-f", form)

    assert result.code == 1
    assert "\x1b" not in result.out
    assert "49" not in result.out.split("\n")[0]
    if form in ("html", "markdown"):
        assert "<script>alert" not in result.out
        assert "<b>Bold" not in result.out
    if form == "terminal":
        assert result.lines[0] == "<b>Bold</b> [red]red[/red] {{ 7 * 7 }}"


def json_escaped(text: str) -> str:
    """Return YAML text with control characters written as escapes."""
    return text.replace("\x1b", "\\u001b")


def test_names_of_files_cannot_steer_a_terminal(clearance: Call, write: Write) -> None:
    """Messages show control characters as blanks."""
    write("evil\x1b[31m.yaml", "campaign: [")
    result = clearance("check", ".")

    assert result.code == 2
    assert "\x1b" not in result.err


def test_formats_share_a_folder(clearance: Call, write: Write) -> None:
    """No two formats give their files the same name."""
    write("one.yaml", SMALL)
    clearance("check", "one.yaml", *choosing(*BASIC), "-q", *(f"--output={form}=out" for form in ENDINGS))

    singly = [f"one{ending}" for form, ending in ENDINGS.items() if form not in SETS]
    together = [f"{name}{ENDINGS[form]}" for form, names in SETS.items() for name in names]
    assert sorted(os.listdir("out")) == sorted((*singly, *together))


def test_sarif_can_hold_failures_alone(clearance: Call, write: Write) -> None:
    """Printed and written alike; the exit code stays."""
    write("small.yaml", UNTRUE)
    call = ("check", "small.yaml", *choosing(*BASIC), "-f", "sarif", "-o", "sarif=a.sarif")
    whole, failures = clearance(*call), clearance(*call, "--sarif-only-failures")
    kinds = [{one["kind"] for one in json.loads(one.out)["runs"][0]["results"]} for one in (whole, failures)]

    assert kinds == [{"fail", "pass"}, {"fail"}]
    assert (whole.code, failures.code) == (1, 1)
    assert Path("a.sarif").read_bytes() == failures.raw
