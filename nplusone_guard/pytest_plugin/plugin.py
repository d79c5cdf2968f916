"""The entry point: pytest's hooks, each one call long."""

from __future__ import annotations

import pytest

from nplusone_guard.errors import ConfigError
from nplusone_guard.pytest_plugin.fixtures import (
    assert_constant_queries,
    assert_max_queries,
    assert_no_nplusone,
    nplusone,
    nplusone_session_factory,
)
from nplusone_guard.pytest_plugin.options import add_options, read_settings
from nplusone_guard.pytest_plugin.sleeping import Sleeping, add_markers, wake

__all__ = [
    "assert_constant_queries",
    "assert_max_queries",
    "assert_no_nplusone",
    "nplusone",
    "nplusone_session_factory",
    "pytest_addoption",
    "pytest_configure",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Add the markers, and begin."""
    add_markers(config)
    _begin(config)


def _begin(config: pytest.Config) -> None:
    try:
        settings = read_settings(config)
        if settings.is_asked:
            wake(config, settings)
            return
    except ConfigError as error:
        raise pytest.UsageError(f"nplusone_guard: {error}") from None
    sleeping = Sleeping(settings, config)
    config.pluginmanager.register(sleeping, "nplusone_sleeping")
