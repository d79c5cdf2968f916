"""The operation of a SELECT: rows, a number, or whether there is a row at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.sql.elements import (
    BinaryExpression,
    BindParameter,
    Cast,
    ClauseList,
    Grouping,
    TextClause,
    UnaryExpression,
)
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import Exists

from nplusone_guard.sqlalchemy.spelled import bare

__all__ = ["operation_of"]

_AGGREGATES = frozenset(
    {"sum", "min", "max", "avg", "total", "group_concat", "string_agg", "array_agg"}
)
_MADE_OF_OTHERS = (
    *(FunctionElement, UnaryExpression, BinaryExpression, Cast, Grouping, ClauseList),
)


def operation_of(columns: tuple[Any, ...]) -> str:
    """Return what selecting *columns* asks for, in the core's words."""
    if not columns:
        return "select"
    if all(isinstance(column, Exists) or _is_constant(column) for column in columns):
        return "exists"
    names = {name for column in columns for name in _functions(column)}
    if "count" in names:
        return "count"
    return "aggregate" if names & _AGGREGATES else "select"


def _functions(column: Any) -> Iterator[str]:
    """Yield the functions that *column* is made of: coalesce(sum(...), 0) has two."""
    if isinstance(column, FunctionElement):
        yield str(getattr(column, "name", "")).lower()
    if isinstance(column, _MADE_OF_OTHERS):
        for inner in column.get_children():
            yield from _functions(bare(inner))


def _is_constant(column: Any) -> bool:
    kind = type(column).__name__
    return isinstance(column, (BindParameter, TextClause)) or kind in (
        "True_",
        "False_",
    )
