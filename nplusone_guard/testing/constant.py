"""Proof of constant queries: the same number of statements however many rows there are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, overload

from nplusone_guard.errors import ConfigError, NPlusOneError
from nplusone_guard.testing.driving import driven, is_asynchronous
from nplusone_guard.testing.growing import growth_text
from nplusone_guard.testing.options import collecting, positive
from nplusone_guard.testing.sizes import Plan, Run, checked_sizes, runs
from nplusone_guard.testing.undoing import undoing

__all__ = ["assert_constant_queries"]

_GROWTHS = ("constant", "linear")
_OWN = (
    *("sizes", "warmup", "growth", "slope", "using", "session_factory", "rollback"),
)


@overload
def assert_constant_queries(
    populate: Callable[..., Any],
    run: Callable[..., Awaitable[Any]],
    *,
    sizes: Iterable[int] = (2, 5),
    warmup: bool = True,
    growth: str = "constant",
    slope: float | None = None,
    using: str | list[str] | tuple[str, ...] | None = None,
    session_factory: Any = None,
    rollback: bool = True,
    **settings: Any,
) -> Awaitable[tuple[Run, ...]]: ...
@overload
def assert_constant_queries(
    populate: Callable[..., Any],
    run: Callable[..., Any],
    *,
    sizes: Iterable[int] = (2, 5),
    warmup: bool = True,
    growth: str = "constant",
    slope: float | None = None,
    using: str | list[str] | tuple[str, ...] | None = None,
    session_factory: Any = None,
    rollback: bool = True,
    **settings: Any,
) -> tuple[Run, ...]: ...
def assert_constant_queries(
    populate: Callable[..., Any],
    run: Callable[..., Any],
    *,
    sizes: Iterable[int] = (2, 5),
    warmup: bool = True,
    growth: str = "constant",
    slope: float | None = None,
    using: str | list[str] | tuple[str, ...] | None = None,
    session_factory: Any = None,
    rollback: bool = True,
    **settings: Any,
) -> Any:
    """Fail when *run* sends more statements over more rows.

    For each size a transaction begins, `populate(size)` writes that many rows, `run()`
    is watched, and all is rolled back. With a session factory both are given a session:
    `populate(size, session)`, `run(session)`.

    Args:
        populate: writes rows; a coroutine function makes the assertion one to await.
        run: what has to send the same number of statements each time.
        sizes: how many rows, in growing order.
        warmup: run once before, unmeasured, so that caches are full.
        growth: "constant", or "linear" for what may send *slope* statements per row.
        slope: how many statements each further row may cost.
        using: the Django databases to roll back, "default" unless told otherwise.
        session_factory: a sessionmaker, or anything that makes a SQLAlchemy session.
        rollback: with False nothing is rolled back: populate has to clear up by itself.
        **settings: settings of the scopes, such as `max_groups`.

    Returns:
        The runs, with size and report; something to await if either is a coroutine
        function.

    Raises:
        NPlusOneError: the shapes that grew, by how much per row, where, and the fix.
        ConfigError: an option that cannot work, or a run that sends no statement at all
            and so proves nothing.
    """
    _check_growth(growth, slope)
    plan = Plan(
        populate,
        run,
        checked_sizes(sizes),
        undoing(using, session_factory, rollback),
        is_asynchronous(populate, run),
        collecting("assert_constant_queries", settings, _OWN),
    )
    flow = _proof(plan, warmup, slope or 0)
    return flow if plan.is_async else driven(flow)


async def _proof(plan: Plan, warmup: bool, slope: float) -> tuple[Run, ...]:
    done = await runs(plan, warmup)
    if not any(run.statements for run in done):
        raise ConfigError(
            "run sent no statement at any size, so nothing is proven: does it read "
            "the rows that populate writes, or does a cache answer?"
        )
    if any(_is_too_many(run, done[0], slope) for run in done[1:]):
        raise NPlusOneError(growth_text(done, _expected(slope)), done[-1].report)
    return done


def _is_too_many(run: Run, first: Run, slope: float) -> bool:
    allowed = first.statements + slope * (run.size - first.size)
    return run.statements > allowed


def _expected(slope: float) -> str:
    return f"{slope:g} per row allowed" if slope else "constant expected"


def _check_growth(growth: object, slope: object) -> None:
    if growth not in _GROWTHS:
        raise ConfigError(
            f"growth is one of {', '.join(map(repr, _GROWTHS))}, not {growth!r}"
        )
    if growth == "constant" and slope is not None:
        raise ConfigError('slope goes with growth="linear"; constant means 0 per row')
    if growth == "linear":
        if slope is None:
            raise ConfigError('growth="linear" needs slope=, the statements per row')
        positive("slope", slope)
