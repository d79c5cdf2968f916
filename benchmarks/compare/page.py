"""The page docs/comparison.md: written from measured numbers, never by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from benchmarks.compare.measured import ROOT, Measured, measure
from benchmarks.compare.ours import Ours
from benchmarks.compare.tools import RIVALS
from benchmarks.compare.totals import Share, Totals, by_topic, total

PAGE = ROOT / "docs" / "comparison.md"
NAMES = {"django": "Django", "sqlalchemy": "SQLAlchemy"}
HEAD = """# Comparison

This page is written by `make compare`; nothing on it was typed by hand.

Every tool runs the same code in `benchmarks/corpus`: real shapes of N+1, each with a
fixed version proven to give the same result in a constant number of statements, and
harmless twins that look alike. A tool is judged by what it says about a run:

- **found**: anything at all is said about a positive case, for each finding expected.
- **false alarms**: silent cases about which anything is said.
- **line**, **loop**, **query to change**: the place named covers the line marked in the
  source. A tool that names no such place scores nothing there.
- **fix**: the code, or for tools that write prose the text, holds every fragment of a
  right fix (of any right fix, where there are several).

Shares of line, loop, query and fix are of all findings expected, not of those found.
The thresholds of the rivals are their own defaults; ours is two.

We wrote both the corpus and our guard, and what our guard gets wrong in other people's
code joins the corpus and is then mended. So a full score says that the guard has learnt
its lessons, not that it has no blind spot: expect less of it on your own code. The
rivals never saw these cases; one that is unfair to them is a bug. What the tools cost
is measured on [another page](performance.md), where some of them are cheaper.
"""
COLUMNS: tuple[tuple[str, Callable[[Totals, Totals], Share], bool], ...] = (
    ("found, 2 rows", lambda two, five: two.found, True),
    ("found, 5 rows", lambda two, five: five.found, True),
    ("false alarms, 2 rows", lambda two, five: two.false_alarms, False),
    ("false alarms, 5 rows", lambda two, five: five.false_alarms, False),
    ("line", lambda two, five: five.blame, True),
    ("loop", lambda two, five: five.loop, True),
    ("query to change", lambda two, five: five.origin, True),
    ("fix", lambda two, five: five.fix, True),
)


def compare(orms: Iterable[str], python: str) -> int:
    """Measure every tool on every corpus and write the page."""
    parts = [HEAD]
    for orm in orms:
        results = []
        for tool in (Ours(), *RIVALS[orm]):
            print(f"{orm}: {tool.name}", flush=True)
            results.append(measure(tool, orm, python))
        parts.append(_section(orm, results))
    text = "\n".join(parts)
    PAGE.write_text(text, encoding="utf-8")
    print(text)
    return 0


def _section(orm: str, results: list[Measured]) -> str:
    ran = [result for result in results if result.rows]
    lines = [f"## {NAMES[orm]}", ""]
    if not ran:
        return "\n".join([*lines, *_absent(results)])
    cases = {row["case"]: row["kind"] for row in ran[0].rows}
    kinds = list(cases.values())
    positive, silent = kinds.count("positive"), kinds.count("silent")
    lines += [f"{positive} positive and {silent} silent cases; {ran[0].world}.", ""]
    lines += [*_scores(ran), "", *_absent(results), *_wins(ran), *_topics(ran)]
    return "\n".join([*lines, *_weak(ran[0])])


def _scores(ran: list[Measured]) -> list[str]:
    names = [name for name, _, _ in COLUMNS]
    lines = ["| tool | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for result in ran:
        cells = [_cell(share, more) for share, more in _shares(result)]
        label = f"{result.tool} {result.version}"
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return lines


def _shares(result: Measured) -> list[tuple[Share, bool]]:
    two, five = total(result.rows, 2), total(result.rows, 5)
    return [(pick(two, five), more) for _, pick, more in COLUMNS]


def _cell(share: Share, percent: bool) -> str:
    part, whole = share
    if percent and whole:
        return f"{100 * part / whole:.0f} % ({part}/{whole})"
    return f"{part} of {whole}"


def _absent(results: list[Measured]) -> list[str]:
    gone = [f"{r.tool} ({r.missing})" for r in results if not r.rows]
    return [f"Not measured: {', '.join(gone)}.", ""] if gone else []


def _wins(ran: list[Measured]) -> list[str]:
    """Say where a rival is better than we are."""
    ours = _shares(ran[0])
    wins = []
    for result in ran[1:]:
        pairs = zip(COLUMNS, _shares(result), ours, strict=True)
        better = [
            name
            for (name, _, more), ((theirs, _), (own, _)) in (
                (column, (a, b)) for column, a, b in pairs
            )
            if (theirs[0] > own[0] if more else theirs[0] < own[0])
        ]
        if better:
            wins.append(f"- {result.tool}: {', '.join(better)}")
    if not wins:
        return ["No rival scores better than nplusone_guard in any column.", ""]
    return ["Where a rival scores better than nplusone_guard:", "", *wins, ""]


def _topics(ran: list[Measured]) -> list[str]:
    lines = ["Found per topic, with five rows:", ""]
    lines += ["| topic | " + " | ".join(result.tool for result in ran) + " |"]
    lines += ["|---" * (len(ran) + 1) + "|"]
    tables = [by_topic(result.rows, 5) for result in ran]
    for topic in tables[0]:
        cells = [f"{part}/{whole}" for part, whole in (t[topic] for t in tables)]
        lines.append(f"| {topic} | " + " | ".join(cells) + " |")
    return [*lines, ""]


def _weak(ours: Measured) -> list[str]:
    """Name the cases that nplusone_guard gets wrong."""
    missed = {
        r["case"] for r in ours.rows if any(not v["found"] for v in r["verdicts"])
    }
    alarms = {r["case"] for r in ours.rows if r["kind"] == "silent" and r["extra"]}
    named = [("does not find", missed), ("raises a false alarm on", alarms)]
    return [
        f"nplusone_guard {word}: {', '.join(f'`{case}`' for case in sorted(cases))}.\n"
        for word, cases in named
        if cases
    ]
