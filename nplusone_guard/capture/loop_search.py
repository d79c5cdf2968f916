"""A loop search: among the live frames, the loop that repeats a statement.

The path ends at the innermost one. Where that has a single round, or asks one row in
every round for what the row keeps, the next one further out repeats it.
"""

from __future__ import annotations

from dataclasses import replace
from types import FrameType

from nplusone_guard.capture.boundary import Boundary
from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.generated import generated_of
from nplusone_guard.capture.landmarks import Asker, Landmark
from nplusone_guard.capture.loop_place import LoopPlace, OneRound, loop_place
from nplusone_guard.capture.loops import Loop, enclosing_loops
from nplusone_guard.capture.one_round import has_one_round
from nplusone_guard.capture.rows import rows_in
from nplusone_guard.capture.same_row import keeps_row
from nplusone_guard.capture.spawned import Spawned, spawned_among
from nplusone_guard.capture.walk import Path
from nplusone_guard.containment import contained

__all__ = ["LoopSearch"]


class LoopSearch:
    """The search along the frames, innermost first.

    Attributes:
        found: the loop; None as long as no frame had it.
        passed: a loop that was looked past; the one to name where none is around it.
        alone: the frame of the loop found, where that has a single round just now and
            none is around it.
    """

    def __init__(self, path: Path, boundary: Boundary | None) -> None:
        self.path = path
        self.boundary = boundary
        self.found: LoopPlace | None = None
        self.passed: LoopPlace | None = None
        self.alone: FrameType | None = None
        self._is_further_out = False

    def at_library(
        self, frame: FrameType, landmark: Landmark, blame: Span | None
    ) -> None:
        """Look at a library's loop over rows."""
        self.alone = None
        is_it = any(step.is_loop and step.code is frame.f_code for step in self.path)
        if self.found is not None or not (is_it or self._is_further_out):
            return
        if landmark.key is not None and landmark.key(frame) is None:
            return
        span = (
            contained("read a library loop", landmark.read, frame)
            if landmark.read is not None
            else None
        )
        if isinstance(span, Span):
            self.found = LoopPlace(span, "library", blame or span)
        elif isinstance(span, OneRound) and self.passed is None:
            self.passed = LoopPlace(span.span, "library", blame or span.span)
            self._is_further_out = True

    def at_asker(self, frame: FrameType, asker: Asker) -> None:
        """Look at what asks and loops in one."""
        step = self.path[-1] if self.path else None
        is_it = step is not None and step.is_loop and step.code is frame.f_code
        is_it = is_it or self._is_further_out
        if asker.loop is not None:
            self.alone = None
        if asker.loop is not None and self.found is None and is_it:
            self.found = LoopPlace(asker.loop, "library", asker.span)

    def at_application(self, frame: FrameType, row: object) -> None:
        """Look at the application's own code; *row* keeps what it was asked for."""
        if self.found is not None:
            if self._within_scope(frame):
                self.alone = None
            return
        code, step = frame.f_code, self.path[-1] if self.path else None
        if self._is_further_out:
            self._take(frame, self._within_scope(frame), row)
        elif step is not None and code is step.code:
            if step.loop is not None and frame.f_lasti == step.offset:
                around = enclosing_loops(code, step.offset)
                first = around.index(step.loop) if step.loop in around else 0
                self._take(frame, around[first:] or (step.loop,), row)
            elif step.loop is None and step.is_loop:
                self.found = LoopPlace(step.span, "tasks", step.span)

    def spawned(self, frames: list[FrameType]) -> Spawned | None:
        """Return what the frames are the work of, where no loop is on them."""
        if self.found is not None or not frames:
            return None
        return contained("see who waits", spawned_among, frames, self.boundary)

    def _within_scope(self, frame: FrameType) -> tuple[Loop, ...]:
        """Return the loops around *frame*, without those that repeat the scope itself."""
        opened = None if self.boundary is None else self.boundary.opened_at(frame)
        outside = () if opened is None else enclosing_loops(frame.f_code, opened)
        around = enclosing_loops(frame.f_code, frame.f_lasti)
        return tuple(loop for loop in around if loop not in outside)

    def _take(self, frame: FrameType, around: tuple[Loop, ...], row: object) -> None:
        for index, loop in enumerate(around):
            place = loop_place(frame.f_code, frame.f_lasti, loop)
            is_own = generated_of(frame.f_code) is None
            if row is None or not is_own or not keeps_row(frame, loop, row):
                self.found = replace(place, rows=rows_in(frame))
                is_outermost = is_own and index + 1 == len(around)
                if is_outermost and has_one_round(frame, loop):
                    self.alone = frame
                return
            self.passed = self.passed or place
            self._is_further_out = True
