"""A group: the statements of one shape from one place in one scope."""

from __future__ import annotations

from nplusone_guard.capture.acceptance import Acceptance
from nplusone_guard.capture.evidence import Evidence
from nplusone_guard.capture.first import First
from nplusone_guard.capture.parameters import Digest, Variation
from nplusone_guard.capture.raw_template import RawTemplate, raw_template
from nplusone_guard.capture.statement import Statement
from nplusone_guard.capture.walk import Path
from nplusone_guard.fingerprint import Shape

__all__ = ["Family", "Group"]


class Group:
    """What a scope remembers of the statements of one shape from one path.

    Attributes:
        shape: the statement's fingerprint.
        path: the steps from the asker out to the loop, or to the scope's boundary.
        count: how many statements.
        seconds: their time at the database cursor, without that of *begun*.
        begun: the first sighting it was made of, whose statement may still run.
        order: how many statements the scope had seen before the first of these.
        many: executed through executemany, which sends its rows together.
        orm: the room that saw it.
        dialect: the SQL dialect of its connection.
        aliases: the databases it ran on.
        accepted: what was given to `ignore`, when it ran inside such a block.
        evidence: what the stack said once it repeated.
        is_same: no statement had other values than the first.
        template: the text of a hand-written statement without its values.
        variation: which values differed; None until some did.
    """

    __slots__ = (
        "accepted",
        "aliases",
        "begun",
        "count",
        "dialect",
        "seconds",
        "evidence",
        "family",
        "first_digest",
        "first_sql",
        "is_same",
        "many",
        "order",
        "orm",
        "path",
        "shape",
        "template",
        "variation",
    )

    def __init__(
        self,
        shape: Shape,
        path: Path,
        family: Family,
        first: Statement | First,
        accepted: Acceptance | None,
    ) -> None:
        self.shape = shape
        self.path = path
        self.family = family
        self.order = 0
        self.orm = first.orm
        self.dialect = first.dialect
        self.accepted = accepted
        self.count = 0
        self.seconds = 0.0
        self.begun: First | None = None
        self.many = False
        self.aliases: tuple[str, ...] = ()
        self.evidence: Evidence | None = None
        self.is_same = True
        self.variation: Variation | None = None
        self.template: RawTemplate | None = None
        # The text of the first statement, needed to compare literals with the second;
        # dropped as soon as that is done, and with the scope at the latest.
        self.first_sql = first.sql
        self.first_digest: Digest = first.digest

    @property
    def all_seconds(self) -> float:
        """The time of all its statements at the database cursor."""
        begun = self.begun
        return self.seconds + (0 if begun is None else begun.seconds)

    def keep_template(self, first: str, second: str) -> None:
        """Keep what a hand-written statement reads like without its values."""
        entry = None if self.evidence is None else self.evidence.entry
        is_raw = self.evidence is not None and (
            entry is None or entry.operation == "raw"
        )
        if not is_raw:
            return
        template = raw_template(first, second, self.dialect)
        if template is not None:
            self.template = template.joined(self.template)

    def saw_other_values(self, variation: Variation) -> None:
        """Note a statement whose values were not those of the first."""
        self.is_same = False
        if self.variation is not None:
            variation = self.variation.joined(variation)
        self.variation = variation


class Family:
    """The groups of one shape that one loop repeats: the branches of its body.

    Attributes:
        groups: in order of first sighting.
        rounds: how often the loop is proven to have come round; 0 before the first
            statement.
        last_offset: where in the loop's body the last statement came from.
        positions: the source positions that this round has come by.
    """

    __slots__ = ("groups", "last_offset", "positions", "rounds")

    def __init__(self) -> None:
        self.groups: list[Group] = []
        self.rounds = 0
        self.last_offset = -1
        self.positions: set[object] = set()

    @property
    def count(self) -> int:
        """How many statements its groups have together."""
        return sum(group.count for group in self.groups)

    def saw(self, group: Group) -> None:
        """Note a statement of *group*, already counted: has a new round begun?

        In a loop of the application's own an instruction that is not further on than
        the last one belongs to a new round. A library's loop stands at one instruction
        for its whole body, so there only a group that repeats shows a round.
        """
        step = group.path[-1] if group.path else None
        if step is None or step.loop is None:
            self.rounds = max(self.rounds, group.count)
            return
        # Python writes the test of a `while` twice, before the loop and at its end:
        # one position in the source at two offsets.
        is_new_round = (
            step.offset <= self.last_offset or step.position in self.positions
        )
        if is_new_round or self.rounds == 0:
            self.rounds += 1
            self.positions.clear()
        self.positions.add(step.position)
        self.last_offset = step.offset
