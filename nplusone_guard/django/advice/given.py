"""Given as text: keys from a request, a file or a command line, where "7" means 7."""

from __future__ import annotations

import re
from typing import Any

from django.db import models

from nplusone_guard.advise.editing.text import source_of
from nplusone_guard.diagnose.assignments import assigned
from nplusone_guard.django.advice.scene import Scene

__all__ = ["is_given_as_text"]

_FROM_OUTSIDE = re.compile(
    r"\b(GET|POST|META|COOKIES|argv|body|environ|getlist|json|loads|query_params"
    r"|read|reader|readlines|request|split|splitlines)\b"
)
_TEXT = (models.CharField, models.TextField)


def is_given_as_text(scene: Scene, field: Any) -> bool:
    """Say whether the loop's values may be text although *field* holds no text."""
    loop = scene.loop
    if isinstance(field, _TEXT) or loop is None or loop.iterable is None:
        return False
    texts = [source_of(loop.iterable)]
    names = assigned(loop.iterable, getattr(loop.iterable.node, "id", ""))
    if names is not None:
        texts += [source_of(step.site) for step in names.steps]
    return any(map(_FROM_OUTSIDE.search, texts))
