"""What stands before a rewritten statement: its keys, its constants, its cursor."""

from __future__ import annotations

import ast
import re

from nplusone_guard.advise.editing.looping import unrolled
from nplusone_guard.advise.editing.rows import Rows
from nplusone_guard.advise.in_rewrite import Rewrite
from nplusone_guard.diagnose.syntax import FUNCTIONS, Site
from nplusone_guard.django.advice.scene import Scene

__all__ = ["key_lines", "opened", "opens_its_own"]


def key_lines(
    scene: Scene,
    rows: Rows,
    rewrite: Rewrite,
    values: list[str],
    *,
    is_instead: bool = False,
) -> list[str] | None:
    """Return the lines that name the keys and the constants of the statement."""
    varying = [value for value in values if scene.varies(value)]
    if len(varying) != 1:
        return None
    if is_instead:  # the rows are gone over for their keys alone
        text = unrolled(rows.loop, varying[0])
        listed = None if text is None else f"[{text} {rows.clauses()}]"
    else:
        listed = rows.list_of(varying[0])
    if listed is None or len(rewrite.keys) != 1:
        return None
    lines = [f"ids = {listed}"]
    for name, given in rewrite.constants:
        value = values[given] if isinstance(given, int) else _python(given)
        if value is None:
            return None
        if value != name:
            lines.append(f"{name} = {value}")
    return lines


def _python(literal: str) -> str | None:
    """Return a literal of SQL as Python writes it."""
    if re.fullmatch(r"-?\d+(\.\d+)?", literal):
        return literal
    if re.fullmatch(r"'[^'\\]*'", literal):
        return f'"{literal[1:-1]}"' if '"' not in literal else literal
    return None


def opened(asked: Site, lines: list[str]) -> list[str]:
    """Open a cursor before the loop, where there is one for each row."""
    items = opens_its_own(asked)
    if not items:
        return lines
    return [f"with {items}:", *(f"    {line}" if line else line for line in lines)]


def opens_its_own(asked: Site) -> str:
    """Return the `with` that opens a cursor for each row, as source; "" if none does."""
    for node in asked.path[::-1]:
        if isinstance(node, (ast.For, ast.AsyncFor, ast.While, *FUNCTIONS)):
            break
        if isinstance(node, ast.With):
            items = ", ".join(ast.unparse(item) for item in node.items)
            if "cursor" in items:
                return items
    return ""
