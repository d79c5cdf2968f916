"""Numbers together: counts, sums and yes-or-no questions as part of the rows' query."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from typing import Any

from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.syntax import Site
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.chains import Chain, Condition, Link
from nplusone_guard.django.advice.eager import change_origin, load_eagerly
from nplusone_guard.django.advice.edits import Edits, statement_of
from nplusone_guard.django.advice.models import (
    accessor_of,
    field_of,
    is_plain,
    manager_of,
    model_of,
    query_name,
    reverse_name,
)
from nplusone_guard.django.advice.names import spelled_model, spelled_name
from nplusone_guard.django.advice.rows import Rows
from nplusone_guard.django.advice.scene import Scene, scene_of
from nplusone_guard.django.advice.tallies import tally
from nplusone_guard.django.advice.text import parsed, segment
from nplusone_guard.django.advice.told import direction, told
from nplusone_guard.django.querysets import with_call

__all__ = ["annotate"]

_MODELS = "django.db.models"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose rows are counted for which row.

    Attributes:
        model: the class that is counted.
        owner: the class of the loop's rows.
        row: the variable that holds one of them.
        accessor: the attribute with the counted rows.
        path: the same as queries call it.
        back: the lookup of *model* that leads to the row.
        links: what was asked of the counted rows before the number.
        conditions: the keywords among them that choose rows.
    """

    model: Any
    owner: Any
    row: str
    accessor: str
    path: str
    back: str
    links: tuple[Link, ...]
    conditions: tuple[Condition, ...]


def annotate(diagnosis: Diagnosis) -> Advice:
    """annotate() on the rows' query, or one grouped query where that cannot be."""
    scene = scene_of(diagnosis)
    model = model_of(diagnosis.finding.candidate.evidence.entry)
    if scene is None or model is None:
        return _direction(diagnosis)
    if scene.chain.last == "contains":
        return _contains(diagnosis, scene)
    subject = _subject(diagnosis, scene, model)
    if subject is not None and is_plain(model):
        advice = _annotated(diagnosis, scene, subject)
        if advice is not None:
            return advice
    if subject is not None and diagnosis.relation is not None:
        if not subject.links and scene.chain.last in ("count", "exists"):
            return _prefetched(diagnosis, subject)
        scene = _by_model(scene, subject)
    return tally(diagnosis, scene, model) or _direction(diagnosis)


def _subject(diagnosis: Diagnosis, scene: Scene, model: Any) -> Subject | None:
    """Return what is counted, whether asked through the row or through the model."""
    chain, entry = scene.chain, diagnosis.finding.candidate.evidence.entry
    links = tuple(k for k in chain.links[:-1] if k.name != "all")
    owner = model_of(entry, "owner")
    if diagnosis.relation is not None and owner is not None:
        if chain.attribute != diagnosis.relation.name or len(diagnosis.relations) > 1:
            return None
        accessor = chain.attribute
        path, back = query_name(owner, accessor), reverse_name(owner, accessor)
        conditions = tuple(chain.upto(chain.last).conditions())
        return Subject(model, owner, chain.owner, accessor, path, back, links, conditions)
    return _subject_of_model(scene, model, links)


def _subject_of_model(
    scene: Scene, model: Any, links: tuple[Link, ...]
) -> Subject | None:
    """Read `Review.objects.filter(book=book)` as `book.reviews`."""
    varying = [c for c in scene.chain.conditions() if scene.varies(c.value)]
    if len(varying) != 1:
        return None
    condition = varying[0]
    field = field_of(model, condition.field)
    row = _row_of(condition.value)
    if field is None or not getattr(field, "related_model", None) or not scene.is_row(row):
        return None
    owner = field.related_model
    accessor = accessor_of(owner, model, field.name)
    if not accessor or (condition.value != row and not field.target_field.primary_key):
        return None
    others = tuple(c for c in scene.chain.conditions() if c != condition)
    rest = tuple(_without(link, condition.field) for link in links)
    kept = tuple(link for link in rest if link.arguments or link.keywords)
    path = query_name(owner, accessor)
    return Subject(model, owner, row, accessor, path, field.name, kept, others)


def _row_of(value: str) -> str:
    for end in (".pk", ".id"):
        if value.endswith(end):
            return value.removesuffix(end)
    return value


def _without(link: Link, field: str) -> Link:
    keywords = tuple(pair for pair in link.keywords if pair[0] != field)
    if len(keywords) == len(link.keywords):
        return link
    inside = [*link.arguments, *(f"{k}={v}" if k else f"**{v}" for k, v in keywords)]
    return Link(link.name, f".{link.name}({', '.join(inside)})", link.arguments, keywords)


