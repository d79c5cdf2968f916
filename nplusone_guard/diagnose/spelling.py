"""Spelling: what an expression says by its names alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_RUNS_IT = {"sync_to_async", "to_thread", "run_sync", "run_in_threadpool"}


def is_nothing(node: ast.AST) -> bool:
    """Say whether *node* stands for no rows at all: None, [], x.none()."""
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return not node.elts
    if isinstance(node, ast.Dict):
        return not node.keys
    if isinstance(node, ast.Call) and not node.args:
        return callee(node) in ("none", "list", "tuple", "set", "dict")
    return isinstance(node, ast.Constant)


def called(node: ast.Call) -> tuple[ast.expr, list[ast.expr]]:
    """Return what *node* really calls, with its arguments.

    `sync_to_async(f)(x)` and `to_thread(f, x)` call f.
    """
    func = node.func
    if isinstance(func, ast.Call) and callee(func) in _RUNS_IT and func.args:
        return func.args[0], node.args
    if callee(node) in _RUNS_IT and node.args:
        return node.args[0], node.args[1:]
    return func, node.args


def last_name(node: ast.AST) -> str:
    """Return the last name of `a.b.c` or `c`, empty for anything else."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def callee(node: ast.Call) -> str:
    """Return the last name of what *node* calls."""
    return last_name(node.func)


def called_in_chain(node: ast.AST) -> Iterator[str]:
    """Yield the names that `a.b(c).d` calls, the last first."""
    while isinstance(node, (ast.Call, ast.Attribute, ast.Await)):
        if isinstance(node, ast.Call):
            yield callee(node)
            node = node.func
        else:
            node = node.value


def names_of_chain(node: ast.AST) -> Iterator[str]:
    """Yield the names of `a.b(c).d` from the left; "" where it starts otherwise."""
    if isinstance(node, ast.Attribute):
        yield from names_of_chain(node.value)
        yield node.attr
    elif isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, (ast.Call, ast.Await)):
        yield from names_of_chain(
            node.func if isinstance(node, ast.Call) else node.value
        )
    else:
        yield ""
