"""A boundary: where a scope ends on the stack."""

from __future__ import annotations

import inspect
from dis import opmap
from types import CodeType, FrameType

__all__ = ["Boundary"]

_MOST_FRAMES = 500
_MOST_BLOCKS = 1_000
_MOST_CALLERS = 8
# The instruction of a `with` up to 3.13; later ones call `__enter__` like anything else.
_WITH = opmap.get("BEFORE_WITH", -1)
_LEAVES = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR

# By id and offset: whether a `with` of a plain function stands there. The code is kept so
# that its id cannot pass to another one.
_blocks: dict[tuple[int, int], tuple[CodeType, bool]] = {}


class Boundary:
    """The frames that were on the stack when a scope opened; the scope ends at them.

    A `with` in a plain function is left before the function is, so its frame is on the
    stack of every statement and is all that is needed. The frame that opened it may also
    be a generator, as a fixture or a `@contextmanager` is, or one that returns, and then
    it is not on the stack of the statements: all frames from there outward count, by id
    and by the code they ran. None of them is kept.
    """

    __slots__ = ("codes", "frames", "is_single", "offset", "outermost")

    def __init__(self, opener: FrameType) -> None:
        self.is_single = _stays(opener)
        self.offset = opener.f_lasti
        self.outermost = id(opener)
        self.codes = {id(opener.f_code)}
        self.frames: dict[int, tuple[CodeType, int]] = {}
        if not self.is_single:
            self._take_all(opener)

    def _take_all(self, opener: FrameType) -> None:
        frame: FrameType | None = opener
        while frame is not None and len(self.frames) < _MOST_FRAMES:
            self.outermost = id(frame)
            self.codes.add(id(frame.f_code))
            self.frames[id(frame)] = (frame.f_code, frame.f_lasti)
            frame = frame.f_back

    def opened_at(self, frame: FrameType) -> int | None:
        """Return the offset at which *frame* stood at the opening, None if inside."""
        if self.is_single:
            return self.offset if id(frame) == self.outermost else None
        known = self.frames.get(id(frame))
        if known is None or known[0] is not frame.f_code:
            return None
        return known[1] if self._is_there_still(frame) else None

    def _is_there_still(self, frame: FrameType) -> bool:
        """Say whether *frame* is the one that was there, judging by who called it."""
        for _ in range(_MOST_CALLERS):
            caller = frame.f_back
            # Who resumes a generator is another one each time.
            if caller is None or frame.f_code.co_flags & _LEAVES:
                return True
            known = self.frames.get(id(caller))
            if known is None:
                return id(frame) == self.outermost
            if known[0] is not caller.f_code or known[1] != caller.f_lasti:
                return False
            frame = caller
        return True


def _stays(frame: FrameType) -> bool:
    """Say whether *frame* is in a `with` that ends before the frame does."""
    code, offset = frame.f_code, frame.f_lasti
    known = _blocks.get((id(code), offset))
    if known is None:
        if len(_blocks) >= _MOST_BLOCKS:
            _blocks.clear()
        stays = not code.co_flags & _LEAVES and code.co_code[offset] == _WITH
        known = _blocks[id(code), offset] = (code, stays)
    return known[1]
