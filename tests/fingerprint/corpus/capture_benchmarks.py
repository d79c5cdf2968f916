"""Run both corpora of the benchmarks on a server: python -m ... django|sqlalchemy URL.

Their own database is SQLite. What only SQLite understands fails here, and is left out.
"""

from __future__ import annotations

import os
import sys
from typing import Any
from urllib.parse import urlsplit

from benchmarks.compare import corpora

# Several cases leave a connection of another thread open, which would wait for ever.
_PATIENCE = {
    "postgresql": {"options": "-c lock_timeout=500 -c synchronous_commit=off"},
    "mysql": {"init_command": "SET foreign_key_checks=0, innodb_lock_wait_timeout=1"},
}


def on_server(orm: str, url: str) -> int:
    """Run each case of the corpus of *orm*, and return how many ran to their end."""
    if urlsplit(url).scheme == "mysql":
        import pymysql

        pymysql.version_info = (2, 2, 1, "final", 0)
        pymysql.install_as_MySQLdb()
    (_move_django if orm == "django" else _move_sqlalchemy)(url)
    corpus = corpora.load(orm)
    ran = 0
    for case in corpus.cases:
        try:
            for code in filter(None, (case.run, case.fixed)):
                corpus.empty()
                if case.populate is not None:
                    case.populate(3)
                code()
        except Exception as error:  # noqa: BLE001  # whatever the server refuses
            print(f"{case.name}: {error}", file=sys.stderr)  # noqa: T201
        else:
            ran += 1
    return ran


def _move_django(url: str) -> None:
    import django
    from django.core.management import call_command

    from benchmarks.corpus.django import database, settings

    parts = urlsplit(url)
    server = {
        "ENGINE": f"django.db.backends.{parts.scheme}",
        "HOST": parts.hostname,
        "USER": parts.username,
        "OPTIONS": _PATIENCE[parts.scheme],
    }
    for alias in settings.DATABASES:
        settings.DATABASES[alias] = {**server, "NAME": parts.path[1:] + "_" + alias}
    database.empty = _empty_django
    # The tables of migrated applications first: a server wants to see what is referred to.
    os.environ["DJANGO_SETTINGS_MODULE"] = settings.__name__
    django.setup()
    for alias in settings.DATABASES:
        call_command("migrate", verbosity=0, database=alias)


def _empty_django() -> None:
    from django.contrib.contenttypes.models import ContentType
    from django.core.cache import cache
    from django.db import connections, transaction

    kept = {"auth_permission", "django_content_type", "django_migrations"}
    for connection in connections.all():
        tables = set(connection.introspection.table_names()) - kept
        # PostgreSQL looks at foreign keys at the end, MySQL does not look here at all.
        with transaction.atomic(connection.alias), connection.cursor() as cursor:
            for table in sorted(tables):
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
    ContentType.objects.clear_cache()
    cache.clear()


def _move_sqlalchemy(url: str) -> None:
    import sqlalchemy
    from sqlalchemy.ext import asyncio

    scheme, place = url.split(":", 1)
    drivers = {"postgresql": "psycopg", "mysql": "pymysql"}
    make, make_async = sqlalchemy.create_engine, asyncio.create_async_engine

    def on_server(_: object, **named: Any) -> Any:
        address = f"{scheme}+{drivers[scheme]}:{place}"
        return make(address, **{"connect_args": _PATIENCE[scheme], **named})

    def in_loop(own: str, **named: Any) -> Any:
        is_known = scheme == "postgresql"
        return make_async(f"{scheme}+asyncpg:{place}" if is_known else own, **named)

    sqlalchemy.create_engine, asyncio.create_async_engine = on_server, in_loop
    from sqlalchemy.ext.compiler import compiles

    from benchmarks.corpus.sqlalchemy import world

    @compiles(sqlalchemy.String, "mysql")
    def with_length(kind: Any, *rest: object, **named: object) -> str:
        return f"VARCHAR({kind.length or 100})"

    sqlalchemy.event.remove(world.engine, "connect", world._prepare)
    sqlalchemy.event.remove(world.async_engine.sync_engine, "connect", world._prepare)
    world.Base.metadata.drop_all(world.engine)
    world.Base.metadata.create_all(world.engine)
    world.empty = _empty_sqlalchemy


def _empty_sqlalchemy() -> None:
    from benchmarks.corpus.sqlalchemy import world

    with world.engine.begin() as connection:
        for table in reversed(world.Base.metadata.sorted_tables):
            connection.execute(table.delete())


if __name__ == "__main__":
    print(on_server(*sys.argv[1:]))  # noqa: T201
