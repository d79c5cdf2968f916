"""Loading columns together: what was deferred, expired or left to sub-classes."""

from __future__ import annotations

import ast
from dataclasses import replace

from nplusone_guard.advise.values import Advice
from nplusone_guard.capture.evidence import Evidence
from nplusone_guard.diagnose.spelling import callee
from nplusone_guard.diagnose.syntax import site_at, walk_scope
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.sqlalchemy.chains import Link, chain_of_diagnosis
from nplusone_guard.sqlalchemy.openings import session_opening
from nplusone_guard.sqlalchemy.origins import parsed, with_keyword
from nplusone_guard.sqlalchemy.spelling_options import at_origin

__all__ = ["load_columns"]


def load_columns(diagnosis: Diagnosis) -> Advice:
    """undefer, undefer_group, selectin_polymorphic, or expire_on_commit=False."""
    entry = diagnosis.finding.candidate.evidence.entry
    assert entry is not None
    reason = entry.fact("reason")
    if reason == "expired":
        return _expired(diagnosis)
    chain = chain_of_diagnosis(diagnosis)
    if reason == "polymorphic":
        argument = f"{entry.fact('base')}, [{entry.fact('class')}]"
        return at_origin(
            diagnosis, "undefer", (Link("selectin_polymorphic", argument),)
        )
    if entry.fact("group"):
        link = Link("undefer_group", f'"{entry.fact("group")}"')
    else:
        link = Link("undefer", str(entry.relation))
    in_place = _in_place(diagnosis, str(entry.relation)) if not chain else None
    return in_place or at_origin(diagnosis, "undefer", (*chain, link))


def _in_place(diagnosis: Diagnosis, column: str) -> Advice | None:
    """Change the load_only() or defer() that leaves the column out, where it stands."""
    origin = diagnosis.origin
    tree = parsed(origin.span.expression or "") if origin is not None else None
    if origin is None or tree is None:
        return None
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
        given = [ast.unparse(argument) for argument in node.args]
        code = ""
        if name == "defer" and given == [column]:
            code = _replaced(tree, node, f"undefer({column})")
            text = f"Do not leave {column} out: the loop reads it."
        elif name == "load_only" and given and _owner(given[0]) == _owner(column):
            added = f"load_only({', '.join([*given, column])})"
            code = _replaced(tree, node, added)
            text = f"Add {column} to load_only(): the loop reads it."
        if code:
            sure = "certain" if origin.is_certain else "likely"
            return Advice("undefer", code, text, place=origin.span, certainty=sure)
    return None


def _replaced(tree: ast.expr, node: ast.Call, text: str) -> str:
    whole, old = ast.unparse(tree), ast.unparse(node)
    return whole.replace(old, text, 1)


def _owner(column: str) -> str:
    return column.partition(".")[0]


def _expired(diagnosis: Diagnosis) -> Advice:
    evidence = diagnosis.finding.candidate.evidence
    entry = evidence.entry
    model = entry.model if entry is not None else ""
    advice = Advice(
        "undefer",
        "expire_on_commit=False",
        "The commit before the loop expired the rows, and each is read again on its own. "
        "Make the session with expire_on_commit=False.",
        certainty="likely",
        alternative=f"Read them again with one query behind the commit: "
        f"session.scalars(select({model}).where(...)).all().",
    )
    opening = session_opening(evidence)
    if _is_expired_by_hand(evidence):
        return replace(
            advice,
            code="",
            text="expire() or expire_all() before the loop expired the rows, and each "
            "is read again on its own.",
            certainty="unsure",
            alternative=advice.alternative.replace("the commit", "it"),
        )
    if opening is None or _says_already(opening[1]):
        return advice
    span, call = opening
    text = span.expression or ""
    code = with_keyword(text, call, "expire_on_commit", "False").replace(
        "[False]", "False"
    )
    return replace(advice, code=code, place=span)


def _says_already(call: ast.Call) -> bool:
    return any(keyword.arg == "expire_on_commit" for keyword in call.keywords)


def _is_expired_by_hand(evidence: Evidence) -> bool:
    """Say whether the code around the loop expires rows, and not only commits."""
    for place in (evidence.blame, *evidence.callers):
        site = site_at(place)
        for node in () if site is None else walk_scope(site.scope().node):
            if isinstance(node, ast.Call) and callee(node) in ("expire", "expire_all"):
                return True
    return False
