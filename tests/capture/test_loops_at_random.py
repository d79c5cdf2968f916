from __future__ import annotations

import asyncio
import sys
from collections import Counter
from random import Random
from types import FrameType
from typing import Any

import pytest

from nplusone_guard.capture.loops import is_in_loop
from tests.capture.programs import Writer


class Failure(Exception):  # noqa: N818 - the programs read better with it
    """What try statements of the programs catch."""


class Enough(BaseException):
    """Ends a program that would not."""


class Context:
    def __enter__(self) -> None: ...
    def __exit__(self, *exc: object) -> None: ...
    async def __aenter__(self) -> None: ...
    async def __aexit__(self, *exc: object) -> None: ...


class Run:
    """One run of a program: how often each frame came by each call of here()."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.visits: Counter[tuple[FrameType, int]] = Counter()
        self.claims: dict[tuple[FrameType, int], set[bool]] = {}
        self.steps = 0

    def here(self, number: int) -> bool:
        self.note(sys._getframe(1), number)
        return False

    async def ahere(self, number: int) -> bool:
        self.note(sys._getframe(1), number)
        return False

    def note(self, frame: FrameType, number: int) -> None:
        self.flip()
        self.visits[frame, number] += 1
        claim = is_in_loop(frame.f_code, frame.f_lasti)
        self.claims.setdefault((frame, number), set()).add(claim)

    def flip(self) -> bool:
        self.steps += 1
        if self.steps > 300:
            raise Enough
        return self.random.random() < 0.5

    def rows(self, _: object) -> range:
        return range(self.random.randint(0, 3))

    async def arows(self) -> Any:
        for row in self.rows(None):
            yield row

    def raise_sometimes(self) -> None:
        if self.flip():
            raise Failure

    def of(self, source: str) -> Run:
        names = ["here", "ahere", "flip", "rows", "arows", "raise_sometimes"]
        scope: dict[str, Any] = {name: getattr(self, name) for name in names}
        scope |= {"context": Context, "Failure": Failure}
        exec(compile(source, "<program>", "exec"), scope)
        try:
            outcome = scope["f"]()
            if asyncio.iscoroutine(outcome):
                asyncio.run(outcome)
        except (Failure, Enough):
            pass
        return self


def disagreements(seed: int, *, is_async: bool) -> set[int]:
    """The calls that some frame came by twice though one was said to be in no loop."""
    source = Writer(Random(seed), is_async=is_async).function()
    found: set[int] = set()
    for attempt in range(6):
        run = Run(attempt).of(source)
        found |= {
            number
            for (frame, number), visits in run.visits.items()
            if visits > 1 and False in run.claims[frame, number]
        }
    return found


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("is_async", [False, True])
def test_what_runs_twice_in_a_frame_is_in_a_loop(seed, is_async):
    assert disagreements(seed, is_async=is_async) == set()


def test_the_programs_do_loop():
    """The test above has something to say: most programs run some call twice."""
    sources = [Writer(Random(seed), is_async=False).function() for seed in range(40)]
    repeating = [
        source
        for source in sources
        if any(max(Run(n).of(source).visits.values(), default=0) > 1 for n in range(6))
    ]
    assert len(repeating) > 20
