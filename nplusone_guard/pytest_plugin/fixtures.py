"""The fixtures: a test's own watch, and the assertions without an import."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from nplusone_guard.errors import ConfigError

# Imported where it is needed: pytest imports this module in every run.
if TYPE_CHECKING:
    from nplusone_guard.pytest_plugin.tested import Tested
    from nplusone_guard.report.values import Report
    from nplusone_guard.testing import assert_max_queries as max_queries
    from nplusone_guard.testing import assert_no_nplusone as no_nplusone

__all__ = [
    "TestWatch",
    "assert_constant_queries",
    "assert_max_queries",
    "assert_no_nplusone",
    "nplusone",
    "nplusone_session_factory",
]


class TestWatch:
    """The watch of the test's body: nothing before it begins, then all it sends."""

    __test__ = False

    def __init__(self, tested: Tested) -> None:
        self._tested = tested

    @property
    def statements(self) -> int:
        """How many statements the body has sent so far."""
        watch = self._tested.watch
        return 0 if watch is None else watch.statements

    @property
    def transactions(self) -> int:
        """How many BEGIN, SAVEPOINT, COMMIT and the like ran so far."""
        watch = self._tested.watch
        return 0 if watch is None else watch.transactions

    @property
    def report(self) -> Report:
        """The report of this moment; raises ConfigError before the body begins."""
        if self._tested.watch is None:
            raise ConfigError("the test's body has not begun, so there is no report")
        return self._tested.watch.report

    @contextmanager
    def attach(self) -> Iterator[None]:
        """Let the test's scope see the current thread or task too."""
        watch, own = self._tested.watch, self._tested.own_watch
        if watch is None or own is None:
            raise ConfigError("the test's body has not begun: nothing to attach to")
        with watch.attach(), own.attach():
            yield


@pytest.fixture
def nplusone(request: pytest.FixtureRequest) -> TestWatch:
    """The test's watch: `nplusone.statements`, `nplusone.report.findings`."""
    from nplusone_guard.pytest_plugin.run import tested_by

    tested = tested_by(request.node)
    assert tested is not None, "whoever names the fixture asks for the scope"
    return TestWatch(tested)


@pytest.fixture
def assert_max_queries() -> type[max_queries]:
    """`with assert_max_queries(3):` without an import."""
    from nplusone_guard.testing import assert_max_queries

    return assert_max_queries


@pytest.fixture
def assert_no_nplusone() -> type[no_nplusone]:
    """`with assert_no_nplusone():` without an import."""
    from nplusone_guard.testing import assert_no_nplusone

    return assert_no_nplusone


@pytest.fixture
def nplusone_session_factory() -> Any:
    """The sessionmaker of `assert_constant_queries`: write it anew in a conftest.py."""
    return None


@pytest.fixture
def assert_constant_queries(
    request: pytest.FixtureRequest, nplusone_session_factory: Any
) -> Callable[..., Any]:
    """`assert_constant_queries(populate, run)`, on Django's database or your sessions.

    Without a session factory it asks pytest-django for its `db`, where there is one.
    """

    def proof(populate: Any, run: Any, **options: Any) -> Any:
        options.setdefault("session_factory", nplusone_session_factory)
        if options["session_factory"] is None and options.get("rollback", True):
            _ask_for_djangos_database(request)
        from nplusone_guard.testing import assert_constant_queries

        return assert_constant_queries(populate, run, **options)

    return proof


def _ask_for_djangos_database(request: pytest.FixtureRequest) -> None:
    is_there = request.config.pluginmanager.hasplugin("django")
    asked = {"db", "transactional_db", "django_db_setup"} & set(request.fixturenames)
    if is_there and not asked:
        request.getfixturevalue("db")
