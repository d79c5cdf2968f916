"""A class as origin: what to write into a view, a ModelAdmin or a form to join its rows."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Callable
from functools import partial

from nplusone_guard.advise.editing.edits import Edits
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.values import Diagnosis, Origin
from nplusone_guard.django.class_edits import (
    add_behind,
    behind,
    patch_behind,
    put_instead,
)

__all__ = ["change_class", "class_advice", "code_in_class"]

_INDENT = "    "


def class_advice(diagnosis: Diagnosis, kind: str, call: str) -> Advice | None:
    """Return the advice that adds *call* where a class chooses its rows.

    None where the origin is a query, to which the call is simply added.
    """
    origin = diagnosis.origin
    if origin is None or origin.kind != "class":
        return None
    facts = dict(origin.facts)
    code = code_in_class(origin, call)
    if not code:
        return Advice("none", "", _by_manager(facts, call), origin.span, "unsure")
    owner = facts.get("class", "the class")
    text = f"Add {call} to the query of {owner}."
    if facts.get("setting") == "list_select_related" and "get_queryset" not in code:
        text = f"Let the list of {owner} join what its columns show."
    return Advice(kind, code, text, origin.span, patch=_patch(origin, code))


def code_in_class(origin: Origin, call: str) -> str:
    """Return what stands at the origin together with what has to be added to it.

    Empty where no attribute or method of that class would reach the query.
    """
    facts = dict(origin.facts)
    setting = facts.get("setting", "")
    if setting == "list_filter":
        return ""
    if setting == "list_select_related" and call.startswith(".select_related("):
        return _setting(origin, facts, call)
    if setting == "get_queryset":
        return _after(origin, _of_type(call))
    for fact, written in _FIELDS.items():
        if fact in facts:
            return _after(origin, written(facts[fact], call))
    if facts.get("attribute") == "model" and "arguments" not in facts:
        return f"queryset = {facts['value']}.objects{call}"
    return _after(origin, _method(facts.get("arguments", ""), call))


def _setting(origin: Origin, facts: dict[str, str], call: str) -> str:
    """Return list_select_related, which replaces what Django joins by itself."""
    paths = [part for part in facts.get("joined", "").split(",") if part]
    paths += _literal(facts) + _arguments(call)
    written = ", ".join(f'"{path}"' for path in dict.fromkeys(paths))
    one = "," if len(set(paths)) == 1 else ""
    if facts.get("attribute") == "returned":
        return f"({written}{one})"
    line = f"list_select_related = ({written}{one})"
    if facts.get("attribute") == "list_select_related":
        return line
    return _after(origin, [line])


def _literal(facts: dict[str, str]) -> list[str]:
    """Return what list_select_related holds already."""
    if facts.get("attribute") not in ("list_select_related", "returned"):
        return []
    try:
        value = ast.literal_eval(facts.get("value", ""))
    except (SyntaxError, ValueError):
        return []
    return [str(path) for path in value] if isinstance(value, list | tuple) else []


def _arguments(call: str) -> list[str]:
    node = ast.parse(f"query{call}", mode="eval").body
    given = node.args if isinstance(node, ast.Call) else []
    return [str(arg.value) for arg in given if isinstance(arg, ast.Constant)]


def _method(arguments: str, call: str) -> list[str]:
    given = f", {arguments}" if arguments else ""
    return [
        f"def get_queryset(self{given}):",
        f"{_INDENT}return super().get_queryset({arguments}){call}",
    ]


def _of_type(call: str) -> list[str]:
    """Return what both Graphene's and Strawberry's Django types look for."""
    return [
        "@classmethod",
        "def get_queryset(cls, queryset, info, **kwargs):",
        f"{_INDENT}return queryset{call}",
    ]


def _form_field(name: str, call: str) -> list[str]:
    queryset = f'self.fields["{name}"].queryset'
    return [
        "def __init__(self, *args, **kwargs):",
        f"{_INDENT}super().__init__(*args, **kwargs)",
        f"{_INDENT}{queryset} = {queryset}{call}",
    ]


def _form_of_view(name: str, call: str) -> list[str]:
    queryset = f'form.fields["{name}"].queryset'
    return [
        "def get_form(self, form_class=None):",
        f"{_INDENT}form = super().get_form(form_class)",
        f"{_INDENT}{queryset} = {queryset}{call}",
        f"{_INDENT}return form",
    ]


def _serializer_field(name: str, call: str, inner: str = "") -> list[str]:
    queryset = f'fields["{name}"]{inner}.queryset'
    return [
        "def get_fields(self):",
        f"{_INDENT}fields = super().get_fields()",
        f"{_INDENT}{queryset} = {queryset}{call}",
        f"{_INDENT}return fields",
    ]


def _admin_field(name: str, call: str) -> list[str]:
    return [
        "def formfield_for_dbfield(self, db_field, request, **kwargs):",
        f"{_INDENT}field = super().formfield_for_dbfield(db_field, request, **kwargs)",
        f'{_INDENT}if db_field.name == "{name}":',
        f"{_INDENT}{_INDENT}field.queryset = field.queryset{call}",
        f"{_INDENT}return field",
    ]


# How the field of a class is given another query, by the fact that names the field.
_FIELDS: dict[str, Callable[[str, str], list[str]]] = {
    "field": _form_field,
    "view_field": _form_of_view,
    "admin_choices": _admin_field,
    "serializer_field": _serializer_field,
    "serializer_many": partial(_serializer_field, inner=".child_relation"),
}


def _after(origin: Origin, added: list[str]) -> str:
    """Return the statement at the origin, then *added*; a class's heading is left out."""
    return behind(origin.span, added)


def change_class(edits: Edits, origin: Origin, call: str) -> bool:
    """Add *call* where the class at *origin* chooses its rows; False if it cannot be."""
    code = code_in_class(origin, call)
    if not code:
        return False
    added = _added(origin, code)
    if added:
        return add_behind(edits, origin.span, added)
    return put_instead(edits, origin.span, code)


def _patch(origin: Origin, code: str) -> str:
    """Write what *code* has behind the statement at the origin; a new one is its place's."""
    added = _added(origin, code)
    return patch_behind(origin.span, added) if added else ""


def _added(origin: Origin, code: str) -> list[str]:
    """Return what *code* has besides the origin's statement, none if it replaces that."""
    text = "" if "attribute" not in dict(origin.facts) else behind(origin.span, [""])
    if not code.startswith(text.rstrip()):
        return []
    return textwrap.dedent(code[len(text.rstrip()) :].strip("\n")).splitlines()


def _by_manager(facts: dict[str, str], call: str) -> str:
    return (
        f"The filter lists every {facts.get('filter_model', 'row')}: let the default "
        f"manager of that model add {call}, or write the filter as a SimpleListFilter."
    )
