"""SQLAlchemy's room: its hooks, its landmarks on the stack, its spelling of fixes."""

from __future__ import annotations

import inspect
from typing import Any

from nplusone_guard.advise.values import OrmSpelling
from nplusone_guard.capture.bridges import add_bridge, remove_bridge
from nplusone_guard.capture.landmarks import place, remove
from nplusone_guard.capture.rows import add_row_test, remove_row_test
from nplusone_guard.sqlalchemy.entries import landmarks
from nplusone_guard.sqlalchemy.greenlets import BRIDGE
from nplusone_guard.sqlalchemy.hooks import install_hooks, uninstall_hooks
from nplusone_guard.sqlalchemy.owners import install_owners, uninstall_owners
from nplusone_guard.sqlalchemy.spelling import SqlalchemySpelling

__all__ = ["room"]


def is_row(kind: type[Any]) -> bool:
    """Say whether *kind* is mapped; to ask SQLAlchemy might configure its mappers."""
    return "_sa_class_manager" in vars(kind)


class SqlalchemyRoom:
    """What the core asks of SQLAlchemy."""

    name = "sqlalchemy"

    def __init__(self) -> None:
        self.spelling: OrmSpelling = SqlalchemySpelling()

    def install(self) -> None:
        """Hook every engine and learn to read SQLAlchemy's frames."""
        for function, landmark in landmarks():
            place(inspect.unwrap(function), landmark)
        add_bridge(BRIDGE)
        add_row_test(is_row)
        install_hooks()
        install_owners()

    def uninstall(self) -> None:
        """Leave nothing behind."""
        uninstall_owners()
        uninstall_hooks()
        remove_bridge(BRIDGE)
        remove_row_test(is_row)
        for function, _ in landmarks():
            remove(inspect.unwrap(function))


room = SqlalchemyRoom()
