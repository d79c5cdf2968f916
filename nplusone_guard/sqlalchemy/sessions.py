"""Sessions in the source: what a function calls the session that it asks with."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from nplusone_guard.advise.editing.looping import Loop
from nplusone_guard.advise.editing.text import names_in, source_of
from nplusone_guard.diagnose.spelling import last_name
from nplusone_guard.diagnose.syntax import SCOPES, Site, walk_scope
from nplusone_guard.sqlalchemy.question import question_in

__all__ = ["Opening", "opening_in", "session_at", "with_session_at"]

_ASKS = frozenset({"execute", "scalar", "scalars", "query", "get", "get_one", "exec"})
_LEAST = {"get": 2}  # a dict's has one argument
_OF_A_ROW = re.compile(r"^(?:\w+\.)*(object_session|async_object_session)\(")


@dataclass(frozen=True, slots=True)
class Opening:
    """The `with` that makes the session a question is asked of.

    Attributes:
        site: the `with` statement.
        name: what it calls the session.
        made: what makes the session.
        word: "with" or "async with".
    """

    site: Site
    name: str
    made: str
    word: str

    def heading(self, made: str, name: str) -> str:
        """Return its first line, for a session called *name*."""
        return f"{self.word} {made} as {name}:"


def session_at(site: Site) -> str:
    """Return what the function around *site* calls its session, if it has only one."""
    found = {*_asked_with(site.scope().node)}
    return found.pop() if len(found) == 1 else ""


def with_session_at(site: Site, text: str) -> str:
    """Return *text* with the session at *site* for `object_session(row)`."""
    tree = ast.parse(text, mode="eval").body
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not _OF_A_ROW.match(ast.unparse(node)):
            continue
        name = session_at(site)
        if name and last_name(node.func).endswith("object_session"):
            return text.replace(ast.get_source_segment(text, node) or "\n", name, 1)
    return text


def opening_in(text: str, site: Site, loop: Loop) -> Opening | None:
    """Return the `with` that opens the session of *text* for each round anew."""
    question = question_in(text)
    wanted = "" if question is None else question.receiver
    for index in range(len(site.path) - 1, -1, -1):
        node = site.path[index]
        if isinstance(node, SCOPES) or node is loop.site.node or not wanted:
            return None
        for item in getattr(node, "items", ()) if _is_with(node) else ():
            if getattr(item.optional_vars, "id", "") == wanted:
                around = Site(site.file, site.path[: index + 1])
                made = source_of(around.below(item.context_expr))
                word = "async with" if isinstance(node, ast.AsyncWith) else "with"
                # What begin() gives commits at its end, and the rows expire.
                is_kept = not made.endswith(".begin()")
                return Opening(around, wanted, made, word) if is_kept else None
    return None


def _is_with(node: ast.AST) -> bool:
    return isinstance(node, (ast.With, ast.AsyncWith))


def _asked_with(scope: ast.AST) -> Iterator[str]:
    for node in walk_scope(scope):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner, method = ast.unparse(node.func.value), node.func.attr
        is_name = owner.replace(".", "").isidentifier() and bool(names_in(owner))
        if method in _ASKS and is_name and len(node.args) >= _LEAST.get(method, 1):
            yield owner
