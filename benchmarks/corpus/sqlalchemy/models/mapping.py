"""The declarative base of the corpus."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncAttrs
from sqlalchemy.orm import DeclarativeBase


class Base(AsyncAttrs, DeclarativeBase):
    """Every mapped class of the corpus, usable from sync and async sessions."""


class Described:
    """A mix-in that reads its class's relations, as projects' admin lists do."""

    label_path: tuple[str, ...] = ()

    def label(self) -> str:
        """Follow `label_path` from this row to a text."""
        value: Any = self
        for part in self.label_path:  # loop: sa_mixin_label
            value = getattr(value, part)  # blame: sa_mixin_label
        return str(value)
