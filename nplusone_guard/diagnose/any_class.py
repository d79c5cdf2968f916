"""Any class: code that asks for whichever class it is given, as a repository does."""

from __future__ import annotations

import ast

from nplusone_guard.diagnose.assignments import assigned
from nplusone_guard.diagnose.calls import returned
from nplusone_guard.diagnose.classes import is_self_attribute
from nplusone_guard.diagnose.spelling import called_in_chain, callee
from nplusone_guard.diagnose.syntax import Site

__all__ = ["asks_any_class", "builds_for_any_class"]

# What `paginate(statement)` does to a query of whichever class.
_PAGES = frozenset({"limit", "offset", "slice", "fetch", "execution_options"})


def builds_for_any_class(function: Site) -> bool:
    """Say whether *function* asks for the class that it is given: `select(model)`."""
    given = [step.site.node for step in returned(function)]
    signature = getattr(function.node, "args", None)
    if not given or not isinstance(signature, ast.arguments):
        return False
    names = {each.arg for each in (*signature.posonlyargs, *signature.args)}
    return any(
        isinstance(node, ast.Call)
        and callee(node) in ("select", "query")
        and getattr(node.args[0] if node.args else None, "id", "") in names
        for value in given
        for node in ast.walk(value)
    )


def asks_any_class(site: Site, handed: str) -> bool:
    """Say whether *site* speaks of columns of what a variable holds: `model.id`.

    Or of none at all: it only cuts a page out of whatever it was handed.
    """
    if _PAGES.issuperset(called_in_chain(site.node)):
        return True
    for node in ast.walk(site.node):
        owner = node.value if isinstance(node, ast.Attribute) else None
        if isinstance(owner, ast.Attribute) and is_self_attribute(owner):
            return True
        if isinstance(owner, ast.Name) and owner.id != handed:
            names = assigned(site, owner.id)
            if names is not None and names.parameter_of is not None:
                return True
    return False
