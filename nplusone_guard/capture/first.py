"""A first sighting: all that is kept of a statement that has not repeated yet.

Most statements of a request never do. One whose way over the stack is known costs a few
numbers here; it becomes a group when its shape is met again, or when somebody asks.
"""

from __future__ import annotations

from typing import Any

from nplusone_guard.capture.parameters import Digest, digest_of_hashes, hashes_of
from nplusone_guard.capture.ways import Way

__all__ = ["First"]


class First:
    """The only statement so far of one shape in one scope.

    Attributes:
        way: how it came to the cursor.
        order: how many statements the scope had seen up to it.
        turn: the scope's turn at the time.
        sql: its text.
        hashes: those of its parameters.
        count: how many statements it stands for: one.
        earlier: the one before of the same shape, by another way.
        duration_ns: its time at the database cursor.
    """

    __slots__ = (
        "count",
        "duration_ns",
        "earlier",
        "hashes",
        "order",
        "sql",
        "turn",
        "way",
    )

    def __init__(
        self, way: Way, order: int, turn: int, sql: str, parameters: Any
    ) -> None:
        self.way = way
        self.order = order
        self.turn = turn
        self.sql = sql
        self.count = 1
        self.earlier: First | None = None
        self.duration_ns = 0
        self.hashes = hashes_of(parameters)

    def forget(self) -> None:
        """Let go of what was only needed to compare it with the next."""
        first: First | None = self
        while first is not None:
            first.sql, first.hashes = "", None
            first = first.earlier

    @property
    def digest(self) -> Digest:
        """What its parameters come down to for comparing."""
        return digest_of_hashes(self.hashes)

    @property
    def orm(self) -> str:
        """The room that saw it."""
        return self.way.orm

    @property
    def dialect(self) -> str | None:
        """The SQL dialect of its connection."""
        return self.way.dialect
