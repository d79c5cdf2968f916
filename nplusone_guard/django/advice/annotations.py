"""Annotations: the number of each row as part of the query of all rows."""

from __future__ import annotations

import ast
import re

from nplusone_guard.advise.editing.edits import Edits
from nplusone_guard.advise.editing.names import spelled_model, spelled_name
from nplusone_guard.advise.editing.text import parsed, segment
from nplusone_guard.django.advice.chains import Chain
from nplusone_guard.django.advice.models import manager_of
from nplusone_guard.django.advice.subjects import Subject

__all__ = ["annotations_for"]


_MODELS = "django.db.models"
_LONGEST = 60


def annotations_for(
    edits: Edits, file: str, chain: Chain, subject: Subject, is_one: bool
) -> tuple[dict[str, str], str] | None:
    """Return the annotations by name, and what stands in the loop afterwards."""
    operation = chain.last
    if operation == "exists":
        name = _free(subject, f"has_{_counted(subject)}")
        exists = spelled_name(edits, file, _MODELS, "Exists")
        outer = spelled_name(edits, file, _MODELS, "OuterRef")
        model = spelled_model(edits, file, subject.model)
        asked = "".join(link.text for link in subject.links)
        rows = (
            f'{model}.{manager_of(subject.model)}.filter({subject.back}={outer}("pk"))'
        )
        return {name: f"{exists}({rows}{asked})"}, f"{subject.row}.{name}"
    filtered = _filter(edits, file, subject)
    if filtered is None:
        return None
    if operation == "count":
        name = _free(subject, f"{_counted(subject)}_count")
        count = spelled_name(edits, file, _MODELS, "Count")
        value = f'{count}("{subject.path}"{filtered}, distinct=True)'
        return {name: value}, f"{subject.row}.{name}"
    if operation == "aggregate":
        return _aggregated(chain, subject, filtered, is_one)
    return None


def _filter(edits: Edits, file: str, subject: Subject) -> str | None:
    """Return `, filter=Q(...)` for the conditions; None where they cannot be moved."""
    if any(k.name not in ("filter", "order_by") or k.arguments for k in subject.links):
        return None
    if any(name is None for link in subject.links for name, _ in link.keywords):
        return None
    if not subject.conditions:
        return ""
    q = spelled_name(edits, file, _MODELS, "Q")
    given = ", ".join(
        f"{subject.path}__{c.field}={c.value}" for c in subject.conditions
    )
    return f", filter={q}({given})"


def _aggregated(
    chain: Chain, subject: Subject, filtered: str, is_one: bool
) -> tuple[dict[str, str], str] | None:
    link = chain.links[-1]
    found: dict[str, str] = {}
    keys: list[str] = []
    pairs = [*link.keywords, *((None, argument) for argument in link.arguments)]
    for alias, text in pairs:
        node = parsed(text)
        if (
            not isinstance(node, ast.Call)
            or len(node.args) != 1
            or not (
                isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)
            )
        ):
            return None
        function = segment(text, node.func)
        field = node.args[0].value
        rest = "".join(f", {k.arg}={segment(text, k.value)}" for k in node.keywords)
        if rest and filtered:
            return None
        word = function.rpartition(".")[2].lower()
        keys.append(alias or f"{field}__{word}")
        name = alias or f"{field}_{word}"
        if subject.conditions:
            name = f"{_words(subject) or 'matching'}_{name}"
        name = _free(subject, name)
        found[name] = f'{function}("{subject.path}__{field}"{filtered}{rest})'
    pairs_text = [f'"{k}": {subject.row}.{n}' for k, n in zip(keys, found, strict=True)]
    if len(found) == 1 and is_one:
        return found, f"{subject.row}.{next(iter(found))}"
    return found, f"{{{', '.join(pairs_text)}}}"


def _counted(subject: Subject) -> str:
    name = subject.accessor.removesuffix("_set")
    return f"{_words(subject) or 'matching'}_{name}" if subject.conditions else name


def _words(subject: Subject) -> str:
    """Return the conditions as a name: two counts of one loop need one each."""
    words = [_word(c.field, c.value) for c in subject.conditions]
    name = "_".join(filter(None, words)).lower()
    return name if name.isidentifier() and len(name) <= _LONGEST else ""


def _word(field: str, value: str) -> str:
    node = parsed(value)
    given = node.value if isinstance(node, ast.Constant) else value
    if isinstance(given, bool):
        return field if given else f"not_{field}"
    text = re.sub(r"\W+", "_", str(given)).strip("_")
    return field if text in ("", field) else f"{field}_{text}"


def _free(subject: Subject, name: str) -> str:
    return f"{name}_here" if hasattr(subject.owner, name) else name
