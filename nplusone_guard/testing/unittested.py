"""A unittest test: its body, without `setUp` and `tearDown`, as a judged block."""

from __future__ import annotations

import unittest
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Self

from nplusone_guard.api import guard
from nplusone_guard.config import Config
from nplusone_guard.errors import NPlusOneError
from nplusone_guard.report.values import Report
from nplusone_guard.testing.arranging import Arranging
from nplusone_guard.testing.block import JudgedBlock
from nplusone_guard.testing.told import findings_text, note_text
from nplusone_guard.watch import Watch
from nplusone_guard.wrapping import decorated

__all__ = ["Body", "wrapped_body"]

# unittest leaves such modules out of a failure, and with ours in it the test's own lines.
__unittest = True

_CALL = "_callTestMethod"


class Body(JudgedBlock):
    """One run of a test's body.

    Args:
        name: the test's id.
        config: the settings of its scope.
        fails: raise about findings; without it they are only told.
        told: given the body's report, with what the test arranges accepted.
    """

    def __init__(
        self,
        name: str,
        config: Config,
        *,
        fails: bool,
        told: Callable[[Report], object] = lambda report: None,
    ) -> None:
        super().__init__()
        self._name = name
        self._config = config
        self._fails = fails
        self._told = [told]

    def tell(self, told: Callable[[Report], object]) -> None:
        """Give the report to *told* too."""
        self._told.append(told)

    @property
    def watch(self) -> Watch | None:
        """The body's watch, once it has begun."""
        return self._watch

    def scope(self) -> guard:
        """Return the scope of the body."""
        return guard(self._name, kind="test", config=self._config)

    def judge(self, report: Report) -> NPlusOneError | None:
        """Tell the report, and return the error that its findings are worth."""
        judged = self._tell(report)
        if not judged.findings or not self._fails:
            return None
        return NPlusOneError(findings_text(judged.findings), judged)

    def note(self, report: Report) -> str:
        """Return what a test that fails by itself, on its number of queries say, shows."""
        findings = self._tell(report).findings
        return note_text(findings_text(findings), findings) if findings else ""

    def _tell(self, report: Report) -> Report:
        judged = Arranging().accepted_in(report)
        for told in self._told:
            told(judged)
        return judged

    def again(self) -> Self:
        """Return this very body: a test runs once."""
        return self


@contextmanager
def wrapped_body(test: unittest.TestCase, body: Body) -> Iterator[None]:
    """Have the test method of *test* run inside *body* for now."""
    # The call rather than the method: Python 3.12.1 looks the method up before it tells
    # the result that the test begins, all others after.
    call: Callable[..., Any] = test._callTestMethod  # type: ignore[attr-defined]
    vars(test)[_CALL] = lambda method: call(decorated(method, lambda _: body))
    try:
        yield
    finally:
        del vars(test)[_CALL]
