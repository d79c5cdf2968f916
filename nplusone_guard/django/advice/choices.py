"""Choices: the options of a field, asked for once instead of once for each form."""

from __future__ import annotations

import re

from django.forms.boundfield import BoundField

from nplusone_guard.advise.editing.told import direction
from nplusone_guard.advise.values import Advice
from nplusone_guard.capture.landmarks import Asker
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.class_edits import behind, patch_behind

__all__ = ["share_choices"]

_WIDGET = BoundField.as_widget.__code__
_NAME = re.compile(r"""\[["'](\w+)["']\]|\.(\w+)$""")


def share_choices(diagnosis: Diagnosis) -> Advice | None:
    """The choices of the first form handed to all, None where no form's field asked."""
    candidate = diagnosis.finding.candidate
    loop = candidate.evidence.loop
    if loop is None or all(step.code is not _WIDGET for step in candidate.path):
        return None
    asker = diagnosis.asker
    if asker is not None and asker.fact("admin_field"):
        return _in_admin(asker)
    found = _NAME.search(candidate.evidence.blame.expression or "")
    name = next((part for part in found.groups() if part), "") if found else ""
    forms = (loop.span.expression or "").rpartition(" in ")[2].strip(" :%}") or "forms"
    field = f'fields["{name or "field"}"]'
    if not _are_forms(diagnosis, loop.span.expression or ""):
        return direction(
            diagnosis,
            "reuse",
            "Every form asks for the same choices. Ask once, before the loop, and give the "
            "answer to each form as it is made.",
            f"form.{field}.choices = choices",
        )
    lines = (
        f"choices = list({forms}.forms[0].{field}.choices)",
        f"for form in {forms}.forms:",
        f"    form.{field}.choices = choices",
    )
    return Advice(
        "reuse",
        "\n".join(lines),
        "Every form asks for the same choices. Ask once, before the loop, and give the "
        "answer to all of them.",
        place=loop.span,
        certainty="likely" if name else "unsure",
    )


def _are_forms(diagnosis: Diagnosis, loop: str) -> bool:
    """Say whether *loop* goes over the forms themselves, as one over a formset does."""
    blame = diagnosis.finding.candidate.evidence.blame
    if not blame.file.endswith(".py"):
        return True
    target = loop.partition("for ")[2].partition(" in ")[0].strip()
    return re.match(rf"{re.escape(target)}\b", blame.expression or "") is not None


def _in_admin(asker: Asker) -> Advice:
    """Every row of the admin's page fills a box of its own with all choices."""
    name, owner = asker.fact("admin_field"), asker.fact("class")
    added = [
        "def formfield_for_dbfield(self, db_field, request, **kwargs):",
        "    field = super().formfield_for_dbfield(db_field, request, **kwargs)",
        f'    if db_field.name == "{name}":',
        "        field.choices = list(field.choices)",
        "    return field",
    ]
    return Advice(
        "reuse",
        behind(asker.span, added),
        f"Each row fills its own box with every choice. Let {owner} read the choices once "
        "and give them to all of its forms.",
        place=asker.span,
        certainty="likely",
        patch=patch_behind(asker.span, added),
        alternative=f'autocomplete_fields = ("{name}",) asks for choices as they are '
        "typed; the other class's admin needs search_fields for that.",
    )
