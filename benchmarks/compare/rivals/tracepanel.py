"""tracepanel: traces a block and asks its agent, a program of its own, what it found."""

from __future__ import annotations

import atexit
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from benchmarks.compare.told import Span, Told

ABOUT_REPEATS = {"n+1", "duplicates"}
CULPRIT = re.compile(r"(?P<file>\S+):(?P<line>\d+)")


class TracePanel:
    """tracepanel as its pytest plugin uses it: one trace for each block."""

    name = "tracepanel"
    package = "tracepanel"
    middleware = ""
    apps = "tracepanel.django"
    _console: Any = None

    def missing(self) -> str | None:
        """Return why it cannot run here, or None; switch it on, as its plugin does."""
        if not find_spec("tracepanel"):
            return "not installed"
        # Its traces stay out of the project it watches.
        os.environ["TRACEPANEL_DIR"] = tempfile.mkdtemp(prefix="tracepanel-")
        os.environ["TRACEPANEL_ROOT"] = os.getcwd()
        from tracepanel import pytest_plugin

        pytest_plugin._activate()
        return None

    @contextmanager
    def watch(self, name: str) -> Iterator[Callable[[], list[Told]]]:
        """Watch a block as the plugin watches a test."""
        from tracepanel.testing import TracedTest

        run = TracedTest(name, {"test.case.name": name}, self._agent())
        run.start()
        try:
            yield lambda: [_told(o) for o in run.issues if o.kind in ABOUT_REPEATS]
        finally:
            run.stop()
            run.send()

    def _agent(self) -> Any:
        if self._console is None:
            from tracepanel import pytest_plugin
            from tracepanel.core import conf
            from tracepanel.storage import agent, transport
            from tracepanel.testing import Console

            settings = conf.get_config()
            process = agent.start(settings)
            if process is not None:
                atexit.register(process.terminate)
            transport.set_writer(pytest_plugin._SyncWriter(settings))
            self._console = Console(agent.console_url(settings) or "")
        return self._console


def _told(finding: Any) -> Told:
    place = CULPRIT.search(finding.culprit or "")
    span = None
    if place:
        span = Span(place["file"], int(place["line"]), int(place["line"]))
    hint = finding.hint or "(no fix)"
    return Told(f"{finding.title} {hint}", blame=span, fix=hint)
