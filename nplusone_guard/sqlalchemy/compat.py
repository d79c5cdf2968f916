"""What SQLAlchemy 2.0 and 2.1 call differently."""

from __future__ import annotations

import inspect
from types import CodeType
from typing import Any

from sqlalchemy.orm import dynamic, loading, strategies

__all__ = ["AppenderMixin", "code", "in_loading", "in_strategies"]


def in_strategies(name: str) -> Any:
    """Return a loader strategy; 2.1 put an underscore before the names."""
    return getattr(strategies, f"_{name}", None) or getattr(strategies, name)


def in_loading(name: str) -> Any:
    """Return something of the loading module; 2.1 put an underscore before the names."""
    return getattr(loading, f"_{name}", None) or getattr(loading, name)


AppenderMixin: Any = next(
    vars(dynamic)[name]
    for name in ("_AppenderMixin", "AppenderMixin")
    if name in vars(dynamic)
)


def code(function: Any) -> CodeType:
    """Return the code of *function* itself, behind SQLAlchemy's own decorators."""
    found = inspect.unwrap(function).__code__
    assert isinstance(found, CodeType)
    return found
