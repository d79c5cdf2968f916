"""An override: a project's own method around the library method of the same name."""

from __future__ import annotations

from types import CodeType, FrameType

from nplusone_guard.capture.landmarks import landmark_of
from nplusone_guard.capture.selves import class_of

__all__ = ["is_override"]


def is_override(frame: FrameType) -> bool:
    """Say whether *frame* runs an override of a library method of the same name.

    Projects override Session.execute, managers and querysets. Their own line is then on
    the way of every statement and says nothing about who asked.
    """
    code = frame.f_code
    if not code.co_argcount:
        return False
    owner = frame.f_locals.get(code.co_varnames[0])
    bases = class_of(owner).__mro__
    # A function called `get` whose first argument is a session is no method of it.
    is_method = False
    for base in bases:
        codes = _codes_of(base.__dict__.get(code.co_name))
        if any(each is code for each in codes):
            is_method = True
        elif codes:
            known = next(filter(None, map(landmark_of, codes)), None)
            return is_method and known is not None and known.role in ("entry", "batch")
    return False


def _codes_of(method: object) -> list[CodeType]:
    """Return the code of *method* and of what decorators wrapped."""
    codes: list[CodeType] = []
    while method is not None and len(codes) < 10:
        method = getattr(method, "__func__", method)
        code = getattr(method, "__code__", None)
        if not isinstance(code, CodeType):
            break
        codes.append(code)
        method = getattr(method, "__wrapped__", None)
    return codes
