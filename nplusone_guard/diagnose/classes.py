"""A member: what a class of the application calls by one name, inherited or its own."""

from __future__ import annotations

import ast

from nplusone_guard.diagnose.assignments import assigned
from nplusone_guard.diagnose.imports import named
from nplusone_guard.diagnose.selves import owner_of
from nplusone_guard.diagnose.syntax import FUNCTIONS, Site, walk_scope
from nplusone_guard.diagnose.wrappers import Step

_SELF = ("self", "cls")
_HOPS = 4


def member(owner: Site, name: str, hops: int = _HOPS) -> Site | None:
    """Return the method or the class-level value *name* of the class *owner*."""
    found: Site | None = None
    for node in getattr(owner.node, "body", ()):
        if isinstance(node, FUNCTIONS) and node.name == name:
            found = owner.below(node)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and _binds(node, name):
            found = owner.below(node.value) if node.value is not None else found
    if found is not None or hops == 0:
        return found
    for base in getattr(owner.node, "bases", ()):
        parent = _class_named(owner, base)
        inherited = member(parent, name, hops - 1) if parent is not None else None
        if inherited is not None:
            return inherited
    return None


def attribute_steps(site: Site, owner: Site, name: str) -> list[Step]:
    """Return what `self.name` can stand for at *site*, the likeliest first."""
    here = site.scope().node
    inside: list[Step] = []
    elsewhere: list[Step] = []
    written = site.owner()
    for each in (owner, written) if written and written != owner else (owner,):
        for method in getattr(each.node, "body", ()):
            for value in (
                _set_on_self(method, name) if isinstance(method, FUNCTIONS) else ()
            ):
                step = Step(each.below(value), "attribute")
                (inside if method is here else elsewhere).append(step)
    found = inside or elsewhere
    steps = [Step(step.site, "attribute", len(found) == 1) for step in reversed(found)]
    known = member(owner, name)
    if known is not None:
        steps.append(Step(known, "attribute", certain=not steps))
    return steps


def is_set_on_self(owner: Site, name: str) -> bool:
    """Say whether some method of *owner* assigns `self.name`."""
    methods = getattr(owner.node, "body", ())
    return any(isinstance(m, FUNCTIONS) and _set_on_self(m, name) for m in methods)


def class_of(site: Site, hops: int = _HOPS) -> Site | None:
    """Return the class of the application that the value at *site* is made of."""
    node = site.node
    if hops == 0:
        return None
    if isinstance(node, ast.Name):
        return _class_of_name(site, node.id, hops)
    if isinstance(node, ast.Call):
        return _class_named(site, node.func)
    if isinstance(node, ast.Attribute) and is_self_attribute(node):
        owner = owner_of(site)
        steps = attribute_steps(site, owner, node.attr) if owner else []
        return class_of(steps[0].site, hops - 1) if steps else None
    return None


def is_self_attribute(node: ast.AST) -> bool:
    """Say whether *node* is `self.something`."""
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in _SELF
    )


def _class_of_name(site: Site, name: str, hops: int) -> Site | None:
    names = assigned(site, name)
    if name in _SELF:
        return owner_of(site)
    if names is None:
        found = named(site, name)
        return found if found and isinstance(found.node, ast.ClassDef) else None
    if names.parameter_of is not None:
        annotation = _annotation(names.parameter_of.node, name)
        return _class_named(names.parameter_of, annotation) if annotation else None
    return class_of(names.steps[0].site, hops - 1) if names.steps else None


def _annotation(function: ast.AST, name: str) -> ast.expr | None:
    arguments = getattr(function, "args", None)
    if not isinstance(arguments, ast.arguments):
        return None
    for given in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        if given.arg == name:
            return given.annotation
    return None


def _class_named(site: Site, node: ast.expr) -> Site | None:
    """The class that *node*, a base, a callee or an annotation, speaks of."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        name = node.value
    elif isinstance(node, ast.Name):
        name = node.id
    elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        module = named(site, node.value.id)
        if module is None or not isinstance(module.node, ast.Module):
            return None
        return _as_class(named(module, node.attr))
    elif isinstance(node, ast.Subscript):
        first = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) else node.slice
        return _class_named(site, first)
    elif isinstance(node, ast.BinOp):
        return _class_named(site, node.left)
    else:
        return None
    return _as_class(named(site, name))


def _as_class(found: Site | None) -> Site | None:
    return found if found and isinstance(found.node, ast.ClassDef) else None


def _set_on_self(method: ast.AST, name: str) -> list[ast.expr]:
    return [
        node.value
        for node in walk_scope(method)
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None
        for target in _targets(node)
        if is_self_attribute(target) and getattr(target, "attr", "") == name
    ]


def _binds(node: ast.Assign | ast.AnnAssign, name: str) -> bool:
    return any(
        isinstance(target, ast.Name) and target.id == name for target in _targets(node)
    )


def _targets(node: ast.Assign | ast.AnnAssign) -> list[ast.expr]:
    return node.targets if isinstance(node, ast.Assign) else [node.target]
