"""The tools, each switched on as its own documentation says and with the least it can do.

A tool is started once per process and then opens a scope around each round.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from benchmarks.overhead import plan
from nplusone_guard import Watch, guard

Scope = Callable[[], AbstractContextManager[Any]]


# What our guard saw last. A list: to set an attribute of a class makes the interpreter
# forget what it knows of the class, each time.
_last: list[Watch] = []


class _Watched(guard):
    """Our guard, which remembers what the last of its scopes saw."""

    def __enter__(self) -> Watch:
        watch = self.open(sys._getframe(1))
        _last[:] = [watch]
        return watch


def start(tool: str, orm: str) -> Scope:
    """Switch *tool* on in this process and return what opens one of its scopes."""
    if tool == plan.NONE:
        return nullcontext
    if tool == plan.NOOP:
        return _empty_hook(orm)
    if tool in plan.OURS:
        return _ours(tool)
    return _RIVALS[tool]()


def _ours(tool: str) -> Scope:
    import nplusone_guard

    nplusone_guard.install()
    if tool == plan.IDLE:
        return nullcontext
    if tool == plan.PRODUCTION:
        return lambda: _Watched("round")
    threshold = 2 if tool == plan.OPEN_2 else 5
    return lambda: _Watched("round", mode="collect", threshold=threshold)


def check(tool: str) -> None:
    """Raise when the guard did not watch what it was measured on: it fails in silence."""
    from nplusone_guard.containment import contained_errors

    if contained_errors() or any(not watch.statements for watch in _last):
        raise RuntimeError(f"{tool} did not work: {contained_errors()}")


def _empty_hook(orm: str) -> Scope:
    if orm == "django":
        from django.db import connection

        connection.execute_wrappers.append(_pass_on)
    else:
        from sqlalchemy import Engine, event

        event.listen(Engine, "do_execute", _leave_it)
    return nullcontext


def _pass_on(
    execute: Callable[..., object],
    sql: object,
    params: object,
    many: bool,
    context: Any,
) -> object:
    return execute(sql, params, many, context)


def _leave_it(cursor: object, statement: str, parameters: object, context: Any) -> bool:
    return False


def _zeal() -> Scope:
    from zeal import zeal_context
    from zeal.apps import ZealConfig

    # What its app does at start-up. It warns of each repetition; printing is left out.
    ZealConfig.ready(None)
    warnings.simplefilter("ignore")
    return zeal_context


def _query_contract() -> Scope:
    from django_query_contract import QueryCapture, find_n_plus_one

    @contextmanager
    def scope() -> Any:
        with QueryCapture() as capture:
            yield
        find_n_plus_one(capture)

    return scope


def _query_doctor() -> Scope:
    from query_doctor import diagnose_queries

    return diagnose_queries


def _nplusone() -> Scope:
    import nplusone.ext.django  # noqa: F401 - patches Django
    from nplusone.core.profiler import Profiler

    class Quiet(Profiler):
        def notify(self, message: object) -> None:
            """Let the loop go on; its own would raise."""

    return Quiet


def _queryspy() -> Scope:
    import queryspy

    @contextmanager
    def scope() -> Any:
        with queryspy.record() as recorder:
            yield
        recorder.findings()

    return scope


def _queryguard() -> Scope:
    from pytest_queryguard import record_queries
    from pytest_queryguard.detectors import detect

    @contextmanager
    def scope() -> Any:
        with record_queries() as log:
            yield
        detect(log._collector, relationship_threshold=2, repeat_threshold=5)

    return scope


_RIVALS: dict[str, Callable[[], Scope]] = {
    "django-zeal": _zeal,
    "django-query-contract": _query_contract,
    "django-query-doctor": _query_doctor,
    "nplusone": _nplusone,
    "queryspy": _queryspy,
    "pytest-queryguard": _queryguard,
}
