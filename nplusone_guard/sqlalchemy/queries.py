"""The legacy Query, and the dynamic relationships that are made of it."""

from __future__ import annotations

from collections.abc import Callable
from types import FrameType
from typing import Any

from sqlalchemy import inspect

from nplusone_guard.capture.landmarks import Entry
from nplusone_guard.sqlalchemy.compat import AppenderMixin
from nplusone_guard.sqlalchemy.plans import Plan
from nplusone_guard.sqlalchemy.relations import key_facts, primary_keys, relation_of
from nplusone_guard.sqlalchemy.spelled import ordered
from nplusone_guard.sqlalchemy.statements import plan_of_columns

__all__ = ["query_reader"]


def query_reader(method: str, operation: str) -> Callable[[FrameType], Entry]:
    """Return the reader of a Query's method that runs it."""

    def read(frame: FrameType) -> Entry:
        query = frame.f_locals["self"]
        plan = plan_of_columns(
            query.column_descriptions,
            query._where_criteria,
            order=query._order_by_clauses,
        )
        found = plan.operation if operation == "select" else operation
        facts: tuple[tuple[str, str], ...] = (
            ("method", f"Query.{method}"),
            *plan.facts,
        )
        if operation == "get":
            facts = (("method", "Query.get"), *_identity_facts(query))
        if isinstance(query, AppenderMixin):
            return _dynamic(query, found, plan, facts)
        return Entry("sqlalchemy", found, None, plan.model, facts=facts)

    return read


def _dynamic(
    query: Any, operation: str, plan: Plan, facts: tuple[tuple[str, str], ...]
) -> Entry:
    state = inspect(query.instance)
    prop = state.mapper.relationships[query.attr.key]
    relation = relation_of(prop)
    # The relationship's own condition is the first; a LIMIT or a filter comes on top.
    is_filtered = (
        len(query._where_criteria) > 1
        or query._limit_clause is not None
        or query._offset_clause is not None
    )
    own = ordered(prop.order_by, prop.mapper)
    facts = (("loading", "dynamic"), ("own_order", own), *key_facts(prop), *facts)
    kind = "lazy" if operation == "select" else operation
    return Entry(
        "sqlalchemy", kind, relation, plan.model, is_filtered=is_filtered, facts=facts
    )


def _identity_facts(query: Any) -> tuple[tuple[str, str], ...]:
    described = query.column_descriptions
    entity = described[0].get("entity") if described else None
    if entity is None:
        return ()
    mapper = inspect(entity).mapper
    return (("columns", mapper.class_.__name__), *primary_keys(mapper))
