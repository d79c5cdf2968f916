"""Relations as Django declares them, reduced to the core's plain values."""

from __future__ import annotations

import sys
from typing import Any

from nplusone_guard.capture.landmarks import Relation

__all__ = [
    "column_relation",
    "forward_relation",
    "generic_relation",
    "manager_relation",
    "queryset_relation",
    "reverse_one_relation",
    "tables_of",
]


def forward_relation(field: Any, instance: Any) -> Relation:
    """Return what a foreign key or a one-to-one field leads to."""
    target = field.remote_field.model
    is_parent_link = bool(getattr(field.remote_field, "parent_link", False))
    return Relation(
        owner=field.model.__name__,
        name=field.name,
        target=target.__name__,
        direction="parent" if is_parent_link else "forward",
        owner_tables=tables_of(type(instance)),
        target_table=target._meta.db_table,
        key=field.attname,
        is_recursive=_is_same_model(target, field.model),
    )


def reverse_one_relation(related: Any, instance: Any) -> Relation:
    """Return what the other side of a one-to-one field leads to."""
    return Relation(
        owner=related.model.__name__,
        name=related.get_accessor_name(),
        target=related.related_model.__name__,
        direction="one-to-one",
        owner_tables=tables_of(type(instance)),
        target_table=related.related_model._meta.db_table,
    )


def generic_relation(field: Any, instance: Any) -> Relation:
    """Return what a GenericForeignKey leads to: rows of any class."""
    return Relation(
        owner=field.model.__name__,
        name=field.name,
        direction="generic",
        owner_tables=tables_of(type(instance)),
    )


def column_relation(instance: Any, name: str) -> Relation:
    """Return a column of *instance* that was left out when it was loaded."""
    model = type(instance)
    return Relation(
        owner=model._meta.concrete_model.__name__,
        name=name,
        direction="column",
        owner_tables=tables_of(model),
        target_table=model._meta.db_table,
    )


def manager_relation(manager: Any) -> Relation | None:
    """Return the relation of a related manager."""
    instance = getattr(manager, "instance", None)
    if instance is None:
        return None
    name = getattr(manager, "prefetch_cache_name", None)
    if name is None:
        field = getattr(manager, "field", None)
        name = None if field is None else field.remote_field.get_accessor_name()
    if name is None:
        return None
    direction = "many-to-many" if hasattr(manager, "through") else "reverse"
    return _collection(type(instance), name, manager.model, direction)


def queryset_relation(queryset: Any) -> tuple[Relation | None, str]:
    """Return the relation whose related manager made *queryset*, and its column."""
    instance = queryset._hints.get("instance")
    if instance is None:
        return _generic(queryset)
    for field in queryset._known_related_objects:
        remote = getattr(field, "remote_field", None)
        if remote is not None and isinstance(instance, remote.model):
            name = remote.get_accessor_name()
            relation = _collection(type(instance), name, queryset.model, "reverse")
            return relation, str(field.column)
    return _many_to_many(instance, queryset)


def tables_of(model: Any) -> tuple[str, ...]:
    """Return the table that rows of *model* are read from.

    A query for the parent of a model joins nothing of the child and gives no child.
    """
    return (model._meta.concrete_model._meta.db_table,)


def _collection(owner: Any, name: str, model: Any, direction: str) -> Relation:
    return Relation(
        owner=owner._meta.concrete_model.__name__,
        name=name,
        target=model.__name__,
        direction=direction,
        is_to_many=True,
        owner_tables=tables_of(owner),
        target_table=model._meta.db_table,
        is_recursive=_is_same_model(owner, model),
    )


def _many_to_many(instance: Any, queryset: Any) -> tuple[Relation | None, str]:
    """Recognise a many-to-many manager's queryset by its through table."""
    joins = queryset.query.alias_map
    tables = {getattr(join, "table_name", None) for join in joins.values()}
    for field in instance._meta.get_fields(include_hidden=True):
        if not field.many_to_many or not issubclass(
            queryset.model, field.related_model
        ):
            continue
        is_reverse = field.auto_created
        through = (field if is_reverse else field.remote_field).through
        if through is None or through._meta.db_table not in tables:
            continue
        name = field.get_accessor_name() if is_reverse else field.name
        if name:
            forward = field.field if is_reverse else field
            column = (
                forward.m2m_reverse_name() if is_reverse else forward.m2m_column_name()
            )
            if _is_same_model(field.related_model, instance) and not _asks_by(
                queryset.query, through._meta.db_table, column
            ):
                continue  # both ends are in one table: this is the other direction
            relation = _collection(type(instance), name, queryset.model, "many-to-many")
            return relation, str(column)
    return None, ""


def _asks_by(query: Any, table: str, column: str) -> bool:
    """Say whether *query* has a condition on *column* of *table*."""
    for child in query.where.children:
        asked: Any = getattr(child, "lhs", None)
        if getattr(getattr(asked, "target", None), "column", "") == column:
            return bool(query.alias_map[asked.alias].table_name == table)
    return False


def _generic(queryset: Any) -> tuple[Relation | None, str]:
    """Recognise a generic relation's queryset by its two conditions.

    Its manager leaves no other trace: the class is told by the content type it asks
    for, which Django has at hand because the manager has just looked it up.
    """
    for key in queryset.model._meta.private_fields:
        kind, pointer = getattr(key, "ct_field", ""), getattr(key, "fk_field", "")
        asked = _exact_values(queryset.query)
        if kind not in asked or pointer not in asked:
            continue
        owner = _class_of_content_type(asked[kind])
        for field in owner._meta.private_fields if owner is not None else ():
            if getattr(field, "related_model", None) != queryset.model:
                continue
            column = queryset.model._meta.get_field(pointer).column
            return _collection(owner, field.name, queryset.model, "generic"), column
    return None, ""


def _exact_values(query: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for child in query.where.children:
        target = getattr(getattr(child, "lhs", None), "target", None)
        if target is not None and getattr(child, "lookup_name", "") == "exact":
            found[target.name] = child.rhs
    return found


def _class_of_content_type(key: Any) -> Any:
    module = sys.modules.get("django.contrib.contenttypes.models")
    if module is None:
        return None
    for known in module.ContentType.objects._cache.values():
        content_type = known.get(getattr(key, "pk", key))
        if content_type is not None:
            return content_type.model_class()
    return None


def _is_same_model(one: Any, other: Any) -> bool:
    return bool(one._meta.concrete_model is other._meta.concrete_model)