def _annotated(diagnosis: Diagnosis, scene: Scene, subject: Subject) -> Advice | None:
    origin = diagnosis.origin
    if origin is None or origin.span.expression is None or origin.kind != "query":
        return None
    if not _gives_rows(origin.span.expression) or any(map(scene.varies_in, subject.links)):
        return None
    edits, file = Edits(), origin.span.file
    site = _with_subscript(scene.asked.site)
    made = _made(edits, file, scene.chain, subject, site is not scene.asked.site)
    if made is None:
        return None
    annotations, look = made
    call = ".annotate(" + ", ".join(f"{n}={v}" for n, v in annotations.items()) + ")"
    if not change_origin(edits, diagnosis, with_call(origin.span.expression, call)):
        return None
    if scene.is_inside and scene.loop is not None:
        edits.include(statement_of(scene.loop.site))
    edits.replace(site if len(annotations) == 1 else scene.asked.site, look)
    return told(
        "annotate",
        edits,
        "Let the query of the rows work it out for all of them and read the attribute.",
        certainty="certain" if origin.is_certain and scene.is_inside else "likely",
        alternative=f'Where the rows themselves are needed too: prefetch_related("'
        f'{subject.accessor}") and len(), which ask nothing more.',
    )


def _gives_rows(expression: str) -> bool:
    return ".values(" not in expression and ".values_list(" not in expression


def _made(
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
        rows = f"{model}.{manager_of(subject.model)}.filter({subject.back}={outer}(\"pk\"))"
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
    given = ", ".join(f"{subject.path}__{c.field}={c.value}" for c in subject.conditions)
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
        if not isinstance(node, ast.Call) or len(node.args) != 1 or not (
            isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
        ):
            return None
        function = segment(text, node.func)
        field = node.args[0].value
        rest = "".join(f", {k.arg}={segment(text, k.value)}" for k in node.keywords)
        if rest and filtered:
            return None
        word = function.rpartition(".")[2].lower()
        keys.append(alias or f"{field}__{word}")
        name = _free(subject, alias or f"{field}_{word}")
        found[name] = f'{function}("{subject.path}__{field}"{filtered}{rest})'
    pairs_text = [
        f'"{k}": {subject.row}.{n}' for k, n in zip(keys, found, strict=True)
    ]
    if len(found) == 1 and is_one:
        return found, f"{subject.row}.{next(iter(found))}"
    return found, f"{{{', '.join(pairs_text)}}}"


def _with_subscript(site: Site) -> Site:
    """Take `["total"]` behind an aggregate into what is exchanged for one value."""
    parent = site.path[-2] if len(site.path) > 1 else None
    if isinstance(parent, ast.Subscript) and isinstance(parent.slice, ast.Constant):
        return Site(site.file, site.path[:-1])
    return site


def _counted(subject: Subject) -> str:
    name = subject.accessor.removesuffix("_set")
    return f"matching_{name}" if subject.conditions else name


def _free(subject: Subject, name: str) -> str:
    return f"{name}_here" if hasattr(subject.owner, name) else name


def _by_model(scene: Scene, subject: Subject) -> Scene:
    """Ask the model for what was asked through the row."""
    base = f"{subject.model.__name__}.{manager_of(subject.model)}"
    key = Link("filter", f".filter({subject.back}={subject.row})", (), (
        (subject.back, subject.row),
    ))
    chain = Chain(base, (key, *subject.links, scene.chain.links[-1]))
    return replace(scene, chain=chain)


def _prefetched(diagnosis: Diagnosis, subject: Subject) -> Advice:
    advice = load_eagerly(diagnosis)
    name = f"{subject.model.__name__}.{manager_of(subject.model)}"
    text = (
        f"{advice.text} .count() and .exists() then ask nothing more. An annotation would "
        f"count rows that {name} leaves out."
    )
    return replace(advice, text=text)


def _contains(diagnosis: Diagnosis, scene: Scene) -> Advice:
    link = scene.chain.links[-1]
    base = scene.chain.upto("contains").text()
    if scene.loop is None or scene.varies(base) or not link.arguments:
        return load_eagerly(diagnosis) if diagnosis.relation else _direction(diagnosis)
    edits = Edits()
    rows = Rows(scene, scene.loop, edits)
    name = rows.name("known_keys", "keys")
    rows.write(f'{name} = set({base}.values_list("pk", flat=True))')
    edits.replace(scene.asked.site, f"{link.arguments[0]}.pk in {name}")
    return told("annotate", edits, "Read the keys once and look them up in a set.")


def _direction(diagnosis: Diagnosis) -> Advice:
    operation = diagnosis.finding.candidate.operation
    relation = diagnosis.relation
    name = relation.name if relation is not None else "items"
    code = {
        "count": f'.annotate({name}_count=Count("{name}", distinct=True))',
        "exists": f'.annotate(has_{name}=Exists(rows.filter(...=OuterRef("pk"))))',
    }.get(operation, f'.annotate(total=Sum("{name}__..."))')
    return direction(
        diagnosis, "annotate", f"Annotate the rows of the loop with the number: {code}", code
    )
