"""Joined moves: a query that one fix moves into a Prefetch, and what another adds to it.

The first writes the query anew in another place, so that what the second adds to the old
one would be lost, or would undo the move.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from nplusone_guard.capture.expressions import Span
from nplusone_guard.report.joined_calls import Part
from nplusone_guard.report.joined_patches import diff_of, joined_patch
from nplusone_guard.report.joined_source import Source
from nplusone_guard.report.patch import Replacement, patch_for, replacements
from nplusone_guard.report.values import Finding
from nplusone_guard.report.wording import subject

__all__ = ["with_moves"]

_Query = tuple[Span, str, str]  # where it stands, its calls, and what is added to them


def with_moves(findings: Sequence[Finding]) -> list[Finding]:
    """Return *findings*, what moves a query taking along what others add to it."""
    told = list(findings)
    if not any("to_attr=" in mover.advice.code for mover in told):
        return told
    for number, adder in enumerate(findings):
        query, own = _query_of(adder), _patch(told[number])
        if query is None or not own:
            continue
        for mover in told:
            patch = _patch(mover) if "to_attr=" in mover.advice.code else ""
            is_other = patch and patch != own
            whole = _moved(patch, own, query) if is_other else None
            if whole:
                told = _all_told(told, mover, told[number], query, whole)
                break
    return told


def _patch(finding: Finding) -> str:
    return patch_for(finding.advice, "/")


def _moved(patch: str, own: str, query: _Query) -> str | None:
    """Return *patch*, which moves the query, with what *own* does to it and besides."""
    changes = replacements(patch)
    if not any(_is_at(change, query[0]) for change in changes):
        return None
    moved = [
        replace(change, text=_with_added(change.text, query)) for change in changes
    ]
    besides = [each for each in replacements(own) if not _is_at(each, query[0])]
    if moved == changes:
        return None
    whole, rest = diff_of(moved), diff_of(besides)
    return joined_patch(whole, rest) if whole and rest else whole


def _is_at(change: Replacement, place: Span) -> bool:
    is_there = change.line <= place.line < change.end_line
    return is_there and f"/{change.file}" == place.file


def _query_of(finding: Finding) -> _Query | None:
    """Return the query to which the advice of *finding* adds calls at the end."""
    advice = finding.advice
    if advice.place is None or not advice.place.expression:
        return None
    old, new = _chain(advice.place.expression), _chain(advice.code)
    if old is None or new is None or ast.dump(old[0]) != ast.dump(new[0]):
        return None
    before, after = _texts(old[1]), _texts(new[1])
    added = after[len(before) :]
    if not before or not added or after[: len(before)] != before:
        return None
    return advice.place, _calls(old[1]), "".join(added)


def _chain(code: str) -> tuple[ast.expr, list[Part]] | None:
    source = Source.of(code)
    nodes = [] if source is None else source.statements()
    if source is None or len(nodes) != 1 or not isinstance(nodes[0], ast.Expr):
        return None
    return source.chain(nodes[0].value)


def _texts(parts: list[Part]) -> list[str]:
    return [part.text for part in parts]


def _calls(parts: list[Part]) -> str:
    texts = [part.text for part in parts if part.text != ".all()"]
    return "".join("".join(texts).split())


def _with_added(code: str, query: _Query) -> str:
    """Return *code* with what is added to the query, where a Prefetch has it."""
    _, calls, added = query
    source = Source.of(code)
    for node in ast.walk(source.tree) if source is not None else ():
        if not isinstance(node, ast.Call) or source is None:
            continue
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        rows = given.get("queryset")
        if rows is None or "to_attr" not in given:
            continue
        if _calls(source.chain(rows)[1]) == calls:
            end = source.end(rows)
            return code[:end] + added + code[end:]
    return code


def _all_told(
    told: list[Finding], mover: Finding, adder: Finding, query: _Query, whole: str
) -> list[Finding]:
    """Tell those that move the query what is added, and those that add it where to."""
    moving, own = _patch(mover), _patch(adder)
    also = f"The Prefetch's queryset also has what {subject(adder)} needs: {query[2]}."
    move = (
        f"Where the fix of {subject(mover)} moves this query into a Prefetch, that "
        f"Prefetch's queryset takes {query[2]} instead."
    )
    return [
        _with(finding, _with_added(finding.advice.code, query), also, whole)
        if _patch(finding) == moving
        else _with(finding, finding.advice.code, move, whole)
        if _patch(finding) == own
        else finding
        for finding in told
    ]


def _with(finding: Finding, code: str, text: str, patch: str) -> Finding:
    advice = finding.advice
    text = f"{advice.text} {text}"
    return replace(finding, advice=replace(advice, code=code, text=text, patch=patch))
