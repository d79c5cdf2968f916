"""Linking together: many-to-many rows written through their own table."""

from __future__ import annotations

import ast
from typing import Any

from nplusone_guard.advise.editing.gathering import Gathering
from nplusone_guard.advise.editing.names import spelled_model
from nplusone_guard.advise.editing.text import parsed, segment
from nplusone_guard.advise.editing.told import told
from nplusone_guard.advise.values import Advice
from nplusone_guard.django.advice.chains import Link
from nplusone_guard.django.advice.models import is_unique_together, model_of
from nplusone_guard.django.advice.scene import Scene

__all__ = ["FROM_BEHIND", "link_together"]

# It is add() that links them, with all its signals.
FROM_BEHIND = "Collect the rows and link them with one add() from the other side."


def link_together(scene: Scene, model: Any) -> Advice | None:
    """One bulk_create() or delete() on the through model for all rows."""
    gathering = Gathering.of(scene)
    entry = scene.diagnosis.finding.candidate.evidence.entry
    owner, relation = (
        model_of(entry, "owner"),
        scene.diagnosis.finding.candidate.relation,
    )
    if gathering is None or owner is None or relation is None or not gathering.is_alone:
        return None
    if not scene.chain.links or scene.chain.attribute != relation.name:
        return None
    field = _field(owner, relation.name)
    if field is None:
        return None  # add() behind a foreign key is an update of the other rows
    names = _names(field)
    through = (field.field if field.auto_created else field).remote_field.through
    if scene.chain.last == "set" and not through._meta.auto_created:
        return None  # the links that stay keep their other columns
    if scene.chain.last == "add" and not is_unique_together(through, list(names)):
        return _added_from_behind(gathering, scene, field)
    return _linked(gathering, scene, owner, names)


def _field(owner: Any, accessor: str) -> Any:
    """Return the field, or its other end, that *owner* calls *accessor*."""
    for field in owner._meta.get_fields(include_hidden=True):
        is_mine = field.many_to_many and not field.auto_created
        is_other = field.many_to_many and field.auto_created
        if (is_mine and field.name == accessor) or (
            is_other and field.get_accessor_name() == accessor
        ):
            return field
    return None


def _names(field: Any) -> tuple[str, str]:
    """Return what the through model calls the owner's side and the other side."""
    if field.auto_created:
        forward = field.field
        return forward.m2m_reverse_field_name(), forward.m2m_field_name()
    return field.m2m_field_name(), field.m2m_reverse_field_name()


def _added_from_behind(gathering: Gathering, scene: Scene, field: Any) -> Advice | None:
    """Add all rows from the other side: nothing but add() keeps a link from being twice."""
    back, link = _other_side(scene, field), scene.chain.links[-1]
    if not back:
        return None
    rows = gathering.name("linked", "linked_rows")
    gathering.collect(rows, scene.chain.owner)
    more = "".join(f", {name}={value}" for name, value in link.keywords)
    gathering.afterwards(f"{back}.add(*{rows}{more})")
    return told("bulk-write", gathering.edits, FROM_BEHIND)


def _linked(
    gathering: Gathering, scene: Scene, owner: Any, names: tuple[str, str]
) -> Advice | None:
    mine, other = names
    row, link = scene.chain.owner, scene.chain.links[-1]
    edits = gathering.edits
    owner_name = spelled_model(edits, gathering.file, owner)
    through = gathering.name("through", "through_model")
    fetch = f"{through} = {owner_name}.{scene.chain.attribute}.through"
    if link.name == "clear" or (link.name == "remove" and link.arguments):
        rows = gathering.name("unlinked", "unlinked_rows")
        gathering.collect(rows, row)
        some = "" if link.name == "clear" else _others(other, link.arguments)
        gathering.afterwards(
            fetch, f"{through}.objects.filter({mine}__in={rows}{some}).delete()"
        )
        return told(
            "bulk-write", edits, "Delete the links of all rows with one statement."
        )
    items = _items(link.name, link.arguments)
    more = _columns_of_link(link)
    if items is None or more is None:
        return None
    links = gathering.name("links", "new_links")
    single = items[1:-1] if link.name == "add" and len(link.arguments) == 1 else ""
    if single and not single.startswith("*"):
        made = f"{links}.append({through}({mine}={row}, {other}={single}{more}))"
    else:
        made = (
            f"{links}.extend({through}({mine}={row}, {other}=item{more}) "
            f"for item in {items})"
        )
    lines = [f"{through}.objects.bulk_create({links}, ignore_conflicts=True)"]
    before = [fetch, f"{links} = []"]
    inside = [made]
    if link.name == "set":
        rows = gathering.name("linked", "linked_rows")
        before.append(f"{rows} = []")
        inside.append(f"{rows}.append({row})")
        lines.insert(0, f"{through}.objects.filter({mine}__in={rows}).delete()")
    gathering.exchange(before, inside)
    gathering.afterwards(*lines)
    return told(
        "bulk-write",
        edits,
        "Write the links of all rows through the table between them. Signals of "
        f"m2m_changed are not sent, and {row}.{scene.chain.attribute} keeps what was "
        "prefetched.",
        alternative=_reverse(scene, owner),
    )


def _items(method: str, arguments: tuple[str, ...]) -> str | None:
    """Return the text of the objects to link: `[tag]`."""
    if not arguments:
        return None
    if method == "set":
        return arguments[0] if len(arguments) == 1 else None
    return f"[{', '.join(arguments)}]"


def _columns_of_link(link: Link) -> str | None:
    """Return what `through_defaults` sets, as arguments; None where more is given."""
    given = dict(link.keywords)
    defaults = given.pop("through_defaults", "")
    if given:
        return None
    node = parsed(defaults)
    if not isinstance(node, ast.Dict):
        return f", **{defaults}" if defaults else ""
    pairs = [
        f", {key.value}={segment(defaults, value)}"
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    ]
    return "".join(pairs) if len(pairs) == len(node.keys) else f", **{defaults}"


def _others(other: str, arguments: tuple[str, ...]) -> str:
    return f", {other}__in=[{', '.join(arguments)}]"


def _reverse(scene: Scene, owner: Any) -> str:
    back = _other_side(scene, _field(owner, scene.chain.attribute))
    is_add = bool(back) and scene.chain.last == "add"
    return f"From the other side: {back}.add(*rows)." if is_add else ""


def _other_side(scene: Scene, field: Any) -> str:
    """Return `tag.books` for `book.tags.add(tag)`, where it is one tag for all rows."""
    arguments = scene.chain.links[-1].arguments
    if len(arguments) != 1 or scene.varies(arguments[0]):
        return ""
    if arguments[0].startswith("*") or arguments[0].endswith((".pk", ".id", "_id")):
        return ""
    other = field.remote_field
    back = field.field.name if field.auto_created else other.get_accessor_name()
    return f"{arguments[0]}.{back}" if back else ""
