"""Which table lives in which database."""

from __future__ import annotations

from typing import Any

ARCHIVED = {"scan"}
BOTH = {"delivery"}


class ArchiveRouter:
    """Scans are read and written in the archive."""

    def db_for_read(self, model: Any, **hints: object) -> str | None:
        """The database of *model*."""
        return "archive" if model._meta.model_name in ARCHIVED else None

    db_for_write = db_for_read

    def allow_migrate(
        self, db: str, app_label: str, model_name: str | None = None, **_: object
    ) -> bool | None:
        """Keep each table where it belongs."""
        if model_name in BOTH:
            return True
        return (db == "archive") == (model_name in ARCHIVED)
