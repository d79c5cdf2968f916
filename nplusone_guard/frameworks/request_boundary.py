"""A request's boundary: what two requests ask is no repetition, even inside one block.

A test that sends three requests inside one `guard` has asked three times, not looped.
"""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Hashable
from types import FrameType
from typing import Any

from nplusone_guard.capture.landmarks import Landmark, place, remove

__all__ = ["RequestRoom"]

# Not id(): the next request may well live where the last one did.
_numbers: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()
_counter = itertools.count()


class RequestRoom:
    """What the core learns about a framework's requests.

    Attributes:
        name: the framework.
        functions: those that answer a request.
        local: the variable in them that belongs to one request alone.
    """

    spelling = None

    def __init__(self, name: str, local: str, *functions: Any) -> None:
        self.name = name
        self.local = local
        self.functions = functions

    def install(self) -> None:
        """Let the walk end at the request."""
        for function in self.functions:
            place(function, Landmark("boundary", key=self._number))

    def uninstall(self) -> None:
        """Let requests be frames like any other again."""
        for function in self.functions:
            remove(function)

    def _number(self, frame: FrameType) -> Hashable:
        return _number_of(frame.f_locals.get(self.local))


def _number_of(request: Any) -> int | None:
    """Return the number of a request, None for what cannot be remembered."""
    try:
        number = _numbers.get(request)
        if number is None:
            number = _numbers[request] = next(_counter)
    except TypeError:
        return None
    return number
