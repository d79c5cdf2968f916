"""Columns together: what only() and defer() left out, and rows read a second time."""

from __future__ import annotations

import ast
import re

from nplusone_guard.advise.editing.edits import Edits, statement_of
from nplusone_guard.advise.editing.gathering import Gathering
from nplusone_guard.advise.editing.names import spelled_model
from nplusone_guard.advise.editing.rows import Rows
from nplusone_guard.advise.editing.text import source_of
from nplusone_guard.advise.editing.told import direction, told
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.syntax import Site, module_site, site_at, walk_scope
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.chains import chain_of
from nplusone_guard.django.advice.eager import path_of
from nplusone_guard.django.advice.models import manager_of, model_of
from nplusone_guard.django.advice.scene import scene_of

__all__ = ["load_columns"]


def load_columns(diagnosis: Diagnosis) -> Advice:
    """The column in only(), out of defer(), or all rows read again at once."""
    entry = diagnosis.finding.candidate.evidence.entry
    if entry is not None and entry.fact("reason") == "refresh":
        return _refreshed(diagnosis)
    if diagnosis.relation is None:
        return direction(diagnosis, "undefer", "Load the column with its row.")
    path = path_of(diagnosis)
    for site in _queries(diagnosis):
        text = source_of(site)
        changed = _with_column(text, path)
        if changed is not None:
            edits = Edits()
            edits.replace(site, changed)
            return _one_place(diagnosis, edits, site, changed, path)
    return direction(
        diagnosis,
        "undefer",
        f'Load {path} with its row: add "{path}" to only(), or take it out of defer().',
        f'.only(..., "{path}")',
    )


def _queries(diagnosis: Diagnosis) -> list[Site]:
    """Return the origin and every other query of its function that leaves columns out."""
    origin = diagnosis.origin
    if origin is None:
        return []
    first = site_at(origin.span)
    if first is None:
        return []
    found = [first]
    loop = diagnosis.finding.candidate.evidence.loop
    scopes = [first.scope()]
    module = module_site(loop.span.file) if loop is not None else None
    if module is not None and loop is not None:
        at = site_at(loop.span)
        scopes += [at.scope()] if at is not None else []
    for scope in scopes:
        for node in walk_scope(scope.node):
            func = node.func if isinstance(node, ast.Call) else None
            if isinstance(func, ast.Attribute) and func.attr in ("only", "defer"):
                found.append(scope.below(node))
    return found


def _with_column(text: str, path: str) -> str | None:
    only = re.search(r"\.only\(([^()]*)\)", text)
    if only is not None:
        given = only[1].rstrip().rstrip(",")
        return f'{text[: only.start()]}.only({given}, "{path}"){text[only.end() :]}'
    defer = re.search(r"\.defer\(([^()]*)\)", text)
    if defer is None:
        return None
    names = [part.strip() for part in defer[1].split(",") if part.strip()]
    forms = {path, path.removesuffix("_id")}
    kept = [name for name in names if name.strip("\"'") not in forms]
    if len(kept) == len(names):
        return None
    call = f".defer({', '.join(kept)})" if kept else ""
    changed = text[: defer.start()] + call + text[defer.end() :]
    left = chain_of(changed)
    # A manager by itself is no query.
    return changed if left is None or left.links else f"{changed}.all()"


def _one_place(
    diagnosis: Diagnosis, edits: Edits, site: Site, changed: str, path: str
) -> Advice:
    place = diagnosis.origin.span if diagnosis.origin is not None else None
    first = None if place is None else site_at(place)
    if first is not None and site.place() != first.place():
        changed, place = edits.block()
    return Advice(
        "undefer",
        changed,
        f"The loop reads {path}, which this query leaves out: load it with the row.",
        place=place,
        certainty="certain",
        patch=edits.patch(),
    )


def _before_loop(gathering: Gathering, rows: Rows, *lines: str) -> None:
    gathering.edits = rows.edits
    if gathering.is_whole_body:
        gathering.instead_of_loop(*rows.head, *lines)
    else:
        rows.write(*lines)
        gathering.remove()


def _refreshed(diagnosis: Diagnosis) -> Advice:
    scene = scene_of(diagnosis)
    model = model_of(diagnosis.finding.candidate.evidence.entry)
    if scene is None or model is None:
        return direction(diagnosis, "fetch-together", "Read the rows again at once.")
    row = scene.chain.base
    name = f"{model.__name__}.{manager_of(model)}"
    statement = statement_of(scene.asked.site)
    is_alone = isinstance(statement.node, ast.Expr)
    if scene.loop is None or not is_alone or not scene.is_inside:
        return direction(
            diagnosis,
            "fetch-together",
            f"Read all rows again at once: {name}.in_bulk(keys), and look them up.",
            f"fresh = {name}.in_bulk([{row}.pk for {row} in rows])",
        )
    edits = Edits()
    rows = Rows(scene, scene.loop, edits)
    listed = rows.list_of(f"{row}.pk")
    if listed is None:
        return direction(diagnosis, "fetch-together", "Read the rows again at once.")
    fresh = rows.name("fresh", "fresh_rows")
    objects = f"{spelled_model(edits, statement.file, model)}.{manager_of(model)}"
    line = f"{fresh} = {objects}.in_bulk({listed})"
    again = f"{fresh}[{row}.pk]"
    gathering = Gathering.of(scene)
    is_each = listed == f"[{row}.pk for {row} in {rows.iterable}]"
    if gathering is None or not rows.iterable.isidentifier() or not is_each:
        rows.write(line)
        edits.exchange(statement, f"{row} = {again}")
    else:
        # What comes after the loop goes over the same variable.
        kept = f"{rows.iterable} = [{again} for {row} in {rows.iterable}]"
        _before_loop(gathering, rows, line, kept)
    return told(
        "fetch-together",
        edits,
        "Read all rows again with one query before the loop and take the fresh ones.",
    )
