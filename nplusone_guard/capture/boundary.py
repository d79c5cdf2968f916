"""A boundary: where a scope ends on the stack."""

from __future__ import annotations

import inspect
from dis import opmap
from types import CodeType, FrameType

__all__ = ["NOWHERE", "Boundary"]

_MOST_FRAMES = 500
_MOST_OPENINGS = 1_000
_MOST_CALLERS = 8
# The instruction of a `with` up to 3.13; later ones call `__enter__` like anything else.
_WITH = opmap.get("BEFORE_WITH", -1)
_LEAVES = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR

# Whether the frame lives as long as the scope, and is all that is needed; where it
# stands, the id of its code.
_Opening = tuple[bool, bool, int, frozenset[int]]
_NO_OPENING: _Opening = (False, True, 0, frozenset())

# By id of the code and offset. The code is kept so that its id cannot pass to another.
_openings: dict[tuple[int, int], tuple[CodeType, _Opening]] = {}


class Boundary:
    """The frames that were on the stack when a scope opened; the scope ends at them.

    A `with` in a plain function is left before the function is, so its frame is on the
    stack of every statement and is all that is needed. The frame that opened it may also
    be a generator, as a fixture or a `@contextmanager` is, a coroutine with tasks of its
    own, or one that returns, and then it need not be on the stack of a statement: all
    frames from there outward count, by id and by the code they ran. None of them is kept.
    Without an opener no frame ends it.

    Attributes:
        opener: the id of the opener's frame, where it lives as long as the scope; or 0.
    """

    __slots__ = ("codes", "frames", "is_single", "offset", "opener", "outermost")

    def __init__(self, opener: FrameType | None) -> None:
        if opener is None:
            _, self.is_single, self.offset, self.codes = _NO_OPENING
            self.opener = self.outermost = 0
        else:
            lives, self.is_single, self.offset, self.codes = _opening_of(opener)
            self.outermost = id(opener)
            self.opener = self.outermost if lives else 0
        if not self.is_single:
            self.frames: dict[int, tuple[CodeType, int]] = {}
            self._take_all(opener)

    def _take_all(self, frame: FrameType | None) -> None:
        frames, codes = self.frames, set()
        key = 0
        for _ in range(_MOST_FRAMES):
            if frame is None:
                break
            key, code = id(frame), frame.f_code
            frames[key] = (code, frame.f_lasti)
            codes.add(id(code))
            frame = frame.f_back
        self.outermost = key
        self.codes = frozenset(codes)

    def opened_at(self, frame: FrameType) -> int | None:
        """Return the offset at which *frame* stood at the opening, None if inside."""
        if id(frame) == self.opener:
            return self.offset
        if self.is_single:
            return None
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


NOWHERE = Boundary(None)


def _opening_of(frame: FrameType) -> _Opening:
    """Say whether *frame* is in a `with` that ends before the frame does, and where.

    A coroutine's or a generator's is kept while it waits, so that no other has its id.
    """
    code, offset = frame.f_code, frame.f_lasti
    known = _openings.get((id(code), offset))
    if known is None:
        if len(_openings) >= _MOST_OPENINGS:
            _openings.clear()
        lives = code.co_code[offset] == _WITH
        stays = lives and not code.co_flags & _LEAVES
        known = (code, (lives, stays, offset, frozenset([id(code)])))
        _openings[id(code), offset] = known
    return known[1]
