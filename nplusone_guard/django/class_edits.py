"""Class edits: lines that are added to a class, behind one of its statements or its last."""

from __future__ import annotations

import ast

from nplusone_guard.advise.editing.edits import Edits
from nplusone_guard.capture.expressions import Span, text_at
from nplusone_guard.capture.modules import lines_of
from nplusone_guard.diagnose.syntax import Site, module_site

__all__ = ["behind", "patch_behind"]


def behind(span: Span, added: list[str]) -> str:
    """Return the statement at *span* and *added* below it.

    A class's heading is left out: what is added stands somewhere in its body.
    """
    if (span.expression or "").startswith("class "):
        return "\n".join(added)
    place = (span.line, span.end_line, span.column, span.end_column)
    text = text_at(lines_of(span.file), place) or span.expression or ""
    room, blank = " " * span.column, "\n" if _is_method(added) else ""
    return f"{text}\n{blank}" + "\n".join(room + line for line in added)


def patch_behind(span: Span, added: list[str]) -> str:
    """Return the diff that adds *added* there; nothing where the class is not found."""
    site = _statement_at(span)
    if site is None:
        return ""
    edits = Edits()
    edits.after(site, *([""] if _is_method(added) else []), *added)
    return edits.patch()


def _is_method(added: list[str]) -> bool:
    return added[0].startswith(("def ", "@"))


def _statement_at(span: Span) -> Site | None:
    module = module_site(span.file)
    for node in ast.walk(module.node) if module is not None else ():
        if not isinstance(node, ast.stmt) or node.lineno != span.line:
            continue
        assert module is not None
        last = node.body[-1] if isinstance(node, ast.ClassDef) else node
        return module.below(last)
    return None
