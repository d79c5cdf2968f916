"""Class edits: lines that are added to a class, behind one of its statements or its last."""

from __future__ import annotations

import ast
from itertools import takewhile

from nplusone_guard.advise.editing.edits import Edits
from nplusone_guard.capture.expressions import Span, text_at
from nplusone_guard.capture.modules import lines_of
from nplusone_guard.diagnose.syntax import FUNCTIONS, Site, module_site

__all__ = ["add_behind", "behind", "patch_behind", "put_instead"]


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
    edits = Edits()
    return edits.patch() if add_behind(edits, span, added) else ""


def add_behind(edits: Edits, span: Span, added: list[str]) -> bool:
    """Add *added* to the class at *span*: a method behind its attributes."""
    site = _statement_at(span)
    if site is None:
        return False
    if _is_method(added):
        edits.after(_last_attribute(site), "", *added)
    else:
        edits.after(site, *added)
    return True


def put_instead(edits: Edits, span: Span, line: str) -> bool:
    """Put *line* in the place of the statement at *span*."""
    site = _statement_at(span)
    if site is not None:
        edits.exchange(site, line)
    return site is not None


def _last_attribute(site: Site) -> Site:
    """Return the last statement before the methods of the class that has *site*."""
    owner = Site(site.file, site.path[:-1])
    body = owner.node.body if isinstance(owner.node, ast.ClassDef) else []
    attributes = list(takewhile(lambda node: not isinstance(node, FUNCTIONS), body))
    return owner.below(attributes[-1]) if attributes else site


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
