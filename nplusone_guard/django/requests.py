"""A request: what two requests ask is no repetition, even inside one block."""

from __future__ import annotations

from typing import Any

from django.core.handlers.base import BaseHandler
from django.core.signals import request_started

from nplusone_guard.capture.context import open_scopes
from nplusone_guard.capture.landmarks import Landmark, place, remove

__all__ = ["install_boundaries", "uninstall_boundaries"]

_HANDLERS = (BaseHandler.get_response, BaseHandler.get_response_async)
_SIGNAL_ID = "nplusone_guard"


def install_boundaries() -> None:
    """Let each request that the test client sends stand for itself."""
    request_started.connect(_on_request, dispatch_uid=_SIGNAL_ID)
    for handler in _HANDLERS:
        place(handler, Landmark("boundary"))


def uninstall_boundaries() -> None:
    """Let requests be calls like any other again."""
    request_started.disconnect(dispatch_uid=_SIGNAL_ID)
    for handler in _HANDLERS:
        remove(handler)


def _on_request(**kwargs: Any) -> None:
    """End what the loops of the requests before have begun."""
    for scope in open_scopes():
        scope.begin_turn()
