"""What the guard reported about a visit, and how the demonstration prints it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from example_project.places import PROJECT
from example_project.terminal import WIDTH, Paint
from example_project.visits import Visit

Finding = dict[str, Any]
Place = dict[str, Any]

PLACES = (("asked", "blame"), ("loop", "loop"), ("query", "origin"))


class Reported:
    """The findings of one server, by the path of the request."""

    def __init__(self, reports: Path) -> None:
        self._findings: dict[str, list[Finding]] = defaultdict(list)
        lines = reports.read_text("utf-8").splitlines() if reports.exists() else ()
        for line in lines:
            report = json.loads(line)
            path = report["scope"]["name"].split()[-1]
            self._findings[path.split("?")[0]] += report["findings"]

    def about(self, path: str) -> list[Finding]:
        """Return what was found while *path* was answered."""
        return self._findings[path.split("?")[0]]


def told(visit: Visit, findings: list[Finding], paint: Paint) -> Iterator[str]:
    """Yield the lines that tell the findings of the slow page of *visit*."""
    yield paint.bold(f"{visit.site.name} {visit.page.slow.split('?')[0]}")
    yield paint.dim(
        f"{visit.page.mistake}: {visit.slow.queries} queries,"
        f" {visit.slow.milliseconds:.0f} ms"
    )
    for finding in findings:
        yield from told_finding(finding, paint)
    yield ""


def told_finding(finding: Finding, paint: Paint) -> Iterator[str]:
    """Yield one finding: headline, three places, and the code to write."""
    subject = finding["relation"] or finding["kind"]
    yield (
        f"  {paint.red(finding['code'])} {subject}:"
        f" {finding['count']} queries instead of 1, {finding['duration_ms']:.0f} ms"
    )
    for label, key in PLACES:
        if finding[key] is not None:
            yield f"    {paint.dim(label.ljust(5))}  {place_line(finding[key])}"
    advice = finding["advice"]
    if advice["place"] is not None and advice["place"] != finding["origin"]:
        yield f"    {paint.dim('write')}  {place_line(advice['place'])}"
    for label, line in labelled("fix", advice["code"] or advice["text"]):
        yield f"    {paint.dim(label)}  {paint.green(line)}"


def labelled(label: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield the lines of *text*, the first with *label*."""
    for number, line in enumerate(text.splitlines()):
        yield (label if number == 0 else "").ljust(5), line


def place_line(place: Place) -> str:
    """Return where *place* is and what stands there, on one line."""
    where = f"{short(place['file'])}:{place['line']}"
    source = " ".join((place["expression"] or "").split())
    room = WIDTH - 13 - max(len(where), 34)
    if len(source) > room:
        source = source[: room - 3] + "..."
    return f"{where:34}  {source}".rstrip()


def short(file: str) -> str:
    """Return *file* as it is called inside the example project."""
    path = Path(file)
    return str(path.relative_to(PROJECT)) if path.is_relative_to(PROJECT) else file
