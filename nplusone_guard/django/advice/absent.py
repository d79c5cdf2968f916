"""Absent rows: what a loop does without a row, once rows are looked up in a dict."""

from __future__ import annotations

import ast
import re

from nplusone_guard.advise.editing.edits import Edits, statement_of
from nplusone_guard.advise.editing.names import spelled_name
from nplusone_guard.advise.editing.text import source_of
from nplusone_guard.diagnose.syntax import Site
from nplusone_guard.django.advice.scene import Scene

__all__ = ["note_absent"]

_ABSENT = ("DoesNotExist", "ObjectDoesNotExist", "Http404")
_OR_404 = re.compile(r"(await\s+)?([\w.]+\.)?a?get_object_or_404\(")
_SIMPLE = (ast.Assign, ast.AnnAssign, ast.Expr, ast.Return)


def note_absent(edits: Edits, scene: Scene, key: str, name: str) -> str:
    """Keep what a missing row led to, and return what a reader has to know of it."""
    handler = _handler(scene.asked.query)
    if handler is not None:
        _catch_key_error(edits, handler, is_only=scene.asked.query is scene.asked.site)
        return " A missing row is a KeyError now, and caught as one."
    statement = statement_of(scene.asked.site)
    is_404 = _OR_404.match(source_of(scene.asked.site))
    if is_404 and scene.loop is not None and scene.loop.is_statement:
        error = spelled_name(edits, statement.file, "django.http", "Http404")
        lines = f"if {key} not in {name}:", f"    raise {error}"
        edits.before(statement, *lines)
        return ""
    return " A missing row is now a KeyError."


def _handler(asked: Site) -> Site | None:
    """Return the class of error that is caught where the row is missing."""
    for index in range(len(asked.path) - 2, 0, -1):
        node, below = asked.path[index], asked.path[index + 1]
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            return None
        if not isinstance(node, ast.Try) or below not in node.body:
            continue
        around = Site(asked.file, asked.path[: index + 1])
        for handler in node.handlers:
            caught = [handler.type]
            if isinstance(handler.type, ast.Tuple):
                caught = list(handler.type.elts)
            if any(_is_absence(error) for error in caught):
                assert handler.type is not None
                return around.below(handler.type)
    return None


def _is_absence(error: ast.expr | None) -> bool:
    name = getattr(error, "attr", getattr(error, "id", ""))
    return name in _ABSENT


def _catch_key_error(edits: Edits, handler: Site, *, is_only: bool) -> None:
    tried = next(n for n in reversed(handler.path) if isinstance(n, ast.Try))
    known = source_of(handler)
    if isinstance(handler.node, ast.Tuple):
        edits.replace(handler, f"({known[1:-1].rstrip(', ')}, KeyError)")
    elif is_only and len(tried.body) == 1 and isinstance(tried.body[0], _SIMPLE):
        edits.replace(handler, "KeyError")
    else:  # what else is tried, by other callers too, may miss a row
        edits.replace(handler, f"({known}, KeyError)")
    edits.include(statement_of(Site(handler.file, handler.path)))
