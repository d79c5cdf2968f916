"""A row: a value that an ORM made of what it has read, told by its class alone."""

from __future__ import annotations

from collections.abc import Callable
from types import FrameType
from typing import Any

__all__ = ["add_row_test", "remove_row_test", "rows_in"]

RowTest = Callable[[type[Any]], bool]

_tests: tuple[RowTest, ...] = ()


def add_row_test(test: RowTest) -> None:
    """Let *test* say of a class whether its instances are rows."""
    global _tests
    if test not in _tests:
        _tests = (*_tests, test)


def remove_row_test(test: RowTest) -> None:
    """Take *test* away."""
    global _tests
    _tests = tuple(known for known in _tests if known != test)


def rows_in(frame: FrameType) -> frozenset[str]:
    """Return the names of the variables of *frame* that hold a row."""
    return frozenset(
        name
        for name, value in frame.f_locals.items()
        if any(test(type(value)) for test in _tests)
    )
