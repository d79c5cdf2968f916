"""Template trees: a template that includes itself, to a depth that only the rows know."""

from __future__ import annotations

from types import FrameType
from typing import Any

from django.template.base import Node
from django.template.library import InclusionNode
from django.template.loader_tags import IncludeNode

from nplusone_guard.capture.landmarks import code_of
from nplusone_guard.frameworks.template_names import outer_frames

__all__ = ["is_rendering_itself"]

_ANNOTATED = code_of(Node.render_annotated)
_PARTS = (code_of(IncludeNode.render), code_of(InclusionNode.render))


def is_rendering_itself(frame: FrameType) -> bool:
    """Say whether a template includes itself on the way to *frame*, as a tree does."""
    own: str | None = None
    for outer in outer_frames(frame):
        node = outer.f_locals.get("self")
        if outer.f_code is _ANNOTATED and own is None:
            own = _file_of(node)
        if outer.f_code in _PARTS and own and _file_of(node) == own:
            return True
    return False


def _file_of(node: Any) -> str | None:
    return getattr(getattr(node, "origin", None), "name", None)
