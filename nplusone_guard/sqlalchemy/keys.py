"""Keys: the columns that a loop looks rows up by, as variables."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

__all__ = ["plain", "stands_alone", "tuple_of"]


def plain(column: str) -> str:
    """Return "Book.author_id" as a variable: author_id."""
    return re.sub(r"\W+", "_", column.rpartition(".")[2]).strip("_") or "value"


def tuple_of(parts: Sequence[str]) -> str:
    """Return *parts* as one key."""
    return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"


def stands_alone(path: tuple[ast.AST, ...]) -> bool:
    """Say whether an expression there needs no brackets."""
    parent = path[-2] if len(path) > 1 else None
    return isinstance(parent, (ast.stmt, ast.keyword, ast.Dict, ast.List, ast.Tuple))
