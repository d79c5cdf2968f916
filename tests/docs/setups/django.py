"""`<!-- test: django -->`: a configured Django with tables, rows and settings to add to."""

from __future__ import annotations

import os
from typing import Any


def prepare() -> None:
    """Configure Django and make its tables, once per process."""
    # Assigned: pytest-django hands its own choice down to this process.
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.docs.bookshop.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)


def names() -> dict[str, Any]:
    """Fill the tables; return what a page about Django may use without importing it."""
    from django.conf import settings

    from tests.docs.bookshop import models

    models.stock()
    return {
        "Author": models.Author,
        "Book": models.Book,
        "Tag": models.Tag,
        "Team": models.Team,
        "User": models.User,
        "INSTALLED_APPS": settings.INSTALLED_APPS,
        "MIDDLEWARE": settings.MIDDLEWARE,
    }
