"""A first sighting: all that is kept of a statement that has not repeated yet.

Most statements of a request never do. One whose way over the stack is known costs a few
numbers here; it becomes a group when its shape is met again, or when somebody asks.
"""

from __future__ import annotations

from nplusone_guard.capture.parameters import Digest, Hashes, digest_of_hashes
from nplusone_guard.capture.ways import Way

__all__ = ["First"]


class First:
    """The only statement so far of one shape in one scope.

    It has no `__init__`, which would cost as much again; `recognise` fills it in.

    Attributes:
        way: how it came to the cursor.
        order: how many statements the scope had seen up to it.
        hashes: those of its parameters.
        earlier: the one before of the same shape, by another way.
        seconds: its time at the database cursor.
    """

    __slots__ = ("seconds", "earlier", "hashes", "order", "way")

    way: Way
    order: int
    hashes: Hashes
    earlier: First | None
    seconds: float

    # How many statements it stands for.
    count = 1

    @property
    def digest(self) -> Digest:
        """What its parameters come down to for comparing."""
        return digest_of_hashes(self.hashes)

    @property
    def sql(self) -> str:
        """Its text."""
        return self.way.sql

    @property
    def orm(self) -> str:
        """The room that saw it."""
        return self.way.orm

    @property
    def dialect(self) -> str | None:
        """The SQL dialect of its connection."""
        return self.way.dialect
