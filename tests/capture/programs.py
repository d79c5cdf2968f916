"""Random programs full of loops, whose every call of here() has a number of its own."""

from __future__ import annotations

from collections.abc import Callable
from random import Random


class Writer:
    """Writes the body of one function, sync or async."""

    def __init__(self, random: Random, *, is_async: bool) -> None:
        self.random = random
        self.is_async = is_async
        self.sites = 0

    def function(self) -> str:
        start = "async def f():" if self.is_async else "def f():"
        return "\n".join([start, *self.block(3, False)]) + "\n"

    def block(self, depth: int, in_loop: bool) -> list[str]:
        lines: list[str] = []
        for _ in range(self.random.randint(1, 3)):
            lines += self.statement(depth, in_loop)
        return [f" {line}" for line in lines]

    def statement(self, depth: int, in_loop: bool) -> list[str]:
        simple = [self.call, self.call, self.comprehension, self.leave, self.give_back]
        compound = [self.for_, self.while_, self.forever, self.if_, self.try_]
        compound += [self.finally_, self.with_, self.match]
        kinds: list[Callable[[int, bool], list[str]]] = simple
        if depth:
            kinds = simple + compound
        return self.random.choice(kinds)(depth - 1, in_loop)

    def here(self) -> str:
        self.sites += 1
        return f"here({self.sites})"

    def test(self) -> str:
        return self.random.choice(["flip()", f"({self.here()} or flip())"])

    def call(self, depth: int, in_loop: bool) -> list[str]:
        return [f"await a{self.here()}" if self.is_async else self.here()]

    def comprehension(self, depth: int, in_loop: bool) -> list[str]:
        start, end = self.random.choice(["[]", "{}", ("list(", ")")])
        rows = f"for x in rows({self.here()}) if {self.test()}"
        return [f"{start}{self.here()} {rows}{end}"]

    def leave(self, depth: int, in_loop: bool) -> list[str]:
        ways = ["if flip(): break", "if flip(): continue", "continue", "break"]
        return [self.random.choice(ways) if in_loop else self.here()]

    def give_back(self, depth: int, in_loop: bool) -> list[str]:
        return [f"if flip() and flip() and flip(): return {self.here()}"]

    def for_(self, depth: int, in_loop: bool) -> list[str]:
        start = f"for x in rows({self.here()}):"
        if self.is_async and self.random.random() < 0.5:
            start = "async for x in arows():"
        lines = [start, *self.block(depth, True)]
        if self.random.random() < 0.3:
            lines += ["else:", *self.block(depth, in_loop)]
        return lines

    def while_(self, depth: int, in_loop: bool) -> list[str]:
        return [f"while {self.test()}:", *self.block(depth, True)]

    def forever(self, depth: int, in_loop: bool) -> list[str]:
        return ["while True:", " flip()", *self.block(depth, True)]

    def if_(self, depth: int, in_loop: bool) -> list[str]:
        body, other = self.block(depth, in_loop), self.block(depth, in_loop)
        return [f"if {self.test()}:", *body, "else:", *other]

    def try_(self, depth: int, in_loop: bool) -> list[str]:
        body, handler = self.block(depth, in_loop), self.block(depth, in_loop)
        return ["try:", *body, " raise_sometimes()", "except Failure:", *handler]

    def finally_(self, depth: int, in_loop: bool) -> list[str]:
        # Leaving from a `finally` is a SyntaxWarning from 3.14 on.
        return ["try:", *self.block(depth, in_loop), "finally:", f" {self.here()}"]

    def with_(self, depth: int, in_loop: bool) -> list[str]:
        is_async = self.is_async and self.random.random() < 0.5
        start = "async with context():" if is_async else "with context():"
        return [start, *self.block(depth, in_loop)]

    def match(self, depth: int, in_loop: bool) -> list[str]:
        first = [f" {line}" for line in self.block(depth, in_loop)]
        second = [f" {line}" for line in self.block(depth, in_loop)]
        return ["match flip():", " case True:", *first, " case _:", *second]
