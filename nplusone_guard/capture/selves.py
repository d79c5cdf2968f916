"""Selves: which class the `self` on the stack really is of.

A method of a base class speaks of `self.queryset`; the source of the base says `None`,
and only the object at hand knows the subclass that says which rows.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import Any

from nplusone_guard.capture.application import is_application, is_application_file

__all__ = ["Self", "class_of", "selves_in", "selves_of"]

_MOST_FRAMES = 12


@dataclass(frozen=True, slots=True)
class Self:
    """A class that is written in one place and stands for a class of another.

    Attributes:
        file: where the base is written.
        name: its qualified name.
        actual_file: where the class of the object is written.
        actual_name: its qualified name.
    """

    file: str
    name: str
    actual_file: str
    actual_name: str


def class_of(value: Any) -> type:
    """Return *value* where it is a class, as in a classmethod, or else its class.

    Not by isinstance(): that asks the object for its class, and `request.user` would ask
    its database.
    """
    kind: type = type(value)
    return value if issubclass(kind, type) else kind


def selves_in(frames: Iterable[FrameType]) -> tuple[Self, ...]:
    """Return what the methods among *frames*, the innermost first, are called on."""
    found: dict[tuple[str, str], Self] = {}
    asked = 0
    for frame in frames:
        if not is_application(frame):
            continue
        asked += 1
        if asked > _MOST_FRAMES:
            break
        owner = _owner(frame)
        for each in () if owner is None else selves_of(owner):
            found.setdefault((each.file, each.name), each)
    return tuple(found.values())


def selves_of(owner: type) -> tuple[Self, ...]:
    """Return the application's bases of *owner* as standing for it."""
    file = _file_of(owner)
    if file is None:
        return ()
    return tuple(
        Self(written, base.__qualname__, file, owner.__qualname__)
        for base in owner.__mro__[1:]
        if (written := _file_of(base)) is not None
    )


def _owner(frame: FrameType) -> type | None:
    """Return the class of the object whose method *frame* runs, if it is inherited."""
    code: CodeType = frame.f_code
    defining = code.co_qualname.rpartition(".")[0]
    if not code.co_argcount or not defining or defining.endswith("<locals>"):
        return None
    value = frame.f_locals.get(code.co_varnames[0])
    owner = class_of(value)
    if owner.__qualname__ == defining:
        return None
    return owner if any(b.__qualname__ == defining for b in owner.__mro__) else None


def _file_of(owner: type) -> str | None:
    file = getattr(sys.modules.get(owner.__module__), "__file__", None)
    return file if file and is_application_file(file) else None
