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
from nplusone_guard.pytest_plugin.markers import add_markers
from nplusone_guard.pytest_plugin.options import add_options, read_settings
from nplusone_guard.pytest_plugin.run import Run
from nplusone_guard.pytest_plugin.summary import Summary

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
        config.pluginmanager.register(Run(settings, config), "nplusone_run")
    except ConfigError as error:
        raise pytest.UsageError(f"nplusone_guard: {error}") from None
    is_worker = hasattr(config, "workerinput")
    if not is_worker:
        config.pluginmanager.register(Summary(settings), "nplusone_summary")
