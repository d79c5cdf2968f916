"""Write down the SQL that Django sends: python -m ...capture_django sqlite|postgresql|mysql."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings

from tests.fingerprint.corpus.corpus_file import write_corpus

_DATABASES: dict[str, dict[str, Any]] = {
    "sqlite": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"},
    "postgresql": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "fingerprint",
        "USER": "postgres",
        "HOST": "127.0.0.1",
    },
    "mysql": {
        "ENGINE": "django.db.backends.mysql",
        "NAME": "fingerprint",
        "USER": "root",
        "HOST": "127.0.0.1",
    },
}


def capture(vendor: str) -> list[str]:
    """Return the statements of a tour through the ORM on the database of *vendor*."""
    settings.configure(
        DATABASES={"default": _DATABASES[vendor]},
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"],
        USE_TZ=True,
        TIME_ZONE="UTC",
    )
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests.fingerprint.corpus import django_tour

    sent: list[str] = []

    def record(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(record):
        call_command("migrate", verbosity=0)
        django_tour.run()
    return sent


if __name__ == "__main__":
    if sys.argv[1] == "mysql":
        import pymysql

        pymysql.version_info = (2, 2, 1, "final", 0)
        pymysql.install_as_MySQLdb()
    write_corpus(
        Path(__file__).parent / f"django_{sys.argv[1]}.txt", capture(sys.argv[1])
    )
