"""The context: which scopes are open here, and what is accepted here."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

from nplusone_guard.capture.acceptance import Acceptance

if TYPE_CHECKING:
    from nplusone_guard.capture.scope import Scope

__all__ = [
    "accept",
    "accepted_here",
    "close_scope",
    "open_scope",
    "open_scopes",
    "watching",
]

# The innermost scope, those around it, and whether that is all: no others, nothing
# accepted. Tuples, not lists: a task copies its parent's context, and a list would be
# shared with the parent instead of copied.
Watching = tuple["Scope", tuple["Scope", ...], bool]
_open: ContextVar[Watching | None] = ContextVar("nplusone_guard_scopes", default=None)

# The method itself: an idle hook costs this one call and nothing else.
watching = _open.get

_accepted: ContextVar[Acceptance | None] = ContextVar(
    "nplusone_guard_accepted", default=None
)
accepted_here = _accepted.get


def open_scopes() -> tuple[Scope, ...]:
    """Return the scopes that are open here, the innermost last."""
    here = _open.get()
    return () if here is None else (*here[1], here[0])


def open_scope(scope: Scope) -> None:
    """Make *scope* see the statements of this context from now on."""
    if _open.get() is None:
        _open.set((scope, (), _accepted.get() is None))
    else:
        _watch((*open_scopes(), scope))


def close_scope(scope: Scope, *, finish: bool = True) -> None:
    """Make *scope* see no more here; scopes around it go on."""
    here = _open.get()
    if here is not None and here[0] is scope and not here[1]:
        _open.set(None)
    else:
        _watch(tuple([other for other in open_scopes() if other is not scope]))
    if finish:
        scope.finish()


def accept(acceptance: Acceptance | None) -> None:
    """Accept what *acceptance* says from now on, instead of what was accepted here."""
    _accepted.set(acceptance)
    _watch(open_scopes())


def _watch(scopes: tuple[Scope, ...]) -> None:
    if not scopes:
        _open.set(None)
        return
    *others, scope = scopes
    _open.set((scope, tuple(others), not others and _accepted.get() is None))
