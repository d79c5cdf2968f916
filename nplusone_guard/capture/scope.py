"""A scope: the stretch of work whose statements are judged together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nplusone_guard.capture.boundary import NOWHERE, Boundary
from nplusone_guard.capture.context import accepted_here
from nplusone_guard.capture.first import First
from nplusone_guard.capture.groups import Family, Group
from nplusone_guard.capture.learning import way_of
from nplusone_guard.capture.looking import look
from nplusone_guard.capture.sightings import Sightings
from nplusone_guard.capture.statement import Statement
from nplusone_guard.capture.walk import walk
from nplusone_guard.capture.ways import Way
from nplusone_guard.config import Config
from nplusone_guard.containment import contained
from nplusone_guard.fingerprint import fingerprint

__all__ = ["Counted", "OnRepeat", "Scope", "Seen"]

# What a hook adds the time of a statement to.
Counted = Group | First
Seen = Sequence[tuple["Scope", Group | None]]
OnRepeat = Callable[["Scope", Group], BaseException | None]

_TRANSACTION = frozenset(
    {"BEGIN", "START", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE"}
)
_ROWS = ("SELECT", "INSERT", "UPDATE", "DELETE")


class Scope:
    """What is known of the statements of one request, task, test or block.

    Attributes:
        name: what the user calls it.
        kind: "block", "request", "task", "test" or "session".
        transactions: how many BEGIN, SAVEPOINT, COMMIT and the like ran.
        other_seconds: the time at the database cursor of those that are in no group.
        overflow: statements that found no room for a group of their own.
        repeats: whether anything did, so that there may be a finding.
    """

    transactions = 0
    other_seconds = 0.0
    overflow = 0
    repeats = False
    is_open = True

    def __init__(
        self,
        name: str,
        kind: str,
        config: Config,
        boundary: Boundary = NOWHERE,
        accepts: Callable[[object], bool] | None = None,
        on_repeat: OnRepeat | None = None,
    ) -> None:
        self.name = name
        self.kind = kind
        self.config = config
        self.boundary = boundary
        self.accepts = accepts
        self.on_repeat = on_repeat
        self.sightings = Sightings(config.max_groups)
        self.proven: dict[Way, Group] = {}

    @property
    def statements(self) -> int:
        """How many ran, transaction control left out."""
        return self.sightings.statements + self.overflow

    @property
    def seconds(self) -> float:
        """The time of all statements at the database cursor."""
        return self.other_seconds + sum(group.all_seconds for group in self.groups)

    @property
    def groups(self) -> list[Group]:
        """All groups, in order of first sighting."""
        return self.sightings.groups()

    @property
    def families(self) -> list[Family]:
        """What each loop repeats, in order of first sighting."""
        return list(dict.fromkeys(group.family for group in self.groups))

    def begin_turn(self) -> None:
        """Join nothing that follows to what was seen so far, as for another request."""
        self.sightings.begin_turn()
        self.proven.clear()

    def see(self, statement: Statement) -> Group | None:
        """Count *statement* and return its group, or None where it needs none."""
        shape = fingerprint(statement.sql, statement.dialect)
        # Most statements say at once that they are none of those.
        if not statement.sql.startswith(_ROWS) and shape.statement in _TRANSACTION:
            self.transactions += 1
            return None
        path = walk(statement.frame, self.boundary)
        accepted = accepted_here()
        sightings = self.sightings
        sightings.order += 1
        group = sightings.find(shape, path, accepted)
        if group is None:
            if sightings.room <= 0:
                self.overflow += 1
                return None
            group = sightings.begin(shape, path, accepted, statement)
            group.order = sightings.order
        if accepted is None and not statement.many:
            # By itself: what is not learnt counts all the same.
            contained("learn a way", self._learn, group, statement)
        self._count(group, statement)
        return group

    def _learn(self, group: Group, statement: Statement) -> None:
        """Let `recognise` know such statements by their way."""
        way = way_of(statement, group, self.boundary)
        if way is None or group.many or group.count < _PROVEN:
            return
        # What `raise` mode lets pass at first may have to be judged again.
        is_judged = (
            self.on_repeat is None or group.count > self.config.threshold + _PROVEN
        )
        if not is_judged or (group.is_same and group.count <= _MOST_LOOKS):
            return
        # Once it is proven nobody looks whether the scope opened between its steps.
        if self.boundary.codes.isdisjoint(way.inside):
            self.proven[way] = group

    def _count(self, group: Group, statement: Statement) -> None:
        """Count *statement* as one of *group*, and look closer while that may tell."""
        group.count += 1
        if statement.alias not in group.aliases:
            group.aliases += (statement.alias,)
        if statement.many:
            group.many = True
        group.family.saw(group)
        first = group.family.groups[0] if group.count == 1 else group
        looks = _LOOKS if not group.is_same else _MOST_LOOKS
        if group.count <= looks and not (first is group and group.count == 1):
            self.repeats = True
            look(group, statement, first, self.boundary)

    def finish(self) -> None:
        """Let go of what was only needed while it was open."""
        self.is_open = False
        self.sightings.finish()
        if self.proven:
            self.proven.clear()


# The second sighting says whether values differ; a third tells a row that happens to
# equal the one before from a statement that never changes.
_LOOKS = 3
_MOST_LOOKS = 100
# Past so many statements of a group the next one is only counted.
_PROVEN = 4
