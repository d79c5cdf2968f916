"""The printed statement and the printed lines, word for word."""

from __future__ import annotations

from typing import Any

import pytest

from nplusone_guard.advise.in_rewrite import differing_literals, rewrite_in

FIRST = "SELECT name FROM author WHERE id = %s"


def code(sql: str, **options: Any) -> str:
    chosen: dict[str, Any] = {"dialect": "mysql", "varying": None, **options}
    return rewrite_in(sql, **chosen).index_code


def test_a_row_for_each_key() -> None:
    rewrite = rewrite_in(FIRST, dialect="mysql", varying=[0], caller="django-cursor")
    assert rewrite.sql == "SELECT name, id\nFROM author\nWHERE id IN (%s, %s, ...)"
    assert rewrite.keys == ("id",)
    assert rewrite.refused is None
    assert rewrite.notes == ()
    assert rewrite.index_code.splitlines() == [
        'marks = ", ".join(["%s"] * len(ids)) or "NULL"',
        "cursor.execute("
        'f"SELECT name, id FROM author WHERE id IN ({marks})", list(ids))',
        "by_id = {row[1]: row for row in cursor.fetchall()}",
    ]


def test_postgresql_takes_one_array() -> None:
    assert code(FIRST, dialect="postgresql").splitlines()[0] == (
        'cursor.execute("SELECT name, id FROM author WHERE id = ANY(%s)", [list(ids)])'
    )


def test_text_takes_an_expanding_parameter() -> None:
    lines = code(FIRST, caller="sqlalchemy-text").splitlines()
    assert lines[0] == "from sqlalchemy import bindparam, text"
    assert lines[2].startswith(
        'statement = text("SELECT name, id FROM author WHERE id IN :ids'
    )
    assert lines[2].endswith('.bindparams(bindparam("ids", expanding=True))')


def test_several_rows_for_a_key_go_into_lists() -> None:
    lines = code("SELECT id FROM book WHERE author_id = %s").splitlines()
    assert lines[0] == "from collections import defaultdict"
    assert lines[-3:] == [
        "by_author_id = defaultdict(list)",
        "for row in cursor.fetchall():",
        "    by_author_id[row[1]].append(row)",
    ]


def test_the_users_own_variable_and_await() -> None:
    lines = code(FIRST, receiver="db", is_async=True).splitlines()
    assert lines[1].startswith("await db.execute(")
    assert lines[2].endswith("for row in await db.fetchall()}")


def test_limit_without_order_is_explained() -> None:
    rewrite = rewrite_in(
        "SELECT name FROM author WHERE country = ? LIMIT 1",
        dialect="sqlite",
        varying=[0],
    )
    assert "LIMIT" not in rewrite.sql
    assert "LIMIT 1 without ORDER BY returned any row of a key" in rewrite.notes[0]
    assert "by_country.setdefault(row[1], row)" in rewrite.index_code


def test_the_window_form() -> None:
    rewrite = rewrite_in(
        "SELECT id FROM book WHERE author_id = ? ORDER BY price LIMIT 1",
        dialect="sqlite",
        varying=[0],
    )
    assert rewrite.sql.splitlines() == [
        "SELECT id, author_id",
        "FROM (",
        "  SELECT id, author_id,",
        "    ROW_NUMBER() OVER (PARTITION BY author_id ORDER BY price) AS row_in_key",
        "  FROM book",
        "  WHERE author_id IN (?, ?, ...)",
        ") AS ranked",
        "WHERE row_in_key = 1",
    ]


@pytest.mark.parametrize(
    ("dialect", "shown"),
    [
        ("sqlite", "(shop, code) IN (VALUES (?, ?), (?, ?), ...)"),
        ("mariadb", "(shop, code) IN ((?, ?), (?, ?), ...)"),
        ("oracle", "(shop, code) IN ((?, ?), (?, ?), ...)"),
    ],
)
def test_row_values(dialect: str, shown: str) -> None:
    sql = "SELECT shop, code FROM stock WHERE shop = ? AND code = ?"
    assert shown in rewrite_in(sql, dialect=dialect, varying=None).sql


def test_a_name_that_hides_nothing() -> None:
    printed = code(
        "SELECT a FROM t WHERE b = %s AND id = %s AND class = %s", varying=[0]
    )
    assert printed.splitlines()[-4].endswith(", [*ids, id_value, class_value])")


def test_quotes_and_braces_in_names_stay_whole() -> None:
    sql = 'SELECT "a{b}", "c""d" FROM t WHERE x = ?'
    text = rewrite_in(sql, dialect="sqlite", varying=[0]).index_code
    seen: list[str] = []

    class Cursor:
        def execute(self, statement: str, arguments: list[Any]) -> None:
            seen.append(" ".join(statement.split()))

        def fetchall(self) -> list[Any]:
            return []

    exec(text, {"cursor": Cursor(), "ids": [1, 2]})
    assert seen == ['SELECT "a{b}", "c""d", x FROM t WHERE x IN (?, ?)']


def test_literals_that_differ() -> None:
    first = "SELECT a FROM t WHERE b = 'x' AND c = 5 AND d = 1.5"
    second = "SELECT a FROM t WHERE b = 'x' AND c = 6 AND d = 2.5"
    assert differing_literals(first, second, "sqlite") == (1, 2)
    assert differing_literals(first, first, "sqlite") == ()
    assert differing_literals("SELECT 'x", second, "sqlite") == ()
