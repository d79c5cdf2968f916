"""Promised: a queryset that a function of the application returned and a loop evaluates.

`author.public_books()` has long returned when the loop asks for its rows. No frame speaks
of it any more, so its source does.
"""

from __future__ import annotations

import ast
import inspect
from types import CodeType
from typing import Any

from django.apps import apps
from django.db.models import Manager

from nplusone_guard.advise.editing.hoisting import Asked
from nplusone_guard.advise.editing.returning import only_return
from nplusone_guard.advise.editing.saying import said_by_caller
from nplusone_guard.advise.editing.text import source_of
from nplusone_guard.capture.application import is_application_file
from nplusone_guard.diagnose.calls import definition
from nplusone_guard.diagnose.syntax import FUNCTIONS, Site, module_site
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.models import model_called, model_of

__all__ = ["kept_promise", "site_of_member"]

_MOST_HOPS = 3


def kept_promise(asked: Asked, diagnosis: Diagnosis) -> Asked:
    """Return *asked* with the query that a function promised in place of its call."""
    for _ in range(_MOST_HOPS):
        promise = _promise(asked, diagnosis)
        if promise is None:
            return asked
        asked = promise
    return asked


def _promise(asked: Asked, diagnosis: Diagnosis) -> Asked | None:
    # Innermost first: what is called on the result keeps its place behind it.
    if source_of(asked.site) != asked.text:
        return None
    for site in _along(asked.site):
        function = _function_at(site, diagnosis)
        whole = None if function is None else only_return(function)
        if function is None or whole is None:
            continue
        said = said_by_caller(function, source_of(whole), site)
        if said is None:
            return None
        text = asked.text.replace(source_of(site), said, 1)
        lenders = (*asked.lenders, function.file)
        return Asked(
            asked.site, text, asked.is_async, asked.callers, asked.around, lenders
        )
    return None


def _along(site: Site) -> list[Site]:
    """Return the calls and attributes of a chain, the innermost first."""
    found: list[Site] = []
    while isinstance(site.node, (ast.Call, ast.Attribute, ast.Subscript)):
        node = site.node
        func = node.func if isinstance(node, ast.Call) else node
        if not isinstance(node, ast.Subscript):
            found.append(site)
        if isinstance(func, (ast.Attribute, ast.Subscript)):
            site = site.below(func.value)
        else:
            break
    return found[::-1]


def _function_at(site: Site, diagnosis: Diagnosis) -> Site | None:
    """Return the function of the application that *site* calls or reads."""
    node = site.node
    func = node.func if isinstance(node, ast.Call) else node
    if isinstance(func, ast.Name):
        return definition(site)
    assert isinstance(func, ast.Attribute)
    known = definition(site) if isinstance(node, ast.Call) else None
    if known is not None:
        return known
    for owner in _owners(site.below(func.value), diagnosis):
        member = inspect.getattr_static(owner, func.attr, None)
        is_read = isinstance(member, property) or hasattr(member, "func")
        if member is not None and is_read != isinstance(node, ast.Call):
            return site_of_member(member)
    return None


def _owners(receiver: Site, diagnosis: Diagnosis) -> list[Any]:
    """Return the classes that *receiver* may be of, the likeliest first."""
    node = receiver.node
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        model = model_called(node.value.id)
        manager = None if model is None else getattr(model, node.attr, None)
        if isinstance(manager, Manager):
            queryset = manager.get_queryset()
            return [type(manager), type(queryset)]
    entry = diagnosis.finding.candidate.evidence.entry
    origin = diagnosis.origin.span.expression if diagnosis.origin is not None else ""
    asked_for = model_called((origin or "").partition(".")[0].strip("( "))
    if isinstance(node, (ast.Name, ast.Attribute)):
        likely = [model_of(entry, "owner"), asked_for]
        return [m for m in (*likely, *apps.get_models()) if m is not None]
    return []


def site_of_member(member: Any) -> Site | None:
    """Return where *member* is written, in the application."""
    member = getattr(member, "fget", None) or getattr(member, "func", None) or member
    member = getattr(member, "__func__", member)
    code = getattr(inspect.unwrap(member), "__code__", None)
    if not isinstance(code, CodeType) or not is_application_file(code.co_filename):
        return None
    module = module_site(code.co_filename)
    for node in () if module is None else ast.walk(module.node):
        if isinstance(node, FUNCTIONS) and node.name == code.co_name:
            first = node.decorator_list[0] if node.decorator_list else node
            if first.lineno == code.co_firstlineno:
                return module.below(node)  # type: ignore[union-attr]
    return None
