"""Raw SQL together: the hand-written statement for all keys at once."""

from __future__ import annotations

import ast

from nplusone_guard.advise.editing.edits import Edits
from nplusone_guard.advise.editing.rows import Rows
from nplusone_guard.advise.editing.text import source_of
from nplusone_guard.advise.editing.told import direction
from nplusone_guard.advise.in_rewrite import Rewrite, rewrite_in
from nplusone_guard.advise.in_rewrite_sent import rewrite_sent
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.syntax import site_at
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.models import model_of
from nplusone_guard.django.advice.raw_edits import (
    edit_cursor,
    edit_helper,
    edit_manager,
)
from nplusone_guard.django.advice.raw_keys import opens_its_own
from nplusone_guard.django.advice.raw_source import sql_and_values
from nplusone_guard.django.advice.raw_writes import edit_write
from nplusone_guard.django.advice.scene import Scene, scene_of

__all__ = ["ask_with_in"]


def ask_with_in(diagnosis: Diagnosis) -> Advice:
    """The statement with IN, and the lines that index its rows by key."""
    candidate = diagnosis.finding.candidate
    scene = scene_of(diagnosis)
    site = site_at(candidate.evidence.blame)
    if scene is not None and not scene.asked.lenders:
        site = scene.asked.site  # without the `list()` around it
    call = site.node if site is not None else None
    text: str | None = None
    values: list[str] = []
    receiver = "cursor"
    if site is not None and isinstance(call, ast.Call) and call.args:
        text, values = sql_and_values(site, call)
        if isinstance(call.func, ast.Attribute) and call.func.attr.endswith("execute"):
            receiver = source_of(site.below(call.func.value))
    rewrite = None
    if text is not None:
        rewrite = rewrite_in(
            text,
            dialect=candidate.dialect,
            varying=_varying(scene, values),
            caller="django-cursor",
            receiver=receiver,
        )
    # The source may hold a table's name where the database has a value.
    if rewrite is None or rewrite.refused is not None:
        sent = rewrite_sent(candidate, caller="django-cursor", receiver=receiver)
        rewrite = sent if rewrite is None or sent.refused is None else rewrite
    if rewrite.refused is not None:
        return direction(
            diagnosis,
            "raw-in",
            f"Ask for all rows with one statement before the loop. {rewrite.refused}",
        )
    edited = _edited(diagnosis, scene, rewrite, text or "", values)
    if edited is not None:
        return edited
    keys = _keys(scene, values)
    has_keys = bool(keys) and keys != "ids" and "ids" in rewrite.index_code
    head = f"ids = {keys}\n" if has_keys else ""
    method = candidate.evidence.entry
    is_raw = method is not None and method.fact("method") == "raw"
    is_own = site is not None and bool(opens_its_own(site))
    opened = _opened(rewrite.index_code) if is_raw or is_own else ""
    return direction(
        diagnosis,
        "raw-in",
        " ".join(
            (
                f"Ask once for all {', '.join(rewrite.keys)} before the loop.",
                *rewrite.notes,
            )
        ),
        head + (opened or rewrite.index_code),
        alternative="prefetch_related() or filter(...__in=...) does the same without SQL."
        if is_raw
        else "",
    )


def _edited(
    diagnosis: Diagnosis,
    scene: Scene | None,
    rewrite: Rewrite,
    text: str,
    values: list[str],
) -> Advice | None:
    if scene is None or not values:
        return None
    entry = diagnosis.finding.candidate.evidence.entry
    if entry is not None and entry.fact("method") == "raw":
        model = model_of(entry)
        return None if model is None else edit_manager(scene, rewrite, model, values)
    if rewrite.result in ("none", "each"):
        return edit_write(scene, rewrite, values)
    if scene.is_inside:
        return edit_cursor(scene, rewrite, text, values)
    return edit_helper(scene, rewrite, text, values)


def _opened(code: str) -> str:
    inner = "\n".join(f"    {line}" if line else line for line in code.splitlines())
    return f"with connection.cursor() as cursor:\n{inner}"


def _varying(scene: Scene | None, values: list[str]) -> set[int] | None:
    if scene is None or scene.loop is None or not scene.is_inside or not values:
        return None
    return {i for i, value in enumerate(values) if scene.varies(value)} or None


def _keys(scene: Scene | None, values: list[str]) -> str:
    if scene is None or scene.loop is None or not scene.is_inside:
        return ""
    varying = [value for value in values if scene.varies(value)]
    if len(varying) != 1 or scene.loop.iterable is None:
        return ""
    rows = Rows(scene, scene.loop, Edits())
    return rows.list_of(varying[0]) or ""
