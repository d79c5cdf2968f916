"""Accepting: a block whose findings somebody knows of and wants to keep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from nplusone_guard.capture.acceptance import Acceptance
from nplusone_guard.capture.context import accept, accepted_here
from nplusone_guard.errors import ConfigError
from nplusone_guard.wrapping import decorated

__all__ = ["ignore"]

_Params = ParamSpec("_Params")
_Result = TypeVar("_Result")


class ignore:  # noqa: N801 - a context manager that reads as a word
    """Accept what a block does, with a reason: statements count, findings do not.

    Works as `with`, `async with` and decorator.

    Args:
        reason: why it is fine, for the next reader.
        relation: accept findings about this relation only; a pattern such as
            "Book.*" may be given.
        until: the last day it counts, a date or "2027-01-31"; later findings are
            told again, with a note that the reason has expired.

    Raises:
        ConfigError: no reason was given, or one of the others cannot work.
    """

    def __init__(
        self,
        reason: str,
        *,
        relation: str | None = None,
        until: date | str | None = None,
    ) -> None:
        self._acceptance = Acceptance(_reason(reason), _relation(relation), _day(until))
        self._outer: list[Acceptance | None] = []

    def __enter__(self) -> Self:
        outer = accepted_here()
        self._outer.append(outer)
        accept(replace(self._acceptance, outer=outer))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        accept(self._outer.pop())

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
        return decorated(function, lambda name: self._again())

    def _again(self) -> ignore:
        own = self._acceptance
        return ignore(own.reason, relation=own.relation, until=own.until)


def _reason(given: object) -> str:
    if not isinstance(given, str) or not given.strip():
        raise ConfigError(
            f"ignore needs a reason in words, not {given!r}: the next reader "
            'wants to know why, as in ignore("known: audit trail")'
        )
    return given.strip()


def _relation(given: object) -> str | None:
    if given is None or (isinstance(given, str) and given.strip()):
        return given
    raise ConfigError(
        f"ignore's relation must be a class and an attribute, not {given!r}: write "
        'ignore("why", relation="Book.author")'
    )


def _day(given: object) -> date | None:
    if isinstance(given, datetime):
        return given.date()
    if given is None or isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given))
    except ValueError as error:
        raise ConfigError(
            f"ignore's until must be a date, not {given!r}: write "
            'ignore("why", until="2027-01-31")'
        ) from error
