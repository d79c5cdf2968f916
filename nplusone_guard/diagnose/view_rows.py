"""A view's rows: what `self.object_list` and `context["object_list"]` are in a subclass.

Django's generic views fill them from get_queryset(), from the attribute `queryset` or
from `model`. Those lines are the library's; the class that says which is the user's.
"""

from __future__ import annotations

import ast

from nplusone_guard.capture.expressions import Span
from nplusone_guard.diagnose.classes import is_self_attribute, member
from nplusone_guard.diagnose.selves import owner_of
from nplusone_guard.diagnose.sources import follow, span_of
from nplusone_guard.diagnose.syntax import FUNCTIONS, Site
from nplusone_guard.diagnose.values import Origin
from nplusone_guard.diagnose.wrappers import Step

__all__ = ["rows_of_view"]

_IN_CONTEXT = ("object_list", "page_obj")


def rows_of_view(site: Site) -> Origin | None:
    """Return where the class around *site* chooses what stands there."""
    owner = owner_of(site)
    if owner is None or not _are_rows(site, owner):
        return None
    method, queryset = member(owner, "get_queryset"), member(owner, "queryset")
    for chosen in (method, queryset):
        is_made = chosen is not None and isinstance(chosen.node, FUNCTIONS)
        via = "return" if is_made else "attribute"
        built = None if chosen is None else follow(Step(chosen, via))
        if built is not None and not built.expression.startswith("self."):
            return Origin(span_of(built), is_certain=built.certain)
    model = member(owner, "model")
    return None if method is not None or model is None else _told_by(model)


def _are_rows(site: Site, owner: Site) -> bool:
    node = site.node
    if isinstance(node, ast.Attribute):
        return is_self_attribute(node) and node.attr == "object_list"
    key = node.slice if isinstance(node, ast.Subscript) else None
    if not isinstance(key, ast.Constant):
        return False
    given = member(owner, "context_object_name")
    named = None if given is None else getattr(given.node, "value", None)
    is_class = any(
        member(owner, name) for name in ("get_queryset", "queryset", "model")
    )
    return is_class and (key.value in _IN_CONTEXT or key.value == named)


def _told_by(model: Site) -> Origin | None:
    """Return the class whose `model` stands for all of its rows."""
    statement = Site(model.file, model.path[:-1])
    owner = statement.owner()
    if owner is None or not isinstance(model.node, (ast.Name, ast.Attribute)):
        return None
    line, end_line, column, end_column = statement.place()
    text, name = ast.unparse(statement.node), str(getattr(owner.node, "name", ""))
    span = Span(model.file, line, end_line, column, end_column, name, text)
    facts = (
        ("class", name),
        ("attribute", "model"),
        ("value", ast.unparse(model.node)),
    )
    return Origin(span, "class", facts=facts)
