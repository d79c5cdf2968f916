"""The parts of one form: a loop over them asks fixed questions, however many there are."""

from __future__ import annotations

from typing import Any

from django.forms.boundfield import BoundField, BoundWidget

__all__ = ["goes_over_fields"]

# Known by name: importing the admin needs installed apps.
_ADMIN = "django.contrib.admin.helpers"
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
