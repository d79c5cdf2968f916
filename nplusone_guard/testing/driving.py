"""Driving: one flow for plain and asynchronous callables, run without an event loop
where nothing in it has to wait."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from nplusone_guard.errors import ConfigError

__all__ = ["driven", "is_asynchronous", "outcome_of"]

_Result = TypeVar("_Result")


def is_asynchronous(*functions: Callable[..., Any] | None) -> bool:
    """Say whether one of *functions* has to be awaited."""
    return any(inspect.iscoroutinefunction(function) for function in functions)


def driven(flow: Coroutine[Any, Any, _Result]) -> _Result:
    """Return what *flow* returns, without an event loop.

    Raises:
        ConfigError: something in it has to wait.
    """
    try:
        flow.send(None)
    except StopIteration as end:
        result: _Result = end.value
        return result
    flow.close()
    raise ConfigError(
        "populate or run returned something to await: write it as `async def`, and "
        "await the assertion"
    )


async def outcome_of(value: Any) -> Any:
    """Return *value*, awaited if it has to be."""
    return await value if inspect.isawaitable(value) else value
