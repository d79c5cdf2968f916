"""The Django room: hooks, stack readers, middleware, settings and spelling of fixes."""

from __future__ import annotations

from nplusone_guard.errors import MissingDependencyError

try:
    import django as _django  # noqa: F401 - only asked whether it is there
except ImportError as error:
    raise MissingDependencyError(
        "nplusone_guard.django needs Django: pip install 'nplusone-guard[django]'"
    ) from error

from nplusone_guard.django.middleware import NPlusOneGuardMiddleware

__all__ = ["NPlusOneGuardMiddleware"]
