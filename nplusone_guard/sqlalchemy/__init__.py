"""The SQLAlchemy room: `guard_session` watches what one session, connection or engine
sends."""

from __future__ import annotations

from nplusone_guard.errors import MissingDependencyError

try:
    import sqlalchemy as _sqlalchemy  # noqa: F401 - asked for its absence only
except ImportError as error:
    raise MissingDependencyError(
        "nplusone_guard.sqlalchemy needs SQLAlchemy: "
        "pip install 'nplusone-guard[sqlalchemy]'"
    ) from error

from nplusone_guard.sqlalchemy.session import guard_session

__all__ = ["guard_session"]
