"""Clearance as a library: what its page shows works, what it promises holds, and the command starts as fast."""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from shutil import copytree

import pytest
from checkout import REPOSITORY

import clearance

PAGE = (REPOSITORY / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```\n(?:\n```text\n(.*?)```)?", PAGE, re.DOTALL)
DAY = date(2026, 11, 24)
SMALL = "campaign: {name: Small, purpose: promotion}\naudience: {regions: [DE]}\nchannels: [{id: a, type: email}]\n"
WAIVER = """\
waivers:
  - rule: eu-eprivacy/refuse-as-easily
    subject: whole campaign
    reason: The new banner goes live on 10 January.
    approved_by: Anna Weber, Legal
    from: 2026-11-01
    until: 2027-01-31
"""
SETTLED = """\
campaign: {name: Letter, purpose: promotion, purpose_recorded: true, contacts_per_week: 2, starts_on: 2026-12-01,
           ends_on: 2026-12-20}
audience: {regions: [DE]}
channels: [{id: mail, type: email, sender_true: false, opt_out: {offered: true}}]
"""
WAIVER_OF_THE_LETTER = WAIVER.replace("eu-eprivacy/refuse-as-easily", "practice-law/true-sender").replace(
    "whole campaign", "channel mail"
)


@pytest.fixture(scope="module")
def rulebook() -> clearance.Rulebook:
    """Return the shipped rules."""
    return clearance.load_rulebook()


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with the examples and the pack of the README, which is the working folder too."""
    copytree(REPOSITORY / "examples", tmp_path / "examples")
    (rule,) = re.findall(
        r"```yaml\n# our-rules.*?\n(id: .*?)```", (REPOSITORY / "README.md").read_text("utf-8"), re.DOTALL
    )
    (tmp_path / "our-rules").mkdir()
    head = "pack: house\ntitle: Our house\nrelease: '1'\nkind: code\ninstrument: {name: House rules}\n"
    for name, text in (("quiet-sundays", rule), ("pack", head), ("changes", "[]\n")):
        (tmp_path / "our-rules" / f"{name}.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("beside")
def test_examples_of_the_page_print_what_stands_below_them() -> None:
    """One after the other, as a reader would type them; three dots stand for more."""
    known: dict[str, object] = {}
    for code, expected in EXAMPLES:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, "docs/api.md", "exec"), known)
        pattern = re.escape(expected).replace(re.escape("...\n"), "(?s:.*)\n?").replace(re.escape("..."), ".*")
        assert re.fullmatch(pattern, printed.getvalue()), f"{code}\nprints\n{printed.getvalue()}"

    assert len(EXAMPLES) >= 8


def test_page_names_all_that_is_offered() -> None:
    """And nothing else is offered."""
    named = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) | set(re.findall(r"clearance\.(\w+)", PAGE))

    assert set(clearance.__all__) - {"__version__"} == {one for one in named if hasattr(clearance, one)}
    assert dir(clearance) == sorted(clearance.__all__)


def test_attributes_of_the_page_are_there(rulebook: clearance.Rulebook) -> None:
    """Whoever relies on them can."""
    (assessment,) = clearance.check(text=SMALL, as_of=DAY, rulebook=rulebook, packs=["eu-eprivacy"])
    things = {
        "Assessment": assessment,
        "Campaign": assessment.campaign,
        "Outcome": assessment.outcomes[0],
        "Rulebook": rulebook,
        "ClearanceError": clearance.ClearanceError([]),
        "Status": clearance.Status,
    }
    for name, thing in things.items():
        (promised,) = re.findall(rf"^\| `{name}` \|[^|]*\|(.*)\|$", PAGE, re.MULTILINE)
        for path in re.findall(r"`([\w.]+)`", promised):
            if path not in ("place", "what", "remedy"):
                value: object = thing
                for step in path.split("."):
                    value = getattr(value, step)


def test_import_loads_nothing() -> None:
    """The command, and whoever only wants the version, start as fast as before."""
    code = "import sys, clearance; print(clearance.__version__, *sorted(n for n in sys.modules if 'clearance' in n))"
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY / "engine")},
        capture_output=True,
        text=True,
        check=True,
    )

    assert run.stdout.split() == [clearance.__version__, "clearance"]


def test_command_does_not_load_it() -> None:
    """Nor what it imports beyond what the command needs itself."""
    code = (
        "import sys; sys.argv = ['clearance', 'check', 'x.yaml']\n"
        "from clearance.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    print('clearance.api' in sys.modules)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY / "engine")},
        capture_output=True,
        text=True,
        check=True,
    )

    assert run.stdout == "False\n"


