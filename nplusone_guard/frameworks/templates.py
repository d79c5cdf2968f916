"""Django templates: the tag that asked, the `{% for %}` around it, the view's query."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from types import CodeType, FrameType
from typing import Any

from django.db.models import QuerySet
from django.template import defaulttags
from django.template.base import FilterExpression, Node, Variable, VariableNode
from django.template.library import InclusionNode, SimpleNode

from nplusone_guard.capture.application import is_application_file
from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.landmarks import Asker, Landmark, place, remove
from nplusone_guard.capture.loop_place import OneRound
from nplusone_guard.frameworks.admin_places import inline_asker
from nplusone_guard.frameworks.class_queries import class_itself
from nplusone_guard.frameworks.form_parts import goes_over_fields, inline_around
from nplusone_guard.frameworks.model_paths import is_row, model_path
from nplusone_guard.frameworks.template_names import NODE_CODE, trail_of
from nplusone_guard.frameworks.template_spans import key_of, span_of_node
from nplusone_guard.frameworks.template_trees import is_rendering_itself
from nplusone_guard.frameworks.template_views import rows_of_trail

__all__ = ["room"]

Lookups = tuple[str, ...]


class TemplatesRoom:
    """What the core learns about Django templates."""

    name = "django templates"
    spelling = None

    def install(self) -> None:
        """Learn to read the frames of templates."""
        for function, landmark in landmarks():
            place(function, landmark)

    def uninstall(self) -> None:
        """Forget them."""
        for function, _ in landmarks():
            remove(function)


def landmarks() -> Iterator[tuple[Any, Landmark]]:
    """Yield what is known of the template engine's functions."""
    yield Variable._resolve_lookup, Landmark("asker", _variable, _variable_key)
    yield FilterExpression.resolve, Landmark("asker", _filter, _filter_key)
    yield SimpleNode.render, Landmark("asker", _tag, _node_key)
    yield InclusionNode.render, Landmark("asker", _tag, _node_key)
    yield Node.render_annotated, Landmark("asker", _node, _node_key)
    yield defaulttags.ForNode.render, Landmark("row loop", _loop, _loop_key)
    yield defaulttags.RegroupNode.render, Landmark("row loop", _loop, _regroup_key)


def _variable_key(frame: FrameType) -> Hashable:
    return str(frame.f_locals["self"].var)


def _filter_key(frame: FrameType) -> Hashable:
    return str(frame.f_locals["self"].token)


def _node_key(frame: FrameType) -> Hashable:
    return key_of(frame.f_locals["self"])


def _loop_key(frame: FrameType) -> Hashable:
    """Name the loop once it goes round, and over something other than a form's fields."""
    names = frame.f_locals
    if "nodelist" not in names or goes_over_fields(names.get("item")):
        return None
    return key_of(names["self"])


def _regroup_key(frame: FrameType) -> Hashable:
    names = frame.f_locals
    return key_of(names["self"]) if "obj_list" in names else None


def _loop(frame: FrameType) -> Span | OneRound | None:
    span = _span_of_loop(frame)
    is_one = span is not None and frame.f_locals.get("len_values") == 1
    return OneRound(span) if span is not None and is_one else span


def _span_of_loop(frame: FrameType) -> Span | None:
    names = frame.f_locals
    span = span_of_node(names["self"])
    if span is not None and not is_application_file(span.file):
        # The admin's own template goes over the forms of an inline: its class is ours.
        options = inline_around(frame)
        place = None if options is None else class_itself(type(options), ("model",))
        return span if place is None else place.span
    return span


def _variable(frame: FrameType) -> Asker | None:
    """Read the variable, as far as it has been looked up."""
    names = frame.f_locals
    variable, bit = names["self"], names.get("bit", "")
    lookups: Lookups = tuple(variable.lookups)
    done = lookups.index(bit) if bit in lookups else 0
    is_key = lookups[done + 1 :] in (("pk",), ("id",))
    return _asker(frame, variable.var, lookups[: done + 1 + is_key])


def _filter(frame: FrameType) -> Asker | None:
    names = frame.f_locals
    lookups = getattr(names["self"].var, "lookups", None)
    if "func" not in names or not lookups:
        return None
    called = getattr(names["func"], "__name__", "filter")
    return _asker(frame, names["self"].token, (*lookups, called))


def _tag(frame: FrameType) -> Asker | None:
    """Read a tag: the row, or the rows, are the first of its arguments that are."""
    names = frame.f_locals
    node = names["self"]
    arguments = list(names.get("resolved_args", ()))
    if node.takes_context:
        arguments = arguments[1:]
    for index, (argument, expression) in enumerate(
        zip(arguments, node.args, strict=False)
    ):
        lookups = getattr(expression.var, "lookups", None)
        are_rows = index == 0 and issubclass(type(argument), QuerySet)
        if lookups and (are_rows or is_row(argument)):
            return _asker(frame, node.token.contents, (*lookups, node.func.__name__))
    return None


def _node(frame: FrameType) -> Asker | None:
    """Read a tag whose value asks when it is printed, tested or looped over."""
    node = frame.f_locals["self"]
    expression = _expression_of(node)
    lookups = getattr(getattr(expression, "var", None), "lookups", None)
    if lookups:
        last = ("__str__",) if isinstance(node, VariableNode) else ()
        return _asker(frame, expression.token, (*lookups, *last))
    span = span_of_node(node)
    if span is None or not is_application_file(span.file):
        return None
    return Asker(span, "template")


def _expression_of(node: Any) -> Any:
    """Return the expression whose value *node* itself makes use of."""
    if isinstance(node, VariableNode):
        return node.filter_expression
    if isinstance(node, defaulttags.ForNode):
        return node.sequence
    if isinstance(node, defaulttags.IfNode):
        return getattr(node.conditions_nodelists[0][0], "value", None)
    return None


def _asker(frame: FrameType, expression: str, lookups: Lookups) -> Asker | None:
    node = _node_around(frame)
    span = None if node is None else span_of_node(node, expression)
    if span is None or not is_application_file(span.file):
        return inline_asker(inline_around(frame))
    trail = trail_of(lookups, frame)
    path = model_path(trail.model, trail.names) if trail.model is not None else None
    tree = (("recursive", "yes"),) if is_rendering_itself(frame) else ()
    if path is None:
        return Asker(span, "template", ".".join(lookups[1:]))
    # The context holds `author.books.all()`, and it is the books themselves that ask.
    is_collection = trail.is_collection and not (path.names or path.rest)
    is_lost = trail.is_lost or path.is_lost
    rows = None if is_lost else rows_of_trail(trail, is_collection=is_collection)
    dotted = ".".join((*path.names, *path.rest))
    if rows is None:
        lost = (("lost", "yes"),) if trail.is_handed_on else path.facts()
        return Asker(span, "template", dotted, facts=(*lost, *tree))
    dotted = ".".join((*rows.hops, *path.names, *path.rest))
    facts = (*rows.facts, *path.facts(), *tree)
    return Asker(span, "template", dotted, rows.span, rows.kind, facts)


def _node_around(frame: FrameType | None) -> Any:
    while frame is not None:
        code: CodeType = frame.f_code
        if code is NODE_CODE:
            return frame.f_locals["self"]
        frame = frame.f_back
    return None


room = TemplatesRoom()
