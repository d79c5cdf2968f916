"""A chain: the relations from a query's entity to what is loaded, as loader options."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nplusone_guard.capture.landmarks import Relation
from nplusone_guard.diagnose.values import Diagnosis

__all__ = ["Link", "chain_of_diagnosis", "imports_for", "written"]


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a chain: the call of a loader function.

    Attributes:
        loader: "joinedload", "selectinload", "undefer", ...
        argument: what it is called with, as source text.
    """

    loader: str
    argument: str

    def __str__(self) -> str:
        return f"{self.loader}({self.argument})"


def written(links: tuple[Link, ...]) -> str:
    """Return the chain as one loader option."""
    return ".".join(map(str, links))


def imports_for(links: tuple[Link, ...]) -> str:
    """Return the line that imports the functions of the chain."""
    names = sorted({link.loader for link in links})
    return f"from sqlalchemy.orm import {', '.join(names)}"


def chain_of_diagnosis(diagnosis: Diagnosis) -> tuple[Link, ...]:
    """Return the way from the origin's entity to the relation being loaded.

    The core links one finding to the next; the ORM remembers the relations, eager ones
    too, that led to the row. Either may know the part that the other does not.
    """
    entry = diagnosis.finding.candidate.evidence.entry
    by_core = _owned(diagnosis.relations)
    if entry is None or entry.relation is None:
        return tuple(by_core)
    through = [_link_of_fact(word) for word in entry.fact("through").split()]
    if entry.relation.direction == "column":
        return tuple(_joined(by_core[:-1], through))
    return tuple(_joined(by_core, [*through, _link(entry.relation)]))


def _owned(relations: Sequence[Relation]) -> list[Link]:
    """Name the class of a relation that only the source knows, by the one before it.

    Where even that is not known the chain begins behind it.
    """
    links: list[Link] = []
    target = ""
    for relation in relations:
        owner = relation.owner or target
        named = replace(relation, owner=owner)
        links = [*links, _link(named)] if owner else []
        target = relation.target
    return links


def _joined(by_core: list[Link], by_orm: list[Link]) -> list[Link]:
    if not by_orm:
        return by_core
    names = [link.argument for link in by_core]
    if by_orm[0].argument in names:
        return by_core[: names.index(by_orm[0].argument)] + by_orm
    return by_orm if len(by_orm) >= len(by_core) else by_core


def _link(relation: Relation) -> Link:
    loader = "selectinload" if relation.is_to_many else "joinedload"
    return Link(loader, str(relation))


def _link_of_fact(word: str) -> Link:
    name = word.rstrip("*")
    return Link("selectinload" if word.endswith("*") else "joinedload", name)
