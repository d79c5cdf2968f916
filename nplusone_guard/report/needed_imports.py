"""Needed imports: what a file must import before an advice can be pasted into it."""

from __future__ import annotations

import ast
import re

from nplusone_guard.advise.editing.bindings import bound_names, used_names
from nplusone_guard.capture.modules import parsed

__all__ = ["imports_for", "with_imports"]

_OFFERED = re.compile(r"\bfrom ([\w.]+) import (\w+(?:, \w+)*)")


def imports_for(code: str, text: str, lines: list[str]) -> list[str] | None:
    """Return the import lines that *code* needs in a file of *lines*.

    *text* may offer them, as advice does: "from sqlalchemy.orm import joinedload".
    None where a name in *code* comes from nowhere.
    """
    module = parsed("".join(lines))
    new = parsed("".join(part.strip() + "\n" for part in code.splitlines()))
    new = new or parsed(code.strip())
    if module is None or new is None:
        return None
    missing = (
        used_names(new) - bound_names(new) - bound_names(module) - used_names(module)
    )
    offered = {
        name: f"from {source} import {name}\n"
        for source, names in _OFFERED.findall(text)
        for name in names.split(", ")
    }
    if not missing <= offered.keys():
        return None
    return [offered[name] for name in sorted(missing)]


def with_imports(lines: list[str], wanted: list[str]) -> list[str]:
    """Return *lines* with *wanted* behind the last import at the top."""
    module = parsed("".join(lines))
    if not wanted or module is None:
        return lines
    at = 0
    for number, node in enumerate(module.body):
        is_docstring = (
            number == 0 and ast.get_docstring(module, clean=False) is not None
        )
        if is_docstring or isinstance(node, ast.Import | ast.ImportFrom):
            at = node.end_lineno or 0
        else:
            break
    return [*lines[:at], *wanted, *lines[at:]]
