"""Chunks: what a loop goes over are lists, each of which one statement asks for."""

from __future__ import annotations

import re

from nplusone_guard.detect.values import Candidate

__all__ = ["goes_over_chunks"]

_TARGET = re.compile(r"^(?:(?:async )?for )?(?:\w+, )?(\w+) in ")


def goes_over_chunks(candidate: Candidate) -> bool:
    """The list that is asked for is the loop's own variable, or made of all it holds.

    `filter(pk__in=chunk)` asks for a list even where a chunk has a single key.
    """
    evidence = candidate.evidence
    loop = "" if evidence.loop is None else evidence.loop.span.expression or ""
    target = _TARGET.match(loop)
    if target is None:
        return False
    name = re.escape(target[1])
    whole = rf"(?:__in=|\.in_\(){name}[,)]"
    made = rf"\bfor \w+ in {name}[\])]"
    return re.search(f"{whole}|{made}", evidence.blame.expression or "") is not None
