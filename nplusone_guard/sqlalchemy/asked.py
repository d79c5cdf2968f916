"""What a loop asks for, as its author wrote it: statement, session, result."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from nplusone_guard.capture.expressions import Span
from nplusone_guard.diagnose.sources import trace
from nplusone_guard.diagnose.syntax import site_at
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.sqlalchemy.origins import parsed
from nplusone_guard.sqlalchemy.statement_columns import by_columns, related_in

__all__ = ["Asked", "asked_in", "before", "elsewhere"]

_RUNS = frozenset({"execute", "scalar", "scalars", "stream", "stream_scalars", "exec"})
_METHODS = _RUNS | frozenset(
    {
        *("exec_driver_sql", "get", "get_one", "refresh", "merge", "flush", "commit"),
        *("query", "delete", "add"),
    }
)
_ONE_ROW = re.compile(
    r"\.(get|get_one|first|one|one_or_none|scalar|scalar_one|scalar_one_or_none"
    r"|fetchone|refresh|merge)\("
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The blamed expression, taken apart.

    Attributes:
        statement: the select(...) or session.query(...) it runs; None where the source
            does not show it.
        receiver: what it is run on ("session").
        is_named: the source shows the receiver.
        is_async: it is awaited.
        is_one: it takes one row of the result rather than all.
        keys: the attributes compared to one value that differs from row to row.
        columns: what is selected, spelled.
    """

    statement: ast.expr | None
    receiver: str
    is_named: bool
    is_async: bool
    is_one: bool
    keys: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def run(self) -> str:
        """Return how the session is addressed: "session", "await session"."""
        return f"await {self.receiver}" if self.is_async else self.receiver


def asked_in(diagnosis: Diagnosis) -> Asked:
    """Return what the blame of *diagnosis* asks for."""
    evidence = diagnosis.finding.candidate.evidence
    entry, blame = evidence.entry, evidence.blame
    tree = parsed(blame.expression or "")
    built = trace(blame, evidence.callers) if blame.expression else None
    base = parsed(built.expression) if built is not None else None
    statement = None if base is None else _whole(tree, base)
    if statement is not None and entry is not None:
        statement = by_columns(statement, related_in(entry.fact("related")))
    receiver = _receiver(tree, base)
    fact = entry.fact if entry is not None else dict[str, str]().__getitem__
    return Asked(
        statement if statement is not None and _is_statement(statement) else None,
        receiver or "session",
        bool(receiver),
        any(isinstance(node, ast.Await) for node in ast.walk(tree)) if tree else False,
        bool(_ONE_ROW.search(_with_tail(blame))),
        _varying(diagnosis, tuple(filter(None, fact("keys").split(", ")))),
        tuple(filter(None, fact("columns").split("; "))) if entry else (),
    )


def _with_tail(blame: Span) -> str:
    """Return the blamed expression with what its result is asked for: `.scalar_one()`."""
    site = site_at(blame)
    if site is None:
        return blame.expression or ""
    node = site.node
    for around in reversed(site.path[:-1]):
        is_call = isinstance(around, ast.Call) and around.func is node
        if not is_call and not isinstance(around, (ast.Attribute, ast.Await)):
            break
        node = around
    return ast.unparse(node)


def _whole(tree: ast.expr | None, base: ast.expr) -> ast.expr:
    """Add to *base*, which a variable stands for, what the blame goes on with."""
    handed = _handed_over(tree) if tree is not None else None
    if handed is None or isinstance(handed, ast.Name):
        return base
    node: ast.expr = handed
    while isinstance(node, (ast.Call, ast.Attribute)):
        inner = node.func if isinstance(node, ast.Call) else node.value
        if isinstance(inner, ast.Name):
            if isinstance(node, ast.Call):  # select(...) itself
                return base
            node.value = base
            return handed
        node = inner
    return base


def _handed_over(tree: ast.expr) -> ast.expr | None:
    """Return what is handed to the session: the argument of `session.scalars(...)`."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _RUNS
            and node.args
        ):
            return node.args[0]
    return None


def _varying(diagnosis: Diagnosis, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out what is compared to the same value in every row."""
    variation = diagnosis.finding.candidate.variation
    is_get = diagnosis.finding.candidate.operation == "get"
    if variation is None or len(keys) < 2 or is_get:
        return keys
    differing = {slot.column for slot in variation.varying}
    chosen = tuple(key for key in keys if key.rpartition(".")[2] in differing)
    return chosen or keys


def _receiver(tree: ast.expr | None, base: ast.expr | None) -> str:
    """Return what stands for the session in the source, nothing where it is not there.

    A Query runs itself: its session is the one that it was made of.
    """
    for source in (base, tree):
        for node in ast.walk(source) if source is not None else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                if _is_of_session(node) and isinstance(
                    owner, (ast.Name, ast.Attribute)
                ):
                    return ast.unparse(owner)
    return ""


def _is_of_session(call: ast.Call) -> bool:
    """Tell the methods of a session from those of a Query by what they are given."""
    name = getattr(call.func, "attr", "")
    given = len(call.args) + len(call.keywords)
    return name in _METHODS and given >= _ARGUMENTS.get(name, 1)


_ARGUMENTS = {"get": 2, "get_one": 2, "flush": 0, "commit": 0}


def _is_statement(tree: ast.expr) -> bool:
    names = {
        getattr(node.func, "attr", None) or getattr(node.func, "id", "")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    }
    return bool(names & {"select", "query", "filter", "insert", "update", "delete"})


def before(span: Span | None) -> str:
    """Return the words that say where code goes that runs before a loop."""
    return "before the loop" if span is None else f"before {span.file}:{span.line}"


def elsewhere(diagnosis: Diagnosis) -> str:
    """Return a sentence for a query that stands in a function the loop only calls."""
    evidence = diagnosis.finding.candidate.evidence
    blame, loop = evidence.blame, evidence.loop
    if loop is None or not blame.function:
        return ""
    around = loop.span.function.partition(".<locals>.<")[0]
    if blame.file == loop.span.file and blame.function.startswith(around):
        return ""
    name = blame.function.rpartition("<locals>.")[2]
    return (
        f" The query stands in {name}, which the loop calls: give it a sibling for all "
        "rows."
    )
