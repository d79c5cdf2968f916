"""Databases: a short name for each, without host, user or password."""

from __future__ import annotations

import os
from typing import Any
from weakref import ref

from nplusone_guard.containment import contained

__all__ = ["known_names", "name_of"]

# By the engine's id, for the hook to read without a call: a look-up by weak reference
# would cost more than the rest of the hook. The weak references beside them forget the
# name when the engine goes.
known_names: dict[int, str] = {}
_engines: dict[int, ref[Any]] = {}


def name_of(engine: Any) -> str:
    """Return the name of *engine*'s database.

    A SQLite file goes by its name without the folder. Two engines with databases of one
    name are told apart by a number: they may be shards.
    """
    return (
        known_names.get(id(engine))
        or contained("name a database", _learned, engine)
        or ""
    )


def _learned(engine: Any) -> str:
    # engine.execution_options() gives another engine in front of the same one.
    whole = getattr(engine, "_proxied", None)
    name = _new_name(engine) if whole is None else name_of(whole)
    key = id(engine)
    known_names[key] = name
    _engines[key] = ref(engine, lambda _: _forget(key))
    return name


def _new_name(engine: Any) -> str:
    name = plain = os.path.basename(engine.url.database or "") or ":memory:"
    number = 1
    while name in known_names.values():
        number += 1
        name = f"{plain} ({number})"
    return name


def _forget(key: int) -> None:
    known_names.pop(key, None)
    _engines.pop(key, None)
