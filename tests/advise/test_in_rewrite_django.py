"""The code for Django's cursor runs on Django's own connection to SQLite."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("django", reason="Django is not installed")

# A process of its own: Django's settings can be set up only once in each.
PROGRAM = """
import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
)
django.setup()
from django.db import connection
from nplusone_guard.advise.in_rewrite import rewrite_in
from tests.advise.rewrite_servers import TABLES, statements_to_fill

cursor = connection.cursor()
for table in TABLES:
    cursor.execute(table)
for insert, rows in statements_to_fill():
    cursor.executemany(insert.replace("?", "%s"), rows)
for sql, parameters, keys in (
    ("SELECT title FROM book WHERE author_id = %s AND price > %s", (6,), (1, 2, 9)),
    ("SELECT title FROM book WHERE author_id = %s AND title LIKE '%%a%%'", (), (1, 2)),
    ("SELECT title FROM book WHERE author_id = %s AND id %% 2 = 1", (), (1, 3)),
    ("SELECT * FROM stock WHERE shop = %s AND code = %s", (), ((1, "a"), (2, "b"))),
):
    varying = range(len(keys[0]) if isinstance(keys[0], tuple) else 1)
    rewrite = rewrite_in(
        sql, dialect="sqlite", varying=varying, caller="django-cursor"
    )
    found = {
        "cursor": cursor, "ids": keys, "keys": keys, "price": 6, "title": "%a%",
        "constant": 2, "constant_2": 1,
    }
    exec(rewrite.index_code, found)
    index = found.get("by_author_id") or found["by_key"]
    for key in keys:
        values = key if isinstance(key, tuple) else (key,)
        cursor.execute(sql, [*values, *parameters])
        single = cursor.fetchall()
        assert [row[: len(single[0])] for row in index.get(key, [])] == single, sql
print("all equal")
"""


def test_the_code_runs_on_djangos_cursor() -> None:
    root = Path(__file__).parents[2]
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stdout == "all equal\n", result.stderr
