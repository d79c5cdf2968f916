"""The SQLAlchemy corpus is what it says it is: slow grows, fixed does not, silent is flat."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.compare.proof import prove
from benchmarks.corpus.case import MARK, Case, Corpus, marked
from benchmarks.corpus.sqlalchemy import cases, corpus
from benchmarks.corpus.sqlalchemy.rows import populate
from benchmarks.corpus.sqlalchemy.topics import keyed, legacy
from benchmarks.corpus.sqlalchemy.topics.asynchronous import bylines
from benchmarks.corpus.sqlalchemy.world import AsyncSession, Session, engine
from nplusone_guard.sqlalchemy import guard_session

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
    """A marker that no case reads is a misspelt one.

    Modules of topics whose libraries are not installed are never imported; what they
    mark is looked at where they are.
    """
    loaded = {getattr(module, "__file__", None) for module in sys.modules.values()}
    expected = {
        name
        for case in POSITIVE
        for expect in case.expect
        for name in (case.name, expect.blame, expect.loop, expect.origin)
    }
    marked = {
        name
        for path in FOLDER.rglob("*.*")
        if path.suffix == ".html" or str(path) in loaded
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


def told_by(watch: guard_session) -> list[tuple[str, str | None, int]]:
    findings = json.loads(watch.report.to_json())["findings"]
    return [(f["code"], f["relation"], f["blame"]["line"]) for f in findings]


def blame_of(name: str) -> int:
    (place,) = marked("blame", CASES[name], None)
    return place.line


def test_the_guard_of_a_session_tells_the_same(whole: Corpus) -> None:
    filled(whole)
    with Session() as session, collecting(session) as watch:
        bylines(session)
    lazy = ("NPG001", "Book.author", blame_of("sa_run_sync_body"))
    assert told_by(watch) == [lazy]


def test_the_guard_of_a_registry_tells_the_same(whole: Corpus) -> None:
    filled(whole)
    with collecting(legacy.registry) as watch:
        legacy.from_the_registry()
    lazy = ("NPG001", "Book.publisher", blame_of("sa_from_the_registry"))
    assert told_by(watch) == [lazy]


async def test_the_guard_of_an_async_session_tells_the_same(whole: Corpus) -> None:
    filled(whole)
    async with AsyncSession() as session, collecting(session) as watch:
        await session.run_sync(bylines)
    lazy = ("NPG001", "Book.author", blame_of("sa_run_sync_body"))
    assert told_by(watch) == [lazy]


@pytest.mark.parametrize("factory", [engine, Session], ids=["engine", "sessionmaker"])
def test_the_guard_of_a_factory_sees_what_it_makes(
    whole: Corpus, factory: object
) -> None:
    filled(whole)
    with collecting(factory) as watch:
        keyed.session_get()
    assert told_by(watch) == [("NPG004", None, blame_of("sa_session_get"))]


def test_the_guard_of_a_session_is_silent_about_another(whole: Corpus) -> None:
    filled(whole)
    with Session() as watched, Session() as other, collecting(watched) as watch:
        watched.connection()
        bylines(other)
    assert told_by(watch) == []


def test_the_guard_of_a_session_is_silent_about_one_statement_for_all_rows(
    whole: Corpus,
) -> None:
    filled(whole)
    with Session() as session, collecting(session) as watch:
        keyed.names_of(session, keyed.wanted(session))
    assert told_by(watch) == []


def filled(whole: Corpus) -> None:
    whole.empty()
    populate(2)


def collecting(session: object) -> guard_session:
    return guard_session(session, mode="collect", threshold=2)
