"""Observing: what a hook calls before and after each statement.

Everything here runs inside the host's own query, so errors are contained and the only
thing that gets out is the exception `raise` mode is asked for.
"""

from __future__ import annotations

from nplusone_guard.capture.groups import Group
from nplusone_guard.capture.scope import Scope, Seen
from nplusone_guard.capture.statement import Statement
from nplusone_guard.containment import contained

__all__ = ["Seen", "observe", "settle"]


def observe(scopes: tuple[Scope, ...], statement: Statement) -> Seen:
    """Let every open scope see *statement*, which is about to run.

    Raises:
        BaseException: what a scope in `raise` mode wants raised here.
    """
    seen: list[tuple[Scope, Group | None]] = []
    for scope in scopes:
        contained("observe a statement", _see, scope, statement, seen)
    for scope, group in seen:
        if group is not None and scope.on_repeat is not None:
            error = contained("judge a statement", scope.on_repeat, scope, group)
            if error is not None:
                raise error
    return seen


def settle(seen: Seen, seconds: float) -> None:
    """Add the time that the observed statement took."""
    for scope, group in seen:
        if group is None:
            scope.other_seconds += seconds
        else:
            group.seconds += seconds


def _see(
    scope: Scope, statement: Statement, seen: list[tuple[Scope, Group | None]]
) -> None:
    if scope.accepts is None or scope.accepts(statement.link):
        seen.append((scope, scope.see(statement)))
