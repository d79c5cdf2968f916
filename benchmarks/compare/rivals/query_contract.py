"""django-query-contract: the same SQL twice from the same stack is a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from benchmarks.compare.told import Span, Told


class QueryContract:
    """django-query-contract; it names the place and proposes no fix."""

    name = "django-query-contract"
    package = "django-query-contract"
    middleware = ""
    apps = ""

    def missing(self) -> str | None:
        """Return why it cannot run here, or None."""
        return None if find_spec("django_query_contract") else "not installed"

    @contextmanager
    def watch(self, name: str) -> Iterator[Callable[[], list[Told]]]:
        """Watch a block with its QueryCapture."""
        from django_query_contract import QueryCapture, find_n_plus_one

        with QueryCapture() as capture:
            yield lambda: [_told(one) for one in find_n_plus_one(capture)]


def _told(finding: Any) -> Told:
    from django_query_contract import format_n_plus_one

    site = finding.project_call_site or finding.call_site
    span = Span(site.filename, site.lineno, site.lineno) if site else None
    return Told(format_n_plus_one(finding), blame=span, fix="(no fix)")
