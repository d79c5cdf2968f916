"""The totals of a tool over a corpus: what share was found, placed and fixed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
Share = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Totals:
    """Shares as (how many, of how many)."""

    found: Share
    false_alarms: Share
    blame: Share
    loop: Share
    origin: Share
    fix: Share
    broken: int


def total(rows: Iterable[Row], size: int) -> Totals:
    """Add up the runs with *size* rows of data.

    Shares of blame, loop, origin and fix are of all expectations, not of those found:
    a tool that finds little is not right about much.
    """
    of_size = [row for row in rows if row["rows"] == size]
    positive = [row for row in of_size if row["kind"] == "positive"]
    silent = [row for row in of_size if row["kind"] == "silent"]
    verdicts = [verdict for row in positive for verdict in row["verdicts"]]
    return Totals(
        found=_share(verdicts, "found"),
        false_alarms=(sum(bool(row["extra"]) for row in silent), len(silent)),
        blame=_share(verdicts, "blame"),
        loop=_share(verdicts, "loop"),
        origin=_share(verdicts, "origin"),
        fix=_share(verdicts, "fix"),
        broken=sum(bool(row["error"]) for row in of_size),
    )


def by_topic(rows: Iterable[Row], size: int) -> dict[str, Share]:
    """Return what was found per topic, for the table of topics."""
    topics: dict[str, list[bool]] = {}
    for row in rows:
        if row["rows"] == size and row["kind"] == "positive":
            found = [verdict["found"] for verdict in row["verdicts"]]
            topics.setdefault(row["topic"], []).extend(found)
    return {topic: (sum(found), len(found)) for topic, found in topics.items()}


def _share(verdicts: list[Row], what: str) -> Share:
    # A None means that the case has no single right answer: it does not count.
    judged = [v[what] for v in verdicts if v[what] is not None]
    return sum(judged), len(judged)
