"""The async facade: methods that only hand over to a sync session in a greenlet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nplusone_guard.sqlalchemy.facade import facade

__all__ = ["facade_methods"]

_STATEMENTS = ("execute", "scalar", "scalars", "stream", "stream_scalars")
_METHODS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "AsyncSession",
        (
            *_STATEMENTS,
            *("get", "get_one", "refresh", "merge", "delete", "flush", "commit"),
        ),
    ),
    ("AsyncConnection", (*_STATEMENTS, "exec_driver_sql")),
)


def facade_methods() -> Iterator[Any]:
    """Yield the async methods that users override, so that an override is known as one."""
    for owner, names in _METHODS if facade is not None else ():
        for name in names:
            method = vars(getattr(facade, owner)).get(name)
            if method is not None:
                yield method
