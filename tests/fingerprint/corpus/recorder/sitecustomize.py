"""Records what both ORMs send, in every process that finds this file on its path.

Python imports a module of this name by itself, so processes that the tests start record
as well. Each writes one file of lines [dialect, statement] into the folder that
NPLUSONE_GUARD_RECORD names.
"""

from __future__ import annotations

import json
import os
import sys
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_folder = os.environ.get("NPLUSONE_GUARD_RECORD")
_seen: set[tuple[str, str]] = set()


def _record(dialect: str, sql: object) -> None:
    statement = (dialect, sql if isinstance(sql, str) else str(sql))
    if _folder and statement not in _seen:
        _seen.add(statement)
        with (Path(_folder) / f"{os.getpid()}.jsonl").open("a") as file:
            file.write(json.dumps(statement) + "\n")


def _watch_django(module: Any) -> None:
    send = module.CursorWrapper._execute_with_wrappers

    def recording(self: Any, sql: object, *rest: Any, **named: Any) -> object:
        _record(self.db.vendor, sql)
        return send(self, sql, *rest, **named)

    # On the stack it passes for Django's own, or it would be what asked for each query.
    recording.__code__ = recording.__code__.replace(co_filename=module.__file__)
    module.CursorWrapper._execute_with_wrappers = recording


def _watch_sqlalchemy(module: Any) -> None:
    from sqlalchemy import event

    @event.listens_for(module.Engine, "before_cursor_execute")
    def recording(connection: Any, cursor: object, sql: str, *rest: object) -> None:
        _record(connection.dialect.name, sql)


_WATCHED = {
    "django.db.backends.utils": _watch_django,
    "sqlalchemy.engine": _watch_sqlalchemy,
}


class _Finder:
    """Watches the modules that send, as soon as each has been imported."""

    def find_spec(self, name: str, *rest: object) -> ModuleSpec | None:
        watch = _WATCHED.pop(name, None)
        spec = find_spec(name) if watch else None
        if watch is None or spec is None or spec.loader is None:
            return None
        execute = spec.loader.exec_module

        def and_watch(module: Any) -> None:
            execute(module)
            watch(module)

        spec.loader.exec_module = and_watch  # type: ignore[method-assign]
        return spec


if _folder:
    sys.meta_path.insert(0, _Finder())
