"""The Django setting `NPLUSONE_GUARD`, read once and again when a test changes it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed

from nplusone_guard.config import Config, config_from_mapping
from nplusone_guard.errors import ConfigError

__all__ = ["current_config", "read_config"]

_NAME = "NPLUSONE_GUARD"


@lru_cache(maxsize=1)
def current_config() -> Config:
    """Return the settings in force; raises ConfigError."""
    return read_config()


def read_config() -> Config:
    """Read `settings.NPLUSONE_GUARD` anew; raises ConfigError."""
    options = getattr(settings, _NAME, {})
    if not isinstance(options, Mapping):
        raise ConfigError(f"settings.{_NAME} must be a dictionary, not {options!r}")
    try:
        return config_from_mapping(options)
    except ConfigError as error:
        raise ConfigError(f"settings.{_NAME}: {error}") from None


def _forget(*, setting: str, **kwargs: Any) -> None:
    if setting == _NAME:
        current_config.cache_clear()


setting_changed.connect(_forget, dispatch_uid="nplusone_guard.settings")
