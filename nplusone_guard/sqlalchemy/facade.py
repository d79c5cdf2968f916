"""The async facade of SQLAlchemy, where it can be had.

2.1 refuses to import it without greenlet, which comes with the `asyncio` extra only.
Where it cannot be imported nobody holds an async session either.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

__all__ = ["facade", "is_async"]

facade: ModuleType | None
try:
    from sqlalchemy.ext import asyncio as facade
except ImportError:
    facade = None


def is_async(named: Any, *class_names: str) -> bool:
    """Say whether *named* is of one of the facade's classes."""
    return facade is not None and isinstance(
        named, tuple(getattr(facade, name) for name in class_names)
    )
