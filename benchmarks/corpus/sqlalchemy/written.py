"""What the writing cases left in the database."""

from __future__ import annotations

from sqlalchemy import func, select

from benchmarks.corpus.sqlalchemy.models import Audit, Invoice, Line, Rack, Slot
from benchmarks.corpus.sqlalchemy.world import engine


def written() -> list[object]:
    """Return the rows of the tables that cases write to."""
    with engine.connect() as connection:
        queries = (
            select(Invoice.number, Invoice.total).order_by(Invoice.id),
            select(Audit.message).order_by(Audit.id),
            select(func.count(Line.price), func.sum(Line.price)),
            select(func.count(Slot.id)),
            select(func.count(Rack.id)),
        )
        return [[tuple(row) for row in connection.execute(query)] for query in queries]
