"""An acceptance: a reason somebody gave for letting statements repeat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

__all__ = ["Acceptance"]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What an `ignore` block accepts, and what the blocks around it do.

    Attributes:
        reason: why, in words.
        relation: a pattern of the relations it is about; None for everything.
        until: the last day it counts; None for always.
        outer: the acceptance of the block around.
    """

    reason: str
    relation: str | None = None
    until: date | None = None
    outer: Acceptance | None = None

    def reason_for(self, relation: str | None, today: date) -> str | None:
        """Return the reason of the innermost block that accepts *relation* today."""
        for one in self.chain():
            if not one.has_expired(today) and one.covers(relation):
                return one.reason
        return None

    def covers(self, relation: str | None) -> bool:
        """Say whether it is about *relation*."""
        if self.relation is None:
            return True
        return relation is not None and fnmatchcase(relation, self.relation)

    def has_expired(self, today: date) -> bool:
        """Say whether its last day is over."""
        return self.until is not None and today > self.until

    def chain(self) -> Iterator[Acceptance]:
        """Yield this acceptance and those around it, innermost first."""
        one: Acceptance | None = self
        while one is not None:
            yield one
            one = one.outer
