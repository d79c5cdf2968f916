"""Linking together: many-to-many rows written through their own table."""

from __future__ import annotations

from typing import Any

from nplusone_guard.advise.editing.gathering import Gathering
from nplusone_guard.advise.editing.names import spelled_model
from nplusone_guard.advise.editing.told import told
from nplusone_guard.advise.values import Advice
from nplusone_guard.django.advice.models import model_of
from nplusone_guard.django.advice.scene import Scene

__all__ = ["link_together"]


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
    names = _names(owner, relation.name)
    if names is None:
        return None  # add() behind a foreign key is an update of the other rows
    return _linked(gathering, scene, owner, names)


def _names(owner: Any, accessor: str) -> tuple[str, str] | None:
    """Return what the through model calls the owner's side and the other side."""
    for field in owner._meta.get_fields(include_hidden=True):
        if field.many_to_many and not field.auto_created and field.name == accessor:
            return field.m2m_field_name(), field.m2m_reverse_field_name()
        is_other = field.many_to_many and field.auto_created
        if is_other and field.get_accessor_name() == accessor:
            forward = field.field
            return forward.m2m_reverse_field_name(), forward.m2m_field_name()
    return None


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
    if items is None:
        return None
    links = gathering.name("links", "new_links")
    single = items[1:-1] if link.name == "add" and len(link.arguments) == 1 else ""
    if single and not single.startswith("*"):
        made = f"{links}.append({through}({mine}={row}, {other}={single}))"
    else:
        made = (
            f"{links}.extend({through}({mine}={row}, {other}=item) for item in {items})"
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


def _others(other: str, arguments: tuple[str, ...]) -> str:
    return f", {other}__in=[{', '.join(arguments)}]"


def _reverse(scene: Scene, owner: Any) -> str:
    link = scene.chain.links[-1]
    if (
        link.name != "add"
        or len(link.arguments) != 1
        or scene.varies(link.arguments[0])
    ):
        return ""
    for field in owner._meta.get_fields(include_hidden=True):
        if field.many_to_many and getattr(field, "name", "") == scene.chain.attribute:
            back = field.remote_field.get_accessor_name()
            if back:
                return f"From the other side: {link.arguments[0]}.{back}.add(*rows)."
    return ""
