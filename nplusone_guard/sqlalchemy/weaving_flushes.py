"""Weaving flushes: a helper that writes each row at once, told to leave that to its loop."""

from __future__ import annotations

import ast

from nplusone_guard.advise.editing.edits import Edits, statement_of
from nplusone_guard.advise.editing.handing import hand, takes_more
from nplusone_guard.advise.editing.looping import is_within, loop_of
from nplusone_guard.advise.editing.saying import said_by_caller
from nplusone_guard.advise.editing.text import names_in, source_of
from nplusone_guard.diagnose.spelling import callee
from nplusone_guard.diagnose.syntax import Site, site_at
from nplusone_guard.diagnose.values import Diagnosis

__all__ = ["left_to_the_loop"]

_WRITES = frozenset({"commit", "flush"})


def left_to_the_loop(diagnosis: Diagnosis) -> Edits | None:
    """Return the edits that flush once behind the loop, and elsewhere as before.

    None where what the helper gives back is used: only the flush fills in its key.
    """
    evidence, loop = diagnosis.finding.candidate.evidence, loop_of(diagnosis)
    site = site_at(evidence.blame)
    call = site_at(evidence.callers[0]) if evidence.callers else None
    if site is None or call is None or loop is None or not loop.is_statement:
        return None
    call = _called(call)
    function, word = site.scope(), _word(site)
    is_here = (
        is_within(call, loop.site) and call.scope().place() == loop.site.scope().place()
    )
    if not word or not is_here or not takes_more(function) or not _is_alone(call):
        return None
    said = said_by_caller(function, source_of(site), call)
    taken = names_in(said or "") & loop.names
    if said is None or taken or word in _parameters(function):
        return None
    edits = Edits()
    edits.include(loop.site)
    edits.exchange(statement_of(site), f"if {word}:", f"    {source_of(site)}")
    hand(edits, function, call, (word, "True"), "False")
    edits.after(loop.site, said)
    return edits


def _called(site: Site) -> Site:
    """Return the call that the expression at *site* awaits."""
    return site.below(site.node.value) if isinstance(site.node, ast.Await) else site


def _word(site: Site) -> str:
    """Return "flush" where nothing but a `return` comes behind `session.flush()`."""
    body, statement = getattr(site.scope().node, "body", []), statement_of(site).node
    call = _called(site).node
    if not isinstance(call, ast.Call) or callee(call) not in _WRITES:
        return ""
    if statement not in body or getattr(statement, "value", None) is not site.node:
        return ""
    behind = body[body.index(statement) + 1 :]
    is_last = all(
        isinstance(node, ast.Return)
        and isinstance(node.value, (ast.Name, ast.Constant, type(None)))
        for node in behind
    )
    return callee(call) if is_last else ""


def _is_alone(call: Site) -> bool:
    """Say whether nobody takes what *call* gives back."""
    around = call.path[-3] if isinstance(call.path[-2], ast.Await) else call.path[-2]
    return isinstance(call.node, ast.Call) and isinstance(around, ast.Expr)


def _parameters(function: Site) -> set[str]:
    signature = getattr(function.node, "args", None)
    if not isinstance(signature, ast.arguments):
        return set()
    return {each.arg for each in (*signature.args, *signature.kwonlyargs)}
