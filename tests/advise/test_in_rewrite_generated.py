"""Generated tables and statements: the rewrite returns the union of the single ones."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from nplusone_guard.advise.in_rewrite import rewrite_in
from tests.advise.rewrite_cases import Case
from tests.advise.rewrite_runs import asked, is_indexed, run_singles, variables_of

NUMBER = st.one_of(st.none(), st.integers(0, 3))
TEXT = st.one_of(st.none(), st.sampled_from("0123"))
TABLES = st.lists(st.tuples(NUMBER, NUMBER, NUMBER, TEXT), max_size=8)
SELECTED = st.sampled_from(
    ["*", "a", "b, c", "d, a", "c AS e", "DISTINCT b", "DISTINCT b, d", "b + 1, c",
     "COUNT(*)", "SUM(c), MAX(d)", "COUNT(DISTINCT d)", "t.*", "*, b", "1", "d, d"]
)  # fmt: skip
CONDITIONS = st.sampled_from(
    ["c > :first", "2 < c", "c IN (0, :second)", "(c = 1 OR d = '1')", "NOT c = :third",
     "c IS NOT NULL", "c BETWEEN 0 AND 2", "d IN (SELECT b FROM t u WHERE u.c > 0)",
     "COALESCE(c, 1) = 1", "(c > 0 AND (b < 3 AND b >= :fourth))"]
)  # fmt: skip
ENDS = st.sampled_from(
    ["", "", " LIMIT 1", " GROUP BY b", " GROUP BY 1 HAVING COUNT(*) > 1",
     " ORDER BY c, b, d, a", " ORDER BY c DESC, d, b, a LIMIT 1",
     " ORDER BY d, c, b, a LIMIT 2"]
)  # fmt: skip
KEYS = {
    ("key_a",): ("a = :key_a", [(0,), (1,), (2,), (1,)]),
    ("key_d",): (":key_d = d", [("0",), ("1",), ("x",)]),
    ("key_a", "key_b"): (
        "(a = :key_a AND b = :key_b)",
        [(0, 1), (1, 1), (2, 0), (3, 3)],
    ),
    ("key_d", "key_a"): (
        "d IN (:key_d) AND a = :key_a",
        [("0", 0), ("1", 2), ("2", 1)],
    ),
}
# The only reasons for which a statement of this grammar may be refused.
MAY_REFUSE = (
    "LIMIT cuts", "has one row to order", "same name", "mix an aggregate",
    "must stay a literal", "LIMIT on an aggregate", "LIMIT without ORDER BY",
)  # fmt: skip


@st.composite
def cases(draw: st.DrawFn) -> Case:
    names = draw(st.sampled_from(list(KEYS)))
    equality, keys = KEYS[names]
    others = draw(st.lists(CONDITIONS, max_size=2, unique=True))
    where = " AND ".join(draw(st.permutations([equality, *others])))
    sql = f"SELECT {draw(SELECTED)} FROM t WHERE {where}{draw(ENDS)}"
    chosen = tuple(key if len(key) > 1 else key[0] for key in keys)
    numbers = {
        name: draw(st.integers(0, 2)) for name in ("first", "second", "third", "fourth")
    }
    return Case(
        sql, chosen, names, {n: v for n, v in numbers.items() if f":{n}" in sql}
    )


def filled(rows: list[tuple[Any, ...]]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (a INTEGER, b INTEGER, c INTEGER, d TEXT)")
    connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", rows)
    return connection


@settings(max_examples=500, deadline=None)
@given(cases(), TABLES, st.sampled_from(["named", "qmark", "literal"]))
def test_the_union_of_the_single_statements(
    case: Case, rows: list[tuple[Any, ...]], style: str
) -> None:
    sql, chosen = asked(case, "sqlite", style)
    rewrite = rewrite_in(sql, dialect="sqlite", **chosen)
    if rewrite.refused:
        event(rewrite.refused)
        assert any(reason in rewrite.refused for reason in MAY_REFUSE), sql
        return
    event("rewritten")
    with closing(filled(rows)) as connection:
        try:
            singles = run_singles(case, connection.cursor(), style)
        except sqlite3.OperationalError:
            event("no valid statement to begin with")
            return
        space = {"cursor": connection.cursor(), "ids": case.keys, "keys": case.keys}
        variables = variables_of(case, sql, "sqlite", chosen, style)
        space |= variables
        exec(rewrite.index_code, space)
    for key, single in singles.items():
        assert is_indexed(rewrite, space, case, key, single), rewrite.index_code
