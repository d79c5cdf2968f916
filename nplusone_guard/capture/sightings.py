"""The sightings of a scope: its groups, and what has not repeated and is none yet."""

from __future__ import annotations

from typing import Any

from nplusone_guard.capture.acceptance import Acceptance
from nplusone_guard.capture.first import First
from nplusone_guard.capture.groups import Family, Group
from nplusone_guard.capture.statement import Statement
from nplusone_guard.capture.walk import Path, repeated_by
from nplusone_guard.capture.ways import Way, distrust
from nplusone_guard.fingerprint import Shape

__all__ = ["Sightings"]


class Sightings:
    """What a scope has seen, in bounded memory.

    Statements that have not repeated wait, by the text of their shape, to become groups.
    """

    __slots__ = (
        "_families",
        "_firsts",
        "_groups",
        "_is_over",
        "_most",
        "_shapes",
        "_waiting",
    )

    def __init__(self, most: int) -> None:
        self._most = most
        self._groups: dict[Any, Group] = {}
        self._shapes: set[str] = set()
        self._families: dict[Any, Family] = {}
        self._firsts: dict[str, First] = {}
        self._waiting = 0
        self._is_over = False

    def groups(self) -> list[Group]:
        """Return all groups, in order of first sighting; what is none yet becomes one."""
        for text in list(self._firsts):
            self._take_up(text, None)
        if self._is_over:
            self._forget_firsts()
        return sorted(self._groups.values(), key=lambda group: group.order)

    def is_full(self) -> bool:
        """Say whether there is no room for one more."""
        return len(self._groups) + self._waiting >= self._most

    def first_by(
        self, way: Way, order: int, turn: int, sql: str, parameters: Any
    ) -> First | None:
        """Let a statement that came by *way* wait until its shape is met again.

        None where there is no room for it, or it is not one by itself.
        """
        if len(self._groups) + self._waiting >= self._most:
            return None
        text = way.text
        earlier = self._firsts.get(text)
        if (earlier is not None or text in self._shapes) and not self._is_apart(
            way, turn, earlier
        ):
            return None
        self._waiting += 1
        first = First(way, order, turn, sql, parameters, earlier)
        self._firsts[text] = first
        return first

    def _is_apart(self, way: Way, turn: int, first: First | None) -> bool:
        """Say whether a statement by *way* can be told from all of its shape so far.

        In a loop it may also belong to what another branch of the loop's body sends.
        """
        if way.path[-1].is_loop:
            return False
        while first is not None:
            if first.way is way or first.way.path[-1].is_loop:
                return False
            first = first.earlier
        return (way.text, way.path, turn, None, None) not in self._groups

    def _take_up(self, text: str, again: Path | None) -> None:
        """Make groups of what waits of the shape *text*, now that it came over *again*."""
        first: First | None = self._firsts.pop(text)
        waiting: list[First] = []
        while first is not None:
            waiting.append(first)
            first = first.earlier
        self._waiting -= len(waiting)
        for one in reversed(waiting):
            path = one.way.path
            # What comes over no loop repeats only if every frame is the same, and of a
            # first sighting only some were looked at: such a group is never joined.
            mark = None if path[-1].is_loop else one
            if mark is not None and path == again:
                distrust(one.sql)
            group = self.begin(one.way.shape, path, one.turn, None, one, mark)
            group.order = one.order
            group.count = one.count
            group.begun = one
            group.aliases = (one.way.alias,)
            group.family.saw(group)

    def find(
        self, shape: Shape, path: Path, turn: int, accepted: Acceptance | None
    ) -> Group | None:
        """Return the group of the statements that have these in common."""
        if shape.text in self._firsts:
            self._take_up(shape.text, path)
        # The text, not the shape: a string has its hash at hand.
        return self._groups.get((shape.text, path, turn, accepted, None))

    def begin(
        self,
        shape: Shape,
        path: Path,
        turn: int,
        accepted: Acceptance | None,
        first: Statement | First,
        mark: First | None = None,
    ) -> Group:
        """Make the group that *first* is the first statement of.

        With a *mark* it is a group by itself, which `find` does not find.
        """
        self._shapes.add(shape.text)
        key = (shape.text, repeated_by(path), accepted, turn, mark)
        family = self._families.get(key)
        if family is None:
            family = self._families[key] = Family()
        group = Group(shape, path, family, first, accepted)
        family.groups.append(group)
        self._groups[shape.text, path, turn, accepted, mark] = group
        return group

    def finish(self) -> None:
        """Let go of what was only needed to compare a statement with the next."""
        self._is_over = True
        self._forget_firsts()

    def _forget_firsts(self) -> None:
        for group in self._groups.values():
            group.first_sql, group.first_digest = "", None
