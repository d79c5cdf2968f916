"""A query budget: how many statements a block may send."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, ParamSpec, TypeVar

from nplusone_guard.api import guard
from nplusone_guard.errors import ConfigError, QueryBudgetExceeded
from nplusone_guard.report.compiler import finding_text
from nplusone_guard.report.values import Report
from nplusone_guard.watch import Watch
from nplusone_guard.wrapping import decorated

__all__ = ["assert_max_queries"]

_Params = ParamSpec("_Params")
_Result = TypeVar("_Result")


class assert_max_queries:  # noqa: N801 - an assertion that reads as a sentence
    """Fail when a block sends more than *limit* statements.

    Raises:
        QueryBudgetExceeded: at the end of the block, with all that ran.
        ConfigError: *limit* is no whole number from 0 up.
    """

    def __init__(self, limit: int, **options: Any) -> None:
        given: object = limit
        if isinstance(given, bool) or not isinstance(given, int) or given < 0:
            raise ConfigError(
                f"a query budget is a whole number, 0 or more, not {limit!r}"
            )
        self._limit = limit
        self._options = options
        self._guard: guard | None = None
        self._watch: Watch | None = None

    def __enter__(self) -> Watch:
        return self._start(sys._getframe(1))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stop(error)

    async def __aenter__(self) -> Watch:
        return self._start(sys._getframe(1))

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stop(error)

    def __call__(
        self, function: Callable[_Params, _Result]
    ) -> Callable[_Params, _Result]:
        """Return *function* with the budget held against each call."""
        return decorated(
            function, lambda name: assert_max_queries(self._limit, **self._options)
        )

    def _start(self, frame: FrameType | None) -> Watch:
        self._guard = guard("assert_max_queries", mode="collect", **self._options)
        self._watch = self._guard.open(frame)
        return self._watch

    def _stop(self, error: BaseException | None) -> None:
        assert self._guard is not None
        assert self._watch is not None
        self._guard.close()
        if error is None and self._watch.statements > self._limit:
            report = self._watch.report
            raise QueryBudgetExceeded(budget_text(self._limit, report), report)


def budget_text(limit: int, report: Report) -> str:
    """Return what a broken budget says: findings first, then every shape."""
    lines = [f"{report.statements} statements ran, {limit} allowed"]
    for finding in report.findings:
        lines += ["", finding_text(finding)]
    lines += ["", "all statements, most frequent first:"]
    for total in report.totals:
        where = (
            "" if total.place is None else f"  at {total.place.file}:{total.place.line}"
        )
        lines.append(
            f"  {total.count:>6} x {total.duration_ms:8.1f} ms  {total.shape}{where}"
        )
    return "\n".join(lines)
