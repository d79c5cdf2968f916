"""Accepting: a block whose findings somebody knows of and wants to keep."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from nplusone_guard.capture.scope import ignoring
from nplusone_guard.errors import ConfigError
from nplusone_guard.wrapping import decorated

__all__ = ["ignore"]

_Params = ParamSpec("_Params")
_Result = TypeVar("_Result")


class ignore:  # noqa: N801 - a context manager that reads as a word
    """Accept what a block does, with a reason: statements count, findings do not.

    Works as `with`, `async with` and decorator.

    Raises:
        ConfigError: no reason was given.
    """

    def __init__(self, reason: str) -> None:
        given: object = reason
        if not isinstance(given, str) or not given.strip():
            raise ConfigError(
                f"ignore needs a reason in words, not {reason!r}: the next reader "
                'wants to know why, as in ignore("known: audit trail")'
            )
        self._reason = reason.strip()
        self._outer: list[str | None] = []

    def __enter__(self) -> Self:
        self._outer.append(ignoring.get())
        ignoring.set(self._reason)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        ignoring.set(self._outer.pop())

    async def __aenter__(self) -> Self:
        return self.__enter__()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.__exit__(kind, error, traceback)

    def __call__(
        self, function: Callable[_Params, _Result]
    ) -> Callable[_Params, _Result]:
        """Return *function* with each of its calls accepted."""
        return decorated(function, lambda name: ignore(self._reason))
