"""A shape: a statement's SQL with everything that varies taken out."""

from __future__ import annotations

from dataclasses import dataclass, field

from nplusone_guard.fingerprint.outline import outline


@dataclass(frozen=True, slots=True)
class Shape:
    """What two statements have in common when only their values differ.

    Attributes:
        text: the canonical SQL, with ``?`` for every value.
        id: 16 hexadecimal digits made from *text* alone, the same on every machine.
    """

    text: str
    id: str = field(compare=False)

    @property
    def statement(self) -> str:
        """What the statement does: "SELECT", "INSERT", "SAVEPOINT", ..."""
        return outline(self.text).statement

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables it names, the main one first, without quotes."""
        return outline(self.text).tables

    @property
    def summary(self) -> str:
        """One line for logs in the form of OpenTelemetry's db.query.summary."""
        return outline(self.text).summary
