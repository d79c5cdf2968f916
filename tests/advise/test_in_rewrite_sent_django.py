"""Raw SQL on Django's own connection: rewritten from what was sent, and run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.databases import MARIADB, POSTGRES, address

pytest.importorskip("django", reason="Django is not installed")

# A process of its own: Django's settings can be set up only once in each.
PROGRAM = """
import json, os
import django
from django.conf import settings

database = json.loads(os.environ["DATABASE"])
if database["ENGINE"].endswith("mysql"):
    import pymysql
    pymysql.version_info = (2, 2, 7, "final", 0)
    pymysql.install_as_MySQLdb()
settings.configure(DATABASES={"default": database})
django.setup()
from django.db import connection
import nplusone_guard.django
from nplusone_guard import guard

cursor = connection.cursor()
cursor.execute("CREATE TEMPORARY TABLE t (id INTEGER, name VARCHAR(9), land VARCHAR(9))")
cursor.execute("INSERT INTO t VALUES (11, 'Ann', 'Norway'), (33, 'Cid', 'Norway')")

def literals(found):
    ask = "SELECT name, id FROM {} WHERE id = {} AND land = 'Norway'"
    for key in (11, 33):
        cursor.execute(ask.format("t", key))
        found += cursor.fetchall()

def mixed(found):
    ask = " ".join(["SELECT name, id FROM t", "WHERE id = %s AND land = 'Norway'"])
    for key in (11, 33):
        cursor.execute(ask, [key])
        found += cursor.fetchall()

for function in (literals, mixed):
    rows = []
    with guard("test", mode="collect") as watch:
        function(rows)
    (finding,) = watch.report.findings
    assert "Norway" not in str(finding.advice), finding.advice
    names = {"cursor": cursor, "connection": connection, "ids": [11, 33], "land": "Norway"}
    exec(finding.advice.code, names)
    index = names["by_id"].values()
    flat = [row for each in index for row in (each if isinstance(each, list) else [each])]
    assert sorted(row[:2] for row in flat) == sorted(rows), (flat, rows)
print("all equal")
"""
ENGINES = {
    "sqlite": ("", "django.db.backends.sqlite3"),
    "postgresql": (POSTGRES, "django.db.backends.postgresql"),
    "mariadb": (MARIADB, "django.db.backends.mysql"),
}


@pytest.mark.parametrize("name", ENGINES)
def test_the_code_runs_on_djangos_cursor(name: str) -> None:
    variable, engine = ENGINES[name]
    database = {"ENGINE": engine, "NAME": ":memory:"}
    if variable:
        url = urlsplit(address(variable))
        database |= {
            "NAME": url.path.strip("/"),
            "USER": url.username or "",
            "PASSWORD": url.password or "",
            "HOST": url.hostname or "",
            "PORT": str(url.port or ""),
        }
    result = subprocess.run(
        # Compiled under a name that is no file: 3.13 can read the source of `-c`.
        [sys.executable, "-c", f"exec(compile({PROGRAM!r}, 'unread.py', 'exec'))"],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "DATABASE": json.dumps(database)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stdout == "all equal\n", result.stderr
