"""Association proxies: library loops that follow a relation of each row they hand out."""

from __future__ import annotations

from collections.abc import Iterator
from types import FrameType
from typing import Any

from sqlalchemy.ext import associationproxy

from nplusone_guard.capture.application import is_application
from nplusone_guard.capture.expressions import Span, span_at
from nplusone_guard.capture.landmarks import Landmark

__all__ = ["proxy_loops"]

_COLLECTIONS = ("_AssociationList", "_AssociationSet", "_AssociationDict")
_LOOPS = ("__iter__", "__contains__")


def proxy_loops() -> Iterator[tuple[Any, Landmark]]:
    """Yield the loops of the proxies that ask each row for its other end."""
    landmark = Landmark("row loop", _span_of_user, _user_place)
    for name in _COLLECTIONS:
        owner = getattr(associationproxy, name)
        for method in _LOOPS:
            if method in owner.__dict__:
                yield owner.__dict__[method], landmark


def _user(frame: FrameType) -> FrameType | None:
    user = frame.f_back
    while user is not None and not is_application(user):
        user = user.f_back
    return user


def _user_place(frame: FrameType) -> tuple[int, int] | None:
    """Tell one use of a proxy from another by the line of the user's that goes over it."""
    user = _user(frame)
    return None if user is None else (id(user.f_code), user.f_lasti)


def _span_of_user(frame: FrameType) -> Span | None:
    user = _user(frame)
    return None if user is None else span_at(user.f_code, user.f_lasti)
