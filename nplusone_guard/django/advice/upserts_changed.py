"""Rows created or changed together: update_or_create() in a loop, as one upsert."""

from __future__ import annotations

from typing import Any

from nplusone_guard.advise.editing.looping import unrolled
from nplusone_guard.advise.editing.names import plural, snake
from nplusone_guard.advise.editing.told import told
from nplusone_guard.advise.values import Advice
from nplusone_guard.django.advice.creates import BULK_NOTE
from nplusone_guard.django.advice.models import field_of, is_unique_together
from nplusone_guard.django.advice.upserts_known import Known, Upsert, known_rows

__all__ = ["change_together"]


def change_together(upsert: Upsert) -> Advice | None:
    """Set the columns of rows that are there or made, and write all of them at once."""
    gathering, targets = upsert.gathering, upsert.gathering.unpacked_to
    if not upsert.defaults or not (gathering.is_alone or targets is not None):
        return None
    known = known_rows(upsert)
    if known is None:
        return None
    row, is_new = targets or ("", "")
    if not row or not upsert.uses(row):
        return _behind_the_loop(upsert, known, is_new)
    return _before_the_loop(upsert, known, row, is_new)


def _behind_the_loop(upsert: Upsert, known: Known, is_new: str) -> Advice:
    row = known.rows.name(snake(upsert.model.__name__), "upserted")
    lines = _changes(upsert, known, row, upsert.look())
    if is_new and upsert.uses(is_new):
        lines.append(f"{is_new} = {row}._state.adding")
    known.rows.write(known.line)
    upsert.gathering.edits.exchange(upsert.gathering.statement, *lines)
    written, note = _written(upsert, known)
    upsert.gathering.afterwards(*written)
    return _told(upsert, note)


def _before_the_loop(
    upsert: Upsert, known: Known, row: str, is_new: str
) -> Advice | None:
    """Write all rows first, because the loop goes on to use each."""
    rows, loop = known.rows, known.rows.loop
    key = unrolled(loop, upsert.look())
    changes = _changes(upsert, known, row, upsert.look())
    unrolled_changes = [_assigned(known, line) for line in changes]
    if key is None or None in unrolled_changes or not upsert.gathering.is_each_round:
        return None
    new = rows.name(f"new_{plural(snake(upsert.model.__name__))}", "new_rows")
    is_told = bool(is_new) and upsert.uses(is_new)
    written, note = _written(upsert, known)
    rows.write(
        known.line,
        *([f"{new} = {{{key} {rows.clauses()}}} - {known.name}.keys()"] * is_told),
        f"{rows.clauses()}:",
        *(f"    {line}" for line in unrolled_changes),
        *written,
    )
    lines = [f"{row} = {known.name}[{upsert.look()}]"]
    lines += [f"{is_new} = {upsert.look()} in {new}"] * is_told
    upsert.gathering.edits.exchange(upsert.gathering.statement, *lines)
    return _told(upsert, note)


def _changes(upsert: Upsert, known: Known, row: str, look: str) -> list[str]:
    given = ", ".join(f"{name}={value}" for name, value in upsert.keys)
    made = f"{upsert.spelled()}({given})"
    return [
        f"{row} = {known.name}.setdefault({look}, {made})",
        *(f"{row}.{name} = {value}" for name, value in upsert.defaults),
    ]


def _assigned(known: Known, line: str) -> str | None:
    """Return an assignment in terms of the loop's variables alone."""
    target, _, value = line.partition(" = ")
    text = unrolled(known.rows.loop, value)
    return None if text is None else f"{target} = {text}"


def _written(upsert: Upsert, known: Known) -> tuple[list[str], str]:
    """Return the lines that write all rows, and what a reader has to know of them."""
    model, rows = upsert.model, known.name
    names = [name for name, _ in upsert.defaults]
    stamps = _stamps(model)
    keys = [name for name, _ in upsert.keys]
    if not is_unique_together(model, keys):
        fields = ", ".join(f'"{name}"' for name in names)
        row = known.rows.name("row", "each")
        added = f"[{row} for {row} in {rows}.values() if {row}._state.adding]"
        there = f"[{row} for {row} in {rows}.values() if not {row}._state.adding]"
        name = known.rows.name("changed_rows", "already_there")
        lines = [
            f"{name} = {there}",
            upsert.call("bulk_create", added),
            upsert.call("bulk_update", f"{name}, [{fields}]"),
        ]
        note = f" Set {', '.join(stamps)} yourself: auto_now needs save()."
        return lines, note if stamps else ""
    dialect = upsert.scene.diagnosis.finding.candidate.dialect
    listed = ", ".join(f'"{name}"' for name in keys)
    unique = "" if dialect in ("mysql", "mariadb") else f"unique_fields=[{listed}], "
    fields = ", ".join(f'"{name}"' for name in dict.fromkeys((*names, *stamps)))
    inside = f"{rows}.values(), update_conflicts=True, {unique}update_fields=[{fields}]"
    note = " The first query fills the columns that are not set here."
    return [upsert.call("bulk_create", inside)], note


def _stamps(model: Any) -> list[str]:
    fields = model._meta.concrete_fields
    return [f.name for f in fields if getattr(field_of(model, f.name), "auto_now", 0)]


def _told(upsert: Upsert, note: str) -> Advice:
    text = "Read the rows that exist with one query and write all of them together."
    said = f"{text}{note} {BULK_NOTE}"
    return told("bulk-write", upsert.gathering.edits, said)
