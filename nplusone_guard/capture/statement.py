"""A statement: one execution at the database cursor."""

from __future__ import annotations

from types import FrameType
from typing import Any, NamedTuple

from nplusone_guard.capture.parameters import Digest, digest_of

__all__ = ["Statement"]


class Statement(NamedTuple):
    """One execution at the database cursor, as a hook sees it.

    Attributes:
        sql: the text as sent.
        parameters: read for comparison and not kept.
        many: executemany or a batch the driver sends together.
        orm: the room that saw it.
        dialect: "sqlite", "postgresql", "mysql", ... or None.
        alias: the name of the database.
        link: the connection, for scopes that watch one session only.
        frame: where the stack is read from.
        distance: how many frames *frame* stands outside the hook's own.
    """

    sql: str
    parameters: Any
    many: bool
    orm: str
    dialect: str | None
    alias: str
    link: object
    frame: FrameType | None
    distance: int

    def __repr__(self) -> str:
        """Leave out the text and the parameters, which hold values."""
        return f"<Statement of {self.orm} on {self.alias}>"

    @property
    def digest(self) -> Digest:
        """What the parameters come down to for comparing."""
        return digest_of(self.parameters)
