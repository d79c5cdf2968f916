"""A judged block: `with`, `async with` or a decorator, and a verdict when it ends."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Self, TypeVar, cast

from nplusone_guard.api import guard
from nplusone_guard.containment import contained
from nplusone_guard.errors import ConfigError, NPlusOneGuardError
from nplusone_guard.report.values import Report
from nplusone_guard.testing.classes import with_each_test
from nplusone_guard.testing.threads import follow, unfollow
from nplusone_guard.testing.told import note_text
from nplusone_guard.watch import Watch
from nplusone_guard.wrapping import decorated

__all__ = ["JudgedBlock"]

# unittest leaves such modules out of a failure, and with ours in it the test's own lines.
__unittest = True

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


class JudgedBlock:
    """A block that is watched, and judged when it ends.

    An error of its own is what the block ends with; ours is then a note on it.
    """

    # Whether the threads that the block starts send on its account.
    counts_threads = False

    def __init__(self) -> None:
        self._guard: guard | None = None
        self._watch: Watch | None = None

    def judge(self, report: Report) -> AssertionError | None:
        """Return the error to raise about *report*, or None."""
        raise NotImplementedError

    def scope(self) -> guard:
        """Return a new scope for one run of the block."""
        raise NotImplementedError

    def again(self) -> Self:
        """Return a fresh block with the same demands."""
        raise NotImplementedError

    def __enter__(self) -> Watch:
        return self._start(sys._getframe(1))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        __tracebackhide__ = True
        self._stop(error)

    async def __aenter__(self) -> Watch:
        return self._start(sys._getframe(1))

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        __tracebackhide__ = True
        self._stop(error)

    def __call__(self, decorated_one: _Decorated) -> _Decorated:
        """Return a function, or the tests of a class, each call judged by itself."""
        if isinstance(decorated_one, type):
            return cast("_Decorated", with_each_test(decorated_one, self))
        return cast("_Decorated", decorated(decorated_one, lambda name: self.again()))

    def _start(self, frame: FrameType | None) -> Watch:
        if self._guard is not None:
            raise ConfigError(
                f"this {type(self).__name__} is already open: make a new one to nest it"
            )
        block = self.scope()
        self._watch = block.open(frame)
        self._guard = block
        if self.counts_threads:
            follow(self._watch)
        return self._watch

    def _stop(self, error: BaseException | None) -> None:
        __tracebackhide__ = True
        block, self._guard = self._guard, None
        assert block is not None
        assert self._watch is not None
        if self.counts_threads:
            unfollow(self._watch)
        block.close()
        if error is None:
            verdict = self.judge(self._watch.report)
            if verdict is not None:
                raise verdict
        elif isinstance(error, Exception):
            # Contained: the block's own error has to come through, whatever we find.
            contained("add a note", self._note, error, self._watch)

    def note(self, report: Report) -> str:
        """Return what to say of *report* where the block ends with its own error."""
        verdict = self.judge(report)
        return "" if verdict is None else note_text(str(verdict), report.findings)

    def _note(self, error: Exception, watch: Watch) -> None:
        note = self.note(watch.report)
        # An error of ours, from a block within this one, has told it already.
        if note and not isinstance(error, NPlusOneGuardError):
            error.add_note(note)
