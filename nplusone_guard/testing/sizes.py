"""Sizes: the same run over few rows and over more, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from nplusone_guard.api import guard
from nplusone_guard.config import Config
from nplusone_guard.errors import ConfigError
from nplusone_guard.report.values import Report
from nplusone_guard.testing.driving import outcome_of
from nplusone_guard.testing.options import whole
from nplusone_guard.testing.undoing import Sessions, Undoing

__all__ = ["Plan", "Run", "checked_sizes", "populated", "runs"]


@dataclass(frozen=True, slots=True)
class Run:
    """What one run sent over *size* rows."""

    size: int
    report: Report

    @property
    def statements(self) -> int:
        """How many statements it sent."""
        return self.report.statements


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run over how many rows.

    Attributes:
        populate: writes that many rows; also given a session where there is a factory.
        run: what is measured; given a session of its own where there is a factory.
        undoing: the transaction around both.
        is_async: one of the two has to be awaited.
    """

    populate: Callable[..., Any]
    run: Callable[..., Any]
    sizes: tuple[int, ...]
    undoing: Undoing
    is_async: bool
    config: Config


def checked_sizes(sizes: object, least: int = 2) -> tuple[int, ...]:
    """Return *sizes* if they are *least* or more numbers that grow; raises ConfigError."""
    if isinstance(sizes, str) or not isinstance(sizes, Iterable):
        raise ConfigError(f"sizes are numbers of rows, (2, 5), not {sizes!r}")
    checked = tuple(whole("each size", size, 1) for size in sizes)
    if len(checked) < least or list(checked) != sorted(set(checked)):
        raise ConfigError(
            f"sizes are {least} or more numbers of rows that grow, not {checked!r}: "
            "growth shows only between a small run and a larger one"
        )
    return checked


async def runs(plan: Plan, warmup: bool) -> tuple[Run, ...]:
    """Run *plan* over each of its sizes; once more before, unmeasured, to warm up."""
    if warmup:
        await _run(plan, plan.sizes[0])
    return tuple([await _run(plan, size) for size in plan.sizes])


async def _run(plan: Plan, size: int) -> Run:
    async with plan.undoing(plan.is_async) as sessions:
        await populated(plan.populate, size, sessions)
        session = None if sessions is None else sessions()
        block = guard("assert_constant_queries", config=plan.config)
        try:
            with block as watch:
                await outcome_of(plan.run() if session is None else plan.run(session))
        finally:
            if session is not None:
                await outcome_of(session.close())
    return Run(size, watch.report)


async def populated(
    populate: Callable[..., Any], size: int, sessions: Sessions
) -> None:
    """Have *populate* write *size* rows, and commit what it wrote."""
    if sessions is None:
        await outcome_of(populate(size))
        return
    session = sessions()
    try:
        await outcome_of(populate(size, session))
        await outcome_of(session.commit())
    finally:
        await outcome_of(session.close())
