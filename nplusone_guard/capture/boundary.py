"""A boundary: where a scope ends on the stack."""

from __future__ import annotations

from types import CodeType, FrameType

__all__ = ["Boundary"]

_MOST_FRAMES = 500


class Boundary:
    """The frames that were on the stack when a scope opened; the scope ends at them.

    The frame that opened it may be a generator, as a fixture or a `@contextmanager` is,
    and then it is not on the stack of the statements. So all frames from there outward
    count, by id and by the code they ran. None of them is kept.
    """

    __slots__ = ("_frames", "codes")

    def __init__(self, frame: FrameType | None) -> None:
        self._frames: dict[int, tuple[CodeType, int]] = {}
        depth = 0
        while frame is not None and depth < _MOST_FRAMES:
            self._frames[id(frame)] = (frame.f_code, frame.f_lasti)
            frame = frame.f_back
            depth += 1
        self.codes = frozenset(id(code) for code, _ in self._frames.values())

    def opened_at(self, frame: FrameType) -> int | None:
        """Return the offset at which *frame* stood at the opening, None if inside."""
        known = self._frames.get(id(frame))
        if known is None or known[0] is not frame.f_code:
            return None
        return known[1]
