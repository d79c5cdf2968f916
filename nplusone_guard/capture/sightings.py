"""The sightings of a scope: its groups, and what has not repeated and is none yet."""

from __future__ import annotations

from typing import Any

from nplusone_guard.capture.acceptance import Acceptance
from nplusone_guard.capture.first import First
from nplusone_guard.capture.groups import Family, Group
from nplusone_guard.capture.known_ways import distrust
from nplusone_guard.capture.statement import Statement
from nplusone_guard.capture.walk import Path, repeated_by
from nplusone_guard.capture.ways import Way
from nplusone_guard.fingerprint import Shape

__all__ = ["Sightings"]


class Sightings:
    """What a scope has seen, in bounded memory.

    Statements that have not repeated wait, by the text of their shape, to become groups.

    Attributes:
        waiting: the last of those that wait, by the text of their shape; None for a shape
            of which none waits any more.
        room: how many more there is room for.
        order: how many were seen, those left out that `recognise` counts for a loop.
        turn: how many times what follows was set apart from what went before.
    """

    order = 0
    turn = 0
    _is_over = False

    def __init__(self, most: int) -> None:
        self.room = most
        self.waiting: dict[str, First | None] = {}
        self._groups: dict[Any, Group] = {}
        self._families: dict[Any, Family] = {}
        # The texts of those that are a group by themselves, by what they would share.
        self._alone: dict[Any, str] = {}

    @property
    def statements(self) -> int:
        """How many statements are in groups, or wait to be."""
        # Copies: another thread may send while this one asks.
        count = sum([group.count for group in list(self._groups.values())])
        for last in list(self.waiting.values()):
            first = last
            while first is not None:
                count, first = count + 1, first.earlier
        return count

    def groups(self) -> list[Group]:
        """Return all groups, in order of first sighting; what is none yet becomes one."""
        for text in list(self.waiting):
            self._take_up(text)
        if self._is_over:
            self._forget_firsts()
        return sorted(self._groups.values(), key=lambda group: group.order)

    def begin_turn(self) -> None:
        """Join nothing that follows to what was seen so far."""
        for text in list(self.waiting):
            self._take_up(text)
        self.waiting.clear()
        self.turn += 1

    def is_apart(self, way: Way) -> bool:
        """Say whether a statement by *way* can be told from all of its shape so far.

        In a loop it may also belong to what another branch of the loop's body sends.
        """
        first = self.waiting[way.text]
        if way.path[-1].is_loop:
            return False
        while first is not None:
            if first.way is way or first.way.path[-1].is_loop:
                return False
            first = first.earlier
        text, path, turn = way.text, way.path, self.turn
        return (text, path, turn, None, None) not in self._groups and (
            not self._alone or (text, path, turn) not in self._alone
        )

    def _take_up(self, text: str) -> None:
        """Make groups of what waits of the shape *text*."""
        first, self.waiting[text] = self.waiting[text], None
        waiting: list[First] = []
        while first is not None:
            waiting.append(first)
            first = first.earlier
        self.room += len(waiting)
        for one in reversed(waiting):
            path = one.way.path
            # What comes over no loop repeats only if every frame is the same, and of a
            # first sighting only some were looked at: such a group is never joined.
            mark = None if path[-1].is_loop else one
            if mark is not None:
                self._alone[text, path, self.turn] = one.sql
            group = self.begin(one.way.shape, path, None, one, mark)
            group.order = one.order
            group.count = one.count
            group.begun = one
            group.aliases = (one.way.alias,)
            group.family.saw(group)

    def find(
        self, shape: Shape, path: Path, accepted: Acceptance | None
    ) -> Group | None:
        """Return the group of the statements that have these in common."""
        if shape.text in self.waiting:
            self._take_up(shape.text)
        # The text, not the shape: a string has its hash at hand.
        group = self._groups.get((shape.text, path, self.turn, accepted, None))
        if group is None and accepted is None:
            alone = self._alone.get((shape.text, path, self.turn))
            if alone is not None:
                distrust(alone)
        return group

    def begin(
        self,
        shape: Shape,
        path: Path,
        accepted: Acceptance | None,
        first: Statement | First,
        mark: First | None = None,
    ) -> Group:
        """Make the group that *first* is the first statement of.

        With a *mark* it is a group by itself, which `find` does not find.
        """
        self.waiting.setdefault(shape.text)
        key = (shape.text, repeated_by(path), accepted, self.turn, mark)
        family = self._families.get(key)
        if family is None:
            family = self._families[key] = Family()
        group = Group(shape, path, family, first, accepted)
        family.groups.append(group)
        self.room -= 1
        self._groups[shape.text, path, self.turn, accepted, mark] = group
        return group

    def finish(self) -> None:
        """Let go of what was only needed to compare a statement with the next."""
        self._is_over = True
        if self._groups:
            self._forget_firsts()

    def _forget_firsts(self) -> None:
        for group in list(self._groups.values()):
            group.first_sql, group.first_digest = "", None
