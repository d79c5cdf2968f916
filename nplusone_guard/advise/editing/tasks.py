"""Tasks: a helper that is called here and awaited by others, as `gather` does for many."""

from __future__ import annotations

import ast

from nplusone_guard.advise.editing.text import source_of
from nplusone_guard.diagnose.spelling import last_name
from nplusone_guard.diagnose.syntax import Site

__all__ = ["gather_around", "is_left_to_a_task", "listed"]


def is_left_to_a_task(function: Site, call: Site) -> bool:
    """Say whether *call* of *function* gives a coroutine and not yet its value."""
    parent = call.path[-2] if len(call.path) > 1 else None
    is_coroutine = isinstance(function.node, ast.AsyncFunctionDef)
    return is_coroutine and not isinstance(parent, ast.Await)


def gather_around(call: Site) -> Site | None:
    """Return the `await gather(*(... for ...))` that awaits each *call*, and that only.

    What it gives is a list, with the value of each call in its order.
    """
    if len(call.path) < 5:
        return None
    awaits, gather, starred, rows = call.path[-5:-1]
    is_gather = (
        isinstance(awaits, ast.Await)
        and isinstance(gather, ast.Call)
        and last_name(gather.func) == "gather"
        and gather.args == [starred]
        and not gather.keywords
    )
    is_row = isinstance(rows, (ast.GeneratorExp, ast.ListComp))
    if not is_gather or not is_row or rows.elt is not call.node:  # type: ignore[attr-defined]
        return None
    return Site(call.file, call.path[:-4])


def listed(call: Site, value: str) -> str:
    """Return the list of each *value* that stands for the gather around *call*."""
    rows = source_of(Site(call.file, call.path[:-1]))
    return f"[{value}{rows[1:-1].strip().removeprefix(source_of(call))}]"
