"""Repeats: the same question with the same values, asked once and kept."""

from __future__ import annotations

import ast
import re

from nplusone_guard.advise.editing.edits import Edits, statement_of
from nplusone_guard.advise.editing.looping import Loop
from nplusone_guard.advise.editing.names import free_name, plural, snake, spelled_name
from nplusone_guard.advise.editing.text import source_of
from nplusone_guard.advise.editing.told import direction, told
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.syntax import FUNCTIONS, Site, site_at
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.lookups import fetch_together
from nplusone_guard.django.advice.models import model_of
from nplusone_guard.django.advice.scene import Scene, scene_of

__all__ = ["ask_once"]


def ask_once(diagnosis: Diagnosis) -> Advice:
    """The call before the loop, or its answer kept by a cached property."""
    scene = scene_of(diagnosis)
    if scene is None:
        return _direction(diagnosis)
    if any(scene.varies(c.value) for c in scene.chain.conditions()):
        # The rows at hand share one value; others will not.
        return fetch_together(diagnosis)
    if scene.loop is not None:
        call = _fixed_call(scene, scene.loop)
        if call is not None:
            return _before_loop(scene, scene.loop, call)
    blamed = site_at(diagnosis.finding.candidate.evidence.blame)
    if blamed is not None and _is_property(blamed.scope()):
        return _cached(blamed.scope())
    return _direction(diagnosis)


def _fixed_call(scene: Scene, loop: Loop) -> Site | None:
    """Return the expression of the loop's own function that never changes."""
    places = [scene.asked.site, *(site_at(caller) for caller in scene.asked.callers)]
    for site in places:
        if site is None or site.file != loop.site.file:
            continue
        inside = loop.site.place()[0] <= site.place()[0] <= loop.site.place()[1]
        if not inside or site.function_name() != loop.site.function_name():
            continue
        if isinstance(site.node, (ast.Call, ast.Await, ast.Attribute)):
            return None if scene.varies(source_of(site)) else site
    return None


def _before_loop(scene: Scene, loop: Loop, site: Site) -> Advice:
    edits = Edits()
    entry = scene.diagnosis.finding.candidate.evidence.entry
    model = model_of(entry)
    base = snake(model.__name__) if model is not None else "answer"
    target = _moved(loop, site)
    name = target or free_name(
        loop.site, *_names(source_of(site), base, entry.operation if entry else "")
    )
    edits.before(statement_of(loop.site), f"{name} = {source_of(site)}")
    edits.include(statement_of(loop.site))
    if target:
        edits.exchange(statement_of(site))
    else:
        edits.replace(site, name)
    kept = ""
    if entry is not None and entry.operation in ("select", "lazy"):
        kept = " A queryset in a variable keeps its rows once they are read."
    return told(
        "reuse",
        edits,
        f"The values never change: ask once before the loop and use the answer.{kept}",
        certainty="certain" if site is scene.asked.site else "likely",
    )


def _moved(loop: Loop, site: Site) -> str:
    """Return the variable of a whole line that can move before the loop as it is."""
    statement = statement_of(site)
    node, body = statement.node, getattr(loop.site.node, "body", None)
    if not isinstance(node, ast.Assign) or node.value is not site.node:
        return ""
    if not isinstance(body, list) or len(body) < 2:
        return ""
    if statement.path[-2] is not loop.site.node and node.lineno not in {
        line.lineno for line in body
    }:
        return ""
    target = node.targets[0]
    assigned = [
        part
        for part in ast.walk(ast.Module(body, []))
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    ]
    if len(node.targets) != 1 or not isinstance(target, ast.Name):
        return ""
    return target.id if [part.id for part in assigned].count(target.id) == 1 else ""


def _names(text: str, base: str, operation: str) -> tuple[str, ...]:
    called = re.search(r"(\w+)\(?[^()]*\)?$", text)
    word = called[1] if called is not None else ""
    if operation == "count":
        return "total", f"{base}_count"
    if operation == "select":
        return plural(base), f"all_{plural(base)}"
    if operation in ("get", "first"):
        return base, f"the_{base}"
    return f"{word.removeprefix('get_')}_value" if word else "answer", "answer"


def _is_property(function: Site) -> bool:
    decorators = getattr(function.node, "decorator_list", ())
    return any(isinstance(d, ast.Name) and d.id == "property" for d in decorators)


def _cached(function: Site) -> Advice:
    edits = Edits()
    name = spelled_name(edits, function.file, "functools", "cached_property")
    for decorator in getattr(function.node, "decorator_list", ()):
        if isinstance(decorator, ast.Name) and decorator.id == "property":
            edits.replace(function.below(decorator), name)
    edits.include(function)
    return told(
        "reuse",
        edits,
        "The property asks the database each time it is read. cached_property keeps the "
        "answer for as long as the object lives.",
        alternative="Read it once before the loop and hand the value on.",
    )


def _direction(diagnosis: Diagnosis) -> Advice:
    evidence = diagnosis.finding.candidate.evidence
    expression = evidence.blame.expression or ""
    model = model_of(evidence.entry)
    name = snake(model.__name__) if model is not None else "answer"
    site = site_at(evidence.blame)
    function = site.scope().node if site is not None else None
    where = "before the loop" if evidence.loop is not None else "once"
    if isinstance(function, FUNCTIONS):
        how = f" and hand the answer to {function.name}(), or keep it in a cache"
    else:
        how = " and use the answer, or keep it in a cache"
    return direction(
        diagnosis,
        "reuse",
        f"The same question is asked again with the same values: ask {where}{how}.",
        f"{name} = {expression}",
        alternative="functools.cached_property keeps an answer with its object, "
        "django.core.cache.cache.get_or_set() across requests.",
    )
