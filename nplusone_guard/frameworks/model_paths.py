"""A model path: which of the names after a row are relations, and how many rows each has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.functional import LazyObject

__all__ = ["ModelPath", "is_row", "model_of_row", "model_path", "relation_called"]


@dataclass(frozen=True, slots=True)
class ModelPath:
    """The relations at the beginning of a dotted path.

    Attributes:
        names: the relations, in order.
        to_many: those among them that lead to several rows.
        rest: what comes after them: a column, a property, a method.
    """

    names: tuple[str, ...] = ()
    to_many: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()

    @property
    def is_lost(self) -> bool:
        """Whether a property or a manager's own method comes before the last name.

        It gives other rows than the relation before it.
        """
        return len(self.rest) > 1

    def facts(self) -> tuple[tuple[str, str], ...]:
        """Return what an asker says about its path."""
        facts = (("to_many", ",".join(self.to_many)), ("lost", "yes" * self.is_lost))
        return tuple((name, value) for name, value in facts if value)


def is_row(value: object) -> bool:
    """Say whether *value* is a row of a model."""
    return model_of_row(value) is not None


def model_of_row(value: object) -> Any:
    """Return the model that *value* is a row of, None where it is none.

    A lazy object (`request.user`) is looked into once it has its row, and never woken:
    isinstance() would ask it for its class, and that for the row.
    """
    model = type(value)
    if issubclass(model, LazyObject):
        model = type(vars(value).get("_wrapped"))
    return model if issubclass(model, Model) else None


def model_path(model: Any, names: Iterable[str]) -> ModelPath:
    """Return how far *names* follow relations of *model*."""
    left = [name for name in names if name != "all"]
    path: list[str] = []
    to_many: list[str] = []
    while left and model is not None:
        field = relation_called(model, left[0])
        if field is None:
            break
        path.append(left.pop(0))
        if field.one_to_many or field.many_to_many:
            to_many.append(path[-1])
        model = field.related_model
    return ModelPath(tuple(path), tuple(to_many), tuple(left))


def relation_called(model: Any, name: str) -> Any:
    """Return the relation that the attribute *name* of *model* follows."""
    for field in model._meta.get_fields():
        if not field.is_relation:
            continue
        accessor = getattr(field, "get_accessor_name", None)
        attribute = (
            accessor() if accessor is not None and field.auto_created else field.name
        )
        if attribute == name:
            return field
    return None
