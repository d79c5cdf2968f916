"""Beyond the source: rows that a framework hands to a function of the application.

A library makes the call, so the source ends there; the framework knows the query.
"""

from __future__ import annotations

import ast

from nplusone_guard.capture.landmarks import Relation
from nplusone_guard.detect.values import Finding
from nplusone_guard.diagnose.access import without_methods
from nplusone_guard.diagnose.askers import asker_handing, known_origin, sure_askers
from nplusone_guard.diagnose.queries import asks_anew
from nplusone_guard.diagnose.scope_view import ScopeView
from nplusone_guard.diagnose.syntax import Site
from nplusone_guard.diagnose.values import Origin

__all__ = ["Found", "beyond_source", "hop_relation"]

Found = tuple[Origin | None, tuple[Relation, ...]]


def beyond_source(root: Site, finding: Finding, view: ScopeView) -> Found | None:
    """Return the framework's query behind *root*, and the way from it to those rows."""
    return _of_one_row(root, finding, view) or _of_all_rows(root, finding, view)


def _of_one_row(root: Site, finding: Finding, view: ScopeView) -> Found | None:
    """Go on to a framework's query from `row.relation.all()`, asked for each row.

    A serializer's method gets its row from the library, so the source ends there.
    """
    node = without_methods(root.node)
    if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
        return None
    asked = view.relation_called(node.attr)
    if asked is None or asks_anew(root.node):
        return None
    for asker in sure_askers(finding.candidate.evidence.askers):
        if asker.origin is not None:
            names = [name for name in asker.attribute_path.split(".") if name][:-1]
            return known_origin(asker), (
                *(hop_relation(name, False, view) for name in names),
                asked,
            )
    return None


def _of_all_rows(root: Site, finding: Finding, view: ScopeView) -> Found | None:
    """Go on to a framework's query from rows that it hands to a function as a whole."""
    asker = asker_handing(root, finding.candidate.evidence.askers)
    if asker is None:
        return None
    several = asker.fact("to_many").split(",")
    names = [name for name in asker.attribute_path.split(".") if name][:-1]
    path = (hop_relation(name, name in several, view) for name in names)
    return known_origin(asker), tuple(path)


def hop_relation(name: str, is_iterated: bool, view: ScopeView) -> Relation:
    """Return what is known of the relation called *name*."""
    known = view.relation_called(name)
    return known or Relation("", name, is_to_many=is_iterated)
