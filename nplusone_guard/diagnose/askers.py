"""Askers: what a framework that asked knows of its rows and of the way from them."""

from __future__ import annotations

import ast
from itertools import takewhile

from nplusone_guard.capture.landmarks import Asker, Relation
from nplusone_guard.detect.values import Finding
from nplusone_guard.diagnose.assignments import assigned
from nplusone_guard.diagnose.inside import hops_inside
from nplusone_guard.diagnose.syntax import Site
from nplusone_guard.diagnose.values import Origin

__all__ = [
    "asker_handing",
    "askers_inside",
    "known_origin",
    "names_before",
    "names_inside",
    "origin_of_asker",
    "sure_askers",
]


def origin_of_asker(finding: Finding) -> Origin | None:
    """Return where the rows of the finding's loop are built, if a framework knows."""
    known = (asker for asker in askers_inside(finding) if asker.origin is not None)
    return next((known_origin(asker) for asker in known), None)


def askers_inside(finding: Finding) -> tuple[Asker, ...]:
    """Return the askers, none where a method of the application has its own loop.

    Rows that a serializer's method loops over are not those of the serializer's view.
    """
    candidate = finding.candidate
    loop = candidate.evidence.loop
    roles = {step.landmark.role for step in candidate.path if step.landmark is not None}
    if (
        loop is None
        or loop.kind == "library"
        or roles & {"asker", "row asker", "row loop"}
    ):
        return sure_askers(candidate.evidence.askers)
    return ()


def sure_askers(askers: tuple[Asker, ...]) -> tuple[Asker, ...]:
    """Return *askers* up to the first whose rows are others than those around it."""
    return tuple(takewhile(lambda asker: not asker.fact("lost"), askers))


def asker_handing(rows: Site, askers: tuple[Asker, ...]) -> Asker | None:
    """Return the asker that gives *rows* to the function around them, if one does.

    `{% links contest.authors.all %}` calls the function `links` with the authors.
    """
    if not isinstance(rows.node, ast.Name):
        return None
    names = assigned(rows, rows.node.id)
    function = None if names is None or names.steps else names.parameter_of
    if function is None:
        return None
    for asker in sure_askers(askers)[:1]:
        *path, called = asker.attribute_path.split(".")
        is_called = called == getattr(function.node, "name", "")
        several = asker.fact("to_many").split(",")
        if asker.origin is not None and is_called and path and path[-1] in several:
            return asker if _is_first(function, rows.node.id) else None
    return None


def _is_first(function: Site, name: str) -> bool:
    """Say whether *name* is the first parameter besides the template's context."""
    arguments = getattr(function.node, "args", None)
    given = [] if arguments is None else [*arguments.posonlyargs, *arguments.args]
    names = [each.arg for each in given if each.arg != "context"]
    return names[:1] == [name]


def known_origin(asker: Asker) -> Origin | None:
    """Return the query that *asker* names as its own."""
    if asker.origin is None:
        return None
    return Origin(
        asker.origin,
        asker.origin_kind or "query",
        is_certain=asker.fact("sure") != "no",
        facts=asker.facts,
    )


def names_before(asker: Asker, relation: Relation) -> list[str]:
    """Return the names of the asker's path that lead to the row of *relation*.

    The last name is what was asked of that row, be it the relation or a method.
    """
    names = [name for name in asker.attribute_path.split(".") if name]
    if relation.name in names:
        last = len(names) - 1 - names[::-1].index(relation.name)
        return names[:last]
    return names[:-1]


def names_inside(finding: Finding) -> tuple[str, ...]:
    """Return what a method on the way from the asker follows before the relation."""
    evidence = finding.candidate.evidence
    return hops_inside((evidence.blame, *evidence.callers[: evidence.inside]))
