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
from nplusone_guard.capture.steps import forget_with_steps
from nplusone_guard.capture.walk import Path
from nplusone_guard.fingerprint import Generations, Shape

__all__ = ["HOOK", "Known", "Way", "distrust", "known_ways"]

_getframe = sys._getframe

# Frames from `Scope.recognise` to the hook: itself and `contained`.
HOOK = 2

# Depth, code and instruction of a frame.
Check = tuple[int, CodeType, int]
KeyCheck = tuple[int, CodeType, Callable[[FrameType], Hashable], Hashable]


class Way:
    """One path of one statement, and where its steps stand on the stack.

    Attributes:
        shape: the statement's fingerprint.
        text: that of the shape.
        path: what the walk finds where these frames are met.
        checks: how far out of `Scope.recognise` which code runs which instruction.
        keys: the same for frames that tell their uses apart by a key.
        end: how far out the path ends.
        opened_at: where that frame stood when its scope opened; None inside of it.
        orm, dialect, alias: whose statement it is.
    """

    __slots__ = (
        "alias",
        "checks",
        "dialect",
        "end",
        "keys",
        "opened_at",
        "orm",
        "path",
        "shape",
        "text",
    )

    def __init__(
        self,
        shape: Shape,
        path: Path,
        checks: tuple[Check, ...],
        keys: tuple[KeyCheck, ...],
        end: int,
        opened_at: int | None,
        owner: tuple[str, str | None, str],
    ) -> None:
        self.shape = shape
        self.text = shape.text
        self.path = path
        self.checks = checks
        self.keys = keys
        self.end = end
        self.opened_at = opened_at
        self.orm, self.dialect, self.alias = owner

    def looks_like(self, other: Way) -> bool:
        """Say whether the two are met on the same stacks, as far as is looked."""
        return (
            self.checks == other.checks
            and self.keys == other.keys
            and self.opened_at == other.opened_at
            and self.alias == other.alias
            and self.dialect == other.dialect
        )

    def leads_to(self, boundary: Boundary | None) -> bool:
        """Say whether the rest is as it was, too: the keys, and where the scope begins.

        For `Scope.recognise` to call, which has held the checks against the stack.
        """
        if self.keys:
            for depth, code, key_of, key in self.keys:
                frame = _getframe(depth + 1)
                if frame.f_code is not code or key_of(frame) != key:
                    return False
        if boundary is None:
            return self.opened_at is None
        if boundary.opened_at(_getframe(self.end + 1)) != self.opened_at:
            return False
        if self.opened_at is None or boundary.is_single:
            return True
        return boundary.opened_at(_getframe(self.end)) is None


class Known:
    """The ways of one text.

    Attributes:
        ways: those that were met last.
        lessons: how often one was looked for.
        is_trusted: nothing speaks against knowing it by a few frames.
    """

    __slots__ = ("is_trusted", "lessons", "ways")

    def __init__(self) -> None:
        self.ways: tuple[Way, ...] = ()
        self.lessons = 0
        self.is_trusted = True


known_ways: Generations[Known] = Generations()
# Steps are what ways are made of.
forget_with_steps(known_ways.clear)


def distrust(sql: str) -> None:
    """Have the stack of *sql* walked every time from now on.

    It repeats where no loop is to be seen, so every frame counts; or it comes by two
    ways that a few frames do not tell apart.
    """
    known = known_ways.get(sql)
    if known is not None:
        known.ways, known.is_trusted = (), False
