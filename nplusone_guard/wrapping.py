"""Wrapping: a function run inside a block, whatever kind of function it is."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Generator
from typing import Any, ParamSpec, TypeVar, cast

from nplusone_guard.capture.landmarks import Landmark, place
from nplusone_guard.errors import ConfigError

__all__ = ["decorated"]

# unittest leaves such modules out of a failure, and with ours in it the test's own lines.
__unittest = True

_Params = ParamSpec("_Params")
_Result = TypeVar("_Result")


def decorated(
    function: Callable[_Params, _Result], block: Callable[[str], Any]
) -> Callable[_Params, _Result]:
    """Return *function* run inside `with block(its name):`, whatever its colour."""
    if not callable(function):
        raise ConfigError(f"only functions can be decorated, not {function!r}")
    name = getattr(function, "__qualname__", repr(function))
    call: Any = function

    @functools.wraps(function)
    async def run_async(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        with block(name):
            return await call(*args, **kwargs)

    @functools.wraps(function)
    def run_generator(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
        __tracebackhide__ = True
        with block(name):
            return (yield from call(*args, **kwargs))

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        with block(name):
            return call(*args, **kwargs)

    if inspect.iscoroutinefunction(function):
        chosen: Any = run_async
    elif inspect.isgeneratorfunction(function):
        chosen = run_generator
    else:
        chosen = run
    place(chosen, Landmark("boundary"))
    return cast("Callable[_Params, _Result]", chosen)
