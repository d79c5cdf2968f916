"""Growth between two sizes: which shapes grew, by how much per row, and what is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nplusone_guard.report.compiler import finding_text
from nplusone_guard.report.places import located
from nplusone_guard.report.values import Report, Total
from nplusone_guard.testing.sizes import Run

__all__ = ["growth_text", "grown"]


@dataclass(frozen=True, slots=True)
class Grown:
    """A shape that was sent more often over more rows.

    Attributes:
        total: where the larger run sent it most often.
        per_row: how many more for each row that was added.
    """

    total: Total
    small: int
    large: int
    per_row: float


def grown(small: Run, large: Run) -> list[Grown]:
    """Return the shapes that grew, the one that grew most first."""
    before, after = _by_shape(small.report), _by_shape(large.report)
    rows = large.size - small.size
    found = [
        Grown(
            next(total for total in large.report.totals if total.shape_id == shape),
            before[shape],
            count,
            (count - before[shape]) / rows,
        )
        for shape, count in after.items()
        if count > before[shape]
    ]
    return sorted(found, key=lambda one: -one.per_row)


def growth_text(runs: Sequence[Run], expected: str) -> str:
    """Return what a failed proof says: the numbers, the shapes that grew, the fixes."""
    small, large = runs[0], runs[-1]
    counts = ", ".join(f"{run.statements} for {run.size} rows" for run in runs)
    per_row = (large.statements - small.statements) / (large.size - small.size)
    shapes = grown(small, large)
    parts = [
        f"statements grow with the rows: {counts} ({per_row:+.2g} per row), {expected}"
    ]
    parts += ["\n".join(_line(shape, small, large)) for shape in shapes]
    ids = {shape.total.shape_id for shape in shapes}
    parts += [
        finding_text(finding)
        for finding in large.report.findings
        if finding.shape_id in ids
    ]
    return "\n\n".join(parts)


def _line(shape: Grown, small: Run, large: Run) -> list[str]:
    place = shape.total.place
    where = "" if place is None else f"  at {located(place)}"
    return [
        f"  {shape.small} for {small.size} rows, {shape.large} for {large.size} "
        f"({shape.per_row:+.2g} per row): {shape.total.summary}{where}",
        f"      {shape.total.shape}",
    ]


def _by_shape(report: Report) -> Counter[str]:
    counts: Counter[str] = Counter()
    for total in report.totals:
        counts[total.shape_id] += total.count
    return counts
