"""A wrapper: an expression that hands on the rows of another one."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from nplusone_guard.diagnose.spelling import called, is_nothing, last_name
from nplusone_guard.diagnose.syntax import Place, Site


@dataclass(frozen=True, slots=True)
class Step:
    """One step from an expression towards where its rows come from.

    Attributes:
        via: "assignment", "parameter", "attribute" or "return"; empty for a wrapper.
        index: Which element of a tuple, or what under a key of a mapping, is meant.
        callers: The calls that led there, where other than before.
    """

    site: Site
    via: str = ""
    certain: bool = True
    index: int | str | None = None
    callers: tuple[Place | Site, ...] | None = None


_FIRST_ARGUMENT = {
    "list",
    "tuple",
    "set",
    "frozenset",
    "sorted",
    "reversed",
    "enumerate",
    "iter",
    "aiter",
    "zip",
    "chain",
    "islice",
    "groupby",
    "batched",
    "chunked",
    "tqdm",
    "deque",
}
# Methods of Django REST framework's views, with the rows as their argument.
_HANDS_ON = {"filter_queryset", "paginate_queryset", "apaginate_queryset"}
_SECOND_ARGUMENT = {"filter", "map", "takewhile", "dropwhile", "filterfalse", "reduce"}
_EXECUTES = {"scalars", "execute", "scalar", "stream", "stream_scalars", "exec"}
# What a result, a query or a page is asked for: each hands on the rows before it.
_OF_A_RESULT = {
    "all",
    "first",
    "one",
    "one_or_none",
    "unique",
    "scalars",
    "scalar",
    "scalar_one",
    "scalar_one_or_none",
    "mappings",
    "tuples",
    "partitions",
    "yield_per",
    "fetchall",
    "fetchmany",
    "iterator",
    "aiterator",
    "page",
    "get_page",
    "aget_page",
    "items",
    "keys",
    "copy",
    "last",
    "pop",
    "popleft",
}


def unwrapped(site: Site) -> Step | None:
    """Return the step into the wrapper at *site*, None where it wraps nothing."""
    node = site.node
    if isinstance(node, (ast.Await, ast.NamedExpr, ast.Starred)):
        return _into(site, node.value)
    if isinstance(node, ast.IfExp):
        chosen = node.orelse if is_nothing(node.body) else node.body
        other = node.body if chosen is node.orelse else node.orelse
        return _into(site, chosen, certain=is_nothing(other))
    if isinstance(node, ast.BoolOp):
        return _into(
            site, node.values[0], certain=all(map(is_nothing, node.values[1:]))
        )
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.BitOr)):
        return _into(site, node.left, certain=False)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        return _into(site, node.value)
    if isinstance(node, (ast.List, ast.Tuple)) and node.elts:
        # `[*new, *old]`; of other lists the elements are the rows themselves.
        are_rows = any(not isinstance(part, ast.Starred) for part in node.elts)
        is_one = len(node.elts) == 1
        return None if are_rows else _into(site, node.elts[0], certain=is_one)
    if isinstance(node, ast.Attribute) and node.attr in ("object_list", "data"):
        # A page's or a serializer's; a view's own list is no part of the view.
        is_own = getattr(node.value, "id", "") == "self"
        return None if is_own else _into(site, node.value)
    if isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp)):
        return _comprehended(site, node.elt, node.generators)
    if isinstance(node, ast.DictComp):
        return _comprehended(site, node.value, node.generators)
    return _unwrapped_call(site, node) if isinstance(node, ast.Call) else None


def _into(site: Site, node: ast.AST, *, certain: bool = True) -> Step:
    return Step(site.below(node), certain=certain)


def _unwrapped_call(site: Site, node: ast.Call) -> Step | None:
    func, given = called(node)
    name = last_name(func)
    if isinstance(func, ast.Lambda):
        return _into(site, func.body)
    if name.endswith("Paginator"):
        return _argument(site, node, "object_list")
    if any(keyword.arg == "many" for keyword in node.keywords):
        return _argument(site, node, "instance")
    if "formset" in name.lower() or name[:1].isupper() and name != "Prefetch":
        for keyword in node.keywords:
            if keyword.arg == "queryset":  # a formset or a filter of these rows
                return _into(site, keyword.value, certain=False)
    if isinstance(func, ast.Attribute) and func is node.func:
        step = _unwrapped_method(site, node, func)
        if step is not None:
            return step
    if _is_on_a_value(func):
        return None
    if name in _FIRST_ARGUMENT and given:
        several = name in ("zip", "chain") and len(given) > 1
        return _into(site, given[0], certain=not several)
    if name in _SECOND_ARGUMENT and len(given) > 1:
        return _into(site, given[1])
    return None


def _unwrapped_method(site: Site, node: ast.Call, func: ast.Attribute) -> Step | None:
    name, receiver = func.attr, func.value
    if name in _HANDS_ON and node.args:
        return _into(site, node.args[0])
    if name in _EXECUTES and node.args and not isinstance(node.args[0], ast.Constant):
        return _into(site, node.args[0])
    if name == "values" and not node.args and not node.keywords:
        return _into(site, receiver) if isinstance(receiver, ast.Name) else None
    if name not in _OF_A_RESULT:
        return None
    if name in ("all", "first", "last") and isinstance(receiver, ast.Attribute):
        # Book.objects.all() and event.sessions.all() say more with the call.
        return _into(site, receiver) if receiver.attr == "query" else None
    return _into(site, receiver)


def _argument(site: Site, node: ast.Call, keyword: str) -> Step | None:
    for value in node.args[:1]:
        return _into(site, value)
    for given in node.keywords:
        if given.arg == keyword:
            return _into(site, given.value)
    return None


def _is_on_a_value(func: ast.expr) -> bool:
    # itertools.chain(x) is a wrapper, books.filter(x) and books.reversed() are not.
    return isinstance(func, ast.Attribute) and not (
        isinstance(func.value, ast.Name)
        and func.value.id in ("itertools", "more_itertools")
    )


def _comprehended(
    site: Site, element: ast.expr, generators: list[ast.comprehension]
) -> Step | None:
    if isinstance(element, ast.Attribute):
        return _into(site, element)
    if not isinstance(element, ast.Name):
        return None
    for generator in reversed(generators):
        if isinstance(generator.target, ast.Name) and generator.target.id == element.id:
            return _into(site, generator.iter)
    return None
