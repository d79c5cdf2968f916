"""An assignment: what gives a name its value at one place of a file."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from nplusone_guard.diagnose.spelling import callee
from nplusone_guard.diagnose.syntax import FUNCTIONS, Site, end_of, walk_scope
from nplusone_guard.diagnose.wrappers import Step

_CHUNKS = {"batched", "chunked", "groupby", "partitions", "grouper", "ichunked"}
_BRANCHING = (ast.If, ast.For, ast.AsyncFor, ast.While)
_FAR = (1 << 30, 0)


@dataclass(frozen=True, slots=True)
class Names:
    """What a name can stand for: values, likeliest first, and the function whose
    parameter it is while none of them is certain to have replaced that."""

    steps: tuple[Step, ...] = ()
    parameter_of: Site | None = None


@dataclass(frozen=True, slots=True)
class _Binding:
    """A value some statement gives to a name; None for one row of many."""

    value: ast.expr | None
    statement: ast.AST
    index: int | None = None
    extends: bool = False


def assigned(site: Site, name: str) -> Names | None:
    """Return what *name* can stand for at *site*, None where nothing here binds it.

    Scopes are searched outward; the first that binds the name answers.
    """
    if _is_comprehension_row(site, name):
        return Names()
    before = (getattr(site.node, "lineno", 0), getattr(site.node, "col_offset", 0))
    scope, is_first = site.scope(), True
    while True:
        if is_first or not isinstance(scope.node, ast.ClassDef):
            found = _in_scope(scope, site, name, before)
            if found is not None or len(scope.path) == 1:
                return found
        # A function can run long after the code around it: order says nothing there.
        if isinstance(scope.node, (*FUNCTIONS, ast.Lambda)):
            before = _FAR
        scope, is_first = scope.scope(), False


def _is_comprehension_row(site: Site, name: str) -> bool:
    return any(
        isinstance(part, ast.Name) and part.id == name
        for node in site.path
        for generator in getattr(node, "generators", ())
        if generator.iter not in site.path
        for part in ast.walk(generator.target)
    )


def _is_parameter(function: ast.AST, name: str) -> bool:
    if not isinstance(function, (*FUNCTIONS, ast.Lambda)):
        return False
    a = function.args
    every = (*a.posonlyargs, *a.args, *a.kwonlyargs, a.vararg, a.kwarg)
    return any(given is not None and given.arg == name for given in every)


def _in_scope(
    scope: Site, site: Site, name: str, before: tuple[int, int]
) -> Names | None:
    known = list(_bindings(scope.node, name))
    parameter_of = scope if _is_parameter(scope.node, name) else None
    if not known:
        return Names(parameter_of=parameter_of) if parameter_of else None
    earlier = [b for b in known if end_of(b.statement) <= before]
    if not earlier and parameter_of is None:
        earlier = [b for b in known if b.statement not in site.path]
    whole = [b for b in earlier if not b.extends]
    sure = [b for b in whole if _always_before(scope, b.statement, site)]
    if sure:
        earlier = earlier[earlier.index(sure[-1]) :]
        parameter_of = None
    steps = tuple(_ranked(scope, earlier, sure[-1:], name))
    if parameter_of is not None:
        steps = tuple(replace(step, certain=False) for step in steps)
    return Names(steps, parameter_of)


def _ranked(
    scope: Site, bindings: list[_Binding], root: list[_Binding], name: str
) -> Iterator[Step]:
    others = [b for b in reversed(bindings) if b not in root]
    replacing = [b for b in others if not b.extends and not _builds_on(b, name)]
    extending = [b for b in others if b.extends]
    for binding in (*root, *replacing, *extending):
        if binding.value is None:
            return  # one row of an outer loop: no query of its own to follow
        certain = binding in root and not replacing
        certain = certain or (not root and replacing == [binding])
        value = scope.below(binding.value)
        yield Step(value, "assignment", certain=certain, index=binding.index)


def _bindings(scope: ast.AST, name: str) -> Iterator[_Binding]:
    for node in walk_scope(scope):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _unpacked(target, node.value, node, name)
        elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)):
            if node.value is not None:
                yield from _unpacked(node.target, node.value, node, name)
        elif isinstance(node, ast.AugAssign):
            for binding in _unpacked(node.target, node.value, node, name):
                yield _Binding(binding.value, node, extends=True)
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            context = node.context_expr
            yield from _unpacked(node.optional_vars, context, context, name)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            yield from _rows(node, name)


def _unpacked(
    target: ast.expr, value: ast.expr, statement: ast.AST, name: str
) -> Iterator[_Binding]:
    if isinstance(target, ast.Name) and target.id == name:
        yield _Binding(value, statement)
    if not isinstance(target, (ast.Tuple, ast.List)):
        return
    for index, part in enumerate(target.elts):
        if isinstance(part, ast.Starred) and getattr(part.value, "id", "") == name:
            yield _Binding(value, statement)  # `first, *rest = rows`
        if not (isinstance(part, ast.Name) and part.id == name):
            continue
        if isinstance(value, (ast.Tuple, ast.List)):
            if len(value.elts) == len(target.elts):
                yield _Binding(value.elts[index], statement)
        else:
            yield _Binding(value, statement, index)


def _rows(loop: ast.For | ast.AsyncFor, name: str) -> Iterator[_Binding]:
    parts = [part for part in ast.walk(loop.target) if isinstance(part, ast.Name)]
    if not any(part.id == name for part in parts):
        return
    # The rows of a chunk are rows of what was cut into chunks.
    in_chunks = isinstance(loop.iter, ast.Call) and callee(loop.iter) in _CHUNKS
    is_chunk = in_chunks and parts[-1].id == name
    yield _Binding(loop.iter if is_chunk else None, loop.iter)


def _always_before(scope: Site, statement: ast.AST, site: Site) -> bool:
    """Say whether every way to *site* has run *statement*."""
    around = {id(node) for node in site.path}
    path = scope.below(statement).path
    for node, inner in zip(path, path[1:], strict=False):
        if isinstance(node, (ast.ExceptHandler, ast.match_case)):
            if id(node) not in around:
                return False
        elif isinstance(node, _BRANCHING):
            branch = next((b for b in (node.body, node.orelse) if inner in b), None)
            if branch is not None and not any(id(part) in around for part in branch):
                return False
    return True


def _builds_on(binding: _Binding, name: str) -> bool:
    nodes = ast.walk(binding.value) if binding.value is not None else ()
    return any(isinstance(node, ast.Name) and node.id == name for node in nodes)
