"""A library loop's code: on 3.11 a comprehension runs in a frame of its own."""

from __future__ import annotations

from types import CodeType
from typing import Any

from nplusone_guard.capture.landmarks import code_of

__all__ = ["Piece", "inner", "loop_of"]

_COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")


class Piece:
    """A piece of code without a function object; landmarks ask for its code alone."""

    def __init__(self, code: CodeType) -> None:
        self.__code__ = code


def loop_of(function: Any) -> Any:
    """Return what runs the one comprehension of *function*."""
    return inner(function, *_COMPREHENSIONS)


def inner(function: Any, *names: str) -> Any:
    """Return the code within *function* that has one of *names*, or else itself."""
    code = code_of(function)
    for constant in () if code is None else code.co_consts:
        if isinstance(constant, CodeType) and constant.co_name in names:
            return Piece(constant)
    return function
