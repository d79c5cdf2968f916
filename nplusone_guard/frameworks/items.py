"""Items: the rows that a feed or a sitemap goes through, chosen by a method of its class."""

from __future__ import annotations

from collections.abc import Hashable
from types import FrameType

from nplusone_guard.capture.landmarks import Asker
from nplusone_guard.frameworks.class_queries import class_itself, query_of_method

__all__ = ["items_asker", "items_key"]


def items_key(frame: FrameType) -> Hashable:
    """Name the class once its rows are there: asking for them is no round."""
    names = frame.f_locals
    kind = type(names["self"])
    return (kind.__module__, kind.__qualname__) if "item" in names else None


def items_asker(frame: FrameType) -> Asker | None:
    """Read the class whose `items` chooses the rows; its other methods get each row."""
    owner = type(frame.f_locals["self"])
    place = class_itself(owner, ())
    if place is None:
        return None
    query = query_of_method(owner, "items")
    if query is None:
        return Asker(place.span, "items", "shown", loop=place.span)
    return Asker(place.span, "items", "shown", query.span, "query", loop=query.span)
