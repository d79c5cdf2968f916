"""Django's room: its hooks, its landmarks on the stack, its spelling of fixes."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from nplusone_guard.advise.values import OrmSpelling
from nplusone_guard.capture.landmarks import place, remove
from nplusone_guard.capture.rows import add_row_test, remove_row_test
from nplusone_guard.django.bridges import install_bridges, uninstall_bridges
from nplusone_guard.django.entries import entries
from nplusone_guard.django.hooks import install_hooks, uninstall_hooks
from nplusone_guard.django.requests import install_boundaries, uninstall_boundaries
from nplusone_guard.django.spelling import DjangoSpelling

__all__ = ["room"]


def is_row(kind: type[Any]) -> bool:
    """Say whether *kind* is the class of rows."""
    return issubclass(kind, Model)


class DjangoRoom:
    """What the core asks of Django."""

    name = "django"

    def __init__(self) -> None:
        self.spelling: OrmSpelling = DjangoSpelling()

    def install(self) -> None:
        """Hook every connection and learn to read Django's frames."""
        for function, landmark in entries():
            place(function, landmark)
        add_row_test(is_row)
        install_bridges()
        install_boundaries()
        install_hooks()

    def uninstall(self) -> None:
        """Leave nothing behind."""
        uninstall_hooks()
        uninstall_bridges()
        uninstall_boundaries()
        remove_row_test(is_row)
        for function, _ in entries():
            remove(function)


room = DjangoRoom()
