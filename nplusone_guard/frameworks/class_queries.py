"""A class's query: where a view, a ModelAdmin or the like says which rows it wants."""

from __future__ import annotations

import inspect
from dataclasses import dataclass

from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.selves import selves_of
from nplusone_guard.diagnose.calls import returned
from nplusone_guard.diagnose.classes import member
from nplusone_guard.diagnose.queries import certainty
from nplusone_guard.diagnose.selves import speaking_of
from nplusone_guard.diagnose.sources import Built, follow, span_of
from nplusone_guard.diagnose.syntax import Site, site_at
from nplusone_guard.diagnose.wrappers import Step
from nplusone_guard.frameworks.class_methods import (
    defines_rows,
    handed_over,
    method_of,
    reads_base,
)
from nplusone_guard.frameworks.class_sites import (
    application_classes,
    attribute_span,
    class_site,
    heading_span,
    span_at_site,
)

__all__ = [
    "ClassQuery",
    "class_itself",
    "own_query_of",
    "query_of",
    "query_of_method",
]

# Their get_queryset returns the attribute `queryset` where there is one.
_READ_THE_ATTRIBUTE = frozenset(
    {
        "django.views.generic.detail",
        "django.views.generic.list",
        "rest_framework.generics",
    }
)

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ClassQuery:
    """Where the rows of a class are chosen.

    Attributes:
        kind: "query" for an expression that builds them, "class" for a class that has
            to be given an attribute or a method, "call" for a method that gives them in
            a way nobody could follow.
        facts: for "class": the class, and the attribute at the span, if it is one.
    """

    span: Span
    kind: str = "query"
    facts: Facts = ()


def query_of(owner: type, told_by: tuple[str, ...] = ("model",)) -> ClassQuery | None:
    """Return where *owner* chooses its rows: get_queryset, queryset or the class itself.

    *told_by* names attributes that stand for the class where it has no query of its own.
    """
    with speaking_of(selves_of(owner)):
        found = (
            _own_method(owner)
            or _unclear_method(owner)
            or _attribute(owner, "queryset")
            or _refined(owner)
        )
        if found is not None or _has_no_rows(owner):
            return found
        own = next(application_classes(owner), None)
        method = None if own is None else method_of(own)
        # A second get_queryset in the same class would replace the first.
        return class_itself(owner, told_by) if method is None else _given_by(method)


def own_query_of(owner: type) -> ClassQuery | None:
    """Return what a get_queryset that the user can edit builds."""
    with speaking_of(selves_of(owner)):
        return _own_method(owner) or _refined(owner)


def query_of_method(owner: type, name: str) -> ClassQuery | None:
    """Return what the method *name*, which the user can edit, builds."""
    with speaking_of(selves_of(owner)):
        for own in application_classes(owner):
            built = _returned(own, name) if name in own.__dict__ else None
            if built is not None:
                return ClassQuery(span_of(built))
    return None


def class_itself(owner: type, told_by: tuple[str, ...]) -> ClassQuery | None:
    """Return the first application class of *owner* as the place for the fix."""
    for own in application_classes(owner):
        for name in told_by:
            span = attribute_span(own, name)
            if span is not None:
                facts: Facts = (("class", own.__name__), ("attribute", name))
                facts += (("value", _value(span)), *_method_facts(owner))
                return ClassQuery(span, "class", facts)
        site = class_site(own)
        if site is not None:
            facts = (("class", own.__name__), *_method_facts(owner))
            return ClassQuery(heading_span(site), "class", facts)
    return None


def _own_method(owner: type) -> ClassQuery | None:
    """Return what get_queryset builds, unless it only passes on what it is given."""
    for own in application_classes(owner):
        if not defines_rows(own):
            continue
        built = _returned(own)
        if built is not None and not _passes_on(built.expression):
            return ClassQuery(span_of(built))
    return None


def _refined(owner: type) -> ClassQuery | None:
    """Return what the owner's own get_queryset does with the query of its base."""
    built = _returned(owner) if defines_rows(owner) else None
    return None if built is None else ClassQuery(span_of(built))


def _has_no_rows(owner: type) -> bool:
    """Say whether the rows of a generic view are chosen elsewhere than in its class."""
    method = getattr(owner, "get_queryset", None)
    return (
        method is not None
        and method.__module__ in _READ_THE_ATTRIBUTE
        and getattr(owner, "queryset", None) is None
        and getattr(owner, "model", None) is None
    )


def _unclear_method(owner: type) -> ClassQuery | None:
    """Return what is known of a get_queryset whose query nobody could follow.

    The attribute `queryset` reaches its rows only where it is made use of.
    """
    methods = (method_of(own) for own in application_classes(owner))
    method = next((method for method in methods if method is not None), None)
    built = None if method is None else follow(Step(method, "return"))
    site = None if built is None else site_at(span_of(built))
    if method is None or reads_base(method) or (site and certainty(site)):
        return None
    return _given_by(method)


def _given_by(method: Site) -> ClassQuery:
    """Return the query that *method* hands to code nobody knows, or what it returns."""
    given = returned(method)
    handed = [built for step in given for built in handed_over(step.site)]
    if len(given) == len(handed) == 1:
        return ClassQuery(span_of(handed[0]), facts=(("sure", "no"),))
    return ClassQuery(span_at_site(given[0].site if given else method), "call")


def _passes_on(expression: str) -> bool:
    return expression.startswith(("super()", "super(", "self."))


def _returned(owner: type, name: str = "get_queryset") -> Built | None:
    method = method_of(owner, name)
    return None if method is None else follow(Step(method, "return"))


def _attribute(owner: type, name: str) -> ClassQuery | None:
    for own in owner.__mro__:
        if own.__dict__.get(name) is None:
            continue
        site = class_site(own)
        found = None if site is None else member(site, name)
        built = None if found is None else follow(Step(found, "attribute"))
        return None if built is None else ClassQuery(span_of(built))
    return None


def _method_facts(owner: type) -> Facts:
    """Say what get_queryset takes, unless Django's own would read an attribute first."""
    method = getattr(owner, "get_queryset", None)
    if method is None or method.__module__ in _READ_THE_ATTRIBUTE:
        return ()
    names = [name for name in inspect.signature(method).parameters if name != "self"]
    return (("arguments", ", ".join(names)),)


def _value(span: Span) -> str:
    return (span.expression or "").partition("=")[2].strip()
