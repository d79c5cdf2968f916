"""A serializer's rows: the view's query, or what the code gave the serializer."""

from __future__ import annotations

import ast
from types import FrameType
from typing import Any

from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.serializers import BaseSerializer, ListSerializer
from rest_framework.views import APIView

from nplusone_guard.capture.application import is_application
from nplusone_guard.capture.expressions import Span, span_at
from nplusone_guard.capture.landmarks import code_of
from nplusone_guard.diagnose.assignments import assigned
from nplusone_guard.diagnose.syntax import Site, site_at
from nplusone_guard.frameworks.class_queries import class_itself, query_of
from nplusone_guard.frameworks.context_rows import (
    ContextRows,
    callers_of,
    rows_of_site,
    rows_of_view,
    speaking_from,
)

__all__ = ["rows_of_serializer", "span_of_view"]

_VIEWS = (code_of(ListModelMixin.list), code_of(RetrieveModelMixin.retrieve))
_DISPATCH = code_of(APIView.dispatch)
_DATA = (code_of(BaseSerializer.data), code_of(ListSerializer.data))


def rows_of_serializer(frame: FrameType, root: Any) -> ContextRows | None:
    """Return where the rows of *root*, the outermost serializer, are built.

    *frame* is the frame of the serializers; who asked for their data is further out.
    """
    outer: FrameType | None = frame
    while outer is not None and outer.f_code not in _DATA:
        outer = outer.f_back
    start = outer
    while outer is not None and outer.f_code not in _VIEWS:
        if is_application(outer):
            with speaking_from(outer):
                found = _given(outer)
            if found is not None:
                return found
            break
        outer = outer.f_back
    view = root.context.get("view") or _view_around(start)
    return None if view is None else rows_of_view(query_of(type(view)))


def span_of_view(frame: FrameType) -> Span | None:
    """Return where the view names its serializer, for one that `type()` has made."""
    view = _view_around(frame)
    named = None if view is None else class_itself(type(view), ("serializer_class",))
    return None if named is None else named.span


def _given(frame: FrameType) -> ContextRows | None:
    """Return the rows that the code of *frame* made its serializer with."""
    span = span_at(frame.f_code, frame.f_lasti)
    site = site_at(span)
    callers = callers_of(frame)
    made = None if site is None else _making(site)
    if made is None:
        return None
    call = made.node
    assert isinstance(call, ast.Call)
    given = [k.value for k in call.keywords if k.arg == "instance"] or call.args[:1]
    return rows_of_site(made.below(given[0]), callers) if given else None


def _making(site: Site) -> Site | None:
    """Return the call that makes the serializer whose `.data` is at *site*."""
    for node in ast.walk(site.node):
        if isinstance(node, ast.Attribute) and node.attr == "data":
            value = site.below(node.value)
            if isinstance(value.node, ast.Name):
                names = assigned(value, value.node.id)
                value = names.steps[0].site if names and names.steps else value
            if isinstance(value.node, ast.Call):
                return value
    return None


def _view_around(frame: FrameType | None) -> Any:
    while frame is not None:
        if frame.f_code is _DISPATCH:
            return frame.f_locals["self"]
        frame = frame.f_back
    return None
