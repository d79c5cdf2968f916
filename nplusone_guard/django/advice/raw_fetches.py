"""Fetches: where a loop takes the rows of a cursor, and what it takes afterwards."""

from __future__ import annotations

import ast
import re

from nplusone_guard.advise.editing.gathering import Gathering
from nplusone_guard.advise.editing.text import source_of
from nplusone_guard.advise.in_rewrite import Rewrite
from nplusone_guard.diagnose.syntax import Site

__all__ = ["fetches_in", "look_for_fetch", "none_found"]


def fetches_in(gathering: Gathering, receiver: str) -> list[Site]:
    """Return the expressions in the loop that take rows from *receiver*."""
    loop = gathering.loop.site
    found: list[Site] = []
    for node in ast.walk(ast.Module(loop.node.body, [])):  # type: ignore[attr-defined]
        func = node.func if isinstance(node, ast.Call) else None
        is_fetch = isinstance(func, ast.Attribute) and func.attr.startswith("fetch")
        if is_fetch and source_of(loop.below(func.value)) == receiver:  # type: ignore[union-attr]
            found.append(loop.below(node))
        iterated = getattr(node, "iter", None)
        if iterated is not None and source_of(loop.below(iterated)) == receiver:
            found.append(loop.below(iterated))
    return found


def look_for_fetch(fetch: Site, rewrite: Rewrite, key: str, absent: str) -> str | None:
    """Return what gives the fetched rows of one key; *absent* is an aggregate's row."""
    func = fetch.node.func if isinstance(fetch.node, ast.Call) else None
    method = getattr(func, "attr", "iter")
    by = re.search(r"^(by_\w+|existing)\b", rewrite.index_code, re.MULTILINE)
    name = by[1] if by is not None else ""
    if not name or method not in ("fetchone", "fetchall", "iter"):
        return None
    if rewrite.result == "set":
        return f"((1,) if {key} in {name} else None)" if method == "fetchone" else None
    if rewrite.result == "many":
        rows = f"{name}.get({key}, [])"
        return f"next(iter({rows}), None)" if method == "fetchone" else rows
    row = f"{name}.get({key}, {absent})" if absent else f"{name}.get({key})"
    if method == "fetchone":
        return row
    return f"[{row}]" if absent else f"[{name}[{key}]] if {key} in {name} else []"


def none_found(sql: str, rewrite: Rewrite) -> str:
    """Return the row of an aggregate over no rows; empty for any other statement."""
    is_aggregate = any("COUNT 0" in note for note in rewrite.notes)
    listed = re.search(r"\bSELECT\b(.*?)\bFROM\b", sql, re.IGNORECASE | re.DOTALL)
    if not is_aggregate or listed is None:
        return ""
    items = re.sub(r"\([^()]*\)", "()", listed[1]).split(",")
    values = [
        "0" if re.match(r"\s*COUNT\b", i, re.IGNORECASE) else "None" for i in items
    ]
    return f"({', '.join(values)}{',' if len(values) == 1 else ''})"
