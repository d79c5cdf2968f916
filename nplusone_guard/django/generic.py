"""Generic foreign keys: read only when the host uses contenttypes.

A room of its own in the registry's eyes, because importing their module without
`django.contrib.contenttypes` installed is an error.
"""

from __future__ import annotations

from types import FrameType

from django.contrib.contenttypes import fields

from nplusone_guard.advise.values import OrmSpelling
from nplusone_guard.capture.landmarks import Entry, Landmark, place, remove
from nplusone_guard.django.relations import generic_relation

__all__ = ["room"]

# Django 6.1 moved the descriptor's methods to a class of their own.
_DESCRIPTOR = getattr(fields, "GenericForeignKeyDescriptor", fields.GenericForeignKey)


class GenericRoom:
    """What the core asks of contenttypes."""

    name = "django-generic"
    spelling: OrmSpelling | None = None

    def install(self) -> None:
        """Learn to read a GenericForeignKey's frames."""
        place(_DESCRIPTOR.__get__, Landmark("entry", _read, row="instance"))

    def uninstall(self) -> None:
        """Leave nothing behind."""
        remove(_DESCRIPTOR.__get__)


room = GenericRoom()


def _read(frame: FrameType) -> Entry:
    names = frame.f_locals
    descriptor = names["self"]
    field = getattr(descriptor, "field", descriptor)
    relation = generic_relation(field, names["instance"])
    return Entry("django", "lazy", relation)
