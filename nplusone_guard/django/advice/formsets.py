"""Formsets: rows that the forms of a set were given, whose query nobody could find."""

from __future__ import annotations

import re
from dataclasses import replace

from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.models import manager_of, model_called

__all__ = ["load_in_formset", "without_instance"]

_INSTANCE = "instance"
_THROUGH_FORM = re.compile(rf"\.{_INSTANCE}\.")


def without_instance(diagnosis: Diagnosis) -> Diagnosis:
    """Leave out the `instance` of a form, which is its row; the loop is over forms."""
    first = diagnosis.relations[0] if diagnosis.relations else None
    if first is None or first.name != _INSTANCE or first.owner:
        return diagnosis
    return replace(diagnosis, origin=None, relations=diagnosis.relations[1:])


def load_in_formset(diagnosis: Diagnosis, kind: str, call: str) -> Advice | None:
    """Say to give the formset its rows with *call*; None where no form is asked."""
    expression = diagnosis.finding.candidate.evidence.blame.expression or ""
    is_relation = any(each.name == _INSTANCE for each in diagnosis.relations)
    model = model_called(diagnosis.relations[0].owner) if diagnosis.relations else None
    if diagnosis.origin is not None or is_relation or model is None:
        return None
    if not _THROUGH_FORM.search(expression):
        return None
    code = f"queryset={model.__name__}.{manager_of(model)}{call}"
    return Advice(
        kind,
        code,
        f"The forms' rows come from the formset's queryset: give it {code} where the view "
        "makes the formset.",
        certainty="unsure",
        alternative="With modelformset_factory(..., formset=...) a BaseModelFormSet of your "
        "own can do so in get_queryset() for every view.",
    )
