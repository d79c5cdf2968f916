"""Writes become one statement, or executemany, and leave the same rows behind."""

from __future__ import annotations

from typing import Any

import pytest

from nplusone_guard.advise.in_rewrite import rewrite_in
from tests.advise.rewrite_servers import DATABASES, open_database

# The statement, what varies, the values of each run, and whether one statement does it.
WRITES: list[tuple[str, list[int], list[tuple[Any, ...]], bool]] = [
    ("UPDATE book SET status = ? WHERE id = ?", [1], [("gone", 1), ("gone", 4)], True),
    ("UPDATE book SET status = ?, pages = NULL WHERE author_id = ? AND price > ?",
     [1], [("gone", 1, 15), ("gone", 2, 15)], True),
    ("UPDATE stock SET note = ? WHERE shop = ? AND code = ?",
     [1, 2], [("new", 1, "a"), ("new", 2, "b")], True),
    ("DELETE FROM book WHERE author_id = ?", [0], [(1,), (3,), (9,)], True),
    ("DELETE FROM stock WHERE shop = ? AND code = ?", [0, 1], [(1, "a"), (3, "a")], True),
    ("UPDATE book SET title = ? WHERE id = ?", [0, 1], [("One", 1), ("Two", 4)], False),
    ("UPDATE book SET title = ?, status = ? WHERE id = ?",
     [0, 2], [("One", "x", 1), ("Two", "x", 4)], False),
    ("UPDATE stock SET quantity = quantity - 1 WHERE code = ?",
     [0], [("a",), ("b",), ("a",)], False),
    ("UPDATE stock SET quantity = quantity + ? WHERE code = ?",
     [0, 1], [(3, "a"), (4, "b")], False),
    ("DELETE FROM book WHERE author_id = ? AND EXISTS (SELECT 1 FROM stock)",
     [0], [(1,), (2,)], False),
    ("INSERT INTO author (id, name) VALUES (?, ?)",
     [0, 1], [(10, "Eve"), (11, "Flo")], False),
    ("INSERT INTO author (id, name, country) VALUES (?, ?, ?)",
     [0, 1], [(10, "Eve", "DK"), (11, "Flo", "DK")], False),
    ("INSERT INTO author SELECT id + 10, name, country FROM author WHERE id = ?",
     [0], [(1,), (2,)], False),
]  # fmt: skip


@pytest.mark.parametrize("name", DATABASES)
@pytest.mark.parametrize(("sql", "varying", "runs", "is_one"), WRITES)
def test_the_same_rows_are_left(
    name: str,
    sql: str,
    varying: list[int],
    runs: list[tuple[Any, ...]],
    is_one: bool,
) -> None:
    sent = sql if name == "sqlite" else sql.replace("?", "%s")
    rewrite = rewrite_in(sent, dialect=name, varying=varying)
    assert rewrite.refused is None
    assert ("executemany" in rewrite.index_code) == (not is_one)
    with open_database(name) as expected, open_database(name) as found:
        for values in runs:
            expected.cursor().execute(sent, values)
        given = [tuple(values[place] for place in varying) for values in runs]
        constants = {
            place: value for place, value in enumerate(runs[0]) if place not in varying
        }
        space = variables(sql, constants)
        ids = [row[0] for row in given] if len(given[0]) == 1 else None
        space |= {"ids": ids, "keys": given, "rows": given, "cursor": found.cursor()}
        exec(rewrite.index_code, space)
        assert everything(found) == everything(expected)


def variables(sql: str, constants: dict[int, Any]) -> dict[str, Any]:
    """Return the constants under the names of their columns."""
    names = {
        "UPDATE book SET status": {0: "status", 2: "price"},
        "UPDATE book SET title": {1: "status"},
        "UPDATE stock SET note": {0: "note"},
        "INSERT INTO author (id, name, country)": {2: "country"},
    }
    literals = {"quantity - 1": 1, "id + 10": 10}
    literal = next((value for key, value in literals.items() if key in sql), 1)
    chosen = next((value for key, value in names.items() if sql.startswith(key)), {})
    return {
        "constant": literal,
        **{chosen[place]: value for place, value in constants.items()},
    }


def everything(connection: Any) -> dict[str, list[tuple[Any, ...]]]:
    cursor = connection.cursor()
    tables = {}
    for table in ("author", "book", "stock"):
        cursor.execute(f"SELECT * FROM {table}")
        tables[table] = sorted((tuple(row) for row in cursor.fetchall()), key=repr)
    return tables


def test_a_literal_that_stays_becomes_an_argument() -> None:
    rewrite = rewrite_in(
        "UPDATE book SET status = 'gone' WHERE id = ?", dialect="sqlite", varying=[0]
    )
    assert rewrite.sql == "UPDATE book\nSET status = ?\nWHERE id IN (?, ?, ...)"
    assert (
        "# status: set to what the statement holds as a literal" in rewrite.index_code
    )
    assert "[status, *ids]" in rewrite.index_code


def test_without_knowledge_the_set_values_may_differ() -> None:
    rewrite = rewrite_in(
        "UPDATE book SET status = ? WHERE id = ?", dialect="sqlite", varying=None
    )
    assert "# rows: one (status, id_value) for each row" in rewrite.index_code
    assert "executemany" in rewrite.notes[0]


@pytest.mark.parametrize(
    ("paramstyle", "sql", "arguments"),
    [
        ("named", "INSERT INTO t (a, b) VALUES (:a, :b)", '{"a": a, "b": b}'),
        ("pyformat", "INSERT INTO t (a, b) VALUES (%(a)s, %(b)s)", '{"a": a, "b": b}'),
        ("qmark", "INSERT INTO t (a, b) VALUES (?, ?)", "(a, b)"),
    ],
)
def test_executemany_takes_what_the_driver_takes(
    paramstyle: str, sql: str, arguments: str
) -> None:
    code = rewrite_in(sql, dialect=None, varying=[0], paramstyle=paramstyle).index_code
    assert f"[{arguments} for (a,) in rows]" in code
