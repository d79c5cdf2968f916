"""Words in colour on a terminal, and plain anywhere else."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

WIDTH = 100


@dataclass(frozen=True, slots=True)
class Paint:
    """Puts colour around words, or leaves them alone."""

    is_on: bool

    def bold(self, words: str) -> str:
        return self._wrap(words, 1)

    def dim(self, words: str) -> str:
        return self._wrap(words, 2)

    def red(self, words: str) -> str:
        return self._wrap(words, 31)

    def green(self, words: str) -> str:
        return self._wrap(words, 32)

    def _wrap(self, words: str, number: int) -> str:
        return f"\033[{number}m{words}\033[0m" if self.is_on else words


def paint_for_output() -> Paint:
    """Return colours if standard output is a terminal and nobody objects."""
    return Paint(sys.stdout.isatty() and "NO_COLOR" not in os.environ)
