"""A request: what two requests ask is no repetition, even inside one block."""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Hashable
from types import FrameType
from typing import Any

from django.core.handlers.base import BaseHandler

from nplusone_guard.capture.landmarks import Landmark, place, remove

__all__ = ["install_boundaries", "uninstall_boundaries"]

_HANDLERS = (BaseHandler.get_response, BaseHandler.get_response_async)

# Not id(): the next request may well live where the last one did.
_numbers: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()
_counter = itertools.count()


def install_boundaries() -> None:
    """Let each request that the test client sends stand for itself."""
    for handler in _HANDLERS:
        place(handler, Landmark("boundary", key=_number))


def uninstall_boundaries() -> None:
    """Let requests be frames like any other again."""
    for handler in _HANDLERS:
        remove(handler)


def _number(frame: FrameType) -> Hashable:
    request = frame.f_locals["request"]
    number = _numbers.get(request)
    if number is None:
        number = _numbers[request] = next(_counter)
    return number
