"""Statements by table: how many of them name it."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable
from typing import Any

from nplusone_guard.errors import ConfigError
from nplusone_guard.fingerprint.outline import outline
from nplusone_guard.report.values import Total

__all__ = ["check_spelling", "statements_on", "tables_of"]


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


def check_spelling(table: str) -> None:
    """Raise ConfigError where *table*, which no statement named, looks misspelt.

    A budget for a table that does not exist would hold for ever. Only Django can say
    which tables there are, and it knows none of those that no model stands for: so this
    speaks up only where a model's table has nearly that name.
    """
    known = _tables_of_models()
    if table.lower() in map(str.lower, known):
        return
    ending = [name for name in known if name.lower().endswith(f"_{table.lower()}")]
    close = ending or difflib.get_close_matches(table, known, n=1, cutoff=0.9)
    if close:
        raise ConfigError(
            f"per_table names {table!r}, and no statement and no model does; "
            f"did you mean {close[0]!r}?"
        )


def _tables_of_models() -> list[str]:
    apps: Any = getattr(sys.modules.get("django.apps"), "apps", None)
    if apps is None or not apps.models_ready:
        return []
    models = apps.get_models(include_auto_created=True)
    return sorted({model._meta.db_table.strip('"') for model in models})
