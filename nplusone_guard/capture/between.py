"""Between: the library that stands between who asked and the ORM.

`scheduler.add_job(run)` asks and writes, and its line shows neither.
"""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Iterable
from functools import lru_cache
from types import FrameType

from nplusone_guard.capture.application import is_application
from nplusone_guard.capture.landmarks import changes, files

__all__ = ["library_between"]

_STANDARD_LIBRARY = os.path.join(sysconfig.get_path("stdlib"), "")
_INSTALLED = f"{os.sep}site-packages{os.sep}"


def library_between(
    frames: Iterable[FrameType], entry: FrameType | None, asker: FrameType
) -> str:
    """Return the package that *asker* called and that called *entry*, if another one did.

    *frames* go outward. What is written for the ORM (`flask_sqlalchemy`) is part of it,
    and the advice knows the frameworks that have landmarks.
    """
    orm = _package(entry) if entry is not None else ""
    is_inside = entry is not None
    found = ""
    for frame in frames:
        if frame is asker:
            return "" if _is_known(found, changes()) else found
        if frame is entry:
            is_inside = False
        elif not (is_inside or is_application(frame) or _is_standard(frame)):
            package = _package(frame)
            found = package if package and not package.endswith(orm) else found
    return ""


# *changes* is part of the question: landmarks come and go.
@lru_cache(maxsize=512)
def _is_known(package: str, changes: int) -> bool:
    folder = f"{os.sep}{package}{os.sep}"
    return any(folder in file for file in files())


def _package(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__") or "").partition(".")[0]


def _is_standard(frame: FrameType) -> bool:
    file = frame.f_code.co_filename
    return file.startswith(("<", _STANDARD_LIBRARY)) and _INSTALLED not in file