def test_other_names_are_missing_as_usual() -> None:
    """An attribute that is not there is no import."""
    with pytest.raises(AttributeError, match="module 'clearance' has no attribute 'chekc'"):
        clearance.chekc  # type: ignore[attr-defined] # noqa: B018


@pytest.mark.slow
def test_types_are_seen_by_whoever_uses_it(tmp_path: Path) -> None:
    """What is loaded late has its types all the same."""
    (tmp_path / "uses.py").write_text(
        "from datetime import date\n"
        "import clearance\n"
        "one: clearance.Assessment = clearance.check('x', as_of=date(2026, 1, 1))[0]\n"
        "two: clearance.Status = one.outcomes[0].status\n"
        "three: int = clearance.check('x', engine='neither')\n",
        encoding="utf-8",
    )
    run = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), "uses.py"],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(REPOSITORY / "engine")},
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in run.stdout.splitlines() if line.startswith("uses.py")]

    assert [re.sub(r".*\[([\w-]+)\]$", r"\1", line) for line in said if "error" in line] == ["assignment", "arg-type"]


def test_nothing_is_read_but_what_is_named(
    beside: Path, rulebook: clearance.Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither settings nor environment, and nothing is written."""
    monkeypatch.setenv("CLEARANCE_CACHE_DIR", str(beside / "cache"))
    monkeypatch.setenv("HOME", str(beside / "home"))
    before = sorted(beside.rglob("*"))
    plain = clearance.check("examples", as_of=DAY, rulebook=rulebook)
    (beside / "examples" / "clearance.toml").write_text("this is no TOML", encoding="utf-8")
    again = clearance.check("examples", as_of=DAY, rulebook=rulebook)
    (beside / "examples" / "clearance.toml").unlink()

    assert [clearance.document(one) for one in again] == [clearance.document(one) for one in plain]
    assert sorted(beside.rglob("*")) == before


def test_today_is_read_only_where_no_date_is_given(
    rulebook: clearance.Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As its page says."""

    class Clock(date):
        @classmethod
        def today(cls) -> date:  # type: ignore[override]
            return DAY

    monkeypatch.setattr("clearance.api.date", Clock)
    (assessment,) = clearance.check(text=SMALL, rulebook=rulebook, packs=["eu-eprivacy"])

    assert assessment.as_of == DAY


def test_it_says_what_the_command_says(beside: Path, rulebook: clearance.Rulebook) -> None:
    """Document for document."""
    import json

    run = subprocess.run(
        [sys.executable, "-m", "clearance", "check", "examples", "-f", "json", "--as-of", DAY.isoformat()],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY / "engine")},
        capture_output=True,
        text=True,
        check=False,
    )
    found = [clearance.document(one) for one in clearance.check("examples", as_of=DAY, rulebook=rulebook)]

    assert json.loads(json.dumps(found)) == json.loads(run.stdout)["assessments"]


def _accepting(folder: Path) -> None:
    """Have every violation of the flash sale accepted: one waived, the others in a baseline."""
    words = ("baseline", "write", "examples/flash-sale.yaml", "--as-of", DAY.isoformat(), "--pack", "eu-eprivacy")
    (folder / ".git").mkdir()
    (folder / "clearance.waivers.yaml").write_text(WAIVER, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "clearance", *words],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY / "engine")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "known" in run.stdout


def test_what_a_team_accepts_is_accepted_here_too(beside: Path, rulebook: clearance.Rulebook) -> None:
    """Waivers and the baseline count as they do for the command: violations stay, and say who accepted them."""
    alone = clearance.check("examples/flash-sale.yaml", as_of=DAY, rulebook=rulebook, packs=["eu-eprivacy"])[0]
    _accepting(beside)
    (found,) = clearance.check("examples/flash-sale.yaml", as_of=DAY, rulebook=rulebook, packs=["eu-eprivacy"])
    violated = [one for one in found.outcomes if one.status is clearance.Status.VIOLATED]
    why = {found.suppressed[one.key].by for one in violated}
    (waived,) = [one for one in violated if found.suppressed[one.key].by == "waiver"]

    assert [one.status for one in found.outcomes] == [one.status for one in alone.outcomes]
    assert why == {"waiver", "baseline"}
    assert waived.rule.id == "eu-eprivacy/refuse-as-easily"
    assert found.suppressed[waived.key].approved_by == "Anna Weber, Legal"
    assert alone.verdict is clearance.Verdict.NOT_CLEAR
    assert found.verdict is not clearance.Verdict.NOT_CLEAR


