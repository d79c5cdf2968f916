"""The databases of the corpus: made once, emptied before each case, counted on demand."""

from __future__ import annotations

import atexit
import os
import shutil
import threading
from collections.abc import Callable
from typing import Any

_sent = 0
_lock = threading.Lock()


def prepare() -> None:
    """Configure Django and make the tables."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.corpus.django.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    for alias in connections:
        call_command("migrate", run_syncdb=True, verbosity=0, database=alias)
    atexit.register(_remove)


def empty() -> None:
    """Remove every row that a case may have made, in every database."""
    from django.contrib.contenttypes.models import ContentType
    from django.core.cache import cache
    from django.db import connections

    kept = {"auth_permission", "django_content_type", "django_migrations"}
    for connection in connections.all():
        tables = set(connection.introspection.table_names()) - kept
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA foreign_keys = OFF")
            for table in sorted(tables):
                cursor.execute(f'DELETE FROM "{table}"')
            cursor.execute("DELETE FROM sqlite_sequence")
            cursor.execute("PRAGMA foreign_keys = ON")
    ContentType.objects.clear_cache()
    cache.clear()


def statements() -> int:
    """Return how many statements were sent so far, over all connections.

    Counting starts with the first call: the counter is a frame on the stack of every
    query, and a guard under test must see none but the application's.
    """
    from django.db import connections
    from django.db.backends.signals import connection_created

    connection_created.connect(_start_counting, dispatch_uid="corpus")
    for connection in connections.all(initialized_only=True):
        _start_counting(connection)
    return _sent


def _start_counting(connection: Any, **_: object) -> None:
    if _count not in connection.execute_wrappers:
        connection.execute_wrappers.append(_count)


def _count(
    execute: Callable[..., object], sql: str, params: Any, many: bool, context: Any
) -> object:
    global _sent
    with _lock:
        _sent += 1
    return execute(sql, params, many, context)


def _remove() -> None:
    from django.conf import settings
    from django.db import connections

    connections.close_all()
    shutil.rmtree(settings.DATA, ignore_errors=True)
