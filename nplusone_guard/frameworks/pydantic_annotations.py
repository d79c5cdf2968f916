"""Annotations: the models in the type of a field, and where each of many is taken.

A class that is named before it is defined stays a text in the fields of the model, even
when the schema that validates has long known it.
"""

from __future__ import annotations

import ast
import sys
import types
from collections.abc import Iterator
from typing import Annotated, Any, ForwardRef, Union, get_args, get_origin

from pydantic import BaseModel, RootModel

from nplusone_guard.capture.modules import parsed

__all__ = ["EACH", "models_in"]

EACH = "*"
_ONE = frozenset({"Annotated", "Optional", "Union"})

Found = Iterator[tuple[type[BaseModel], tuple[str, ...]]]


def models_in(schema: Any, module: str = "") -> Found:
    """Yield each model of an annotation, with a "*" for each list around it.

    Args:
        module: where what the annotation only names is defined.
    """
    if isinstance(schema, (str, ForwardRef)):
        text = schema if isinstance(schema, str) else schema.__forward_arg__
        yield from _in_text(text, module)
        return
    origin = get_origin(schema)
    if origin is None:
        schema = getattr(schema, "__value__", schema)  # type Books = list[Book]
        origin = get_origin(schema)
    if isinstance(schema, type) and origin is None:
        if issubclass(schema, RootModel):
            root = schema.model_fields["root"].annotation
            yield from models_in(root, schema.__module__)
        elif issubclass(schema, BaseModel):
            yield schema, ()
        return
    parts = get_args(schema)[:1] if origin is Annotated else get_args(schema)
    is_one = origin in (Annotated, Union, types.UnionType)
    for part in parts:
        for model, more in models_in(part, module):
            yield model, (more if is_one else (EACH, *more))


def _in_text(text: str, module: str) -> Found:
    tree = parsed(text)
    for node in getattr(tree, "body", ()):
        yield from _in_node(getattr(node, "value", None), module)


def _in_node(node: Any, module: str) -> Found:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from _in_text(node.value, module)
    elif isinstance(node, ast.Name):
        # By its name in the module: to evaluate the text would run code of anyone.
        named = (
            vars(sys.modules[module]).get(node.id) if module in sys.modules else None
        )
        # By its type: isinstance() would ask a lazy object for its class.
        if issubclass(type(named), (type, types.GenericAlias)):
            yield from models_in(named, module)
    elif isinstance(node, (ast.BinOp, ast.Tuple)):
        parts = node.elts if isinstance(node, ast.Tuple) else [node.left, node.right]
        for part in parts:
            yield from _in_node(part, module)
    elif isinstance(node, ast.Subscript):
        name = getattr(node.value, "id", "") or getattr(node.value, "attr", "")
        for model, more in _in_node(node.slice, module):
            yield model, (more if name in _ONE else (EACH, *more))
