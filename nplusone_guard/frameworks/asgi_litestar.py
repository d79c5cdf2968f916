"""Litestar: where a request begins on the stack."""

from __future__ import annotations

from litestar import Litestar

from nplusone_guard.frameworks.request_boundary import RequestRoom

__all__ = ["room"]

room = RequestRoom("litestar", "send", Litestar.__call__)
