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
        earlier: the one before of the same shape, by another way.
        duration_ns: its time at the database cursor.
    """

    __slots__ = (
        "duration_ns",
        "earlier",
        "hashes",
        "order",
        "sql",
        "turn",
        "way",
    )

    # How many statements it stands for.
    count = 1

    def __init__(
        self,
        way: Way,
        order: int,
        turn: int,
        sql: str,
        parameters: Any,
        earlier: First | None,
    ) -> None:
        self.way = way
        self.order = order
        self.turn = turn
        self.sql = sql
        self.hashes = hashes_of(parameters)
        self.earlier = earlier
        self.duration_ns = 0

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
