"""Uniqueness: whether a condition on some columns can hold for one row only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint

__all__ = ["are_unique"]


def are_unique(columns: Iterable[Any]) -> bool:
    """Say whether the database lets no two rows have the same values in *columns*."""
    by_table: dict[Any, set[str]] = {}
    for column in columns:
        table = getattr(column, "table", None)
        if table is not None:
            by_table.setdefault(table, set()).add(column.name)
    return any(
        any(unique <= names for unique in _unique_sets(table))
        for table, names in by_table.items()
    )


def _unique_sets(table: Any) -> list[set[str]]:
    every = [
        *(
            constraint.columns
            for constraint in getattr(table, "constraints", ())
            if isinstance(constraint, (PrimaryKeyConstraint, UniqueConstraint))
        ),
        *(index.columns for index in getattr(table, "indexes", ()) if index.unique),
    ]
    sets = [{column.name for column in columns} for columns in every]
    return [names for names in sets if names]
