"""Trees: all nodes with one query, joined in Python."""

from __future__ import annotations

from typing import Any

from nplusone_guard.advise.editing.names import snake
from nplusone_guard.advise.editing.told import direction, told
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.models import manager_of, model_of, reverse_name
from nplusone_guard.django.advice.tree_edits import walk_in_memory

__all__ = ["load_tree"]


def load_tree(diagnosis: Diagnosis) -> Advice:
    """One query for the whole tree, grouped by parent or indexed by key."""
    evidence = diagnosis.finding.candidate.evidence
    entry, relation = evidence.entry, diagnosis.relation
    model = model_of(entry) or model_of(entry, "owner")
    if model is None or entry is None:
        return direction(diagnosis, "tree", "Load the whole tree with one query.")
    goes_up = relation is not None and not relation.is_to_many
    key = relation.key if goes_up and relation is not None else _key(model, diagnosis)
    code = _up(model, key) if goes_up else _down(model, key)
    text = (
        "No select_related or prefetch_related path covers a tree of unknown depth. Read "
        "all nodes with one query before the walk, "
    )
    if goes_up:
        text += f"and go up with nodes.get(node.{key}) in place of the relation."
    else:
        text += (
            f"group them by {key}, and take children_of.get(node.pk, []) in the walk."
        )
    other = _alternative(model, key, goes_up)
    edits = None if goes_up else walk_in_memory(diagnosis, model, key)
    if edits is not None:
        return told("tree", edits, text, alternative=other)
    return direction(diagnosis, "tree", text, code, alternative=other)


def _key(model: Any, diagnosis: Diagnosis) -> str:
    entry, relation = diagnosis.finding.candidate.evidence.entry, diagnosis.relation
    if entry is not None and entry.fact("self_key"):
        return entry.fact("self_key")
    name = reverse_name(model, relation.name) if relation is not None else ""
    return f"{name}_id" if name else "parent_id"


def _down(model: Any, key: str) -> str:
    name, row = f"{model.__name__}.{manager_of(model)}", snake(model.__name__)
    return (
        "children_of = {}\n"
        f"for {row} in {name}.all():\n"
        f"    children_of.setdefault({row}.{key}, []).append({row})"
    )


def _up(model: Any, key: str) -> str:
    name, row = f"{model.__name__}.{manager_of(model)}", snake(model.__name__)
    return f"nodes = {{{row}.pk: {row} for {row} in {name}.all()}}  # by pk, for {key}"


def _alternative(model: Any, key: str, goes_up: bool) -> str:
    table, pk = model._meta.db_table, model._meta.pk.column
    join = f"n.{pk} = tree.{key}" if goes_up else f"n.{key} = tree.{pk}"
    return (
        "For a small part of a large tree, a recursive query: "
        f"{model.__name__}.{manager_of(model)}.raw('WITH RECURSIVE tree AS ("
        f"SELECT * FROM {table} WHERE {pk} = %s UNION ALL "
        f"SELECT n.* FROM {table} n JOIN tree ON {join}) SELECT * FROM tree', [node.pk])."
    )
