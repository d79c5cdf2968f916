"""Statements: the plan of a SQLAlchemy construct, read before it is SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import (
    BinaryExpression,
    BindParameter,
    TextClause,
)
from sqlalchemy.sql.selectable import Exists, Subquery
from sqlalchemy.sql.visitors import iterate

from nplusone_guard.sqlalchemy.plans import Plan
from nplusone_guard.sqlalchemy.relations import related_to
from nplusone_guard.sqlalchemy.spelled import bare, column_name, ordered, spelled
from nplusone_guard.sqlalchemy.statement_operation import operation_of
from nplusone_guard.sqlalchemy.uniqueness import are_unique

__all__ = ["plan_of", "plan_of_columns"]


def plan_of(statement: Any) -> Plan:
    """Return the plan of what was handed to `execute`."""
    if getattr(statement, "is_text", False) or isinstance(statement, (str, TextClause)):
        return Plan("raw")
    for flag, operation in (
        ("is_insert", "insert"),
        ("is_update", "update"),
        ("is_delete", "delete"),
    ):
        if getattr(statement, flag, False):
            return _plan_of_write(statement, operation)
    if getattr(statement, "_statement", None) is not None:
        return plan_of(statement._statement)
    descriptions = getattr(statement, "column_descriptions", None)
    if descriptions is None:
        return Plan("select")
    order = getattr(statement, "_order_by_clauses", ())
    return plan_of_columns(
        descriptions, statement.whereclause, _froms(statement), order
    )


def plan_of_columns(
    descriptions: Iterable[Any],
    criteria: Any,
    froms: Iterable[Any] = (),
    order: Iterable[Any] = (),
) -> Plan:
    """Return the plan of a SELECT or legacy Query from what it selects and where."""
    described = list(descriptions)
    columns = tuple(bare(each["expr"]) for each in described)
    models = [each["entity"] for each in described if each.get("entity") is not None]
    compared = list(_keys(criteria))
    for source in froms:
        compared += _keys(getattr(source.element, "whereclause", None))
    for column in columns:
        if isinstance(column, Exists):
            compared += _keys_within(column)
    mapper = _mapper(models[0]) if models else None
    keys = [column_name(column, mapper) for column in compared]
    model = mapper.class_.__name__ if mapper is not None else ""
    if not model and keys:
        model = keys[0].partition(".")[0]
    return Plan(
        operation_of(columns),
        model,
        tuple(spelled(column) for column in columns),
        tuple(dict.fromkeys(keys)),
        are_unique(compared),
        tuple(
            dict.fromkeys(each for key in compared for each in related_to(key, mapper))
        ),
        _is_primary(compared, mapper),
        ordered(order, mapper),
        _referred(compared, keys),
        tuple(k for c, k in zip(compared, keys, strict=True) if _is_foreign(c)),
    )


def _is_foreign(column: Any) -> bool:
    return bool(getattr(column, "foreign_keys", ()))


def _referred(compared: list[Any], keys: list[str]) -> str:
    """Return "Alarm.vessel_id=id" for a key that refers to one column of a parent."""
    targets = list(getattr(compared[0], "foreign_keys", ())) if compared else []
    return f"{keys[0]}={targets[0].column.key}" if len(targets) == 1 else ""


def _plan_of_write(statement: Any, operation: str) -> Plan:
    described = getattr(statement, "entity_description", None) or {}
    entity = described.get("entity")
    table = described.get("table")
    mapper = _mapper(entity)
    name = str(getattr(table, "name", "")) if mapper is None else mapper.class_.__name__
    compared = list(_keys(getattr(statement, "whereclause", None)))
    keys = (column_name(column, mapper) for column in compared)
    is_primary = _is_primary(compared, mapper)
    return Plan(operation, name, (), tuple(dict.fromkeys(keys)), is_primary=is_primary)


def _is_primary(compared: list[Any], mapper: Any) -> bool:
    own = [] if mapper is None else [column.name for column in mapper.primary_key]
    return bool(own) and [column.name for column in compared] == own


def _froms(statement: Any) -> list[Any]:
    """Return the sub-queries that it selects from: `select_from(query.subquery())`."""
    return [
        each
        for each in getattr(statement, "_from_obj", ())
        if isinstance(each, Subquery)
    ]


def _keys(criteria: Any) -> Iterator[Any]:
    """Yield the columns compared to one value, where all conditions must hold."""
    if criteria is None:
        return
    if isinstance(criteria, tuple):
        for part in criteria:
            yield from _keys(part)
        return
    if isinstance(criteria, BinaryExpression):
        if criteria.operator is operators.eq:
            yield from _compared(criteria)
        return
    if getattr(criteria, "operator", None) is operators.and_:
        for part in criteria.clauses:
            yield from _keys(part)
    inner = getattr(criteria, "element", None)
    if inner is not None and type(criteria).__name__ in ("Grouping", "AsBoolean"):
        yield from _keys(inner)


def _compared(comparison: Any) -> Iterator[Any]:
    for column, value in (
        (comparison.left, comparison.right),
        (comparison.right, comparison.left),
    ):
        if isinstance(value, BindParameter) and column_name(column):
            yield column
            return


def _keys_within(element: Any) -> list[Any]:
    """Return the columns compared to a value anywhere inside *element*."""
    found: list[Any] = []
    for each in iterate(element):
        if isinstance(each, BinaryExpression) and each.operator is operators.eq:
            found += _compared(each)
    return found


def _mapper(entity: Any) -> Any:
    """Return the mapper of a class or an alias of one; None for a table."""
    found = inspect(entity, raiseerr=False) if entity is not None else None
    return getattr(found, "mapper", None)
