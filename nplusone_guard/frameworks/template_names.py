"""A template name: back through loops and aliases to the name that the view gave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any

from django.db.models import QuerySet
from django.forms.models import BaseModelForm
from django.template.base import Node
from django.template.context import BaseContext
from django.template.defaulttags import ForNode, RegroupNode, WithNode
from django.template.library import InclusionNode
from django.template.loader_tags import IncludeNode
from django.template.response import SimpleTemplateResponse

from nplusone_guard.capture.application import is_application
from nplusone_guard.capture.landmarks import code_of
from nplusone_guard.frameworks.model_paths import is_row, model_of_row

__all__ = ["NODE_CODE", "RESPONSE_CODE", "Trail", "outer_frames", "trail_of"]

_FOR = code_of(ForNode.render)
_ALIASES = (code_of(WithNode.render), code_of(IncludeNode.render))
_INCLUSION = code_of(InclusionNode.render)
_REGROUP = code_of(RegroupNode.render)
NODE_CODE = code_of(Node.render_annotated)
RESPONSE_CODE = code_of(SimpleTemplateResponse.rendered_content)

Lookups = tuple[str, ...]


@dataclass(slots=True)
class Trail:
    """The way from an expression of a template out to a name of its context.

    Attributes:
        root: the name of the context.
        lookups: what follows it up to the expression's end, over all loops.
        model: the class of the outermost row on the way; None where there is none.
        names: what follows that row.
        is_lost: the row does not come from the root by its name alone.
        is_handed_on: a tag around these templates has rendered them for it.
        frame: the outermost frame of the templates.
        maker: the function of an inclusion tag that made up the name, if one did.
        context: the context of the outermost template.
        is_collection: the root is what a relation of some row leads to.
    """

    root: str
    lookups: Lookups
    model: Any = None
    names: Lookups = ()
    is_lost: bool = False
    is_handed_on: bool = False
    frame: FrameType | None = None
    maker: Any = None
    context: Any = None
    is_collection: bool = False

    def rebind(self, lookups: Lookups | None) -> None:
        """Go on with the expression that the root is another name of."""
        if not lookups:
            self.is_lost = True
            return
        self.root, self.lookups = lookups[0], (*lookups[1:], *self.lookups)

    def pass_alias(self, value: object) -> bool:
        """Note that the root is another name of *value*; say whether that is a row."""
        model = model_of_row(value)
        if model is not None:
            self.model, self.names, self.is_lost = model, self.lookups, False
        return model is not None

    def pass_row(self, value: object) -> None:
        """Note that the root stood for *value* here, one of the rows of a loop."""
        if self.pass_alias(value):
            return
        if type(value).__name__ != "GroupedResult" and self.model is not None:
            self.is_lost = True


def trail_of(lookups: Lookups, frame: FrameType) -> Trail:
    """Follow *lookups*, which *frame* is about to resolve, out to the context."""
    trail = Trail(lookups[0], lookups[1:], frame=frame)
    for outer in outer_frames(frame):
        given = outer.f_locals.get("context")
        trail.context = given if issubclass(type(given), BaseContext) else trail.context
        _step(trail, outer)
        trail.frame = outer
        if trail.maker is not None or (trail.is_lost and trail.model is not None):
            return trail
    _regrouped(trail, trail.context)
    value = _value_in(trail.context, trail.root)
    if is_row(value):
        trail.pass_row(value)
    elif trail.model is None and issubclass(type(value), QuerySet):
        assert isinstance(value, QuerySet)
        # A filter such as join or dictsort goes over the rows by itself.
        trail.model, trail.names = value.model, trail.lookups
        trail.is_collection = value._hints.get("instance") is not None
    return trail


def outer_frames(frame: FrameType | None) -> Iterator[FrameType]:
    """Yield the frames of the templates around *frame*, up to who renders them."""
    while frame is not None:
        if is_application(frame) and not issubclass(type(_owner(frame)), Node):
            return
        if frame.f_code is RESPONSE_CODE:
            return
        yield frame
        frame = frame.f_back


def _step(trail: Trail, frame: FrameType) -> None:
    code = frame.f_code
    if code is _FOR:
        _through_loop(trail, frame.f_locals)
    elif code in _ALIASES:
        names = frame.f_locals
        alias = names["self"].extra_context.get(trail.root)
        if alias is not None and "values" in names:
            trail.pass_alias(names["values"].get(trail.root))
            trail.rebind(_lookups(alias))
    elif code is _INCLUSION:
        _through_inclusion(trail, frame.f_locals)
    elif code is _REGROUP and frame.f_locals["self"].var_name == trail.root:
        names = frame.f_locals
        trail.pass_alias(_value_in(names["context"], trail.root))
        trail.rebind(_lookups(names["self"].target))


def _through_loop(trail: Trail, names: Any) -> None:
    node = names["self"]
    if trail.root not in node.loopvars or "nodelist" not in names:
        return
    if len(node.loopvars) > 1:
        trail.pass_row(names.get("unpacked_vars", {}).get(trail.root))
        trail.is_lost = True
        return
    item = names.get("item")
    if trail.lookups[:1] == ("instance",) and issubclass(type(item), BaseModelForm):
        item, trail.lookups = vars(item).get("instance"), trail.lookups[1:]
    trail.pass_row(item)
    trail.rebind(_lookups(node.sequence))


def _through_inclusion(trail: Trail, names: Any) -> None:
    """Find which argument of the tag the name is, or that its function made it."""
    given = names.get("_dict")
    if not isinstance(given, dict) or trail.root not in given:
        return
    value, node = given[trail.root], names["self"]
    trail.pass_alias(value)
    arguments = list(names["resolved_args"])
    expressions = list(node.args)
    if node.takes_context:
        arguments = arguments[1:]
    arguments += [names["resolved_kwargs"][key] for key in node.kwargs]
    expressions += list(node.kwargs.values())
    for argument, expression in zip(arguments, expressions, strict=False):
        if argument is value:
            trail.rebind(_lookups(expression))
            return
    trail.maker = node.func


def _regrouped(trail: Trail, context: Any) -> None:
    """Go on with what a `regroup` tag made the root of."""
    nodelist = getattr(getattr(context, "template", None), "nodelist", None)
    for node in nodelist.get_nodes_by_type(RegroupNode) if nodelist is not None else ():
        if node.var_name == trail.root:
            lookups = _lookups(node.target)
            if trail.lookups[:1] == ("list",):
                trail.lookups = trail.lookups[1:]
            trail.rebind(lookups)
            return


def _lookups(expression: Any) -> Lookups | None:
    found = getattr(getattr(expression, "var", None), "lookups", None)
    return tuple(found) if found else None


def _value_in(context: Any, name: str) -> object:
    for level in reversed(getattr(context, "dicts", ())):
        if name in level:
            return level[name]
    return None


def _owner(frame: FrameType) -> object:
    code = frame.f_code
    return frame.f_locals.get(code.co_varnames[0]) if code.co_argcount else None
