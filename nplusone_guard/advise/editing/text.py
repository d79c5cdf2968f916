"""Source text: expressions as their author wrote them, with names exchanged."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from nplusone_guard.capture.expressions import text_at
from nplusone_guard.capture.modules import expression_in, lines_of
from nplusone_guard.capture.wording import in_one_line
from nplusone_guard.diagnose.syntax import Site

__all__ = ["names_in", "offset_of", "parsed", "segment", "source_of", "substituted"]

_ATOMS = (
    *(ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.Constant, ast.List),
    *(ast.Dict, ast.Set, ast.ListComp, ast.SetComp, ast.DictComp, ast.JoinedStr),
)


def source_of(site: Site) -> str:
    """Return the text at *site* in one line; empty where it cannot be read."""
    text = text_at(lines_of(site.file), site.place())
    return in_one_line(text) if text else ""


# The tree of an expression, None where the text is none.
parsed = expression_in


def segment(text: str, node: ast.AST) -> str:
    """Return the piece of *text* that *node* of its tree stands for."""
    return ast.get_source_segment(text.strip(), node) or ""


def offset_of(text: str, line: int, column: int) -> int:
    """Return where in *text* a node stands; its tree counts columns in bytes."""
    raw = text.encode()
    return len(raw[: _line_starts(raw)[line - 1] + column].decode())


def names_in(text: str) -> set[str]:
    """Return the variables that *text* reads."""
    tree = parsed(text)
    if tree is None:
        return set()
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def substituted(text: str, values: Mapping[str, str]) -> str:
    """Return *text* with each name in *values* exchanged for its value."""
    tree = parsed(text)
    if tree is None:
        return text
    raw = text.strip().encode()
    starts = _line_starts(raw)
    names = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id in values]
    for node in sorted(names, key=lambda n: (n.lineno, n.col_offset), reverse=True):
        begin = starts[node.lineno - 1] + node.col_offset
        end = starts[(node.end_lineno or 1) - 1] + (node.end_col_offset or 0)
        value = _as_operand(values[node.id], is_whole=node is tree)
        raw = raw[:begin] + value.encode() + raw[end:]
    return raw.decode()


def _as_operand(value: str, *, is_whole: bool) -> str:
    tree = parsed(value)
    return value if is_whole or isinstance(tree, _ATOMS) else f"({value})"


def _line_starts(raw: bytes) -> list[int]:
    starts = [0]
    for line in raw.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts
