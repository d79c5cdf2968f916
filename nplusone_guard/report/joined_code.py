"""Joined code: two versions of one statement, each with calls added, made into one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nplusone_guard.report.joined_calls import (
    ADDED,
    Part,
    one_call_each,
    own_calls_first,
    without_prefixes,
)
from nplusone_guard.report.joined_source import Source

__all__ = ["joined_code"]

_SETTING = "list_select_related"


def joined_code(one: str, other: str, *, is_own: bool = False) -> str | None:
    """Return *one* with what *other* adds to the same query; None where they disagree.

    Calls of one method become one call, without the paths that another path goes
    through. Where *one* is a finding's own code (*is_own*), its calls stay as they are.
    """
    if one == other:
        return one
    whole = _joined_whole(one, other, is_own)
    return whole if whole is not None else _joined_lines(one, other, is_own)


def _joined_lines(one: str, other: str, is_own: bool) -> str | None:
    """Join line by line what changes several lines, as of all that a function returns."""
    lines = list(zip(one.splitlines(), other.splitlines(), strict=False))
    if len(lines) < 2 or one.count("\n") != other.count("\n"):
        return None
    joined = [joined_code(left, right, is_own=is_own) for left, right in lines]
    texts = [text for text in joined if text is not None]
    end = "\n" if one.endswith("\n") else ""
    return "\n".join(texts) + end if len(texts) == len(lines) else None


def _joined_whole(one: str, other: str, is_own: bool) -> str | None:
    first, second = Source.of(one), Source.of(other)
    if first is None or second is None:
        return None
    if _are_other_methods(first, second):
        return one + other
    for left, right in _candidates(first, second):
        edit = _edit(first, left, second, right, is_own)
        if edit is not None:
            start, end, text = edit
            return one[:start] + text + one[end:]
    return None


def _are_other_methods(first: Source, second: Source) -> bool:
    """Say whether both are methods, each of another name, to be added to a class."""
    nodes = [*first.statements(), *second.statements()]
    names = [node.name for node in nodes if isinstance(node, ast.FunctionDef)]
    return len(names) == len(nodes) == len(set(names)) and bool(first.before)


_Pair = tuple[ast.AST, ast.AST]


def _candidates(first: Source, second: Source) -> Iterator[_Pair]:
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
    first: Source, left: ast.AST, second: Source, right: ast.AST, is_own: bool
) -> tuple[int, int, str] | None:
    if isinstance(left, ast.Tuple) and isinstance(right, ast.Tuple):
        return _longer_tuple(first, left, second, right)
    if isinstance(left, ast.FunctionDef) and isinstance(right, ast.FunctionDef):
        return _longer_method(first, left, second, right)
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
    first: Source, left: ast.Tuple, second: Source, right: ast.Tuple
) -> tuple[int, int, str] | None:
    """Join two values of list_select_related."""
    if not (_is_setting(first) and _is_setting(second)):
        return None
    ours = [first.piece(each) for each in left.elts]
    theirs = [second.piece(each) for each in right.elts]
    paths = without_prefixes([*ours, *theirs])
    one = "," if len(paths) == 1 else ""
    place = first.at(left.lineno, left.col_offset), first.end(left)
    return *place, f"({', '.join(paths)}{one})"


def _longer_method(
    first: Source, left: ast.FunctionDef, second: Source, right: ast.FunctionDef
) -> tuple[int, int, str] | None:
    """Add to a method what the other's does before it returns."""
    if left.name != right.name or ast.dump(left.args) != ast.dump(right.args):
        return None
    ours, theirs = list(map(ast.dump, left.body)), list(map(ast.dump, right.body))
    is_ended = isinstance(left.body[-1], ast.Return)
    if ours[0] != theirs[0] or is_ended and ours[-1] != theirs[-1]:
        return None
    lines = [
        second.lines(node)
        for node, dumped in zip(right.body, theirs, strict=True)
        if dumped not in ours
    ]
    last = left.body[-2 if is_ended else -1]
    place = first.at((last.end_lineno or 0) + 1, 0)
    before = "" if first.text[:place].endswith("\n") else "\n"
    return place, place, before + "".join(lines)


def _is_setting(source: Source) -> bool:
    return _SETTING in source.text or source.text.lstrip().startswith(("return (", "("))
