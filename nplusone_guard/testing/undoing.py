"""Undoing: a transaction around one run, rolled back at its end."""

from __future__ import annotations

import importlib
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from nplusone_guard.errors import ConfigError
from nplusone_guard.testing.databases import aliases_of

__all__ = ["Sessions", "Undoing", "undoing"]

# Gives a run its session, a fresh one each time; None where there is no factory.
Sessions = Callable[[], Any] | None
# Told whether the run is asynchronous; waits for nothing where it is not.
Undoing = Callable[[bool], AbstractAsyncContextManager[Sessions]]


def undoing(
    using: object, session_factory: object, rollback: bool, *, required: bool = True
) -> Undoing:
    """Return what opens a transaction to be rolled back and gives sessions within it.

    Raises:
        ConfigError: nothing can be rolled back, and nobody said that this is fine.
    """
    if session_factory is not None:
        return _of_sqlalchemy(session_factory, rollback)
    if not rollback:
        return _nothing
    if using is not None or _is_django_set_up():
        aliases = aliases_of("default" if using is None else using)
        return _of_room("nplusone_guard.django.undoing", aliases)
    if required:
        raise ConfigError(
            "what populate writes has to be rolled back, and Django is not set up "
            "here: pass session_factory=..., or rollback=False when populate clears "
            "up by itself"
        )
    return _nothing


def _of_sqlalchemy(session_factory: object, rollback: bool) -> Undoing:
    if not callable(session_factory):
        raise ConfigError(
            f"session_factory is what makes sessions, not {session_factory!r}: pass "
            "the sessionmaker, or lambda: Session(engine)"
        )
    if not rollback:
        raise ConfigError("the sessions of a session_factory are always rolled back")
    return _of_room("nplusone_guard.sqlalchemy.undoing", session_factory)


def _of_room(module: str, subject: object) -> Undoing:
    # By its name, as the registry wakes a room: this side of the package imports none.
    undone: Undoing = importlib.import_module(module).undone(subject)
    return undone


def _is_django_set_up() -> bool:
    database = sys.modules.get("django.db")
    settings = getattr(sys.modules.get("django.conf"), "settings", None)
    if database is None or settings is None or not settings.configured:
        return False
    engine = database.connections.settings["default"]["ENGINE"]
    return bool(engine != "django.db.backends.dummy")


@asynccontextmanager
async def _nothing(is_async: bool) -> AsyncIterator[Sessions]:
    yield None
