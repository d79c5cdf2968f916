"""Upserting together: all existing rows read at once, all rows written at once."""

from __future__ import annotations

import ast
from typing import Any

from nplusone_guard.advise.editing.gathering import Gathering
from nplusone_guard.advise.editing.text import parsed, segment
from nplusone_guard.advise.values import Advice
from nplusone_guard.django.advice.models import model_of, reverse_name
from nplusone_guard.django.advice.scene import Scene
from nplusone_guard.django.advice.upserts_changed import change_together
from nplusone_guard.django.advice.upserts_known import Pair, Upsert
from nplusone_guard.django.advice.upserts_new import create_missing

__all__ = ["upsert_together"]


def upsert_together(scene: Scene, model: Any) -> Advice | None:
    """bulk_create() of what is missing, with update_conflicts for what is there."""
    gathering = Gathering.of(scene)
    if gathering is None or scene.loop is None or scene.loop.iterable is None:
        return None
    if len(scene.chain.links) != 1 or any(_parents(model)):
        return None  # a filtered manager finds fewer rows; several tables are no bulk
    upsert = _upsert(gathering, scene, model)
    if upsert is None or not any(scene.varies(value) for _, value in upsert.keys):
        return None
    if scene.chain.last == "get_or_create":
        return create_missing(upsert)
    return change_together(upsert)


def _parents(model: Any) -> list[bool]:
    return [parent is not None for parent in model._meta.parents.values()]


def _upsert(gathering: Gathering, scene: Scene, model: Any) -> Upsert | None:
    """Read what is looked for, and what a new or changed row gets besides."""
    keys: list[Pair] = []
    defaults: list[Pair] | None = []
    rest = ""
    owner = _owner(scene)
    if owner is None:
        return None
    for name, value in scene.chain.links[-1].keywords:
        if name == "defaults":
            defaults = _pairs(value)
            rest = value if defaults is None else ""
        elif name is None or name == "create_defaults" or "__" in name:
            return None
        else:
            keys.append((name, value))
    return Upsert(gathering, scene, model, (*owner, *keys), tuple(defaults or ()), rest)


def _owner(scene: Scene) -> list[Pair] | None:
    """Return how a related manager's owner is looked for; None where it cannot be."""
    entry = scene.diagnosis.finding.candidate.evidence.entry
    if entry is None or entry.fact("manager") != "related":
        return []
    owner = model_of(entry, "owner")
    relation = scene.diagnosis.finding.candidate.relation or entry.relation
    if owner is None or relation is None or relation.direction != "reverse":
        return None
    back = reverse_name(owner, scene.chain.attribute)
    return [(back, scene.chain.owner)] if back else None


def _pairs(text: str) -> list[Pair] | None:
    """Return the items of a dict that is written out, None of any other."""
    node = parsed(text)
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "dict":
        named = [(k.arg or "", segment(text, k.value)) for k in node.keywords]
        return None if node.args or not all(name for name, _ in named) else named
    if not isinstance(node, ast.Dict):
        return None
    found: list[Pair] = []
    for key, value in zip(node.keys, node.values, strict=True):
        if not isinstance(key, ast.Constant):
            return None
        found.append((str(key.value), segment(text, value)))
    return found
