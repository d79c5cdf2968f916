"""Starlette and FastAPI: where a request begins on the stack."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.middleware.exceptions import ExceptionMiddleware

from nplusone_guard.frameworks.request_boundary import RequestRoom

__all__ = ["room"]

# The second stands inside all middleware, some of which runs the rest in a new task.
room = RequestRoom(
    "starlette", "send", Starlette.__call__, ExceptionMiddleware.__call__
)
