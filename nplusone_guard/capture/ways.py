"""A way: how a statement came over the stack to the cursor, known again by a few frames.

The walk reads every frame and is the dearest part of seeing a statement. What it found is
remembered by the statement's text for the whole process: the next time the same text
comes from the same depths, over the same code at the same instructions, the path is the
same, and a few jumps in C say so. Anything else than a match falls back to the walk.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable
from types import CodeType, FrameType

from nplusone_guard.capture.boundary import Boundary
from nplusone_guard.capture.bridges import Bridge
from nplusone_guard.capture.walk import Path
from nplusone_guard.fingerprint import Shape

__all__ = ["HOOK", "Check", "KeyCheck", "Way"]

_getframe = sys._getframe

# Frames from `recognise` to the hook that calls it.
HOOK = 1

# Depth, code and instruction of a frame; None for any instruction.
Check = tuple[int, CodeType, int | None]
KeyCheck = tuple[int, CodeType, Callable[[FrameType], Hashable], Hashable]


class Way:
    """One path of one statement, and where its steps stand on the stack.

    Attributes:
        sql: the statement's text.
        shape: its fingerprint.
        text: that of the shape.
        path: what the walk finds where these frames are met.
        depth, code, offset: how far out of `recognise` which code runs which
            instruction: the asker's frame.
        checks: how far out of `leads_to` the same of the others.
        keys: the same for frames that tell their uses apart by a key.
        is_short: the asker's frame is all that is looked at.
        ends_with_check: the last of the others stands where the path ends.
        bridge: what the path goes on by, where it leaves the running stack.
        beyond: how many frames further out which code runs which instruction there.
        end: how far out the path ends, if it does on the running stack.
        inside: the ids of the code that must not be the opener's.
        other: the way of the same text to try next.
        opened_at: where that frame stood when its scope opened; None inside of it.
        orm, dialect, alias: whose statement it is.
    """

    __slots__ = (
        "alias",
        "beyond",
        "bridge",
        "checks",
        "code",
        "depth",
        "dialect",
        "end",
        "inside",
        "ends_with_check",
        "is_short",
        "keys",
        "offset",
        "opened_at",
        "orm",
        "other",
        "path",
        "shape",
        "sql",
        "text",
    )

    def __init__(
        self,
        sql: str,
        shape: Shape,
        path: Path,
        checks: tuple[Check, ...],
        keys: tuple[KeyCheck, ...],
        bridge: Bridge | None,
        beyond: tuple[Check, ...],
        end: int,
        opened_at: int | None,
        owner: tuple[str, str | None, str],
    ) -> None:
        self.sql = sql
        self.shape = shape
        self.text = shape.text
        self.path = path
        (self.depth, self.code, self.offset), *others = checks
        # One further out of the methods that look at these.
        self.checks = tuple(
            [(depth + 1, code, offset) for depth, code, offset in others]
        )
        self.keys = tuple(
            [(depth + 1, code, key_of, key) for depth, code, key_of, key in keys]
        )
        self.end = end + 1
        self.bridge = bridge
        self.beyond = beyond
        self.is_short = not self.checks and not keys and bridge is None
        self.ends_with_check = bool(self.checks) and self.checks[-1][0] == self.end
        self.opened_at = opened_at
        inside = path if opened_at is None else path[:-1]
        self.inside = frozenset([id(step.code) for step in inside])
        self.orm, self.dialect, self.alias = owner
        self.other: Way | None = None

    def looks_like(self, other: Way) -> bool:
        """Say whether the two are met on the same stacks, as far as is looked."""
        return (
            self.depth == other.depth
            and self.code is other.code
            and self.offset == other.offset
            and self.checks == other.checks
            and self.keys == other.keys
            and self.bridge is other.bridge
            and self.beyond == other.beyond
            and self.opened_at == other.opened_at
            and self.alias == other.alias
            and self.dialect == other.dialect
        )

    def leads_to(self, boundary: Boundary | None) -> bool:
        """Say whether the rest is as it was, too: the frames, and where the scope begins.

        For `recognise` to call, which has looked at the asker's frame. Without a
        *boundary* only the frames count, as in a loop that is proven already.
        """
        for depth, code, offset in self.checks:
            frame = _getframe(depth)
            if frame.f_code is not code or (
                frame.f_lasti != offset and offset is not None
            ):
                return False
        for depth, code, key_of, key in self.keys:
            keyed = _getframe(depth)
            if keyed.f_code is not code or key_of(keyed) != key:
                return False
        if self.bridge is not None:
            return self._leads_across(self.bridge, boundary)
        if boundary is None:
            return True
        if not self.ends_with_check:
            frame = _getframe(self.end)
        if id(frame) == boundary.opener:
            return self.opened_at == boundary.offset
        if boundary.is_single:
            return self.opened_at is None and boundary.codes.isdisjoint(self.inside)
        return self._ends_at(boundary, frame, _getframe(self.end - 1))

    def _leads_across(self, bridge: Bridge, boundary: Boundary | None) -> bool:
        frame = bridge.here()
        inner = None
        for hops, code, offset in self.beyond:
            left = hops
            while left and frame is not None:
                inner, frame, left = frame, frame.f_back, left - 1
            if frame is None or frame.f_code is not code:
                return False
            if frame.f_lasti != offset and offset is not None:
                return False
        if boundary is None or frame is None:
            return frame is not None
        if id(frame) == boundary.opener:
            return self.opened_at == boundary.offset
        return self._ends_at(boundary, frame, inner)

    def _ends_at(
        self, boundary: Boundary, frame: FrameType, inner: FrameType | None
    ) -> bool:
        if boundary.opened_at(frame) != self.opened_at:
            return False
        if self.opened_at is None:
            return boundary.codes.isdisjoint(self.inside)
        if boundary.is_single or inner is None:
            return True
        return boundary.opened_at(inner) is None
