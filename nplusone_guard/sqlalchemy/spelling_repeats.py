"""Asking once: the same question of every round, taken before the loop."""

from __future__ import annotations

import ast

from nplusone_guard.advise.editing.edits import Edits, statement_of
from nplusone_guard.advise.editing.looping import Loop, is_within, loop_of
from nplusone_guard.advise.editing.names import free_name
from nplusone_guard.advise.editing.text import names_in, source_of
from nplusone_guard.advise.editing.told import direction, told
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.syntax import Site, site_at
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.sqlalchemy.asked import before
from nplusone_guard.sqlalchemy.question import question_in
from nplusone_guard.sqlalchemy.written import written_at

__all__ = ["ask_once"]

_LOOPS = (ast.For, ast.AsyncFor, ast.While)


def ask_once(diagnosis: Diagnosis) -> Advice:
    """The question before the loop, its answer in a variable."""
    evidence = diagnosis.finding.candidate.evidence
    blame = evidence.blame
    place = None if evidence.loop is None else evidence.loop.span
    text = f"The values never change: ask once {before(place)} and use the result."
    moved = _moved(diagnosis)
    if moved is not None:
        return told("reuse", moved, text)
    code = f"result = {blame.expression}" if blame.expression else ""
    return direction(diagnosis, "reuse", text, code)


def _moved(diagnosis: Diagnosis) -> Edits | None:
    """Return the edits that move the question, or the call that asks it."""
    evidence, loop = diagnosis.finding.candidate.evidence, loop_of(diagnosis)
    if loop is None:
        return None
    for place in (evidence.blame, *evidence.callers):
        site = site_at(place)
        if site is not None and is_within(site, loop.site):
            return _taken_out(written_at(site, loop.site).site, loop)
    return None


def _taken_out(site: Site, loop: Loop) -> Edits | None:
    text = source_of(site)
    if not text or names_in(text) & loop.names or not is_within(site, loop.site):
        return None
    if any(isinstance(node, ast.Lambda) for node in site.path):
        return None
    question = question_in(text)
    is_used_up = question is not None and not (question.takes_one or question.tail)
    kept = f"list({text})" if is_used_up else text
    edits, around = Edits(), statement_of(loop.site)
    statement = statement_of(site)
    name = _assigned_alone(statement, site, loop)
    if name:
        edits.before(around, f"{name} = {kept}")
        edits.exchange(statement)
    else:
        name = free_name(loop.site, "result", "found")
        edits.before(around, f"{name} = {kept}")
        edits.replace(site, name)
    edits.include(around)
    return edits


def _assigned_alone(statement: Site, site: Site, loop: Loop) -> str:
    """Return the variable that the question alone gives a value, and no one else."""
    node = statement.node
    if not isinstance(node, ast.Assign) or node.value is not site.node:
        return ""
    body = getattr(loop.site.node, "body", [])
    if len(body) < 2 or node not in body or not isinstance(loop.site.node, _LOOPS):
        return ""
    target = node.targets[0]
    if len(node.targets) != 1 or not isinstance(target, ast.Name):
        return ""
    stored = [
        part
        for part in ast.walk(statement.scope().node)
        if isinstance(part, ast.Name)
        and part.id == target.id
        and isinstance(part.ctx, ast.Store)
    ]
    return target.id if len(stored) == 1 else ""
