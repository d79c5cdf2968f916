"""The scope as diagnosis sees it: which statement loaded the rows of which table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nplusone_guard.capture.groups import Group
from nplusone_guard.capture.landmarks import Relation
from nplusone_guard.capture.walk import Path
from nplusone_guard.detect.values import Finding

__all__ = ["Load", "ScopeView", "scope_view"]


@dataclass(frozen=True, slots=True)
class Load:
    """A statement that read rows of *table* and is no finding itself.

    Attributes:
        order: how many statements the scope had seen before it.
        path: the steps from who asked outward.
    """

    table: str
    order: int
    path: Path

    def shares_loop(self, path: Path) -> bool:
        """Say whether the loop that *path* ends with repeats this read, too."""
        if not (self.path and path):
            return False
        own, other = self.path[-1], path[-1]
        same_code = own.code is other.code and own.loop is not None
        return same_code and own.loop == other.loop


@dataclass(frozen=True, slots=True)
class ScopeView:
    """The findings of a scope and the reads that are not findings."""

    findings: tuple[Finding, ...]
    loads: tuple[Load, ...]

    def loads_of(self, tables: Iterable[str], before: int) -> list[Load]:
        """Return the reads of *tables* from before statement number *before*.

        The latest comes first: its rows are the likeliest to be at hand.
        """
        wanted = set(tables)
        found = [
            load for load in self.loads if load.table in wanted and load.order < before
        ]
        return sorted(found, key=lambda load: -load.order)

    def was_read_at(
        self, file: str, place: tuple[int, int, int, int], before: int
    ) -> bool:
        """Say whether a read was asked for at *place* (line, end line, columns)."""
        line, end_line, column, end_column = place
        for load in self.loads:
            span = next((s.span for s in load.path if s.landmark is None), None)
            if span is None or load.order >= before or span.file != file:
                continue
            begins = (line, column) <= (span.line, span.column)
            ends = (span.end_line, span.end_column) <= (end_line, end_column)
            if begins and ends:
                return True
        return False

    def relation_to(self, tables: Iterable[str], of: Finding) -> Finding | None:
        """Return the finding whose relation leads to the rows that *of* starts from."""
        wanted = set(tables)
        for finding in reversed(self.findings):
            relation = finding.candidate.relation
            if finding is of or relation is None:
                continue
            is_earlier = finding.candidate.order < of.candidate.order
            if is_earlier and relation.target_table in wanted:
                return finding
        return None

    def collection_asked_for(
        self, name: str, of: Finding
    ) -> tuple[Finding, Relation] | None:
        """Return the finding, before *of*, that loads the whole collection *name*."""
        for finding in self.findings:
            relation = finding.candidate.relation
            is_earlier = finding.candidate.order < of.candidate.order
            if relation is None or relation.name != name or not is_earlier:
                continue
            if finding.kind == "lazy-collection":
                return finding, relation
        return None

    def gone_over_at_one_place(self, of: Finding) -> tuple[Relation, ...]:
        """Return the relations that led to the rows of *of* by its own expression.

        `value = getattr(value, name)` goes on from its own answer, round by round.
        """
        path: list[Relation] = []
        current = of.candidate
        for finding in reversed(self.findings):
            relation, wanted = finding.candidate.relation, current.relation
            if relation is None or wanted is None or finding.candidate is current:
                continue
            is_here = finding.candidate.evidence.blame == current.evidence.blame
            is_earlier = finding.candidate.order < current.order
            if is_here and is_earlier and relation.target_table in wanted.owner_tables:
                path.insert(0, relation)
                current = finding.candidate
        return tuple(path)

    def relation_called(self, name: str) -> Relation | None:
        """Return the relation of that name which some finding loads."""
        for finding in self.findings:
            relation = finding.candidate.relation
            if relation is not None and relation.name == name:
                return relation
        return None


def scope_view(groups: Iterable[Group], findings: Iterable[Finding]) -> ScopeView:
    """Sort what a scope saw into findings and plain reads."""
    found = tuple(findings)
    shapes = {finding.candidate.order for finding in found}
    loads = tuple(
        Load(group.shape.tables[0], group.order, group.path)
        for group in groups
        if group.shape.statement in ("SELECT", "WITH")
        and group.shape.tables
        and group.order not in shapes
    )
    return ScopeView(found, loads)
