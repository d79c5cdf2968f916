"""Places: how a file and a range of it read to people and to their tools."""

from __future__ import annotations

import os
import re

from nplusone_guard.capture.expressions import Span

__all__ = ["located", "shown", "steady", "steady_function"]

_INSTALLED = re.compile(r".*/(?:site|dist)-packages/")
# Up to 3.11 a comprehension is a function of its own, later on it is not.
_COMPREHENSION = re.compile(r"\.<locals>\.<(?:listcomp|setcomp|dictcomp|genexpr)>")


def shown(file: str, root: str | None = None) -> str:
    """Return *file* as seen from *root* (the current directory), if it lies below."""
    relative = _relative(file, root)
    return _slashed(file) if relative.startswith("../") else relative


def steady(file: str, root: str | None = None) -> str:
    """Return *file* in words that are the same on every machine.

    Below *root* or beside it: the way there. In an installed library: the way from the
    folder that libraries lie in.
    """
    relative = _relative(file, root)
    if not relative.startswith("../") and not _INSTALLED.match(relative):
        return relative
    installed = _INSTALLED.match(_slashed(file))
    return _slashed(file)[installed.end() :] if installed else relative


def steady_function(function: str) -> str:
    """Return *function*'s name as every Python version gives it."""
    return _COMPREHENSION.sub("", function)


def located(span: Span, root: str | None = None) -> str:
    """Return `file:line in function` for a reader."""
    place = f"{shown(span.file, root)}:{span.line}"
    function = steady_function(span.function)
    return f"{place} in {function}" if function else place


def _relative(file: str, root: str | None) -> str:
    if not os.path.isabs(file):
        return _slashed(file)
    try:
        return _slashed(os.path.relpath(file, root or os.getcwd()))
    except (ValueError, OSError):  # another drive, or no current directory
        return _slashed(file)


def _slashed(file: str) -> str:
    return file.replace(os.sep, "/")
