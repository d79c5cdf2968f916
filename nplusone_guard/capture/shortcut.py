"""A shortcut: recognising the next statement of a proven loop by two frames.

Once a loop is proven, its next statement comes over the same frames: the asker and the
loop stand at the same depths, running the same code at the same instruction. Checking
that takes two jumps in C instead of a walk over every frame in between. Anything else
than a match falls back to the walk.
"""

from __future__ import annotations

import sys
from types import CodeType, FrameType
from typing import TYPE_CHECKING

from nplusone_guard.capture.acceptance import Acceptance
from nplusone_guard.capture.groups import Group
from nplusone_guard.capture.statement import Statement
from nplusone_guard.capture.walk import Path

if TYPE_CHECKING:
    from nplusone_guard.capture.scope import Seen

__all__ = ["Shortcut", "learn_shortcut"]

_getframe = sys._getframe


class Shortcut:
    """Where the asker and the loop of *group* stand, counted from `leads_here`."""

    __slots__ = (
        "accepted",
        "alias",
        "asker",
        "asker_depth",
        "asker_offset",
        "group",
        "loop",
        "loop_depth",
        "loop_offset",
        "seen",
    )

    def __init__(
        self, group: Group, alias: str, asker_depth: int, loop_depth: int
    ) -> None:
        self.group = group
        self.seen: Seen = ()  # what the hook settles its time with
        self.alias = alias
        self.accepted = group.accepted
        self.asker: CodeType = group.path[0].code
        self.asker_offset = group.path[0].offset
        self.asker_depth = asker_depth
        self.loop: CodeType = group.path[-1].code
        self.loop_offset = group.path[-1].offset
        self.loop_depth = loop_depth

    def leads_here(self, alias: str, accepted: Acceptance | None) -> bool:
        """Say whether the statement under way is the next one of the group."""
        if alias != self.alias or accepted != self.accepted:
            return False
        try:
            frame = _getframe(self.asker_depth)
            if frame.f_code is not self.asker or frame.f_lasti != self.asker_offset:
                return False
            if self.loop_depth == self.asker_depth:
                return True
            frame = _getframe(self.loop_depth)
        except ValueError:
            return False
        return frame.f_code is self.loop and frame.f_lasti == self.loop_offset


def learn_shortcut(group: Group, statement: Statement) -> Shortcut | None:
    """Return the shortcut to *group*, which *statement* has just been found to be of.

    None where the path does not end at a loop in Python code, where a landmark's key
    would have to be read, or where part of the path stands on another stack.
    """
    path = group.path
    if not path or path[-1].loop is None or any(step.landmark for step in path):
        return None
    depths = _depths(path, statement.frame, _HOOK + statement.distance)
    if len(depths) != len(path):
        return None
    return Shortcut(group, statement.alias, depths[0], depths[-1])


# Frames from `leads_here` to the hook: `Scope.recognise` and `contained`.
_HOOK = 3


def _depths(path: Path, frame: FrameType | None, depth: int) -> list[int]:
    """Return how far out each step stands; *frame* stands *depth* frames out."""
    depths: list[int] = []
    while frame is not None and len(depths) < len(path):
        step = path[len(depths)]
        if frame.f_code is step.code and frame.f_lasti == step.offset:
            depths.append(depth)
        depth, frame = depth + 1, frame.f_back
    return depths
