"""Django's room: its hooks, its landmarks on the stack, its spelling of fixes."""

from __future__ import annotations

from nplusone_guard.advise.values import OrmSpelling
from nplusone_guard.capture.landmarks import place, remove
from nplusone_guard.django.bridges import install_bridges, uninstall_bridges
from nplusone_guard.django.entries import entries
from nplusone_guard.django.hooks import install_hooks, uninstall_hooks
from nplusone_guard.django.requests import install_boundaries, uninstall_boundaries
from nplusone_guard.django.spelling import DjangoSpelling

__all__ = ["room"]


class DjangoRoom:
    """What the core asks of Django."""

    name = "django"

    def __init__(self) -> None:
        self.spelling: OrmSpelling = DjangoSpelling()

    def install(self) -> None:
        """Hook every connection and learn to read Django's frames."""
        for function, landmark in entries():
            place(function, landmark)
        install_bridges()
        install_boundaries()
        install_hooks()

    def uninstall(self) -> None:
        """Leave nothing behind."""
        uninstall_hooks()
        uninstall_bridges()
        uninstall_boundaries()
        for function, _ in entries():
            remove(function)


room = DjangoRoom()
