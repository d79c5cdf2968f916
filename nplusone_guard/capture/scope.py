"""A scope: the stretch of work whose statements are judged together."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

from nplusone_guard.capture.context import ignoring
from nplusone_guard.capture.first import First
from nplusone_guard.capture.groups import Family, Group
from nplusone_guard.capture.learning import way_of
from nplusone_guard.capture.looking import look
from nplusone_guard.capture.sightings import Sightings
from nplusone_guard.capture.statement import Statement
from nplusone_guard.capture.walk import Boundary, walk
from nplusone_guard.capture.ways import Way, known_ways
from nplusone_guard.config import Config
from nplusone_guard.fingerprint import fingerprint

__all__ = ["Counted", "OnRepeat", "Scope", "Seen"]

# What a hook adds the time of a statement to.
Counted = Group | First
Seen = Sequence[tuple["Scope", Group | None]]
OnRepeat = Callable[["Scope", Group], BaseException | None]

_getframe = sys._getframe

_TRANSACTION = frozenset(
    {"BEGIN", "START", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE"}
)
_ROWS = ("SELECT", "INSERT", "UPDATE", "DELETE")


class Scope:
    """What is known of the statements of one request, task, test or block.

    Attributes:
        name: what the user calls it.
        kind: "block", "request", "task", "test" or "session".
        statements: how many ran, transaction control left out.
        transactions: how many BEGIN, SAVEPOINT, COMMIT and the like ran.
        other_ns: the time at the database cursor of those that are in no group.
        overflow: statements that found no room for a group of their own.
        turn: how many times what follows was set apart from what went before.
        repeats: whether anything did, so that there may be a finding.
    """

    def __init__(
        self,
        name: str,
        kind: str,
        config: Config,
        boundary: Boundary | None = None,
        accepts: Callable[[object], bool] | None = None,
        on_repeat: OnRepeat | None = None,
    ) -> None:
        self.name = name
        self.kind = kind
        self.config = config
        self.boundary = boundary
        self.accepts = accepts
        self.on_repeat = on_repeat
        self.statements = 0
        self.transactions = 0
        self.other_ns = 0
        self.overflow = 0
        self.turn = 0
        self.repeats = False
        self._sightings = Sightings(config.max_groups)
        self._proven: dict[Way, Group] = {}
        self.is_open = True

    @property
    def duration_ns(self) -> int:
        """The time of all statements at the database cursor."""
        return self.other_ns + sum(group.time_ns for group in self.groups)

    @property
    def groups(self) -> list[Group]:
        """All groups, in order of first sighting."""
        return self._sightings.groups()

    @property
    def families(self) -> list[Family]:
        """What each loop repeats, in order of first sighting."""
        return list(dict.fromkeys(group.family for group in self.groups))

    def begin_turn(self) -> None:
        """Join nothing that follows to what was seen so far, as for another request."""
        self.turn += 1
        self._proven.clear()

    def recognise(
        self, sql: str, parameters: Any, alias: str, link: object
    ) -> Counted | None:
        """Count a statement that came by a known way, if nothing is to be learnt of it.

        It is the first of its shape in this scope, or one more of a proven loop. For
        hooks to call first, contained, from their own frame: it is all that most
        statements cost. None where `see` must have a look.
        """
        known = known_ways.young.get(sql)
        if known is None or ignoring.get() is not None:
            return None
        if self.accepts is not None and not self.accepts(link):
            return None
        try:
            for way in known.ways:
                # The very same string: each room has its own for each database.
                if way.alias is not alias:
                    continue
                for depth, code, offset in way.checks:
                    frame = _getframe(depth)
                    if frame.f_code is not code or frame.f_lasti != offset:
                        break
                else:
                    group = self._proven.get(way)
                    if group is None:
                        if not way.leads_to(self.boundary):
                            continue
                        order = self.statements + 1
                        counted = self._sightings.first_by(
                            way, order, self.turn, sql, parameters
                        )
                        if counted is not None:
                            self.statements = order
                        return counted
                    if not way.keys or way.leads_to(self.boundary):
                        self.statements += 1
                        group.count += 1
                        return group
        except ValueError:  # the stack is not that deep
            pass
        return None

    def see(self, statement: Statement) -> Group | None:
        """Count *statement* and return its group, or None where it needs none."""
        shape = fingerprint(statement.sql, statement.dialect)
        # Most statements say at once that they are none of those.
        if not statement.sql.startswith(_ROWS) and shape.statement in _TRANSACTION:
            self.transactions += 1
            return None
        self.statements += 1
        path = walk(statement.frame, self.boundary)
        accepted = ignoring.get()
        sightings = self._sightings
        group = sightings.find(shape, path, self.turn, accepted)
        if group is None:
            if sightings.is_full():
                self.overflow += 1
                return None
            group = sightings.begin(shape, path, self.turn, accepted, statement)
            group.order = self.statements
        if accepted is None and not statement.many:
            self._learn(group, statement)
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
        if is_judged and (group.count > _MOST_LOOKS or not group.is_same):
            self._proven[way] = group

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
        self._sightings.finish()
        self._proven.clear()


# The second sighting says whether values differ; a third tells a row that happens to
# equal the one before from a statement that never changes.
_LOOKS = 3
_MOST_LOOKS = 100
# Past so many statements of a group the next one is only counted.
_PROVEN = 4
