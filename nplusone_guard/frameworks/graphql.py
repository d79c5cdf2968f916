"""GraphQL: the field that asked, the list it was asked in, the resolver of the rows."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Hashable, Iterator
from types import FrameType
from typing import Any

from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.landmarks import Asker, Landmark, code_of, place, remove
from nplusone_guard.diagnose.sources import follow, span_of
from nplusone_guard.diagnose.wrappers import Step
from nplusone_guard.frameworks.class_queries import class_itself, query_of_method
from nplusone_guard.frameworks.context_rows import ContextRows
from nplusone_guard.frameworks.graphql_fields import (
    class_of,
    is_connection,
    python_name,
    resolver_site,
    shown_type,
    span_of_field,
)

__all__ = ["room"]


def _executor() -> Any:
    """Return the class that executes: 3.3 of graphql-core renamed and moved it."""
    # By name: the package hides the module behind the function it is called after.
    module = importlib.import_module("graphql.execution.execute")
    context = getattr(module, "ExecutionContext", None)
    if context is not None:
        return context
    return importlib.import_module("graphql.execution.executor").Executor


_EXECUTOR = _executor()
_FIELD = code_of(_EXECUTOR.execute_field)


class GraphqlRoom:
    """What the core learns about GraphQL."""

    name = "graphql"
    spelling = None

    def install(self) -> None:
        """Learn to read the frames of an execution."""
        for function, landmark in landmarks():
            place(function, landmark)

    def uninstall(self) -> None:
        """Forget them."""
        for function, _ in landmarks():
            remove(function)


def landmarks() -> Iterator[tuple[Any, Landmark]]:
    """Yield what is known of the executor's functions."""
    yield _EXECUTOR.execute_field, Landmark("asker", _field, _field_key)
    for name in ("complete_iterable_value", "complete_list_value"):
        if hasattr(_EXECUTOR, name):
            function = getattr(_EXECUTOR, name)
            yield function, Landmark("row loop", _list, _list_key)
            return


def _field_key(frame: FrameType) -> Hashable:
    names = frame.f_locals
    return (names["parent_type"].name, names["path"].key)


def _list_key(frame: FrameType) -> Hashable:
    """Name the list once its rows are there."""
    names = frame.f_locals
    if "item_path" not in names:
        return None
    info = names["info"]
    return (info.parent_type.name, info.field_name)


def _list(frame: FrameType) -> Span | None:
    info = frame.f_locals["info"]
    owner = class_of(info.parent_type)
    field_def = info.parent_type.fields[info.field_name]
    name = python_name(field_def, info.field_name)
    return None if owner is None else span_of_field(owner, name)


def _field(frame: FrameType) -> Asker | None:
    names = frame.f_locals
    owner, field_def = class_of(names["parent_type"]), names.get("field_def")
    if owner is None or field_def is None:
        return None
    info = names.get("info")
    name = python_name(field_def, getattr(info, "field_name", ""))
    span = span_of_field(owner, name)
    if span is None:
        return None
    path, outermost = _path(frame)
    rows = None if outermost is None else _rows(outermost)
    dotted = ".".join((*path[0], "shown"))
    facts = (*path[1], *_optimized(owner, outermost))
    if rows is None:
        return Asker(span, "graphql", dotted, facts=facts)
    return Asker(span, "graphql", dotted, rows.span, rows.kind, (*rows.facts, *facts))


# What a type that has a query of its own is known by; others only show a row.
_CHOOSES_ROWS = ("get_queryset", "__strawberry_django_definition__")


def _optimized(owner: type, outermost: FrameType | None) -> Facts:
    """Say which class's schema could optimise what a type of strawberry_django shows."""
    if outermost is None or not hasattr(owner, "__strawberry_django_definition__"):
        return ()
    query = class_of(outermost.f_locals["parent_type"])
    return (("optimized", query.__name__),) if query is not None else ()


Facts = tuple[tuple[str, str], ...]
Path = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]


def _path(frame: FrameType) -> tuple[Path, FrameType | None]:
    """Return the relations from the outermost row, and the frame that resolved it."""
    names: list[str] = []
    row: Any = None
    is_connected = False
    outer: FrameType | None = frame
    while outer is not None:
        if outer.f_code is _FIELD:
            held = outer.f_locals
            if not _is_row(held["source"]):
                if is_connection(held["parent_type"]):
                    is_connected = True
                    outer = outer.f_back
                    continue
                break
            if is_connected:
                break  # a connection asks anew, whatever was loaded with its row
            row = held["source"]
            name = getattr(held.get("info"), "field_name", "")
            names.insert(0, python_name(held["field_def"], name))
        outer = outer.f_back
    if row is None:
        # A type that wraps a row: only its resolver's source says which one.
        is_wrapped = outer is not None and outer.f_locals["path"].prev is not None
        return ((), ()), None if is_wrapped else outer
    from nplusone_guard.frameworks.model_paths import model_path

    path = model_path(type(row), names)
    return (path.names, path.facts()), outer


def _is_row(source: object) -> bool:
    """Say whether *source* is a row of Django's; Graphene's own objects look like one."""
    if not hasattr(type(source), "_meta") or "django.db" not in sys.modules:
        return False
    from nplusone_guard.frameworks.model_paths import is_row

    return is_row(source)


def _rows(frame: FrameType) -> ContextRows | None:
    """Return where the rows of the field that *frame* resolves are built."""
    names = frame.f_locals
    owner, field_def = class_of(names["parent_type"]), names["field_def"]
    name = python_name(field_def, getattr(names.get("info"), "field_name", ""))
    site = resolver_site(owner, field_def, name)
    built = None if site is None else follow(Step(site, "return"))
    if built is not None:
        return ContextRows(span_of(built))
    return _type_itself(field_def.type)


def _type_itself(kind: Any) -> ContextRows | None:
    """Send the fix to the type's get_queryset where no resolver builds the rows."""
    owner = class_of(shown_type(kind))
    if not any(hasattr(owner, each) for each in _CHOOSES_ROWS):
        return None
    own = None if owner is None else query_of_method(owner, "get_queryset")
    if own is not None:
        return ContextRows(own.span)
    place = None if owner is None else class_itself(owner, ())
    if place is None:
        return None
    facts = (("class", place.facts[0][1]), ("setting", "get_queryset"))
    return ContextRows(place.span, "class", facts)


room = GraphqlRoom()
