"""A clean block: one in which no loop sends one query per row."""

from __future__ import annotations

from typing import Any, Self

from nplusone_guard.api import guard
from nplusone_guard.errors import NPlusOneError
from nplusone_guard.report.values import Report
from nplusone_guard.testing.block import JudgedBlock
from nplusone_guard.testing.databases import chosen
from nplusone_guard.testing.options import collecting
from nplusone_guard.testing.told import findings_text

__all__ = ["assert_no_nplusone"]


class assert_no_nplusone(JudgedBlock):  # noqa: N801 - an assertion that reads as a sentence
    """Fail when a loop in the block sends one query per row.

    Works as `with`, `async with` and decorator of functions, async functions and test
    classes. All findings are told together, at the end of the block.

    Args:
        using: judge this alias, or these aliases, of Django's only.
        session: judge what this SQLAlchemy session, or session factory, sends only.
        engine: judge what goes through this SQLAlchemy engine or connection only.
        **settings: settings of the scope, such as `threshold` or `allow`.

    Raises:
        NPlusOneError: at the end of the block, with every finding and its fix.
        ConfigError: an option that does not exist or a value that cannot work.
    """

    def __init__(
        self,
        *,
        using: str | list[str] | tuple[str, ...] | None = None,
        session: Any = None,
        engine: Any = None,
        **settings: Any,
    ) -> None:
        super().__init__()
        self._config = collecting(
            "assert_no_nplusone", settings, ("using", "session", "engine")
        )
        self._databases = (using, session, engine)
        if using is None:
            chosen(*self._databases)

    def scope(self) -> guard:
        """Return a new scope on the databases that were asked for."""
        accepts = chosen(*self._databases)
        return guard("assert_no_nplusone", config=self._config, accepts=accepts)

    def judge(self, report: Report) -> NPlusOneError | None:
        """Return the error that tells the findings, or None."""
        if not report.findings:
            return None
        return NPlusOneError(findings_text(report.findings), report)

    def again(self) -> Self:
        """Return the same demand for another block."""
        fresh = object.__new__(type(self))
        fresh.__dict__.update(self.__dict__, _guard=None, _watch=None)
        return fresh
