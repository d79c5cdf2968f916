"""Importing: where the import lines of a fix go in a file."""

from __future__ import annotations

import ast

__all__ = ["with_imports"]


def with_imports(lines: list[str], wanted: list[str]) -> list[str]:
    """Return *lines* with the import lines *wanted* that are not there yet."""
    missing = [line for line in dict.fromkeys(wanted) if f"{line}\n" not in lines]
    if not missing:
        return lines
    tree = ast.parse("".join(lines))
    known = [n for n in tree.body if isinstance(n, (ast.Import, ast.ImportFrom))]
    at = (known[-1].end_lineno or 0) if known else 0
    if not known and tree.body and ast.get_docstring(tree) is not None:
        at = tree.body[0].end_lineno or 0
    return [*lines[:at], *(f"{line}\n" for line in missing), *lines[at:]]
