"""Find the loop that sends one query per row, while the code runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nplusone_guard.accepting import ignore
from nplusone_guard.api import guard
from nplusone_guard.errors import (
    ConfigError,
    MissingDependencyError,
    NPlusOneError,
    NPlusOneGuardError,
    QueryBudgetExceeded,
)
from nplusone_guard.registry import install, uninstall
from nplusone_guard.report.values import Finding, Report
from nplusone_guard.watch import Watch

if TYPE_CHECKING:
    from nplusone_guard.testing import assert_max_queries

__all__ = [
    "ConfigError",
    "Finding",
    "MissingDependencyError",
    "NPlusOneError",
    "NPlusOneGuardError",
    "QueryBudgetExceeded",
    "Report",
    "Watch",
    "assert_max_queries",
    "guard",
    "ignore",
    "install",
    "uninstall",
]


def __getattr__(name: str) -> Any:
    # What tests need brings unittest along, which a server does without.
    if name == "assert_max_queries":
        from nplusone_guard.testing import assert_max_queries

        return assert_max_queries
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
