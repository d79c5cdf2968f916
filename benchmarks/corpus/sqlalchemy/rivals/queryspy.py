"""queryspy: events on the session and the cursor, threshold 2 as it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from benchmarks.compare.told import Span, Told


class QuerySpy:
    """queryspy's recorder around a block."""

    name = "queryspy"
    package = "queryspy"
    middleware = ""
    apps = ""

    def missing(self) -> str | None:
        """Return why it cannot run here, or None."""
        return None if find_spec("queryspy") else "not installed"

    @contextmanager
    def watch(self, name: str) -> Iterator[Callable[[], list[Told]]]:
        """Watch a block as `queryspy.record()` does."""
        import queryspy

        with queryspy.record() as recorder:
            yield lambda: [_told(finding) for finding in recorder.findings()]


def _told(finding: Any) -> Told:
    from queryspy import render_finding

    frame = finding.frame
    blame = Span(frame.filename, frame.lineno, frame.lineno) if frame else None
    # Only a lazy load's label is a relation; a repeated statement's is its SQL.
    relation = finding.label if finding.kind == "lazy_load" else None
    return Told(render_finding(finding), relation=relation, blame=blame)
