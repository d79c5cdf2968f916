"""Assertions about queries, for any test runner."""

from __future__ import annotations

from nplusone_guard.testing.budget import assert_max_queries

__all__ = ["assert_max_queries"]
