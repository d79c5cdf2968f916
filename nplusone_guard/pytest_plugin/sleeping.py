"""Sleeping: the plugin in a run that did not ask for it.

Nothing that watches is imported. A marker, our fixture or a report from a worker wakes it.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

import pytest

from nplusone_guard.pytest_plugin.options import Settings

if TYPE_CHECKING:
    from nplusone_guard.pytest_plugin.run import Run
    from nplusone_guard.pytest_plugin.summary import Summary

__all__ = ["CARRIED", "Sleeping", "add_markers", "wake"]

# The attribute of pytest's own report that carries ours, as JSON: what pytest-xdist
# sends to the summary, and what survives a worker that dies later.
CARRIED = "nplusone"

_MARKERS = ("max_queries", "nplusone")
_FIXTURE = "nplusone"
_ASSERTIONS = frozenset(
    {"assert_constant_queries", "assert_max_queries", "assert_no_nplusone"}
)


def add_markers(config: pytest.Config) -> None:
    """Tell pytest the markers, for --strict-markers and --markers."""
    config.addinivalue_line(
        "markers",
        "max_queries(n, ...): fail the test when it sends more than n statements; "
        "takes the options of assert_max_queries.",
    )
    config.addinivalue_line(
        "markers",
        "nplusone(mode, threshold, ignore, reason): off, report or fail for this test; "
        "ignore=[patterns] accepts findings and needs a reason.",
    )


def wake(config: pytest.Config, settings: Settings) -> tuple[Run, Summary | None]:
    """Register what watches, and what tells in the process that speaks to the user."""
    from nplusone_guard.pytest_plugin.run import Run
    from nplusone_guard.pytest_plugin.summary import Summary

    run = Run(settings, config)
    config.pluginmanager.register(run, "nplusone_run")
    if hasattr(config, "workerinput"):
        return run, None
    summary = Summary(settings)
    config.pluginmanager.register(summary, "nplusone_summary")
    return run, summary


class Sleeping:
    """What listens for a test that asks. Its hooks are one call long."""

    def __init__(self, settings: Settings, config: pytest.Config) -> None:
        self._settings = settings
        self._config = config

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Wake for a test that asks."""
        if not _ASSERTIONS.isdisjoint(_fixtures(item)):
            # Now, and not within the test, whose file system may not be the real one.
            import nplusone_guard.testing  # noqa: F401
        if _is_asking(item):
            # Who registers in the midst of a call is not called in it any more.
            self._wake()[0].pytest_runtest_setup(item)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Wake for a worker that was woken."""
        if hasattr(report, CARRIED):
            summary = self._wake()[1]
            if summary is not None:
                summary.pytest_runtest_logreport(report)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Have an assertion of ours read well."""
        if call.excinfo is None:
            return (yield)
        from nplusone_guard.pytest_plugin.failing import polish, trim

        trim(item, call)
        report = yield
        if report.failed:
            polish(report, call.excinfo)
        return report

    def _wake(self) -> tuple[Run, Summary | None]:
        self._config.pluginmanager.unregister(self)
        return wake(self._config, self._settings)


def _is_asking(item: pytest.Item) -> bool:
    if any(item.get_closest_marker(name) is not None for name in _MARKERS):
        return True
    return _FIXTURE in _fixtures(item)


def _fixtures(item: pytest.Item) -> Sequence[str]:
    names: Sequence[str] = getattr(item, "fixturenames", ())
    return names
