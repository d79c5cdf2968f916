"""Alone: a loop of one round that nothing else repeats, so that nothing repeats at all."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from types import FrameType

from nplusone_guard.capture.boundary import Boundary
from nplusone_guard.capture.driving import driven_by
from nplusone_guard.capture.landmarks import landmark_of

__all__ = ["nothing_repeats"]

_WAITS = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


def nothing_repeats(
    loop: FrameType,
    frames: Sequence[FrameType],
    application: Sequence[FrameType],
    boundary: Boundary | None,
) -> bool:
    """Say whether no frame further out than *loop* goes round, whatever it goes over.

    Only where the whole way to the end of the scope is there to be seen: not in a thread
    of a pool, nor where a task or a generator waits to be gone on with.
    """
    last = frames[-1]
    is_whole = boundary is not None and boundary.opened_at(last) is not None
    is_whole = is_whole or any(
        landmark is not None and landmark.role == "boundary"
        for landmark in map(landmark_of, (frame.f_code for frame in frames))
    )
    codes = [frame.f_code for frame in application]
    if not is_whole or len(set(map(id, codes))) < len(codes):
        return False
    outer = application[application.index(loop) + 1 :]
    if any(frame.f_code.co_flags & _WAITS for frame in (loop, *outer)):
        return False
    return driven_by(outer, loop, is_loaded=True) is None
