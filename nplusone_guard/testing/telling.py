"""Telling at the end of a test class what its tests have shown, each place once."""

from __future__ import annotations

import sys
import unittest
from typing import Any, TextIO

from nplusone_guard.report.values import Report
from nplusone_guard.testing.summary import summary_lines

__all__ = ["ClassTold"]

_HERE = "_nplusone_told"


class ClassTold:
    """What the tests of one class have shown, told when its last test has run."""

    def __init__(self, case: type[unittest.TestCase], stream: TextIO) -> None:
        self._case = case
        self._stream = stream
        self._reports: list[Report] = []
        self._tests = 0

    @classmethod
    def of(cls, test: unittest.TestCase, result: Any) -> ClassTold:
        """Return that of the class of *test*, begun with the first of its tests."""
        case = type(test)
        known: ClassTold | None = vars(case).get(_HERE)
        if known is not None:
            return known
        # A result's own stream goes past `--buffer`, which hides what tests write.
        told = cls(case, getattr(result, "stream", None) or sys.stderr)
        setattr(case, _HERE, told)
        case.addClassCleanup(told.tell)
        return told

    def add(self, report: Report) -> None:
        """Remember what one test has shown."""
        self._tests += 1
        self._reports.append(report)

    def tell(self) -> None:
        """Write it, if there is something to tell."""
        delattr(self._case, _HERE)
        if not any(report.findings for report in self._reports):
            return
        name = f"{self._case.__module__}.{self._case.__qualname__}"
        lines = summary_lines(self._reports, self._tests)
        self._stream.write("\n".join(["", f"N+1 queries in {name}", *lines, ""]))
        self._stream.flush()
