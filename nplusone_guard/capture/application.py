"""Application code: what the user can edit, as opposed to what is installed."""

from __future__ import annotations

import os
import sysconfig
from fnmatch import fnmatch
from types import FrameType

__all__ = ["is_application", "set_application_patterns"]

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
    if _patterns and any(fnmatch(filename, pattern) for pattern in _patterns):
        return True
    return not (
        filename.startswith((_PACKAGE, *_STANDARD_LIBRARY))
        or any(part in filename for part in _INSTALLED)
    )


def set_application_patterns(patterns: tuple[str, ...]) -> None:
    """Treat files that match one of *patterns* as application code from now on."""
    global _patterns
    _patterns = patterns


def _is_typed_in(filename: str, frame: FrameType) -> bool:
    """Accept the prompt, notebooks and `python -c`; refuse generated functions.

    dataclasses, attrs and SQLAlchemy compile functions under "<string>" too, with
    globals of their own, so only "<string>" run as the main module counts.
    """
    if filename.startswith(("<ipython-input", "<doctest", "<stdin>", "<console>")):
        return True
    return filename == "<string>" and frame.f_globals.get("__name__") == "__main__"
