"""What was sent: statements and objects that the user handed to a session or connection."""

from __future__ import annotations

from collections.abc import Callable
from types import FrameType
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.engine import Connection

from nplusone_guard.capture.landmarks import Entry
from nplusone_guard.sqlalchemy.relations import primary_keys
from nplusone_guard.sqlalchemy.spelled import module_of
from nplusone_guard.sqlalchemy.statements import plan_of

__all__ = ["object_reader", "read_get", "read_statement"]


def read_statement(frame: FrameType) -> Entry:
    """Return what `execute`, `scalar`, `scalars` or `exec_driver_sql` was given."""
    names = frame.f_locals
    plan = plan_of(names.get("statement"))
    is_core = isinstance(names.get("self"), Connection)
    asked_of = ("asked_of", "connection" if is_core else "session")
    facts = (("method", frame.f_code.co_name), asked_of, *plan.facts)
    return Entry("sqlalchemy", plan.operation, None, plan.model, facts=facts)


def read_get(frame: FrameType) -> Entry:
    """Return which class `Session.get` was asked for, and what its key is called."""
    mapper = inspect(frame.f_locals["entity"]).mapper
    name = mapper.class_.__name__
    facts = (
        ("method", frame.f_code.co_name),
        ("columns", name),
        *primary_keys(mapper),
        ("module", module_of(mapper.class_)),
    )
    return Entry("sqlalchemy", "get", None, name, facts=facts)


def object_reader(method: str, operation: str) -> Callable[[FrameType], Entry]:
    """Return the reader of a session method that takes an object, or nothing."""

    def read(frame: FrameType) -> Entry:
        instance = frame.f_locals.get("instance")
        state = inspect(instance, raiseerr=False) if instance is not None else None
        if state is None:
            return Entry("sqlalchemy", operation, facts=(("method", method),))
        mapper = state.mapper
        name = mapper.class_.__name__
        facts = (("method", method), ("columns", name), *primary_keys(mapper))
        return Entry(
            "sqlalchemy",
            operation,
            None,
            name,
            is_batch=_is_about_relations(mapper, frame.f_locals.get("attribute_names")),
            facts=facts,
        )

    return read


def _is_about_relations(mapper: Any, names: Any) -> bool:
    """Say whether `refresh(row, names)` only comes along with the relations it loads."""
    return bool(names) and all(name in mapper.relationships for name in names)
