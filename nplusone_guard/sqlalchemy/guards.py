"""Guards: the conditions under which a loop asks at all.

`row["code"]` is read for the rows that have one; the list of all codes has to leave out
the others as well.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nplusone_guard.advise.editing.text import source_of
from nplusone_guard.diagnose.syntax import Site
from nplusone_guard.sqlalchemy.scene import Scene

__all__ = ["guards_of"]

_LEAVES = (ast.Continue, ast.Break, ast.Return, ast.Raise)


def guards_of(scene: Scene, value: str) -> list[str]:
    """Return the tests that stand before *value* is read, none where it is always there.

    An attribute of the row itself needs none.
    """
    tree = ast.parse(value, mode="eval").body
    parts = tree.elts if isinstance(tree, ast.Tuple) else [tree]
    if all(_is_always_there(part) for part in parts):
        return []
    return [f"({text})" for text in _tests(scene) if scene.varies(text)]


def _is_always_there(node: ast.expr) -> bool:
    if isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def _tests(scene: Scene) -> Iterator[str]:
    path = scene.asked.site.path
    inside = False
    for node, inner in zip(path, path[1:], strict=False):
        if _is_same(node, scene.loop.site.node):
            inside = True
        if not inside:
            continue
        yield from _of_node(scene, node, inner)
        yield from _of_earlier(scene, node, inner)


def _of_node(scene: Scene, node: ast.AST, inner: ast.AST) -> Iterator[str]:
    site = scene.asked.site
    if isinstance(node, (ast.If, ast.IfExp)):
        if inner is node.test:
            return
        text = source_of(_site(site, node).below(node.test))
        body = node.body if isinstance(node, ast.If) else [node.body]
        yield text if inner in body else f"not ({text})"
    elif isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        for value in node.values:
            if value is inner:
                break
            yield source_of(_site(site, node).below(value))


def _of_earlier(scene: Scene, node: ast.AST, inner: ast.AST) -> Iterator[str]:
    """Yield what `if not row: continue` leaves."""
    body = getattr(node, "body", None)
    for statement in body if isinstance(body, list) and inner in body else ():
        if statement is inner:
            break
        if (
            isinstance(statement, ast.If)
            and not statement.orelse
            and isinstance(statement.body[-1], _LEAVES)
        ):
            around = _site(scene.asked.site, node)
            yield f"not ({source_of(around.below(statement.test))})"


def _site(site: Site, node: ast.AST) -> Site:
    index = next(i for i, each in enumerate(site.path) if each is node)
    return Site(site.file, site.path[: index + 1])


def _is_same(node: ast.AST, other: ast.AST) -> bool:
    return type(node) is type(other) and (
        getattr(node, "lineno", 0) == getattr(other, "lineno", 0)
        and getattr(node, "col_offset", 0) == getattr(other, "col_offset", 0)
    )
