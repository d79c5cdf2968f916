"""What each value in a statement is for."""

from __future__ import annotations

import pytest

from nplusone_guard.fingerprint import Slot, slots


def written(slot: Slot) -> str:
    """Return *slot* as one short line."""
    name = ".".join(part for part in (slot.qualifier, slot.column) if part)
    values = [*map(str, slot.parameters), *(f":{name}" for name in slot.names)]
    return " ".join([slot.role, name or "-", f"x{slot.size}", *values, *slot.literals])


CASES: list[tuple[str | None, str, list[str]]] = [
    (None, "SELECT a FROM t WHERE t.id = %s", ["equal t.id x1 0"]),
    (None, 'SELECT a FROM t WHERE "t"."Id" = %s', ["equal t.Id x1 0"]),
    (None, 'SELECT a FROM s."t" WHERE s.t.id = ?', ["equal t.id x1 0"]),
    ("sqlite", "SELECT a FROM t WHERE [t].[a b] = ?", ["equal t.a b x1 0"]),
    ("mysql", "SELECT a FROM t WHERE `t`.`id` = %s", ["equal t.id x1 0"]),
    (None, "SELECT a FROM t WHERE id = 5", ["equal id x1 5"]),
    (None, "SELECT a FROM t WHERE id = -5", ["equal id x1 -5"]),
    (None, "SELECT a FROM t WHERE b = c - 5", ["other - x1 5"]),
    (None, "SELECT a FROM t WHERE %s = t.id", ["equal t.id x1 0"]),
    (None, "SELECT a FROM t WHERE (t.id = (%s))", ["equal t.id x1 0"]),
    (None, "SELECT a FROM t WHERE lower(b) = %s", ["equal - x1 0"]),
    (None, "SELECT a FROM t WHERE b = lower(%s)", ["other - x1 0"]),
    (None, "SELECT a FROM t WHERE b = CAST(%s AS int)", ["equal b x1 0"]),
    ("postgresql", "SELECT a FROM t WHERE b = $1::INTEGER", ["equal b x1 0 :1"]),
    (None, "SELECT a FROM t WHERE b::text LIKE %s", ["like b x1 0"]),
    (None, "SELECT a FROM t WHERE b NOT LIKE 'x%%'", ["like b x1 'x%%'"]),
    (None, "SELECT a FROM t WHERE b COLLATE nocase = ?", ["equal b x1 0"]),
    (None, "SELECT a FROM t WHERE b <> ?", ["other b x1 0"]),
    (None, "SELECT a FROM t JOIN u ON t.a = u.b", []),
    (None, "SELECT a FROM t WHERE b IS NULL", []),
    (None, "SELECT a FROM t WHERE b = :x_1", ["equal b x1 0 :x_1"]),
    (None, "SELECT a FROM t WHERE b = %(x)s", ["equal b x1 0 :x"]),
    ("mssql", "SELECT a FROM t WHERE b = @p1", ["equal b x1 0 :p1"]),
    ("sqlite", "SELECT a FROM t WHERE b = ?2", ["equal b x1 0 :2"]),
    (None, "SELECT a FROM t WHERE b IN (%s, 5, -3)", ["in b x3 0 5 -3"]),
    (None, "SELECT a FROM t WHERE b IN (%s)", ["in b x1 0"]),
    (None, "SELECT a FROM t WHERE b IN (1, NULL)", ["in b x2 1"]),
    (None, "SELECT a FROM t WHERE b NOT IN (1, 2)", ["other b x2 1 2"]),
    (None, "SELECT a FROM t WHERE b IN %s", ["in b x0 0"]),
    (None, "SELECT a FROM t WHERE b IN (__[POSTCOMPILE_b_1])", ["in b x0 0 :b_1"]),
    (None, "SELECT a FROM t WHERE b = ANY(%s)", ["in b x0 0"]),
    (None, "SELECT a FROM t WHERE b = ANY(%s::int[])", ["in b x0 0"]),
    (None, "SELECT a FROM t WHERE b = ANY(ARRAY[%s, 2])", ["in b x2 0 2"]),
    (None, "SELECT a FROM t WHERE b <> ALL(%s)", ["other b x0 0"]),
    (
        None,
        "SELECT a FROM t WHERE b IN (SELECT c FROM u WHERE d = %s)",
        ["equal d x1 0"],
    ),
    (
        None,
        "SELECT a FROM t WHERE (a, t.b) IN ((?, ?), (?, 'x'), (?, ?))",
        ["in a x3 0 2 3", "in t.b x3 1 4 'x'"],
    ),
    (
        "sqlite",
        "SELECT a FROM t WHERE (a, b) IN (VALUES (?, ?), (?, ?))",
        ["in a x2 0 2", "in b x2 1 3"],
    ),
    (
        None,
        "SELECT a FROM t WHERE (a, b) > (?, ?)",
        ["compare a x1 0", "compare b x1 1"],
    ),
    (None, "SELECT a FROM t WHERE (a, b) = (?, ?)", ["equal a x1 0", "equal b x1 1"]),
    (None, "SELECT a FROM t WHERE id > ? LIMIT ?", ["compare id x1 0", "limit - x1 1"]),
    (None, "SELECT a FROM t WHERE b BETWEEN ? AND 5", ["compare b x2 0 5"]),
    (
        None,
        "SELECT a FROM t WHERE b BETWEEN ? AND ? AND c = ?",
        ["compare b x2 0 1", "equal c x1 2"],
    ),
    (None, "SELECT a FROM t LIMIT ? OFFSET ?", ["limit - x1 0", "offset - x1 1"]),
    (None, "SELECT a FROM t LIMIT 21", ["limit - x1 21"]),
    ("mysql", "SELECT a FROM t LIMIT 5, 10", ["offset - x1 5", "limit - x1 10"]),
    ("mssql", "SELECT TOP (10) a FROM t", ["limit - x1 10"]),
    (
        "oracle",
        "SELECT a FROM t OFFSET 5 ROWS FETCH NEXT 10 ROWS ONLY",
        ["offset - x1 5", "limit - x1 10"],
    ),
    (
        None,
        "INSERT INTO t (a, b) VALUES (?, ?), (?, 'x'), (NULL, ?)",
        ["values a x3 0 2", "values b x3 1 3 'x'"],
    ),
    (
        "postgresql",
        'INSERT INTO "s"."t" ("a", b) VALUES (%(a)s::VARCHAR, lower(%(b)s)) RETURNING 1',
        ["values a x1 0 :a", "values b x1 1 :b", "other - x1 1"],
    ),
    (None, "INSERT INTO t VALUES (?, ?)", ["values - x1 0", "values - x1 1"]),
    (
        None,
        "UPDATE t SET a = ?, b = b + 1, c = NULL WHERE id = ?",
        ["set a x1 0", "other - x1 1", "equal id x1 1"],
    ),
    (
        None,
        "UPDATE t SET a = CASE WHEN (id = 1) THEN 2 ELSE 3 END WHERE id IN (1, 2)",
        ["other id x1 1", "other - x1 2", "other - x1 3", "in id x2 1 2"],
    ),
    ("postgresql", "SELECT a FROM t WHERE b ? 'key'", ["other - x1 'key'"]),
    ("sqlite", "SELECT a FROM t WHERE b = ? /* ? */ -- ?", ["equal b x1 0"]),
    (
        None,
        "SELECT a FROM t WHERE b = '?' AND c = ?",
        ["equal b x1 '?'", "equal c x1 0"],
    ),
    (None, "", []),
    (None, "SAVEPOINT s1", []),
]


@pytest.mark.parametrize(("dialect", "sql", "expected"), CASES)
def test_slots(dialect: str | None, sql: str, expected: list[str]) -> None:
    assert [written(slot) for slot in slots(sql, dialect)] == expected


def test_bytes() -> None:
    assert slots(b"SELECT a FROM t WHERE b = 1") == (
        Slot("equal", "b", literals=("1",)),
    )
