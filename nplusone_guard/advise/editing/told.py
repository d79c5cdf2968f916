"""Telling: edits made into an Advice, with what a reader has to know besides."""

from __future__ import annotations

from nplusone_guard.advise.editing.edits import Edits
from nplusone_guard.advise.values import Advice
from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.loop_place import LoopPlace
from nplusone_guard.capture.modules import lines_of
from nplusone_guard.diagnose.values import Diagnosis

__all__ = ["at", "direction", "told"]


def told(
    kind: str,
    edits: Edits,
    text: str,
    *,
    certainty: str = "likely",
    alternative: str = "",
) -> Advice:
    """Return the advice that *edits* make: one block, or the first of several."""
    edits.borrow()
    blocks = [edits.block()] if edits.is_one_block else edits.blocks()
    code, place = blocks[0]
    others = [f"{at(span)} becomes: {_short(block)}" for block, span in blocks[1:]]
    imports = dict.fromkeys(line for _, line in edits.imports)
    if imports:
        others.append(f"It needs `{'`, `'.join(imports)}`.")
    return Advice(
        kind,
        code,
        " ".join([text, *others]),
        place=place,
        certainty=certainty,
        alternative=alternative,
        patch=edits.patch(),
    )


def direction(
    diagnosis: Diagnosis, kind: str, text: str, code: str = "", alternative: str = ""
) -> Advice:
    """Return advice that shows the way where the source does not allow an edit."""
    candidate = diagnosis.finding.candidate
    loop = candidate.evidence.loop
    place = candidate.evidence.blame if loop is None else loop.span
    if code and not _takes_python(place, loop):
        return Advice(kind, code, text, certainty="unsure", alternative=alternative)
    return Advice(
        kind, code, text, place=place, certainty="unsure", alternative=alternative
    )


def _takes_python(place: Span, loop: LoopPlace | None) -> bool:
    """Say whether lines of code can stand at *place*: in no template, at no class."""
    is_whole = loop is not None and loop.kind in ("library", "call")
    return not is_whole and bool(lines_of(place.file))


def at(span: Span) -> str:
    """Return "file:line"."""
    return f"{span.file}:{span.line}"


def _short(block: str) -> str:
    return "\n".join(line for line in block.splitlines() if line.strip())
