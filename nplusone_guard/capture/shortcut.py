"""A shortcut: recognising the next statement of a proven loop by two frames.

Once a loop is proven, its next statement comes over the same frames: the asker and the
loop stand at the same depths, running the same code at the same instruction. Checking
that takes two jumps in C instead of a walk over every frame in between. Anything else
than a match falls back to the walk.
"""

from __future__ import annotations

import sys
from types import CodeType, FrameType

from nplusone_guard.capture.groups import Group
from nplusone_guard.capture.walk import Path

__all__ = ["Shortcut", "learn_shortcut"]

_getframe = sys._getframe


class Shortcut:
    """Where the asker and the loop of *group* stand, counted from `recognises`."""

    __slots__ = (
        "asker",
        "asker_depth",
        "asker_offset",
        "group",
        "loop",
        "loop_depth",
        "loop_offset",
    )

    def __init__(self, group: Group, asker_depth: int, loop_depth: int) -> None:
        self.group = group
        self.asker: CodeType = group.path[0].code
        self.asker_offset = group.path[0].offset
        self.asker_depth = asker_depth
        self.loop: CodeType = group.path[-1].code
        self.loop_offset = group.path[-1].offset
        self.loop_depth = loop_depth

    def recognises(self) -> bool:
        """Say whether the statement under way is the next one of the group."""
        try:
            frame = _getframe(self.asker_depth)
            if frame.f_code is not self.asker or frame.f_lasti != self.asker_offset:
                return False
            if self.loop_depth != self.asker_depth:
                frame = _getframe(self.loop_depth)
        except ValueError:
            return False
        return frame.f_code is self.loop and frame.f_lasti == self.loop_offset


def learn_shortcut(group: Group, caller: FrameType) -> Shortcut | None:
    """Return the shortcut to *group* as seen from *caller*, which will ask it.

    None where the path does not end at a loop in Python code, where a landmark's key
    would have to be read, or where part of the path stands on another stack.
    """
    path = group.path
    if not path or path[-1].loop is None or any(step.landmark for step in path):
        return None
    depths = _depths(path, caller)
    return Shortcut(group, depths[0], depths[-1]) if len(depths) == len(path) else None


def _depths(path: Path, caller: FrameType) -> list[int]:
    """Return how far out each step stands, as a function that *caller* calls counts."""
    depths: list[int] = []
    depth, frame = 2, caller.f_back
    while frame is not None and len(depths) < len(path):
        step = path[len(depths)]
        if frame.f_code is step.code and frame.f_lasti == step.offset:
            depths.append(depth)
        depth, frame = depth + 1, frame.f_back
    return depths
