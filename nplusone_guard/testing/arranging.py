"""Arranging: rows that test code writes in a loop so that there is something to test.

Nobody's users wait for these, so they are accepted; what the code under test writes per
row is not, and neither is what test code reads per row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import PurePath

from nplusone_guard.fingerprint.outline import outline
from nplusone_guard.report.places import shown
from nplusone_guard.report.values import Finding, Report

__all__ = ["Arranging"]

_REASON = "rows that the test itself arranges"
_WRITES = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE"})
_PATTERNS = ("test*.py", "*_test.py")
_FOLDERS = frozenset({"test", "tests", "testing"})


class Arranging:
    """What counts as test code: files of these names, and folders of tests below *root*
    (the current directory)."""

    def __init__(
        self, root: str | None = None, patterns: Iterable[str] = _PATTERNS
    ) -> None:
        self._root = root
        self._patterns = ("conftest.py", *patterns)

    def accepted_in(self, report: Report) -> Report:
        """Return *report* with the writes of test code among what is accepted."""
        told: list[Finding] = []
        arranged: list[Finding] = []
        for finding in report.findings:
            (arranged if self._arranges(finding) else told).append(finding)
        if not arranged:
            return report
        accepted = [replace(finding, accepted=_REASON) for finding in arranged]
        return replace(
            report, findings=tuple(told), accepted=(*report.accepted, *accepted)
        )

    def _arranges(self, finding: Finding) -> bool:
        place = finding.loop or finding.blame
        is_write = outline(finding.shape).statement in _WRITES
        return is_write and self._is_test_code(place.file)

    def _is_test_code(self, file: str) -> bool:
        path = PurePath(shown(file, self._root))
        if any(fnmatch(path.name, pattern) for pattern in self._patterns):
            return True
        # A project may lie in a folder called tests; only folders below it speak.
        return not path.is_absolute() and not _FOLDERS.isdisjoint(path.parts[:-1])
