"""Owners: which session a connection works for at the moment."""

from __future__ import annotations

from typing import Any
from weakref import ReferenceType, WeakKeyDictionary, ref

from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

__all__ = [
    "install_owners",
    "is_in_use",
    "note_owner",
    "session_of",
    "uninstall_owners",
]

_owners: WeakKeyDictionary[Connection, ReferenceType[Session]] = WeakKeyDictionary()


def install_owners() -> None:
    """Note from now on which session begins to use which connection."""
    if not event.contains(Session, "after_begin", note_owner):
        event.listen(Session, "after_begin", note_owner)


def uninstall_owners() -> None:
    """Stop noting."""
    if event.contains(Session, "after_begin", note_owner):
        event.remove(Session, "after_begin", note_owner)
    _owners.clear()


def session_of(connection: Connection) -> Session | None:
    """Return the session that last began to use *connection*."""
    owner = _owners.get(connection)
    return None if owner is None else owner()


def is_in_use(session: Session, connection: Connection) -> bool:
    """Say whether *session*, begun before anybody listened, uses *connection*.

    There is no public way to ask for a session's connections without opening one.
    """
    transaction: Any = session.get_transaction()
    while transaction is not None:
        if connection in getattr(transaction, "_connections", ()):
            return True
        transaction = transaction.parent
    return False


def note_owner(session: Session, transaction: object, connection: Connection) -> None:
    """Remember that *session* has begun to use *connection*."""
    _owners[connection] = ref(session)
