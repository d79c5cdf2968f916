"""Statements by table: how many of them name it."""

from __future__ import annotations

from collections.abc import Iterable

from nplusone_guard.fingerprint.outline import outline
from nplusone_guard.report.values import Total

__all__ = ["statements_on", "tables_of"]


def statements_on(table: str, totals: Iterable[Total]) -> int:
    """Return how many statements name *table*, with or without its schema."""
    wanted = table.lower()
    return sum(
        total.count
        for total in totals
        if any(_is_named(wanted, name.lower()) for name in tables_of(total))
    )


def tables_of(total: Total) -> tuple[str, ...]:
    """Return the tables that the shape of *total* names."""
    return outline(total.shape).tables


def _is_named(wanted: str, name: str) -> bool:
    return name == wanted or name.endswith(f".{wanted}")
