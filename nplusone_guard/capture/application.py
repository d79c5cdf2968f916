"""Application code: what the user can edit, as opposed to what is installed."""

from __future__ import annotations

import os
import sysconfig
from fnmatch import fnmatch
from functools import lru_cache
from types import FrameType

__all__ = ["add_application_patterns", "is_application", "is_application_file"]

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
_STANDARD_LIBRARY = tuple(
    os.path.join(path, "")
    for path in {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
    if path
)
_INSTALLED = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")

_patterns: tuple[str, ...] = ()


def is_application(frame: FrameType) -> bool:
    """Say whether *frame* runs code that the user can edit."""
    filename = frame.f_code.co_filename
    if filename.startswith("<"):
        return _is_typed_in(filename, frame)
    return is_application_file(filename)


@lru_cache(maxsize=4096)
def is_application_file(filename: str) -> bool:
    """Say whether the user can edit *filename*."""
    if _patterns and any(fnmatch(filename, pattern) for pattern in _patterns):
        return True
    return not (
        filename.startswith((_PACKAGE, *_STANDARD_LIBRARY))
        or any(part in filename for part in _INSTALLED)
    )


def add_application_patterns(patterns: tuple[str, ...]) -> bool:
    """Treat files that match one of *patterns* as application code from now on.

    Patterns add up: what one scope's settings call editable is so for the process.
    Returns whether any of them is new.
    """
    global _patterns
    new = tuple(pattern for pattern in patterns if pattern not in _patterns)
    if new:
        _patterns += new
        is_application_file.cache_clear()
    return bool(new)


def _is_typed_in(filename: str, frame: FrameType) -> bool:
    """Accept the prompt, notebooks and `python -c`; refuse generated functions.

    dataclasses, attrs and SQLAlchemy compile functions under "<string>" too, with
    globals of their own, so only "<string>" run as the main module counts.
    """
    if filename.startswith(("<ipython-input", "<doctest", "<stdin>", "<console>")):
        return True
    return filename == "<string>" and frame.f_globals.get("__name__") == "__main__"
