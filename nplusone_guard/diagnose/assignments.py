"""An assignment: what gives a name its value at one place of a file."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from nplusone_guard.diagnose.syntax import FUNCTIONS, Site, walk_scope
from nplusone_guard.diagnose.wrappers import Step, callee

_CHUNKS = {"batched", "chunked", "groupby", "partitions", "grouper", "ichunked"}
_BRANCHES = (
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.ExceptHandler,
    ast.match_case,
)
_FAR = (1 << 30, 0)


@dataclass(frozen=True, slots=True)
class Binding:
    """A value that some statement gives to a name."""

    value: ast.expr
    statement: ast.AST
    index: int | None = None


def assigned(site: Site, name: str) -> list[Step]:
    """Return what *name* can stand for at *site*, the likeliest first.

    Scopes are searched outward; the first that binds the name answers.
    """
    before = (getattr(site.node, "lineno", 0), getattr(site.node, "col_offset", 0))
    scope = site.scope()
    is_first = True
    while True:
        if is_first or not isinstance(scope.node, ast.ClassDef):
            found = _in_scope(scope, site, name, before)
            if found is not None:
                return found
        if len(scope.path) == 1:
            return []
        # A function can run long after the code around it: order says nothing there.
        if isinstance(scope.node, (*FUNCTIONS, ast.Lambda)):
            before = _FAR
        scope, is_first = scope.scope(), False


def is_parameter(function: ast.AST, name: str) -> bool:
    """Say whether *name* is a parameter of *function*."""
    if not isinstance(function, (*FUNCTIONS, ast.Lambda)):
        return False
    a = function.args
    every = (*a.posonlyargs, *a.args, *a.kwonlyargs, a.vararg, a.kwarg)
    return any(given is not None and given.arg == name for given in every)


def _in_scope(
    scope: Site, site: Site, name: str, before: tuple[int, int]
) -> list[Step] | None:
    bindings = list(_bindings(scope.node, name))
    bound = is_parameter(scope.node, name)
    if not bindings:
        return [] if bound else None
    earlier = [b for b in bindings if _end(b.statement) <= before] or bindings
    sure = [b for b in earlier if _always_before(scope, b.statement, site)]
    chosen = sure[-1:] if sure else []
    later = [b for b in reversed(earlier) if not _is_older(b, chosen)]
    rivals = [b for b in later if b not in chosen and not _builds_on(b.value, name)]
    steps = [_step(scope, b, certain=not rivals) for b in chosen]
    only = not chosen and not bound and len(rivals) == 1
    return steps + [_step(scope, b, certain=only) for b in rivals]


def _step(scope: Site, binding: Binding, *, certain: bool) -> Step:
    value = scope.below(binding.value)
    return Step(value, "assignment", certain=certain, index=binding.index)


def _bindings(scope: ast.AST, name: str) -> Iterator[Binding]:
    for node in walk_scope(scope):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _unpacked(target, node.value, node, name)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            yield from _unpacked(node.target, node.value, node, name)
        elif isinstance(node, ast.NamedExpr):
            yield from _unpacked(node.target, node.value, node, name)
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            context = node.context_expr
            yield from _unpacked(node.optional_vars, context, context, name)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            yield from _chunk(node, name)


def _unpacked(
    target: ast.expr, value: ast.expr, statement: ast.AST, name: str
) -> Iterator[Binding]:
    if isinstance(target, ast.Name) and target.id == name:
        yield Binding(value, statement)
    if not isinstance(target, (ast.Tuple, ast.List)):
        return
    for index, part in enumerate(target.elts):
        if not (isinstance(part, ast.Name) and part.id == name):
            continue
        if isinstance(value, (ast.Tuple, ast.List)):
            if len(value.elts) == len(target.elts):
                yield Binding(value.elts[index], statement)
        else:
            yield Binding(value, statement, index)


def _chunk(loop: ast.For | ast.AsyncFor, name: str) -> Iterator[Binding]:
    # The rows of a chunk are rows of what was cut in chunks. Any other target of a
    # `for` is one row, which is not where rows come from.
    if not (isinstance(loop.iter, ast.Call) and callee(loop.iter) in _CHUNKS):
        return
    targets = loop.target.elts if isinstance(loop.target, ast.Tuple) else [loop.target]
    if isinstance(targets[-1], ast.Name) and targets[-1].id == name:
        yield Binding(loop.iter, loop.iter)


def _always_before(scope: Site, statement: ast.AST, site: Site) -> bool:
    """Say whether every way to *site* has run *statement*."""
    around = {id(node) for node in site.path}
    path = scope.below(statement).path
    for node, inner in zip(path, path[1:], strict=False):
        if not isinstance(node, _BRANCHES):
            continue
        if isinstance(node, (ast.For, ast.AsyncFor)) and inner is node.iter:
            continue
        if id(node) not in around or (isinstance(node, ast.If) and id(inner) not in around):
            if not _is_same_branch(node, inner, site):
                return False
    return True


def _is_same_branch(node: ast.AST, inner: ast.AST, site: Site) -> bool:
    if inner is getattr(node, "test", None):
        return True
    for branch in (getattr(node, "body", []), getattr(node, "orelse", [])):
        if isinstance(branch, list) and any(inner is part for part in branch):
            return any(part is around for part in branch for around in site.path)
    return False


def _builds_on(value: ast.AST, name: str) -> bool:
    return any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(value))


def _is_older(binding: Binding, chosen: list[Binding]) -> bool:
    return bool(chosen) and _end(binding.statement) < _end(chosen[0].statement)


def _end(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "end_lineno", 0), getattr(node, "end_col_offset", 0)
