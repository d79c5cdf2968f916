"""The page: docs/performance.md, whose table is written from the results."""

from __future__ import annotations

from typing import Any

from benchmarks.overhead import plan
from benchmarks.overhead.cachegrind import ROOT

PAGE = ROOT / "docs" / "performance.md"
_BEGIN, _END = "<!-- table: begin -->", "<!-- table: end -->"


def write(results: dict[str, Any]) -> None:
    """Put the tables between the two marks of the page."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(_BEGIN)
    _, after = rest.split(_END)
    table = f"{_BEGIN}\n{tables(results)}\n{_END}"
    PAGE.write_text(before + table + after, encoding="utf-8")


def tables(results: dict[str, Any]) -> str:
    """Return a table for each ORM, the guard's settings first, then other tools."""
    counts, percents = results["counts"], results["added_percent"]
    parts = [f"Measured with {results['environment']}."]
    for orm, rivals in (
        ("django", plan.DJANGO_RIVALS),
        ("sqlalchemy", plan.SQLALCHEMY_RIVALS),
    ):
        columns = (plan.NOOP, *plan.OURS, *rivals)
        head = ["work", "instructions", *columns]
        rows = [head, ["---"] + ["---:"] * (len(head) - 1)]
        for workload in plan.WORKLOADS:
            if workload.orm != orm or workload.name not in counts:
                continue
            bare = f"{counts[workload.name][plan.NONE]:,}"
            adds = percents.get(workload.name, {})
            cells = [_cell(adds.get(column)) for column in columns]
            rows.append([workload.title, bare, *cells])
        parts.append("\n".join("| " + " | ".join(row) + " |" for row in rows))
    return "\n\n".join(["", *parts, *_timing(results), *_scale(results), ""])


def _cell(percent: float | None) -> str:
    return "–" if percent is None else f"{percent:+.1f} %"


def _timing(results: dict[str, Any]) -> list[str]:
    lines = []
    for orm, found in results.get("timing", {}).items():
        wall = found["wall_added_percent"]
        ratios = ", ".join(
            f"{plan.workload_called(name).title} {percent:+.1f} % ({wall[name]:+.1f} %)"
            for name, percent in found["added_percent"].items()
        )
        memory = found["loop_of_10000_added_bytes"] / 1024
        lines.append(
            f"Processor time (and wall time) on {orm}, production settings, medians of "
            f"interleaved pairs: {ratios}. Peak memory that the guard adds to an N+1 of 10,000: "
            f"{memory:,.0f} KiB."
        )
    return lines


def _scale(results: dict[str, Any]) -> list[str]:
    lines = []
    for name, found in results.get("scale", {}).items():
        if name == "added_percent":
            ratios = ", ".join(f"{work} {more:+.1f} %" for work, more in found.items())
            lines.append(f"Processor time of many scopes at once: {ratios}.")
        else:
            lines.append(
                f"One scope with {name}: {found['counted_in_the_finding']:,} counted in "
                f"one finding, {found['grown_bytes'] / 1024:,.0f} KiB grown; the last "
                f"10,000 took {found['late_to_early']} times as long as the first."
            )
    return lines
