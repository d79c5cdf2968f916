"""What is known before an upsert: the rows that are there, by what they are found by."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any

from nplusone_guard.advise.editing.gathering import Gathering
from nplusone_guard.advise.editing.names import plural, snake, spelled_model
from nplusone_guard.advise.editing.rows import Rows
from nplusone_guard.django.advice.chains import Condition
from nplusone_guard.django.advice.grouping import key_of
from nplusone_guard.django.advice.models import (
    attribute_of,
    field_of,
    is_unique,
    manager_of,
)
from nplusone_guard.django.advice.scene import Scene

__all__ = ["Known", "Pair", "Upsert", "known_rows"]

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Upsert:
    """One call of get_or_create() or update_or_create() in a loop.

    Attributes:
        keys: what a row is looked for by.
        defaults: what a new or changed row gets besides, where that is written out.
        rest: the expression of the defaults, where it is not.
    """

    gathering: Gathering
    scene: Scene
    model: Any
    keys: tuple[Pair, ...]
    defaults: tuple[Pair, ...]
    rest: str

    @property
    def objects(self) -> str:
        """The manager that is asked: the model's own, past a related one."""
        base = self.scene.chain.base
        if base.endswith(".objects"):
            return base
        return f"{self.spelled()}.{manager_of(self.model)}"

    def spelled(self) -> str:
        """Return the model's name in the file that is edited."""
        gathering = self.gathering
        return spelled_model(gathering.edits, gathering.file, self.model)

    def varying(self) -> list[Pair]:
        """Return the keys that differ from round to round."""
        return [pair for pair in self.keys if self.scene.varies(pair[1])]

    def look(self) -> str:
        """Return the key of one row, inside the loop."""
        looks = [key_of(self.model, Condition(*pair)) for pair in self.varying()]
        return looks[0] if len(looks) == 1 else f"({', '.join(looks)})"

    def uses(self, name: str) -> bool:
        """Say whether *name*, which the call's result is unpacked to, is read."""
        function = self.gathering.statement.scope().node
        return any(
            isinstance(node, ast.Name)
            and node.id == name
            and isinstance(node.ctx, ast.Load)
            for node in ast.walk(function)
        )

    def call(self, method: str, inside: str) -> str:
        """Return a call of the manager's *method*, awaited where the loop awaits."""
        return self.gathering.bulk(self.objects, method, inside)


@dataclass(frozen=True, slots=True)
class Known:
    """The rows that are there: their dict's name, and the line that fills it."""

    rows: Rows
    name: str
    line: str


def known_rows(upsert: Upsert) -> Known | None:
    """Return the dict of the rows that are there; None where keys cannot be told."""
    scene, model, varying = upsert.scene, upsert.model, upsert.varying()
    assert scene.loop is not None
    rows = Rows(scene, scene.loop, upsert.gathering.edits)
    base = snake(model.__name__)
    by = "_and_".join(name for name, _ in varying)
    lists = [(name, rows.list_of(value)) for name, value in varying]
    if any(listed is None for _, listed in lists):
        return None
    name = rows.name(plural(base), f"{base}_by_{by}")
    field = field_of(model, varying[0][0])
    is_only = len(upsert.keys) == 1 and is_unique(model, varying[0][0])
    if is_only and field is not None and not field.is_relation:
        column = "" if field.primary_key else f', field_name="{field.name}"'
        call = upsert.call("in_bulk", f"{lists[0][1]}{column}")
        return Known(rows, name, f"{name} = {call}")
    row = rows.name(f"found_{base}", "found_row")
    conditions = [f"{key}__in={listed}" for key, listed in lists]
    conditions += [f"{k}={v}" for k, v in upsert.keys if (k, v) not in varying]
    held = [f"{row}.{attribute_of(model, key)}" for key, _ in varying]
    key = held[0] if len(held) == 1 else f"({', '.join(held)})"
    word = "async for" if scene.is_async else "for"
    query = f"{upsert.objects}.filter({', '.join(conditions)})"
    return Known(rows, name, f"{name} = {{{key}: {row} {word} {row} in {query}}}")
