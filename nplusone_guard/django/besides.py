"""Besides: what a model does when a row of it is written, which bulk methods leave out.

Read while the row is being written: receivers come and go, and the class a data
migration writes has none of the methods of the class that bears its name.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import m2m_changed, post_save, pre_save

__all__ = ["Facts", "besides_deleting", "besides_linking", "besides_saving"]

Facts = tuple[tuple[str, str], ...]
_SAVING = {"pre_save": pre_save, "post_save": post_save}


def besides_saving(model: Any) -> Facts:
    """Return a save() of its own and the signals that someone listens to, as a fact."""
    heard = [name for name, sent in _SAVING.items() if sent.has_listeners(model)]
    parts = [*_own(model, "save"), *(f"receivers of {name}" for name in heard)]
    return _fact(parts)


def besides_deleting(model: Any) -> Facts:
    """Return a delete() of its own: a queryset's delete() sends the signals."""
    return _fact(_own(model, "delete"))


def besides_linking(manager: Any) -> Facts:
    """Return whether someone listens when rows of a many-to-many are linked."""
    through = getattr(manager, "through", None)
    is_heard = through is not None and m2m_changed.has_listeners(through)
    return _fact(["receivers of m2m_changed"] if is_heard else [])


def _own(model: Any, name: str) -> list[str]:
    method = getattr(model, name)
    if method is getattr(Model, name):
        return []
    # AbstractBaseUser.save() and the like: Django's own add nothing to the columns.
    is_django = str(getattr(method, "__module__", "")).partition(".")[0] == "django"
    return [] if is_django else [f"a {name}() of its own"]


def _fact(parts: list[str]) -> Facts:
    return (("besides", " and ".join(parts)),) if parts else ()
