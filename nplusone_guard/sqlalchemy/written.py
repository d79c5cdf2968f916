"""Written: a question as it stands in the source, spread over lines and variables.

`session.scalars(select(Book).where(Book.id == key)).first()` is one question, and so is
the same thing written in three lines: what variables hold is filled in.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from nplusone_guard.advise.editing.edits import statement_of
from nplusone_guard.advise.editing.text import names_in, source_of, substituted
from nplusone_guard.diagnose.assignments import assigned
from nplusone_guard.diagnose.syntax import SCOPES, Site, walk_scope
from nplusone_guard.sqlalchemy.question import (
    CLOSED,
    ON_RESULTS,
    is_list_of,
    question_in,
)

__all__ = ["Written", "written_at"]

_QUERIES = (
    *("select(", ".query(", ".query.", ".where(", ".filter(", ".filter_by("),
    *("exists(", "func.", "insert(", "update(", "delete(", "text("),
    *("object_session(", ".select("),
)
_MOST_NAMES = 6


@dataclass(frozen=True, slots=True)
class Written:
    """A question as it stands in the source.

    Attributes:
        site: the expression that is exchanged when the answer comes from elsewhere.
        text: all of it in one expression, the function's own variables filled in.
        left_over: statements that nothing needs once *site* is exchanged.
    """

    site: Site
    text: str
    left_over: tuple[Site, ...] = ()


def written_at(site: Site, loop: Site | None) -> Written:
    """Return the whole question around *site*, the expression that was blamed."""
    whole = _climbed(site)
    later = _used_later(whole)
    if later is None:
        text = source_of(whole)
        left: tuple[Site, ...] = ()
    else:
        name, statement, used = later
        text = substituted(source_of(used), {name: source_of(whole)})
        whole, left = used, (statement,)
    text, held = _filled(text, whole, loop)
    return Written(whole, text, (*left, *held))


def _climbed(site: Site) -> Site:
    """Go out to what is done with the result at once: `(await ...).scalars().all()`."""
    path = site.path
    while len(path) > 2:
        parent, above = path[-2], path[-3]
        if isinstance(parent, ast.Await) or (
            is_list_of(parent) and path[-1] in parent.args  # type: ignore[attr-defined]
        ):
            path = path[:-1]
        elif (
            isinstance(parent, ast.Attribute)
            and parent.attr in ON_RESULTS
            and isinstance(above, ast.Call)
            and above.func is parent
        ):
            path = path[:-2]
        else:
            break
    return Site(site.file, path)


def _used_later(site: Site) -> tuple[str, Site, Site] | None:
    """Follow `result = session.execute(...)` to the one place that reads it."""
    statement = statement_of(site)
    node = statement.node
    targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
    if getattr(node, "value", None) is not site.node or len(targets) != 1:
        return None
    question = question_in(source_of(site))
    is_closed = question is None or question.takes_one or CLOSED & set(question.tail)
    if not isinstance(targets[0], ast.Name) or is_closed:
        return None
    name = targets[0].id
    scope = statement.scope()
    read = [part for part in _named(scope.node, name) if isinstance(part.ctx, ast.Load)]
    stored = len(_named(scope.node, name)) - len(read)
    if len(read) != 1 or stored != 1 or read[0].lineno < getattr(node, "lineno", 0):
        return None
    return name, statement, _climbed(scope.below(read[0]))


def _filled(text: str, site: Site, loop: Site | None) -> tuple[str, list[Site]]:
    """Fill in the variables that are not there before the loop."""
    held: list[Site] = []
    for _ in range(_MOST_NAMES):
        values: dict[str, str] = {}
        for name in sorted(names_in(text)):
            value = _value_of(site, name, loop)
            if value is not None and name not in names_in(source_of(value)):
                values[name] = source_of(value)
                if _is_read_once(site, name):
                    held.append(statement_of(value))
        if not values:
            break
        text = substituted(text, values)
    return text, held


def _value_of(site: Site, name: str, loop: Site | None) -> Site | None:
    """Return what *name* was given, where that is a query or part of one."""
    names = assigned(site, name)
    if names is None or names.parameter_of is not None or len(names.steps) != 1:
        return None
    value = names.steps[0].site
    if names.steps[0].index is not None or not _is_same_scope(value, site):
        return None
    is_query = any(word in source_of(value) for word in _QUERIES)
    if loop is not None and _is_inside(site, loop):
        return value if is_query else None
    # A helper's variables are nowhere else.
    is_plain = not any(isinstance(part, ast.Call) for part in ast.walk(value.node))
    return value if is_query or is_plain else None


def _is_same_scope(one: Site, other: Site) -> bool:
    scopes = (one.scope(), other.scope())
    return one.file == other.file and scopes[0].path[-1:] == scopes[1].path[-1:]


def _is_inside(site: Site, loop: Site) -> bool:
    line, end_line, *_ = loop.place()
    return site.file == loop.file and line <= site.place()[0] <= end_line


def _is_read_once(site: Site, name: str) -> bool:
    loads = [
        part
        for part in _named(site.scope().node, name)
        if isinstance(part.ctx, ast.Load)
    ]
    return len(loads) == 1


def _named(scope: ast.AST, name: str) -> list[ast.Name]:
    assert isinstance(scope, SCOPES)
    return [
        node
        for node in walk_scope(scope)
        if isinstance(node, ast.Name) and node.id == name
    ]
