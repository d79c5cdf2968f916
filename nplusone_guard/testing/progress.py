"""Progress: a bar on a terminal, for what takes long."""

from __future__ import annotations

import sys
import time
from typing import TextIO

__all__ = ["Progress"]

_WIDTH = 24
_PATIENCE_S = 1.0


class Progress:
    """How far a long measurement has come; silent where nobody watches or waits."""

    def __init__(self, steps: int, stream: TextIO | None = None) -> None:
        self._steps = steps
        self._done = 0
        self._stream = sys.stderr if stream is None else stream
        self._began = time.monotonic()
        self._is_shown = False

    def tell(self, what: str) -> None:
        """Show *what* is being done now."""
        if not self._stream.isatty():
            return
        if time.monotonic() - self._began < _PATIENCE_S and not self._is_shown:
            return
        self._is_shown = True
        full = _WIDTH * self._done // self._steps
        bar = "#" * full + "." * (_WIDTH - full)
        self._write(f"\r[{bar}] {self._done}/{self._steps} {what}\033[K")

    def step(self) -> None:
        """Note that one more step is done."""
        self._done += 1

    def end(self) -> None:
        """Take the bar away."""
        if self._is_shown:
            self._write("\r\033[K")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
