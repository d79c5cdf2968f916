"""Relations and columns: what the mapping says of an attribute, as plain values."""

from __future__ import annotations

from typing import Any

from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Mapper, RelationshipProperty

from nplusone_guard.capture.landmarks import Relation

__all__ = [
    "attribute_of",
    "chain_of",
    "column_of",
    "key_facts",
    "primary_keys",
    "related_to",
    "relation_of",
    "tables_of",
]

_DIRECTIONS = {
    "MANYTOONE": "forward",
    "ONETOMANY": "reverse",
    "MANYTOMANY": "many-to-many",
}


def relation_of(prop: Any) -> Relation:
    """Return what *prop*, a mapped relationship, leads to."""
    mapper: Any = prop.parent
    target: Any = prop.mapper
    is_to_many = bool(prop.uselist)
    direction = _DIRECTIONS[prop.direction.name]
    if direction == "reverse" and not is_to_many:
        direction = "one-to-one"
    return Relation(
        owner=mapper.class_.__name__,
        name=prop.key,
        target=target.class_.__name__,
        direction=direction,
        is_to_many=is_to_many,
        owner_tables=tables_of(mapper),
        target_table=_table(target.persist_selectable, target.local_table),
        key=_key(prop) if direction == "forward" else "",
        is_recursive=bool(prop._is_self_referential),
    )


def column_of(mapper: Any, key: str) -> Relation:
    """Return the column *key* of *mapper*'s class, in the class that maps it."""
    prop = mapper.attrs.get(key)
    owner = mapper if prop is None else prop.parent
    return Relation(
        owner=owner.class_.__name__,
        name=key,
        direction="column",
        owner_tables=tables_of(mapper),
    )


def tables_of(mapper: Any) -> tuple[str, ...]:
    """Return every table a row of *mapper*'s class is read from."""
    return tuple(dict.fromkeys(_table(t, t) for t in reversed(mapper.tables)))


def chain_of(path: Any) -> tuple[Relation, ...]:
    """Return the relations along the loader path of a row, from the query's entity on.

    A path goes mapper, relationship, mapper, ...; a row read by the query itself has
    a path of one.
    """
    return tuple(
        relation_of(part)
        for part in path.path
        if isinstance(part, RelationshipProperty)
    )


def key_facts(prop: Any) -> tuple[tuple[str, str], ...]:
    """Return what the ends of a relationship are joined by, as mapped attributes."""
    pairs = list(prop.local_remote_pairs)
    if len(pairs) != 1 or prop.secondary is not None:
        return ()
    local, remote = pairs[0]
    target = prop.mapper
    far, near = attribute_of(target, remote), attribute_of(prop.parent, local)
    facts = (("target_key", far), ("remote_key", f"{target.class_.__name__}.{far}"))
    cascades = any(
        (key.ondelete or "").upper() in ("CASCADE", "SET NULL")
        for key in remote.foreign_keys
    )
    return (*facts, ("local_key", near), ("cascades", "yes" if cascades else ""))


def primary_keys(mapper: Any) -> tuple[tuple[str, str], ...]:
    """Return the attributes that pick one row of *mapper*'s class."""
    name = mapper.class_.__name__
    keys = (attribute_of(mapper, column) for column in mapper.primary_key)
    text = ", ".join(f"{name}.{key}" for key in keys)
    return (("keys", text), ("row_keys", text))


def related_to(column: Any, mapper: Any = None) -> list[str]:
    """Return the to-one relations that *column* alone is the key of.

    As "Book.author=author_id=id": the relation, its own column, the key it leads to.
    """
    notes = getattr(column, "_annotations", None) or {}
    mapper = getattr(notes.get("parententity"), "mapper", mapper)
    found: list[str] = []
    if mapper is None:
        return found
    for prop in mapper.relationships:
        pairs = list(prop.local_remote_pairs)
        if prop.direction.name != "MANYTOONE" or len(pairs) != 1:
            continue
        local, remote = pairs[0]
        if local.name == column.name and str(local.table) == str(column.table):
            name = f"{mapper.class_.__name__}.{prop.key}"
            key = attribute_of(prop.mapper, remote)
            found.append(f"{name}={attribute_of(mapper, local)}={key}")
    return found


def attribute_of(mapper: Any, column: Any) -> str:
    """Return the attribute that maps *column*."""
    try:
        return str(mapper.get_property_by_column(column).key)
    except (KeyError, InvalidRequestError):
        return str(column.key)


def _table(selectable: Any, fallback: Any) -> str:
    """Return the name as SQL shows it: with its schema, without quotes."""
    table = selectable if hasattr(selectable, "fullname") else fallback
    return str(getattr(table, "fullname", ""))


def _key(prop: Any) -> str:
    """Return the attribute that holds the foreign key, where one column does."""
    columns = list(prop.local_columns)
    mapper: Mapper[Any] = prop.parent
    if len(columns) != 1:
        return ""
    # Only where the other end is its primary key does the key say all there is.
    if list(prop.remote_side) != list(prop.mapper.primary_key):
        return ""
    return attribute_of(mapper, columns[0])
