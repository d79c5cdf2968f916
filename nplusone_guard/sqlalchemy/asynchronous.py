"""The async facade: methods that only hand over to a sync session in a greenlet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.ext import asyncio as facade

__all__ = ["facade_methods"]

_STATEMENTS = ("execute", "scalar", "scalars", "stream", "stream_scalars")
_METHODS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (
        facade.AsyncSession,
        (
            *_STATEMENTS,
            *("get", "get_one", "refresh", "merge", "delete", "flush", "commit"),
        ),
    ),
    (facade.AsyncConnection, (*_STATEMENTS, "exec_driver_sql")),
)


def facade_methods() -> Iterator[Any]:
    """Yield the async methods that users override, so that an override is known as one."""
    for owner, names in _METHODS:
        for name in names:
            method = owner.__dict__.get(name)
            if method is not None:
                yield method
