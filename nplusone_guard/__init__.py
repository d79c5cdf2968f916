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
    from nplusone_guard.testing import (
        NPlusOneTestMixin,
        assert_constant_queries,
        assert_max_queries,
        assert_no_nplusone,
        measure_scaling,
    )

__all__ = [
    "ConfigError",
    "Finding",
    "MissingDependencyError",
    "NPlusOneError",
    "NPlusOneGuardError",
    "NPlusOneTestMixin",
    "QueryBudgetExceeded",
    "Report",
    "Watch",
    "assert_constant_queries",
    "assert_max_queries",
    "assert_no_nplusone",
    "guard",
    "ignore",
    "install",
    "measure_scaling",
    "uninstall",
]


_TESTING = frozenset(
    {
        "NPlusOneTestMixin",
        "assert_constant_queries",
        "assert_max_queries",
        "assert_no_nplusone",
        "measure_scaling",
    }
)


def __getattr__(name: str) -> Any:
    # What tests need brings unittest along, which a server does without.
    if name in _TESTING:
        from nplusone_guard import testing

        return getattr(testing, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
