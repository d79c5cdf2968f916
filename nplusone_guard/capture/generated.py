"""Generated code: Python that a template was compiled to, with the template's lines."""

from __future__ import annotations

import linecache
from collections.abc import Callable
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import Any

__all__ = [
    "Generated",
    "add_recogniser",
    "generated_of",
    "recognise",
    "remove_recogniser",
]


@dataclass(frozen=True, slots=True)
class Generated:
    """What is known of the code that one template was compiled to.

    Attributes:
        lines: pairs of a line of the template and of the code that begins there.
        read: called with a live frame once something repeats; gives an Asker or None.
        code: kept, so that its id stays its own.
    """

    lines: tuple[tuple[int, int], ...]
    read: Callable[[FrameType], Any]
    code: CodeType

    def line_of(self, line: int) -> int:
        """Return the template's line for *line* of the code."""
        before = [template for template, code in self.lines if code <= line]
        return before[-1] if before else 1

    def text_of(self, line: int) -> str:
        """Return *line* of the template, without what ends it."""
        lines = linecache.getlines(self.code.co_filename)
        return lines[line - 1].rstrip() if 1 <= line <= len(lines) else ""


Recogniser = Callable[[FrameType], Generated | None]

_recognisers: tuple[Recogniser, ...] = ()
_known: dict[int, Generated] = {}
_MOST_KNOWN = 4096


def add_recogniser(recogniser: Recogniser) -> None:
    """Ask *recogniser* about each piece of application code when it is first met."""
    global _recognisers
    if recogniser not in _recognisers:
        _recognisers = (*_recognisers, recogniser)


def remove_recogniser(recogniser: Recogniser) -> None:
    """Stop asking *recogniser*."""
    global _recognisers
    _recognisers = tuple(known for known in _recognisers if known is not recogniser)


def recognise(frame: FrameType) -> None:
    """Remember what the code of *frame* was generated from, if it was."""
    for recogniser in _recognisers:
        found = recogniser(frame)
        if found is not None:
            if len(_known) >= _MOST_KNOWN:
                _known.clear()
            _known[id(frame.f_code)] = found


def generated_of(code: CodeType) -> Generated | None:
    """Return what *code* was generated from; None for code that somebody wrote."""
    return _known.get(id(code)) if _known else None
