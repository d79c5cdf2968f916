"""Writing a loader option into the expression that builds a query."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nplusone_guard.sqlalchemy.chains import Link, written

__all__ = ["entities_of", "parsed", "with_keyword", "with_option"]

_LOADERS = frozenset(
    {
        "contains_eager",
        "defaultload",
        "immediateload",
        "joinedload",
        "selectinload",
        "subqueryload",
    }
)
# What ends a legacy Query: options have to come before it.
_RUNS = frozenset(
    {
        *("all", "first", "one", "one_or_none", "scalar", "get", "yield_per"),
        *("first_or_404", "get_or_404", "one_or_404", "paginate"),
    }
)
_REFINES = frozenset({"options", "where", "filter", "filter_by", "order_by", "join"})
_GETS = frozenset({"get", "get_one"})


def with_option(
    expression: str, links: tuple[Link, ...], kinds: tuple[Link, ...] = ()
) -> str | None:
    """Return *expression* with the option in place; None where no query is in it.

    *kinds* are options of their own that load the columns of sub-classes first.
    """
    tree = parsed(expression)
    if tree is None:
        return None
    extended = _extended(expression, tree, links)
    if extended is not None:
        return extended
    option = ", ".join([*map(str, kinds), written(links)])
    for node in ast.walk(tree):
        if _is_get(node) and isinstance(node, ast.Call):
            return with_keyword(expression, node, "options", option)
    query = _query_in(tree)
    if query is None:
        return None
    return _inserted(expression, query, f".options({option})")


def entities_of(expression: str) -> tuple[str, ...]:
    """Return the names of the classes that the query in *expression* selects."""
    tree = parsed(expression)
    if tree is None:
        return ()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _callee(node) in ("select", "query", *_GETS):
            return tuple(ast.unparse(argument) for argument in node.args)
        if isinstance(node, ast.Attribute) and node.attr == "query":
            return (ast.unparse(node.value),)
    return ()


def parsed(expression: str) -> ast.expr | None:
    """Return the tree of *expression*; None where it is cut or no expression."""
    try:
        return ast.parse(expression.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None


def with_keyword(expression: str, call: ast.Call, name: str, value: str) -> str:
    """Return *expression* with *value* added to the list that *call* takes as *name*."""
    for keyword in call.keywords:
        if keyword.arg == name and isinstance(keyword.value, ast.List):
            last = keyword.value.elts[-1] if keyword.value.elts else None
            if last is not None:
                return _inserted(expression, last, f", {value}")
    text = expression.encode()
    end = (call.end_col_offset or len(text)) - 1
    comma = ", " if call.args or call.keywords else ""
    return (text[:end] + f"{comma}{name}=[{value}]".encode() + text[end:]).decode()


def _extended(expression: str, tree: ast.expr, links: tuple[Link, ...]) -> str | None:
    """Go on from the longest part of the chain that the query already loads."""
    best: tuple[int, ast.expr] | None = None
    for node in ast.walk(tree):
        chain = _chain_at(node)
        length = len(chain)
        if not chain or length >= len(links) or not isinstance(node, ast.expr):
            continue
        is_prefix = chain == [link.argument for link in links[:length]]
        if is_prefix and (best is None or length > best[0]):
            best = (length, node)
    if best is None:
        return None
    return _inserted(expression, best[1], f".{written(links[best[0] :])}")


def _chain_at(node: ast.AST) -> list[str]:
    """Return the relations that the loader option at *node* goes along."""
    found: list[str] = []
    while isinstance(node, ast.Call) and _callee(node) in _LOADERS and node.args:
        found.insert(0, ast.unparse(node.args[0]))
        if not isinstance(node.func, ast.Attribute):
            return found
        node = node.func.value
        if isinstance(node, ast.Name):  # orm.joinedload(...)
            return found
    return []


def _query_in(tree: ast.expr) -> ast.expr | None:
    """Return the longest chain of calls that still is a query: select(...).where(...)"""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Call, ast.Attribute)) and _is_query(node):
            return _before_running(node)
    # What was begun elsewhere and is gone on with here: query.order_by(Book.id).
    is_refined = isinstance(tree, ast.Call) and bool(_REFINES & _methods(tree))
    return _before_running(tree) if is_refined else None


def _methods(node: ast.expr) -> set[str]:
    found = set()
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        found.add(node.func.attr)
        node = node.func.value
    return found


def _is_query(node: ast.expr) -> bool:
    while True:
        if isinstance(node, ast.Call):
            if _callee(node) in ("select", "query"):
                return True
            node = node.func
        elif isinstance(node, ast.Attribute):
            if node.attr == "query":
                return True
            node = node.value
        else:
            return False


def _before_running(node: ast.expr) -> ast.expr:
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr not in _RUNS:
            break
        node = node.func.value
    return node


def _is_get(node: ast.AST) -> bool:
    """Say whether *node* is `session.get(Book, 1)` rather than a Query's get."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _GETS
        and len(node.args) >= 2
    )


def _callee(node: ast.Call) -> str:
    names: Iterator[str] = (
        getattr(node.func, name) for name in ("attr", "id") if hasattr(node.func, name)
    )
    return next(names, "")


def _inserted(expression: str, node: ast.expr, text: str) -> str:
    raw = expression.encode()
    end = node.end_col_offset or len(raw)
    return (raw[:end] + text.encode() + raw[end:]).decode()
