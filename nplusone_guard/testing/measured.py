"""What a measurement of growth gives: a table, the orders, an assertion on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nplusone_guard.errors import ConfigError, QueryBudgetExceeded
from nplusone_guard.report.compiler import finding_text
from nplusone_guard.report.values import Report
from nplusone_guard.testing.fitting import ORDERS, order_of

__all__ = ["Measurement", "Scaling"]

# Statements repeat exactly. Time does not, and memory grows in steps.
_TOLERANCES = {"statements": 0.001, "seconds": 0.25, "peak_bytes": 0.2}


@dataclass(frozen=True, slots=True)
class Measurement:
    """What one size took.

    Attributes:
        size: how many rows.
        seconds: the fastest call.
        peak_bytes: the most memory that Python held during a call, beyond what it held
            before.
        report: the statements and findings of a call.
    """

    size: int
    seconds: float
    peak_bytes: int
    report: Report

    @property
    def statements(self) -> int:
        """How many statements one call sent."""
        return self.report.statements


@dataclass(frozen=True, slots=True)
class Scaling:
    """Measurements at several sizes; `print` it for the table."""

    measurements: tuple[Measurement, ...]

    @property
    def statements(self) -> str:
        """The order in which statements grow: one of ORDERS."""
        return self._order("statements")

    @property
    def time(self) -> str:
        """The order in which the time of a call grows."""
        return self._order("seconds")

    @property
    def memory(self) -> str:
        """The order in which the peak memory of a call grows."""
        return self._order("peak_bytes")

    def assert_at_most(
        self,
        *,
        statements: str | None = None,
        time: str | None = None,
        memory: str | None = None,
    ) -> None:
        """Fail when one of them grows faster than the order given for it.

        Raises:
            QueryBudgetExceeded: with the table, and the findings where statements grow.
            ConfigError: an order that is none of ORDERS.
        """
        __tracebackhide__ = True
        wanted = {"statements": statements, "time": time, "memory": memory}
        broken = [
            f"{name} grow{'' if name == 'statements' else 's'} like "
            f"{getattr(self, name)}, at most {limit} allowed"
            for name, limit in wanted.items()
            if limit is not None and _rank(getattr(self, name)) > _rank(limit)
        ]
        if broken:
            report = self.measurements[-1].report
            parts = ["\n".join(broken), str(self)]
            if any(reason.startswith("statements") for reason in broken):
                parts += [finding_text(finding) for finding in report.findings]
            raise QueryBudgetExceeded("\n\n".join(parts), report)

    def __str__(self) -> str:
        rows = [("rows", "statements", "time", "peak memory")]
        rows += [
            (
                f"{one.size:,}",
                f"{one.statements:,}",
                _duration(one.seconds),
                _amount(one.peak_bytes),
            )
            for one in self.measurements
        ]
        rows.append(("growth", self.statements, self.time, self.memory))
        return _table(rows)

    def _order(self, name: str) -> str:
        sizes = [one.size for one in self.measurements]
        values = [float(getattr(one, name)) for one in self.measurements]
        return order_of(sizes, values, _TOLERANCES[name])


def _rank(order: str) -> int:
    if order not in ORDERS:
        listed = ", ".join(map(repr, ORDERS))
        raise ConfigError(f"an order of growth is one of {listed}, not {order!r}")
    return ORDERS.index(order)


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )


def _duration(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.2f} s"
    if seconds >= 0.001:
        return f"{seconds * 1e3:.1f} ms"
    return f"{seconds * 1e6:.0f} us"


def _amount(size: float) -> str:
    for unit in ("B", "KiB", "MiB"):
        if size < 1024:
            return f"{size:.0f} {unit}"
        size /= 1024
    return f"{size:.1f} GiB"
