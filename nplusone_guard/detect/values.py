"""What detection passes on: candidates, which repeat, and findings, which should not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nplusone_guard.capture.acceptance import Acceptance
from nplusone_guard.capture.evidence import Evidence
from nplusone_guard.capture.landmarks import Relation
from nplusone_guard.capture.parameters import Variation
from nplusone_guard.capture.raw_template import RawTemplate
from nplusone_guard.capture.walk import Path
from nplusone_guard.fingerprint import Shape

__all__ = ["Candidate", "Detector", "Finding", "Silencer"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Statements of one shape that one loop, or one place, sent again and again.

    Attributes:
        shape: their fingerprint.
        count: how many.
        rounds: how often the loop is proven to have come round.
        seconds: their time at the database cursor.
        order: how many statements the scope had seen before the first of them.
        evidence: what the stack said.
        is_same: all had the same values.
        variation: which values differed; None when none did or nobody could tell.
        many: sent through executemany.
        orm: the room that saw them.
        dialect: the SQL dialect.
        aliases: the databases they ran on.
        accepted: what was given to `ignore`, where they ran inside such a block.
        path: the steps of the place seen most often.
        template: a hand-written statement's text without its values.
    """

    shape: Shape
    count: int
    rounds: int
    seconds: float
    order: int
    evidence: Evidence
    is_same: bool
    variation: Variation | None
    many: bool
    orm: str
    dialect: str | None
    aliases: tuple[str, ...]
    accepted: Acceptance | None
    path: Path
    template: RawTemplate | None = None

    @property
    def relation(self) -> Relation | None:
        """The relation or column being loaded, where the ORM named one.

        A related collection of one parent that is asked for other things in each round
        is no relation of the rows.
        """
        entry = self.evidence.entry
        if entry is None or self._has_one_parent(entry.fact("column")):
            return None
        return entry.relation

    def _has_one_parent(self, column: str) -> bool:
        variation = self.variation
        if not column or variation is None or not variation.is_known:
            return False
        differing = [slot for slot in variation.varying if slot.role != "limit"]
        if not differing or any(slot.column == column for slot in differing):
            return False
        return any(slot.column == column for slot in variation.constant)

    @property
    def operation(self) -> str:
        """How the ORM was asked; "raw" for a driver used directly."""
        entry = self.evidence.entry
        return "raw" if entry is None else entry.operation


@dataclass(frozen=True, slots=True)
class Finding:
    """A candidate judged to be statements that should have been one, or none."""

    kind: str
    candidate: Candidate


Detector = Callable[[Candidate], str | None]
Silencer = Callable[[Candidate], bool]
