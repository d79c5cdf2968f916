"""Loader options: relations and columns that the query should load with its rows."""

from __future__ import annotations

from dataclasses import replace

from nplusone_guard.advise.values import Advice
from nplusone_guard.capture.expressions import Span
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.sqlalchemy.chains import (
    Link,
    chain_of_diagnosis,
    imports_for,
    written,
)
from nplusone_guard.sqlalchemy.origins import entities_of, with_option
from nplusone_guard.sqlalchemy.prefixes import prefix_of, prefixed
from nplusone_guard.sqlalchemy.refreshing import without_refresh

__all__ = ["at_origin", "eager", "key_only", "owner_of", "whole_tree"]


def eager(diagnosis: Diagnosis) -> Advice:
    """joinedload for each to-one step of the path, selectinload for each collection."""
    links = chain_of_diagnosis(diagnosis)
    last = links[-1]
    kind = (
        "prefetch" if any(link.loader == "selectinload" for link in links) else "join"
    )
    default = "selectin" if last.loader == "selectinload" else "joined"
    advice = without_refresh(diagnosis, at_origin(diagnosis, kind, links))
    return replace(
        advice,
        alternative=f'Where every reader wants it: relationship(..., lazy="{default}") '
        f"on {last.argument}.",
    )


def key_only(diagnosis: Diagnosis) -> Advice | None:
    """The foreign key's own attribute, where nothing else of the row is read."""
    candidate = diagnosis.finding.candidate
    entry, blame = candidate.evidence.entry, candidate.evidence.blame
    relation = diagnosis.relation
    if not diagnosis.reads_key_only or relation is None or not relation.key:
        return None
    if entry is None or entry.fact("target_key") != "id" or not blame.expression:
        return None
    row = blame.expression.removesuffix(f".{relation.name}")
    if row == blame.expression:
        return None
    place = replace(
        blame,
        end_column=blame.end_column + len(".id"),
        expression=f"{blame.expression}.id",
    )
    return Advice(
        "key",
        f"{row}.{relation.key}",
        f"Only the key of {relation} is read, and the row has it already: "
        f"{relation.key}.",
        place=place,
        certainty="certain",
    )


def whole_tree(diagnosis: Diagnosis) -> Advice:
    """selectinload to any depth; a recursive CTE where the tree is large."""
    links = chain_of_diagnosis(diagnosis)
    argument = links[-1].argument
    link = Link("selectinload", f"{argument}, recursion_depth=-1")
    owner = owner_of(argument)
    # The way down from a row of the tree is the tree once more.
    before = tuple(each for each in links[:-1] if each.argument != argument)
    advice = at_origin(diagnosis, "tree", (*before, link))
    return replace(
        advice,
        text=f"{advice.text} It loads the tree level by level, one query for each.",
        alternative=f"One query for all levels: a recursive CTE, "
        f"select({owner}).where(...).cte(recursive=True) joined to {owner} by its key, "
        "and the rows put together in Python.",
    )


def at_origin(diagnosis: Diagnosis, kind: str, links: tuple[Link, ...]) -> Advice:
    """Return the advice to add one loader option to the query of the origin."""
    kinds: tuple[Link, ...] = ()
    origin, code, prefix, last = diagnosis.origin, None, "", links[-1].argument
    if origin is not None and origin.span.expression:
        kinds, links = _fitted(diagnosis, origin.span.expression, links)
        owner, last = owner_of(links[0].argument), _last(links)
        prefix = prefix_of(entities_of(origin.span.expression), owner)
        links = prefixed(links, prefix, origin.span)
        code = _instead(origin.span.expression, links) or with_option(
            origin.span.expression, links, kinds
        )
    option = written(links)
    imported = imports_for((*kinds, *links))
    if origin is None or code is None:
        where = "" if origin is None else f" at {at(origin.span)}"
        return Advice(
            kind,
            f".options({option})",
            f"Add it to the query whose rows are looped over{where} ({imported}).",
            place=None if origin is None else origin.span,
            certainty="likely",
        )
    entities = entities_of(origin.span.expression or "")
    is_proven = origin.is_certain and (
        bool(kinds or prefix) or owner_of(links[0].argument) in entities
    )
    return Advice(
        kind,
        code,
        f"Load {last} with the rows, in the query at {at(origin.span)} ({imported}).",
        place=origin.span,
        certainty="certain" if is_proven else "likely",
    )


def _fitted(
    diagnosis: Diagnosis, expression: str, links: tuple[Link, ...]
) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
    """Make the chain begin with what the query selects: an alias, or a base class."""
    entry = diagnosis.finding.candidate.evidence.entry
    owner, entities = owner_of(links[0].argument), entities_of(expression)
    if entry is None or owner in entities or not entities:
        return (), links
    if entry.fact("aliased") and entities[0].isidentifier():
        name = links[0].argument.partition(".")[2]
        return (), (replace(links[0], argument=f"{entities[0]}.{name}"), *links[1:])
    base = next((b for b in entry.fact("bases").split() if b in entities), "")
    if not base or "selectin_polymorphic(" in expression:
        return (), links
    return (Link("selectin_polymorphic", f"{base}, [{owner}]"),), links


def _instead(expression: str, links: tuple[Link, ...]) -> str | None:
    """Put the loader in the place of one that sends a query per row for the same.

    Or add a sub-class to those that the query loads already: it takes one such list.
    """
    argument = links[-1].argument
    if len(links) == 1 and links[-1].loader == "selectin_polymorphic":
        base, _, listed = argument.partition(", [")
        old = f"selectin_polymorphic({base}, ["
        new = f"{old}{listed.removesuffix(']')}, "
        return expression.replace(old, new, 1) if old in expression else None
    for slow in ("immediateload", "lazyload"):
        old = f"{slow}({links[-1].argument})"
        if old in expression:
            return expression.replace(old, str(links[-1]))
    return None


def owner_of(argument: str) -> str:
    """Return the class of "Author.books" or "Employee, [Manager]"."""
    return argument.partition(",")[0].partition(".")[0]


def at(span: Span) -> str:
    """Return file and line, for a sentence."""
    return f"{span.file}:{span.line}"


def _last(links: tuple[Link, ...]) -> str:
    return links[-1].argument.partition(",")[0]
