"""Shown parts: what a template or a serializer makes of a row's collection by itself.

`{{ author.books.first }}` and a property that filters ask anew for each row, whatever is
prefetched. The query of the rows has to bring the part, and the tag has to read it.
"""

from __future__ import annotations

import inspect
from typing import Any

from nplusone_guard.advise.editing.edits import Edits
from nplusone_guard.advise.editing.names import spelled_model, spelled_name
from nplusone_guard.advise.editing.returning import only_return
from nplusone_guard.advise.editing.text import names_in, source_of
from nplusone_guard.advise.editing.told import at, told
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.chains import Chain, chain_of
from nplusone_guard.django.advice.eager import path_of
from nplusone_guard.django.advice.models import manager_of, model_of
from nplusone_guard.django.advice.promised import site_of_member
from nplusone_guard.django.advice.siblings import change_origin
from nplusone_guard.django.advice.wanted import queryset_for
from nplusone_guard.django.querysets import with_prefetch_of

__all__ = ["prefetch_shown"]

_ONE = ("first", "last")


def prefetch_shown(diagnosis: Diagnosis, model: Any) -> Advice | None:
    """Prefetch the part at the query, and let the tag or field read it from the row."""
    entry, origin = diagnosis.finding.candidate.evidence.entry, diagnosis.origin
    if model is None or origin is None or diagnosis.asker is None or entry is None:
        return None
    method = entry.fact("method")
    if method in _ONE:
        return _one(diagnosis, model, method)
    return _part(diagnosis, model)


def _one(diagnosis: Diagnosis, model: Any, method: str) -> Advice | None:
    chain = chain_of(f"row.rows.{method}()")
    relation = diagnosis.relation
    if chain is None or relation is None:
        return None
    name = f"{method}_{relation.name.removesuffix('_set')}"
    edits = Edits()
    if not _prefetch(edits, diagnosis, model, chain, name):
        return None
    _exchange(edits, diagnosis, f"{relation.name}.{method}", f"{name}.0")
    why = f".{method} asks anew for each row. Prefetch that one row"
    return _told(edits, diagnosis, why, f"{name}.0")


def _part(diagnosis: Diagnosis, model: Any) -> Advice | None:
    """Read a property or method of the row's class that filters the relation."""
    asker = diagnosis.asker
    name = "" if asker is None else asker.attribute_path.rpartition(".")[2]
    owner = model_of(diagnosis.finding.candidate.evidence.entry, "owner")
    member = None if owner is None else inspect.getattr_static(owner, name, None)
    function = None if member is None else site_of_member(member)
    whole = None if function is None else only_return(function)
    chain = None if whole is None else chain_of(source_of(whole))
    if function is None or chain is None or not _is_of_self(chain, diagnosis):
        return None
    edits = Edits(lenders=(function.file,))
    loaded = f"loaded_{name}"
    if not _prefetch(edits, diagnosis, model, chain, loaded):
        return None
    _exchange(edits, diagnosis, name, loaded)
    why = f".{name} filters or sorts anew for each row. Prefetch what it gives"
    return _told(edits, diagnosis, why, loaded)


def _is_of_self(chain: Chain, diagnosis: Diagnosis) -> bool:
    """Say whether *chain* is the relation of `self`, asked the same of every row."""
    relation = diagnosis.relation
    if relation is None or chain.owner != "self" or chain.attribute != relation.name:
        return False
    return not any("self" in names_in(f"_{link.text}") for link in chain.links)


def _prefetch(
    edits: Edits, diagnosis: Diagnosis, model: Any, chain: Chain, name: str
) -> bool:
    origin = diagnosis.origin
    assert origin is not None
    path, file = path_of(diagnosis), origin.span.file
    prefetch = spelled_name(edits, file, "django.db.models", "Prefetch")
    rows = f"{spelled_model(edits, file, model)}.{manager_of(model)}"
    rows += queryset_for(chain, model)
    code = f'{prefetch}("{path}", queryset={rows}, to_attr="{name}")'
    new = with_prefetch_of(origin.span.expression or "", path, code)
    return change_origin(edits, diagnosis, new)


def _exchange(edits: Edits, diagnosis: Diagnosis, old: str, new: str) -> None:
    """Let the template's tag, or the serializer's field, read *new*."""
    asker = diagnosis.asker
    assert asker is not None
    if asker.framework == "template":
        edits.reword_text(asker.span, rf"{old}(?:\.all)?", new)
    elif asker.framework == "drf" and "source=" not in (asker.span.expression or ""):
        edits.reword_text(asker.span, "many=True", f'many=True, source="{new}"')


def _told(edits: Edits, diagnosis: Diagnosis, why: str, name: str) -> Advice:
    assert diagnosis.origin is not None
    return told(
        "prefetch",
        edits,
        f"{why} at {at(diagnosis.origin.span)}, and read .{name} instead.",
    )
