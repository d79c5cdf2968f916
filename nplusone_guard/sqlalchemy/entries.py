"""SQLAlchemy's entry points on the stack: what each says about the statement below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.orm import Query, Session
from sqlalchemy.orm.attributes import InstrumentedAttribute

from nplusone_guard.capture.landmarks import Entry, Landmark
from nplusone_guard.sqlalchemy.asynchronous import facade_methods
from nplusone_guard.sqlalchemy.batches import batches
from nplusone_guard.sqlalchemy.compat import AppenderMixin, code, in_strategies
from nplusone_guard.sqlalchemy.loads import load_entry
from nplusone_guard.sqlalchemy.proxies import proxy_loops
from nplusone_guard.sqlalchemy.queries import query_reader
from nplusone_guard.sqlalchemy.sent import object_reader, read_get, read_statement
from nplusone_guard.sqlalchemy.stack import frames_below

__all__ = ["landmarks"]

Read = Callable[[FrameType], Entry | None]


def landmarks() -> Iterator[tuple[Any, Landmark]]:
    """Yield each known function of SQLAlchemy with its landmark."""
    entry = Landmark("entry", _read)
    for method in _attribute_methods():
        yield method, entry
    loaded = Landmark("entry", _read, row="instance")
    yield InstrumentedAttribute.__dict__["__get__"], loaded
    for method, _ in _read_methods():
        yield method, entry
    for method in facade_methods():
        yield method, entry
    yield from batches()
    yield from proxy_loops()


def _attribute_methods() -> Iterator[Any]:
    for name in ("__set__", "__delete__"):
        yield InstrumentedAttribute.__dict__[name]
    # The loader covers every other way to an attribute: backrefs, cascades, histories.
    yield in_strategies("LazyLoader")._load_for_state


_SESSION_OBJECTS = {
    "refresh": "get",
    "merge": "get",
    "merge_all": "get",
    "flush": "flush",
    "commit": "flush",
    "delete": "delete",
    "delete_all": "delete",
    "bulk_save_objects": "flush",
    "bulk_insert_mappings": "flush",
    "bulk_update_mappings": "flush",
}
_QUERY_METHODS = {
    "all": "select",
    "one": "select",
    "one_or_none": "select",
    "scalar": "select",
    "__iter__": "select",
    "__getitem__": "select",
    "_iter": "select",
    "first": "first",
    "get": "get",
    "count": "count",
    "update": "update",
    "delete": "delete",
}


def _read_methods() -> Iterator[tuple[Any, Read]]:
    for name in ("execute", "scalar", "scalars"):
        yield Session.__dict__[name], read_statement
    for name in ("get", "get_one"):
        yield Session.__dict__[name], read_get
    for name, operation in _SESSION_OBJECTS.items():
        if name in Session.__dict__:  # 2.1 has more of them
            yield Session.__dict__[name], object_reader(name, operation)
    for owner in (Query, AppenderMixin):
        for name, operation in _QUERY_METHODS.items():
            if name in owner.__dict__:
                yield owner.__dict__[name], query_reader(name, operation)
    for name in ("execute", "scalar", "scalars", "exec_driver_sql"):
        yield Connection.__dict__[name], read_statement


_READERS: dict[int, Read] = {
    id(code(method)): reader for method, reader in _read_methods()
}


def _read(entry: FrameType) -> Entry | None:
    """Return what the frames out to *entry* say: a load of a row, or what was asked."""
    frames = frames_below(entry)
    try:
        load = load_entry(frames)
        if load is not None:
            return load
        for frame in reversed(frames):
            reader = _READERS.get(id(frame.f_code))
            if reader is not None:
                return reader(frame)
        return None
    finally:
        frames.clear()
