from __future__ import annotations

import ast

import pytest

from nplusone_guard.sqlalchemy.statement_parts import with_columns
from nplusone_guard.sqlalchemy.statement_rewrite import for_all_keys


def rewritten(statement: str, key: str) -> str | None:
    changed = for_all_keys(ast.parse(statement, mode="eval").body, key)
    return None if changed is None else ast.unparse(changed)


@pytest.mark.parametrize(
    ("statement", "key", "expected"),
    [
        ("select(A).where(A.id == x)", "A.id", "select(A).where(A.id.in_(ids))"),
        ("select(A).where(x == A.id)", "A.id", "select(A).where(A.id.in_(ids))"),
        (
            "select(A).where(and_(A.id == x, A.n > 1)).limit(1)",
            "A.id",
            "select(A).where(and_(A.id.in_(ids), A.n > 1))",
        ),
        (
            "session.query(A).filter_by(id=x, n=2).first()",
            "A.id",
            "session.query(A).filter(A.id.in_(ids)).filter_by(n=2)",
        ),
        (
            "select(t.c.n).where(t.c.id == x)",
            "table.c.id",
            "select(t.c.n).where(t.c.id.in_(ids))",
        ),
        (
            "select(B).where(with_parent(a, A.bs))",
            "B.a_id",
            "select(B).where(B.a_id.in_(a_ids))",
        ),
    ],
)
def test_one_key_becomes_all_keys(statement: str, key: str, expected: str) -> None:
    assert rewritten(statement, key) == expected


@pytest.mark.parametrize(
    "statement",
    ["select(A)", "select(A).where(A.id != x)", "select(A).where(A.n == x)"],
)
def test_another_condition_is_left_alone(statement: str) -> None:
    assert rewritten(statement, "A.id") is None


def test_the_key_is_selected_once() -> None:
    tree = ast.parse("select(A.id, A.name)", mode="eval").body
    assert ast.unparse(with_columns(tree, ["A.id"])) == "select(A.id, A.name)"
    tree = ast.parse("select(A.name)", mode="eval").body
    assert ast.unparse(with_columns(tree, ["A.id"])) == "select(A.id, A.name)"
