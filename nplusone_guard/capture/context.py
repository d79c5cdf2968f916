"""The context: which scopes are open here, and what is accepted here."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

from nplusone_guard.capture.acceptance import Acceptance

if TYPE_CHECKING:
    from nplusone_guard.capture.scope import Scope

__all__ = ["close_scope", "ignoring", "open_scope", "open_scopes"]

# A tuple, not a list: a task copies its parent's context, and a list would be shared
# with the parent instead of copied.
_open: ContextVar[tuple[Scope, ...]] = ContextVar("nplusone_guard_scopes", default=())

# The method itself: an idle hook costs this one call and nothing else.
open_scopes = _open.get

ignoring: ContextVar[Acceptance | None] = ContextVar(
    "nplusone_guard_ignoring", default=None
)


def open_scope(scope: Scope) -> None:
    """Make *scope* see the statements of this context from now on."""
    _open.set((*_open.get(), scope))


def close_scope(scope: Scope, *, finish: bool = True) -> None:
    """Make *scope* see no more here; scopes around it go on."""
    open_ = _open.get()
    if open_ and open_[-1] is scope:
        _open.set(open_[:-1])
    else:
        _open.set(tuple(other for other in open_ if other is not scope))
    if finish:
        scope.finish()
