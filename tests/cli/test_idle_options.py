"""An option that cannot take effect is an error; a word that means nothing gets a suggestion."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from calls import Call

from practice import RULES, as_yaml, choosing, sections

SMALL = as_yaml(sections())
LAW = " ".join(choosing("practice-law"))
ETHICS = " ".join(choosing("practice-ethics"))
IDLE = (
    ("check small.yaml -q -v", "--quiet and --verbose contradict each other"),
    ("check small.yaml -q -f json", "--format has no effect with --quiet"),
    ("check small.yaml -v -f html", "--verbose has no effect on this format"),
    ("check small.yaml --color always -f json", "--color has no effect"),
    ("check small.yaml --color always -q", "--color has no effect"),
    ("check small.yaml --stdin-filename x.yaml", "--stdin-filename has no effect without -"),
    ("check - --jobs 2", "--jobs has no effect on standard input"),
    ("check - small.yaml", "- stands alone"),
    ("check small.yaml --sarif-only-failures", "--sarif-only-failures has no effect without SARIF"),
    ("check small.yaml --sarif-only-failures -o html=x.html", "--sarif-only-failures has no effect without SARIF"),
    (f"check small.yaml {LAW} --fail-on-ethics low", "--fail-on-ethics has no effect on the packs chosen"),
    (f"check small.yaml {ETHICS} --fail-on low", "--fail-on has no effect on the packs chosen"),
    (f"check small.yaml other.yaml {LAW} -f html", "one HTML page cannot hold 2 campaigns"),
    (f"check small.yaml other.yaml {LAW} -q -o html=x.html", "x.html: one HTML page cannot hold 2 campaigns"),
    ("check small.yaml -o html=x.html -o markdown=./x.html", "x.html: two outputs go to this file"),
    ("check small.yaml -o html", '--output "html" names no file'),
    ("check small.yaml -o html=", '--output "html=" names no file'),
    ("explain small.yaml eu-gdpr/lawful-basis --stdin-filename x.yaml", "--stdin-filename has no effect without -"),
    ("explain small.yaml eu-gdpr/lawful-basis --json --color always", "--color has no effect on JSON"),
)
TYPOS = (
    ("chekc", "'check'"),
    ("check --fromat json", "--format"),
    ("check small.yaml -f jsn", '"json"'),
    ("check small.yaml -o htlm=x", '"html"'),
    ("check small.yaml --fail-on hihg", 'no level "hihg". Did you mean "high"'),
    ("check small.yaml --fail-on-ethics blokcer", 'no level "blokcer". Did you mean "blocker"'),
    ("check small.yaml --engine pyhton", '"python"'),
    ("check small.yaml --pack us-canspam", '"us-can-spam"'),
    ("check small.yaml --color allways", "auto, always, never"),
    ("check small.yaml --as-of 24.11.2026", '"24.11.2026" is not a day. Did you mean 2026-11-24?'),
    ("explain small.yaml us-can-spam/timely-optout", '"us-can-spam/timely-opt-out"'),
    (f"explain small.yaml practice-law/way-out male --rules {RULES}", "It speaks of: channel mail."),
    ("rules show us-can-spam/timely-optout", '"us-can-spam/timely-opt-out"'),
    ("rules list --principle fairnes", '"fairness"'),
    ("rules list --severity hgih", '"high"'),
    ("rules list --kind lwa", '"law"'),
    ("rules list --pack eu-gpdr", '"eu-gdpr"'),
    ("schema repport", '"report"'),
)
FACTS = (
    ('campaign: {nmae: X}', '1:12: there is no fact "campaign.nmae". Did you mean "name"?'),
    ('campagin: {name: X}', 'there is no section "campagin". Did you mean "campaign"?'),
    ('campaign: {name: X, purpose: promotoin}', 'Did you mean "promotion"?'),
    ('campaign: {name: X}\naudience: {regions: [UK]}', '2:22: '),
    ('campaign: {name: X, starts_on: 2026-02-30}', "there is no day 2026-02-30. Look at month and day."),
    ('campaign: {name: X, starts_on: 2026-03-02, ends_on: 2026-03-01}', "the campaign ends on 2026-03-01, before it"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _campaigns(write: Callable[[str, str], Path]) -> None:
    write("small.yaml", SMALL)
    write("other.yaml", SMALL)


@pytest.mark.parametrize(("words", "message"), IDLE, ids=[words for words, _ in IDLE])
def test_option_without_effect_is_refused(clearance: Call, words: str, message: str) -> None:
    """Nobody believes something was done that was not."""
    result = clearance(*words.split(), stdin=SMALL)

    assert (result.code, result.raw) == (2, b"")
    assert message in result.err


@pytest.mark.parametrize(("words", "suggestion"), TYPOS, ids=[words for words, _ in TYPOS])
def test_word_that_means_nothing_gets_a_suggestion(clearance: Call, words: str, suggestion: str) -> None:
    """Calls that cannot be understood exit with 2."""
    result = clearance(*words.split())

    assert (result.code, result.raw) == (2, b"")
    assert suggestion in result.err


@pytest.mark.parametrize(("text", "message"), FACTS, ids=[text for text, _ in FACTS])
def test_fact_that_means_nothing_gets_a_place_and_a_suggestion(
    clearance: Call, write: Callable[[str, str], Path], text: str, message: str
) -> None:
    """``file:line:column: what. What to do.``"""
    write("wrong.yaml", f"{text}\n")
    result = clearance("check", "wrong.yaml")

    assert (result.code, result.raw) == (2, b"")
    assert result.err.startswith("wrong.yaml:")
    assert message in result.err


@pytest.mark.parametrize(
    ("word", "suggestion"), [("opt_uot", "opt_out"), ("chanel.opt_out.offered", "channel.opt_out.offered")]
)
def test_fact_looked_for_in_vain_gets_a_suggestion(clearance: Call, word: str, suggestion: str) -> None:
    """Nothing was found, which is 3."""
    result = clearance("facts", word)

    assert (result.code, result.raw) == (3, b"")
    assert result.err == f'no fact holds "{word}". Did you mean "{suggestion}"?\n'
