"""Find the loop that sends one query per row, while the code runs."""

from __future__ import annotations

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
from nplusone_guard.testing import assert_max_queries
from nplusone_guard.watch import Watch

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
