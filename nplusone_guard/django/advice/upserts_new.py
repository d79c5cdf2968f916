"""Missing rows created together: what get_or_create() does in a loop, in two queries."""

from __future__ import annotations

import ast

from nplusone_guard.advise.editing.looping import unrolled
from nplusone_guard.advise.editing.names import plural, snake
from nplusone_guard.advise.editing.told import told
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.syntax import Site
from nplusone_guard.django.advice.creates import BULK_NOTE
from nplusone_guard.django.advice.upserts_known import Known, Upsert, known_rows

__all__ = ["create_missing"]


def create_missing(upsert: Upsert) -> Advice | None:
    """Read what is there, insert what is not, and look rows up in the loop."""
    known = known_rows(upsert)
    if known is None:
        return None
    rows, gathering = known.rows, upsert.gathering
    pairs = dict((*upsert.keys, *upsert.defaults))
    given = [f"{name}={value}" for name, value in pairs.items()]
    given += [f"**{upsert.rest}"] if upsert.rest else []
    made = unrolled(rows.loop, f"{upsert.spelled()}({', '.join(given)})")
    key = unrolled(rows.loop, upsert.look())
    if made is None or key is None:
        return None
    new = rows.name(f"new_{plural(snake(upsert.model.__name__))}", "new_rows")
    rows.write(
        known.line,
        f"{new} = {{{key}: {made} {rows.clauses()} if {key} not in {known.name}}}",
        upsert.call("bulk_create", f"{new}.values()"),
        *([] if gathering.is_alone else [f"{known.name} |= {new}"]),
    )
    _look_up(upsert, known, new)
    dialect = upsert.scene.diagnosis.finding.candidate.dialect
    no_key = " On MySQL the new objects have no key: read them again."
    return told(
        "bulk-write",
        gathering.edits,
        "Read the rows that exist with one query and insert the missing ones with "
        f"another.{no_key if dialect in ('mysql', 'mariadb') else ''} "
        f"{BULK_NOTE}",
    )


def _look_up(upsert: Upsert, known: Known, new: str) -> None:
    """Put the look-up in the place of the call, and whether the row is a new one."""
    gathering, look = upsert.gathering, upsert.look()
    row, is_new = f"{known.name}[{look}]", f"{new}.pop({look}, None) is not None"
    if gathering.is_alone:
        gathering.remove()
        return
    targets = gathering.unpacked_to
    if targets is not None:
        lines = [f"{targets[0]} = {row}"] if upsert.uses(targets[0]) else []
        lines += [f"{targets[1]} = {is_new}"] if upsert.uses(targets[1]) else []
        gathering.edits.exchange(gathering.statement, *(lines or ["pass"]))
        return
    asked = upsert.scene.asked.site
    parent = asked.path[-2]
    if isinstance(parent, ast.Subscript) and ast.unparse(parent.slice) == "0":
        gathering.edits.replace(Site(asked.file, asked.path[:-1]), row)
    else:
        gathering.edits.replace(asked, f"({row}, {is_new})")
