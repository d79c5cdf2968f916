"""Known ways: how each text has come to the cursor so far, for the whole process."""

from __future__ import annotations

from itertools import zip_longest

from nplusone_guard.capture.steps import forget_with_steps
from nplusone_guard.capture.ways import Way
from nplusone_guard.fingerprint import Generations

__all__ = ["Known", "distrust", "known_ways"]

# A text that comes over ever new ways (a recursion) is not worth remembering.
_MOST_WAYS = 4


class Known:
    """The ways of one text.

    Attributes:
        way: the one that was learnt last; the others follow it.
        lessons: how often one was looked for.
        is_trusted: nothing speaks against knowing it by a few frames.
    """

    __slots__ = ("is_trusted", "lessons", "way")

    def __init__(self) -> None:
        self.way: Way | None = None
        self.lessons = 0
        self.is_trusted = True

    @property
    def ways(self) -> tuple[Way, ...]:
        """All of them, the last met first."""
        ways = []
        way = self.way
        while way is not None:
            ways.append(way)
            way = way.other
        return tuple(ways)

    def learn(self, way: Way) -> None:
        """Try *way* first from now on; the oldest goes where there are too many."""
        kept = (way, *self.ways[: _MOST_WAYS - 1])
        for one, following in zip_longest(kept, kept[1:]):
            one.other = following
        self.way = way


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
        known.way, known.is_trusted = None, False
