"""What the models say: which keys are unique, how relations are called in queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

from nplusone_guard.capture.landmarks import Entry
from nplusone_guard.django.narrowing import manager_touches

__all__ = [
    "Reached",
    "accessor_of",
    "attribute_of",
    "field_of",
    "hop_between",
    "is_plain",
    "is_unique",
    "is_unique_together",
    "latest_by",
    "manager_of",
    "model_called",
    "model_of",
    "query_name",
    "reached_by",
    "relation_field",
    "required_fields",
    "reverse_name",
]


def model_of(entry: Entry | None, fact: str = "model") -> Any:
    """Return the class that *fact* of *entry* names, None where it is unknown."""
    label = "" if entry is None else entry.fact(fact)
    try:
        return apps.get_model(label) if label else None
    except LookupError:
        return None


def manager_of(model: Any) -> str:
    """Return the name of the model's default manager."""
    return str(getattr(model._default_manager, "name", "") or "objects")


def hop_between(owner: Any, target: Any) -> str:
    """Return the attribute of *owner* that holds rows of *target*, if it has only one."""
    names = {
        field.get_accessor_name() if field.auto_created else field.name
        for field in owner._meta.get_fields()
        if field.is_relation and field.related_model is target
    }
    return str(names.pop()) if len(names) == 1 else ""


def relation_field(owner: Any, name: str) -> Any:
    """Return the field behind the attribute *name* of *owner*'s rows, if one is."""
    for field in owner._meta.get_fields():
        is_reverse = field.auto_created and not field.concrete
        if name == (field.get_accessor_name() if is_reverse else field.name):
            return field
    return None


def model_called(name: str) -> Any:
    """Return the model class of that name, None where there is none or several."""
    found = [model for model in apps.get_models() if model.__name__ == name]
    return found[0] if len(found) == 1 else None


def is_plain(model: Any) -> bool:
    """Say whether the default manager gives all rows, as aggregates over joins do."""
    return not manager_touches(model) & {"filter", "exclude"}


def field_of(model: Any, name: str) -> Any:
    """Return the field that the lookup *name* ("author", "author_id", "pk") means."""
    if name == "pk":
        return model._meta.pk
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        pass
    for field in model._meta.concrete_fields:
        if field.attname == name:
            return field
    return None


def attribute_of(model: Any, name: str) -> str:
    """Return the attribute of a row that holds the value of the lookup *name*."""
    field = field_of(model, name)
    return name if field is None or name == "pk" else str(field.attname)


def is_unique(model: Any, name: str) -> bool:
    """Say whether *name* is found at most once."""
    field = field_of(model, name)
    return bool(field is not None and field.unique)


def is_unique_together(model: Any, names: list[str]) -> bool:
    """Say whether *names* together are found at most once, as the database sees to."""
    if len(names) == 1:
        return is_unique(model, names[0])
    sets = [set(group) for group in model._meta.unique_together]
    sets += [set(c.fields) for c in model._meta.total_unique_constraints]
    return set(names) in sets


def latest_by(model: Any) -> tuple[str, ...]:
    """Return what `latest()` goes by where it is told nothing, as source."""
    given = model._meta.get_latest_by or ()
    return tuple(f'"{name}"' for name in ([given] if isinstance(given, str) else given))


@dataclass(frozen=True, slots=True)
class Reached:
    """What a lookup ends in: "author__publisher" is `publisher` at the path "author"."""

    path: str
    name: str
    field: Any


def reached_by(model: Any, lookup: str) -> Reached | None:
    """Follow *lookup* over relations to one row each; None where that is not possible."""
    path, _, name = lookup.rpartition("__")
    for hop in path.split("__") if path else ():
        field = field_of(model, hop)
        is_one = getattr(field, "many_to_one", False) or (
            getattr(field, "one_to_one", False) and getattr(field, "concrete", False)
        )
        if not is_one or field.related_model is None:
            return None
        model = field.related_model
    field = field_of(model, name)
    return None if field is None else Reached(path, name, field)


def query_name(model: Any, accessor: str) -> str:
    """Return how queries call the relation behind *accessor*: "book" for "book_set"."""
    for field in model._meta.get_fields(include_hidden=True):
        is_reverse = field.auto_created and not field.concrete
        if is_reverse and field.get_accessor_name() == accessor:
            return str(field.field.related_query_name())
    return accessor


def accessor_of(owner: Any, model: Any, lookup: str) -> str:
    """Return the attribute of *owner* with the rows that *lookup* of *model* finds."""
    field = field_of(model, lookup)
    if getattr(field, "auto_created", False) and not getattr(field, "concrete", True):
        is_link = field.many_to_many and issubclass(owner, field.related_model)
        return str(field.field.name) if is_link else ""
    remote = getattr(field, "remote_field", None)
    if remote is None or not issubclass(owner, getattr(field, "related_model", int)):
        return ""
    if getattr(field, "many_to_one", False) or getattr(field, "many_to_many", False):
        return str(remote.get_accessor_name() or "")
    return ""


def reverse_name(owner: Any, accessor: str) -> str:
    """Return the lookup of the related model that leads back to *owner*."""
    for field in owner._meta.get_fields(include_hidden=True):
        if field.auto_created and not field.concrete:
            if field.get_accessor_name() == accessor:
                return str(field.field.name)
        elif field.name == accessor and field.many_to_many:
            return str(field.related_query_name())
    return ""


def required_fields(model: Any) -> set[str]:
    """Return the fields that a new row cannot do without."""
    return {
        field.name
        for field in model._meta.concrete_fields
        if not field.null
        and not field.has_default()
        and not field.primary_key
        and not getattr(field, "auto_now", False)
        and not getattr(field, "auto_now_add", False)
        and not (field.empty_strings_allowed and field.blank)
    }
