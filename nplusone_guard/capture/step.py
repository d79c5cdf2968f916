"""A step: one instruction on the stack, the same object every time it is met."""

from __future__ import annotations

from itertools import islice
from types import CodeType

from nplusone_guard.capture.expressions import Span, span_at
from nplusone_guard.capture.landmarks import Landmark
from nplusone_guard.capture.loops import Loop

__all__ = ["Step"]


class Step:
    """One instruction on the stack.

    Attributes:
        code: the code object.
        offset: the instruction's offset in bytes, a frame's `f_lasti`.
        loop: the innermost loop whose body the instruction is in.
        landmark: what a library function is known for, if it is one.
        plain: the step as it is met everywhere, where this is one for special
            circumstances.
        is_loop: a step that repeats what is below it.
        retries: a loop around it only tries again what has failed.
    """

    __slots__ = (
        "_position",
        "_span",
        "code",
        "is_loop",
        "landmark",
        "loop",
        "offset",
        "plain",
        "retries",
    )

    def __init__(
        self,
        code: CodeType,
        offset: int,
        loop: Loop | None = None,
        landmark: Landmark | None = None,
    ) -> None:
        self.code = code
        self.offset = offset
        self.loop = loop
        self.landmark = landmark
        self.plain = self
        self.is_loop = loop is not None or (
            landmark is not None and landmark.role in ("row loop", "row asker")
        )
        self.retries = False
        self._span: Span | None = None
        self._position: object = None

    @property
    def position(self) -> object:
        """The instruction's place in the source, as the compiler noted it."""
        if self._position is None:
            places = self.code.co_positions()
            index = max(self.offset, 0) // 2
            self._position = next(islice(places, index, None), self.offset)
        return self._position

    @property
    def span(self) -> Span:
        """Where the instruction stands in the source."""
        if self._span is None:
            self._span = span_at(self.code, self.offset)
        return self._span
