"""nplusone_guard as a tool under test, read through its public JSON report."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.compare.told import Span, Told


class GuardFailedError(RuntimeError):
    """The guard contained an error of its own."""


class Ours:
    """The guard in collect mode, as a user would write it."""

    name = "nplusone_guard"
    package = "nplusone-guard"
    apps = ""
    middleware = "nplusone_guard.django.NPlusOneGuardMiddleware"

    def missing(self) -> str | None:
        """Return why the guard cannot run here, or None."""
        try:
            from nplusone_guard import guard  # noqa: F401
        except ImportError as error:
            return str(error)
        return None

    @contextmanager
    def watch(self, name: str) -> Iterator[Callable[[], list[Told]]]:
        """Watch a block with a threshold of two."""
        from nplusone_guard import guard
        from nplusone_guard.containment import contained_errors, forget_contained_errors

        # The guard swallows its own failures, and a broken guard is a silent one:
        # without this a silent case would pass because nothing works.
        forget_contained_errors()
        with guard(name, mode="collect", threshold=2) as watch:
            yield lambda: [_told(f) for f in _findings(watch.report.to_json())]
        failed = contained_errors()
        if failed:
            raise GuardFailedError(f"the guard failed inside: {failed}")


def _findings(text: str) -> list[dict[str, Any]]:
    findings: list[dict[str, Any]] = json.loads(text)["findings"]
    return findings


def _told(finding: dict[str, Any]) -> Told:
    advice = finding.get("advice") or {}
    return Told(
        text=f"{finding.get('kind')}: {advice.get('text') or ''}",
        code=finding["code"],
        relation=finding.get("relation"),
        blame=_span(finding.get("blame")),
        loop=_span(finding.get("loop")),
        origin=_span(finding.get("origin")),
        # Only code counts for us: prose that names the right call is no fix to paste.
        fix=advice.get("code") or "(no code)",
    )


def _span(place: dict[str, Any] | None) -> Span | None:
    if not place or not place.get("file"):
        return None
    line = int(place["line"] or 0)
    return Span(str(place["file"]), line, int(place.get("end_line") or line))
