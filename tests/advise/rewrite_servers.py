"""The databases the rewritten statements run on, each with the same few tables."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.databases import MARIADB, POSTGRES, address

DATABASES = ("sqlite", "postgresql", "mariadb")
# Temporary tables: they belong to one connection, so test runs never meet.
TABLES = (
    "CREATE TEMPORARY TABLE author (id INTEGER, name VARCHAR(20), country VARCHAR(5))",
    "CREATE TEMPORARY TABLE book (id INTEGER, author_id INTEGER, title VARCHAR(30),"
    " price INTEGER, status VARCHAR(10), pages INTEGER)",
    "CREATE TEMPORARY TABLE stock (shop INTEGER, code VARCHAR(5), quantity INTEGER,"
    " note VARCHAR(10))",
)
ROWS: dict[str, list[tuple[Any, ...]]] = {
    "author": [(1, "Ann", "NO"), (2, "bob", "SE"), (3, "Cid", "NO"), (4, "Dee", None)],
    "book": [
        (1, 1, "Apples", 10, "open", 100),
        (2, 1, "Bears", 20, "open", 90),
        (3, 1, "Cats", 30, "shut", None),
        (4, 2, "Dogs", 5, "open", 300),
        (5, 2, "Elks 100%", 50, "shut", 200),
        (6, 3, "Foxes", 7, "open", 50),
        (7, None, "Goats", 8, "open", 60),
        (8, 3, "Hares", 7, None, 40),
    ],
    "stock": [
        (1, "a", 5, "full"),
        (1, "b", 0, None),
        (2, "a", 7, "full"),
        (2, "b", 9, "low"),
        (3, "a", 1, "low"),
    ],
}


def statements_to_fill() -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """Yield one INSERT in `?` style for each table, with its rows."""
    for table, rows in ROWS.items():
        marks = ", ".join("?" * len(rows[0]))
        yield f"INSERT INTO {table} VALUES ({marks})", rows


@contextmanager
def open_database(name: str) -> Iterator[Any]:
    """Open a connection whose temporary tables hold the rows above."""
    connection = _connect(name)
    cursor = connection.cursor()
    mark = "?" if name == "sqlite" else "%s"
    for table in TABLES:
        cursor.execute(table)
    for insert, rows in statements_to_fill():
        cursor.executemany(insert.replace("?", mark), rows)
    try:
        yield connection
    finally:
        connection.close()


def _connect(name: str) -> Any:
    if name == "sqlite":
        return sqlite3.connect(":memory:")
    if name == "postgresql":
        psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
        return psycopg.connect(address(POSTGRES))
    pymysql = pytest.importorskip("pymysql", reason="PyMySQL is not installed")
    url = urlsplit(address(MARIADB))
    return pymysql.connect(
        host=url.hostname,
        port=url.port or 3306,
        user=url.username,
        password=url.password or "",
        database=url.path.strip("/"),
    )


def in_style(sql: str, values: dict[str, Any], style: str) -> tuple[str, Any]:
    """Return *sql*, written with ``:name``, in *style*, with its arguments."""
    used: list[str] = []

    def place(match: re.Match[str]) -> str:
        used.append(match[1])
        if style == "literal":
            value = values[match[1]]
            return f"'{value}'" if isinstance(value, str) else str(value)
        return {
            "qmark": "?",
            "format": "%s",
            "named": f":{match[1]}",
            "pyformat": f"%({match[1]})s",
        }[style]

    if style in ("format", "pyformat"):
        sql = sql.replace("%", "%%")
    text = re.sub(r"(?<!:):([a-z_]+)", place, sql)
    if style in ("named", "pyformat"):
        return text, values
    return text, None if style == "literal" else [values[name] for name in used]


def placeholders(sql: str, style: str) -> list[str]:
    """Return the names in *sql* in the order in which *style* counts placeholders."""
    found = re.findall(r"(?<!:):([a-z_]+)", sql)
    return list(dict.fromkeys(found)) if style in ("named", "pyformat") else found


def positions(sql: str, names: tuple[str, ...], style: str) -> list[int]:
    """Return which placeholders *names* are, counted as ``rewrite_in`` counts them."""
    found = placeholders(sql, style)
    return [place for place, name in enumerate(found) if name in names]
