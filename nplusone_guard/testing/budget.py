"""A query budget: how many statements a block may send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from nplusone_guard.api import guard
from nplusone_guard.errors import ConfigError, QueryBudgetExceeded
from nplusone_guard.report.values import Report
from nplusone_guard.report.wording import amount
from nplusone_guard.testing.block import JudgedBlock
from nplusone_guard.testing.databases import chosen
from nplusone_guard.testing.options import collecting, positive, whole
from nplusone_guard.testing.tables import check_spelling, statements_on
from nplusone_guard.testing.told import budget_text

__all__ = ["assert_max_queries"]

_OWN = (
    *("max_ms", "using", "session", "engine", "include_transactions"),
    *("allow_findings", "per_table"),
)


class assert_max_queries(JudgedBlock):  # noqa: N801 - an assertion that reads as a sentence
    """Fail when a block sends more than *n* statements.

    Works as `with`, `async with` and decorator of functions, async functions and test
    classes; the block's watch is what `with` gives.

    Args:
        n: how many statements may reach the databases.
        max_ms: how long the databases may take for them. A noisy measure: *n*
            does the work.
        using: count this alias, or these aliases, of Django's only.
        session: count what this SQLAlchemy session, or session factory, sends only.
        engine: count what goes through this SQLAlchemy engine or connection only.
        include_transactions: count BEGIN, SAVEPOINT, COMMIT and the like too.
        allow_findings: with False a finding fails even within the budget.
        per_table: how many statements may name a table, `{"shop_book": 2}`.
        **settings: settings of the scope, such as `threshold` or `allow`.

    Raises:
        QueryBudgetExceeded: at the end of the block, with all that ran.
        ConfigError: an option that does not exist or a value that cannot work.
    """

    counts_threads = True

    def __init__(
        self,
        n: int,
        *,
        max_ms: float | None = None,
        using: str | list[str] | tuple[str, ...] | None = None,
        session: Any = None,
        engine: Any = None,
        include_transactions: bool = False,
        allow_findings: bool = True,
        per_table: Mapping[str, int] | None = None,
        **settings: Any,
    ) -> None:
        super().__init__()
        self._budget = Budget(
            whole("a query budget", n),
            None if max_ms is None else positive("max_ms", max_ms),
            include_transactions,
            allow_findings,
            _checked_tables(per_table),
        )
        self._config = collecting("assert_max_queries", settings, _OWN)
        self._databases = (using, session, engine)
        if using is None:
            chosen(*self._databases)

    def scope(self) -> guard:
        """Return a new scope on the databases that were asked for."""
        # Aliases are checked here: a decorator may well run before Django is set up.
        accepts = chosen(*self._databases)
        return guard("assert_max_queries", config=self._config, accepts=accepts)

    def judge(self, report: Report) -> QueryBudgetExceeded | None:
        """Return the error that says what is over the budget, or None."""
        reasons = self._budget.broken_by(report)
        if not reasons:
            return None
        return QueryBudgetExceeded(budget_text(reasons, report), report)

    def again(self) -> Self:
        """Return the same budget for another block."""
        fresh = object.__new__(type(self))
        fresh.__dict__.update(self.__dict__, _guard=None, _watch=None)
        return fresh


@dataclass(frozen=True, slots=True)
class Budget:
    """What a block may send, and whether it kept to it."""

    limit: int
    max_ms: float | None = None
    include_transactions: bool = False
    allow_findings: bool = True
    per_table: tuple[tuple[str, int], ...] = ()

    def broken_by(self, report: Report) -> list[str]:
        """Return what *report* has too much of, the number of statements first.

        Raises:
            ConfigError: a table that is misspelt.
        """
        reasons = self._statements(report)
        for table, allowed in self.per_table:
            ran = statements_on(table, report.totals)
            if not ran:
                check_spelling(table)
            if ran > allowed:
                reasons.append(f"{_ran(ran)} on {table}, {allowed} allowed")
        if self.max_ms is not None and report.duration_ms > self.max_ms:
            reasons.append(
                f"the databases took {report.duration_ms:.1f} ms, {self.max_ms:g} ms "
                "allowed (time is noisy: leave room)"
            )
        if report.findings and not self.allow_findings:
            reasons.append(
                f"{amount(len(report.findings), 'finding')}, and allow_findings=False"
            )
        return reasons

    def _statements(self, report: Report) -> list[str]:
        counted = report.statements
        extra = ""
        if self.include_transactions:
            counted += report.transactions
            extra = f" ({report.transactions} of them transaction control)"
        if counted <= self.limit:
            return []
        return [f"{_ran(counted)}{extra}, {self.limit} allowed"]


def _ran(count: int) -> str:
    return f"{amount(count, 'statement')} ran"


def _checked_tables(per_table: object) -> tuple[tuple[str, int], ...]:
    if per_table is None:
        return ()
    if not isinstance(per_table, Mapping):
        raise ConfigError(
            f'per_table maps tables to numbers, {{"shop_book": 2}}, not {per_table!r}'
        )
    for table in per_table:
        if not isinstance(table, str):
            raise ConfigError(f"per_table takes the names of tables, not {table!r}")
    return tuple(
        (table, whole(f"per_table[{table!r}]", allowed))
        for table, allowed in per_table.items()
    )
