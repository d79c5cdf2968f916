"""Tree edits: a walk down a tree that takes the children from a dict of all nodes."""

from __future__ import annotations

import ast
from typing import Any

from nplusone_guard.advise.editing.edits import Edits, statement_of
from nplusone_guard.advise.editing.names import free_name, snake, spelled_model
from nplusone_guard.advise.editing.text import names_in, source_of
from nplusone_guard.diagnose.spelling import callee
from nplusone_guard.diagnose.syntax import FUNCTIONS, Site
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.chains import Chain
from nplusone_guard.django.advice.models import manager_of
from nplusone_guard.django.advice.scene import scene_of

__all__ = ["walk_in_memory"]

_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_KEEP_ROWS = frozenset({"all", "filter", "exclude", "order_by", "select_related"})


def walk_in_memory(diagnosis: Diagnosis, model: Any, key: str) -> Edits | None:
    """Read all nodes once, and look their children up; None where that is not plain."""
    scene = scene_of(diagnosis)
    if scene is None or scene.is_async or scene.asked.callers != _callers(diagnosis):
        return None
    asked, edits = scene.asked.site, Edits()
    parts = _parts(scene.chain, model, key)
    function = asked.scope()
    if parts is None or not isinstance(function.node, FUNCTIONS):
        return None
    parent, links = parts
    if names_in(f"_{links}") & _names_of(function):
        return None  # the children wanted differ from node to node
    name, row = free_name(asked, "children_of"), free_name(asked, snake(model.__name__))
    rows = f"{spelled_model(edits, asked.file, model)}.{manager_of(model)}{links}"
    lines = (
        f"{name} = {{}}",
        f"for {row} in {rows}:",
        f"    {name}.setdefault({row}.{key}, []).append({row})",
    )
    edits.replace(asked, f"{name}.get({parent}, [])")
    if diagnosis.finding.candidate.evidence.is_recursive:
        is_done = _handed_down(edits, function, name, lines)
    else:
        is_done = _before_loop(edits, asked, lines)
    return edits if is_done else None


def _callers(diagnosis: Diagnosis) -> object:
    return diagnosis.finding.candidate.evidence.callers


def _parts(chain: Chain, model: Any, key: str) -> tuple[str, str] | None:
    """Return the key of the parent, and what is asked of its children besides."""
    if not chain.only(*_KEEP_ROWS) or not chain.links:
        return None
    if chain.base != f"{model.__name__}.objects":
        if "." not in chain.base or chain.owner == model.__name__:
            return None
        return f"{chain.owner}.pk", "".join(link.text for link in chain.links)
    by_parent = [c for c in chain.conditions() if c.field in (key, key[:-3])]
    first = chain.links[0]
    if len(by_parent) != 1 or first.name != "filter" or len(first.keywords) != 1:
        return None
    if first.arguments or chain.conditions() != by_parent:
        return None
    value = by_parent[0].value
    is_key = by_parent[0].field == key or value.endswith((".pk", ".id"))
    links = "".join(link.text for link in chain.links[1:]) or ".all()"
    # The roots are often asked for as the children of None.
    return (value if is_key else f"{value} and {value}.pk"), links


def _before_loop(edits: Edits, asked: Site, lines: tuple[str, ...]) -> bool:
    """Put *lines* before the one loop that goes through the tree."""
    around = [
        index for index, node in enumerate(asked.path) if isinstance(node, _LOOPS)
    ]
    whiles = [index for index in around if isinstance(asked.path[index], ast.While)]
    if not whiles or whiles[0] != around[0]:
        return False  # a walk for each row of a loop around it
    loop = Site(asked.file, asked.path[: whiles[0] + 1])
    edits.before(loop, *lines)
    edits.include(loop)
    return True


def _handed_down(
    edits: Edits, function: Site, name: str, lines: tuple[str, ...]
) -> bool:
    """Read the nodes in the first call of *function*, and hand them to the others."""
    node = function.node
    signature = node.args  # type: ignore[attr-defined]
    is_open = signature.vararg or signature.kwarg or signature.kwonlyargs
    if is_open or not signature.args or node.decorator_list:  # type: ignore[attr-defined]
        return False
    own = str(getattr(node, "name", ""))
    calls = [n for n in ast.walk(node) if isinstance(n, ast.Call) and callee(n) == own]
    spoken = [n for n in ast.walk(node) if own in (_name(n), getattr(n, "attr", ""))]
    if not calls or len(spoken) != len(calls):
        return False  # as in `map(walk, ...)`
    for call in calls:
        ends = [*call.args, *(keyword.value for keyword in call.keywords)]
        if not ends:
            return False
        last = function.below(ends[-1])
        edits.replace(last, f"{source_of(last)}, {name}={name}")
    last = function.below((signature.defaults or signature.args)[-1])
    edits.replace(last, f"{source_of(last)}, {name}=None")
    body = node.body  # type: ignore[attr-defined]
    is_told = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    first = function.below(body[1] if is_told and len(body) > 1 else body[0])
    edits.before(statement_of(first), f"if {name} is None:", *_indented(lines))
    return True


def _names_of(function: Site) -> set[str]:
    """Return the variables and parameters of *function*."""
    nodes = list(ast.walk(function.node))
    bound = {n.id for n in nodes if isinstance(n, ast.Name) and not _is_read(n)}
    return bound | {n.arg for n in nodes if isinstance(n, ast.arg)}


def _is_read(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Load)


def _name(node: ast.AST) -> str:
    return str(getattr(node, "id", ""))


def _indented(lines: tuple[str, ...]) -> list[str]:
    return [f"    {line}" for line in lines]
