"""django-query-doctor: groups captured SQL afterwards and prescribes a fix in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from benchmarks.compare.told import Span, Told

# Missing indexes, wide selects and the like are another matter than N+1.
ABOUT_REPEATS = {"n_plus_one", "duplicate_query", "serializer_method_field"} | {
    "drf_serializer",
    "write_n_plus_one",
}


class QueryDoctor:
    """django-query-doctor with its default thresholds (three for N+1)."""

    name = "django-query-doctor"
    package = "django-query-doctor"
    middleware = ""
    apps = "query_doctor"

    def missing(self) -> str | None:
        """Return why it cannot run here, or None."""
        return None if find_spec("query_doctor") else "not installed"

    @contextmanager
    def watch(self, name: str) -> Iterator[Callable[[], list[Told]]]:
        """Watch a block with its diagnose_queries."""
        from query_doctor import diagnose_queries

        with diagnose_queries() as report:
            yield lambda: [
                _told(one)
                for one in report.prescriptions
                if one.issue_type.value in ABOUT_REPEATS
            ]


def _told(prescription: Any) -> Told:
    site = prescription.callsite
    line = site.line_number if site else 0
    return Told(
        text=f"{prescription.description} {prescription.fix_suggestion}",
        blame=Span(site.filepath, line, line) if site else None,
        fix=prescription.fix_suggestion,
    )
