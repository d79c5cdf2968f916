"""Keys: the columns that a loop looks rows up by, as variables."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["plain", "tuple_of"]


def plain(column: str) -> str:
    """Return "Book.author_id" as a variable: author_id."""
    return re.sub(r"\W+", "_", column.rpartition(".")[2]).strip("_") or "value"


def tuple_of(parts: Sequence[str]) -> str:
    """Return *parts* as one key."""
    return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"
