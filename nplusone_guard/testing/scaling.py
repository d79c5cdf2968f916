"""Measuring growth: statements, time and peak memory of one call at several sizes."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from nplusone_guard.api import guard
from nplusone_guard.config import Config
from nplusone_guard.report.values import Report
from nplusone_guard.testing.driving import driven, is_asynchronous, outcome_of
from nplusone_guard.testing.measured import Measurement, Scaling
from nplusone_guard.testing.options import collecting, whole
from nplusone_guard.testing.progress import Progress
from nplusone_guard.testing.sizes import checked_sizes, populated
from nplusone_guard.testing.undoing import Sessions, Undoing, undoing

__all__ = ["measure_scaling"]

_OWN = ("sizes", "populate", "repeat", "using", "session_factory", "rollback")


def measure_scaling(
    run: Callable[..., Any],
    sizes: Iterable[int] = (100, 10_000, 1_000_000),
    populate: Callable[..., Any] | None = None,
    *,
    repeat: int = 3,
    using: str | list[str] | tuple[str, ...] | None = None,
    session_factory: Any = None,
    rollback: bool = True,
    **settings: Any,
) -> Any:
    """Return how statements, time and memory of *run* grow with the number of rows.

    With *populate*, each size is written in a transaction that is rolled back
    afterwards, and *run* takes no arguments; without, *run* is given the size. With a
    session factory both are also given a session.

    Args:
        run: what is measured; called once for statements and memory, and *repeat* times
            for time. A coroutine function makes this one to await.
        sizes: three or more numbers of rows, in growing order: fewer tell no order.
        populate: writes that many rows.
        repeat: how many calls are timed; the fastest counts.
        using: the Django databases to roll back, "default" unless told otherwise.
        session_factory: a sessionmaker, or anything that makes a SQLAlchemy session.
        rollback: with False nothing is rolled back.
        **settings: settings of the scopes, such as `max_groups`.

    Returns:
        A `Scaling`: print it for the table, `assert_at_most(statements="constant",
        time="N log N", memory="N")` to hold it to an order.

    Raises:
        ConfigError: an option that cannot work.
    """
    task = Task(
        run,
        checked_sizes(sizes, least=3),
        populate,
        whole("repeat", repeat, 1),
        undoing(using, session_factory, rollback, required=False),
        is_asynchronous(run, populate),
        collecting("measure_scaling", settings, _OWN),
    )
    flow = _measured(task)
    return flow if task.is_async else driven(flow)


@dataclass(frozen=True, slots=True)
class Task:
    """What is measured, as `measure_scaling` was told."""

    run: Callable[..., Any]
    sizes: tuple[int, ...]
    populate: Callable[..., Any] | None
    repeat: int
    undoing: Undoing
    is_async: bool
    config: Config


async def _measured(task: Task) -> Scaling:
    progress = Progress(len(task.sizes))
    try:
        return Scaling(
            tuple([await _at_size(task, size, progress) for size in task.sizes])
        )
    finally:
        progress.end()


async def _at_size(task: Task, size: int, progress: Progress) -> Measurement:
    async with task.undoing(task.is_async) as sessions:
        if task.populate is not None:
            progress.tell(f"writing {size:,} rows")
            await populated(task.populate, size, sessions)
        if size == task.sizes[0]:
            # What a first call fills, ours and the application's, is no growth.
            await _counted(task, size, sessions)
        progress.tell(f"counting over {size:,} rows")
        report, peak = await _counted(task, size, sessions)
        seconds = []
        for number in range(task.repeat):
            progress.tell(f"timing {number + 1}/{task.repeat} over {size:,} rows")
            seconds.append(await _timed(task, size, sessions))
    progress.step()
    return Measurement(size, min(seconds), peak, report)


async def _counted(task: Task, size: int, sessions: Sessions) -> tuple[Report, int]:
    is_tracing = tracemalloc.is_tracing()
    async with _arguments(task, size, sessions) as arguments:
        if not is_tracing:
            tracemalloc.start()
        try:
            tracemalloc.reset_peak()
            before, _ = tracemalloc.get_traced_memory()
            with guard("measure_scaling", config=task.config) as watch:
                await outcome_of(task.run(*arguments))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            if not is_tracing:
                tracemalloc.stop()
    return watch.report, max(0, peak - before)


async def _timed(task: Task, size: int, sessions: Sessions) -> float:
    async with _arguments(task, size, sessions) as arguments:
        began = time.perf_counter()
        await outcome_of(task.run(*arguments))
        return time.perf_counter() - began


@asynccontextmanager
async def _arguments(
    task: Task, size: int, sessions: Sessions
) -> AsyncIterator[tuple[Any, ...]]:
    first = () if task.populate is not None else (size,)
    if sessions is None:
        yield first
        return
    session = sessions()
    try:
        yield (*first, session)
    finally:
        await outcome_of(session.close())
