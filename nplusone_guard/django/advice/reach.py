"""Reach: which of the loop's variables are there where the query is built."""

from __future__ import annotations

import builtins
import re

from nplusone_guard.advise.editing.hoisting import Asked
from nplusone_guard.advise.editing.looping import Loop
from nplusone_guard.advise.editing.text import names_in, source_of, substituted
from nplusone_guard.diagnose.assignments import assigned
from nplusone_guard.diagnose.imports import is_imported, named
from nplusone_guard.diagnose.syntax import Site, module_site, site_at
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.chains import Link

__all__ = ["in_words_of_view", "is_looped_over", "out_of_reach"]


def out_of_reach(
    diagnosis: Diagnosis, links: tuple[Link, ...], asked: Asked
) -> list[str]:
    """Return what *links*, a part of *asked*, read and the origin's line cannot.

    A method's variables are not there in its class, nor before they are assigned, and
    the `self` of a view is no serializer.
    """
    origin = diagnosis.origin
    site = None if origin is None else site_at(origin.span)
    if site is None:
        return []
    texts = [f"_{link.text}" for link in links]
    if is_told_by_view(diagnosis) and _is_known(site, "self"):
        texts = [text.replace(OF_THE_VIEW, "_") for text in texts]
    read = set().union(*map(names_in, texts)) - {"_"}
    others = _SELF if _owner_of(site) != _owner_of(asked.site) else frozenset()
    # What is imported here is imported there too by the edit that moves it.
    modules = [asked.site, *filter(None, map(module_site, asked.lenders))]
    moved = {n for n in read for site in modules if is_imported(site, n)} - others
    return sorted(
        name for name in read - moved if name in others or not _is_known(site, name)
    )


# REST framework hands its serializers the request of the view that has them.
OF_THE_VIEW = "self.request"
_OF_THE_SERIALIZER = re.compile(r"""self\.context(\.get\(|\[)["']request["'][)\]]""")


def in_words_of_view(text: str, diagnosis: Diagnosis, asked: Site) -> str:
    """Return what a serializer's method says as the view of its rows would say it.

    Variables that hold the request, or something of it, are written out.
    """
    if not is_told_by_view(diagnosis):
        return text
    for _ in range(_MOST_VARIABLES):
        values = {name: _value_of(asked, name) for name in names_in(text)}
        known = {name: value for name, value in values.items() if value}
        if not known:
            break
        text = substituted(text, known)
    return _OF_THE_SERIALIZER.sub(OF_THE_VIEW, text)


_MOST_VARIABLES = 3


def _value_of(asked: Site, name: str) -> str:
    names = assigned(asked, name)
    if names is None or names.parameter_of is not None or len(names.steps) != 1:
        return ""
    step = names.steps[0]
    text = source_of(step.site) if step.certain and step.index is None else ""
    if _OF_THE_SERIALIZER.search(text):
        return text
    root = re.match(r"\w+", text)
    is_of_it = root is not None and root[0] != name and _value_of(asked, root[0])
    return text if is_of_it else ""


def is_told_by_view(diagnosis: Diagnosis) -> bool:
    """Say whether a serializer asked for rows that a method of its view chooses."""
    asker, origin = diagnosis.asker, diagnosis.origin
    if asker is None or asker.framework != "drf" or origin is None:
        return False
    return asker.origin == origin.span and origin.kind == "query"


_SELF = frozenset({"self", "cls"})


def _owner_of(site: Site) -> tuple[str, tuple[int, int, int, int]] | None:
    owner = site.owner()
    return None if owner is None else (owner.file, owner.place())


def is_looped_over(diagnosis: Diagnosis, loop: Loop | None) -> bool:
    """Say whether *loop* goes over a variable that holds the origin's very query."""
    origin = diagnosis.origin
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
