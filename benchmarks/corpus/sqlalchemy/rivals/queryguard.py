"""pytest-queryguard: a log of statements, checked by its rules at the end of a block."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from benchmarks.compare.told import Span, Told

DEFAULT = {"relationship_threshold": 2, "repeat_threshold": 5}
EAGER = {
    "relationship_threshold": 2,
    "repeat_threshold": 5,
    "column_load_threshold": 2,
    "small_repeat_threshold": 2,
    "write_loop_threshold": 2,
}


class QueryGuard:
    """Its `record_queries()`, with its own thresholds or with the lowest it allows."""

    package = "pytest-queryguard"
    middleware = ""
    apps = ""

    def __init__(self, *, eager: bool = False) -> None:
        self.name = "pytest-queryguard" + (" (lowest thresholds)" if eager else "")
        self._thresholds = EAGER if eager else DEFAULT

    def missing(self) -> str | None:
        """Return why it cannot run here, or None."""
        return None if find_spec("pytest_queryguard") else "not installed"

    @contextmanager
    def watch(self, name: str) -> Iterator[Callable[[], list[Told]]]:
        """Watch a block; what `assert_no_nplusone` would print, one finding each."""
        from pytest_queryguard import record_queries
        from pytest_queryguard.detectors import detect
        from pytest_queryguard.messages import make_findings

        with record_queries() as log:
            # The log's public check raises one text for all findings together.
            yield lambda: [
                _told(finding)
                for finding in make_findings(detect(log._collector, **self._thresholds))
            ]


def _told(finding: Any) -> Told:
    line = finding.line or 0
    blame = Span(finding.file, line, line) if finding.file else None
    relation = finding.label if finding.kind == "relationship-load" else None
    return Told(finding.message, relation=relation, blame=blame)
