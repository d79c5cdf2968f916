"""Which databases an assertion speaks of: aliases of Django's, a session, an engine."""

from __future__ import annotations

import difflib
import importlib
import sys
from collections.abc import Callable, Iterable
from typing import Any

from nplusone_guard.errors import ConfigError, MissingDependencyError

__all__ = ["Accepts", "aliases_of", "chosen"]

Accepts = Callable[[object], bool]


def chosen(using: object, session: Any, engine: Any) -> Accepts | None:
    """Return the test that a statement's connection has to pass; None for all.

    Raises:
        ConfigError: an alias that Django does not know, or something that is neither a
            session nor an engine.
    """
    tests: list[Accepts] = []
    if using is not None:
        tests.append(_of_aliases(aliases_of(using)))
    tests += [
        _of_sqlalchemy(name, named)
        for name, named in (("session=", session), ("engine=", engine))
        if named is not None
    ]
    if not tests:
        return None
    return lambda link: any(test(link) for test in tests)


def aliases_of(using: object) -> tuple[str, ...]:
    """Return the aliases in *using*, one or several; raises ConfigError."""
    names = (using,) if isinstance(using, str) else using
    if not isinstance(names, Iterable):
        raise ConfigError(f"using is a database alias or a list of them, not {using!r}")
    aliases = tuple(names)
    if not aliases:
        raise ConfigError("using names no database: leave it out to count them all")
    for alias in aliases:
        if not isinstance(alias, str):
            raise ConfigError(f"using takes database aliases, not {alias!r}")
        _check_alias(alias)
    return aliases


def _check_alias(alias: str) -> None:
    # Only a Django that is already here can say: this module imports no library.
    database = sys.modules.get("django.db")
    settings = getattr(sys.modules.get("django.conf"), "settings", None)
    if database is None or settings is None or not settings.configured:
        raise ConfigError(
            f"using={alias!r} names a database of Django's, and Django is not set up "
            "here: pass session= or engine= for SQLAlchemy"
        )
    known = tuple(database.connections.settings)
    if alias not in known:
        close = difflib.get_close_matches(alias, known, n=1)
        guess = f"; did you mean {close[0]!r}?" if close else ""
        raise ConfigError(
            f"using={alias!r} is not in settings.DATABASES{guess} "
            f"Known: {', '.join(map(repr, known))}."
        )


def _of_aliases(aliases: tuple[str, ...]) -> Accepts:
    return lambda link: getattr(link, "alias", None) in aliases


def _of_sqlalchemy(name: str, named: Any) -> Accepts:
    if "sqlalchemy" not in sys.modules:
        raise MissingDependencyError(
            f"{name} takes what is SQLAlchemy's, and {named!r} is not: SQLAlchemy is "
            "not even imported here"
        )
    # By its name, as the registry wakes a room: this side of the package imports none.
    room = importlib.import_module("nplusone_guard.sqlalchemy.belonging")
    belongs: Accepts = room.belongs_to(named, name)
    connection = sys.modules["sqlalchemy.engine"].Connection
    return lambda link: isinstance(link, connection) and belongs(link)
