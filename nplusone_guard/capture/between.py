"""Between: the library that stands between who asked and the ORM.

`scheduler.add_job(run)` asks and writes, and its line shows neither.
"""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Iterable
from types import FrameType

from nplusone_guard.capture.landmarks import landmark_of

__all__ = ["library_between"]

_STANDARD_LIBRARY = os.path.join(sysconfig.get_path("stdlib"), "")
_KNOWN = ("row loop", "asker", "row asker")
_INSTALLED = f"{os.sep}site-packages{os.sep}"


def library_between(
    frames: Iterable[FrameType], entry: FrameType | None, asker: FrameType
) -> str:
    """Return the package that *asker* called and that called *entry*, if another one did.

    *frames* go outward. What is written for the ORM (`flask_sqlalchemy`) is part of it,
    and of a framework that is known the advice knows how to write for many.
    """
    orm = _package(entry) if entry is not None else ""
    is_inside = entry is not None
    found = ""
    for frame in frames:
        if frame is asker:
            return found
        landmark = landmark_of(frame.f_code)
        if frame is entry:
            is_inside = False
        elif landmark is not None and landmark.role in _KNOWN:
            return ""
        elif not is_inside and not _is_standard(frame):
            package = _package(frame)
            found = package if package and not package.endswith(orm) else found
    return ""


def _package(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__") or "").partition(".")[0]


def _is_standard(frame: FrameType) -> bool:
    file = frame.f_code.co_filename
    return file.startswith(("<", _STANDARD_LIBRARY)) and _INSTALLED not in file
