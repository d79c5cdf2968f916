"""Batches: statements that the ORM sends of its own accord to load many rows at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nplusone_guard.capture.landmarks import Landmark
from nplusone_guard.sqlalchemy.compat import in_loading, in_strategies

__all__ = ["batches"]


def batches() -> Iterator[tuple[Any, Landmark]]:
    """Yield the functions below which statements belong together.

    Everything that loads after the rows themselves goes through one function: select-in,
    immediate and polymorphic loading.
    """
    yield in_loading("PostLoad").invoke, Landmark("batch")
    yield in_strategies("SelectInLoader")._load_for_path, Landmark("batch")
    yield in_strategies("ImmediateLoader")._load_for_path, Landmark("batch")
    yield in_strategies("SubqueryLoader")._SubqCollections._load, Landmark("batch")
