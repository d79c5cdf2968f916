"""`guard_session`: a scope that sees one session's, connection's or engine's statements."""

from __future__ import annotations

from typing import Any

from nplusone_guard.api import guard
from nplusone_guard.config import Config
from nplusone_guard.registry import install
from nplusone_guard.sqlalchemy.belonging import belongs_to

__all__ = ["guard_session"]


class guard_session(guard):  # noqa: N801 - a context manager that reads as a word
    """Watch what one session sends: `with guard_session(session) as watch:`.

    Works as `with`, `async with` and decorator.

    Args:
        session: a Session, AsyncSession, scoped_session, async_scoped_session,
            sessionmaker, async_sessionmaker, Connection, AsyncConnection, Engine or
            AsyncEngine.
        name: what logs and reports call the scope.
        config: settings to start from; *options* are set on top of it.
        **options: any setting of `Config` (mode, threshold, ...).

    Raises:
        ConfigError: something else than these was given, or an unknown option.
        NPlusOneError: in `raise` mode, from the statement that crosses the threshold.
    """

    def __init__(
        self,
        session: Any,
        name: str | None = None,
        *,
        config: Config | None = None,
        **options: Any,
    ) -> None:
        accepts = belongs_to(session)
        super().__init__(
            name or type(session).__name__,
            kind="session",
            config=config,
            accepts=accepts,
            **options,
        )
        # A session that begins between here and the block is then known already.
        if self._config.mode != "off":
            install()
