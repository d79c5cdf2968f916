"""A stage: what an edit has to know of the scene that a room has read."""

from __future__ import annotations

from typing import Protocol

from nplusone_guard.advise.editing.hoisting import Asked
from nplusone_guard.advise.editing.looping import Loop

__all__ = ["Stage"]


class Stage(Protocol):
    """The asking expression and the loop that repeats it.

    Attributes:
        asked: the asking expression and its text in the words of the loop's function.
        loop: None where the source shows none.
        is_inside: the asking expression can be edited within the loop.
        is_async: the query is awaited.
    """

    @property
    def asked(self) -> Asked: ...
    @property
    def loop(self) -> Loop | None: ...
    @property
    def is_inside(self) -> bool: ...
    @property
    def is_async(self) -> bool: ...
