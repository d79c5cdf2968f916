"""Evidence: what is read from the live stack while it is there, as plain values."""

from __future__ import annotations

from dataclasses import dataclass

from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.landmarks import Asker, Entry
from nplusone_guard.capture.loop_place import LoopPlace
from nplusone_guard.capture.selves import Self
from nplusone_guard.capture.spawned import Spawned

__all__ = ["Evidence"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a repeated statement is what it is.

    Attributes:
        blame: the expression, tag or field that asked.
        loop: what repeats it; None where only identical stacks prove the repetition.
        callers: application places outward from the blame, the blame's caller first.
        inside: how many of the callers are further in than any asker.
        entry: how the ORM was asked; None for a driver used directly.
        askers: templates, serializers and the like on the way, innermost first.
        is_batch: the ORM splits one call into several statements by itself.
        is_recursive: the same function stands on the stack more than once.
        is_inside_library: a library's own loop stands between the application and the
            statement: one call of the application may have sent them all.
        library: the package that was called and that called the ORM, if there is one.
        is_alone: the loop had a single round, and nothing repeats the loop.
        spawned: what it is the work of, where a task or a thread begins with it.
        selves: which class `self` really is of in the methods of the application.
    """

    blame: Span
    loop: LoopPlace | None
    callers: tuple[Span, ...] = ()
    inside: int = 0
    entry: Entry | None = None
    askers: tuple[Asker, ...] = ()
    is_batch: bool = False
    is_recursive: bool = False
    is_inside_library: bool = False
    library: str = ""
    is_alone: bool = False
    spawned: Spawned | None = None
    selves: tuple[Self, ...] = ()
