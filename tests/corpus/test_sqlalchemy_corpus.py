"""The SQLAlchemy corpus is what it says it is: slow grows, fixed does not, silent is flat."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.compare.proof import prove
from benchmarks.corpus.case import MARK, Case, Corpus
from benchmarks.corpus.sqlalchemy import cases, corpus

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks" / "corpus" / "sqlalchemy"
CASES = {case.name: case for case in cases()}
POSITIVE = [case for case in CASES.values() if case.kind == "positive"]
SILENT = [case for case in CASES.values() if case.kind == "silent"]


@pytest.fixture(scope="module")
def whole() -> Corpus:
    return corpus()


@pytest.mark.parametrize("case", POSITIVE, ids=lambda case: case.name)
def test_slow_grows_and_fixed_does_not(whole: Corpus, case: Case) -> None:
    assert prove(whole, case) == []


@pytest.mark.parametrize("case", SILENT, ids=lambda case: case.name)
def test_silent_twin_is_flat_or_says_that_it_grows(whole: Corpus, case: Case) -> None:
    assert prove(whole, case) == []


def test_names_are_unique() -> None:
    assert [name for name, n in Counter(c.name for c in cases()).items() if n > 1] == []


def test_names_do_not_meet_those_of_another_corpus() -> None:
    """Markers are found by name in all corpora, so each ORM's names are its own."""
    assert [name for name in CASES if not name.startswith("sa_")] == []


def test_every_marker_belongs_to_an_expectation() -> None:
    """A marker that no case reads is a misspelt one."""
    expected = {
        name
        for case in POSITIVE
        for expect in case.expect
        for name in (case.name, expect.blame, expect.loop, expect.origin)
    }
    marked = {
        name
        for path in FOLDER.rglob("*.*")
        if path.suffix in (".py", ".html")
        for _, name in MARK.findall(path.read_text(encoding="utf-8"))
    }
    assert sorted(marked - expected) == []


def test_a_positive_case_says_its_fix_or_is_a_repeat() -> None:
    silent_about_fix = [
        case.name
        for case in POSITIVE
        for expect in case.expect
        if not expect.fix and expect.code != "NPG008"
    ]
    assert silent_about_fix == []


def test_the_corpus_is_as_large_as_promised() -> None:
    assert len(POSITIVE) >= 70
    assert len(SILENT) >= 70
