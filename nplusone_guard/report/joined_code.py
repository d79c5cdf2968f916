"""Joined code: two versions of one statement, each with calls added, made into one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from nplusone_guard.advise.editing.text import offset_of
from nplusone_guard.capture.modules import parsed
from nplusone_guard.report.joined_calls import (
    ADDED,
    ONE_CALL,
    Part,
    one_call_each,
    own_calls_first,
    without_prefixes,
)

__all__ = ["joined_code"]

_SETTING = "list_select_related"


def joined_code(one: str, other: str, *, is_own: bool = False) -> str | None:
    """Return *one* with what *other* adds to the same query; None where they disagree.

    Calls of one method become one call, without the paths that another path goes
    through. Where *one* is a finding's own code (*is_own*), its calls stay as they are.
    """
    if one == other:
        return one
    first, second = _Source.of(one), _Source.of(other)
    if first is None or second is None:
        return None
    for left, right in _candidates(first, second):
        edit = _edit(first, left, second, right, is_own)
        if edit is not None:
            start, end, text = edit
            return one[:start] + text + one[end:]
    return None


@dataclass(frozen=True, slots=True)
class _Source:
    """Text that may stand in the middle of a file, with its tree."""

    text: str
    before: str
    after: str
    tree: ast.Module

    @classmethod
    def of(cls, text: str) -> _Source | None:
        before = "if 1:\n" if text.lstrip("\n")[:1].isspace() else ""
        after = "" if not text.rstrip().endswith(":") else " pass"
        tree = parsed(before + text.rstrip() + after)
        return None if tree is None else cls(text, before, after, tree)

    def at(self, line: int, column: int) -> int:
        return offset_of(self.before + self.text, line, column) - len(self.before)

    def end(self, node: ast.expr) -> int:
        return self.at(node.end_lineno or 1, node.end_col_offset or 0)

    def piece(self, node: ast.expr) -> str:
        return self.text[self.at(node.lineno, node.col_offset) : self.end(node)]

    def chain(self, node: ast.expr) -> tuple[ast.expr, list[Part]]:
        """Return what a chain of calls begins with, and its calls in order."""
        parts: list[Part] = []
        while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            whole, node = node, node.func.value
            text = self.text[self.end(node) : self.end(whole)]
            given = tuple(self.piece(each) for each in whole.args)
            name = whole.func.attr if isinstance(whole.func, ast.Attribute) else ""
            named = whole.keywords and name in ONE_CALL
            parts.append(
                Part(name, text, () if named else given, self.end(whole)),
            )
        return node, parts[::-1]


_Pair = tuple[ast.AST, ast.AST]


def _candidates(first: _Source, second: _Source) -> Iterator[_Pair]:
    """Yield the expressions in which the two may differ, if in these alone.

    Where one is a statement and the other its expression: each chain of the statement.
    """
    pairs = list(_differences(first.tree, second.tree))
    yield from pairs
    left, right = pairs[-1]
    for part in ast.walk(left):
        yield part, _expression(right)
    for part in ast.walk(right):
        yield _expression(left), part


def _expression(node: ast.AST) -> ast.AST:
    return node.value if isinstance(node, ast.Expr) else node


def _differences(one: ast.AST, other: ast.AST) -> Iterator[_Pair]:
    """Yield the parts that hold all differences, the innermost last."""
    yield one, other
    while type(one) is type(other):
        differing = [
            (left, right)
            for left, right in zip(_parts(one), _parts(other), strict=False)
            if ast.dump(left) != ast.dump(right)
        ]
        if len(_parts(one)) != len(_parts(other)) or len(differing) != 1:
            return
        one, other = differing[0]
        yield one, other


def _parts(node: ast.AST) -> list[ast.AST]:
    return list(ast.iter_child_nodes(node))


def _edit(
    first: _Source, left: ast.AST, second: _Source, right: ast.AST, is_own: bool
) -> tuple[int, int, str] | None:
    if isinstance(left, ast.Tuple) and isinstance(right, ast.Tuple):
        return _longer_tuple(first, left, second, right)
    if not isinstance(left, ast.expr) or not isinstance(right, ast.expr):
        return None
    (base, ours), (other_base, theirs) = first.chain(left), second.chain(right)
    if ast.dump(base) != ast.dump(other_base):
        return None
    before = _alike(ours, theirs)
    behind = _alike(ours[before:][::-1], theirs[before:][::-1])
    ours_only = ours[before : len(ours) - behind]
    theirs_only = theirs[before : len(theirs) - behind]
    added = (*ours_only, *theirs_only)
    if not added or not all(part.name in ADDED for part in added):
        return None
    both = own_calls_first(ours_only, theirs_only) if is_own else one_call_each(added)
    if both is None:
        return None
    start = ours[before - 1].end if before else first.end(base)
    return start, ours_only[-1].end if ours_only else start, both


def _alike(ours: list[Part], theirs: list[Part]) -> int:
    count = 0
    for one, other in zip(ours, theirs, strict=False):
        if one.text != other.text:
            break
        count += 1
    return count


def _longer_tuple(
    first: _Source, left: ast.Tuple, second: _Source, right: ast.Tuple
) -> tuple[int, int, str] | None:
    """Join two values of list_select_related."""
    if _SETTING not in first.text or _SETTING not in second.text:
        return None
    ours = [first.piece(each) for each in left.elts]
    theirs = [second.piece(each) for each in right.elts]
    paths = without_prefixes([*ours, *theirs])
    one = "," if len(paths) == 1 else ""
    place = first.at(left.lineno, left.col_offset), first.end(left)
    return *place, f"({', '.join(paths)}{one})"
