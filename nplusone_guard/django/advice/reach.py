"""Reach: which of the loop's variables are there where the query is built."""

from __future__ import annotations

import builtins

from nplusone_guard.advise.editing.text import names_in
from nplusone_guard.diagnose.assignments import assigned
from nplusone_guard.diagnose.imports import named
from nplusone_guard.diagnose.syntax import Site, site_at
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.scene import Scene
from nplusone_guard.django.advice.subjects import Subject

__all__ = ["is_looped_over", "out_of_reach"]


def out_of_reach(diagnosis: Diagnosis, subject: Subject) -> list[str]:
    """Return what the subject's conditions read and the origin's line cannot.

    A method's variables are not there in its class, nor before they are assigned.
    """
    origin = diagnosis.origin
    site = None if origin is None else site_at(origin.span)
    if site is None:
        return []
    read = set().union(*(names_in(f"_{link.text}") for link in subject.links)) - {"_"}
    return sorted(name for name in read if not _is_known(site, name))


def is_looped_over(diagnosis: Diagnosis, scene: Scene) -> bool:
    """Say whether the loop goes over a variable that holds the origin's very query."""
    origin, loop = diagnosis.origin, scene.loop
    if origin is None or loop is None or loop.iterable is None:
        return False
    name = getattr(loop.iterable.node, "id", "")
    names = assigned(loop.iterable, name) if name else None
    built = site_at(origin.span)
    if names is None or built is None or len(names.steps) != 1:
        return False
    step = names.steps[0].site
    return step.file == built.file and step.place() == built.place()


def _is_known(site: Site, name: str) -> bool:
    names = assigned(site, name)
    if names is None:
        return named(site, name) is not None or hasattr(builtins, name)
    if names.parameter_of is not None:
        return True
    line = site.place()[0]
    return any(step.site.place()[1] < line for step in names.steps)
