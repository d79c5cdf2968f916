"""A question: the expression that asks, from the session to the last method."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from nplusone_guard.advise.editing.text import parsed

__all__ = ["CLOSED", "ON_RESULTS", "ONE_ROW", "Question", "is_list_of", "question_in"]

ONE_ROW = frozenset(
    {
        *("first", "one", "one_or_none", "scalar", "scalar_one"),
        *("scalar_one_or_none", "fetchone", "first_or_404", "one_or_404"),
    }
)
CLOSED = ONE_ROW | {"all", "fetchall", "get", "count"}
ON_RESULTS = CLOSED | {"scalars", "unique", "get_or_404"}
_RUNS = frozenset(
    {
        *("execute", "scalar", "scalars", "exec", "stream", "stream_scalars"),
        "exec_driver_sql",
    }
)
# Flask-SQLAlchemy's: what has no row is answered with "not found".
_OR_404 = frozenset({"first_or_404", "get_or_404", "one_or_404"})
_GETS = frozenset({"get", "get_one"})
_LISTS = frozenset({"list", "tuple"})


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart.

    Attributes:
        receiver: what it is asked of ("session").
        method: how ("scalars", "get"; "query" for a legacy Query).
        statement: what is asked; None for `get`.
        given: the arguments of `get`.
        tail: the methods of the result, in order.
        parameters: the values that go with the statement: `execute(statement, values)`.
    """

    receiver: str
    method: str
    statement: ast.expr | None
    given: tuple[ast.expr, ...]
    tail: tuple[str, ...]
    is_async: bool
    parameters: ast.expr | None = None

    @property
    def takes_one(self) -> bool:
        """It takes one row, or the value of one."""
        is_one = self.method in (*_GETS, "scalar") or "get" in self.tail
        return is_one or bool(ONE_ROW.intersection(self.tail))

    @property
    def insists(self) -> bool:
        """A missing row is an error."""
        return self.method == "get_one" or bool({"one", "scalar_one"} & set(self.tail))

    @property
    def answers_404(self) -> bool:
        """A missing row is answered with "not found"."""
        return bool(_OR_404.intersection(self.tail))

    @property
    def is_legacy(self) -> bool:
        """It is a Query."""
        return self.method == "query"

    @property
    def run(self) -> str:
        """Return how the receiver is addressed: "session", "await session"."""
        return f"await {self.receiver}" if self.is_async else self.receiver

    @property
    def run_on_session(self) -> str:
        """Return the session of a Query, or how the receiver is addressed."""
        return self.run.removesuffix(".query")


def question_in(text: str) -> Question | None:
    """Return the question that *text* is; None where it is none."""
    node = parsed(text)
    if node is None:
        return None
    is_async = any(isinstance(part, ast.Await) for part in ast.walk(node))
    tail: list[str] = []
    while True:
        if isinstance(node, ast.Await):
            node = node.value
        elif is_list_of(node):
            assert isinstance(node, ast.Call)
            node = node.args[0]
        elif not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            break
        elif node.func.attr in _RUNS and node.args:
            return _of_statement(node, tuple(reversed(tail)), is_async)
        elif node.func.attr in _OR_404 and _owner(node) != "" and node.args:
            return _of_extension(node)
        elif node.func.attr in _GETS and len(node.args) > 1:
            return _of_key(node, is_async)
        elif node.func.attr in ON_RESULTS:
            if node.func.attr in ("get", "get_or_404"):
                return _legacy_get(node)
            if node.args or node.keywords:
                return None
            tail.append(node.func.attr)
            node = node.func.value
        else:
            break  # a legacy Query, which may end in update() or delete()
    receiver = _of_query(node)
    if receiver is None:
        return None
    return Question(receiver, "query", node, (), tuple(reversed(tail)), is_async)


def _of_statement(
    call: ast.Call, tail: tuple[str, ...], is_async: bool
) -> Question | None:
    """Return the question that `session.scalars(statement)` is."""
    assert isinstance(call.func, ast.Attribute)
    if len(call.args) > 2 or call.keywords:
        return None
    asked_of, statement, *values = ast.unparse(call.func.value), *call.args
    given = values[0] if values else None
    return Question(asked_of, call.func.attr, statement, (), tail, is_async, given)


def _of_key(call: ast.Call, is_async: bool) -> Question | None:
    """Return the question that `session.get(Model, key)` is."""
    assert isinstance(call.func, ast.Attribute)
    given = tuple(call.args)
    if len(given) > 2 or call.keywords:
        return None
    asked_of = ast.unparse(call.func.value)
    return Question(asked_of, call.func.attr, None, given, (), is_async)


def _owner(call: ast.Call) -> str:
    """Return what `db.get_or_404(Book, key)` is called on; nothing for a Query."""
    assert isinstance(call.func, ast.Attribute)
    owner = call.func.value
    return ast.unparse(owner) if _of_query(owner) is None else ""


def _of_extension(call: ast.Call) -> Question | None:
    """Return the question that `db.get_or_404(Book, key)` puts to `db.session`."""
    assert isinstance(call.func, ast.Attribute)
    given, name, owner = tuple(call.args), call.func.attr, f"{_owner(call)}.session"
    if call.keywords or len(given) != (2 if name == "get_or_404" else 1):
        return None
    if name == "get_or_404":
        return Question(owner, "get", None, given, (name,), False)
    return Question(owner, "scalars", given[0], (), (name,), False)


def _legacy_get(node: ast.Call) -> Question | None:
    """Return `Query.get(key)`, which knows its class from the query."""
    assert isinstance(node.func, ast.Attribute)
    receiver = _of_query(node.func.value)
    if receiver is None or len(node.args) != 1 or node.keywords:
        return None
    given = (node.func.value, node.args[0])
    tail = tuple(dict.fromkeys(("get", node.func.attr)))
    return Question(receiver, "query", node.func.value, given, tail, False)


def _of_query(node: ast.expr) -> str | None:
    """Return what a Query is made of: "session", or "Book.query" itself."""
    while isinstance(node, (ast.Call, ast.Attribute)):
        if isinstance(node, ast.Call):
            func = node.func
            if isinstance(func, ast.Attribute) and func.attr == "query" and node.args:
                return ast.unparse(func.value)
            node = func
        elif node.attr == "query":
            return ast.unparse(node)
        else:
            node = node.value
    return None


def is_list_of(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in _LISTS
        and len(node.args) == 1
        and not node.keywords
    )
