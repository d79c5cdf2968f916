"""A template's span: the file, line and columns of a tag or of an expression in it."""

from __future__ import annotations

import linecache
from collections.abc import Hashable
from typing import Any

from nplusone_guard.capture.expressions import Span

__all__ = ["key_of", "span_of_node"]


def span_of_node(node: Any, expression: str = "") -> Span | None:
    """Return where *expression* stands in the tag of *node*, or else the tag itself."""
    line = getattr(node.token, "lineno", None)
    origin = getattr(node, "origin", None)
    if line is None or origin is None:
        return None
    text = _line(origin.name, line)
    wanted = expression or node.token.contents
    column = _column(text, node.token.contents, wanted)
    end = column + len(wanted) if column >= 0 else len(text)
    template = str(getattr(origin, "template_name", None) or origin.name)
    return Span(origin.name, line, line, max(column, 0), end, template, wanted)


def key_of(node: Any) -> Hashable:
    """Return what tells *node* from other tags, the same for every compilation."""
    token, origin = node.token, getattr(node, "origin", None)
    if token is None:
        return id(type(node))
    return (getattr(origin, "name", None), token.lineno, token.contents)


def _column(text: str, tag: str, wanted: str) -> int:
    """Return the column of *wanted*, looked for inside the tag first."""
    start = max(text.find(tag), 0)
    return text.find(wanted, start)


def _line(file: str, line: int) -> str:
    lines = linecache.getlines(file)
    return lines[line - 1].rstrip("\n") if 1 <= line <= len(lines) else ""
