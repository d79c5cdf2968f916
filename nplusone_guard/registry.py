"""The registry: where the rooms of the ORMs sign in.

The core never imports a room. It knows their names and asks for one when the library
it is about has been imported by the host.
"""

from __future__ import annotations

import importlib
import sys
from typing import Protocol

from nplusone_guard.advise.values import OrmSpelling
from nplusone_guard.containment import contained

__all__ = ["Room", "has_news", "install", "installed_rooms", "spelling_of", "uninstall"]


class Room(Protocol):
    """What one ORM, or one framework, brings along."""

    name: str
    spelling: OrmSpelling | None

    def install(self) -> None:
        """Put hooks and landmarks in place; safe to call again."""

    def uninstall(self) -> None:
        """Take away all that `install` put in place."""


# (library whose import wakes the room, module whose `room` is the room). The ORMs
# first: a framework's landmarks may build on theirs.
ROOMS: tuple[tuple[str, str], ...] = (
    ("django.db", "nplusone_guard.django.room"),
    ("django.contrib.contenttypes.fields", "nplusone_guard.django.generic"),
    ("sqlalchemy", "nplusone_guard.sqlalchemy.room"),
    ("django.template", "nplusone_guard.frameworks.templates"),
    ("rest_framework", "nplusone_guard.frameworks.drf"),
    ("django.contrib.admin", "nplusone_guard.frameworks.admin"),
    ("django.forms", "nplusone_guard.frameworks.forms"),
    ("django.views.generic.base", "nplusone_guard.frameworks.views"),
    ("django.contrib.syndication.views", "nplusone_guard.frameworks.feeds"),
    ("django.contrib.sitemaps", "nplusone_guard.frameworks.sitemaps"),
    ("jinja2", "nplusone_guard.frameworks.jinja"),
    ("graphql", "nplusone_guard.frameworks.graphql"),
    ("ninja", "nplusone_guard.frameworks.ninja"),
    ("pydantic", "nplusone_guard.frameworks.pydantic"),
    ("sqlmodel", "nplusone_guard.frameworks.sqlmodel"),
    ("flask", "nplusone_guard.frameworks.flask"),
    ("litestar", "nplusone_guard.frameworks.asgi_litestar"),
    ("starlette.applications", "nplusone_guard.frameworks.asgi_starlette"),
    ("anyio.to_thread", "nplusone_guard.frameworks.asgi_threads"),
)

_installed: dict[str, Room] = {}
_modules_at_last_look = 0


def has_news() -> bool:
    """Say whether anything was imported since the last look: rooms wake as libraries are."""
    return len(sys.modules) != _modules_at_last_look


def install() -> None:
    """Wake every room whose library is imported; idle rooms cost one look-up each."""
    global _modules_at_last_look
    if not has_news():
        return
    for library, module in ROOMS:
        if module not in _installed and library in sys.modules:
            contained(f"install {module}", _wake, module)
    _modules_at_last_look = len(sys.modules)


def uninstall() -> None:
    """Take everything away; the next scope installs it again."""
    global _modules_at_last_look
    _modules_at_last_look = 0
    while _installed:
        _, room = _installed.popitem()
        contained(f"uninstall {room.name}", room.uninstall)


def installed_rooms() -> tuple[str, ...]:
    """Return the names of the rooms that are awake."""
    return tuple(room.name for room in _installed.values())


def spelling_of(orm: str) -> OrmSpelling | None:
    """Return how *orm* writes fixes."""
    for room in _installed.values():
        if room.name == orm:
            return room.spelling
    return None


def _wake(module: str) -> None:
    room: Room = importlib.import_module(module).room
    room.install()
    _installed[module] = room
