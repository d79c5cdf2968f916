"""System checks: a setting that cannot work is told before the first request."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage

from nplusone_guard.django.settings import read_config
from nplusone_guard.errors import ConfigError

__all__ = ["check_settings"]

_MIDDLEWARE = "nplusone_guard.django.NPlusOneGuardMiddleware"


def check_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Return what is wrong with `NPLUSONE_GUARD` and `MIDDLEWARE`."""
    messages: list[CheckMessage] = []
    try:
        read_config()
    except ConfigError as error:
        messages.append(
            checks.Error(
                str(error),
                hint="Correct that key, or take it out to have its default.",
                id="nplusone_guard.E001",
            )
        )
    if _MIDDLEWARE not in settings.MIDDLEWARE:
        messages.append(
            checks.Warning(
                f"{_MIDDLEWARE!r} is not in MIDDLEWARE, so no request is guarded.",
                hint="Put it first, so that the other middlewares are watched too.",
                id="nplusone_guard.W001",
            )
        )
    return messages
