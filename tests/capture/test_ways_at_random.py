"""Known ways tell the same as a walk of every statement, whatever the program does."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from random import Random
from types import FrameType
from typing import Any

import pytest

from nplusone_guard import guard, ignore
from nplusone_guard.capture import scope
from nplusone_guard.capture.known_ways import known_ways
from nplusone_guard.watch import Watch
from tests.capture import statements
from tests.capture.programs import Writer
from tests.capture.test_loops_at_random import Enough, Failure, Run

_TEXTS = [f"SELECT {column} FROM author WHERE id = %s" for column in "abc"]
_NAMES = ("here", "flip", "rows", "raise_sometimes", "context")
_LIBRARY = "def wrapped(f, number): return f(number)\n"


class Noted(guard):
    """A guard that adds its watch to a list."""

    def __init__(self, watches: list[Watch]) -> None:
        super().__init__(mode="collect", threshold=2)
        self.watches = watches

    def open(self, frame: FrameType | None = None) -> Watch:
        self.watches.append(super().open(frame))
        return self.watches[-1]


class Program:
    """One program, compiled once, whose every call of here() sends a statement."""

    def __init__(self, seed: int) -> None:
        source = Writer(Random(seed), is_async=False).function()
        self.names: dict[str, Any] = {"Failure": Failure}
        for name in _NAMES:
            self.names[name] = partial(self.call, name)
        exec(compile(source, "/srv/program.py", "exec"), self.names)
        library: dict[str, Any] = {"__name__": "lib"}
        exec(compile(_LIBRARY, "/lib/site-packages/lib.py", "exec"), library)
        self.ways: list[Callable[[int], None]] = [
            self.send,
            self.one,
            self.several,
            partial(library["wrapped"], self.send),
        ]

    def call(self, name: str, *given: Any) -> Any:
        if name == "here":
            self.run.flip()
            return self.run.random.choice(self.ways)(*given)
        if name == "context":
            return self.context()
        return getattr(self.run, name)(*given)

    def send(self, number: int) -> None:
        statements.send(_TEXTS[number % 3], (number % 2,))

    def one(self, number: int) -> None:
        self.send(number)

    def several(self, number: int) -> None:
        for _ in self.run.rows(None):
            self.send(number)

    def context(self) -> Any:
        kind = self.run.random.randrange(3)
        if kind == 0:
            return ignore("for once")
        if kind == 1:
            return Noted(self.watches)
        return nullcontext()

    def seen(self, seed: int) -> list[Any]:
        """Run it and return what each of its scopes has seen."""
        self.run, self.watches = Run(seed), []
        with Noted(self.watches) if seed % 3 else nullcontext():
            try:
                self.names["f"]()
            except (Failure, Enough):
                pass
        return [_told(watch) for watch in self.watches]


def _told(watch: Watch) -> tuple[Any, ...]:
    report = watch.report
    return (
        (watch.statements, report.statements, round(report.duration_ms * 1000)),
        sorted((one.code, one.count, str(one.blame)) for one in report.findings),
        sorted((one.code, one.count, str(one.blame)) for one in report.accepted),
        sorted((total.shape, total.count) for total in report.totals),
    )


@pytest.mark.parametrize("seed", range(30))
def test_what_is_known_tells_the_same_as_a_walk(seed, monkeypatch):
    program = Program(seed)
    known_ways.clear()
    for attempt in range(12):
        with monkeypatch.context() as walked:
            walked.setattr(statements, "recognise", lambda *given: None)
            walked.setattr(scope, "way_of", lambda *given: None)
            expected = program.seen(attempt % 6)
        assert program.seen(attempt % 6) == expected
