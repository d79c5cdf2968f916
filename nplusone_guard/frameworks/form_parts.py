"""The parts of one form: a loop over them asks fixed questions, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from types import FrameType
from typing import Any

from django.forms.boundfield import BoundField, BoundWidget

__all__ = ["goes_over_fields", "inline_around", "options_around"]

# Known by name: importing the admin needs installed apps.
_ADMIN = "django.contrib.admin.helpers"
_HOLDERS = (_ADMIN, "django.contrib.admin.views.main")
_REST = "rest_framework.utils.serializer_helpers"
_OF_THE_ADMIN = frozenset(
    {
        "AdminField",
        "AdminReadonlyField",
        "Fieldline",
        "Fieldset",
        "InlineAdminFormSet",
        "InlineFieldset",
    }
)


def goes_over_fields(item: Any) -> bool:
    """Say whether *item*, of a template's loop, is a part of one form or one page."""
    # By its type: isinstance() would ask a lazy object for its class, and that its row.
    kind = type(item)
    if kind is tuple:
        return bool(item) and goes_over_fields(item[0])
    if issubclass(kind, (BoundField, BoundWidget)):
        return True
    if any(base.__module__ == _REST for base in kind.__mro__):
        return True
    return kind.__module__ == _ADMIN and kind.__name__ in _OF_THE_ADMIN


def options_around(frame: FrameType | None) -> Any:
    """Return the admin's options whose page, list or inline is shown around *frame*."""
    return next(_holders(frame, "", "item", "cl"), None)


def inline_around(frame: FrameType | None) -> Any:
    """Return the options of the inline of which *frame* shows a row."""
    return next(_holders(frame, "InlineAdminForm", "item"), None)


def _holders(frame: FrameType | None, kind: str, *names: str) -> Iterator[Any]:
    while frame is not None:
        for name in names:
            # A template's loop goes over anything: only the admin's own are looked into.
            holder = frame.f_locals.get(name)
            owner = type(holder)
            is_of_admin = any(base.__module__ in _HOLDERS for base in owner.__mro__)
            options = vars(holder).get("model_admin") if is_of_admin else None
            if options is not None and kind in ("", owner.__name__):
                yield options
        frame = frame.f_back
