"""A context: the names a view hands to its template, with what they stand for."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nplusone_guard.diagnose.sources import Built, follow
from nplusone_guard.diagnose.syntax import FUNCTIONS, Site, module_site
from nplusone_guard.diagnose.wrappers import Step


def context_value(file: str, function_line: int, name: str) -> Built | None:
    """Return what builds the query that the template gets as *name*.

    *function_line* is any line of the function, or of the class, that gives it.
    """
    for site in context_sites(file, function_line, name):
        built = follow(Step(site, "assignment"))
        if built is not None:
            return built
    return None


def context_sites(file: str, function_line: int, name: str) -> Iterator[Site]:
    """Yield the expressions that may be what the template gets as *name*."""
    module = module_site(file)
    for scope in reversed(_around(module, function_line)) if module else ():
        for value in _values(scope.node, name):
            yield scope.below(value)


def _around(module: Site, line: int) -> list[Site]:
    found = [
        node
        for node in ast.walk(module.node)
        if isinstance(node, (*FUNCTIONS, ast.ClassDef))
        and _first_line(node) <= line <= (node.end_lineno or 0)
    ]
    return [module.below(node) for node in found]


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _values(scope: ast.AST, name: str) -> Iterator[ast.expr]:
    for node in ast.walk(scope):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == name:
                    yield value
        elif isinstance(node, ast.Assign):
            if any(_is_item(target, name) for target in node.targets):
                yield node.value
        elif isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg == name:
                    yield keyword.value


def _is_item(target: ast.expr, name: str) -> bool:
    return (
        isinstance(target, ast.Subscript)
        and isinstance(target.slice, ast.Constant)
        and target.slice.value == name
    )
