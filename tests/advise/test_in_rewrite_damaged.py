"""Text that is no statement is refused like any other; nothing is ever raised."""

from __future__ import annotations

import ast
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from nplusone_guard.advise.in_rewrite import rewrite_in
from tests.advise.rewrite_cases import CASES
from tests.advise.rewrite_servers import in_style

WORDS = (
    "SELECT UPDATE DELETE INSERT FROM INTO WITH AS t a.b a b WHERE SET VALUES = ? 1 'x' ( ) "
    ", . :: int AND OR NOT IN BETWEEN CASE WHEN END GROUP ORDER BY LIMIT OFFSET FETCH 1.5 "
    'EXISTS DISTINCT * COUNT(*) CAST( %s :n $1 %(n)s [ ] "q" `q` ; -- /* */ - % NULL '
    "HAVING UNION ONLY ROWS FIRST ' \" \\ @v # ::date[] varchar(5)"
)
PIECES = st.sampled_from(WORDS.split())
DIALECTS = st.sampled_from(["sqlite", "postgresql", "mysql", "mssql", "oracle", None])
CALLERS = st.sampled_from(["dbapi", "django-cursor", "sqlalchemy-text"])


@settings(max_examples=600, deadline=None)
@given(st.lists(PIECES, max_size=25), DIALECTS, CALLERS)
def test_any_pieces_give_an_answer(pieces, dialect, caller) -> None:  # type: ignore[no-untyped-def]
    check(" ".join(pieces), dialect, caller)
    check("SELECT a FROM t WHERE " + " ".join(pieces), dialect, caller)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(CASES), st.data(), DIALECTS, CALLERS)
def test_a_statement_with_a_hole_gives_an_answer(case, data, dialect, caller) -> None:  # type: ignore[no-untyped-def]
    sql, _ = in_style(case.sql, case.values(case.keys[0]), "qmark")
    start = data.draw(st.integers(0, len(sql)))
    end = data.draw(st.integers(start, len(sql)))
    check(sql[:start] + sql[end:], dialect, caller)


def test_what_is_too_large_is_refused_at_once() -> None:
    listed = ", ".join("1" * 6_000)
    for condition, reason in (
        (f"b IN ({listed})", "more than 100 values"),
        ("(" * 3_000 + "b = 1" + ")" * 3_000, "nest deeper than 50"),
        ("c = '" + "x" * 19_000, "not closed"),
        ("(" * 19_000, "nest deeper than 50"),
        ("b = 1 AND " * 1_800 + "c", "more than 100 values"),
        ("x AND " * 3_000 + "c", None),
    ):
        sql = f"SELECT id FROM book WHERE a = ? AND {condition}"
        start = time.perf_counter()
        refused = rewrite_in(sql, dialect="sqlite", varying=[0]).refused
        assert time.perf_counter() - start < 5
        assert refused is None if reason is None else reason in str(refused)


def check(sql, dialect, caller) -> None:  # type: ignore[no-untyped-def]
    rewrite = rewrite_in(sql, dialect=dialect, varying=None, caller=caller)
    if rewrite.refused:
        assert not rewrite.index_code
    else:
        compile(rewrite.index_code, "code", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
