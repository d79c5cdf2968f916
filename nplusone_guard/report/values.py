"""What a report is made of: findings as a reader wants them, and the scope's totals."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from nplusone_guard.advise.values import Advice
from nplusone_guard.capture.expressions import Span

__all__ = ["FORMAT", "Finding", "Report", "Total"]

# 1: the first.
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding, ready to be read.

    Attributes:
        code: "NPG001" and so on; never changes.
        kind: the code in words.
        count: how many statements.
        duration_ms: their time at the database cursor, in milliseconds.
        relation: "Book.author", or None.
        shape: the canonical SQL, every value taken out.
        shape_id: the shape's short id, the same on every machine.
        certainty: "certain", "likely" or "unsure": of the fix, not of the repetition.
        blame: the expression, tag or field that asked.
        loop: what repeats it.
        origin: the query to change.
        advice: what to write instead.
        accepted: the reason given for accepting it; None for one that counts.
    """

    code: str
    kind: str
    count: int
    duration_ms: float
    relation: str | None
    shape: str
    shape_id: str
    certainty: str
    blame: Span
    loop: Span | None
    origin: Span | None
    advice: Advice
    databases: tuple[str, ...] = ()
    accepted: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON, as docs/reports describes them."""
        return {
            "code": self.code,
            "kind": self.kind,
            "count": self.count,
            "duration_ms": round(self.duration_ms, 3),
            "relation": self.relation,
            "shape": self.shape,
            "shape_id": self.shape_id,
            "certainty": self.certainty,
            "blame": asdict(self.blame),
            "loop": None if self.loop is None else asdict(self.loop),
            "origin": None if self.origin is None else asdict(self.origin),
            "advice": self._advice(),
            "databases": list(self.databases),
            "accepted": self.accepted,
        }

    def _advice(self) -> dict[str, Any]:
        from nplusone_guard.report.patch import patch_for

        return {**self.advice.as_dict(), "patch": patch_for(self.advice)}


@dataclass(frozen=True, slots=True)
class Total:
    """The statements of one shape from one place, finding or not."""

    shape: str
    shape_id: str
    summary: str
    count: int
    duration_ms: float
    place: Span | None


@dataclass(frozen=True, slots=True)
class Report:
    """The findings and totals of a scope.

    Attributes:
        name: the scope's name.
        kind: "block", "request", "task", "test" or "session".
        statements: how many ran, transaction control left out.
        transactions: how many BEGIN, SAVEPOINT, COMMIT and the like ran.
        duration_ms: their time at the database cursor, in milliseconds.
        findings: what should have been one query, in order of first sighting.
        accepted: findings that `ignore` or the settings accept.
        totals: every shape and place, most statements first.
        overflow: statements that were counted but found no room in a group.
        notes: what is wrong with reasons to accept: missing, expired, never needed.
    """

    name: str
    kind: str
    statements: int
    duration_ms: float
    findings: tuple[Finding, ...] = ()
    accepted: tuple[Finding, ...] = ()
    totals: tuple[Total, ...] = field(default=(), repr=False)
    transactions: int = 0
    overflow: int = 0
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; `totals` stay behind, they can be many."""
        return {
            "format": FORMAT,
            "scope": {"name": self.name, "kind": self.kind},
            "statements": self.statements,
            "duration_ms": round(self.duration_ms, 3),
            "findings": [finding.as_dict() for finding in self.findings],
            "accepted": [finding.as_dict() for finding in self.accepted],
            "transactions": self.transactions,
            "overflow": self.overflow,
            "notes": list(self.notes),
        }

    def to_json(self, indent: int | None = None) -> str:
        """Return the report as JSON; `format` says how to read it."""
        return json.dumps(self.as_dict(), indent=indent)

    def __str__(self) -> str:
        from nplusone_guard.report.text import report_text

        return report_text(self)
