"""A scope: the stretch of work whose statements are judged together."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any

from nplusone_guard.capture.acceptance import Acceptance
from nplusone_guard.capture.context import ignoring
from nplusone_guard.capture.groups import Family, Group
from nplusone_guard.capture.parameters import compare, digest_of
from nplusone_guard.capture.reading import read_evidence
from nplusone_guard.capture.shortcut import Shortcut, learn_shortcut
from nplusone_guard.capture.statement import Statement
from nplusone_guard.capture.walk import Boundary, Path, repeated_by, walk
from nplusone_guard.config import Config
from nplusone_guard.fingerprint import Shape, fingerprint

__all__ = ["OnRepeat", "Scope", "Seen"]

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
        statements: how many ran, transaction control left out.
        transactions: how many BEGIN, SAVEPOINT, COMMIT and the like ran.
        duration_ns: their time at the database cursor.
        overflow: statements that found no room for a group of their own.
        groups: by shape, path and turn, in order of first sighting.
        turn: how many times what follows was set apart from what went before.
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
        self.duration_ns = 0
        self.overflow = 0
        self.groups: dict[Any, Group] = {}
        self.families: dict[Any, Family] = {}
        self.shortcuts: dict[str, Shortcut] = {}
        self.turn = 0
        self.started_ns = time.perf_counter_ns()
        self.ended_ns: int | None = None

    def begin_turn(self) -> None:
        """Join nothing that follows to what was seen so far, as for another request."""
        self.turn += 1
        self.shortcuts.clear()

    def recognise(self, sql: str, alias: str) -> Seen | None:
        """Count one more statement of a proven loop, when it surely is one.

        For hooks to call first, contained, from their own frame: it is all that the
        statements of a loop cost once there is nothing more to learn from them.
        """
        shortcut = self.shortcuts.get(sql)
        if shortcut is None or not shortcut.leads_here(alias, ignoring.get()):
            return None
        self.statements += 1
        shortcut.group.count += 1
        return shortcut.seen

    def see(self, statement: Statement) -> Group | None:
        """Count *statement* and return its group, or None where it needs none."""
        shape = fingerprint(statement.sql, statement.dialect)
        # Most statements say at once that they are none of those.
        if not statement.sql.startswith(_ROWS) and shape.statement in _TRANSACTION:
            self.transactions += 1
            return None
        self.statements += 1
        frame = statement.frame
        path = walk(frame, self.boundary)
        accepted = ignoring.get()
        turn = self.turn
        # The text, not the shape: a string has its hash at hand.
        key = (shape.text, path, turn, accepted)
        group = self.groups.get(key)
        if group is None:
            group = self._new_group(key, shape, path, statement, accepted)
            if group is None:
                return None
        if group.count >= _PROVEN:
            self._learn_shortcut(group, statement)
        return self._again(group, statement, frame)

    def _learn_shortcut(self, group: Group, statement: Statement) -> None:
        """Have `recognise` know the next statement, once nothing can be learnt."""
        is_settled = group.count > _MOST_LOOKS or not group.is_same
        if self.accepts is not None or group.many or not is_settled:
            return
        if len(self.shortcuts) >= _MOST_SHORTCUTS:
            self.shortcuts.clear()
        shortcut = learn_shortcut(group, statement)
        if shortcut is not None:
            shortcut.seen = ((self, group),)
            self.shortcuts[statement.sql] = shortcut

    def _again(
        self, group: Group, statement: Statement, frame: FrameType | None
    ) -> Group:
        """Count *statement* as one of *group*, and look closer while that may tell."""
        group.count += 1
        if statement.alias not in group.aliases:
            group.aliases += (statement.alias,)
        if statement.many:
            group.many = True
        group.family.saw(group)
        if group.count == 1:
            if len(group.family.groups) > 1:
                self._look(group, statement, frame, group.family.groups[0])
        elif group.count <= _LOOKS or (group.is_same and group.count <= _MOST_LOOKS):
            self._look(group, statement, frame, group)
        return group

    def _new_group(
        self,
        key: Any,
        shape: Shape,
        path: Path,
        statement: Statement,
        accepted: Acceptance | None,
    ) -> Group | None:
        if len(self.groups) >= self.config.max_groups:
            self.overflow += 1
            return None
        place = repeated_by(path)
        key_of_family = (shape.text, place, accepted, self.turn)
        family = self.families.get(key_of_family)
        if family is None:
            family = self.families[key_of_family] = Family()
        group = Group(shape, path, family, self.statements, statement, accepted)
        family.groups.append(group)
        self.groups[key] = group
        return group

    def _look(
        self, group: Group, statement: Statement, frame: FrameType | None, first: Group
    ) -> None:
        """Read the evidence of a group that repeats what *first* began with."""
        if group.evidence is None:
            group.evidence = read_evidence(frame, self.boundary, group.path)
        digest = digest_of(statement.parameters)
        if statement.sql == first.first_sql and digest == first.first_digest:
            return
        group.keep_template(first.first_sql, statement.sql)
        group.saw_other_values(
            compare(
                first.first_sql,
                first.first_digest,
                statement.sql,
                digest,
                group.dialect,
            )
        )

    def finish(self) -> None:
        """Stop the clock and let go of what was only needed for comparing."""
        self.ended_ns = time.perf_counter_ns()
        for group in self.groups.values():
            group.first_sql, group.first_digest = "", None
        self.shortcuts.clear()


# The second sighting says whether values differ; a third tells a row that happens to
# equal the one before from a statement that never changes.
_LOOKS = 3
_MOST_LOOKS = 100
# From here on the next statement is first looked for where the last ones came from.
_PROVEN = 4
_MOST_SHORTCUTS = 100