def test_verdict_is_accepted_where_everything_else_is_settled(beside: Path, rulebook: clearance.Rulebook) -> None:
    """As the command says it, document for document."""
    import json

    campaign = beside / "letter.yaml"
    campaign.write_text(SETTLED, encoding="utf-8")
    (beside / "clearance.waivers.yaml").write_text(WAIVER_OF_THE_LETTER, encoding="utf-8")
    rules = [str(REPOSITORY / "tests" / "practice" / "law")]
    (found,) = clearance.check(campaign, as_of=DAY, rules=rules, packs=["practice-law"])
    run = subprocess.run(
        [sys.executable, "-m", "clearance", "check", str(campaign), "-f", "json", "--as-of", DAY.isoformat(),
         "--rules", rules[0], "--pack", "practice-law"],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY / "engine")},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip

    assert found.verdict is clearance.Verdict.ACCEPTED
    assert (run.returncode, json.loads(json.dumps(clearance.document(found)))) == (
        0,
        json.loads(run.stdout)["assessments"][0],
    )


def test_waivers_that_ended_or_are_not_needed_are_told_by_the_command_alone(
    beside: Path, rulebook: clearance.Rulebook
) -> None:
    """As the page says: it takes a look at all campaigns to know that none needs a waiver."""
    assert "told by the command alone" in " ".join(PAGE.split())
    ended = WAIVER.replace("2026-11-01", "2026-01-01").replace("2027-01-31", "2026-11-23")
    (beside / "clearance.waivers.yaml").write_text(ended, encoding="utf-8")
    (found,) = clearance.check("examples/flash-sale.yaml", as_of=DAY, rulebook=rulebook, packs=["eu-eprivacy"])

    assert (found.suppressed, found.notices) == ({}, ())
    assert found.verdict is clearance.Verdict.NOT_CLEAR


def _wrong() -> Iterator[object]:
    yield pytest.param({"text": SMALL, "packs": ["eu-gdrp"]}, 'packs: there is no pack "eu-gdrp"', id="pack")
    yield pytest.param({"text": SMALL, "engine": "bot"}, 'there is no engine "bot". Did you mean "both"?', id="engine")
    yield pytest.param({"text": SMALL, "fail_on_ethics": "grave"}, 'there is no level "grave"', id="level")
    yield pytest.param({"text": SMALL, "as_of": "2026-11-24"}, "as_of is a date without a time", id="date in words")
    yield pytest.param({"text": SMALL, "as_of": datetime(2026, 1, 1)}, "as_of is a date without a time", id="time")
    yield pytest.param({"text": "campaign: ["}, "<text>:2:1: this is not YAML", id="no YAML")
    yield pytest.param({"text": ""}, "<text>: the file is empty", id="empty")
    yield pytest.param({"text": SMALL + "includes: [x.yaml]\n"}, "outside the project folder", id="includes")
    yield pytest.param({"text": "campaign: {name: \ud800}"}, "not UTF-8 text", id="no text")
    yield pytest.param({"text": SMALL, "campaigns": "x"}, "cannot be checked in one call", id="both")
    yield pytest.param({"text": SMALL, "rules": ["x"]}, "rules cannot be given together", id="two rulebooks")
    yield pytest.param({}, "no campaign was found", id="nothing")
    yield pytest.param({"campaigns": ["nowhere.yaml", "neither/"]}, "nowhere.yaml: there is no such file", id="nowhere")


@pytest.mark.parametrize(("given", "said"), [*_wrong()])
def test_wrong_calls_raise_one_kind_of_error(rulebook: clearance.Rulebook, given: dict[str, object], said: str) -> None:
    """With all problems in it, each with what to do."""
    with pytest.raises(clearance.ClearanceError, match=re.escape(said)) as caught:
        clearance.check(**{"as_of": DAY, "rulebook": rulebook, **given})  # type: ignore[arg-type]

    assert all(problem.remedy for problem in caught.value.problems)


def test_threads_do_not_disturb_each_other(rulebook: clearance.Rulebook) -> None:
    """Each gets what it asked for."""
    texts = [SMALL.replace("Small", f"Campaign {number}") for number in range(12)]

    def checked(text: str) -> dict[str, object]:
        (one,) = clearance.check(text=text, as_of=DAY, rulebook=rulebook, packs=["eu-eprivacy", "us-can-spam"])
        return clearance.document(one)

    alone = [checked(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(checked, texts))

    assert together == alone
