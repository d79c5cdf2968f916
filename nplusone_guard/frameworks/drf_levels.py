"""Serializer levels: the rows and fields of the serializers around a value."""

from __future__ import annotations

from collections.abc import Iterator
from types import FrameType
from typing import Any

from rest_framework.serializers import Serializer

from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.landmarks import code_of
from nplusone_guard.frameworks.drf_fields import attributes_of, span_of_field

__all__ = ["Level", "levels_around", "span_around"]

_SERIALIZER = code_of(Serializer.to_representation)
Level = tuple[Any, tuple[str, ...]]


def span_around(frame: FrameType | None) -> Span | None:
    """Return the field of the innermost serializer that the user can edit.

    `depth` makes serializers of its own for what is nested.
    """
    while frame is not None:
        names = frame.f_locals
        if frame.f_code is _SERIALIZER and names.get("field") is not None:
            span = span_of_field(names["self"], names["field"])
            if span is not None:
                return span
            if names["self"].root in (names["self"], names["self"].parent):
                return None
        frame = frame.f_back
    return None


def levels_around(frame: FrameType | None) -> Iterator[Level]:
    """Yield row and followed names of each serializer around, the innermost first."""
    while frame is not None:
        names = frame.f_locals
        if frame.f_code is _SERIALIZER and names.get("field") is not None:
            yield names["instance"], attributes_of(names["field"])
            if names["self"].root in (names["self"], names["self"].parent):
                return
        frame = frame.f_back
