"""Find the loop that sends one query per row, while the code runs."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
    from nplusone_guard.testing import (
        NPlusOneTestMixin,
        assert_constant_queries,
        assert_max_queries,
        assert_no_nplusone,
        measure_scaling,
    )
    from nplusone_guard.watch import Watch

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


# Each name from its module when somebody asks: pytest imports this package in every run,
# with a plugin that most runs do not ask, and what tests need a server does without.
_HOMES = {
    "accepting": ("ignore",),
    "api": ("guard",),
    "errors": (
        *("ConfigError", "MissingDependencyError", "NPlusOneError"),
        *("NPlusOneGuardError", "QueryBudgetExceeded"),
    ),
    "registry": ("install", "uninstall"),
    "report.values": ("Finding", "Report"),
    "testing": (
        *("NPlusOneTestMixin", "assert_constant_queries", "assert_max_queries"),
        *("assert_no_nplusone", "measure_scaling"),
    ),
    "watch": ("Watch",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(f"{__name__}.{home}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
