"""Fill a fresh SQLite file with the bookshop: python -m example_project.seed."""

from __future__ import annotations

import os

from example_project.places import DATABASE


def seed() -> str:
    """Make the database anew and return what it holds, in words."""
    DATABASE.parent.mkdir(parents=True, exist_ok=True)
    for suffix in ("", "-journal", "-wal", "-shm"):
        DATABASE.with_name(DATABASE.name + suffix).unlink(missing_ok=True)
    os.environ["DJANGO_SETTINGS_MODULE"] = "example_project.django_shop.settings"

    import django

    django.setup()
    from django.core.management import call_command

    # The models can only be imported once Django is set up.
    from example_project.django_shop.shop.loading import load

    call_command("migrate", verbosity=0)
    return load()


if __name__ == "__main__":
    print(seed())
