"""Shapes are remembered, within bounds."""

from __future__ import annotations

import tracemalloc

import pytest

from nplusone_guard.fingerprint import fingerprint, generations
from nplusone_guard.fingerprint.generations import Generations


def test_a_known_statement_gives_the_very_shape() -> None:
    first = fingerprint("SELECT a FROM only_here WHERE id = 1", "sqlite")
    assert fingerprint("SELECT a FROM only_here WHERE id = 1", "sqlite") is first
    assert fingerprint("SELECT a FROM only_here WHERE id = 2", "sqlite") is first


def test_dialects_are_apart() -> None:
    sql = 'SELECT a FROM t WHERE b = "c"'
    assert fingerprint(sql, "mysql").text == "SELECT a FROM t WHERE b = ?"
    assert fingerprint(sql, "postgresql").text == "SELECT a FROM t WHERE b = c"


@pytest.mark.parametrize(
    ("name", "same"),
    [("mariadb", "mysql"), ("microsoft", "mssql"), ("cockroachdb", "postgresql")],
)
def test_a_dialect_has_other_names(name: str, same: str) -> None:
    sql = "SELECT \"a b\", [x], $$y$$, 'z\\' FROM t # 'w'"
    assert fingerprint(sql, name) == fingerprint(sql, same)


def test_an_unheard_of_dialect_is_the_unknown_one() -> None:
    sql = "SELECT a FROM t WHERE b = 'x\\' AND c = 'd'"
    assert fingerprint(sql, "nosuchdb") == fingerprint(sql)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_bytes_read_as_text(kind: type) -> None:
    assert fingerprint(kind(b"SELECT 1")) == fingerprint("SELECT 1")


def test_broken_bytes_are_taken() -> None:
    assert fingerprint(b"SELECT '\xff\xfe' FROM \xe9t").text.startswith(
        "SELECT ? FROM "
    )


def test_a_subclass_of_str_is_read_as_its_text() -> None:
    class Loud(str):
        __slots__ = ()

        def __str__(self) -> str:
            return "not this"

        __hash__ = str.__hash__

        def __eq__(self, other: object) -> bool:
            raise AssertionError

    assert fingerprint(Loud("SELECT a")).text == "SELECT a"


def test_literal_statements_do_not_pile_up() -> None:
    """As many texts again that never return take no more memory than the first."""
    # Whole generations, so that both looks at the memory find the young one equally full.
    texts = 10 * generations.MOST_ENTRIES

    def run(start: int) -> int:
        for number in range(start, start + texts):
            fingerprint(
                f"SELECT a FROM t WHERE b = 'x{number}' AND c = {number}", "sqlite"
            )
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    first = run(100_000)
    second = run(100_000 + texts)
    tracemalloc.stop()
    assert second - first < 100_000


def test_different_names_do_not_pile_up() -> None:
    def run(start: int) -> int:
        for number in range(start, start + 10_000):
            fingerprint(f"SELECT a{number} FROM t{number}", "sqlite")
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    first = run(0)
    second = run(10_000)
    tracemalloc.stop()
    assert second - first < 1_000_000


def test_what_is_used_outlives_what_is_not() -> None:
    memory: Generations[int] = Generations()
    memory.put("used", 1)
    for number in range(5_000):
        memory.put(str(number), number)
        if number % 500 == 0:
            assert memory.get("used") == 1
    assert memory.get("0") is None
    assert len(memory.young) + len(memory.old) <= 2_048


def test_long_texts_count_for_more() -> None:
    memory: Generations[int] = Generations()
    for number in range(500):
        memory.put(str(number) + "x" * 10_000, number)
    kept = [*memory.young, *memory.old]
    assert sum(map(len, kept)) < 2_100_000


def test_very_long_statements_are_not_kept() -> None:
    sql = "SELECT a FROM t WHERE b IN (" + ", ".join(["1"] * 20_000) + ")"
    shape = fingerprint(sql, "oracle")
    assert shape.text == "SELECT a FROM t WHERE b IN (?)"
    assert fingerprint(sql, "oracle") is shape
