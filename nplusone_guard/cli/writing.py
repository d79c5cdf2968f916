"""Writing: where a command's text goes, in colours where somebody looks at it."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TextIO

from nplusone_guard.errors import ConfigError

__all__ = ["painted", "write"]

_BOLD, _RED, _GREEN, _YELLOW = "1", "1;31", "32", "33"
_PAINTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^NPG\d{3} .*", re.M), _BOLD),
    (re.compile(r"\^+$", re.M), _RED),
    (re.compile(r"^  fix \(.*", re.M), _GREEN),
    (re.compile(r"^note:", re.M), _YELLOW),
)


def write(text: str, output: str | None, stream: TextIO | None = None) -> None:
    """Write *text* to the file *output*, or else to *stream* (standard output).

    Raises:
        ConfigError: the file cannot be written.
    """
    if output is not None:
        try:
            Path(output).write_text(text, encoding="utf-8")
        except OSError as error:
            raise ConfigError(f"cannot write {output}: {error}") from error
        return
    stream = stream or sys.stdout
    stream.write(painted(text) if _has_colours(stream) else text)
    stream.flush()


def painted(text: str) -> str:
    """Return *text* with a terminal's colours for headlines, carets and fixes."""
    for pattern, colour in _PAINTS:
        text = pattern.sub(f"\x1b[{colour}m\\g<0>\x1b[0m", text)
    return text


def _has_colours(stream: TextIO) -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return os.environ.get("TERM") != "dumb" and stream.isatty()
