"""SQLModel: a Pydantic model that validates by a function of its own."""

from __future__ import annotations

from sqlmodel import _compat

from nplusone_guard.capture.landmarks import place, remove
from nplusone_guard.frameworks.pydantic import ASKING

__all__ = ["room"]


class SqlModelRoom:
    """What the core learns about SQLModel."""

    name = "sqlmodel"
    spelling = None

    def install(self) -> None:
        """Learn to read the frame of its validation."""
        place(getattr(_compat, "sqlmodel_validate", None), ASKING)

    def uninstall(self) -> None:
        """Forget it."""
        remove(getattr(_compat, "sqlmodel_validate", None))


room = SqlModelRoom()
