"""Assertions about queries, for any test runner."""

from __future__ import annotations

from nplusone_guard.testing.budget import assert_max_queries
from nplusone_guard.testing.clean import assert_no_nplusone
from nplusone_guard.testing.constant import assert_constant_queries
from nplusone_guard.testing.mixin import NPlusOneTestMixin
from nplusone_guard.testing.scaling import measure_scaling

__all__ = [
    "NPlusOneTestMixin",
    "assert_constant_queries",
    "assert_max_queries",
    "assert_no_nplusone",
    "measure_scaling",
]
