"""Batches: statements that the ORM sends of its own accord to load many rows at once."""

from __future__ import annotations

from collections.abc import Iterator
from types import CodeType
from typing import Any

from nplusone_guard.capture.landmarks import Landmark
from nplusone_guard.sqlalchemy.compat import code, in_loading, in_strategies

__all__ = ["batches"]


class _Made:
    """A function made inside another; a landmark asks for its code alone."""

    def __init__(self, made: CodeType) -> None:
        self.__code__ = made


def batches() -> Iterator[tuple[Any, Landmark]]:
    """Yield the functions below which one statement loads for many rows.

    Immediate loading is not among them: it sends a statement for each row.
    """
    landmark = Landmark("batch")
    yield in_strategies("SelectInLoader")._load_for_path, landmark
    yield in_strategies("SubqueryLoader")._SubqCollections._load, landmark
    for constant in code(in_loading("load_subclass_via_in")).co_consts:
        if isinstance(constant, CodeType):
            yield _Made(constant), landmark
