"""A failure as pytest shows it: the user's lines and our message, none of our own lines."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

import nplusone_guard
from nplusone_guard.capture.application import is_application_file
from nplusone_guard.errors import NPlusOneGuardError
from nplusone_guard.report.values import Finding
from nplusone_guard.testing.summary import short_lines

__all__ = ["JUDGED", "explain", "polish", "trim"]

# What marks pytest's own report of a test that fell to a judgement of ours, and ran to its
# end.
JUDGED = "nplusone_judged"

_PACKAGE = str(Path(nplusone_guard.__file__).parent)
_TITLE = "N+1 queries in this test"


def trim(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """Take our lines out of the traceback of an error of ours, before pytest reads it."""
    if call.excinfo is None:
        return
    error = call.excinfo = _unwrapped(call.excinfo)
    if not _is_ours(error) or item.config.getoption("fulltrace"):
        return
    left = _without_us(error.tb)
    # With nothing left there would be no place to name.
    if left is not None:
        error.traceback = type(error.traceback)(left)


def _unwrapped(
    error: pytest.ExceptionInfo[BaseException],
) -> pytest.ExceptionInfo[BaseException]:
    """Return an error of ours out of the group that a nursery of trio's puts it into."""
    inner = error.value
    while isinstance(inner, BaseExceptionGroup) and len(inner.exceptions) == 1:
        inner = inner.exceptions[0]
    if inner is error.value or not isinstance(inner, NPlusOneGuardError):
        return error
    found = pytest.ExceptionInfo.from_exception(inner)
    if _shows_the_user(found):
        return found
    # pytest needs a line that is not hidden, if only to hang the message on.
    return pytest.ExceptionInfo.from_exc_info((type(inner), inner, error.tb))


def _shows_the_user(error: pytest.ExceptionInfo[BaseException]) -> bool:
    return any(is_application_file(str(entry.path)) for entry in error.traceback)


def _without_us(traceback: TracebackType | None) -> TracebackType | None:
    # A chain made anew: pytest follows the chain, whatever was filtered on top of it.
    entries = []
    while traceback is not None:
        entries.append(traceback)
        traceback = traceback.tb_next
    left: TracebackType | None = None
    for entry in reversed(entries):
        frame = entry.tb_frame
        if not frame.f_code.co_filename.startswith(_PACKAGE):
            left = TracebackType(left, frame, entry.tb_lasti, entry.tb_lineno)
    return left


def polish(
    report: pytest.TestReport, error: pytest.ExceptionInfo[BaseException]
) -> None:
    """Have an error of ours read well in the failure and in the list at the end."""
    if not _is_ours(error):
        return
    if not _shows_the_user(error):
        # The lines of a decorator tell nobody anything: the message has it all.
        report.longrepr = error.getrepr(style="value")
    crash: Any = getattr(report.longrepr, "reprcrash", None)
    if crash is not None:
        # The list has one line for each test, and CI is shown all of the message.
        crash.message = str(error.value).partition("\n")[0]
    setattr(report, JUDGED, True)


def explain(report: pytest.TestReport, findings: list[Finding]) -> None:
    """Say below a failure that is not ours what the test shows besides."""
    if findings:
        lines = [line for finding in findings for line in short_lines(finding)]
        report.sections.append((_TITLE, "\n".join(lines)))


def _is_ours(error: pytest.ExceptionInfo[BaseException]) -> bool:
    return isinstance(error.value, NPlusOneGuardError)
