"""Nothing that stands in a file makes the loaders or the engine do more than refuse it."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearance.deciding.durable import durable_available
from clearance.errors import Problem
from clearance.loading.campaign import CampaignReader
from clearance.loading.reader import ReadingError, read_documents
from clearance.loading.rulebook import load_rulebook
from clearance.loading.workspace import Workspace
from loading.fuzzing import decided
from loading.mutations import mutated
from loading.small import small_files
from oracle.shipped import EXAMPLES, shipped

_FUZZING = Path(__file__).parent / "fuzzing.py"
_DATA = Path(__file__).parent.parent / "data"
seeds = st.integers(0, 2**48)


@cache
def small_reader() -> CampaignReader:
    """Return a reader of campaigns in the small vocabulary."""
    return CampaignReader(load_rulebook(small_files()).vocabulary)


@cache
def shipped_reader() -> CampaignReader:
    """Return a reader of campaigns in the shipped vocabulary."""
    return CampaignReader(shipped().rulebook.vocabulary)


@given(st.binary(max_size=400))
@settings(max_examples=400)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """YAML or not."""
    with suppress(ReadingError):
        read_documents(data, "f.yaml")


@given(st.text(st.sampled_from("abc:- \n[]{},&*!|>#'\"%@\\\t0.~?<"), max_size=200))
@settings(max_examples=600)
def test_any_marks_are_read_or_refused(text: str) -> None:
    """What looks most like YAML."""
    campaigns, problems = small_reader().read_bytes(text.encode(), "/nowhere/f.yaml", "f.yaml", Workspace("/nowhere"))

    assert bool(campaigns) != bool(problems)
    assert all(_whole(problem) for problem in problems)


@given(seeds)
@settings(max_examples=1500)
def test_changed_campaign_is_read_or_refused(seed: int) -> None:
    """Example campaigns with other bytes, lines or values in them: facts or messages, never both or neither."""
    rng = Random(seed)
    data = mutated(rng, (_DATA / rng.choice(EXAMPLES)).read_bytes())
    campaigns, problems = shipped_reader().read_bytes(data, "/nowhere/c.yaml", "c.yaml", Workspace("/nowhere"))

    assert bool(campaigns) != bool(problems), seed
    assert all(_whole(problem) for problem in problems), seed


@given(seeds)
@settings(max_examples=1000)
def test_changed_packs_are_refused_or_decided(seed: int) -> None:
    """Packs with other bytes, lines or values in them are refused when they are loaded, or decide without a fault."""
    decided(seed, "python")


@pytest.mark.skipif(not durable_available(), reason="durable-rules does not work with this Python")
@pytest.mark.parametrize("first", [0, 10_000])
def test_changed_packs_do_no_harm_to_durable_rules(first: int) -> None:
    """In a process of its own, so that a crash or a hang of the C library is seen as one."""
    _in_a_child(first, first + 500, seconds=120)


@pytest.mark.slow
@pytest.mark.skipif(not durable_available(), reason="durable-rules does not work with this Python")
@pytest.mark.parametrize("first", [20_000, 30_000])
def test_many_changed_packs_do_no_harm_to_durable_rules(first: int) -> None:
    """The same for five thousand."""
    _in_a_child(first, first + 2_500, seconds=600)


def _in_a_child(first: int, last: int, *, seconds: int) -> None:
    arguments = [sys.executable, "-X", "faulthandler", str(_FUZZING), "both", str(first), str(last)]
    done = subprocess.run(arguments, capture_output=True, timeout=seconds, check=False, text=True)

    assert done.returncode == 0, done.stderr[-2000:]
    refused, passed = map(int, re.findall(r"\d+", done.stdout))
    assert refused + passed == last - first
    assert min(refused, passed) > (last - first) / 10, "one of the two is hardly tried"


def _whole(problem: Problem) -> bool:
    """Tell whether a message has its three parts."""
    return bool(problem.place and problem.what and problem.remedy.endswith((".", "?")))
