"""What a shape says about its statement."""

from __future__ import annotations

import subprocess
import sys

import pytest

from nplusone_guard.fingerprint import Shape, fingerprint

CASES = [
    ("SELECT a FROM shop_book", "SELECT", ("shop_book",)),
    ('SELECT a FROM "shop_book" b JOIN u ON 1 = 2', "SELECT", ("shop_book", "u")),
    ("SELECT a FROM x, y AS z, w", "SELECT", ("x", "y", "w")),
    ("SELECT (SELECT 1 FROM inner_t) FROM outer_t", "SELECT", ("outer_t", "inner_t")),
    ("SELECT COUNT(*) FROM (SELECT a FROM t) sub", "SELECT", ("t",)),
    ("WITH x AS (SELECT a FROM t) SELECT a FROM x", "SELECT", ("t",)),
    ("WITH x(n) AS (SELECT a FROM t) DELETE FROM u", "DELETE", ("u", "t")),
    ('SELECT EXTRACT(YEAR FROM d) FROM "t"', "SELECT", ("t",)),
    ("SELECT a IS DISTINCT FROM b FROM t", "SELECT", ("t",)),
    ("SELECT a FROM generate_series(1, 2)", "SELECT", ()),
    ('SELECT a FROM public."Odd name" FOR UPDATE', "SELECT", ("public.Odd name",)),
    ("SELECT a FROM ONLY t", "SELECT", ("t",)),
    ("(SELECT a FROM t) UNION (SELECT a FROM u)", "SELECT", ("t", "u")),
    ("INSERT INTO t (a) SELECT b FROM u", "INSERT", ("t", "u")),
    (
        "INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET b = 2",
        "INSERT",
        ("t",),
    ),
    ("UPDATE t SET a = 1 FROM u WHERE t.id = u.id", "UPDATE", ("t",)),
    ("DELETE FROM t WHERE id = 1", "DELETE", ("t",)),
    ("CREATE TABLE IF NOT EXISTS t (id int)", "CREATE", ("t",)),
    ("begin", "BEGIN", ()),
    ("SAVEPOINT s1", "SAVEPOINT", ()),
    ("RELEASE SAVEPOINT s1", "RELEASE", ()),
    ("PRAGMA table_info('t')", "PRAGMA", ()),
    ("", "", ()),
    (
        "MERGE t USING u ON 1 = 2 WHEN MATCHED THEN UPDATE SET a = 1",
        "MERGE",
        ("t", "u"),
    ),
    ("INSERT IGNORE INTO t SET a = 1", "INSERT", ("t",)),
    ("INSERT t (a) VALUES (1)", "INSERT", ("t",)),
    ("UPDATE TOP (5) t SET a = 1", "UPDATE", ("t",)),
    ("TRUNCATE t, u", "TRUNCATE", ("t", "u")),
    ("CREATE UNIQUE INDEX i ON s.t (a)", "CREATE", ("s.t",)),
    ("SELECT a FROM t STRAIGHT_JOIN u", "SELECT", ("t", "u")),
    ("WITH a AS NOT MATERIALIZED (SELECT b FROM t) SELECT b FROM a", "SELECT", ("t",)),
    ("GRANT SELECT ON t TO bob", "GRANT", ()),
]

# The examples of OpenTelemetry's rules, and more by the same rules.
SUMMARIES = [
    ("SELECT * FROM wuser_table WHERE name = 'x'", "SELECT wuser_table"),
    (
        "INSERT INTO shipping_details (a) SELECT a FROM orders",
        "INSERT shipping_details SELECT orders",
    ),
    ("SELECT * FROM songs, artists", "SELECT songs artists"),
    (
        "SELECT d FROM (SELECT * FROM orders o JOIN customers c ON o.i = c.i)",
        "SELECT SELECT orders customers",
    ),
    ('SELECT * FROM "song list"', 'SELECT "song list"'),
    ("WITH x AS (SELECT a FROM t) SELECT a FROM x", "SELECT t SELECT x"),
    ("SELECT a FROM t UNION ALL SELECT a FROM u", "SELECT t SELECT u"),
    ("SELECT a FROM t; DELETE FROM u", "SELECT t DELETE u"),
    ("SELECT a FROM t FOR UPDATE", "SELECT t"),
    ("INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET b = 2", "INSERT t"),
    ("CALL refresh_books(1, 'x')", "CALL refresh_books"),
    ("EXPLAIN ANALYZE SELECT a FROM t", "EXPLAIN SELECT t"),
    ("create table t (id int)", "CREATE t"),
    ("begin", "BEGIN"),
    ("", ""),
]


@pytest.mark.parametrize(("sql", "statement", "tables"), CASES)
def test_outline(sql: str, statement: str, tables: tuple[str, ...]) -> None:
    shape = fingerprint(sql)
    assert (shape.statement, shape.tables) == (statement, tables)


@pytest.mark.parametrize(("sql", "summary"), SUMMARIES)
def test_summary(sql: str, summary: str) -> None:
    assert fingerprint(sql, "mssql").summary == summary
    assert fingerprint(sql, "postgresql").summary == summary


def test_summary_is_no_longer_than_telemetry_takes() -> None:
    sql = "SELECT a FROM " + ", ".join(
        f"a_rather_long_table_name_{n}" for n in range(40)
    )
    shape = fingerprint(sql)
    assert 230 < len(shape.summary) <= 255
    assert shape.summary.split()[1:] == list(shape.tables[:9])
    assert len(shape.tables) == 40


def test_id_is_the_same_everywhere() -> None:
    """Known by heart here, and made again by a process with another hash seed."""
    sql = "SELECT a FROM t WHERE id = 1"
    assert fingerprint(sql).id == IDENTITY
    code = (
        f"from nplusone_guard.fingerprint import fingerprint as f; print(f({sql!r}).id)"
    )
    for seed in ("0", "1"):
        printed = subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert printed.stdout.strip() == IDENTITY


def test_shapes_are_values() -> None:
    first = fingerprint("SELECT a FROM t WHERE id = 1")
    second = fingerprint("SELECT a FROM t WHERE id = 2", "mysql")
    assert first == second
    assert len({first, second, fingerprint("SELECT b FROM t")}) == 2
    with pytest.raises(AttributeError):
        first.text = "x"  # type: ignore[misc]
    assert isinstance(first, Shape)


IDENTITY = "4ca1310a97005db2"
