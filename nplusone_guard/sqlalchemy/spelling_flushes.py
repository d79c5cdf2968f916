"""Flushing once: a flush or commit moved out of the loop that repeats it."""

from __future__ import annotations

import ast
import textwrap
from dataclasses import replace

from nplusone_guard.advise.editing.edits import Edits
from nplusone_guard.advise.editing.told import told
from nplusone_guard.advise.values import Advice
from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.modules import lines_of
from nplusone_guard.diagnose.syntax import SCOPES, Site, site_at
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.sqlalchemy.asked import Asked, elsewhere
from nplusone_guard.sqlalchemy.weaving_flushes import left_to_the_loop

__all__ = ["flush_once"]

_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_CAUTION = (
    " What follows it in the loop must not need what only the database fills in, such as "
    "a new primary key: assign the related object instead of its key."
)


def flush_once(diagnosis: Diagnosis, asked: Asked) -> Advice:
    """The loop with its flush behind it; words alone where the source forbids that."""
    evidence = diagnosis.finding.candidate.evidence
    blame, entry = evidence.blame, evidence.entry
    if entry is not None and entry.fact("autoflush"):
        return _without_autoflush(diagnosis, asked)
    call = blame.expression or f"{asked.run}.flush()"
    alternative = (
        f"Collect the objects in a list and hand them over at once: "
        f"{asked.receiver}.add_all(rows), then one {asked.receiver}.flush()."
    )
    shape = diagnosis.finding.candidate.shape
    text = (
        f"Take {call} out of the loop and run it once behind it: one flush writes all "
        f"rows of {shape.tables[0] if shape.tables else 'the table'} together "
        f"({shape.statement})."
    )
    edited = moved_behind(diagnosis) or left_to_the_loop(diagnosis)
    if edited is not None:
        return replace(told("bulk-write", edited, text), alternative=alternative)
    moved = _moved(blame, diagnosis)
    if moved is None:
        return Advice(
            "bulk-write",
            "",
            f"{_who(diagnosis)} writes in every round: {call}. Let it only add to the "
            "session, and write once behind the loop. " + alternative,
            place=blame,
            certainty="unsure",
        )
    code, is_last = moved
    return Advice(
        "bulk-write",
        code,
        text if is_last else text + _CAUTION,
        place=evidence.loop.span if evidence.loop is not None else blame,
        certainty="likely" if is_last else "unsure",
        alternative=alternative,
    )


def _who(diagnosis: Diagnosis) -> str:
    blame = diagnosis.finding.candidate.evidence.blame
    name = blame.function.rpartition("<locals>.")[2]
    return name if name.isidentifier() or "." in name else "The code in the loop"


def _without_autoflush(diagnosis: Diagnosis, asked: Asked) -> Advice:
    loop = diagnosis.finding.candidate.evidence.loop
    away = elsewhere(diagnosis)
    return Advice(
        "bulk-write",
        f"with {asked.receiver}.no_autoflush:" if asked.is_named else "",
        "Each query in the loop first writes what the round before changed. Ask before "
        "the loop, or put the loop into a block of the session's no_autoflush: one flush "
        f"behind it writes all rows.{away}",
        place=None if loop is None else loop.span,
        certainty="likely" if asked.is_named and not away else "unsure",
    )


def _moved(blame: Span, diagnosis: Diagnosis) -> tuple[str, bool] | None:
    """Return the loop with the blamed line behind it, and whether it stood last."""
    loop = diagnosis.finding.candidate.evidence.loop
    site = site_at(blame)
    if loop is None or site is None or loop.span.file != blame.file:
        return None
    found = _loop_around(site, loop.span.line)
    if found is None:
        return None
    statement, blocks, node = found
    lines = lines_of(blame.file)[node.lineno - 1 : node.end_lineno]
    first = statement.lineno - node.lineno
    last = (statement.end_lineno or statement.lineno) - node.lineno
    own = "".join(lines[first : last + 1])
    if (
        ast.unparse(statement) != _parsed(own)
        or not lines[0][: node.col_offset].isspace()
    ):
        return None
    rest = textwrap.dedent("".join(lines[:first] + lines[last + 1 :]))
    code = f"{rest.rstrip()}\n{textwrap.dedent(own).rstrip()}"
    if _parsed(code) is None:
        return None
    return code, all(_is_last(block, inner) for block, inner in blocks)


def moved_behind(diagnosis: Diagnosis) -> Edits | None:
    """Return the edits that take the blamed statement out of its loop, if they can be."""
    evidence = diagnosis.finding.candidate.evidence
    site = site_at(evidence.blame)
    moved = _moved(evidence.blame, diagnosis)
    if site is None or moved is None or not moved[1] or evidence.loop is None:
        return None
    found = _loop_around(site, evidence.loop.span.line)
    if found is None:
        return None
    statement, _, loop = found
    edits = Edits()
    edits.exchange(_site_of(site, statement))
    around = _site_of(site, loop)
    edits.include(around)
    edits.after(around, ast.unparse(statement))
    return edits


def _site_of(site: Site, node: ast.AST) -> Site:
    index = next(i for i, each in enumerate(site.path) if each is node)
    return Site(site.file, site.path[: index + 1])


def _is_last(block: list[ast.stmt], statement: ast.AST) -> bool:
    """Say whether nothing behind *statement* may need what the flush fills in.

    That is the key of an object that was made in the same round.
    """
    index = next(i for i, each in enumerate(block) if each is statement)
    made = {
        node.id
        for before in block[:index]
        for part in ast.walk(before)
        if isinstance(part, ast.Assign) and isinstance(part.value, ast.Call)
        for target in part.targets
        for node in ast.walk(target)
        if isinstance(node, ast.Name)
    }
    read = {
        node.id
        for after in block[index + 1 :]
        for node in ast.walk(after)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    return not made & read


def _loop_around(
    site: Site, line: int
) -> tuple[ast.stmt, list[tuple[list[ast.stmt], ast.AST]], ast.stmt] | None:
    """Return the blamed statement, the blocks around it, and the loop at *line*.

    None where it is no statement of its own, depends on a condition, or is all that
    its block holds.
    """
    inner = [node for node in site.path if isinstance(node, ast.stmt)]
    if not inner or not isinstance(inner[-1], ast.Expr):
        return None
    statement: ast.stmt = inner[-1]
    blocks: list[tuple[list[ast.stmt], ast.AST]] = []
    below: ast.stmt = statement
    for node in reversed(inner[:-1]):
        if isinstance(node, SCOPES) or not isinstance(node, (*_LOOPS, ast.With)):
            return None
        if below not in node.body or len(node.body) < 2:
            return None
        blocks.append((node.body, below))
        if isinstance(node, _LOOPS):
            return (statement, blocks, node) if node.lineno == line else None
        below = node
    return None


def _parsed(text: str) -> str | None:
    try:
        return ast.unparse(ast.parse(textwrap.dedent(text)))
    except SyntaxError:
        return None
