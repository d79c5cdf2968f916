"""Preloading: rows read into the session at once, where a loop refreshes or merges each."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from nplusone_guard.advise.editing.edits import Edits, statement_of
from nplusone_guard.advise.editing.hoisting import Asked
from nplusone_guard.advise.editing.looping import Loop, is_within, loop_of
from nplusone_guard.advise.editing.names import free_name, plural, snake
from nplusone_guard.advise.editing.rows import Rows
from nplusone_guard.advise.editing.text import names_in, source_of
from nplusone_guard.advise.editing.told import told
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.spelling import callee
from nplusone_guard.diagnose.syntax import Site, site_at, walk_scope
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.sqlalchemy.importing import can_be_named

__all__ = ["read_again_together", "taken_out"]

_NEW = (
    "What is read again was written in the same round: leave the refresh out, and write "
    "all rows with one flush behind the loop. What the database fills in comes with it."
)


@dataclass(frozen=True, slots=True)
class _Scene:
    diagnosis: Diagnosis
    asked: Asked
    loop: Loop
    is_inside: bool = True

    @property
    def is_async(self) -> bool:
        return self.asked.is_async


def _asked(site: Site) -> Asked:
    return Asked(site, source_of(site), isinstance(site.node, ast.Await), ())


def read_again_together(diagnosis: Diagnosis, keys: tuple[str, ...]) -> Advice | None:
    """One query for all rows before the loop, which leaves each of them up to date."""
    evidence = diagnosis.finding.candidate.evidence
    site, loop = site_at(evidence.blame), loop_of(diagnosis)
    call = _call(site)
    if _is_new(site):
        place = None if evidence.loop is None else evidence.loop.span
        return Advice("fetch-together", "", _NEW, place=place, certainty="unsure")
    if site is None or call is None or loop is None or loop.iterable is None:
        return None
    if len(keys) != 1 or len(call.args) != 1 or call.keywords:
        return None
    assert isinstance(call.func, ast.Attribute)
    session, method = ast.unparse(call.func.value), call.func.attr
    model, _, key = keys[0].rpartition(".")
    value = _key_of(call.args[0], model, key)
    if (
        value is None
        or not is_within(site, loop.site)
        or names_in(session) & loop.names
    ):
        return None
    edits, scene = Edits(), _Scene(diagnosis, _asked(site), loop)
    rows = Rows(scene, loop, edits)
    listed = rows.list_of(value)
    # What the round itself has made is in no table before the loop.
    if listed is None or (method == "refresh" and _is_made(listed)):
        return None
    if method == "refresh" and not taken_out(edits, site):
        return None
    asked = f"select({model}).where({model}.{key}.in_({listed}))"
    if method == "refresh":
        asked += ".execution_options(populate_existing=True)"
    run = f"{session}.scalars({asked})"
    run = f"(await {run}).all()" if scene.is_async else f"{run}.all()"
    text = "Read all rows again with one query before the loop."
    if method == "merge":
        name = free_name(loop.site, f"known_{plural(snake(model))}", "known_rows")
        run = f"{name} = {run}"
        text = (
            "Read all rows into the session with one query before the loop: merge() "
            f"finds them there as long as {name} keeps them."
        )
    rows.write(run)
    if not can_be_named(edits, scene, site):
        return None
    return told("fetch-together", edits, text)


def _is_made(listed: str) -> bool:
    tree = ast.parse(listed, mode="eval").body
    made = tree.elt if isinstance(tree, ast.ListComp) else tree
    return any(isinstance(node, ast.Call) for node in ast.walk(made))


def _is_new(site: Site | None) -> bool:
    """Say whether the row that is refreshed at *site* was added by the same function."""
    call = _call(site)
    if site is None or call is None or not call.args:
        return False
    row = ast.unparse(call.args[0])
    return any(
        isinstance(node, ast.Call)
        and callee(node) == "add"
        and [ast.unparse(each) for each in node.args] == [row]
        for node in walk_scope(site.scope().node)
    )


def taken_out(edits: Edits, site: Site) -> bool:
    """Take the statement that is nothing but the call at *site* out; say if it is one."""
    statement = statement_of(site)
    node = statement.node
    if not isinstance(node, ast.Expr) or node.value is not site.node:
        return False
    siblings = next(
        (
            block
            for block in vars(statement.path[-2]).values()
            if isinstance(block, list) and node in block
        ),
        [],
    )
    edits.exchange(statement, *(["pass"] if len(siblings) == 1 else []))
    return True


def _call(site: Site | None) -> ast.Call | None:
    node = None if site is None else site.node
    node = node.value if isinstance(node, ast.Await) else node
    is_method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return node if is_method else None  # type: ignore[return-value]


def _key_of(given: ast.expr, model: str, key: str) -> str | None:
    """Return the key of the row that *given* is, or makes."""
    if isinstance(given, (ast.Name, ast.Attribute)):
        return f"{ast.unparse(given)}.{key}"
    if isinstance(given, ast.Call) and ast.unparse(given.func) == model:
        found = [word.value for word in given.keywords if word.arg == key]
        return ast.unparse(found[0]) if found else None
    return None
