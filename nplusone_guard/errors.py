"""Every error this package raises on purpose, as one tree.

NPlusOneGuardError
+-- ConfigError              a setting, option or argument that cannot work
|   +-- MissingDependencyError   an optional library is not installed
+-- NPlusOneError            a finding, in `raise` mode (also an AssertionError)
+-- QueryBudgetExceeded      more statements than allowed (also an AssertionError)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nplusone_guard.report.values import Report

__all__ = [
    "ConfigError",
    "MissingDependencyError",
    "NPlusOneError",
    "NPlusOneGuardError",
    "QueryBudgetExceeded",
]


class NPlusOneGuardError(Exception):
    """Anything nplusone_guard raises on purpose."""


class ConfigError(NPlusOneGuardError):
    """A setting, option or argument that cannot work; says which and what to do."""


class MissingDependencyError(ConfigError):
    """A feature needs a library that is not installed; says how to install it."""


class NPlusOneError(NPlusOneGuardError, AssertionError):
    """A loop sends one query per row.

    Attributes:
        report: the scope's report at the moment of raising, for code that wants
            the findings without reading the message.
    """

    def __init__(self, message: str, report: Report | None = None) -> None:
        super().__init__(message)
        self.report = report


class QueryBudgetExceeded(NPlusOneGuardError, AssertionError):  # noqa: N818 - a fixed public name
    """A block ran more statements, or took longer, than its budget.

    Attributes:
        report: the block's report.
    """

    def __init__(self, message: str, report: Report | None = None) -> None:
        super().__init__(message)
        self.report = report
