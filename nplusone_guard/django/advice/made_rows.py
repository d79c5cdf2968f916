"""Made rows: a hop over what is no relation, and the query that makes its rows.

`company.wanted_meetings` may be a property of the model, or the list that
`Prefetch(..., to_attr="wanted_meetings")` has put there. What the rows lack is loaded by
the query inside the one or the other.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.apps import apps

from nplusone_guard.advise.editing.returning import only_return
from nplusone_guard.advise.editing.text import parsed, source_of
from nplusone_guard.capture.application import is_application_file
from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.modules import lines_of
from nplusone_guard.diagnose.sources import follow, span_of
from nplusone_guard.diagnose.spelling import callee
from nplusone_guard.diagnose.syntax import Site, module_site
from nplusone_guard.diagnose.values import Diagnosis, Origin
from nplusone_guard.diagnose.wrappers import Step
from nplusone_guard.django.advice.chains import Chain, chain_of
from nplusone_guard.django.advice.models import model_called, relation_field
from nplusone_guard.django.advice.promised import site_of_member

__all__ = ["list_made_elsewhere", "with_makers_query"]

_LIST = "made_list"
_LISTS = frozenset({"list", "tuple", "sorted", "reversed"})
_LITERALS = (ast.ListComp, ast.List, ast.SetComp, ast.Set, ast.Tuple)
_STAYS_A_QUERY = frozenset(
    {
        *("all", "filter", "exclude", "order_by", "distinct", "annotate", "reverse"),
        *("select_related", "prefetch_related", "only", "defer", "using", ""),
    }
)


def with_makers_query(diagnosis: Diagnosis) -> Diagnosis:
    """Return *diagnosis* with the query that makes the rows of its last such hop."""
    relations = diagnosis.relations
    for index in range(len(relations) - 2, -1, -1):
        hop = relations[index]
        if not hop.owner and not _is_relation(hop.name):
            return _past(diagnosis, hop.name, index) or diagnosis
    asked = _asked(diagnosis)
    node = parsed(asked)
    if not isinstance(node, ast.Attribute) or _is_relation(node.attr):
        return diagnosis
    if isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"):
        return diagnosis
    return _past(diagnosis, node.attr, -1) or diagnosis


def list_made_elsewhere(diagnosis: Diagnosis) -> str:
    """Return the name of the list that holds the rows, where its query is out of sight."""
    origin = diagnosis.origin
    return "" if origin is None else dict(origin.facts).get(_LIST, "")


def _past(diagnosis: Diagnosis, name: str, index: int) -> Diagnosis | None:
    members = _members(diagnosis, name, index)
    if members:
        return _inside(diagnosis, members, name, index)
    if f'"{name}"' in _asked(diagnosis).replace("'", '"'):
        return None  # a prefetch goes over the `to_attr` of one before it
    calls = list(_prefetches(name))
    if not calls:
        return None
    made = _queryset(calls[0]) if len(calls) == 1 else None
    if made is None and index >= 0 and ".objects" not in _asked(diagnosis):
        return None  # a helper's query, which may well have the `to_attr` inside
    if made is None:
        return _of_list(diagnosis, name, index)
    return _from_query(diagnosis, Origin(made, is_certain=False), index)


def _inside(
    diagnosis: Diagnosis, members: list[tuple[Any, Any]], name: str, index: int
) -> Diagnosis | None:
    """Go on to the query in the property that the model has."""
    model, member = members[0]
    function = site_of_member(member) if len(members) == 1 else None
    whole = None if function is None else only_return(function)
    if whole is None:
        return None
    asked = _without_list(whole)
    chain = chain_of(source_of(asked))
    if chain is None or not chain.links or not chain.only(*_STAYS_A_QUERY):
        is_list = index < 0 and isinstance(whole.node, _LITERALS)
        return _of_list(diagnosis, name, index) if is_list else None
    is_read_here = diagnosis.origin is not None and diagnosis.origin.kind == "query"
    if index < 0 and asked is whole and is_read_here:
        return None  # it gives a query, which can be added to where it is read
    if index >= 0 and _is_whole_relation(chain, model):
        return None  # a prefetch fills what it reads
    span = Span(asked.file, *asked.place(), asked.function_name(), source_of(asked))
    return _from_query(diagnosis, Origin(span), index)


def _from_query(diagnosis: Diagnosis, origin: Origin, index: int) -> Diagnosis:
    relations = diagnosis.relations[index + 1 :]
    return replace(diagnosis, origin=origin, relations=relations)


def _of_list(diagnosis: Diagnosis, name: str, index: int) -> Diagnosis | None:
    origin = diagnosis.origin
    if origin is None:
        return None
    facts = (*origin.facts, (_LIST, name))
    return _from_query(diagnosis, replace(origin, facts=facts), index)


def _members(diagnosis: Diagnosis, name: str, index: int) -> list[tuple[Any, Any]]:
    """Return the properties called *name*, each with its model."""
    chain = chain_of(_asked(diagnosis)) if index == 0 else None
    asked = None if chain is None else model_called(chain.base.partition(".")[0])
    found = {
        id(member): (model, member)
        for model in ([asked] if asked is not None else apps.get_models())
        if _is_property(member := inspect.getattr_static(model, name, None))
    }
    return list(found.values())


def _is_property(member: Any) -> bool:
    return isinstance(member, property) or hasattr(member, "func")


def _is_relation(name: str) -> bool:
    return any(relation_field(m, name) is not None for m in apps.get_models())


def _is_whole_relation(chain: Chain, model: Any) -> bool:
    """Say whether *chain* is `self.meetings.all()`."""
    is_own = chain.owner == "self" and chain.only("all")
    return is_own and relation_field(model, chain.attribute) is not None


def _without_list(site: Site) -> Site:
    node = site.node
    is_list = isinstance(node, ast.Call) and getattr(node.func, "id", "") in _LISTS
    return site.below(node.args[0]) if is_list and node.args else site  # type: ignore[attr-defined]


def _prefetches(name: str) -> Iterator[Site]:
    """Yield the `Prefetch(..., to_attr=name)` of the application."""
    files = {getattr(each, "__file__", None) for each in list(sys.modules.values())}
    for file in sorted(filter(None, files)):
        if not is_application_file(file) or "to_attr" not in "".join(lines_of(file)):
            continue
        module = module_site(file)
        for node in () if module is None else ast.walk(module.node):
            if isinstance(node, ast.Call) and callee(node) == "Prefetch":
                given = {each.arg: each.value for each in node.keywords}
                if getattr(given.get("to_attr"), "value", None) == name:
                    yield module.below(node)  # type: ignore[union-attr]


def _queryset(call: Site) -> Span | None:
    node = call.node
    assert isinstance(node, ast.Call)
    values = [each.value for each in node.keywords if each.arg == "queryset"]
    values += node.args[1:2]
    built = follow(Step(call.below(values[0]))) if values else None
    chain = None if built is None else chain_of(built.expression or "")
    return None if built is None or chain is None or not chain.links else span_of(built)


def _asked(diagnosis: Diagnosis) -> str:
    origin = diagnosis.origin
    return "" if origin is None else origin.span.expression or ""
