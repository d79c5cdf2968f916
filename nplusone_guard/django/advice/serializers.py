"""Serializers and forms: what each of them asks or writes by itself for its own row."""

from __future__ import annotations

from typing import Any

from nplusone_guard.advise.editing.told import direction
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.creates import BULK_NOTE
from nplusone_guard.django.advice.models import manager_of, model_of

__all__ = ["check_together", "save_together_of"]

# Known by name: REST framework is no part of Django.
_SAVES_DATA, _SAVES_FORM = "BaseSerializer.save", "BaseModelForm.save"
_VALIDATES = (
    *("BaseSerializer.is_valid", "ListSerializer.is_valid"),
    "ListSerializer.to_internal_value",
)


def save_together_of(diagnosis: Diagnosis, model: Any) -> Advice | None:
    """Say how serializers or forms write together; None where none of them wrote."""
    method = _method_around(diagnosis)
    if model is None or method not in (_SAVES_DATA, _SAVES_FORM):
        return None
    objects = f"{model.__name__}.{manager_of(model)}"
    is_new = diagnosis.finding.candidate.shape.statement == "INSERT"
    bulk = "bulk_create(new_rows)" if is_new else "bulk_update(changed_rows, [...])"
    if method == _SAVES_FORM:
        return direction(
            diagnosis,
            "bulk-write",
            "Each form writes its own row. Collect form.save(commit=False) in the loop and "
            f"write the rows with one statement behind it: {objects}.{bulk}. {BULK_NOTE}",
            f"{objects}.{bulk}",
        )
    called = "create(validated_data)" if is_new else "update(instance, validated_data)"
    return direction(
        diagnosis,
        "bulk-write",
        "Each serializer's save() writes its own row. Hand all of the data to one "
        "serializer with many=True instead of the loop, and set its "
        f"Meta.list_serializer_class to a ListSerializer whose {called} writes them with "
        f"one {objects}.{bulk}. {BULK_NOTE}",
        _list_serializer(model, objects) if is_new else "",
        "Where each row has to go through its own save(): keep the loop, in one "
        "transaction.atomic(), so that at least it commits once.",
    )


def _list_serializer(model: Any, objects: str) -> str:
    name = model.__name__
    lines = (
        f"class {name}List(serializers.ListSerializer):",
        "    def create(self, validated_data):",
        f"        new_rows = [{name}(**data) for data in validated_data]",
        f"        return {objects}.bulk_create(new_rows)",
    )
    return "\n".join(lines)


def check_together(diagnosis: Diagnosis) -> Advice | None:
    """Say how sent rows are validated together; None where no serializer asked."""
    model = model_of(diagnosis.finding.candidate.evidence.entry)
    if model is None or _method_around(diagnosis) not in _VALIDATES:
        return None
    objects = f"{model.__name__}.{manager_of(model)}"
    if diagnosis.finding.candidate.operation == "exists":
        return direction(
            diagnosis,
            "annotate",
            "A validator of uniqueness asks for each row by itself. Validate all rows with one "
            "serializer (many=True), whose Meta.list_serializer_class has a validate() for "
            f"the whole list that asks once, with {objects}.filter(...__in=values), and "
            "take the field's own validator away in Meta.extra_kwargs: "
            '{"...": {"validators": []}}.',
        )
    return direction(
        diagnosis,
        "fetch-together",
        "A related field looks up the key of each row by itself. Validate all rows with "
        "one serializer (many=True), whose Meta.list_serializer_class has a "
        f"to_internal_value() that asks once, with {objects}.in_bulk(keys), and let the "
        "field's to_internal_value() take its row from that.",
    )


def _method_around(diagnosis: Diagnosis) -> str:
    """Return the serializer's or form's own method that asked, not what it was given."""
    known = (_SAVES_DATA, _SAVES_FORM, *_VALIDATES)
    for step in diagnosis.finding.candidate.path:
        if step.landmark is None:
            return ""
        if step.code.co_qualname in known:
            return step.code.co_qualname
    return ""
