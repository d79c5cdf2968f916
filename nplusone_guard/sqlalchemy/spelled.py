"""The names of classes, columns and functions, as their author would write them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm.util import AliasedClass
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BindParameter, Label
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import Exists

from nplusone_guard.sqlalchemy.relations import attribute_of

__all__ = ["bare", "column_name", "module_of", "ordered", "spelled"]

_DIRECTIONS = {operators.desc_op: "desc", operators.asc_op: "asc"}


def spelled(element: Any) -> str:
    """Return how *element*, a class, column or function, is written in Python."""
    if isinstance(element, type):
        return element.__name__
    if isinstance(element, AliasedClass):
        return str(inspect(element).mapper.class_.__name__)
    if isinstance(element, FunctionElement):
        inner = ", ".join(spelled(bare(clause)) for clause in element.clauses)
        name = getattr(element, "name", type(element).__name__)
        return f"func.{name}({'' if inner == '*' else inner})"
    if isinstance(element, Exists):
        return "exists()"
    if isinstance(element, BindParameter):
        return "..."  # values stay home
    return column_name(element) or str(getattr(element, "key", None) or "...")


def column_name(column: Any, mapper: Any = None) -> str:
    """Return "Book.author_id", or "book.c.author_id" for a column without a class."""
    notes = getattr(column, "_annotations", None) or {}
    entity, key = notes.get("parententity"), notes.get("proxy_key")
    if entity is not None and key:
        return f"{entity.class_.__name__}.{key}"
    parent = getattr(column, "class_", None)
    if parent is not None and getattr(column, "key", None):
        return f"{parent.__name__}.{column.key}"
    table = getattr(column, "table", None)
    if table is None or not getattr(table, "name", None):
        return ""
    if mapper is not None and column in mapper.columns.values():
        return f"{mapper.class_.__name__}.{attribute_of(mapper, column)}"
    return f"{table.name}.c.{column.key}"


def ordered(clauses: Any, mapper: Any = None) -> str:
    """Return what is given to `order_by`, "?" for what nobody could spell."""
    return "; ".join(_ordered(each, mapper) for each in clauses or ())


def _ordered(clause: Any, mapper: Any) -> str:
    modifier = getattr(clause, "modifier", None)
    if modifier is None:
        return column_name(clause, mapper) or "?"
    name = column_name(clause.element, mapper)
    if not name or modifier not in _DIRECTIONS:
        return "?"
    return f"{name}.{_DIRECTIONS[modifier]}()"


def bare(column: Any) -> Any:
    """Return what a label stands in front of."""
    while isinstance(column, Label):
        column = column.element
    return column


def module_of(mapped: type) -> str:
    """Return where *mapped* can be imported from, nothing where it cannot."""
    is_top = mapped.__qualname__ == mapped.__name__ and mapped.__module__ != "__main__"
    return mapped.__module__ if is_top else ""
