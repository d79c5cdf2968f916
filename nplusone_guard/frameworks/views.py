"""Views: the application's class to name where a library does all the work for it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from types import FrameType
from typing import Any

from django.template.response import SimpleTemplateResponse
from django.views.generic.base import View

from nplusone_guard.capture.landmarks import Asker, Landmark, code_of, place, remove
from nplusone_guard.frameworks.class_queries import class_itself

__all__ = ["room", "view_asker", "view_around", "view_key"]

_RESPONSE = code_of(SimpleTemplateResponse.rendered_content)
# The attributes by which a generic view is told what to show, the most telling first.
_TOLD_BY = ("serializer_class", "form_class", "fields", "queryset", "model")


class ViewsRoom:
    """What the core learns about class-based views."""

    name = "django views"
    spelling = None

    def install(self) -> None:
        """Learn to read which view is on the stack."""
        for function in (View.dispatch, SimpleTemplateResponse.rendered_content):
            place(function, Landmark("asker", view_asker, view_key))

    def uninstall(self) -> None:
        """Forget it."""
        remove(View.dispatch)
        remove(SimpleTemplateResponse.rendered_content)


def view_key(frame: FrameType) -> Hashable:
    """Name the class, which stays the same for every request."""
    view = _view_of(frame)
    return (type(view).__module__, type(view).__qualname__)


def view_asker(frame: FrameType) -> Asker | None:
    """Read the view: who asked where no line of the application's own did."""
    view = _view_of(frame)
    place = None if view is None else class_itself(type(view), _TOLD_BY)
    return None if place is None else Asker(place.span, "view")


def view_around(frame: FrameType | None) -> Any:
    """Return the view that is at work in *frame*, or whose response is rendered."""
    return next((view for view in _views(frame) if view is not None), None)


def _views(frame: FrameType | None) -> Iterator[Any]:
    dispatch = code_of(View.dispatch)
    while frame is not None:
        if frame.f_code is dispatch or frame.f_code is _RESPONSE:
            yield _view_of(frame)
        frame = frame.f_back


def _view_of(frame: FrameType) -> Any:
    owner = frame.f_locals.get("self")
    if frame.f_code is not _RESPONSE:
        return owner
    return (getattr(owner, "context_data", None) or {}).get("view")


room = ViewsRoom()
